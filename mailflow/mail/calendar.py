"""Calendar entries that travel by mail (RFC 5545, 5546, 6047), and the answers that come back.

Invitations carry a bland title and no description: calendars are shared, conversations are not. The same
values always give the same bytes.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, cast
from zoneinfo import ZoneInfo

import icalendar
from icalendar.parser import Contentlines

from mailflow.mail.compose import Calendar, one_line, sendable

Attendance = Literal["accepted", "declined", "tentative", "counter"]

_PRODUCT = "-//mailflow//mailflow//EN"
_UTC_KEYS = {"UTC", "Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LARGEST_ANSWER = 1 << 20
_LONGEST_LINE = 4096
_ANSWERS: dict[str, Attendance] = {
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "TENTATIVE": "tentative",
}


@dataclass(frozen=True, slots=True)
class Meeting:
    """A booked conversation, as one person's invitation shows it.

    `start` is aware, in a ZoneInfo zone; `stamp` is when this version of it was made; `sequence` grows by one
    with every change (RFC 5546 §2.1.4). `uid` and `organizer` never change: they are how a calendar program
    knows an update from a new meeting.
    """

    uid: str
    sequence: int
    start: datetime
    minutes: int
    summary: str
    organizer_name: str
    organizer: str
    attendee_name: str
    attendee: str
    stamp: datetime
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment as its owner's calendar shows it, on the whole day on which it is due."""

    uid: str
    sequence: int
    day: date
    summary: str


def invitation(meeting: Meeting) -> Calendar:
    """METHOD:REQUEST for one attendee, who is asked to answer (RFC 5546 §3.2.2).

    Raises UnsendableAddress; ValueError for a time without a zone or a length that is not positive.
    """
    return _meeting(meeting, "REQUEST")


def cancellation(meeting: Meeting) -> Calendar:
    """METHOD:CANCEL of the whole meeting (RFC 5546 §3.2.5). Raises as invitation does."""
    return _meeting(meeting, "CANCEL")


def promises(items: Sequence[Promise], stamp: datetime) -> Calendar:
    """METHOD:PUBLISH: an all-day entry for each commitment, shown as free time, private, without an alarm.

    There is no ORGANIZER, though RFC 5546 §3.2.1 has one: with it, programs show the entry as somebody
    else's meeting and don't let its owner move it. Raises ValueError if `stamp` has no zone.
    """
    calendar = _calendar("PUBLISH")
    for item in items:
        event = _event(item.uid, item.sequence, stamp, item.summary)
        event.add("dtstart", item.day)
        event.add("dtend", item.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        # Team calendars are often open to colleagues; what somebody has promised is not for them.
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return Calendar(calendar.to_ical(), "PUBLISH", "commitments.ics")


def attendance(ics: bytes) -> tuple[str, Attendance] | None:
    """The UID and the answer in a REPLY or COUNTER (RFC 5546 §3.2.3, §3.2.7).

    None for everything else: another method, no single meeting or no single answer, an answer that decides
    nothing (NEEDS-ACTION, DELEGATED), junk, over 1 MiB. Never raises.
    """
    if len(ics) > _LARGEST_ANSWER:
        return None
    found: dict[str, set[str]] = {"METHOD": set(), "UID": set(), "PARTSTAT": set()}
    for name, value in _answer_lines(ics):
        found[name].add(value)
    match [*found["METHOD"]], [*found["UID"]], [*found["PARTSTAT"]]:
        case ["COUNTER"], [uid], _:
            return uid, "counter"
        case ["REPLY"], [uid], [answer] if answer in _ANSWERS:
            return uid, _ANSWERS[answer]
    return None


def _answer_lines(ics: bytes) -> Iterator[tuple[str, str]]:
    """METHOD, UID and PARTSTAT of the events. Only these lines are parsed: an answer may quote anything."""
    inside: list[str] = []
    lines = Contentlines.from_ical(ics)  # type: ignore[no-untyped-call]  # not annotated in icalendar 7
    for raw in lines:
        head = raw[:16].upper().replace(":", ";").partition(";")[0].strip()
        if head not in {"BEGIN", "END", "METHOD", "UID", "ATTENDEE"} or len(raw) > _LONGEST_LINE:
            continue
        try:
            _, parameters, value = raw.parts()
        except ValueError:
            continue
        where = inside[-1] if inside else ""
        match head, where:
            case "BEGIN", _:
                inside.append(value.strip().upper())
            case "END", _ if inside:
                inside.pop()
            case "METHOD", "VCALENDAR":
                yield "METHOD", value.strip().upper()
            case "UID", "VEVENT" if value.strip():
                yield "UID", value.strip()
            case "ATTENDEE", "VEVENT":
                yield "PARTSTAT", str(parameters.get("PARTSTAT", "NEEDS-ACTION")).strip().upper()


class _Line(icalendar.vText):
    """Text on one line. The library's own escaping turns a typed backslash and N into a line break."""

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return escaped.encode()


def _calendar(method: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(uid: str, sequence: int, stamp: datetime, summary: str, language: str | None = None) -> icalendar.Event:
    if stamp.tzinfo is None:
        raise ValueError("stamp needs a time zone")
    event = icalendar.Event()
    event["UID"] = _Line(one_line(uid))
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event["SUMMARY"] = _Line(one_line(summary), params={"LANGUAGE": one_line(language)} if language else None)
    return event


def _meeting(meeting: Meeting, method: Literal["REQUEST", "CANCEL"]) -> Calendar:
    start, end = _span(meeting.start, meeting.minutes)
    event = _event(meeting.uid, meeting.sequence, meeting.stamp, meeting.summary, meeting.language)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("transp", "OPAQUE")
    event.add("status", "CONFIRMED" if method == "REQUEST" else "CANCELLED")
    event["ORGANIZER"] = _person(meeting.organizer_name, meeting.organizer)
    role = {"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"}
    if method == "REQUEST":
        role |= {"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    event["ATTENDEE"] = _person(meeting.attendee_name, meeting.attendee, role)
    calendar = _calendar(method)
    if isinstance(start.tzinfo, ZoneInfo):
        calendar.add_component(_zone(start.tzinfo.key, start.year))
    calendar.add_component(event)
    return Calendar(calendar.to_ical(), method, "invite.ics")


def _person(name: str, address: str, role: dict[str, str] | None = None) -> icalendar.vCalAddress:
    shown = one_line(name)
    return icalendar.vCalAddress(f"mailto:{sendable(address)}", params=({"CN": shown} if shown else {}) | (role or {}))


def _span(start: datetime, minutes: int) -> tuple[datetime, datetime]:
    """First and last instant: both in the meeting's zone, or both in UTC.

    UTC is for what local time cannot say: no named zone, or the second run of the hour that an autumn night
    has twice (RFC 5545 §3.3.5 always means the first).
    """
    if start.tzinfo is None:
        raise ValueError("start needs a time zone")
    if minutes <= 0:
        raise ValueError("a meeting takes at least a minute")
    utc = start.astimezone(UTC).replace(microsecond=0)
    span = (utc, utc + timedelta(minutes=minutes))
    if not isinstance(start.tzinfo, ZoneInfo) or start.tzinfo.key in _UTC_KEYS:
        return span
    local = (span[0].astimezone(start.tzinfo), span[1].astimezone(start.tzinfo))
    return span if any(instant.fold for instant in local) else local


@dataclass(frozen=True, slots=True)
class _Onset:
    """A change of a zone's offset: local time just before it, and the offsets and name around it."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str


@lru_cache(maxsize=256)
def _zone(key: str, year: int) -> icalendar.Timezone:
    """VTIMEZONE (RFC 5545 §3.6.5) that is right from the year before to the year after. Do not change it.

    Yearly rules are written as RRULE, as every large calendar program does: lists of dates, which the library
    would write, are widely ignored. Where no yearly rule holds (Morocco, a reform), each change stands alone.
    """
    zone = ZoneInfo(key)
    onsets = _onsets(zone, year - 1, year + 1)
    component = icalendar.Timezone()
    component.add("tzid", key)
    forward = [onset for onset in onsets if onset.after > onset.before]
    back = [onset for onset in onsets if onset.after < onset.before]
    rules = _yearly(forward), _yearly(back)
    if rules[0] and rules[1]:
        component.add_component(_observance(forward[0], rules[0]))
        component.add_component(_observance(back[0], rules[1]))
        return component
    first = datetime(year - 1, 1, 1, tzinfo=zone)
    offset = cast(timedelta, first.utcoffset())
    initial = _Onset(first.replace(tzinfo=None), offset, offset, first.tzname() or key)
    for onset in (initial, *onsets):
        component.add_component(_observance(onset, None))
    return component


def _observance(
    onset: _Onset, rule: dict[str, str | int] | None
) -> icalendar.TimezoneDaylight | icalendar.TimezoneStandard:
    summer = onset.after > onset.before
    observance = icalendar.TimezoneDaylight() if summer else icalendar.TimezoneStandard()
    observance.add("dtstart", onset.local)
    observance.add("tzoffsetfrom", onset.before)
    observance.add("tzoffsetto", onset.after)
    observance.add("tzname", onset.name)
    if rule:
        observance.add("rrule", rule)
    return observance


def _onsets(zone: ZoneInfo, first_year: int, last_year: int) -> list[_Onset]:
    """The changes of the zone's offset in these years, found by comparing days and halving the differing."""

    def offset(instant: datetime) -> timedelta:
        return cast(timedelta, instant.astimezone(zone).utcoffset())

    onsets = []
    day = datetime(first_year, 1, 1, tzinfo=UTC)
    end = datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = offset(day)
    while day < end:
        following = day + timedelta(days=1)
        after = offset(following)
        if after != before:
            low, high = 0, 24 * 60 * 60
            while high - low > 1:
                middle = (low + high) // 2
                if offset(day + timedelta(seconds=middle)) == before:
                    low = middle
                else:
                    high = middle
            change = day + timedelta(seconds=high)
            name = change.astimezone(zone).tzname() or zone.key
            onsets.append(_Onset((change + before).replace(tzinfo=None), before, after, name))
        day, before = following, after
    return onsets


def _yearly(onsets: Sequence[_Onset]) -> dict[str, str | int] | None:
    """The yearly rule ("last Sunday in March") that all three onsets, one a year, follow; else None."""
    first = onsets[0] if len(onsets) == 3 else None
    if first is None or [onset.local.year - first.local.year for onset in onsets] != [0, 1, 2]:
        return None

    def kept(onset: _Onset) -> tuple[object, ...]:
        local = onset.local
        return local.month, local.weekday(), local.time(), onset.before, onset.after

    if any(kept(onset) != kept(first) for onset in onsets):
        return None
    if all(onset.local.day + 7 > monthrange(onset.local.year, onset.local.month)[1] for onset in onsets):
        which = -1
    elif len(weeks := {(onset.local.day - 1) // 7 + 1 for onset in onsets}) == 1:
        which = weeks.pop()
    else:
        return None
    return {"FREQ": "YEARLY", "BYMONTH": first.local.month, "BYDAY": f"{which}{_WEEKDAYS[first.local.weekday()]}"}
