"""Booking: a time from the manager, put into both calendars (playbook, "Cadence", failures 1 and 2)."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from mailflow.playbook import asking, thread
from mailflow.playbook.effects import MeetingEntry
from mailflow.playbook.mails import Invitation, Problem, Understood
from mailflow.playbook.model import Ask, Conversation
from mailflow.playbook.turn import Turn
from mailflow.reading.meeting import Meeting
from mailflow.reading.reply import Understanding


def ask(turn: Turn) -> None:
    """Ask the manager to book the pair's next conversation, for the first time or after a no or a silence."""
    current = turn.state.conversation
    if current is None or current.status != "unbooked":
        number = 1 if current is None else current.number + 1
        current = Conversation(number, minutes=turn.playbook.conversation_minutes)
        turn.state = turn.state.with_conversation(current)
    asking.send(turn, turn.open_ask("booking", "manager", conversation=current.number))
    turn.note("booking.asked", number=current.number)


def answered(turn: Turn, booking: Ask, reply: Understanding) -> None:
    if reply.meeting is not None:
        book(turn, booking, reply.meeting)
    elif reply.verdict == "reject":
        turn.understood.append(Understood("declined"))
        turn.answered(booking)
        turn.note("booking.declined", "manager", booking.conversation)
    elif reply.verdict == "question":
        turn.problem(Problem("question"))
    else:
        turn.problem(Problem("no_time"))


def book(turn: Turn, booking: Ask | None, meeting: Meeting) -> None:
    """Book, or move, the conversation to the time that the manager named in their own zone."""
    minutes = meeting.minutes or turn.playbook.conversation_minutes
    start = meeting.start.replace(tzinfo=ZoneInfo(turn.state.manager.zone)).astimezone(UTC)
    if start <= turn.now:
        turn.problem(Problem("in_the_past"))
        return
    if minutes < turn.playbook.shortest_minutes:
        turn.problem(Problem("too_short", minutes=minutes))
        return
    current = turn.state.conversation
    not_held = booking is not None and booking.kind == "notes"  # asked for its notes, the manager names a new time
    if current is None or current.status == "closed" or (current.status == "held" and not not_held):
        current = Conversation(1 if current is None else current.number + 1)
    if (current.status, current.start, current.minutes) == ("booked", start, minutes):
        turn.understood.append(Understood("booked", start=start, minutes=minutes))
        return
    moved = current.start is not None
    sequence = current.sequence + 1 if moved else current.sequence
    current = replace(current, status="booked", start=start, minutes=minutes, sequence=sequence)
    turn.state = turn.state.with_conversation(current).with_asks_closed("prompt")
    turn.understood.append(Understood("booked", start=start, minutes=minutes))
    turn.answered(booking)
    invite(turn, current, start, moved=moved, ask=booking)
    turn.note("conversation.moved" if moved else "conversation.booked", "manager", current.number)


def invite(turn: Turn, booked: Conversation, start: datetime, *, moved: bool, ask: Ask | None = None) -> None:
    """The conversation's calendar entry, as it now is, to both."""
    for role in ("manager", "report"):
        turn.send(
            role,
            Invitation(start, booked.minutes, moved),
            f"invitation/{booked.number}/{booked.sequence}",
            thread.of_conversation(turn.state, booked.number),
            ask=ask.number if ask and role == "manager" else None,
            meeting=MeetingEntry(booked.number, booked.sequence, start, booked.minutes),
        )
