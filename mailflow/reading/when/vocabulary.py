"""The vocabulary: the words of some languages, by the part they play in the patterns of the rules."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from mailflow.reading import lexicon
from mailflow.reading.word import split

Entry = tuple[tuple[str, ...], object]
Part = Mapping[str, tuple[Entry, ...]]

# The tables whose words carry a value, by the name of the part: their key, or the place of their key.
_KEYS = {
    "unit": "units",
    "unit_letter": "unit_letters",
    "edge": "edges",
    "period_end": "period_ends",
    "holiday": "holidays",
}
_PLACES = {
    "month": ("months", 1),
    "weekday": ("weekdays", 0),
    "weekdays": ("many_weekdays", 0),
    "season": ("seasons", 0),
    "near": ("near", 0),
    "turn": ("turns", 0),
}
_COUNTS = {"number_word": "numbers", "ordinal_word": "ordinals", "tens": "tens", "decade_word": "decade_words"}
_VOWELS = "aeiou"
_LONG = {"month": 6, "weekday": 6, "holiday": 8}  # letters from which on a slip is no other word
_POSSESSIVE = frozenset({"unit", "weekday"})
_LISTS = ("when", "due", "words_of_due")
VALUED = frozenset((*_KEYS, *_PLACES, *_COUNTS))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Each part by its name, its phrases by their first word, longest first."""

    parts: Mapping[str, Part]

    def has(self, part: str, word: str) -> bool:
        """Whether one word alone plays a part."""
        entries = self.parts[part].get(word)
        return entries is not None and len(entries[-1][0]) == 1  # the shortest stands last


@lru_cache(maxsize=16)
def of(languages: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of some languages together."""
    parts: dict[str, Part] = {}
    for table in _LISTS:
        for key, group in lexicon.groups(table, languages).items():
            parts[key] = _part((word, None) for word in group)
    for name, table in _KEYS.items():
        parts[name] = _part(
            (w, key) for key, group in lexicon.groups(table, languages).items() for w in _own(name, group)
        )
    for name, (table, first) in _PLACES.items():
        groups = lexicon.groups(table, languages).values()
        parts[name] = _part((w, place) for place, group in enumerate(groups, first) for w in _own(name, group))
    for name, table in _COUNTS.items():
        parts[name] = _part(lexicon.counts(table, languages).items())
    return Vocabulary(parts)


def _own(name: str, words: tuple[str, ...]) -> Iterable[str]:
    """The words as listed, then as they are often misspelt, then "Friday's" where it may stand for "Friday"."""
    spelt = (*words, *(slip for w in words if len(w) >= _LONG.get(name, 99) for slip in _slips(w)))
    return (*spelt, *(f"{w}'s" for w in spelt if not w.endswith("s"))) if name in _POSSESSIVE else spelt


def _slips(word: str) -> Iterator[str]:
    """The word with an inner letter left out, doubled, or swapped with its neighbour, or one vowel for another."""
    if not word.isalpha():
        return
    for at in range(1, len(word) - 1):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        yield before + after
        yield before + letter + letter + after
        if at + 1 < len(word) - 1:
            yield before + after[0] + letter + after[1:]
        if letter in _VOWELS:
            yield from (before + other + after for other in _VOWELS if other != letter)


def _part(words: Iterable[tuple[str, object]]) -> Part:
    found: dict[str, dict[tuple[str, ...], object]] = {}
    for word, value in words:
        parts = tuple(w.low for w in split(word))
        found.setdefault(parts[0], {}).setdefault(parts, value)
    return {first: tuple(sorted(group.items(), key=lambda e: (-len(e[0]), e[0]))) for first, group in found.items()}
