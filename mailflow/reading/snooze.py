"""Until when a person asks to be left alone."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from mailflow.reading import almanac, due, lexicon
from mailflow.reading.clause import Sentence, unquoted
from mailflow.reading.due import DuePhrase
from mailflow.reading.phrasebook import pattern

_MONTHS = lexicon.index("months")
_MONTH = re.compile(
    rf"(?:in|until|till|from|before|for|around)?\s*(?:early |mid[- ]?)?(?P<month>{'|'.join(_MONTHS)})", re.I
)
_BEFORE = re.compile(r"(?<!\w)before(?= )", re.IGNORECASE)
_IN_MONTH = re.compile(
    rf"(?<!\w)in (?P<month>{'|'.join(_MONTHS)})(?:,| -)? (?:(?:on|say|around|from|after) )?"
    r"the (?P<day>\d{1,2})(?:st|nd|rd|th)?(?!\w)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?<!\w)after(?= )", re.IGNORECASE)
_FOR = re.compile(
    r"(?<!\w)for(?= (?:(?:another|about|the next) )?[\w-]+ (?:days?|weeks?|months?|fortnights?))", re.IGNORECASE
)
_LENGTH = re.compile(r" ?(?:\d+|an?|one|two|three|four|six) (?:days?|weeks?|months?|fortnights?)(?!\w)", re.IGNORECASE)
_LAST = re.compile(r"(?<!\w)(?:nothing|not|none|no mails?|no more)(?: \w+){0,2}(?= before )", re.IGNORECASE)
_QUARTER = 3  # months
_YEAR = re.compile(r"\d{4}|year")
_NEAR = 8  # characters: " then on "
_FAR_ASKED = timedelta(days=330)
_FAR = timedelta(days=270)  # a day and month that are further off than that were over


def rest(sentence: Sentence, on: date, locale: str, before: Sentence | None = None) -> date | None:
    """The day until which one sentence asks us not to write ("ask me again on Monday"), None if it doesn't.

    What stands behind the request counts, else what stands in front of it ("I'm away until the 5th, please wait till
    then"), else the sentence `before`. A week or month that is to begin is over with its first day: then we may write.
    """
    asked = pattern("snooze", "ask").search(sentence.plain)
    if asked is None:
        return None
    text = unquoted(sentence.text)
    last = next(iter([*_LAST.finditer(text)][-1:]), asked)  # "in a month: nothing before 1 December, please"
    behind = _days(text[last.end() if last.end() > asked.end() else asked.end() :], on, locale, asked=True)
    if behind:
        return behind[0]
    if sentence.plain.startswith("if "):
        before = None  # "If you can do it like that, then I say yes" points at no day said before
    if pattern("snooze", "then").search(sentence.plain, asked.start()) or pattern("snooze", "bare").search(
        sentence.plain
    ):
        ahead = _days(text[: asked.start()], on, locale) or (_days(unquoted(before.text), on, locale) if before else [])
        return ahead[-1] if ahead else None
    return None


def snooze(said: Iterable[Sentence], on: date, locale: str) -> date | None:
    """The first day that any of the sentences names so."""
    row: list[Sentence | None] = [None, *said]
    return next((day for a, b in pairwise(row) if b and (day := rest(b, on, locale, a))), None)


def _days(text: str, on: date, locale: str, *, asked: bool = False) -> list[date]:
    """The days from which on we may write again: those on which the person is back, else in their order.

    `asked`: the text begins behind the request, so that a day there is one to come, however far off.
    """
    # Before a day is until that day; "in January, on the 12th" is one day.
    text = _BEFORE.sub("until", _IN_MONTH.sub(r"on \g<day> \g<month>", text))
    if back := pattern("snooze", "back").search(text.lower()):
        there = text[back.start("on") :]
        if days := [p.day for p in due.find(there, on, locale) if p.day and p.day > on]:
            return days
    plain = _FOR.sub(" in", _AFTER.sub("     ", text))
    if _LENGTH.match(plain):
        text, plain = f"in {text}", f"in {plain}"
    return [
        day
        for phrase in due.find(plain, on, locale)
        if (day := _first_day(text, plain, phrase, on, asked=asked)) and day > on
    ]


def _first_day(text: str, plain: str, phrase: DuePhrase, on: date, *, asked: bool) -> date | None:
    if phrase.day is None or phrase.meaning != "day":
        return None
    words = plain[phrase.start : phrase.end].lower().strip()
    far = _FAR_ASKED if asked and phrase.start <= _NEAR else _FAR
    if phrase.day - on > far and not _YEAR.search(words):
        return None  # "I only joined them on 21 July"
    if words.startswith(("by ", "since ", "last ")):
        return None
    if _AFTER.search(text[max(0, phrase.start - 8) : phrase.end]):
        return phrase.day + timedelta(days=1)
    if words.endswith("next week"):
        return on + timedelta(days=7 - on.weekday())
    if words.endswith("next month"):
        return almanac.months_later(on.replace(day=1), 1)
    if words.endswith("next quarter"):
        return almanac.months_later(on.replace(month=on.month - (on.month - 1) % _QUARTER, day=1), _QUARTER)
    if words.endswith(("next year", "the new year", "new year")):
        return date(on.year + 1, 1, 1)
    if (month := _MONTH.fullmatch(words)) and "mid" not in words:
        first = date(on.year, _MONTHS[month["month"].lower()], 1)
        return first if first > on else first.replace(year=on.year + 1)
    return phrase.day
