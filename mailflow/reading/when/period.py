"""Periods: weeks, weekends, months, quarters, halves, years and seasons, by name, by number or by turn."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when import amount as amounts
from mailflow.reading.when.calendar_date import monthly
from mailflow.reading.when.chart import Place
from mailflow.reading.when.numeral import fiscal_year
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Amount, Annum, Grain, Moment, Turn, When, days, yearly

_GRAINS: dict[str, Grain] = {
    "week": "week", "fortnight": "other", "month": "month", "quarter": "quarter", "half": "half", "year": "year",
    "decade": "other", "century": "other",
}  # fmt: skip
_MONTHS = {"quarter": 3, "half": 6}
_HOURS = ("hour", "minute")
_SUNDAY = 6
_LEADS = ("in", "limit", "place", "before", "until", "ready", "of_only")
_YEARS = {"decade": 10, "century": 100}


def annual(moment: Moment, year: Annum) -> Stretch:
    """The year, from January on or from the first month of the fiscal year."""
    start = moment.calendar.fiscal_start
    if year.fiscal and start > 1:
        return almanac.month(year.number - 1, start, 12)
    return almanac.year(year.number)


def part_of_year(moment: Moment, year: int, number: int, months: int, *, calendar: bool = False) -> Stretch:
    """The quarter (3 months) or half (6) with a number, in the year that it is named by."""
    start = 1 if calendar else moment.calendar.fiscal_start
    first = almanac.months_later(annual(moment, Annum(year, fiscal=start > 1)).first, months * (number - 1))
    return almanac.month(first.year, first.month, months)


def turn_of(moment: Moment, unit: str, later: int) -> Stretch | None:
    """This week, month, quarter, half or year, or one some turns later. A week that is over ends on Sunday."""
    day = moment.day
    if unit == "week":
        week = almanac.week_of(almanac.plus(day, 7 * later))
        return week if later or day <= week.last else Stretch(week.first, almanac.plus(week.first, 6))
    if unit == "fortnight":
        return Stretch(day, almanac.plus(day, 14 * (later + 1)))
    if unit == "month":
        first = almanac.months_later(day.replace(day=1), later)
        return almanac.month(first.year, first.month)
    if unit in _MONTHS:
        months = _MONTHS[unit]
        year = fiscal_year(moment)
        start = annual(moment, Annum(year, fiscal=True)).first
        passed = (day.year - start.year) * 12 + day.month - start.month
        first = almanac.months_later(start, (passed // months + later) * months)
        return almanac.month(first.year, first.month, months)
    if unit == "year":
        return almanac.year(min(day.year + later, 9999))
    if unit in _YEARS:
        return years(day.year // _YEARS[unit] + later, _YEARS[unit])
    if unit == "fiscal_year":
        return annual(moment, Annum(fiscal_year(moment) + later, fiscal=True))
    return None


def years(number: int, length: int) -> Stretch | None:
    """The decade (10 years) or century (100) that begins `number` lengths after the year 0."""
    first = number * length
    return Stretch(date(first, 1, 1), date(first + length - 1, 12, 31)) if 0 < first <= 9999 - length else None


def _decade(_: Moment, year: int) -> When | None:
    return days(years(year // 10, 10), grain="other", exact=True) if year % 10 == 0 else None


def _named_decade(moment: Moment, tens: int) -> When | None:
    """ "The thirties": those that are not over."""
    first = moment.day.year // 100 * 10 + tens // 10
    return days(years(first + 10 * (10 * first + 9 < moment.day.year), 10), grain="other")


def _century(_: Moment, ordinal: int, unit: str) -> When | None:
    """The 21st runs from 2000 to 2099, as people count and not as astronomers do."""
    return days(years(ordinal - 1, 100), grain="other", exact=True) if unit == "century" else None


def _month(_: Moment, month: int) -> When:
    return yearly(lambda y: almanac.month(y, month), grain="month", name=True)


def _bare_month(_: Moment, month: int) -> When:
    return yearly(lambda y: almanac.month(y, month), grain="month", name=True, bare=True)


def _month_of(_: Moment, month: int, year: Annum) -> When:
    return days(almanac.month(year.number, month), grain="month", exact=True)


def _month_of_number(_: Moment, month: int, year: int) -> When | None:
    return days(almanac.month(year, month), grain="month", exact=True) if 1 <= month <= 12 and _is_year(year) else None


def _named_month(moment: Moment, unit: str, month: int, year: Annum | None) -> When | None:
    if unit != "month":
        return None
    return _month(moment, month) if year is None else _month_of(moment, month, year)


def _season_year(moment: Moment, first: int, last: int) -> When | None:
    """ "2027/28" runs over two years, "2027/12" is a month."""
    return _from_year_to_year(moment, first, first + 1) if last > 12 and last == (first + 1) % 100 else None


def _from_year_to_year(_: Moment, first: int, last: int) -> When | None:
    if not (_is_year(first) and first < last <= first + 100):
        return None
    return days(Stretch(date(first, 1, 1), date(last, 12, 31)), grain="other", bare=True, exact=True)


def _is_year(number: int) -> bool:
    return 1990 <= number <= 2199


def _number_of_year(moment: Moment, year: int, month: int) -> When | None:
    return _month_of_number(moment, month, year)


def _turned(moment: Moment, turn: int, unit: str) -> When | None:
    if unit == _HOURS[0]:
        return days(moment.day)
    stretch = turn_of(moment, unit, Turn(turn).later)
    return days(stretch, grain=_GRAINS[unit], exact=True) if stretch and unit in _GRAINS else None


def _after_next(moment: Moment, unit: str) -> When | None:
    stretch = turn_of(moment, unit, 2)
    return days(stretch, grain=_GRAINS[unit], exact=True) if stretch and unit in _GRAINS else None


def _this(moment: Moment, unit: str) -> When | None:
    return _turned(moment, 0, unit)


def _whole_of(moment: Moment, unit: str) -> When | None:
    this = _turned(moment, 0, unit)
    return replace(this, bare=True, exact=False) if this else None


def _twice_turned(moment: Moment, turn: int, again: int, unit: str) -> When | None:
    """ "Next next week" is the one after next."""
    return _after_next(moment, unit) if turn == again == Turn.NEXT else None


def _turned_month(moment: Moment, turn: int, month: int) -> When:
    named = _month(moment, month)
    whole = named.ahead(moment.day)
    if turn and whole is not None and whole.first <= moment.day:
        whole = almanac.month(min(whole.first.year + 1, 9999), month)
    return days(whole, grain="month")


def _numbered(moment: Moment, number: int, months: int, year: Annum | None, *, calendar: bool = False) -> When | None:
    if not 1 <= number <= 12 // months:
        return None
    grain: Grain = "quarter" if months == 3 else "half"
    calendar = calendar and not (year and year.fiscal)
    if year is not None:
        whole = part_of_year(moment, year.number, number, months, calendar=calendar)
        return days(whole, grain=grain, exact=True)
    return yearly(lambda y: part_of_year(moment, y, number, months, calendar=calendar), grain=grain, name=True)


def _quarter(moment: Moment, number: int, year: Annum | None) -> When | None:
    return _numbered(moment, number, 3, year)


def _calendar_quarter(moment: Moment, number: int, year: Annum | None) -> When | None:
    return _numbered(moment, number, 3, year, calendar=True)


def _year_quarter(moment: Moment, year: Annum, number: int) -> When | None:
    return _numbered(moment, number, 3, year)


def _half(moment: Moment, number: int, year: Annum | None) -> When | None:
    return _numbered(moment, number, 6, year)


def _year_half(moment: Moment, year: Annum, number: int) -> When | None:
    return _numbered(moment, number, 6, year)


def _ordinal_part(moment: Moment, ordinal: int, unit: str, year: Annum | None) -> When | None:
    found = _numbered(moment, ordinal, _MONTHS[unit], year) if unit in _MONTHS else None
    if found is None or year is not None or unit == "quarter":
        return found
    return None  # "the second half" of what?


def _year_whole(moment: Moment, year: Annum) -> When:
    return days(annual(moment, year), grain="year", exact=True, name=year.fiscal)


def _year_bare(moment: Moment, year: int) -> When:
    return days(almanac.year(year), grain="year", exact=True, bare=True, name=True)


def _season_turn(moment: Moment, season: int, year: int) -> Stretch:
    place = (season + (2 if moment.calendar.southern else 0)) % 4
    return almanac.month(year, 3 + 3 * place, 3)


def _season(moment: Moment, season: int) -> When:
    return yearly(lambda y: _season_turn(moment, season, y), grain="season", name=True, bare=True)


def _the_season(moment: Moment, season: int) -> When:
    return yearly(lambda y: _season_turn(moment, season, y), grain="season", name=True)


def _season_of(moment: Moment, season: int, year: Annum) -> When:
    return days(_season_turn(moment, season, year.number), grain="season", exact=True)


def _turned_season(moment: Moment, turn: int, season: int) -> When:
    whole = _season(moment, season).ahead(moment.day)
    if turn and whole is not None and whole.first <= moment.day:
        whole = _season(moment, season).ahead(almanac.plus(whole.last, 1))
    return days(whole, grain="season")


def _week_number(_: Moment, number: int, year: Annum | None) -> When | None:
    if not 1 <= number <= 53:
        return None
    if year is not None:
        return days(almanac.iso_week(year.number, number), grain="week", exact=True)
    return yearly(lambda y: almanac.iso_week(y, number), grain="week", bare=True)


def _week_of(_: Moment, when: When) -> When:
    return when.among(lambda s: almanac.week_of(s.last), grain="week", exact=True)


def _week_with(moment: Moment, feast: When, unit: str) -> When | None:
    return _week_of(moment, feast) if unit == "week" else None


def _week_from(_: Moment, when: When) -> When:
    """Who dates a week by a Sunday begins it there, and works in the days after it."""
    return when.among(
        lambda s: almanac.week_of(almanac.plus(s.last, s.last.weekday() == _SUNDAY)), grain="week", exact=True
    )


def _week_of_number(moment: Moment, number: int) -> When | None:
    day = monthly(moment, number)
    return _week_of(moment, day) if day else None


def _week_ending(_: Moment, when: When) -> When:
    return when.among(lambda s: Stretch(almanac.monday_of(s.last), s.last), grain="week", exact=True)


def _weekend(moment: Moment, turn: int) -> When:
    saturday = almanac.plus(almanac.monday_of(moment.day), 5 + 7 * turn)
    return days(saturday, almanac.plus(saturday, 1), grain="weekend")


def _turned_weekend(moment: Moment, turn: int) -> When:
    return _weekend(moment, turn == Turn.NEXT)


def _the_weekend(moment: Moment) -> When:
    return replace(_weekend(moment, 0), name=True)


def _weekend_after_next(moment: Moment) -> When:
    return _weekend(moment, 2)


def _weekend_of(_: Moment, when: When) -> When:
    def weekend(whole: Stretch) -> Stretch:
        saturday = almanac.plus(almanac.monday_of(whole.last), 5)
        return Stretch(saturday, almanac.plus(saturday, 1))

    return when.among(weekend, grain="weekend")


def _coming(moment: Moment, amount: Amount) -> When | None:
    if amount.count == 1 and amount.unit not in _HOURS:
        return None
    return days(moment.day, amounts.later(moment.day, amount), grain="other")


def _several_coming(moment: Moment, count: Fraction, turn: int, unit: str) -> When | None:
    return _coming(moment, Amount(count, unit)) if turn == Turn.COMING else None


def _new_year(_: Moment) -> When:
    return yearly(lambda y: almanac.month(y, 1), grain="month")


def _in(place: Place) -> bool:
    """ "In the new year" is January; "by New Year" is its first day."""
    return place.preceded("in") or place.preceded("of_only")


def _stands_alone(place: Place) -> bool:
    """Whether a month's name is the month and not a verb or a person."""
    vocabulary = place.chart.grammar.vocabulary
    if vocabulary.has("also_words", place.word.low) and not place.word.is_name:
        return False
    return not vocabulary.has("given_names", place.word.low) or (place.begins() and place.ends())


def _is_name(place: Place) -> bool:
    """ "The march" may be a walk, "the March" is the month."""
    word = place.chart.words[place.stop - 1]
    return word.is_name or not place.chart.grammar.vocabulary.has("also_words", word.low)


def _is_season(place: Place) -> bool:
    """ "In the spring" is a season; "the spring in the latch" is none."""
    word = place.chart.words[place.stop - 1]
    also = place.chart.grammar.vocabulary.has("also_words", word.low) and not word.is_name
    return not also or place.ends() or any(place.preceded(part) for part in _LEADS)


def _is_capital(place: Place) -> bool:
    return place.word.is_name


def _no_part(place: Place) -> bool:
    """ "Week 2 of the course" counts from its own beginning."""
    return not place.follows("of_only")


def _no_score(place: Place) -> bool:
    chart = place.chart
    return not (chart.touches(place.at) and chart.low(place.at - 1) in ("/", ".", "-", "$", "£", "€")) and not (
        place.touched() and place.low() in ("/", "%")
    )


KINDS = ("numbered", "span", "whole")
RULES = (
    Rule("numbered", "q ~digits of_year?", "Q3 2027", _quarter),
    Rule("numbered", "q digits of_year?", "Q 3", _quarter),
    Rule("numbered", "digits ~q annum?", "3Q 2027", _quarter),
    Rule("numbered", "annum -|/? q ~digits", "2027Q4", _year_quarter),
    Rule("numbered", "digits ~q ~digits", "27Q4", lambda m, year, number: _quarter(m, number, Annum(2000 + year))),
    Rule("numbered", "fiscal q ~digits annum?", "fiscal Q3", _quarter),
    Rule("numbered", "calendar q ~digits annum?", "calendar Q3", _calendar_quarter),
    Rule("numbered", "h ~digits of_year?", "H2 2027", _half),
    Rule("numbered", "fiscal h ~digits annum?", "fiscal H1", _half),
    Rule("numbered", "digits ~h annum", "1H 2027", _half),
    Rule("numbered", "digits ~h ~digits", "1H27", lambda m, number, year: _half(m, number, Annum(2000 + year))),
    Rule("numbered", "annum -|/? h ~digits", "2027 H1", _year_half),
    Rule("numbered", "the? ordinal fiscal? unit of_year?", "the third quarter of next year", _ordinal_part),
    Rule("span", "the? numbered", "Q3", the),
    Rule("span", "month", "March", _month, _stands_alone),
    Rule("span", "month", "may", _bare_month),
    Rule("span", "the month", "the March", _month, _is_name),
    Rule("span", "the month", "the march", _bare_month),
    Rule("span", "month point? -? of_year", "March 2027", _month_of),
    Rule("span", "digits ~/|-|. ~four_digits", "05/2027", _month_of_number, _no_score),
    Rule("span", "four_digits ~/|- ~digits", "2027-05", _number_of_year, _no_score),
    Rule("span", "turn month", "next March", _turned_month),
    Rule("span", "the? unit of month of_year?", "the month of March", _named_month),
    Rule("span", "four_digits ~-|/|dash ~digits", "2027/28", _season_year, _no_score),
    Rule("span", "four_digits ~-|dash ~four_digits", "2027-2028", _from_year_to_year, _no_score),
    Rule("span", "turn calendar? fiscal? unit", "next month", _turned),
    Rule("span", "the? unit after_next", "the week after next", _after_next),
    Rule("span", "turn turn unit", "next next week", _twice_turned),
    Rule("span", "whole_of unit", "all week", _whole_of),
    Rule("span", "the? year ~s", "the 2030s", _decade),
    Rule("span", "the? year ~' ~s", "the 2030's", _decade),
    Rule("span", "the decade_word", "the thirties", _named_decade),
    Rule("span", "the? ordinal -? unit", "the 21st century", _century),
    Rule("span", "later_this unit", "later this month", _this),
    Rule("span", "rest_of turn unit", "the rest of this week", _turned),
    Rule("span", "rest_of the|mine unit", "rest of the week", _this),
    Rule("span", "rest_of unit", "rest of week", _this),
    Rule("span", "annum", "next year", _year_whole, lambda place: place.chart.number(place.at) is None),
    Rule("span", "year", "2027", _year_bare, _no_score),
    Rule("span", "year era", "2027 AD", lambda m, year: _year_whole(m, Annum(year))),
    Rule("span", "year_sign year", "the year 2027", lambda m, year: _year_whole(m, Annum(year)), _no_score),
    Rule("span", "season", "summer", _season),
    Rule("span", "the season", "the summer", _the_season, _is_season),
    Rule("span", "the? season of_year", "summer 2027", _season_of),
    Rule("span", "annum season", "2027 summer", lambda m, year, season: _season_of(m, season, year)),
    Rule("span", "turn season", "this summer", _turned_season),
    Rule("span", "week_number digits", "week 23", lambda m, number: _week_number(m, number, None), _no_part),
    Rule("span", "week_number digits of_year", "week 23 of 2027", _week_number),
    Rule("span", "w ~digits", "W23", lambda m, number: _week_number(m, number, None), _is_capital),
    Rule("span", "annum -? w ~digits", "2027-W23", lambda m, year, number: _week_number(m, number, year)),
    Rule("span", "week_of date", "the week of October 6th", _week_from),
    Rule("span", "the? feast unit", "Thanksgiving week", _week_with),
    Rule("span", "week_of feast", "the week of Thanksgiving", _week_of),
    Rule("span", "week_of the? ordinal", "w/c the 18th", _week_of_number),
    Rule("span", "week_ending date", "week ending 22 May", _week_ending),
    Rule("span", "turn weekend", "this weekend", _turned_weekend),
    Rule("span", "the|mine weekend", "the weekend", _the_weekend),
    Rule("span", "weekend", "weekend", lambda m: replace(_the_weekend(m), bare=True)),
    Rule("span", "the? weekend after_next", "the weekend after next", _weekend_after_next),
    Rule("span", "the? weekend of? date", "the weekend of 5 June", _weekend_of),
    Rule("span", "holiday_weekend", "Labor Day weekend", the),
    Rule("span", "bare_span_lead amount", "next 3 weeks", _coming),
    Rule("span", "the? count turn unit", "two upcoming days", _several_coming),
    Rule("span", "the new_year", "the new year", _new_year, _in),
    Rule("whole", "span", "next month", the),
    Rule("whole", "the? new_year", "the new year", _new_year),
    Rule("whole", "feast", "Easter", the),
    Rule("whole", "the? unit", "the week", _this),
    Rule("whole", "month", "may", _month),
    Rule("whole", "the? year", "2027", _year_bare),
    Rule("whole", "the? fiscal_year", "fiscal year", lambda m: days(turn_of(m, "fiscal_year", 0), grain="year")),
)
