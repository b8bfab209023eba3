"""The mail that an ask is: made anew from the state whenever it is sent, the first time or as a nudge."""

from datetime import datetime, timedelta

from mailflow.playbook import showing, thread
from mailflow.playbook.mails import (
    Booking,
    ChangeRequest,
    Confirmation,
    Draft,
    DraftLine,
    Mail,
    NotesRequest,
    Prompt,
    Pulse,
    Reminder,
    Review,
)
from mailflow.playbook.model import Ask, Commitment, Contract, Conversation, Pair
from mailflow.playbook.private import ManagerNote
from mailflow.playbook.turn import Turn
from mailflow.playbook.working_time import after_hours, local_day
from mailflow.reading.second import FLAG as SECOND
from mailflow.reading.second import Fallback
from mailflow.reading.wording import misdated, offered


def send(
    turn: Turn,
    ask: Ask,
    *,
    attempt: int = 0,
    refused: bool = False,
    declined: bool = False,
    fallback: Fallback | None = None,
) -> None:
    """Send the ask's mail. The same ask and attempt is the same mail."""
    mail = mail_of(turn, ask, attempt, refused=refused, declined=declined, fallback=fallback)
    turn.send(ask.to, mail, f"ask/{ask.number}/{attempt}", thread_of(turn.state, ask), ask=ask.number)


def thread_of(pair: Pair, ask: Ask) -> str:
    if ask.kind == "pulse":
        return thread.of_pulse()
    contract = pair.contract(ask.version)
    if contract is not None:
        return thread.of_contract(contract.conversation)
    return thread.of_conversation(pair, ask.conversation)


def mail_of(
    turn: Turn,
    ask: Ask,
    attempt: int,
    *,
    refused: bool = False,
    declined: bool = False,
    fallback: Fallback | None = None,
) -> Mail:
    match ask.kind:
        case "booking":
            return _booking(turn, ask, attempt)
        case "prompt":
            return Prompt(_start(turn, ask))
        case "notes":
            return _notes(turn, ask, attempt)
        case "draft":
            return _draft(turn, _contract(turn, ask), attempt, declined, fallback)
        case "confirmation" | "change_request":
            return _consent(turn, _contract(turn, ask), ask, attempt, refused)
        case "reminder":
            contract, today = _contract(turn, ask), turn.today(ask.to)
            items = ((n, contract.commitment(number)) for n, number in enumerate(ask.shown, 1))
            shown = tuple(showing.line(n, item, ask.to, today) for n, item in items if item is not None)
            return Reminder(shown, after=any(line.overdue for line in shown))
        case "review":
            return _review(turn, _contract(turn, ask), ask)
        case "pulse":
            return Pulse(tuple(p for p in turn.state.pulses if p.number != ask.number and p.rating is not None))
        case kind:
            raise UnknownAsk(f"no mail for an ask of kind {kind}")


class UnknownAsk(Exception):
    """A defect: an ask was opened of a kind that has no mail yet."""


def _contract(turn: Turn, ask: Ask) -> Contract:
    contract = turn.state.contract(ask.version)
    if contract is None:
        raise UnknownAsk(f"ask {ask.number} shows a contract that is not loaded")
    return contract


def _conversation(turn: Turn, ask: Ask) -> Conversation:
    return next(c for c in turn.state.conversations if c.number == ask.conversation)


def _start(turn: Turn, ask: Ask) -> datetime:
    start = _conversation(turn, ask).start
    if start is None:
        raise UnknownAsk(f"ask {ask.number} needs a booked conversation")
    return start


def _booking(turn: Turn, ask: Ask, attempt: int) -> Booking:
    held = [c.start for c in turn.state.conversations if c.status in ("held", "closed") and c.start]
    last = local_day(max(held), turn.state.manager.zone) if held else None
    return Booking(ask.conversation == 1, attempt, last, turn.playbook.conversation_minutes)


def _notes(turn: Turn, ask: Ask, attempt: int) -> NotesRequest:
    manager, conversation = turn.state.manager, _conversation(turn, ask)
    start = _start(turn, ask)
    end = start + timedelta(minutes=conversation.minutes)
    by = after_hours(end, turn.playbook.summary_hours, manager.zone, manager.working_days)
    return NotesRequest(attempt, local_day(start, manager.zone), by)


def _draft(turn: Turn, contract: Contract, attempt: int, declined: bool, fallback: Fallback | None) -> Draft:
    notes = {note.number: note for note in turn.state.notes}
    shown = zip(showing.lines(contract, "manager", turn.today("manager")), contract.numbered, strict=True)
    lines = tuple(
        DraftLine(
            line,
            note := notes.get(item.number),
            _advice(turn, contract, item, note),
            suggested=SECOND in item.flags,
        )
        for line, item in shown
    )
    return Draft(attempt, lines, showing.reviews(contract), contract.open_questions, declined, fallback)


def _advice(turn: Turn, contract: Contract, item: Commitment, note: ManagerNote | None) -> tuple[str, ...]:
    """What helps the manager to better a line; a day that cannot be is asked about in the notes' own words."""
    flags = item.flags
    if "no_date" not in flags or note is None:
        return offered(item.text, item.owner, flags)
    held = next((c.start for c in turn.state.conversations if c.number == contract.conversation), None)
    on = local_day(held or turn.now, turn.state.manager.zone)
    asked = misdated(note.quote, on, turn.locale("manager"))
    if asked is None:
        return offered(item.text, item.owner, flags)
    return (asked.sentence, *offered(item.text, item.owner, tuple(f for f in flags if f != "no_date")))


def _consent(turn: Turn, contract: Contract, ask: Ask, attempt: int, refused: bool) -> Mail:
    today = turn.today(ask.to)
    terms = showing.terms(contract, ask.to, today)
    known = known_version(turn.state, contract, ask)
    changes = showing.changes(known, contract, ask.to, today) if known else ()
    if ask.kind == "change_request":
        return ChangeRequest(attempt, changes, terms)
    return Confirmation(attempt, terms, changes, refused)


def known_version(pair: Pair, contract: Contract, ask: Ask) -> Contract | None:
    """The version that the reader of the ask knows: the newest one they said yes to, else the one it replaces."""
    agreed_to = [c for c in pair.contracts if c.version < contract.version and ask.to in c.said_yes]
    return max(agreed_to, key=lambda c: c.version, default=None) or pair.contract(contract.replaces)


def _review(turn: Turn, contract: Contract, ask: Ask) -> Review:
    managers = [a for a in turn.state.asks if a.kind == "review" and a.to == "manager" and a.number < ask.number]
    answered = ask.to == "report" and bool(managers) and max(managers, key=lambda a: a.number).status == "answered"
    return Review(showing.terms(contract, ask.to, turn.today(ask.to)), answered)
