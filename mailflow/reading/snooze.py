"""Until when a person asks to be left alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from mailflow.reading import due
from mailflow.reading.clause import Sentence, unquoted
from mailflow.reading.phrasebook import pattern


def rest(sentence: Sentence, on: date, locale: str) -> date | None:
    """The day until which one sentence asks us not to write ("ask me again on Monday"), None if it doesn't.

    "Next week" and "next month" are over with their first day: then we may write.
    """
    asked = pattern("snooze", "ask").search(sentence.plain)
    if asked is None:
        return None
    text = unquoted(sentence.text)[asked.end() :]
    for phrase in due.find(text, on, locale):
        if phrase.day is None or phrase.day <= on:
            continue
        words = text[phrase.start : phrase.end].lower()
        if words.endswith("next week"):
            return on + timedelta(days=7 - on.weekday())
        if words.endswith("next month"):
            return (on.replace(day=1) + timedelta(days=32)).replace(day=1)
        return phrase.day
    return None


def snooze(said: Iterable[Sentence], on: date, locale: str) -> date | None:
    """The first day that any of the sentences names so."""
    return next((day for sentence in said if (day := rest(sentence, on, locale))), None)
