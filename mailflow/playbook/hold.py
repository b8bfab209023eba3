"""After the booked end: the request for the notes, and the 48-hour promise (playbook, "After the conversation")."""

from dataclasses import replace

from mailflow.playbook import asking, thread
from mailflow.playbook.mails import SummaryLate
from mailflow.playbook.turn import Turn
from mailflow.playbook.working_time import local_day


def ask_for_notes(turn: Turn) -> None:
    """The conversation is over: the report's reflections are deleted, the manager is asked for the notes."""
    current = turn.state.conversation
    if current is None or current.status != "booked":
        return
    turn.state = replace(turn.state, reflections=()).with_conversation(replace(current, status="held"))
    turn.state = turn.state.with_asks_closed("prompt", "booking")
    asking.send(turn, turn.open_ask("notes", "manager", conversation=current.number))
    turn.note("conversation.held", number=current.number)


def tell_of_delay(turn: Turn) -> None:
    """48 hours without a contract: the report hears that it is still to come, and nothing of its content."""
    current = turn.state.conversation
    if current is None or current.start is None or current.status != "held":
        return
    if any(c.conversation == current.number and c.status in ("offered", "agreed") for c in turn.state.contracts):
        return
    held_on = local_day(current.start, turn.state.report.zone)
    where = thread.of_conversation(turn.state, current.number)
    turn.send("report", SummaryLate(held_on), f"late/{current.number}", where)
    turn.note("summary.late", number=current.number)
