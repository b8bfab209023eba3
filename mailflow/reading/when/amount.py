"""Amounts of time: "two weeks", "10 working days", "a year and a half"."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from mailflow.reading import almanac
from mailflow.reading.when.chart import Place
from mailflow.reading.when.rule import Rule
from mailflow.reading.when.value import Amount, Moment

_HALF = Fraction(1, 2)
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_SIZES = ("century", "decade", "year", "half", "quarter", "month", "fortnight", "week", "day", "hour", "minute")
_HOURS = 12  # fewer than these end on the same day


def later(day: date, amount: Amount) -> date:
    """The day that is `amount` after `day`; hours and minutes that may end on the same day do."""
    if amount.more is not None:
        return later(later(day, replace(amount, more=None)), amount.more)
    count = amount.count
    if amount.unit in _MONTHS:
        months, rest = divmod(count * _MONTHS[amount.unit], 1)
        return almanac.plus(almanac.months_later(day, int(months)), int(rest * 30))
    if amount.unit == "working_day":
        return almanac.working_days_later(day, int(count))
    if amount.unit in _DAYS:
        return almanac.plus(day, int(count * _DAYS[amount.unit]))
    hours = count if amount.unit == "hour" else count / 60
    return day if hours < _HOURS else almanac.plus(day, int(-(-hours // 24)))


def earlier(day: date, amount: Amount) -> date:
    """The day that is `amount` before `day`."""
    if amount.more is not None:
        return earlier(earlier(day, replace(amount, more=None)), amount.more)
    if amount.unit in _MONTHS:
        months, rest = divmod(amount.count * _MONTHS[amount.unit], 1)
        return almanac.plus(almanac.months_later(day, -int(months)), -int(rest * 30))
    if amount.unit == "working_day":
        return almanac.working_days_earlier(day, int(amount.count))
    if amount.unit in _DAYS:
        return almanac.plus(day, -int(amount.count * _DAYS[amount.unit]))
    return day


def _plain(_: Moment, count: Fraction, unit: str) -> Amount:
    return Amount(count, unit)


def _upper(_: Moment, _low: Fraction, high: Fraction, unit: str) -> Amount:
    return Amount(high, unit)


def _one(_: Moment, unit: str) -> Amount | None:
    return Amount(Fraction(1), unit) if unit == "fortnight" else None


def _half_more(_: Moment, count: Fraction, unit: str) -> Amount:
    return Amount(count + _HALF, unit)


def _one_more(_: Moment, count: Fraction, unit: str) -> Amount:
    return Amount(count + 1, unit)


def _quarter_hour(_: Moment, count: Fraction) -> Amount:
    return Amount(count * 15, "minute")


def _both(_: Moment, count: Fraction, unit: str, more: Fraction, smaller: str) -> Amount | None:
    if unit not in _SIZES or smaller not in _SIZES or _SIZES.index(unit) >= _SIZES.index(smaller):
        return None
    return Amount(count, unit, Amount(more, smaller))


def _no_hour(place: Place) -> bool:
    """ "A quarter of an hour" is no quarter of a year, "two day workshop" no two days."""
    return not place.chart.part("of_an_hour", place.stop)


KINDS = ("amount",)
RULES = (
    Rule("amount", "about? about? count about? unit", "about two full weeks", _plain, _no_hour),
    Rule("amount", "about? count of_only unit", "a dozen of weeks", _plain, _no_hour),
    Rule("amount", "about? count range_joint count about? unit", "2-3 weeks", _upper),
    Rule("amount", "about? count ~unit_letter", "72h", _plain),
    Rule("amount", "about? unit", "fortnight", _one),
    Rule("amount", "about? count unit and_half_after", "a year and a half", _half_more),
    Rule("amount", "about? count about? unit or_so", "a month or so", _plain),
    Rule("amount", "about? count unit or_two", "a week or two", _one_more),
    Rule("amount", "count quarter_hour", "three quarters of an hour", _quarter_hour),
    Rule("amount", "count unit and|comma? count unit", "a year and three months", _both),
)
