"""Dates: the expressions that name a day or a stretch of days, without their preposition.

`Dates` reads them off the words of one text ("the end of May", "next Friday", "12/5", "in two weeks").
What a preposition makes of them is `due.py`'s. Each method reads at a place, looks at a bounded number
of words, and says where it ended.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mailflow.reading import almanac, lexicon
from mailflow.reading.almanac import Stretch
from mailflow.reading.word import Word, longest, phrases, split

Meaning = Literal["day", "recurring", "open", "soon", "anchor", "impossible"]

MONTHS = lexicon.index("months")
WEEKDAYS = lexicon.index("weekdays")
UNITS = {word: unit for unit, group in lexicon.groups("units").items() for word in group}
NUMBERS = lexicon.counts("numbers")
_ORDINALS = lexicon.counts("ordinals")
SEASONS = {word: place - 1 for word, place in lexicon.index("seasons").items()}
_START_OF = phrases(lexicon.words("due", "start_of"))
_MIDDLE_OF = phrases(lexicon.words("due", "middle_of"))
_END_OF = phrases(lexicon.words("due", "end_of"))
_LATE_IN = phrases(lexicon.words("due", "late_in"))
# Month names that people bear, too: without a preposition they are taken for the person.
_GIVEN_NAMES = frozenset({"jan", "april", "may", "june", "august", "mar", "march"})
# Short names that are other English words when written small.
_ALSO_WORDS = frozenset(lexicon.words("words_of_due", "also_words"))
DASHES = frozenset({"-", "–", "—", "‑"})
AFTER_DAY_NUMBER = frozenset(lexicon.words("words_of_due", "after_day_number"))
FUNCTION_WORDS = frozenset(lexicon.words("due", "function"))
_SHARE_NOUNS = frozenset(lexicon.words("words_of_due", "share_nouns"))
_SPANS_OF = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}
_MONTH_FIRST = frozenset(lexicon.words("locales", "month_first"))
_SOUTHERN = frozenset(lexicon.words("locales", "southern"))
_THIS_TALK = frozenset({"conversation", "talk", "meeting", "mail", "email"})
_BEFORE_DAY = frozenset({"by", "on", "until", "till", "before", "due", "am", "bis", "vom"})


@dataclass(frozen=True, slots=True)
class Core:
    """What a date expression says: the word after it, the days it covers, and how it behaves."""

    stop: int
    stretch: Stretch | None
    meaning: Meaning = "day"
    edge: bool = False  # an end or a middle: "before the end of March" still is the end
    exact: bool = False  # named by the calendar, so it wins over "next Friday" beside it
    needs_lead: bool = False  # no date without a preposition before it


class Dates:
    """Reads date expressions off the words of one text, said on the day `reference`."""

    def __init__(self, words: tuple[Word, ...], reference: date, locale: str) -> None:
        region = locale.replace("_", "-").upper().rpartition("-")[2]
        self.words = words
        self.reference = reference
        self.month_first = region in _MONTH_FIRST
        self.southern = region in _SOUTHERN

    def low(self, at: int) -> str:
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def number(self, at: int) -> int | None:
        return self.words[at].number if 0 <= at < len(self.words) else None

    def touches(self, at: int) -> bool:
        """Whether the word at a place follows the one before it without a gap."""
        return 0 < at < len(self.words) and self.words[at].start == self.words[at - 1].end

    def ended(self, at: int) -> bool:
        """Whether a clause may end before this place."""
        return not 0 <= at < len(self.words) or not self.words[at].low[0].isalnum()

    def skip(self, at: int, *listed: str) -> int:
        return at + 1 if self.low(at) in listed else at

    # Dates ------------------------------------------------------------------------------------------

    def core(self, at: int) -> Core | None:
        """A date expression at a place; of "3 to 5 March" or "March or April" the later."""
        at = self.skip(at, "between") if self.low(at) == "between" else at
        first = self.single(at)
        if first is None:
            return self.number_range(at)
        joint = self.low(first.stop)
        if first.stretch is not None and (joint in ("to", "or", "and", "/", "till", "through") or joint in DASHES):
            second = self.single(first.stop + 1)
            same = first.exact or joint in ("or", "/") or joint in DASHES
            if (
                second is not None
                and second.stretch is not None
                and same
                and second.stretch.last >= first.stretch.first
            ):
                return Core(second.stop, Stretch(first.stretch.first, second.stretch.last), exact=second.exact)
        return first

    def number_range(self, at: int) -> Core | None:
        """The "3 to" of "3 to 5 March"."""
        joint = self.skip(at + 1, "st", "nd", "rd", "th")
        if self.number(at) is None or not (self.low(joint) in ("to", "or", "and", "/") or self.low(joint) in DASHES):
            return None
        return self.calendar(joint + 1) if self.number(joint + 1) is not None else None

    def single(self, at: int) -> Core | None:
        readers: tuple[Callable[[int], Core | None], ...] = (
            self.iso,
            self.weekday_and_date,
            self.calendar,
            self.numeric,
            self.counted,
            self.edge,
            self.new_year,
            self.near,
            self.weekday,
            self.period,
            self.holiday,
            self.day_number,
        )
        for reader in readers:
            core = reader(at)
            if core is not None:
                return core
        return None

    def iso(self, at: int) -> Core | None:
        """2025-03-31 (also with slashes or dots)."""
        year, month, day = self.number(at), self.number(at + 2), self.number(at + 4)
        sign = self.low(at + 1)
        if (
            year is None
            or year < 1900
            or month is None
            or day is None
            or sign not in ("-", "/", ".")
            or self.low(at + 3) != sign
        ):
            return None
        return self.dated(at + 5, day, month, year)

    def dated(self, stop: int, day: int, month: int, year: int | None) -> Core:
        """The day, in the given year or in the next that has it ahead; impossible if no such day is."""
        try:
            if year is not None:
                only = date(year + 2000 if year < 100 else year, month, day)
                return Core(stop, Stretch(only, only), exact=True)
            this = date(self.reference.year, month, day)
            only = this if this >= self.reference or this.year == 9999 else date(self.reference.year + 1, month, day)
        except ValueError:
            return Core(stop, None, "impossible")
        return Core(stop, Stretch(only, only), exact=True)

    def weekday_and_date(self, at: int) -> Core | None:
        """ "Friday 28 Feb", "next Tuesday, 3 March": the date decides."""
        stop = self.skip(at, "next", "this", "on")
        if self.low(stop) not in WEEKDAYS:
            return None
        stop = self.skip(stop + 1, ".")
        stop = self.skip(self.skip(stop, ",", "("), "the")
        core = self.calendar(stop) or self.numeric(stop) or self.iso(stop) or self.day_number(stop)
        if core is not None and self.low(core.stop) == ")" and "(" in (self.low(stop - 1), self.low(stop - 2)):
            core = replace(core, stop=core.stop + 1)
        return core

    def year_after(self, at: int) -> tuple[int | None, int]:
        """A year that follows a day or a month."""
        stop = self.skip(at, ",", "of")
        number = self.number(stop)
        if number is not None and 1990 <= number <= 2199 and self.low(stop + 1) not in ("people", "units"):
            return number, stop + 1
        if self.low(at) in ("'", "’") and self.number(at + 1) is not None and self.touches(at + 1):
            return self.number(at + 1), at + 2
        return None, at

    def day_of_month(self, at: int) -> tuple[int, int] | None:
        """A day as "9", "9th", "ninth" or "twenty-third", and the place after it."""
        number = self.number(at)
        if number is not None and len(self.low(at)) <= 2:
            stop = at + 1
            if self.low(stop) in ("st", "nd", "rd", "th") and self.touches(stop):
                stop += 1
            return number, stop
        if self.low(at) in ("twenty", "thirty"):
            stop = at + 2 if self.low(at + 1) in DASHES else at + 1
            unit = _ORDINALS.get(self.low(stop), 0)
            if 0 < unit < 10:
                return NUMBERS[self.low(at)] + unit, stop + 1
        ordinal = _ORDINALS.get(self.low(at))
        return None if ordinal is None else (ordinal, at + 1)

    def month_name(self, at: int) -> int | None:
        return MONTHS.get(self.low(at))

    def calendar(self, at: int) -> Core | None:
        """A day with its month by name, either way round."""
        start = self.skip(at, "the")
        day = self.day_of_month(start)
        if day is not None:
            stop = (
                self.skip(day[1], "of", "-", "/", "in")
                if self.number(start) != day[0] or self.low(day[1]) != "in"
                else day[1]
            )
            month = self.month_name(stop)
            if month is not None:
                year, end = self.year_after(self.skip(stop + 1, ".", "-") if self.number(stop + 2) else stop + 1)
                return self.dated(end, day[0], month, year)
        month = self.month_name(at)
        if month is None:
            return None
        stop = self.skip(self.skip(at + 1, ".", "-"), "the")
        day = self.day_of_month(stop)
        # "March 2 people" and "May 5:30pm" name no day of the month.
        if day is None or (self.low(day[1]) in (":", "%") and self.touches(day[1])) or self.low(day[1]) in ("am", "pm"):
            return None
        if self.low(at) in ("may", "march") and not self.words[at].is_name and self.number(stop) is None:
            return None
        year, end = self.year_after(day[1])
        return self.dated(end, day[0], month, year)

    def numeric(self, at: int) -> Core | None:
        """3/4, 3.4., 3/4/26: the locale says which is the month, unless only one reading exists."""
        one, two, sign = self.number(at), self.number(at + 2), self.low(at + 1)
        if (
            one is None
            or two is None
            or sign not in ("/", ".", "-")
            or not (self.touches(at + 1) and self.touches(at + 2))
        ):
            return None
        if self.touches(at) and self.low(at - 1) in ("/", ".", "-", "$", "£", "€", ":"):
            return None
        stop, year = at + 3, None
        if self.low(stop) == sign and self.touches(stop) and self.touches(stop + 1):
            year = self.number(stop + 1)
            if year is None and sign != ".":
                return None
            stop = stop + 2 if year is not None else stop
        if year is None and (
            sign == "-" or (sign == "." and not (self.low(stop) == "." and self.low(at - 1) in _BEFORE_DAY))
        ):
            return None
        if (one, two, year) == (24, 7, None):  # "24/7" is all day, every day
            return None
        if max(one, two) > 31 or min(one, two) < 1 or max(len(self.low(at)), len(self.low(at + 2))) > 2:
            return None
        if year is None and (
            self.low(stop) in _SHARE_NOUNS or (self.touches(stop) and self.low(stop) in ("%", "/", "-"))
        ):
            return None
        month, day = (one, two) if self.month_first else (two, one)
        if month > 12 and day > 12:
            return None if year is None else Core(stop, None, "impossible")
        if month > 12:
            month, day = day, month
        return self.dated(stop, day, month, year)

    def counted(self, at: int) -> Core | None:
        """ "the first Monday in March", "the last week of May"."""
        stop = self.skip(at, "the")
        if self.low(stop) == "last":
            n, stop = -1, stop + 1
        else:
            day = self.day_of_month(stop)
            if day is None or day[0] > 5 or (self.number(stop) is not None and day[1] == stop + 1):
                return None
            n, stop = day
        unit = self.low(stop)
        weekday = WEEKDAYS.get(unit)
        if weekday is None and unit not in ("week", "half", "part"):
            return None
        if self.low(stop + 1) not in ("of", "in"):
            return None
        period = self.period(self.skip(stop + 2, "the"), inner=True)
        if period is None or period.stretch is None:
            return None
        whole = period.stretch
        if weekday is not None:
            only = almanac.nth_weekday(whole, weekday - 1, n)
            return Core(period.stop, Stretch(only, only), exact=True)
        if unit == "week":
            last = whole.last if n < 0 else min(almanac.plus(whole.first, 7 * n - 1), whole.last)
            return Core(period.stop, Stretch(almanac.plus(last, -6), last))
        middle = almanac.plus(whole.first, (whole.last - whole.first).days // 2 - 1)
        return Core(period.stop, whole if n != 1 else Stretch(whole.first, self.middle(whole, middle)))

    @staticmethod
    def middle(whole: Stretch, otherwise: date) -> date:
        """The 15th of a month, the end of the half of anything longer."""
        if 27 <= (whole.last - whole.first).days <= 30:
            return whole.first.replace(day=15)
        if whole.first.day == 1 and whole.first.month == 1 and whole.last.month == 12:
            return date(whole.first.year, 6, 30)
        return otherwise

    def edge(self, at: int) -> Core | None:
        """The start, middle or end of a period."""
        if self.low(at) in _SPANS_OF:
            whole = self.unit(_SPANS_OF[self.low(at)], 0)
            return Core(at + 1, Stretch(whole.last, whole.last), edge=True)
        if self.low(at) in ("month", "year", "quarter", "week", "month's", "year's") and (
            self.low(at + 1) == "end" or (self.low(at + 1) in DASHES and self.low(at + 2) == "end")
        ):
            stop = at + (2 if self.low(at + 1) == "end" else 3)
            if not self.ended(stop) and self.low(stop) not in FUNCTION_WORDS:
                return None  # "the month-end close" is a task
            whole = self.unit(self.low(at).removesuffix("'s"), 0)
            return Core(stop, Stretch(whole.last, whole.last), edge=True)
        for name, listed in (("start", _START_OF), ("middle", _MIDDLE_OF), ("late", _LATE_IN), ("end", _END_OF)):
            step = longest(self.words, at, listed) or longest(self.words, self.skip(at, "the"), listed)
            if not step:
                continue
            start = self.skip(at, "the") if not longest(self.words, at, listed) else at
            stop = self.skip(start + step, "-", "–", "in", "of")
            stop = self.skip(stop, "the")
            period = self.period(stop, inner=True) or self.holiday(stop)
            if period is None or period.stretch is None:
                continue
            return replace(self.part(name, period), stop=period.stop)
        return None

    def part(self, name: str, period: Core) -> Core:
        whole = period.stretch or Stretch(self.reference, self.reference)
        length = (whole.last - whole.first).days
        if name == "end":
            day = whole.last
        elif length <= 6:  # a week: Tuesday, Wednesday, Friday
            day = {"start": almanac.plus(whole.first, 1), "middle": almanac.plus(whole.first, 2)}.get(name, whole.last)
        elif length <= 30:
            day = whole.first.replace(day={"start": 7, "middle": 15}.get(name, 25))
        elif length <= 93:  # a quarter or season: by its months
            later = {"start": 0, "middle": 1}.get(name, 2)
            month = almanac.months_later(whole.first, later)
            day = (
                almanac.month(month.year, month.month).last
                if name == "start"
                else month.replace(day=15 if name == "middle" else 25)
            )
        else:
            later, number = {"start": (0, 31), "middle": (5, 30)}.get(name, (10, 30))
            day = almanac.months_later(whole.first, later).replace(day=number)
        if day < self.reference <= whole.last and name != "end" and length <= 30 and not period.edge:
            day = almanac.months_later(day, 12) if length > 6 and not period.exact else day
        return Core(period.stop, Stretch(whole.first if name == "start" else day, day), edge=name != "start")

    def unit(self, unit: str, later: int) -> Stretch:
        """This week, month, quarter or year, or one some turns later."""
        day = self.reference
        if unit in ("week", "working_day"):
            week = almanac.week_of(almanac.plus(day, 7 * later))
            return week if later or day <= week.last else Stretch(week.first, almanac.plus(week.first, 6))
        if unit == "fortnight":
            return Stretch(day, almanac.plus(day, 14 * (later + 1)))
        if unit == "month":
            first = almanac.months_later(day.replace(day=1), later)
            return almanac.month(first.year, first.month)
        if unit == "quarter":
            return almanac.quarter_of(almanac.months_later(day.replace(day=1), 3 * later))
        if unit == "year":
            return almanac.year(min(day.year + later, 9999))
        only = almanac.plus(day, later)
        return Stretch(only, only)

    def near(self, at: int) -> Core | None:
        """Today, tomorrow, the weekend and the like."""
        for listed, days in _NEAR:
            step = longest(self.words, at, listed)
            if step:
                only = almanac.plus(self.reference, days)
                stop = self.skip(at + step, "morning", "afternoon", "evening", "night", "lunchtime")
                return Core(stop, Stretch(only, only))
        start = self.skip(at, "this", "the", "next", "coming")
        if self.low(start) == "weekend" and start > at:
            later = 7 if self.low(at) == "next" else 0
            saturday = almanac.plus(almanac.monday_of(self.reference), 5 + later)
            return Core(start + 1, Stretch(saturday, almanac.plus(saturday, 1)))
        return None

    def weekday(self, at: int) -> Core | None:
        """ "Friday", "next Friday", "Friday week", "Friday of next week", "next week Friday"."""
        stop = self.skip(at, "the")
        nexts = self.low(stop) == "next"
        if nexts and self.low(stop + 1) in ("week", "wk"):
            inner = self.skip(self.skip(stop + 2, ",", "on"), "on")
            if self.low(inner) in WEEKDAYS:
                only = almanac.plus(almanac.monday_of(self.reference), 6 + WEEKDAYS[self.low(inner)])
                return Core(inner + 1, Stretch(only, only))
        stop = self.skip(stop, "next", "this", "coming", "following")
        stop = self.skip(stop, "coming")
        word = self.low(stop)
        name = word.removesuffix("'s")
        if name not in WEEKDAYS:
            return None
        weekday = WEEKDAYS[name] - 1
        bare = stop == at and (word != name or (name in _ALSO_WORDS and not self.words[stop].is_name))
        only = almanac.weekday_after(self.reference, weekday)
        if nexts:
            only = almanac.plus(almanac.monday_of(self.reference), 7 + weekday)
        stop = (
            self.skip(stop + 1, ".")
            if len(name) < 5 and self.low(stop + 1) == "." and not self.ended(stop + 2)
            else stop + 1
        )
        stop = self.skip(stop, "morning", "afternoon", "evening", "night", "lunchtime")
        if self.low(stop) == "week" and not nexts:
            return Core(stop + 1, Stretch(almanac.plus(only, 7), almanac.plus(only, 7)))
        after = self.skip(self.skip(stop, ","), "of", "in")
        if self.low(after) in ("next", "this") and self.low(after + 1) in ("week", "wk"):
            later = 7 if self.low(after) == "next" else 0
            only = almanac.plus(almanac.monday_of(self.reference), later + weekday)
            return Core(after + 2, Stretch(only, only))
        if (
            self.low(after) == "the"
            and self.low(after + 1) == "week"
            and self.low(after + 2) == "after"
            and self.low(after + 3) == "next"
        ):
            only = almanac.plus(almanac.monday_of(self.reference), 14 + weekday)
            return Core(after + 4, Stretch(only, only))
        if self.low(stop) in ("after", "week") and self.low(stop + 1) in ("next", "after"):
            return Core(stop + 2, Stretch(almanac.plus(only, 7), almanac.plus(only, 7)))
        return Core(stop, Stretch(only, only), needs_lead=bare)

    def period(self, at: int, *, inner: bool = False) -> Core | None:
        """A month, quarter, half, year, season or week. `inner`: after "end of", where "the month" is this one."""
        start = at
        at = self.skip(at, "the")
        said = self.low(at)
        if self.low(at) == "week" or (self.low(at) in ("w", "wk") and self.low(at + 1) in ("/", "commencing", "of")):
            week = self.week(at)
            if week is not None:
                return week
        for phrase, unit, later in _AFTER_NEXT:
            if all(self.low(at + k) == word for k, word in enumerate(phrase)):
                return Core(at + len(phrase), self.unit(unit, later))
        if said in ("this", "next", "coming", "following", "current", "same", "later", "upcoming"):
            return self.pointed(at)
        if inner and said in UNITS and UNITS[said] != "hour":
            return Core(at + 1, self.unit(UNITS[said], 0), exact=True)
        if inner and said.removesuffix("'s") in ("this", "next"):
            return self.pointed(at)
        month = self.month_name(at)
        if month is None and said.endswith("'s"):
            month = MONTHS.get(said.removesuffix("'s"))
            if month is not None and not inner:
                return None
        if month is not None:
            return self.month(start, at, month, inner=inner)
        quarter = self.quarter(at)
        if quarter is not None:
            return quarter
        number = self.number(at)
        if number is not None and 2000 <= number <= 2199:
            return Core(at + 1, almanac.year(number), exact=True, needs_lead=True)
        if said in SEASONS and (inner or start < at or self.ended(at + 1) or self.number(at + 1)):
            return self.season(at, 0, needs_lead=not inner)
        return None

    def month(self, start: int, at: int, month: int, *, inner: bool) -> Core:
        year, stop = self.year_after(self.skip(at + 1, ".") if self.number(at + 2) else at + 1)
        if year is not None:
            year = year + 2000 if year < 100 else year
            return Core(stop, almanac.month(min(max(year, 1), 9999), month), exact=True)
        whole = almanac.coming(lambda y: almanac.month(y, month), self.reference)
        return Core(at + 1, whole, needs_lead=not inner and not self.stands_alone(start, at))

    def stands_alone(self, start: int, at: int) -> bool:
        """Whether a month's name without a preposition is the month and not a verb or a person."""
        name, word = self.low(at), self.words[at]
        if name in _ALSO_WORDS and not word.is_name:
            return False
        if start < at or name not in _GIVEN_NAMES:
            return True
        return self.ended(start - 1) and self.ended(at + 1)

    def pointed(self, at: int) -> Core | None:
        """ "this month", "next quarter", "next March", "later this year"."""
        if self.low(at) == "later":
            return self.pointed(at + 1) if self.low(at + 1) in ("this", "next") else None
        later = 0 if self.low(at) in ("this", "current", "same") else 1
        stop = self.skip(at + 1, "coming", "calendar", "financial")
        word = self.low(stop).removesuffix("'s")
        unit = UNITS.get(word)
        if unit is not None and unit not in ("hour", "day", "working_day") and not word.endswith("s"):
            return Core(stop + 1, self.unit(unit, later), exact=True)
        if word in SEASONS:
            return self.season(stop, later)
        month = MONTHS.get(word)
        if month is not None and (word not in _ALSO_WORDS or self.words[stop].is_name):
            whole = almanac.coming(lambda y: almanac.month(y, month), self.reference)
            if later and whole.first <= self.reference:
                whole = almanac.month(min(whole.first.year + 1, 9999), month)
            return Core(stop + 1, whole)
        return None

    def week(self, at: int) -> Core | None:
        """ "week of 12 May", "w/c 12 May", "week ending 16 May"."""
        stop, ending = at + 1, False
        if self.low(at) == "w" and self.low(at + 1) == "/":
            ending = self.low(at + 2) == "e"
            stop = at + 3 if self.low(at + 2) in ("c", "e", "b") else at
        elif self.low(stop) in ("of", "commencing", "beginning", "starting"):
            stop += 1
        elif self.low(stop) == "ending":
            stop, ending = stop + 1, True
        else:
            return None
        stop = self.skip(stop, "the", "on")
        core = (
            self.weekday_and_date(stop) or self.calendar(stop) or self.numeric(stop) or self.day_number(stop)
            if stop > at
            else None
        )
        if core is None or core.stretch is None:
            return core
        day = core.stretch.last
        return Core(core.stop, Stretch(day, day) if ending else almanac.week_of(day), exact=True)

    def quarter(self, at: int) -> Core | None:
        """ "Q3", "Q3 2026", "the second quarter", "H1"."""
        number: int | None = None
        months = 3
        if self.low(at) in ("q", "h") and self.touches(at + 1):
            number, months = self.number(at + 1), 3 if self.low(at) == "q" else 6
            stop = at + 2
        else:
            day = self.day_of_month(at)
            if day is None or self.low(day[1]) != "quarter":
                return None
            number, stop = day[0], day[1] + 1
        if number is None or not 1 <= number <= 12 // months:
            return None
        first = months * (number - 1) + 1
        year, stop = self.year_after(stop)
        if year is not None:
            return Core(stop, almanac.month(year + 2000 if year < 100 else year, first, months), exact=True)
        return Core(stop, almanac.coming(lambda y: almanac.month(y, first, months), self.reference))

    def season(self, at: int, later: int, *, needs_lead: bool = False) -> Core:
        place = (SEASONS[self.low(at).removesuffix("'s")] + (2 if self.southern else 0)) % 4
        first = 3 + 3 * place
        year, stop = self.year_after(at + 1)
        if year is not None:
            return Core(stop, almanac.month(year + 2000 if year < 100 else year, first, 3), exact=True)
        whole = almanac.coming(lambda y: almanac.month(y, first, 3), self.reference)
        if first == 12 and self.reference.month < 3:  # the winter that began last year
            whole = almanac.month(max(self.reference.year - 1, 1), 12, 3)
        if later and whole.first <= self.reference:
            whole = almanac.coming(lambda y: almanac.month(y, first, 3), almanac.plus(whole.last, 1))
        return Core(stop, whole, needs_lead=needs_lead)

    def new_year(self, at: int) -> Core | None:
        """ "in the new year" is January; "by New Year" is its first day."""
        if [self.low(at - 1), self.low(at), self.low(at + 1), self.low(at + 2)] != ["in", "the", "new", "year"]:
            return None
        return Core(at + 3, almanac.coming(lambda y: almanac.month(y, 1), self.reference))

    def holiday(self, at: int) -> Core | None:
        """Feasts whose day everyone knows."""
        start = self.skip(at, "the")
        for listed, day_in in _HOLIDAYS:
            step = longest(self.words, start, listed)
            if step:
                whole = almanac.coming(day_in, self.reference)
                return Core(start + step, whole, needs_lead=True)
        return None

    def day_number(self, at: int) -> Core | None:
        """ "the 23rd", "the 15th of next month", "the ninth"."""
        start = self.skip(at, "the")
        day = self.day_of_month(start)
        if day is None:
            return None
        number, stop = day
        spelled = self.number(start) is None
        if start == at and (spelled or stop == start + 1):
            return None
        if self.low(stop) == "of" and self.low(stop + 1) in ("next", "this", "the") and self.low(stop + 2) == "month":
            later = self.unit("month", 1 if self.low(stop + 1) == "next" else 0)
            return self.dated(stop + 3, number, later.first.month, later.first.year)
        if not self.ended(stop) and self.low(stop) not in AFTER_DAY_NUMBER:
            return None
        for ahead in range(3):  # a short month may lack the day
            first = almanac.months_later(self.reference.replace(day=1), ahead)
            whole = almanac.month(first.year, first.month)
            if 1 <= number <= whole.last.day and whole.first.replace(day=number) >= self.reference:
                only = whole.first.replace(day=number)
                return Core(stop, Stretch(only, only), exact=not spelled, needs_lead=spelled or start == at)
        return None

    # Stretches from the day of the conversation ------------------------------------------------------

    def relative(self, at: int) -> Core | None:
        """ "in two weeks", "within ten days", "two weeks from now", "a week on Friday"."""
        stop, led = at, False
        for lead in _SPAN_LEADS:
            if all(self.low(at + k) == word for k, word in enumerate(lead)):
                stop, led = at + len(lead), True
                break
        amount = self.amount(stop)
        if amount is None:
            return None
        low, unit, stop = amount
        if self.low(stop) in ("'", "’"):
            stop += 1
        day = self.later(low, unit)
        if led and self.low(stop) == "time":
            stop += 1
        if self.low(stop) in ("from", "of", "after", "on", "today", "tomorrow", "hence", "following"):
            return self.counted_from(stop, low, unit, led=led)
        if led:
            return Core(stop, Stretch(day, day))
        if longest(self.words, stop, _LIMIT_AFTER):
            return Core(stop + longest(self.words, stop, _LIMIT_AFTER), Stretch(day, day))
        return None

    def amount(self, at: int) -> tuple[int, str, int] | None:
        """A number and a unit ("a couple of weeks", "10 working days", "2-3 weeks"), and the place after it."""
        stop = self.skip(at, "about", "around", "roughly", "maybe", "say", "approximately")
        stop = self.skip(stop, "a") if self.low(stop + 1) in ("couple", "fortnight") else stop
        number = self.number(stop) if self.number(stop) is not None else NUMBERS.get(self.low(stop))
        if self.low(stop) == "fortnight":
            return 1, "fortnight", stop + 1
        if number is None or number > 999:
            return None
        stop = self.skip(stop + 1, "of")
        joint = self.low(stop)
        if joint in ("to", "or") or joint in DASHES:
            upper = self.number(stop + 1) if self.number(stop + 1) is not None else NUMBERS.get(self.low(stop + 1))
            if upper is not None and self.low(stop + 2) in UNITS:
                number, stop = upper, stop + 2
            elif joint in DASHES and self.low(stop + 1) in UNITS:
                return None
        stop = self.skip(stop, "full", "short")
        working = self.low(stop) in ("working", "business", "work")
        stop = stop + 1 if working else stop
        unit = UNITS.get(self.low(stop).removesuffix("'"))
        if unit is None:
            return None
        if unit == "day" and working:
            unit = "working_day"
        return number, unit, stop + 1

    def later(self, count: int, unit: str, start: date | None = None) -> date:
        day = self.reference if start is None else start
        match unit:
            case "working_day":
                return almanac.working_days_later(day, count)
            case "week":
                return almanac.plus(day, 7 * count)
            case "fortnight":
                return almanac.plus(day, 14 * count)
            case "month":
                return almanac.months_later(day, count)
            case "quarter":
                return almanac.months_later(day, 3 * count)
            case "year":
                return almanac.months_later(day, 12 * count)
            case "hour":
                return almanac.plus(day, -(-count // 24))
            case _:
                return almanac.plus(day, count)

    def counted_from(self, at: int, count: int, unit: str, *, led: bool) -> Core | None:
        """What follows "two weeks": "from now", "on Friday", or a happening whose day is unknown."""
        word = self.low(at)
        if word in ("today", "hence"):
            day = self.later(count, unit)
            return Core(at + 1, Stretch(day, day))
        if word == "tomorrow":
            day = self.later(count, unit, almanac.plus(self.reference, 1))
            return Core(at + 1, Stretch(day, day))
        if word in ("from", "of"):
            now = self.low(at + 1) in ("now", "today")
            if now or (self.low(at + 1) in ("this", "the") and self.low(at + 2) in _THIS_TALK):
                day = self.later(count, unit)
                return Core(at + (2 if now else 3), Stretch(day, day))
        base = self.single(self.skip(at + 1, "the")) if word in ("from", "on", "after", "of") else None
        if base is not None and base.stretch is not None:
            day = self.later(count, unit, base.stretch.last)
            return Core(base.stop, Stretch(day, day))
        if not led:
            step = longest(self.words, at, _LIMIT_AFTER)
            day = self.later(count, unit)
            return Core(at + step, Stretch(day, day)) if step else None
        if word in ("of", "after", "from", "following"):
            stop = at + 1
            while stop < at + 6 and not self.ended(stop) and self.low(stop) not in ("and", "so", "or", "but", "then"):
                stop += 1
            return Core(stop, None, "anchor")
        day = self.later(count, unit)
        return Core(at, Stretch(day, day))


def _one(month: int, day: int) -> Callable[[int], Stretch]:
    return lambda year: Stretch(date(year, month, day), date(year, month, day))


def _nth(month: int, weekday: int, n: int) -> Callable[[int], Stretch]:
    def day_in(year: int) -> Stretch:
        day = almanac.nth_weekday(almanac.month(year, month), weekday, n)
        return Stretch(day, day)

    return day_in


def _easter(year: int) -> Stretch:
    return Stretch(almanac.plus(almanac.easter(year), -2), almanac.plus(almanac.easter(year), 1))


_HOLIDAYS: tuple[tuple[Mapping[str, tuple[tuple[str, ...], ...]], Callable[[int], Stretch]], ...] = (
    (phrases(["christmas eve"]), _one(12, 24)),
    (phrases(["christmas", "xmas", "christmas day"]), _one(12, 25)),
    (phrases(["new year's eve", "end of year"]), _one(12, 31)),
    (phrases(["new year", "new year's", "new year's day", "new years"]), _one(1, 1)),
    (phrases(["easter"]), _easter),
    (phrases(["thanksgiving"]), _nth(11, 3, 4)),
    (phrases(["labor day", "labour day"]), _nth(9, 0, 1)),
    (phrases(["memorial day"]), _nth(5, 0, -1)),
    (phrases(["halloween"]), _one(10, 31)),
    (phrases(["independence day"]), _one(7, 4)),
)
_NEAR = (
    (phrases(["the day after tomorrow", "day after tomorrow"]), 2),
    (phrases(["tomorrow", "tommorow", "tomorow", "tommorrow", "tmrw"]), 1),
    (phrases(["today", "tonight", "this morning", "this afternoon", "this evening", "later today"]), 0),
)
_AFTER_NEXT = (
    (("week", "after", "next"), "week", 2),
    (("month", "after", "next"), "month", 2),
    (("quarter", "after", "next"), "quarter", 2),
    (("year", "after", "next"), "year", 2),
)
_SPAN_LEADS = tuple(
    sorted(
        (
            tuple(w.low for w in split(text))
            for text in (
                "in",
                "within",
                "within the next",
                "w/in",
                "inside",
                "in under",
                "in the next",
                "over the next",
                "in the coming",
                "over the coming",
                "during the next",
                "in less than",
                "no later than",
                "no more than",
                "in at most",
                "for the next",
                "give me",
                "give it",
                "within the",
                "in about",
                "in around",
                "in roughly",
                "by",
            )
        ),
        key=len,
        reverse=True,
    )
)
_LIMIT_AFTER = phrases(
    ["on that", "on it", "on this", "tops", "max", "at most", "at the latest", "at the outside", "maximum"]
)
