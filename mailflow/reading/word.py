"""A word of a text with its place: what the grammars of this room look at."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

# Letters with inner apostrophes, a run of digits, or any other single sign. One pass, no backtracking.
_WORD = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)*|[0-9]+|\S")

_SHORTENED = frozenset({"ll", "d", "m", "s", "re", "ve"})


class Word(NamedTuple):
    """`text[start:end]`, and the same in lower case with a plain apostrophe."""

    start: int
    end: int
    low: str
    text: str

    @property
    def number(self) -> int | None:
        """The number that up to four digits spell, else None."""
        return int(self.low) if len(self.low) <= 4 and self.low.isascii() and self.low.isdigit() else None

    @property
    def is_name(self) -> bool:
        """Whether the word begins with a capital."""
        return self.text[:1].isupper()


def split(text: str, start: int = 0, end: int | None = None) -> tuple[Word, ...]:
    """The words, numbers and signs of `text[start:end]`, left to right, with their places in `text`."""
    return _whole(text) if end is None and not start else _cut(text, start, len(text) if end is None else end)


def _cut(text: str, start: int, end: int) -> tuple[Word, ...]:
    found = []
    for match in _WORD.finditer(text, start, end):
        first, stop = match.span()
        shape = text[first:stop]
        low = shape.lower()
        found.append(Word(first, stop, low if low.isascii() else _plain(low), shape))
    return tuple(found)


class Script:
    """A text with its words, which are cut once however many stretches of it are looked at."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = _cut(text, 0, len(text))
        self._starts = [word.start for word in self._words]

    def words(self, start: int, end: int) -> tuple[Word, ...]:
        """The words of `text[start:end]`, the same as `split` gives."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        head: tuple[Word, ...] = ()
        tail: tuple[Word, ...] = ()
        if first and (stop := self._words[first - 1].end) > start:  # the stretch begins inside a word
            head = _cut(self.text, start, min(end, stop))
        if last > first and self._words[last - 1].end > end:  # it ends inside one
            last -= 1
            tail = _cut(self.text, self._words[last].start, end)
        inside = self._words[first:last]
        return (*head, *inside, *tail) if head or tail else inside


@lru_cache(maxsize=64)  # a sentence is looked at by several modules one after the other
def _whole(text: str) -> tuple[Word, ...]:
    return _cut(text, 0, len(text))


def parted(words: Iterable[Word]) -> tuple[Word, ...]:
    """The same words with "I'll" as "I" and "'ll", "she's" as "she" and "'s"."""
    return tuple(_parted(words))


def spoken(words: Iterable[Word]) -> tuple[Word, ...]:
    """`parted` words, read as people type in haste: "hes" is "he 's", "ill do" is "i 'll do", "u" is "you"."""
    row = tuple(words)
    lows = {word.low for word in row}
    row = tuple(_parted(_mailing(row) if "e" in lows else row))
    return row if _HASTY.keys().isdisjoint([word.low for word in row]) else tuple(_hasty(row))


_HASTY: Mapping[str, tuple[str, ...]] = {
    **{typed: (typed[0], "'" + typed[1:]) for typed in ("im", "ive", "id", "ill")},
    **{
        stem + tail: (stem, "'" + tail)
        for stem, tails in {
            "he": ("s",),
            "she": ("s", "d"),
            "you": ("re", "ll", "ve", "d"),
            "they": ("re", "ll", "ve", "d"),
            "we": ("ve",),
            "that": ("s", "ll"),
            "what": ("s",),
            "let": ("s",),
            "who": ("s",),
        }.items()
        for tail in tails
    },
    "il": ("i", "'ll"),
    **{stem + tail: (stem, "'" + tail) for stem, tail in (("he", "ll"), ("she", "ll"), ("we", "d"), ("he", "d"))},
    **{
        typed + "t": (typed[:-1] + "n't",)
        for typed in (
            "don",
            "won",
            "can",
            "doesn",
            "isn",
            "didn",
            "wasn",
            "couldn",
            "wouldn",
            "shouldn",
            "haven",
            "hasn",
            "aren",
            "ain",
        )
    },
    "cant": ("can't",),
    "u": ("you",),
    "ur": ("your",),
    "n": ("and",),
    "w": ("with",),
}
_AMBIGUOUS = frozenset({"ill", "id", "il", "hell", "shell", "shed", "well", "wed", "hed"})
_BEFORE_LETS = frozenset({"so", "ok", "okay", ",", ".", "then"})
_LEADS_ME = frozenset(
    {"him", "her", "them", "you", "that", "said", "and", "so", "but", "think", "then", "also", "told", "say", "which"}
)


def _mailing(words: tuple[Word, ...]) -> Iterator[Word]:
    """ "e-mailing" is one word."""
    at = 0
    while at < len(words):
        word = words[at]
        if (
            word.low == "e"
            and at + 2 < len(words)
            and words[at + 1].low == "-"
            and words[at + 2].low.startswith("mail")
        ):
            whole = words[at + 2]
            yield Word(word.start, whole.end, "e" + whole.low, f"{word.text}-{whole.text}")
            at += 3
        else:
            yield word
            at += 1


def _hasty(row: tuple[Word, ...]) -> Iterator[Word]:
    for at, word in enumerate(row):
        parts = _HASTY.get(word.low)
        if (
            parts is None
            or (len(word.text) < 3 and word.text != word.low and word.low not in ("im", "id"))
            or (word.low == "n" and word.text != "n")
            or (word.low in _AMBIGUOUS and not _may_be_me(row, at))
            or (word.low == "lets" and at and row[at - 1].low not in _BEFORE_LETS)
        ):
            yield word
        elif len(parts) == 1:
            yield Word(word.start, word.end, parts[0], word.text)
        else:
            cut = word.start + len(parts[0])
            yield Word(word.start, cut, parts[0], word.text[: len(parts[0])])
            yield Word(cut, word.end, parts[1], word.text[len(parts[0]) :])


def _may_be_me(row: tuple[Word, ...], at: int) -> bool:
    before = row[at - 1].low if at else ""
    after = row[at + 1].low if at + 1 < len(row) else ""
    return after.isalpha() and after != "and" and (not before or not before[0].isalpha() or before in _LEADS_ME)


def _plain(low: str) -> str:
    return low.replace("’", "'").replace("‘", "'")


def _parted(words: Iterable[Word]) -> Iterator[Word]:
    for word in words:
        if "'" not in word.low:
            yield word
            continue
        stem, _, tail = word.low.partition("'")
        if stem and tail in _SHORTENED and len(word.text) == len(word.low):
            cut = word.start + len(stem)
            yield Word(word.start, cut, stem, word.text[: len(stem)])
            yield Word(cut, word.end, "'" + tail, word.text[len(stem) :])
        else:
            yield word


Phrases = Mapping[str, tuple[tuple[str, ...], ...]]


def phrases(listed: Iterable[str], *, shortened: bool = False) -> Phrases:
    """Phrases of one or more words, by their first word and longest first, ready for `longest`.

    `shortened`: they will be looked for among `parted` words.
    """
    found: dict[str, set[tuple[str, ...]]] = {}
    for phrase in listed:
        parts = tuple(part for piece in phrase.split() for part in _parts(piece, shortened=shortened))
        if parts:
            found.setdefault(parts[0], set()).add(parts)
    return {first: tuple(sorted(group, key=lambda p: (-len(p), p))) for first, group in found.items()}


def _parts(piece: str, *, shortened: bool) -> tuple[str, ...]:
    if piece[:1] == "'" and piece[1:] in _SHORTENED:
        return (piece,)
    words = split(piece)
    return tuple(word.low for word in (parted(words) if shortened else words))


def holds(words: tuple[Word, ...], listed: Phrases) -> bool:
    """Whether a listed phrase stands anywhere among the words."""
    return next(standing(words, listed), None) is not None


def standing(words: tuple[Word, ...], listed: Phrases) -> Iterator[tuple[int, int]]:
    """Every place where a listed phrase stands, with the words that the longest there takes."""
    for at, word in enumerate(words):
        if word.low in listed and (step := longest(words, at, listed)):
            yield at, step


def longest(words: tuple[Word, ...], at: int, listed: Phrases) -> int:
    """How many words, from `at` on, the longest listed phrase there takes; 0 if none stands there."""
    group = listed.get(words[at].low) if at < len(words) else None
    if group is None:
        return 0
    reach = len(group[0])  # the longest stands first
    if reach == 1:
        return 1
    row = tuple([word.low for word in words[at : at + reach]])
    for parts in group:
        if row[: len(parts)] == parts:
            return len(parts)
    return 0
