"""A pair's life without a server: events in, mails out, the clock a value."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from mailflow.mail.visible import of_text
from mailflow.playbook.cadence import Playbook
from mailflow.playbook.decide import decide
from mailflow.playbook.effects import Decision, Note, Send
from mailflow.playbook.events import Enrolled, FellDue, Undoable, Wrote
from mailflow.playbook.model import Pair, Person, Role

MOIRA = Person(1, "Moira Lennox", "moira@example.com", zone="Europe/London")
BEN = Person(2, "Ben Ashcroft", "ben@example.com", zone="Europe/London")
NOTES = """Career conversation with Ben

His commitments
- Draft the tenant survey by end of March
- Shadow the lettings team for a day in April

My commitments
- Introduce him to Farida in policy by 20 March
- Ask about a place on the housing course by 10 April

We will review in May how the survey went.
"""


@dataclass
class Life:
    """`sent` holds every mail in order; `mail(role)` is the last one that the role got."""

    state: Pair = field(default_factory=lambda: Pair(7, MOIRA, BEN))
    now: datetime = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    playbook: Playbook = field(default_factory=Playbook)
    sent: list[Send] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    last: Undoable | None = None
    last_at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    _mails: int = 0

    def enrol(self) -> "Life":
        self._take(decide(self.state, Enrolled(), self.now, self.playbook))
        return self

    def writes(self, role: Role, body: str, *, notes: str = "", ask: int | None = None, fresh: bool = False) -> Send:
        """`role` answers their last mail (or `ask`) with `body`; returns the one mail that answers it."""
        self._mails += 1
        before = self.state
        answers = None if fresh else (ask if ask is not None else self.mail(role).ask)
        wrote = Wrote(
            f"in{self._mails}",
            role,
            of_text(body).passages,
            notes,
            ask=answers,
            replied=not fresh,
            undo=self._undo(role),
        )
        decision = decide(self.state, wrote, self.now, self.playbook)
        if decision.undoable:
            told = tuple(e.to for e in decision.effects if isinstance(e, Send) and e.to != role)
            self.last, self.last_at = Undoable(role, before, told, self.now), self.now
        if decision.undid:
            self.last = None
        mine = [e for e in self._take(decision) if e.to == role]
        assert len(mine) == 1, f"{len(mine)} mails answer one"
        return mine[0]

    def _undo(self, role: Role) -> Undoable | None:
        if self.last is None:
            return None
        expired = self.now - self.last_at > timedelta(hours=self.playbook.undo_hours)
        return replace(self.last, expired=expired, overtaken=self.last.author != role)

    def until(self, when: datetime) -> list[Send]:
        """Time passes; what falls due on the way fires in order. Returns what was sent."""
        before = len(self.sent)
        while True:
            due = sorted((t.at, t.key) for t in self.state.timers if t.status == "pending" and t.at <= when)
            if not due:
                break
            at, key = due[0]
            self.now = max(self.now, at)
            self._take(decide(self.state, FellDue(key), self.now, self.playbook))
        self.now = max(self.now, when)
        return self.sent[before:]

    def days(self, count: float) -> list[Send]:
        return self.until(self.now + timedelta(days=count))

    def mail(self, role: Role) -> Send:
        return [send for send in self.sent if send.to == role][-1]

    def _take(self, decision: Decision) -> list[Send]:
        self.state = decision.state
        sends = [e for e in decision.effects if isinstance(e, Send)]
        known = {send.intent for send in self.sent}
        assert not known & {send.intent for send in sends}, "an intent was used for two mails"
        self.sent.extend(sends)
        self.history.extend(e.what for e in decision.effects if isinstance(e, Note))
        return sends


def names(sends: list[Send]) -> list[tuple[str, str]]:
    return [(send.to, type(send.mail).__name__) for send in sends]


def booked() -> Life:
    """Enrolled on Monday 2 March 2026, booked for Thursday 12 March at 3 pm."""
    life = Life().enrol()
    life.writes("manager", "Thursday 12 March at 3pm, for an hour")
    return life


def drafted() -> Life:
    """The conversation was held, its notes were forwarded the same evening."""
    life = booked()
    life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
    life.writes("manager", "", notes=NOTES)
    return life


def offered() -> Life:
    life = drafted()
    life.writes("manager", "Looks right, please send it.")
    return life


def agreed() -> Life:
    life = offered()
    life.writes("report", "Yes, I agree.")
    return life
