"""The one door into the playbook: an event happens to a pair, and what follows from it.

Pure: the same state, event, instant and playbook give the same decision. An event that does not fit changes
nothing; its author is told why.
"""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.playbook import asking, book, confirm, draft, follow_through, hold, prepare, pulse, stop, thread, undo
from mailflow.playbook.agenda import arm
from mailflow.playbook.cadence import Playbook
from mailflow.playbook.editing import items
from mailflow.playbook.effects import Decision
from mailflow.playbook.events import Enrolled, Event, FellDue, Wrote
from mailflow.playbook.mails import Problem, Understood, Welcome
from mailflow.playbook.model import Ask, Contract, Pair
from mailflow.playbook.turn import Turn
from mailflow.playbook.working_time import local_day
from mailflow.reading.calendar import AS_WRITTEN, DateStyle
from mailflow.reading.command import command
from mailflow.reading.notes import Party
from mailflow.reading.reply import Context, Meeting, Understanding, read_reply

_CONTEXT: dict[str, Context] = {
    "booking": "booking",
    "notes": "booking",
    "draft": "draft",
    "confirmation": "confirmation",
    "change_request": "change_request",
    "reminder": "reminder",
    "review": "review",
    "pulse": "pulse",
}


def decide(state: Pair, event: Event, now: datetime, playbook: Playbook, dates: DateStyle = AS_WRITTEN) -> Decision:
    """What follows from `event`. `now` is aware; `dates` is how the operator has dates read. Ids, tokens and mails are
    made by the caller from the effects."""
    turn = Turn(state, now, playbook, dates)
    match event:
        case Enrolled():
            decision = _enrolled(turn)
        case Wrote():
            decision = _wrote(turn, event)
        case FellDue():
            decision = _fell_due(turn, event)
    return replace(decision, state=arm(decision.state, playbook, now))


def _enrolled(turn: Turn) -> Decision:
    turn.send("report", Welcome(), "welcome", thread.of_conversation(turn.state))
    turn.note("pair.enrolled", "operator")
    book.ask(turn)
    return turn.decision()


def _fell_due(turn: Turn, event: FellDue) -> Decision:
    timer = next((t for t in turn.state.timers if t.key == event.key and t.status == "pending"), None)
    if timer is None or timer.at > turn.now:
        return turn.decision()
    fired = replace(timer, status="fired")
    timers = tuple(fired if t.key == timer.key else t for t in turn.state.timers)
    turn.state = replace(turn.state, timers=timers)
    match event.key.split("/"):
        case ["booking", *_]:
            book.ask(turn)
        case ["prompt", *_]:
            prepare.prompt(turn)
        case ["reflection", *_]:
            prepare.give_back(turn)
        case ["notes", *_]:
            hold.ask_for_notes(turn)
        case ["late", _]:
            hold.tell_of_delay(turn)
        case ["nudge", number, attempt]:
            _ask_again(turn, turn.state.ask(int(number)), int(attempt))
        case ["again", number, day]:
            _ask_again(turn, turn.state.ask(int(number)), date.fromisoformat(day).toordinal())
        case ["remind", "manager" | "report" as owner, day, when]:
            follow_through.remind(turn, owner, date.fromisoformat(day), after=when == "after")
        case ["review", "manager" | "report" as role, _, month]:
            follow_through.review(turn, role, int(month))
        case ["pulse", *_]:
            pulse.ask(turn)
    return turn.decision()


def _ask_again(turn: Turn, ask: Ask | None, attempt: int) -> None:
    if ask is None or ask.status != "open":
        return
    if ask.version is None or turn.state.contract(ask.version) is not None:
        asking.send(turn, ask, attempt=attempt)
        turn.note(f"{ask.kind}.nudged", number=ask.number)


def _wrote(turn: Turn, wrote: Wrote) -> Decision:
    ask = turn.state.ask(wrote.ask)
    if ask is not None and ask.to != wrote.author:
        ask = None
    if len(wrote.visible) + len(wrote.notes) > LONGEST:
        turn.problem(Problem("too_long"))
        return turn.reply(wrote, ask, draft.thread_of(turn, ask))
    match command(wrote.visible):
        case "stop":
            stop.stop(turn, wrote)
        case "start" if wrote.replied:
            stop.start(turn, wrote)
        case "undo" if wrote.replied:
            ask = _taken_back(turn, wrote, ask)
        case _ if turn.state.status == "stopped":
            turn.problem(Problem("stopped"))
        case _ if not _notes_came(turn, wrote, ask):
            ask = _answered(turn, wrote, ask)
            _name_unread(turn, wrote)
    return turn.reply(wrote, ask, draft.thread_of(turn, ask))


def _taken_back(turn: Turn, wrote: Wrote, ask: Ask | None) -> Ask | None:
    """UNDO takes back the author's last mail; said of what is kept for them alone, it takes back that."""
    last = wrote.undo
    usable = last is not None and last.author == wrote.author and not (last.expired or last.overtaken)
    if ask is None or ask.kind not in ("prompt", "pulse") or (usable and turn.state.status == "stopped"):
        return undo.take_back(turn, wrote.author, wrote.undo, wrote.inbound)
    if ask.kind == "prompt":
        prepare.forget(turn, ask)
    else:
        pulse.forget(turn, ask)
    if not turn.understood:
        turn.problem(Problem("undo_nothing"))
    return ask


def _notes_came(turn: Turn, wrote: Wrote, ask: Ask | None) -> bool:
    """Whether the mail is notes: what the manager forwards or attaches, or writes out when asked for them."""
    if wrote.author != "manager":
        return False
    words, brought = wrote.visible.strip(), wrote.notes.strip()
    expected = ask.kind == "notes" if ask else not wrote.replied
    if brought and (expected or not words or (ask is not None and ask.kind == "booking")):
        text = f"{words}\n\n{brought}"
    elif expected and len(words.split()) >= _SHORTEST_NOTES:
        text = words
    else:
        return False  # an answer, with whatever a mail program has attached to it
    consultation = draft.consultation(turn, text)
    reading = consultation.read()
    if not reading.commitments and words and not (expected and brought):
        return False
    draft.from_notes(turn, wrote, consultation, reading, ask)
    return True


LONGEST = 100_000  # characters that are read; notes of an hour have a tenth of that
_SHORTEST_NOTES = 12  # words; "we moved it to Thursday" answers the notes request and is no notes


def _answered(turn: Turn, wrote: Wrote, ask: Ask | None) -> Ask | None:
    """Answer the ask that the mail answers; returns the ask to which a further reply belongs."""
    if not wrote.visible.strip():
        turn.problem(Problem("nothing_new"))
        return ask
    if ask is None:
        turn.problem(Problem("not_an_answer"))
        return None
    if ask.kind == "prompt":
        prepare.reflected(turn, ask, wrote)
        if not turn.understood:
            turn.problem(Problem("already_answered"))
        return ask
    contract = turn.state.contract(ask.version)
    if contract is None and ask.kind in ("reminder", "review"):
        contract = turn.state.contract_in("agreed")  # commitments keep their numbers from version to version
    reply = _understanding(turn, wrote, ask, contract)
    if reply.unclear:
        turn.problem(Problem("unclear", reply.unclear))
        return ask
    if ask.kind == "pulse":
        pulse.answered(turn, wrote, ask, reply)
        return ask
    if reply.snooze is not None and ask.status == "open" and reply.snooze > turn.today(wrote.author):
        turn.state = turn.state.with_ask(replace(ask, wait_until=reply.snooze))
        turn.understood.append(Understood("waiting", day=reply.snooze))
        turn.undoable = True
        turn.note("ask.postponed", wrote.author, ask.number)
        return ask
    match ask.kind:
        case "booking" | "notes":
            book.answered(turn, ask, reply)
        case "draft":
            draft.answered(turn, ask, reply)
        case "confirmation" | "change_request":
            confirm.answered(turn, ask, reply)
        case _:
            follow_through.answered(turn, wrote, ask, reply)
    return ask


def _name_unread(turn: Turn, wrote: Wrote) -> None:
    """Where nothing was understood, the answer may stand in what came along and could not be read."""
    if wrote.unreadable and not turn.understood:
        told = [problem for problem in turn.problems if problem.what not in ("nothing_new", "not_an_answer", "no_time")]
        turn.problems = [*told, Problem("unreadable", wrote.unreadable)]


def _understanding(turn: Turn, wrote: Wrote, ask: Ask, contract: Contract | None) -> Understanding:
    pair = turn.state
    return read_reply(
        wrote.passages,
        context=_CONTEXT[ask.kind],
        author=wrote.author,
        on=local_day(wrote.received_at or turn.now, pair.person(wrote.author).zone),
        items=items(ask, contract),
        manager=Party(pair.manager.name, pair.manager.address),
        report=Party(pair.report.name, pair.report.address),
        locale=turn.locale(wrote.author),
        booked=_booked(turn, wrote, ask),
    )


def _booked(turn: Turn, wrote: Wrote, ask: Ask) -> Meeting | None:
    """The conversation that the ask is about, if it is booked, in its writer's own time."""
    found = next((c for c in turn.state.conversations if c.number == ask.conversation), None)
    if found is None or found.start is None:
        return None
    zone = ZoneInfo(turn.state.person(wrote.author).zone)
    return Meeting(found.start.astimezone(zone).replace(tzinfo=None), found.minutes)
