"""The almanac: plain arithmetic on days. Weeks begin on Monday; a working week ends on Friday."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days `first` to `last`, both included."""

    first: date
    last: date


def plus(day: date, days: int) -> date:
    """`day` moved by some days, held inside what `date` can say."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def months_later(day: date, months: int) -> date:
    """The same day of the month some months on; the last one where a month is too short."""
    place = min(max(day.year * 12 + day.month - 1 + months, 12), 9999 * 12 + 11)
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_days_later(day: date, count: int) -> date:
    """The day `count` (1 or more) working days after `day`; Saturday and Sunday do not count."""
    weeks, rest = divmod(count, 5)
    moved = plus(day, 7 * weeks - max(day.weekday() - 4, 0))
    for _ in range(rest):
        moved = plus(moved, 1)
        while moved.weekday() > 4 and moved < date.max:
            moved = plus(moved, 1)
    return moved


def working_days_earlier(day: date, count: int) -> date:
    """The day `count` (1 or more) working days before `day`."""
    weeks, rest = divmod(count, 5)
    moved = plus(day, -7 * weeks + (7 - day.weekday() if day.weekday() > 4 else 0))
    for _ in range(rest):
        moved = plus(moved, -1)
        while moved.weekday() > 4 and moved > date.min:
            moved = plus(moved, -1)
    return moved


def month(year: int, number: int, months: int = 1) -> Stretch:
    """The month `number` (1–12) of a year, or some months from its first day on."""
    first = date(year, number, 1)
    last = months_later(first, months - 1)
    return Stretch(first, last.replace(day=monthrange(last.year, last.month)[1]))


def year(number: int) -> Stretch:
    """The calendar year."""
    return Stretch(date(number, 1, 1), date(number, 12, 31))


def monday_of(day: date) -> date:
    """The Monday of the week that holds `day`."""
    return plus(day, -day.weekday())


def week_of(day: date) -> Stretch:
    """The working week, Monday to Friday, of `day`."""
    monday = monday_of(day)
    return Stretch(monday, plus(monday, 4))


def weekday_after(day: date, weekday: int) -> date:
    """The first such weekday (Monday is 0) after `day`, never `day` itself."""
    return plus(day, (weekday - day.weekday() - 1) % 7 + 1)


def nth_weekday(stretch: Stretch, weekday: int, n: int) -> date:
    """The nth such weekday inside a stretch; the last one for n = -1."""
    if n < 0:
        return plus(stretch.last, -((stretch.last.weekday() - weekday) % 7))
    return plus(stretch.first, (weekday - stretch.first.weekday()) % 7 + 7 * (n - 1))


def nearest_weekday(day: date, weekday: int) -> date:
    """The such weekday that is the fewest days away from `day`, before or after it."""
    ahead = (weekday - day.weekday()) % 7
    return plus(day, ahead if ahead <= 3 else ahead - 7)


def iso_week(year: int, number: int) -> Stretch | None:
    """The working week with that number (ISO 8601), None if the year has no such week."""
    try:
        return week_of(date.fromisocalendar(year, number, 1))
    except ValueError:
        return None


def easter(number: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm, Nature 13, 1876)."""
    a, (b, c) = number % 19, divmod(number, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    step = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * step) // 451
    place, day = divmod(h + step - 7 * m + 114, 31)
    return date(number, place, day + 1)


def coming(stretch: Callable[[int], Stretch], reference: date) -> Stretch:
    """What a year-less name ("March", "Easter") means: its first turn that has not ended before `reference`."""
    this = stretch(reference.year)
    return this if this.last >= reference or reference.year >= 9998 else stretch(reference.year + 1)
