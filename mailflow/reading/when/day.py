"""Days: those beside today, days of the week, and days by their number alone."""

from datetime import date
from fractions import Fraction

from mailflow.reading import almanac
from mailflow.reading.when import amount as amounts
from mailflow.reading.when import narrative
from mailflow.reading.when.calendar_date import monthly
from mailflow.reading.when.chart import Place
from mailflow.reading.when.period import turn_of
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Amount, Moment, Turn, When, days

_WEEK, _SOON = 7, 62  # days
_RANKS = 10


def _near(moment: Moment, ahead: int) -> When:
    return days(almanac.plus(moment.day, ahead))


def _of_week(day: date, weekday: int, later: int) -> date:
    return almanac.plus(almanac.monday_of(day), _WEEK * later + weekday)


def _weekday(moment: Moment, weekday: int) -> When:
    return days(almanac.weekday_after(moment.day, weekday), name=True)


def _bare_weekday(moment: Moment, weekday: int) -> When:
    return days(almanac.weekday_after(moment.day, weekday), name=True, bare=True)


def _turned(moment: Moment, turn: int, weekday: int) -> When:
    """ "This Friday" is the coming one, "next Friday" that of the next week, Monday to Sunday."""
    return days(_of_week(moment.day, weekday, 1) if turn == Turn.NEXT else almanac.weekday_after(moment.day, weekday))


def _coming(moment: Moment, weekday: int) -> When:
    return days(almanac.weekday_after(moment.day, weekday))


def _after_next(moment: Moment, weekday: int) -> When:
    return days(_of_week(moment.day, weekday, 2))


def _week_on(moment: Moment, weekday: int) -> When:
    return days(almanac.plus(almanac.weekday_after(moment.day, weekday), _WEEK))


def _fortnight_on(moment: Moment, weekday: int) -> When:
    return days(almanac.plus(almanac.weekday_after(moment.day, weekday), 2 * _WEEK))


def _near_week(moment: Moment, ahead: int) -> When:
    return days(almanac.plus(moment.day, ahead + _WEEK))


def _near_fortnight(moment: Moment, ahead: int) -> When:
    return days(almanac.plus(moment.day, ahead + 2 * _WEEK))


def _in_week(_: Moment, weekday: int, week: When) -> When | None:
    """ "Friday of next week"; in a longer period it would not say which."""
    if week.grain != "week":
        return None
    return week.among(lambda s: almanac.plus(almanac.monday_of(s.first), weekday), exact=week.exact)


def _period_weekday(_: Moment, period: When, weekday: int) -> When | None:
    """ "Next week on Friday"; in a month the first."""
    if period.grain == "week":
        return period.among(lambda s: almanac.plus(almanac.monday_of(s.first), weekday))
    return period.among(lambda s: almanac.nth_weekday(s, weekday, 1)) if period.grain == "month" else None


def _several(moment: Moment, count: Fraction, weekday: int) -> When | None:
    if count.denominator != 1 or count < 1:
        return None
    return days(almanac.plus(almanac.weekday_after(moment.day, weekday), _WEEK * (int(count) - 1)))


def _several_one(moment: Moment, count: Fraction, weekday: int) -> When | None:
    return _several(moment, count, weekday) if count == 1 else None


def _this_time(moment: Moment, turn: int, unit: str) -> When:
    return days(amounts.later(moment.day, Amount(Fraction(Turn(turn).later), unit)))


def _midweek(moment: Moment) -> When:
    wednesday = _of_week(moment.day, 2, 0)
    return days(wednesday if wednesday >= moment.day else almanac.plus(wednesday, _WEEK))


def _numbered(moment: Moment, number: int) -> When | None:
    found = monthly(moment, number)
    return days(found.at(1), exact=True) if found else None


def _numbered_bare(moment: Moment, number: int) -> When | None:
    found = monthly(moment, number)
    return days(found.at(1), bare=True) if found else None


def _alone(place: Place) -> bool:
    """ "Now" is a date where nothing else is said."""
    return place.at == 0 and place.stop == len(place.chart.words)


def _weekday_number(moment: Moment, weekday: int, number: int) -> When | None:
    found = monthly(moment, number, weekday) or monthly(moment, number)
    return days(found.at(1), exact=True) if found else None


def _weekday_digits(moment: Moment, weekday: int, number: int) -> When | None:
    """Without "the" or "th" the two must agree soon, else the number counts something: "on Friday 3"."""
    found = monthly(moment, number, weekday)
    day = found.at(1) if found else None
    return days(day, exact=True) if day and (day.last - moment.day).days <= _SOON else None


def _not_ago(place: Place) -> bool:
    """ "A week ago today" tells of the past, and "guten Morgen" of nothing; "back today" is of today."""
    chart = place.chart
    ago = place.preceded("ago") and chart.grammar.vocabulary.has("unit", chart.low(place.at - 2))
    return not ago and not place.preceded("greeting")


def _ahead(place: Place) -> bool:
    """ "He rang the next day" tells of the past; "next day delivery" names a thing."""
    return (place.ends() or place.follows("function")) and not narrative.tells(place.chart, place.at, place.stop)


def _edge_of_day(_: Moment, _edge: str, day: When) -> When:
    return day


def _spelt_number(moment: Moment, number: int) -> When | None:
    """ "The twelfth" is a day; "the third", up to the tenth, may be a rank."""
    return _numbered(moment, number) if number > _RANKS else None


def _whole(moment: Moment, unit: str) -> When | None:
    this = turn_of(moment, unit, 0)
    return days(this, bare=True) if this else None


def _on_number(place: Place) -> bool:
    """ "On the 15" is a day, "on the 15 of them" is none."""
    return place.preceded("on_a_day") and _number_ends(place)


def _is_name(place: Place) -> bool:
    word = place.chart.words[place.stop - 1]
    vocabulary = place.chart.grammar.vocabulary
    if place.preceded("name_before"):
        return False  # "Mr Friday", "Happy Friday!"
    return (word.is_name or not vocabulary.has("also_words", word.low)) and not word.low.endswith("'s")


def _long(place: Place) -> bool:
    """ "In the sun" names no Sunday."""
    return not place.chart.grammar.vocabulary.has("also_words", place.low(-1))


def _point_ok(place: Place) -> bool:
    """A point after "Fri" is part of it, unless it ends the sentence."""
    return place.chart.words[place.stop - 1].low != "." or not place.ends()


def _number_ends(place: Place) -> bool:
    """ "The 23rd" is a day where it ends a clause, "the 23rd ticket" is none."""
    if place.chart.low(place.stop - 1).isdigit() and place.touched() and not place.low()[:1].isspace():
        return place.low() in (",", ";", ")", "?", "!") or (
            place.low() == "." and not place.chart.touches(place.stop + 1)
        )
    return place.ends() or place.follows("after_day_number") or place.follows("coming")


def _week_ends(place: Place) -> bool:
    """ "Friday week" is a week on; "a Friday week day" is nothing."""
    return place.ends() or not place.low().startswith(("of", "number", "day"))


KINDS = ("weekday_day", "day")
RULES = (
    Rule("weekday_day", "the? weekday", "Friday", _weekday, _is_name),
    Rule("weekday_day", "weekday", "Friday's", _bare_weekday),
    Rule("weekday_day", "the weekday", "the Friday's", _bare_weekday, _long),
    Rule("weekday_day", "weekday point", "Fri.", _weekday, _point_ok),
    Rule("weekday_day", "turn weekday", "next Friday", _turned),
    Rule("weekday_day", "near", "tomorrow", _near, _not_ago),
    Rule("day", "weekday_day part_of_day?", "Friday morning", the),
    Rule("day", "the? part_of_day of weekday_day", "the morning of Friday", the),
    Rule("day", "now", "now", lambda m: days(m.day), _alone),
    Rule(
        "day",
        "weekday turn",
        "Friday coming",
        lambda m, weekday, turn: _coming(m, weekday) if turn else None,
        lambda place: place.ends(),
    ),
    Rule("day", "the? weekday after_next", "Friday after next", _after_next),
    Rule("day", "weekday week_now", "Friday week", _week_on, _week_ends),
    Rule("day", "weekday fortnight_on", "Monday fortnight", _fortnight_on),
    Rule("day", "near week_now", "tomorrow week", _near_week, _week_ends),
    Rule("day", "near fortnight_on", "today fortnight", _near_fortnight),
    Rule("day", "the? weekday part_of_day? comma? of? span", "Friday of next week", _in_week),
    Rule("day", "span comma? on? weekday part_of_day?", "next week on Friday", _period_weekday),
    Rule("day", "in? count weekdays from_now|time_after|later", "two Sundays from now", _several),
    Rule("day", "in count weekdays", "in two Fridays", _several),
    Rule("day", "in? count weekday from_now", "one Friday from now", _several_one),
    Rule("day", "the? midweek", "midweek", _midweek),
    Rule("day", "the? weekday comma? the? ordinal", "Friday the 13th", _weekday_number),
    Rule("day", "weekday the? digits", "Friday 8", _weekday_digits, _number_ends),
    Rule("day", "the numbered_place", "the 23rd", _numbered, _number_ends),
    Rule("day", "the ordinal", "the twelfth", _spelt_number, _number_ends),
    Rule("day", "the ordinal", "the ninth", _numbered_bare, _number_ends),
    Rule("day", "the? digits", "the 15", _numbered, _on_number),
    Rule("day", "ordinal", "twenty-second", _numbered, _on_number),
    Rule("day", "the unit", "the week", _whole, _alone),
    Rule("day", "day_on", "the next day", lambda m: _near(m, 1), _ahead),
    Rule("day", "edge weekday_day", "end of Friday", _edge_of_day),
    Rule("day", "numbered_place", "23rd", _numbered_bare, _number_ends),
    Rule("day", "this_time turn unit", "this time next week", _this_time),
    Rule("day", "this_time near", "this time tomorrow", _near),
    Rule("day", "date", "12 May", the),
    Rule("day", "feast", "Christmas", the),
    Rule("day", "part", "the first Monday in March", the),
    Rule("day", "edge_day", "the end of May", the),
)
