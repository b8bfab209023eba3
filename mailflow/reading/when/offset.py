"""Offsets: days counted from today or from another day, before or after it."""

from datetime import date
from fractions import Fraction

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when import amount as amounts
from mailflow.reading.when import narrative
from mailflow.reading.when.chart import Place
from mailflow.reading.when.period import turn_of
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Amount, Moment, When, days

_FRIDAY = 4
_REACH = 8  # words of a clause
_WEEKS = ("week", "fortnight", "month")


def _from_now(moment: Moment, amount: Amount) -> When:
    return days(amounts.later(moment.day, amount))


def _after(_: Moment, amount: Amount, base: When) -> When:
    return base.among(lambda s: amounts.later(s.last, amount))


def _before(_: Moment, amount: Amount, base: When) -> When:
    return base.among(lambda s: amounts.earlier(s.first, amount))


def _on(_: Moment, amount: Amount, base: When) -> When | None:
    """ "A week on Friday": a week after it."""
    return _after(_, amount, base) if amount.unit in _WEEKS else None


def _weekday_in(moment: Moment, weekday: int, amount: Amount) -> When | None:
    """ "Friday in two weeks": the Friday of the week in which those weeks are over."""
    if amount.unit not in _WEEKS:
        return None
    return days(almanac.plus(almanac.monday_of(amounts.later(moment.day, amount)), weekday))


def _near_in(moment: Moment, ahead: int, amount: Amount) -> When:
    return days(amounts.later(almanac.plus(moment.day, ahead), amount))


def _day_before(_: Moment, base: When) -> When:
    return base.among(lambda s: almanac.plus(s.first, -1))


def _day_after(_: Moment, base: When) -> When:
    return base.among(lambda s: almanac.plus(s.last, 1))


def _day_of(feast: When) -> When:
    """Easter Sunday of the days of Easter."""
    return feast.among(lambda s: s.last)


def _weekday_before(_: Moment, weekday: int, base: When) -> When:
    return base.among(lambda s: almanac.plus(s.first, -((s.first.weekday() - weekday - 1) % 7 + 1)))


def _weekday_after(_: Moment, weekday: int, base: When) -> When:
    return base.among(lambda s: almanac.weekday_after(s.last, weekday))


def _nth_weekday_after(_: Moment, ordinal: int, weekday: int, base: When) -> When:
    return base.among(lambda s: almanac.plus(almanac.weekday_after(s.last, weekday), 7 * (ordinal - 1)))


def _nth_weekday_before(_: Moment, ordinal: int, weekday: int, base: When) -> When:
    def nth(whole: Stretch) -> date:
        last = almanac.plus(whole.first, -((whole.first.weekday() - weekday - 1) % 7 + 1))
        return almanac.plus(last, -7 * (ordinal - 1))

    return base.among(nth)


def _weekdays_after(_: Moment, count: Fraction, weekday: int, base: When) -> When | None:
    return _nth_weekday_after(_, int(count), weekday, base) if count.denominator == 1 and count > 0 else None


def _weekdays_before(_: Moment, count: Fraction, weekday: int, base: When) -> When | None:
    return _nth_weekday_before(_, int(count), weekday, base) if count.denominator == 1 and count > 0 else None


def _nearest(_: Moment, weekday: int, base: When) -> When:
    return base.among(lambda s: almanac.nearest_weekday(s.last, weekday))


def _unit_after(_: Moment, unit: str, base: When) -> When | None:
    """ "The week after Easter" is the next calendar week."""
    if unit == "week":
        return base.among(_week_after, grain="week")
    if unit == "month":
        return base.among(lambda s: _month_beside(s.last, 1), grain="month")
    return base.among(lambda s: almanac.plus(s.last, 1)) if unit == "day" else None


def _week_after(whole: Stretch) -> Stretch:
    return almanac.week_of(almanac.plus(almanac.monday_of(whole.last), 7))


def _week_before(whole: Stretch) -> Stretch:
    """The last working week that is over before the first of the days: before a Sunday the one it closes."""
    return almanac.week_of(almanac.plus(whole.first, -3 if whole.first.weekday() > _FRIDAY else -7))


def _unit_before(_: Moment, unit: str, base: When) -> When | None:
    if unit == "week":
        return base.among(_week_before, grain="week")
    if unit == "month":
        return base.among(lambda s: _month_beside(s.first, -1), grain="month")
    return base.among(lambda s: almanac.plus(s.first, -1)) if unit == "day" else None


def _month_beside(day: date, later: int) -> Stretch:
    first = almanac.months_later(day.replace(day=1), later)
    return almanac.month(first.year, first.month)


def _weekend_before(_: Moment, base: When) -> When:
    def before(whole: Stretch) -> Stretch:
        sunday = almanac.plus(whole.first, -(whole.first.weekday() + 1))
        return Stretch(almanac.plus(sunday, -1), sunday)

    return base.among(before, grain="weekend")


def _weekend_after(_: Moment, base: When) -> When:
    def after(whole: Stretch) -> Stretch:
        saturday = almanac.weekday_after(whole.last, 5)
        return Stretch(saturday, almanac.plus(saturday, 1))

    return base.among(after, grain="weekend")


def _led(moment: Moment, amount: Amount) -> When | None:
    """ "Give me a minute" asks for no date."""
    return None if amount.unit == "minute" and amount.count == 1 else _from_now(moment, amount)


def _within(moment: Moment, unit: str) -> When | None:
    if unit in ("day", "hour", "minute"):
        return days(moment.day)
    whole = turn_of(moment, unit, 0)
    return days(whole) if whole else None


def _known(place: Place) -> bool:
    """ "Within two weeks of the launch" hangs on a day that the words do not say."""
    return not place.chart.part("from", place.stop) and not place.follows("of_only")


def _not_told(place: Place) -> bool:
    """ "Two days later she rang" tells of the past."""
    return place.ends() and not narrative.tells(place.chart, place.at, place.stop)


def _ahead(place: Place) -> bool:
    """ "The best quarter in ten years" looks back."""
    chart = place.chart
    for at in range(place.at - 1, max(place.at - _REACH, 0) - 1, -1):
        if chart.ended(at):
            break
        if chart.grammar.vocabulary.has("backward", chart.low(at)):
            return False
    return _known(place)


KINDS = ("base", "counted", "led", "single")
RULES = (
    Rule("base", "span", "next month", the),
    Rule("base", "day", "Friday", the),
    Rule("counted", "amount '? from|of_only base", "two weeks after Easter", _after),
    Rule(
        "counted",
        "amount '? before feast",
        "two weeks before Easter",
        lambda m, amount, feast: _before(m, amount, _day_of(feast)),
    ),
    Rule("counted", "amount '? before base", "two days before Christmas", _before),
    Rule("counted", "amount '? from|of_only the? whole", "three days after the quarter", _after),
    Rule("counted", "amount on? weekday_day", "a week on Friday", _on),
    Rule("counted", "weekday in amount", "Friday in two weeks", _weekday_in),
    Rule("counted", "weekday amount '? from_now", "Friday two weeks from now", _weekday_in),
    Rule("counted", "near in amount", "today in a week", _near_in),
    Rule("counted", "the_day before base", "the day before Thanksgiving", _day_before),
    Rule("counted", "a_day before base", "day before Thanksgiving", _day_before, Place.begins),
    Rule("counted", "a_day after base", "day after Christmas", _day_after, Place.begins),
    Rule("counted", "the_day after base", "the day after the 15th", _day_after),
    Rule(
        "counted",
        "the? weekday before feast",
        "the Friday before Easter",
        lambda m, weekday, feast: _weekday_before(m, weekday, _day_of(feast)),
    ),
    Rule("counted", "the? weekday before base", "the Friday before Christmas", _weekday_before),
    Rule("counted", "the? last weekday before base", "the last Friday before Christmas", _weekday_before),
    Rule("counted", "the? weekday after base", "the Monday after Easter", _weekday_after),
    Rule("counted", "the? ordinal weekday after base", "third Tuesday after Christmas", _nth_weekday_after),
    Rule("counted", "the? ordinal weekday before base", "second Friday before Christmas", _nth_weekday_before),
    Rule("counted", "count weekdays from base", "two Fridays after Easter", _weekdays_after),
    Rule("counted", "count weekdays before base", "two Fridays before Easter", _weekdays_before),
    Rule("counted", "nearest weekday near_to base", "the closest Monday to Oct 5th", _nearest),
    Rule("counted", "the unit after base", "the week after Easter", _unit_after),
    Rule("counted", "the unit before base", "the week before Christmas", _unit_before),
    Rule("counted", "the? weekend before base", "the weekend before Christmas", _weekend_before),
    Rule("counted", "the? weekend after base", "the weekend after Easter", _weekend_after),
    Rule("counted", "amount '? from_now", "two weeks from now", _from_now),
    Rule("counted", "amount '? time_after", "three weeks' time", _from_now),
    Rule("counted", "amount later", "three days later", _from_now, _not_told),
    Rule("counted", "amount at_most", "two weeks at most", _from_now),
    Rule("led", "span_lead amount", "in two weeks", _led, _ahead),
    Rule("led", "span_lead amount '? time_after", "in a month's time", _from_now),
    Rule("led", "span_lead amount '? from_now", "within two weeks of this conversation", _from_now),
    Rule("led", "span_lead counted", "in two weeks from Monday", the),
    Rule("led", "limit_span the unit", "within the quarter", _within),
    Rule("single", "counted", "two weeks from now", the),
    Rule("single", "base", "Friday", the),
)
