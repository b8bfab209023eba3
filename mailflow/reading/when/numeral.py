"""Numerals: counts, ordinals and years."""

from fractions import Fraction

from mailflow.reading.when.chart import Place
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Annum, Moment, Turn

_LAST = 2199  # a larger number of four digits is an amount, not a year


def _count(_: Moment, number: int) -> Fraction | None:
    return Fraction(number) if number < 1000 else None


def _decimal(_: Moment, whole: int, part: int) -> Fraction | None:
    return Fraction(f"{whole}.{part}") if whole < 1000 and part < 100 else None


def _tens(_: Moment, tens: int, unit: int) -> int | None:
    return tens + unit if 0 < unit < 10 else None


def _count_of_tens(_: Moment, tens: int, unit: int) -> Fraction | None:
    return Fraction(tens + unit) if 0 < unit < 10 else None


def _and_a_half(_: Moment, number: int) -> Fraction:
    return Fraction(number) + Fraction(1, 2)


def _half(_: Moment) -> Fraction:
    return Fraction(1, 2)


def _ordinal(_: Moment, number: int) -> int:
    return number


def _day_number(_: Moment, number: int) -> int | None:
    return number if 1 <= number <= 31 else None


def _year(_: Moment, number: int) -> int | None:
    return number if 1990 <= number <= _LAST else None


def _short_year(_: Moment, number: int) -> int:
    return 2000 + number


def _tens_alone(_: Moment, tens: int) -> int:
    return tens


def _number_alone(_: Moment, number: int) -> int | None:
    return number if number < 100 else None


def _thousands(_: Moment, thousands: int, rest: int | None) -> int | None:
    return _year(_, 1000 * thousands + (rest or 0))


def _century_and(_: Moment, century: int, rest: int) -> int | None:
    return _year(_, 100 * century + rest) if rest > 9 else None


def _no_number(place: Place) -> bool:
    """ "2027 units" counts things, "12.2027.3" numbers a version."""
    return not (place.touched() and place.low() in (".", "/", ":", "%") and place.chart.touches(place.stop + 1))


def _annum(_: Moment, number: int) -> Annum:
    return Annum(number)


def _turned(moment: Moment, turn: int, unit: str) -> Annum | None:
    return Annum(moment.day.year + Turn(turn).later) if unit == "year" else None


def _this(moment: Moment, unit: str) -> Annum | None:
    return Annum(moment.day.year) if unit == "year" else None


def _ago(moment: Moment, unit: str) -> Annum | None:
    return Annum(moment.day.year - 1) if unit == "year" else None


def _fiscal(_: Moment, number: int) -> Annum | None:
    if number < 100:
        number += 2000
    return Annum(number, fiscal=True) if 1990 <= number <= _LAST else None


def fiscal_year(moment: Moment) -> int:
    """The number of the fiscal year that holds the day it was said."""
    start = moment.calendar.fiscal_start
    return moment.day.year + (start > 1 and moment.day.month >= start)


def _fiscal_turned(moment: Moment, turn: int | None) -> Annum:
    return Annum(fiscal_year(moment) + Turn(turn or 0).later, fiscal=True)


KINDS = ("count", "numbered_place", "ordinal", "day_number", "spelt", "year", "annum", "of_year")
RULES = (
    Rule("count", "number|number_word", "12", _count),
    Rule("count", "number ~. ~digits", "1.5", _decimal),
    Rule("count", "tens -? number_word", "twenty-five", _count_of_tens),
    Rule("count", "number|number_word and_a_half", "two and a half", _and_a_half),
    Rule("count", "half_a", "half a", _half),
    Rule("numbered_place", "digits ~ordinal_sign", "3rd", _ordinal),
    Rule("ordinal", "numbered_place", "3rd", _ordinal),
    Rule("ordinal", "number ~ordinal_sign", "100th", _ordinal),
    Rule("ordinal", "ordinal_word", "third", _ordinal),
    Rule("ordinal", "tens -? ordinal_word", "twenty-third", _tens),
    Rule("day_number", "digits", "23", _day_number),
    Rule("day_number", "ordinal", "23rd", _day_number),
    Rule("year", "four_digits", "2027", _year, _no_number),
    Rule("year", "' ~digits", "'27", _short_year),
    Rule("spelt", "tens -? number_word", "twenty-seven", _tens),
    Rule("spelt", "tens", "thirty", _tens_alone),
    Rule("spelt", "number_word", "seventeen", _number_alone),
    Rule("year", "number_word thousand and? spelt?", "two thousand and seventeen", _thousands),
    Rule("year", "tens spelt", "twenty twenty-seven", _century_and),
    Rule("annum", "year era?", "2027", _annum),
    Rule("annum", "turn unit", "next year", _turned),
    Rule("annum", "the? fiscal_year number", "FY27", _fiscal),
    Rule("annum", "fiscal_year ' ~digits", "FY'27", _fiscal),
    Rule("annum", "turn fiscal_year", "next fiscal year", _fiscal_turned),
    Rule("annum", "the fiscal_year", "the fiscal year", lambda moment: _fiscal_turned(moment, 0)),
    Rule("of_year", "comma|/|-? of? annum", "of next year", the),
    Rule("of_year", "of the unit", "of the year", _this),
    Rule("of_year", "of? last_year unit", "last year", _ago),
)
