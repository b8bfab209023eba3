"""The page: the passages of one set of notes with the dates in them, as the readers of this room look at it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from mailflow.reading import calendar, lexicon
from mailflow.reading.due import DuePhrase, among, find, strongest
from mailflow.reading.outline import Outline, Passage, Span
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, phrases, split, spoken, standing

_MONTHS = frozenset(lexicon.index("months"))
_NEXT = phrases(lexicon.words("review", "next_talk"))
_LIMITS = frozenset(lexicon.words("review", "limits"))
_LEADS_NEXT = frozenset({"is", "for", "the", "'s", "our"})  # "4 August is our next conversation"
_SENTENCE, _AFTER = 400, 120  # characters in which the next conversation is dated
_NEAR, _BEFORE = 45, 12  # characters between the conversation and its date
_LONGEST = 400  # words of a sentence that are read; longer ones are noise or dictation without a stop


class Page:
    """One set of notes about `pair`, from a conversation held on `held`.

    `copy` is the text that passages, words and due phrases are spans of. `last_day` is the day that was named last in
    a sentence that came to nothing; "then" means it.
    """

    def __init__(self, drawn: Outline, pair: Pair, held: date, locale: str) -> None:
        self.script, self.copy, self.passages = drawn.script, drawn.copy, drawn.passages
        self.dialogue, self.has_list = drawn.dialogue, drawn.has_list
        self.pair, self.held, self.locale = pair, held, calendar.written_in(self.copy, locale)
        self.last_day: DuePhrase | None = None
        self._months: dict[str, str | None] = {}  # by label
        self.anchors: Mapping[str, date] = MappingProxyType({})
        self.anchors = MappingProxyType(self._conversation())

    def words(self, passage: Passage) -> tuple[Word, ...]:
        """The words of a passage as they were meant, and no more than can be read."""
        return spoken(self.script.words(passage.start, passage.end)[:_LONGEST])

    def opens_block(self, at: int) -> bool:
        """Whether the passage `at` is the first of its block."""
        return at == 0 or self.passages[at - 1].block != self.passages[at].block

    def next_words(self, at: int) -> tuple[Word, ...]:
        """The words of the sentence that follows in the same block, if it may be read."""
        after = self.passages[at + 1] if at + 1 < len(self.passages) else None
        same = after is not None and after.block == self.passages[at].block and after.fate == "read"
        return self.words(after) if after is not None and same else ()

    def dates(self, start: int, end: int) -> tuple[DuePhrase, ...]:
        """The due phrases of `copy[start:end]`, as spans of `copy`."""
        return among(self.script.words(start, end), self.held, self.locale, self.anchors)

    def cell_dates(self, *cells: Span) -> tuple[DuePhrase, ...]:
        """The dates of a table's column "by when", or of a heading; there a month needs no "in"."""
        found: list[DuePhrase] = []
        for start, end in cells:
            cell = self.copy[start:end]
            dated = find(f"by {cell}", self.held, self.locale, self.anchors) or find(
                cell, self.held, self.locale, self.anchors
            )
            found += [replace(x, start=start, end=end) for x in dated]
        return tuple(found)

    def month(self, label: str) -> str | None:
        """The month ("YYYY-MM") that a label names, if it names one."""
        if label not in self._months:
            self._months[label] = self._month(label)
        return self._months[label]

    def _month(self, label: str) -> str | None:
        phrase = strongest(find(label, self.held, self.locale))
        if phrase is None:  # "check back march": in a label no capital is needed
            near = [strongest(find("in " + w.low, self.held, self.locale)) for w in split(label)]
            phrase = next((x for x in near if x is not None), None)
        return None if phrase is None or phrase.day is None else f"{phrase.day:%Y-%m}"

    def leading_month(self, words: tuple[Word, ...]) -> tuple[DuePhrase, ...]:
        """The month that a review begins with, which needs no "in" there ("June: we'll talk about …")."""
        first = next((w for w in words if w.low[0].isalnum()), None)
        if first is None or first.low not in _MONTHS:
            return ()
        found = find(f"in {first.text.capitalize()}", self.held, self.locale)
        return tuple(replace(x, start=first.start, end=first.end) for x in found)

    def _conversation(self) -> dict[str, date]:
        """The day of the next conversation, where the notes give it."""
        for passage in self.passages:
            if passage.fate == "read" and (day := self._talk_in(passage)) is not None:
                return {"conversation": day}
        return {}

    def _talk_in(self, passage: Passage) -> date | None:
        begin = passage.source[0]
        end = min(max(passage.end, begin), begin + _SENTENCE)
        words = self.script.words(begin, end)
        for at, step in standing(words, _NEXT):
            if any(w.low in _LIMITS for w in words[max(0, at - 2) : at]):
                continue
            word = words[at]
            stop = words[at + step - 1].end
            for phrase in among(self.script.words(begin, min(stop + _AFTER, end)), self.held, self.locale):
                after = phrase.start >= word.start and phrase.start - stop < _NEAR
                before = phrase.end <= word.start and word.start - phrase.end < _BEFORE
                if phrase.day is not None and (after or (before and at and words[at - 1].low in _LEADS_NEXT)):
                    return phrase.day
        return None
