"""What falls due for a pair, and when: derived from the state alone, so that no change can leave a stale timer.

Every decision ends with `arm`, which makes the pair's timers what the agenda says. A timer that has fired stays
on record while the agenda still names it, so that it fires once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

from mailflow.playbook.cadence import Playbook
from mailflow.playbook.model import Ask, Contract, Conversation, Pair, Role, Timer
from mailflow.playbook.working_time import (
    DAY,
    add_months,
    after_hours,
    at_local,
    first_working_day,
    local_day,
    next_morning,
    shift,
)

Entry = tuple[str, datetime]


def arm(pair: Pair, playbook: Playbook, now: datetime) -> Pair:
    """`pair` with the timers of its agenda.

    What asks in the morning and is only now found to be due (after a START, mostly) waits for the next morning.
    """
    if pair.status != "active":  # what has fired is remembered, for when they start again
        return replace(pair, timers=tuple(t for t in pair.timers if t.status == "fired"))
    due = dict(agenda(pair, playbook))
    fired = tuple(t for t in pair.timers if t.status == "fired" and t.key in due)
    known = {t.key for t in fired}
    pending = tuple(Timer(key, _hour(pair, key, at, playbook, now)) for key, at in due.items() if key not in known)
    return replace(pair, timers=(*fired, *pending))


def _hour(pair: Pair, key: str, at: datetime, playbook: Playbook, now: datetime) -> datetime:
    """The hour of an entry of the agenda: its own, or the next morning, or an earlier one that it was put off to."""
    reader = _ASKED_IN_THE_MORNING.get(key.partition("/")[0])
    if reader is None or at > now:
        return at
    person = pair.person(reader)
    placed = [t.at for t in pair.timers if t.key == key]
    return min((*placed, next_morning(now, playbook.morning, person.zone, person.working_days)))


def missed(pair: Pair, playbook: Playbook, now: datetime) -> Pair:
    """`pair` as it starts again: what would have been a word in season while it was stopped is not said late."""
    known = {t.key for t in pair.timers}
    late = tuple(
        Timer(key, at, "fired")
        for key, at in agenda(pair, playbook)
        if at <= now and key not in known and key.split("/")[0] in _IN_SEASON
    )
    return replace(pair, timers=(*pair.timers, *late))


_IN_SEASON = frozenset({"again", "late", "nudge", "prompt", "reflection", "remind"})
_ASKED_IN_THE_MORNING: Mapping[str, Role] = {"booking": "manager", "pulse": "report"}


def agenda(pair: Pair, playbook: Playbook) -> Iterator[Entry]:
    """Each thing that will fall due as (key, instant). The key's first word names what; decide.py answers it."""
    current = pair.conversation
    if current is not None:
        yield from _around_conversation(pair, current, playbook)
    for ask in pair.asks:
        if ask.status == "open":
            yield from _nudges(pair, ask, playbook)
    agreed = pair.contract_in("agreed")
    if agreed is not None:
        yield from _reminders(pair, agreed, playbook)
        yield from _reviews(pair, agreed, playbook)
    yield from _pulse(pair, playbook)


def _around_conversation(pair: Pair, current: Conversation, playbook: Playbook) -> Iterator[Entry]:
    manager, report = pair.manager, pair.report
    if current.status == "unbooked":
        yield from _asked_again(pair, current, playbook)
    if current.start is None:
        return
    end = current.start + timedelta(minutes=current.minutes)
    if current.status == "booked":
        day = local_day(current.start, report.zone)
        lead = shift(day, -playbook.prompt_lead_working_days, report.working_days)
        yield f"prompt/{current.number}/{current.sequence}", at_local(lead, playbook.morning, report.zone)
        if pair.reflections:
            morning = min(at_local(day, playbook.morning, report.zone), current.start - timedelta(minutes=30))
            yield f"reflection/{current.number}/{current.sequence}", morning
        yield f"notes/{current.number}/{current.sequence}", end + timedelta(minutes=playbook.notes_after_minutes)
        return
    if current.status in ("held", "closed"):
        late = after_hours(end, playbook.summary_hours, manager.zone, manager.working_days)
        yield f"late/{current.number}", late
        held_on = local_day(current.start, manager.zone)
        lead_day = held_on + DAY * (playbook.quarter_days - playbook.booking_lead_days)
        day = first_working_day(lead_day, manager.working_days)
        yield f"booking/{current.number}", at_local(day, playbook.morning, manager.zone)


def _asked_again(pair: Pair, current: Conversation, playbook: Playbook) -> Iterator[Entry]:
    """A conversation that nobody has booked: after a silence it is asked for monthly, after a no next quarter."""
    asked = [a for a in pair.asks if a.kind == "booking" and a.conversation == current.number]
    last = max(asked, key=lambda a: a.number, default=None)
    if last is None:
        return
    zone, week = pair.manager.zone, pair.manager.working_days
    since = max(local_day(last.opened_at, zone), last.wait_until or local_day(last.opened_at, zone))
    pause = playbook.quarter_days if last.status == "answered" else playbook.booking_again_days
    yield (
        f"booking/{current.number}/{last.number}",
        at_local(first_working_day(since + DAY * pause, week), playbook.morning, zone),
    )


def _nudges(pair: Pair, ask: Ask, playbook: Playbook) -> Iterator[Entry]:
    person = pair.person(ask.to)
    if ask.wait_until is not None:
        yield f"again/{ask.number}/{ask.wait_until}", at_local(ask.wait_until, playbook.morning, person.zone)
    if ask.kind == "notes":
        for attempt, hours in enumerate(playbook.notes_nudge_hours, 1):
            at = after_hours(ask.opened_at, hours, person.zone, person.working_days)
            if ask.wait_until is None or local_day(at, person.zone) > ask.wait_until:
                yield f"nudge/{ask.number}/{attempt}", at
        return
    steps = {
        "booking": playbook.booking_nudge_working_days,
        "draft": playbook.draft_nudge_working_days,
        "confirmation": playbook.confirmation_nudge_working_days,
        "change_request": playbook.change_request_nudge_working_days,
    }.get(ask.kind, ())
    opened = max(local_day(ask.opened_at, person.zone), ask.wait_until or local_day(ask.opened_at, person.zone))
    for attempt, days in enumerate(steps, 1):
        day = shift(opened, days, person.working_days)
        yield f"nudge/{ask.number}/{attempt}", at_local(day, playbook.morning, person.zone)


def _reminders(pair: Pair, agreed: Contract, playbook: Playbook) -> Iterator[Entry]:
    groups: dict[tuple[str, date], list[datetime]] = {}
    for item in agreed.commitments:
        if item.status == "open" and item.due is not None:
            dated = item.dated_at or agreed.agreed_at
            if dated is not None:
                groups.setdefault((item.owner, item.due), []).append(dated)
    for (owner, due), dated_at in groups.items():
        person = pair.manager if owner == "manager" else pair.report
        before = shift(due, -playbook.reminder_lead_working_days, person.working_days)
        at = at_local(before, playbook.morning, person.zone)
        if at > max(dated_at):  # a date set closer than that needs no reminder: they have just named it
            yield f"remind/{owner}/{due}/before", at
        behind = shift(due, playbook.reminder_after_working_days, person.working_days)
        yield f"remind/{owner}/{due}/after", at_local(behind, playbook.morning, person.zone)


def _reviews(pair: Pair, agreed: Contract, playbook: Playbook) -> Iterator[Entry]:
    """Monthly from the day of the first yes: those that have fired, and the next of each of the two."""
    if agreed.first_agreed_at is None:
        return
    fired = {t.key for t in pair.timers if t.status == "fired"}
    for role in ("manager", "report"):
        for month in count(1):
            key = f"review/{role}/{agreed.conversation}/{month}"
            yield key, review_at(pair, agreed.first_agreed_at, role, month, playbook)
            if key not in fired:
                break


def _pulse(pair: Pair, playbook: Playbook) -> Iterator[Entry]:
    """Counted from the last one or its answer, and the first from the latest conversation held.

    None for a report who asked to be spared.
    """
    report = pair.report
    last = pair.pulses[-1] if pair.pulses else None
    held = [c.start for c in pair.conversations if c.status in ("held", "closed") and c.start]
    if not playbook.pulse_days or (last is not None and last.refused):
        return
    if last is not None:
        day = last.again_on or (last.rated_on or last.asked_on) + DAY * playbook.pulse_days
    elif held:
        day = local_day(max(held), report.zone) + DAY * playbook.pulse_after_days
    else:
        return
    number = last.number if last is not None else 0
    yield f"pulse/{number}/{day}", at_local(first_working_day(day, report.working_days), playbook.morning, report.zone)


def review_at(pair: Pair, first_agreed_at: datetime, role: Role, month: int, playbook: Playbook) -> datetime:
    """When the review of that month is asked of `role`; the manager is asked some working days before the report."""
    person = pair.person(role)
    base = local_day(first_agreed_at, pair.manager.zone)
    day = first_working_day(add_months(base, month), person.working_days)
    if role == "manager":
        day = shift(day, -playbook.review_lead_working_days, person.working_days)
    return at_local(day, playbook.morning, person.zone)
