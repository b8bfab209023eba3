"""A word of a text with its place: what the grammars of this room look at."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

# Letters with inner apostrophes, a run of digits, or any other single sign. One pass, no backtracking.
_WORD = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)*|[0-9]+|\S")

_SHORTENED = frozenset({"ll", "d", "m", "s", "re", "ve"})


@dataclass(frozen=True, slots=True)
class Word:
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
    return tuple(_each(text, start, len(text) if end is None else end))


def parted(words: Iterable[Word]) -> tuple[Word, ...]:
    """The same words with "I'll" as "I" and "'ll", "she's" as "she" and "'s"."""
    return tuple(_parted(words))


def _each(text: str, start: int, end: int) -> Iterator[Word]:
    for match in _WORD.finditer(text, start, end):
        shape = match.group()
        yield Word(match.start(), match.end(), shape.lower().replace("’", "'").replace("‘", "'"), shape)


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


def longest(words: tuple[Word, ...], at: int, listed: Phrases) -> int:
    """How many words, from `at` on, the longest listed phrase there takes; 0 if none stands there."""
    if at >= len(words):
        return 0
    for parts in listed.get(words[at].low, ()):
        if all(at + k < len(words) and words[at + k].low == part for k, part in enumerate(parts)):
            return len(parts)
    return 0
