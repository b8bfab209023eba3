"""UNDO within 24 hours: the mail is taken back whole, and whoever heard of it hears that, too."""

from dataclasses import replace
from datetime import datetime

from mailflow.playbook import book, thread
from mailflow.playbook.effects import MeetingEntry
from mailflow.playbook.events import Undoable
from mailflow.playbook.mails import Acknowledgement, Problem, Understood, Withdrawn
from mailflow.playbook.model import Ask, Conversation, Pair, Role, other
from mailflow.playbook.turn import Turn


def take_back(turn: Turn, author: Role, last: Undoable | None, inbound: str) -> Ask | None:
    """Put back what stood before the author's last mail; the ask that it had answered is open again and returned."""
    if last is None or last.author != author:
        turn.problem(Problem("undo_overtaken" if last else "undo_nothing"))
        return None
    if last.expired or last.overtaken:
        turn.problem(Problem("undo_too_late" if last.expired else "undo_overtaken"))
        return None
    now, before = turn.state, last.before
    known = {ask.number for ask in before.asks}
    # what somebody wrote for themselves alone is not taken back with it, nor asked of them again
    private = {ask.number: ask for ask in now.asks if ask.kind in ("prompt", "pulse")}
    asks = tuple(private.get(ask.number, ask) for ask in before.asks)
    # what the clock has opened since is not this mail's doing, and stays
    opened_since = tuple(
        replace(a, status="void") if a.opened_at == last.at else a for a in now.asks if a.number not in known
    )
    versions = {contract.version for contract in before.contracts}
    made_since = tuple(replace(c, status="superseded") for c in now.contracts if c.version not in versions)
    sessions = {conversation.number for conversation in before.conversations}
    held_since = tuple(
        c if c.status == "unbooked" else replace(c, status="closed")
        for c in now.conversations
        if c.number not in sessions
    )
    fired = {timer.key: timer for timer in now.timers if timer.status == "fired"}
    turn.state = replace(
        before,
        serial=now.serial,
        asks=(*asks, *opened_since),
        contracts=(*before.contracts, *made_since),
        # a calendar takes only what is newer than what it has, so the count of its entry's versions never goes back
        conversations=(*(_no_older(c, now) for c in before.conversations), *held_since),
        reflections=now.reflections,
        pulses=now.pulses,
        # those still to come are made anew: of what fell due meanwhile, the morning's questions wait for a morning
        timers=(*fired.values(), *(t for t in before.timers if t.status == "fired" and t.key not in fired)),
    )
    turn.undid = True
    turn.understood.append(Understood("undone"))
    turn.note("mail.undone", author)
    asked = [a for a in asks if a.to == author and a.status == "open" and now.ask(a.number) != a]
    reopened = max(asked, key=lambda ask: ask.number, default=None)
    if not _calendars_put_back(turn, now, inbound, reopened) and other(author) in last.told:
        turn.send(other(author), Withdrawn(), f"withdrawn/{inbound}", thread.of_conversation(before))
    return reopened


def _no_older(conversation: Conversation, now: Pair) -> Conversation:
    sequences = [c.sequence for c in now.conversations if c.number == conversation.number]
    return replace(conversation, sequence=max(conversation.sequence, *sequences))


def _calendars_put_back(turn: Turn, now: Pair, inbound: str, reopened: Ask | None) -> bool:
    """If the mail had booked or moved the conversation, both calendars are told what stands again."""
    undone = now.conversation
    if undone is None or undone.start is None or undone.start <= turn.now:
        return False
    stands = next((c for c in turn.state.conversations if c.number == undone.number), None)
    if stands is not None and _time_of(stands) == _time_of(undone):
        return False
    sequence = undone.sequence + 1  # a calendar takes only what is newer than what it has
    start = stands.start if stands is not None and stands.status == "booked" else None
    if stands is not None and start is not None:
        stands = replace(stands, sequence=sequence)
        turn.state = turn.state.with_conversation(stands)
        book.invite(turn, stands, start, moved=True, ask=reopened)
        return True
    if stands is not None:
        turn.state = turn.state.with_conversation(replace(stands, sequence=sequence + 1))
    entry = MeetingEntry(undone.number, sequence, undone.start, undone.minutes, cancelled=True)
    where = thread.of_conversation(turn.state, undone.number)
    number = reopened.number if reopened else None
    turn.send("manager", Acknowledgement(), f"receipt/{inbound}", where, ask=number, meeting=entry)
    turn.send("report", Withdrawn(), f"withdrawn/{inbound}", where, meeting=entry)
    return True


def _time_of(conversation: Conversation) -> tuple[str, datetime | None, int]:
    return conversation.status, conversation.start, conversation.minutes
