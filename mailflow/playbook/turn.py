"""A decision in the making: the state so far, what is to be sent, and what the author will read in the receipt."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal

from mailflow.playbook.cadence import Playbook
from mailflow.playbook.effects import Decision, Effect, MeetingEntry, Note, PromiseEntry, Send
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import Acknowledgement, Mail, Problem, Receipt, Understood
from mailflow.playbook.model import Ask, AskKind, Contract, Pair, Role
from mailflow.playbook.working_time import local_day
from mailflow.reading.calendar import AS_WRITTEN, DateStyle
from mailflow.reading.second import Consultation


@dataclass(slots=True)
class Turn:
    """Local to one call of `decide`; nothing of it outlives the call but the Decision."""

    state: Pair
    now: datetime
    playbook: Playbook
    dates: DateStyle = AS_WRITTEN
    effects: list[Effect] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    undoable: bool = False
    undid: bool = False
    consultation: Consultation | None = None

    def today(self, role: Role) -> date:
        return local_day(self.now, self.state.person(role).zone)

    def locale(self, role: Role) -> str:
        """By which the dates that a person writes are read: their own, and what the operator has settled."""
        return self.dates.tagged(self.state.person(role).locale)

    def serial(self) -> int:
        self.state, number = self.state.next_serial()
        return number

    def note(self, what: str, by: Role | Literal["operator", "clock"] = "clock", number: int | None = None) -> None:
        self.effects.append(Note(what, by, number))

    def send(
        self,
        to: Role,
        mail: Mail,
        intent: str,
        thread: str,
        *,
        ask: int | None = None,
        meeting: MeetingEntry | None = None,
        promises: tuple[PromiseEntry, ...] = (),
    ) -> None:
        self.effects.append(Send(to, mail, f"{intent}/{to}", thread, ask, None, meeting, promises))

    def open_ask(
        self,
        kind: AskKind,
        to: Role,
        *,
        version: int | None = None,
        conversation: int | None = None,
        shown: tuple[int, ...] = (),
    ) -> Ask:
        """A new ask. Others of its kind to the same person, still open, become void: one question at a time."""
        for ask in self.state.asks:
            if ask.kind == kind and ask.to == to and ask.status == "open":
                self.state = self.state.with_ask(replace(ask, status="void"))
        ask = Ask(self.serial(), kind, to, self.now, "open", version, conversation, shown)
        self.state = self.state.with_ask(ask)
        return ask

    def standing_ask(self, to: Role, contract: Contract) -> Ask:
        """A record of the numbers that a mail showed which asks nothing, so that a reply to it speaks of them."""
        shown = tuple(item.number for item in contract.numbered)
        ask = Ask(self.serial(), "review", to, self.now, "answered", contract.version, contract.conversation, shown)
        self.state = self.state.with_ask(ask)
        return ask

    def answered(self, ask: Ask | None) -> None:
        """The ask has its answer; the mail that gave it can be taken back."""
        self.undoable = True
        if ask is not None and ask.status == "open":
            self.state = self.state.with_ask(replace(ask, status="answered"))

    def problem(self, what: Problem, *more: Problem) -> None:
        self.problems.extend((what, *more))

    def decision(self) -> Decision:
        return Decision(self.state, tuple(self.effects))

    def reply(self, wrote: Wrote, ask: Ask | None, thread: str) -> Decision:
        """The decision on a mail: its author gets exactly one mail, with the receipt as its first lines."""
        until = self.now + timedelta(hours=self.playbook.undo_hours) if self.undoable else None
        kind = ask.kind if ask else None
        shown = [n for n, number in enumerate(ask.shown, 1) if number] if ask else []
        line = shown[:2][-1] if shown else 0
        receipt = Receipt(tuple(self.understood), tuple(self.problems), until, kind, line)
        mine = [i for i, e in enumerate(self.effects) if isinstance(e, Send) and e.to == wrote.author]
        if len(mine) > 1:
            raise TwoAnswers(f"{len(mine)} mails would answer one")
        if mine:
            first = self.effects[mine[0]]
            assert isinstance(first, Send)  # noqa: S101 - narrows the type; `mine` holds nothing else
            self.effects[mine[0]] = replace(first, receipt=receipt)
        else:
            number = ask.number if ask is not None and self.state.ask(ask.number) else None
            answer = Send(wrote.author, Acknowledgement(), f"receipt/{wrote.inbound}", thread, number, receipt)
            self.effects.append(answer)
        return Decision(self.state, tuple(self.effects), self.undoable, self.undid, self.consultation)


class TwoAnswers(Exception):
    """A defect: a mail would get two answers (design, mail rules: one answer per inbound mail)."""
