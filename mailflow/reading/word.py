"""A word of a text with its place: what the grammars of this room look at."""

import re
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
    found = _WORD.finditer(text, start, end)
    return tuple([Word(match.start(), match.end(), _low(match.group()), match.group()) for match in found])


@lru_cache(maxsize=64)  # a sentence is looked at by several modules one after the other
def _whole(text: str) -> tuple[Word, ...]:
    return _cut(text, 0, len(text))


def parted(words: Iterable[Word]) -> tuple[Word, ...]:
    """The same words with "I'll" as "I" and "'ll", "she's" as "she" and "'s"."""
    return tuple(_parted(words))


def spoken(words: Iterable[Word]) -> tuple[Word, ...]:
    """`parted` words, read as people type in haste: "hes" is "he 's", "ill do" is "i 'll do", "u" is "you"."""
    row = tuple(_parted(_mailing(tuple(words))))
    return tuple(_hasty(row)) if any(word.low in _HASTY for word in row) else row


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


def _low(shape: str) -> str:
    low = shape.lower()
    return low if low.isascii() else low.replace("’", "'").replace("‘", "'")


def _parted(words: Iterable[Word]) -> Iterator[Word]:
    for word in words:
        stem, sign, tail = word.low.partition("'")
        if stem and sign and tail in _SHORTENED and len(word.text) == len(word.low):
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
    return not listed.keys().isdisjoint([word.low for word in words]) and any(
        longest(words, at, listed) for at in range(len(words))
    )


def longest(words: tuple[Word, ...], at: int, listed: Phrases) -> int:
    """How many words, from `at` on, the longest listed phrase there takes; 0 if none stands there."""
    if at >= len(words):
        return 0
    for parts in listed.get(words[at].low, ()):
        if all(at + k < len(words) and words[at + k].low == part for k, part in enumerate(parts)):
            return len(parts)
    return 0
