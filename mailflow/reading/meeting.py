"""When the two will sit down: a day, a time of day and a length out of plain words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from mailflow.reading import due, lexicon
from mailflow.reading.clause import lowered, normalised, sentences
from mailflow.reading.phrasebook import pattern

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_HOUR = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_AMPM = r"(?: ?(?P<half>[ap])\.?m\b\.?)"
_PART = "half past|half|(?:a )?quarter (?:past|to)|ten past|ten to|twenty past|twenty to|five past|five to"
_TIME = re.compile(
    rf"(?<![\w/.:])(?:"
    rf"(?P<noon>noon|midday|12 noon)\b"
    rf"|(?P<part>{_PART}) (?P<past>{_HOUR})\b{_AMPM}?"
    rf"|(?P<h>\d{{1,2}})[:.h](?P<m>[0-5]\d)(?![\d/-]|\.\d){_AMPM.replace('half', 'half2')}?"
    rf"|(?P<h6>0[7-9]|1\d)(?P<m6>00|15|30|45)(?! ?(?:people|euros?|pounds?|words?))"
    rf"(?=h\b| ?(?:hrs?|hours)\b| ?[-–] ?\d{{4}}(?!\d)|[ ,.;)]|$)"
    rf"|(?P<h3>{_HOUR}) ?(?:{_AMPM.replace('half', 'half3').replace(' ?', '', 1)}|o'?clock\b|h\b|uhr\b)"
    rf"|(?P<cue>at|from|@|around|about) ?(?P<h4>{_HOUR})(?![\w%/]|[.:]\d|(?: (?:hours?|minutes?|mins?|days?|weeks?"
    rf"|{'|'.join(lexicon.index('months'))})\b))"
    rf"|(?P<h5>{_HOUR})(?= ?(?:-|–|to|till|until) ?(?:{_HOUR}(?:(?:[:.][0-5]\d)? ?[ap]\.?m\b|[:.][0-5]\d)))"
    rf")"
)
_PARTS = {"half past": 30, "half": 30, "quarter past": 15, "quarter to": -15, "ten past": 10, "ten to": -10}
_PARTS |= {"twenty past": 20, "twenty to": -20, "five past": 5, "five to": -5}
LONGEST_HOURS = 4  # of a conversation
_TO = re.compile(r" ?(?:-|–|—|to|till|until|and) ?")
_AMOUNTS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "half an": 0.5, "a half": 0.5, "half": 0.5}
_LENGTHS = (
    (re.compile(r"\bthree[- ]quarters of an hour\b"), 45),
    (re.compile(r"\b(?:an |one |1 )?hour and a quarter\b"), 75),
    (re.compile(r"\b(?:an |one |1 )?hour and (?:a half|half|30)\b|\bone and a half hours\b"), 90),
    (re.compile(r"\b(?:an |one |1 )?hour and three quarters\b"), 105),
    (re.compile(r"\bhalf an hour\b|\bhalf hour\b|\bhalf-hour\b"), 30),
)
_MINUTES = re.compile(r"(?<![\w.])(\d{1,3})[ -]?(?:minutes?|mins?|min|')(?!\w)")
_SPELT = {
    "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "twenty five": 25, "thirty": 30, "forty": 40,
    "forty-five": 45, "forty five": 45, "fifty": 50, "sixty": 60, "seventy-five": 75, "ninety": 90,
}  # fmt: skip
_MINUTE_WORDS = re.compile(
    rf"\b({'|'.join(sorted(_SPELT, key=len, reverse=True))})[ -]?(?:minutes?|mins?)\b(?! (?:past|to|after|before)\b)"
)
_CLOCKED = re.compile(r"(?<![\w.:])(\d) ?h(?:ours?|rs?)? ?([0-5]\d)(?: ?m(?:in)?s?)?(?!\w)")
_WHOLE = re.compile(r"(?<![\w.])(\d(?:\.\d{1,2})?|an?|one|two|three)[ -]?(?:hours?|hrs?|h)(?!\w)")
_DENIED = re.compile(
    r"\b(?:not|instead of|rather than|except|no longer|can(?:'t|not) (?:do|make)|originally|moved from|was"
    r"|i(?:'ve| have)(?: got)? (?:another|an?|my|to)|because|as i|since i)\b[^,;.]*"
)
_USELESS = re.compile(
    r"\b(?:no good|doesn't work|does not work|won't work|is out|isn't possible|is full|can't|cannot)\b"
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """`start` is naive, in the person's own time zone; `minutes` is None if the words do not say how long."""

    start: datetime
    minutes: int | None


@dataclass(frozen=True, slots=True)
class _Clock:
    start: int
    end: int
    hour: int
    minute: int
    afternoon: bool | None


def _hour(word: str) -> int:
    return int(word) if word.isdigit() else _HOURS.index(word) + 1


@lru_cache(16)  # the days of a sentence are looked for beside its times, and those once more
def _clocks(low: str) -> tuple[_Clock, ...]:
    found = []
    for m in _TIME.finditer(low):
        half = m["half"] or m["half2"] or m["half3"]
        afternoon = None if half is None else half == "p"
        start = m.start("h4") if m["h4"] else m.start()
        if m["noon"]:
            found.append(_Clock(start, m.end(), 12, 0, True))
            continue
        if m["part"]:
            offset = _PARTS[m["part"].removeprefix("a ")]
            hour, minute = _hour(m["past"]) - (offset < 0), offset % 60
        elif m["h"]:
            hour, minute = int(m["h"]), int(m["m"])
        elif m["h6"]:
            hour, minute = int(m["h6"]), int(m["m6"])
        elif m["h3"] and m.group().endswith("h") and _hour(m["h3"]) <= LONGEST_HOURS:
            continue  # "1h" is how long it takes
        else:
            hour, minute = _hour(m["h3"] or m["h4"] or m["h5"]), 0
        if 0 <= hour <= 24:
            found.append(_Clock(start, m.end(), hour % 24, minute, afternoon))
    return tuple(found)


def _time(clock: _Clock, ends: _Clock | None = None) -> time:
    """The time meant; without a.m. or p.m. an hour from one to six is in the afternoon, as offices keep them."""
    hour, afternoon = clock.hour, clock.afternoon
    if afternoon is None and ends is not None and ends.afternoon is not None and hour <= 12:
        afternoon = ends.afternoon and not hour % 12 > ends.hour % 12
    if afternoon is None:
        afternoon = 1 <= hour <= 6
    if afternoon and hour < 12:
        hour += 12
    elif clock.afternoon is False and hour == 12:
        hour = 0
    return time(hour, clock.minute)


def length(text: str) -> int | None:
    """How many minutes the words name ("an hour and a quarter" is 75), None if they name no length."""
    low = lowered(normalised(text))
    for shape, minutes in _LENGTHS:
        if shape.search(low):
            return minutes
    if m := _MINUTES.search(low):
        return int(m[1])
    if m := _MINUTE_WORDS.search(low):
        return _SPELT[m[1]]
    if m := _CLOCKED.search(low):
        return 60 * int(m[1]) + int(m[2])
    if m := _WHOLE.search(low):
        return round(60 * (_AMOUNTS[m[1]] if m[1] in _AMOUNTS else float(m[1])))
    return None


def _denied(low: str) -> list[tuple[int, int]]:
    return [m.span() for m in _DENIED.finditer(low)]


_SPAN = re.compile(r"\b(\d{1,2})[.:](\d{2}) ?[-–—] ?(\d{1,2})[.:](\d{2})\b")  # 14.30-15.30
_TOLD = re.compile(  # a meeting that was, or was to be
    r"\b((?:had|'d)(?: \w+)? (?:offered|planned|booked|proposed|suggested|wanted|us down)"
    r"|talked|spoke|spoken|discussed|happened|we met|already met|have met|was on|were on)\b"
)
_OF_DAY = re.compile(  # "6 in the morning"
    rf"(?<![\w.:/])(?P<hour>{_HOUR})(?: o'?clock)? in the (?:(?P<am>morning)|afternoon|evening)\b", re.IGNORECASE
)
_INSTEAD = re.compile(r"\binstead(?! of)\b")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_EVERY = re.compile(rf"\b{_DAY}s\b", re.IGNORECASE)  # "she is off on Mondays"
_DATED = re.compile(r"(?<![\d.])(\d{1,2})\.(0?[1-9]|1[0-2])\.(?=,? )")  # 17.03. at 14:00
_MONTHS = tuple(lexicon.groups("months", (lexicon.FIRST,)))
_ORDINAL_DAY = re.compile(r"(?<!\w)the \d{1,2}(?:st|nd|rd|th)(?!\w)")
_BY = re.compile(
    r"(?<!\w)(?:by )?(?P<count>an?|one|two|three|half an|\d) (?P<unit>minutes?|hours?|days?|weeks?)"
    r"(?: (?P<way>later|earlier|sooner|forward|back|after that))?(?!\w)"
)
_CHOICE = re.compile(rf"\b{_DAY} or (?:on )?{_DAY}\b")


def find_meeting(text: str, on: date, locale: str = "en-GB", booked: Meeting | None = None) -> Meeting | None:
    """The one meeting that `text`, written on the day `on`, sets: "Friday from noon to 1 PM".

    None if it names no day with a time, a day in the past, or several to choose from. What it says no to
    ("not the 17th at nine, but …", "Tuesday is no good") is no meeting, and what it corrects ("no wait, 4pm") was
    none. `booked` is the meeting in question: "same time next week" and "an hour later" are meant from it.
    """
    found: list[Meeting] = []
    withdrawn: Meeting | None = None
    day: date | None = None
    clear = _OF_DAY.sub(lambda m: f"{_hour(m['hour'].lower())} {'am' if m['am'] else 'pm'}", normalised(text))
    clear = _DATED.sub(lambda m: f"{m[1]} {_MONTHS[int(m[2]) - 1]}", clear)
    for sentence in sentences(_SPAN.sub(r"\1:\2 to \3:\4", clear)):
        line, low = sentence.text, sentence.plain
        if (sentence.asks and not pattern("meeting", "offer", "start").match(_led(low))) or _TOLD.search(low):
            continue
        if _CHOICE.search(low):
            return None
        if booked and (moved := _moved(low, booked, on, locale)):
            found = [moved]
            continue
        if _USELESS.search(low):
            continue
        if _INSTEAD.search(low):
            found, withdrawn = [], None
        for start, end, corrects in _stretches(low):
            before = found[-1] if corrects and found else withdrawn
            if corrects:
                found, withdrawn = [], None
            named, clocks = _named(line, low, start, end, on, locale), _clear(low, start, end)
            if len(named) > 1 or named is None:
                return None
            day = named[0] if named else day
            if not clocks:
                if before and named:
                    found.append(Meeting(datetime.combine(named[0], before.start.time()), before.minutes))
                elif before and corrects != "no":
                    found.append(before)
                else:
                    withdrawn = before
                continue
            clock, *others = clocks
            ends = others[0] if others and _TO.fullmatch(low, clock.end, others[0].start) else None
            if len(others) > (ends is not None):
                return None
            when = day or (before.start.date() if before else booked.start.date() if booked else None)
            if when is None or when < on:
                continue
            begins = datetime.combine(when, _time(clock, ends))
            minutes = length(low[start:end]) or length(low)
            if ends is not None:
                until = datetime.combine(when, _time(ends))
                minutes = round((until - begins) / timedelta(minutes=1)) if until > begins else minutes
            found.append(Meeting(begins, minutes))
            day = None if not corrects and end == len(low) and not named else when
    if len({meeting.start for meeting in found}) != 1:
        return None
    meeting = found[-1]
    known = next((m.minutes for m in found if m.minutes is not None), None) or length(text)
    return Meeting(meeting.start, known if known is not None or booked is None else booked.minutes)


def _led(low: str) -> str:
    """A sentence without the words that only lead up to its question."""
    return low.lstrip(" \"'(-–").removeprefix("so ").removeprefix("ok, ").removeprefix("ok ").removeprefix("and ")


def _stretches(low: str) -> Iterator[tuple[int, int, str]]:
    """The parts of a sentence between its corrections, and how each corrects what stood before: "no" if it takes that
    back, "so" if it puts something else in its place, "" if it doesn't."""
    start, corrects = 0, ""
    for m in pattern("meeting", "correction").finditer(low):
        if low[start : m.start()].strip(" ,.;:-–—"):
            yield start, m.start(), corrects
        start, corrects = m.end(), "no" if pattern("meeting", "withdrawn").search(m.group()) else "so"
    yield start, len(low), corrects


def _clear(low: str, start: int, end: int) -> list[_Clock]:
    denied = _denied(low)
    return [c for c in _clocks(low) if start <= c.start < end and not any(a <= c.start < b for a, b in denied)]


def _named(line: str, low: str, start: int, end: int, on: date, locale: str) -> list[date]:
    """The days that a stretch of a sentence names, each once; its times and what it says no to are veiled first: a
    time such as 9.15 would else be read as a day of a month."""
    veiled = [" "] * start + list(line[start:end])
    for a, b in [*((c.start, c.end) for c in _clocks(low)), *_denied(low)]:
        veiled[a : min(b, len(veiled))] = " " * (min(b, len(veiled)) - a)
    words = _EVERY.sub(lambda m: " " * len(m.group()), "".join(veiled))
    days = [d.day for d in due.find(words, on, locale) if d.day is not None and d.meaning in ("day", "past")]
    if not days and (bare := _ORDINAL_DAY.search(words)):
        days = [d.day for d in due.find(f"on {bare.group()}", on, locale) if d.day is not None]
    return list(dict.fromkeys(days))


def _moved(low: str, booked: Meeting, on: date, locale: str) -> Meeting | None:
    """The booked meeting as the words move it: by weeks, by hours, or to another day at the same time."""
    if same := pattern("meeting", "same_time").search(low):
        rest = low[same.end() :] + " " + low[: same.start()]
        if pattern("meeting", "week_on").search(rest):
            return Meeting(booked.start + timedelta(weeks=1), booked.minutes)
        days = [d.day for d in due.find(rest, on, locale) if d.day is not None and d.day >= on]
        if len(days) == 1:
            return Meeting(datetime.combine(days[0], booked.start.time()), booked.minutes)
        return None
    if m := _BY.search(low):
        count = _AMOUNTS.get(m["count"]) or float(m["count"])
        unit = m["unit"].rstrip("s")
        step = timedelta(**{f"{unit}s": count})
        back = m["way"] in ("earlier", "sooner", "forward") or "forward" in low
        if m["way"] or pattern("shift", "verb").search(low[: m.start()]):
            return Meeting(booked.start - step if back else booked.start + step, booked.minutes)
    return None
