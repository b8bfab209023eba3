"""Calendar dates: a day with its month, by name or by number, with or without a year."""

from datetime import date

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when.chart import Place
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Annum, Moment, When, days, yearly

_SAYINGS = ((9, 11), (24, 7))
_MORE = ("%", "/", "-", ":")
_LEAP, _LONGEST = 2000, 31
_FORESEEN = 10  # years, for a year of two digits


def of(day: int, month: int, year: Annum | int | None) -> When:
    """The day in the given year, or in every year that has it."""
    if year is None:
        return yearly(lambda y: _day(y, month, day), exact=True)
    number = year.number if isinstance(year, Annum) else year
    return days(_day(number, month, day), exact=True)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_month(_: Moment, day: int, month: int, year: Annum | None) -> When:
    return of(day, month, year)


def _month_day(_: Moment, month: int, day: int, year: Annum | None) -> When:
    return of(day, month, year)


def _month_spelt(_: Moment, month: int, day: int, year: Annum | None) -> When | None:
    return of(day, month, year) if 10 <= day <= _LONGEST else None  # "in May two of them left"


def _year_first(_: Moment, year: int, month: int, day: int) -> When | None:
    return of(day, month, year) if year >= 1900 else None


def _short(_: Moment, day: int, month: int, year: int) -> When:
    return of(day, month, year + 2000 if year < 100 else year)


def _compact(_: Moment, number: int) -> When | None:
    year, rest = divmod(number, 10_000)
    day = _day(year, *divmod(rest, 100)) if 1990 <= year <= 2199 else None
    return days(day, exact=True, bare=True) if day else None


def _two_digits(moment: Moment, day: int, month: int, year: int) -> When | None:
    near = moment.day.year - 1 <= year + 2000 <= moment.day.year + _FORESEEN
    return of(day, month, year + 2000) if near else None


def _no_day(_: Moment, day: int, _month: int) -> When | None:
    """ "32 January" is a slip that only its writer can mend."""
    return days(None) if _LONGEST < day < _LONGEST + 9 else None


def _day_to_day(_: Moment, first: int, last: int, month: int, year: Annum | None) -> When:
    return _through(of(first, month, year), of(last, month, year))


def _hyphened(place: Place) -> bool:
    """ "On 4-22" is a date; "on 2-3" may be a count, and "4-22 days" is one."""
    chart = place.chart
    one, two = chart.number(place.at), chart.number(place.at + 2)
    led = any(place.preceded(part) for part in ("limit", "before", "until", "on_a_day"))
    sure = one is not None and two is not None and max(one, two) > 12
    return led and sure and (place.ends() or place.follows("after_day_number")) and not _goes_on(place)


def _on_point(place: Place) -> bool:
    """ "On 4.22" is a date, "by 4.22" and "in 4.22" may be an amount."""
    one, two = place.chart.number(place.at), place.chart.number(place.at + 2)
    sure = one is not None and two is not None and max(one, two) > 12
    return place.preceded("on_a_day") and sure and place.ends() and not _goes_on(place)


def _goes_on(place: Place) -> bool:
    return place.touched() and (place.low() in _MORE or place.chart.touches(place.stop + 1))


def _month_day_to_day(_: Moment, month: int, first: int, last: int, year: Annum | None) -> When:
    return _through(of(first, month, year), of(last, month, year))


def _through(first: When, last: When) -> When:
    def turn(year: int) -> Stretch | None:
        a, b = first.at(year), last.at(year)
        return Stretch(a.first, b.last) if a and b and a.first <= b.last else None

    return yearly(turn, exact=True) if first.yearly else days(turn(_LEAP), exact=True)


def _numeric(moment: Moment, one: int, two: int, year: int | None) -> When | None:
    """The calendar's order, unless only the other gives a month; impossible if neither does."""
    if not 1 <= min(one, two) <= max(one, two) <= 31:
        return None
    month, day = (one, two) if moment.calendar.month_first else (two, one)
    if month > 12 and day > 12:
        return None if year is None else days(None)
    if month > 12:
        month, day = day, month
    return of(day, month, year + 2000 if year is not None and year < 100 else year)


def _numeric_to_numeric(moment: Moment, one: int, two: int, three: int, four: int) -> When | None:
    first, last = _numeric(moment, one, two, None), _numeric(moment, three, four, None)
    return _through(first, last) if first and last and first.yearly and last.yearly else None


def _dotted(_: Moment, day: int, month: int, year: int | None) -> When | None:
    """Dots are used where the day comes first."""
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None if year is None or not 1 <= month <= 31 else _swapped(day, month, year)
    return of(day, month, year + 2000 if year is not None and year < 100 else year)


def _swapped(month: int, day: int, year: int) -> When | None:
    return of(day, month, year + 2000 if year < 100 else year) if 1 <= month <= 12 else days(None)


def monthly(moment: Moment, number: int, weekday: int | None = None) -> When | None:
    """The next day of a month with that number; with a weekday the next on which both agree ("Friday the 13th")."""
    if not 1 <= number <= 31:
        return None
    for ahead in range(15):
        first = almanac.months_later(moment.day.replace(day=1), ahead)
        day = _day(first.year, first.month, number)
        if day and day >= moment.day and weekday in (None, day.weekday()):
            return days(day)
    return None


def _no_clock(place: Place) -> bool:
    """ "May 5:30pm" and "March 2%" name no day of the month."""
    chart = place.chart
    if place.follows("street") and chart.words[place.stop].is_name:
        return False  # "24 March Street"
    hour = place.low() == ":" and chart.touches(place.stop + 1) and chart.number(place.stop + 1) is not None
    return not (place.touched() and (hour or place.low() == "%")) and not place.follows("am_pm")


def _spelt(place: Place) -> bool:
    """ "They may second it": a month that is another word, too, and a number in words."""
    word = place.word
    spelt = all(place.chart.number(at) is None for at in range(place.at, place.stop))
    if not spelt or word.is_name or not place.chart.grammar.vocabulary.has("also_words", word.low):
        return _no_clock(place)
    return (place.ends() or place.follows("after_day_number")) and (
        place.begins() or any(place.preceded(part) for part in ("limit", "place", "before", "until"))
    )


def _spelt_day(place: Place) -> bool:
    return _spelt(place) and (place.ends() or place.follows("after_day_number"))


def _slashed_range(place: Place) -> bool:
    before = place.chart.touches(place.at) and place.chart.low(place.at - 1) in _MORE
    return not before and not _goes_on_as_number(place)


def _slashed(place: Place) -> bool:
    """A date and no share, score, price or larger number."""
    chart = place.chart
    if chart.touches(place.at) and chart.low(place.at - 1) in ("/", ".", "-", "$", "£", "€", ":", "#"):
        return False
    if place.preceded("score") or place.preceded("not") or place.follows("share_nouns") or _goes_on_as_number(place):
        return False
    one, two = chart.number(place.at), chart.number(place.at + 2)
    if place.stop > place.at + 3 or one is None or two is None:
        return True
    limited = any(place.preceded(part) for part in ("limit", "before", "until", "limit_span"))
    if (one, two) in _SAYINGS:
        return limited
    return one >= two or two > 10 or limited or place.preceded("on") or _no_fraction(place)


def _goes_on_as_number(place: Place) -> bool:
    stands_in_one = place.low() == "." and place.chart.touches(place.stop + 1)
    return place.touched() and (place.low() in _MORE or stands_in_one)


def _no_fraction(place: Place) -> bool:
    """ "3/4" alone, beside a weekday, or as the date of a week; else it may be three quarters."""
    of_week = place.preceded("of_only") and place.chart.grammar.vocabulary.has("unit", place.chart.low(place.at - 2))
    alone = place.begins() and (place.ends() or place.follows("after_day_number"))
    return alone or of_week or place.preceded("weekday")


def _pointed(place: Place) -> bool:
    """31.3.: a date where points are used for dates, or the day comes first behind a limit; else with two digits."""
    chart = place.chart
    if chart.touches(place.at) and chart.low(place.at - 1) in ("/", ".", "-", "$", "£", "€", ":"):
        return False
    if place.preceded("score") or (place.touched() and chart.number(place.stop) is not None):
        return False
    limited = any(place.preceded(part) for part in ("limit", "before", "until"))
    led = limited or any(place.preceded(part) for part in ("on", "place", "weekday"))
    alone = place.at == 0 and place.stop == len(chart.words)
    if chart.moment.calendar.points or (limited and not chart.moment.calendar.month_first):
        return led or alone or (chart.moment.calendar.points and place.begins())
    # Elsewhere "it runs on 3.11." is likelier to be a version.
    return (led or alone) and all(len(chart.low(at)) == 2 for at in (place.at, place.at + 2))


def _years(place: Place) -> bool:
    chart = place.chart
    before = chart.touches(place.at) and chart.low(place.at - 1) in ("/", ".", "-")
    return not before and not (place.touched() and place.low() in ("/", "-", ":"))


KINDS = ("named_date", "plain_date", "date")
RULES = (
    Rule(
        "named_date", "the? day_number point? of? month point? of_year?", "the 12th of May 2027", _day_month, _no_clock
    ),
    Rule("named_date", "digits -|/ month -|/ number", "4-May-27", _short),
    Rule("named_date", "day_number month digits", "2 Jan 27", _two_digits, Place.ends),
    Rule("named_date", "digits of? month", "32 January", _no_day),
    Rule("named_date", "digits ~month", "4May", lambda moment, day, month: _day_month(moment, day, month, None)),
    Rule("named_date", "month point? -|/? the? day_number of_year?", "May 12th, 2027", _month_day, _spelt),
    Rule(
        "named_date",
        "the month point? day_number of_year?",
        "the May 12 2027",
        _month_day,
        _no_clock,
    ),
    Rule("named_date", "month the? spelt of_year?", "May twenty-one", _month_spelt, _spelt_day),
    Rule("named_date", "year -? month -? day_number", "2027 May 12", _year_first),
    Rule(
        "named_date", "the? day_number range_joint the? day_number of? month of_year?", "13 to 15 of July", _day_to_day
    ),
    Rule(
        "named_date",
        "between|range_from the? day_number and|until|dash the? day_number of? month of_year?",
        "between the 3rd and the 5th of June",
        _day_to_day,
    ),
    Rule(
        "named_date",
        "range_from? month the? day_number range_joint the? day_number of_year?",
        "July 13-15",
        _month_day_to_day,
        _no_clock,
    ),
    Rule("plain_date", "named_date", "12 May", the),
    Rule("plain_date", "eight_digits", "20270512", _compact),
    Rule("plain_date", "four_digits ~- ~digits ~- ~digits", "2027-05-12", _year_first, _years),
    Rule("plain_date", "four_digits ~/ ~digits ~/ ~digits", "2027/05/12", _year_first, _years),
    Rule("plain_date", "four_digits ~. ~digits ~. ~digits", "2027.05.12", _year_first, _years),
    Rule("plain_date", "digits ~/ ~digits", "12/5", lambda m, one, two: _numeric(m, one, two, None), _slashed),
    Rule("plain_date", "digits ~- ~digits", "22-4", lambda m, one, two: _numeric(m, one, two, None), _hyphened),
    Rule("plain_date", "digits ~. ~digits", "22.04", lambda m, one, two: _numeric(m, one, two, None), _on_point),
    Rule("plain_date", "digits ~/ ~digits -|dash digits ~/ ~digits", "12/5-14/5", _numeric_to_numeric, _slashed_range),
    Rule("plain_date", "digits ~/ ~digits ~/ ~number", "12/5/27", _numeric, _slashed),
    Rule("plain_date", "digits ~/ ~digits ~, four_digits", "12/5, 2027", _numeric, _slashed),
    Rule("plain_date", "digits ~- ~digits ~- ~number", "12-5-2027", _numeric, _slashed),
    Rule("plain_date", "digits ~. ~digits ~. ~number", "12.5.2027", _dotted, _slashed),
    Rule("plain_date", "digits ~. ~digits ~.", "31.03.", lambda m, day, month: _dotted(m, day, month, None), _pointed),
    Rule("plain_date", "digits ~. digits ~. four_digits", "31. 3. 2027", _dotted, _slashed),
    Rule("date", "plain_date", "12 May", the),
    Rule(
        "date",
        "turn? weekday point? comma|(? the? plain_date )?",
        "next Tuesday, 12 May",
        lambda m, turn, weekday, when: when,
    ),
)
