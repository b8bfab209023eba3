"""Holidays: the feasts and bank holidays whose day a calendar knows, here for the United States, the United
Kingdom and the Christian year, and a few others that can be worked out.

Feasts that hang on the sight of the moon, or that differ from place to place, are left to `happening`.
"""

from collections.abc import Callable, Mapping
from datetime import date

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when.rule import Rule
from mailflow.reading.when.value import Annum, Moment, When, yearly

Turn = Callable[[int], Stretch | date | None]
_MONDAY, _THURSDAY, _SUNDAY = 0, 3, 6


def _on(month: int, day: int) -> Turn:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, n: int, after: int = 0) -> Turn:
    return lambda year: almanac.plus(almanac.nth_weekday(almanac.month(year, month), weekday, n), after)


def _easter(after: int, last: int | None = None) -> Turn:
    """Days counted from Easter Sunday."""
    return lambda year: Stretch(
        almanac.plus(almanac.easter(year), after), almanac.plus(almanac.easter(year), after if last is None else last)
    )


def _advent(year: int) -> date:
    return almanac.nearest_weekday(date(year, 11, 30), _SUNDAY)


def _election(year: int) -> date:
    return almanac.plus(almanac.nth_weekday(almanac.month(year, 11), _MONDAY, 1), 1)


def _orthodox(year: int) -> date | None:
    """Easter by the Julian calendar (Meeus, Astronomical Algorithms, chapter 8), for the years 1900 to 2099."""
    if not 1900 <= year <= 2099:
        return None
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return almanac.plus(date(year, month, day + 1), 13)


def _tishri(year: int) -> date:
    """The first day of the Hebrew year that begins in a Gregorian year (Reingold and Dershowitz, Calendrical
    Calculations, chapter 8)."""

    def elapsed(number: int) -> int:
        months = (235 * number - 234) // 19
        day = 29 * months + (12084 + 13753 * months) // 25920
        return day + 1 if 3 * (day + 1) % 7 < 3 else day

    number = year + 3761
    before, this, after = elapsed(number - 1), elapsed(number), elapsed(number + 1)
    late = 2 if after - this == 356 else 1 if this - before == 382 else 0
    return date.fromordinal(this + late - 1373427)


def _hebrew(days: int) -> Turn:
    return lambda year: almanac.plus(_tishri(year), days)


def _hanukkah(year: int) -> date:
    """25 Kislev; Heshvan before it has 30 days in the long years alone."""
    long = (_tishri(year + 1) - _tishri(year)).days % 10 == 5
    return almanac.plus(_tishri(year), 30 + (30 if long else 29) + 24)


_NEW_MOONS = {
    2024: date(2024, 2, 10), 2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6),
    2028: date(2028, 1, 26), 2029: date(2029, 2, 13), 2030: date(2030, 2, 3), 2031: date(2031, 1, 23),
    2032: date(2032, 2, 11), 2033: date(2033, 1, 31), 2034: date(2034, 2, 19), 2035: date(2035, 2, 8),
}  # fmt: skip

_TURNS: Mapping[str, Turn] = {
    "new_years_day": _on(1, 1),
    "epiphany": _on(1, 6),
    "martin_luther_king_day": _nth(1, _MONDAY, 3),
    "burns_night": _on(1, 25),
    "australia_day": _on(1, 26),
    "inauguration_day": _on(1, 20),
    "groundhog_day": _on(2, 2),
    "waitangi_day": _on(2, 6),
    "family_day": _nth(2, _MONDAY, 3),
    "valentines_day": _on(2, 14),
    "presidents_day": _nth(2, _MONDAY, 3),
    "chinese_new_year": _NEW_MOONS.get,
    "st_davids_day": _on(3, 1),
    "womens_day": _on(3, 8),
    "commonwealth_day": _nth(3, _MONDAY, 2),
    "pi_day": _on(3, 14),
    "st_patricks_day": _on(3, 17),
    "rose_monday": _easter(-48),
    "shrove_tuesday": _easter(-47),
    "ash_wednesday": _easter(-46),
    "palm_sunday": _easter(-7),
    "maundy_thursday": _easter(-3),
    "good_friday": _easter(-2),
    "easter": _easter(-2, 0),  # "before Easter" is before its holidays
    "easter_sunday": _easter(0),
    "easter_monday": _easter(1),
    "ascension_day": _easter(39),
    "whit_sunday": _easter(49),
    "whit_monday": _easter(50),
    "trinity_sunday": _easter(56),
    "corpus_christi": _easter(60),
    "orthodox_easter": _orthodox,
    "passover": lambda year: almanac.plus(_tishri(year), -163),
    "april_fools_day": _on(4, 1),
    "tax_day": _on(4, 15),
    "emancipation_day": _on(4, 16),
    "earth_day": _on(4, 22),
    "st_georges_day": _on(4, 23),
    "anzac_day": _on(4, 25),
    "may_day": _on(5, 1),
    "victoria_day": lambda year: almanac.plus(date(year, 5, 25), -date(year, 5, 25).weekday() or -7),
    "early_may_bank_holiday": _nth(5, _MONDAY, 1),
    "cinco_de_mayo": _on(5, 5),
    "spring_bank_holiday": _nth(5, _MONDAY, -1),
    "memorial_day": _nth(5, _MONDAY, -1),
    "childrens_day": _on(6, 1),
    "flag_day": _on(6, 14),
    "juneteenth": _on(6, 19),
    "fathers_day": _nth(6, _SUNDAY, 3),
    "midsummer": _on(6, 24),
    "canada_day": _on(7, 1),
    "independence_day": _on(7, 4),
    "bastille_day": _on(7, 14),
    "assumption": _on(8, 15),
    "summer_bank_holiday": _nth(8, _MONDAY, -1),
    "labor_day": _nth(9, _MONDAY, 1),
    "grandparents_day": _nth(9, _MONDAY, 1, 6),
    "patriot_day": _on(9, 11),
    "constitution_day": _on(9, 17),
    "rosh_hashanah": _tishri,
    "yom_kippur": _hebrew(9),
    "german_unity_day": _on(10, 3),
    "columbus_day": _nth(10, _MONDAY, 2),
    "canadian_thanksgiving": _nth(10, _MONDAY, 2),
    "bosses_day": _on(10, 16),
    "halloween": _on(10, 31),
    "all_saints_day": _on(11, 1),
    "all_souls_day": _on(11, 2),
    "bonfire_night": _on(11, 5),
    "election_day": _election,
    "veterans_day": _on(11, 11),
    "singles_day": _on(11, 11),
    "remembrance_sunday": _nth(11, _SUNDAY, 2),
    "thanksgiving": _nth(11, _THURSDAY, 4),
    "black_friday": _nth(11, _THURSDAY, 4, 1),
    "small_business_saturday": _nth(11, _THURSDAY, 4, 2),
    "cyber_monday": _nth(11, _THURSDAY, 4, 4),
    "giving_tuesday": _nth(11, _THURSDAY, 4, 5),
    "st_andrews_day": _on(11, 30),
    "advent": _advent,
    "hanukkah": _hanukkah,
    "world_aids_day": _on(12, 1),
    "st_nicholas_day": _on(12, 6),
    "winter_solstice": _on(12, 21),
    "christmas_eve": _on(12, 24),
    "christmas": _on(12, 25),
    "boxing_day": _on(12, 26),
    "kwanzaa": _on(12, 26),
    "new_years_eve": _on(12, 31),
}


def _of(moment: Moment, key: str) -> Turn | None:
    """The holiday of a name in the country of the calendar: some share a name and not a day."""
    region = moment.calendar.region
    if key == "mothers_day":
        return _easter(-21) if region in {"GB", "IE"} else _nth(5, _SUNDAY, 2)
    if key == "fathers_day" and region in {"AU", "NZ"}:
        return _nth(9, _SUNDAY, 1)
    if key == "thanksgiving" and region == "CA":
        return _TURNS["canadian_thanksgiving"]
    return _TURNS.get(key)


def _feast(moment: Moment, key: str) -> When | None:
    turn = _of(moment, key)
    return yearly(turn, bare=True) if turn else None


def _feast_in(moment: Moment, key: str, year: Annum) -> When | None:
    feast = _feast(moment, key)
    if feast is None:
        return None
    return When(lambda _: feast.at(year.number), exact=True)


def _feast_of(moment: Moment, year: Annum, key: str) -> When | None:
    return _feast_in(moment, key, year)


def _next_feast(moment: Moment, _turn: int, key: str) -> When | None:
    return _feast(moment, key)


def _ides(_: Moment, month: int) -> When:
    """Of March, May, July and October the 15th, of the other months the 13th."""
    return yearly(_on(month, 15 if month in (3, 5, 7, 10) else 13), exact=True)


def _weekend(_: Moment, feast: When) -> When:
    """The weekend beside a holiday, the holiday itself included where it adjoins."""

    def beside(whole: Stretch) -> Stretch:
        saturday = almanac.plus(almanac.nearest_weekday(whole.last, _SUNDAY), -1)
        sunday = almanac.plus(saturday, 1)
        near = (whole.last - sunday).days == 1
        return Stretch(min(saturday, whole.first), whole.last if near else sunday)

    return feast.among(beside, grain="weekend")


KINDS = ("feast", "holiday_weekend")
RULES = (
    Rule("feast", "the? holiday", "Christmas", _feast),
    Rule("feast", "the? holiday of_year", "Easter next year", _feast_in),
    Rule("feast", "turn holiday", "next Easter", _next_feast),
    Rule("feast", "annum holiday", "next year's Christmas", _feast_of),
    Rule("feast", "ides month", "the ides of March", _ides),
    Rule("holiday_weekend", "the? feast weekend", "Labor Day weekend", _weekend),
)
