"""The calendar of a reader: what a locale and the operator settle about dates before a word is read."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from mailflow.reading import lexicon

DateOrder = Literal["", "dmy", "mdy"]

_MONTH_FIRST = frozenset(lexicon.words("locales", "month_first"))
_SOUTHERN = frozenset(lexicon.words("locales", "southern"))
_POINTS = "points"
_POINTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(?:\d{4}|\d{2})?(?!\d)")
_DAYS, _MONTHS, _EVIDENCE = 31, 12, 2
_OPTIONS = "-x-"  # BCP 47, section 2.2.7: subtags for private use


@dataclass(frozen=True, slots=True)
class Calendar:
    """`region` chooses between holidays of one name, `month_first` reads 3/4 as 4 March, `southern` puts summer at
    the turn of the year, `points` reads 3.4. as a date, and `fiscal_start` is the month (1-12) in which a fiscal year
    begins, which is named by the year it ends in."""

    languages: tuple[str, ...] = (lexicon.FIRST,)
    region: str = "GB"
    month_first: bool = False
    southern: bool = False
    points: bool = False
    fiscal_start: int = 1

    @staticmethod
    def of(locale: str) -> "Calendar":
        """The calendar of a locale as BCP 47 writes it ("en-US"), with the options that `DateStyle` put in."""
        return _of(locale)


@dataclass(frozen=True, slots=True)
class DateStyle:
    """What an operator settles about dates: the month (1-12) in which a fiscal year begins, and whether 3/4 is "dmy"
    (3 April) or "mdy" (4 March); "" leaves that to each person's locale."""

    fiscal_start: int = 1
    order: DateOrder = ""

    def tagged(self, locale: str) -> str:
        """`locale` with the options as private subtags ("en-GB-x-fy04-mdy"), for `Calendar.of`.

        They travel in the locale, since whatever reads dates is given one.
        """
        options = [f"fy{self.fiscal_start:02}"] if self.fiscal_start != 1 else []
        options += [self.order] if self.order else []
        return _OPTIONS.join((locale, "-".join(options))) if options else locale


AS_WRITTEN = DateStyle()


def written_in(text: str, locale: str) -> str:
    """`locale`, with the option that days are written with points where a text shows by two dates that it does so."""
    dates = [x for x in _POINTED.finditer(text) if 1 <= int(x.group(1)) <= _DAYS and 1 <= int(x.group(2)) <= _MONTHS]
    if len(dates) < _EVIDENCE:
        return locale
    return f"{locale}-{_POINTS}" if _OPTIONS in locale else f"{locale}{_OPTIONS}{_POINTS}"


@lru_cache(maxsize=256)
def _of(locale: str) -> Calendar:
    plain, _, tail = locale.replace("_", "-").partition(_OPTIONS)
    options = tail.split("-")
    region = plain.upper().rpartition("-")[2]
    starts = [int(x[2:]) for x in options if x[:2] == "fy" and x[2:].isascii() and x[2:].isdigit()]
    return Calendar(
        languages=lexicon.languages(plain),
        region=region,
        month_first="mdy" in options or (region in _MONTH_FIRST and "dmy" not in options),
        southern=region in _SOUTHERN,
        points=_POINTS in options or "de" in lexicon.languages(plain),
        fiscal_start=next((x for x in starts if 1 <= x <= 12), 1),
    )
