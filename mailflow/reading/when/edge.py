"""Edges and parts of periods: "early May", "the end of Q3", "the first Monday of June", "the last two weeks"."""

from datetime import date
from fractions import Fraction

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when.calendar_date import monthly
from mailflow.reading.when.chart import Place
from mailflow.reading.when.period import turn_of
from mailflow.reading.when.rule import Rule
from mailflow.reading.when.value import Moment, Turn, When, days, yearly

_WEEK, _MONTH, _QUARTER, _HALF = 6, 31, 93, 186  # days at most
_THURSDAY, _FRIDAY = 3, 4
_UNITS = {"week": 7, "fortnight": 14, "day": 1}


def _start(whole: Stretch) -> Stretch:
    """The 7th of a month, the Tuesday of a week, the first month of a quarter, January of a year."""
    length = (whole.last - whole.first).days
    if length <= _WEEK:
        return Stretch(whole.first, min(almanac.plus(whole.first, 1), whole.last))
    if length <= _MONTH:
        return Stretch(whole.first, whole.first.replace(day=7))
    return Stretch(whole.first, almanac.month(whole.first.year, whole.first.month).last)


def _middle(whole: Stretch) -> date:
    """The 15th of a month, the Wednesday of a week, the 15th of a quarter's second month, 30 June of a year."""
    length = (whole.last - whole.first).days
    if length <= _WEEK:
        return min(almanac.plus(whole.first, 2), whole.last)
    if length <= _MONTH:
        return almanac.plus(whole.first, 14)
    if length <= _QUARTER:
        return almanac.months_later(whole.first, 1).replace(day=15)
    months = 2 if length <= _HALF else 5
    later = almanac.months_later(whole.first, months)
    return almanac.month(later.year, later.month).last


def _late(whole: Stretch) -> date:
    """The 25th of a month, the Friday of a week, the 25th of a quarter's last month, November of a year."""
    length = (whole.last - whole.first).days
    if length <= _WEEK:
        return whole.last
    if length <= _MONTH:
        return almanac.plus(whole.first, 24)
    if length <= _QUARTER:
        return almanac.months_later(whole.first, 2).replace(day=25)
    later = almanac.months_later(whole.first, 4 if length <= _HALF else 10)
    return almanac.month(later.year, later.month).last


def _edge(_: Moment, edge: str, whole: When) -> When:
    if edge == "start":
        return whole.among(_start)
    choose = {"middle": _middle, "late": _late}.get(edge, lambda stretch: stretch.last)
    return whole.among(choose, edge=True)


def _edge_of_date(_: Moment, edge: str, whole: When) -> When | None:
    return whole.among(lambda s: s.last, edge=True) if edge == "end" else None


def _end_of(moment: Moment, whole: When, edge: str) -> When | None:
    return _edge(moment, edge, whole) if edge == "end" else None


def _period_end(moment: Moment, unit: str) -> When:
    whole = turn_of(moment, unit, 0)
    return days(whole.last if whole else None, edge=True)


def _turned_end(moment: Moment, turn: int, unit: str) -> When:
    whole = turn_of(moment, unit, Turn(turn).later)
    return days(whole.last if whole else None, edge=True)


def _year_end(moment: Moment, unit: str, whole: When) -> When | None:
    return whole.among(lambda s: s.last, edge=True) if unit in ("year", "quarter", "month") else None


def _nth_weekday(_: Moment, ordinal: int, weekday: int, whole: When) -> When | None:
    return whole.among(lambda s: _inside(s, almanac.nth_weekday(s, weekday, ordinal)), exact=True)


def _last_weekday(_: Moment, weekday: int, whole: When) -> When:
    return whole.among(lambda s: almanac.nth_weekday(s, weekday, -1), exact=True)


def _inside(whole: Stretch, day: date) -> date | None:
    return day if day <= whole.last else None


def _nth_unit(_: Moment, ordinal: int, unit: str, whole: When) -> When | None:
    if unit == "working_day":
        return whole.among(
            lambda s: _inside(s, almanac.working_days_later(almanac.plus(s.first, -1), ordinal)), exact=True
        )
    if unit == "month" and whole.grain in ("quarter", "half", "season", "year"):
        return whole.among(lambda s: _nth_month(s, ordinal), grain="month", exact=True)
    if unit in ("quarter", "half"):
        return whole.among(lambda s: _nth_part(s, ordinal, unit), grain="quarter", exact=True)
    if unit == "week":
        return whole.among(lambda s: _nth_week(s, ordinal), grain="week", exact=True)
    length = _UNITS.get(unit)
    if length is None or ordinal > 53 * 7:
        return None

    def nth(whole: Stretch) -> Stretch | None:
        first = almanac.plus(whole.first, length * (ordinal - 1))
        return Stretch(first, min(almanac.plus(first, length - 1), whole.last)) if first <= whole.last else None

    return whole.among(nth, exact=unit == "day")


def _nth_week(whole: Stretch, ordinal: int) -> Stretch | None:
    """A week belongs to the month or year that has its Thursday, as ISO 8601 has it for years."""
    thursday = almanac.nth_weekday(whole, _THURSDAY, ordinal)
    return almanac.week_of(thursday) if thursday <= whole.last else None


def _nth_full_week(_: Moment, ordinal: int, unit: str, whole: When) -> When | None:
    """ "The first full week of May" begins with its first Monday."""
    if unit != "week":
        return None
    return whole.among(lambda s: _weeks_from(s, almanac.nth_weekday(s, 0, ordinal)), grain="week", exact=True)


def _weeks_from(whole: Stretch, monday: date) -> Stretch | None:
    return almanac.week_of(monday) if almanac.plus(monday, 4) <= whole.last else None


def _nth_month(whole: Stretch, ordinal: int) -> Stretch | None:
    first = almanac.months_later(whole.first, ordinal - 1)
    return almanac.month(first.year, first.month) if first <= whole.last else None


def _nth_part(whole: Stretch, ordinal: int, unit: str) -> Stretch | None:
    """Of a year its quarters and halves; of a month or week its half."""
    length = (whole.last - whole.first).days
    if length > _HALF or (length > _QUARTER and unit == "quarter"):
        months = 3 if unit == "quarter" else 6
        first = almanac.months_later(whole.first, months * (ordinal - 1))
        return almanac.month(first.year, first.month, months) if first <= whole.last else None
    if unit == "quarter" or ordinal > 2:
        return None
    middle = almanac.plus(whole.first, 14) if length <= _MONTH else almanac.plus(whole.first, length // 2)
    if length <= _WEEK:
        middle = almanac.plus(whole.first, 2)
    return Stretch(whole.first, middle) if ordinal == 1 else whole


def _half_of(moment: Moment, ordinal: int, whole: When) -> When | None:
    return _nth_unit(moment, ordinal, "half", whole)


def _last_half(moment: Moment, whole: When) -> When | None:
    return _nth_unit(moment, 2, "half", whole)


def _last_unit(_: Moment, unit: str, whole: When) -> When | None:
    if unit == "working_day":
        return whole.among(lambda s: almanac.working_days_earlier(almanac.plus(s.last, 1), 1), edge=True, exact=True)
    length = _UNITS.get(unit)
    if length is None:
        months = {"month": 1, "quarter": 3, "half": 6}.get(unit)
        return whole.among(lambda s: s, edge=True) if months else None
    if unit == "week":
        return whole.among(lambda s: Stretch(almanac.plus(s.last, -6), _working_day_by(s.last)), edge=True)
    return whole.among(lambda s: Stretch(almanac.plus(s.last, 1 - length), s.last), edge=unit == "day")


def _working_day_by(day: date) -> date:
    return day if day.weekday() <= _FRIDAY else almanac.working_days_earlier(day, 1)


def _first_units(_: Moment, count: Fraction, unit: str, whole: When) -> When | None:
    length = _UNITS.get(unit)
    if length is None:
        return None
    return whole.among(lambda s: Stretch(s.first, min(almanac.plus(s.first, int(length * count) - 1), s.last)))


def _last_units(_: Moment, count: Fraction, unit: str, whole: When) -> When | None:
    length = _UNITS.get(unit)
    if length is None:
        return None
    return whole.among(lambda s: Stretch(max(almanac.plus(s.last, 1 - int(length * count)), s.first), s.last))


def _nth_weekend(_: Moment, ordinal: int, whole: When) -> When:
    return whole.among(lambda s: _weekend(s, ordinal), grain="weekend", exact=True)


def _last_weekend(_: Moment, whole: When) -> When:
    return whole.among(lambda s: _weekend(s, -1), grain="weekend", exact=True)


def _weekend(whole: Stretch, n: int) -> Stretch | None:
    saturday = almanac.nth_weekday(whole, 5, n)
    return Stretch(saturday, almanac.plus(saturday, 1)) if saturday <= whole.last else None


def _day_of(moment: Moment, number: int, whole: When) -> When | None:
    """ "The 15th of next month"; impossible where the month is too short."""
    if whole.grain != "month":
        return None

    def day(stretch: Stretch) -> date | None:
        try:
            return stretch.first.replace(day=number)
        except ValueError:
            return None

    return whole.among(day, exact=True)


def _day_of_turned(moment: Moment, number: int, whole: When) -> When | None:
    return None if whole.yearly else _day_of(moment, number, whole)


def _day_of_the(moment: Moment, number: int, unit: str) -> When | None:
    return monthly(moment, number) if unit == "month" else None


def _new_year_edge(_: Moment, edge: str) -> When | None:
    whole = yearly(lambda y: almanac.month(y, 1))
    return whole.among(_start) if edge == "start" else None


def _midyear(_: Moment) -> When:
    return yearly(lambda y: date(y, 6, 30))


def _ends_here(place: Place) -> bool:
    """ "The month-end close" is a task, "by month end" a date."""
    return place.ends() or place.follows("function") or place.follows("after_day_number")


KINDS = ("part", "edge_day")
RULES = (
    Rule("part", "the? ordinal weekday of whole", "the first Monday in March", _nth_weekday),
    Rule("part", "the? ordinal weekday whole", "first Monday next month", _nth_weekday),
    Rule("part", "the? last weekday of whole", "the last Friday of June", _last_weekday),
    Rule("part", "the? ordinal unit of whole", "the second week of October", _nth_unit),
    Rule("part", "the? ordinal full unit of whole", "the first full week of May", _nth_full_week),
    Rule("part", "the? last unit of whole", "the last week of June", _last_unit),
    Rule("part", "the? ordinal half of whole", "the first half of June", _half_of),
    Rule("part", "the? last half of whole", "the last half of June", _last_half),
    Rule("part", "the? first count unit of whole", "the first two weeks of October", _first_units),
    Rule("part", "the? last count unit of whole", "the last ten days of May", _last_units),
    Rule("part", "the? ordinal weekend of whole", "the first weekend of July", _nth_weekend),
    Rule("part", "the? last weekend of whole", "the last weekend of July", _last_weekend),
    Rule("part", "the? day_number of span", "the 20th of next month", _day_of),
    Rule("part", "the? day_number of the? unit", "the 15th of the month", _day_of_the),
    Rule("part", "the? day_number span", "15th next month", _day_of_turned),
    Rule("edge_day", "edge -? the? whole", "the end of May", _edge),
    Rule("edge_day", "span edge", "Q2 end", _end_of, _ends_here),
    Rule("edge_day", "edge of? part", "the end of the first week of June", _edge_of_date),
    Rule("edge_day", "edge -? in? the? new_year", "early in the new year", _new_year_edge),
    Rule("edge_day", "period_end", "EOM", _period_end, _ends_here),
    Rule("edge_day", "midyear", "mid-year", _midyear, _ends_here),
    Rule("edge_day", "the unit out", "the year is out", _period_end),
    Rule("edge_day", "turn unit out", "this week is over", _turned_end),
    Rule("edge_day", "turn period_end", "this quarter end", _turned_end, _ends_here),
    Rule("edge_day", "period_end of? whole", "year end 2027", _year_end),
)
