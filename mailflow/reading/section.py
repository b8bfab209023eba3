"""Sections: what a heading, or the words before a colon, say about the words after it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.due import find
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.word import Word, longest, phrases, split

Topic = Literal["private", "closed", "open", "review", "agreed", "owned", "other"]


@dataclass(frozen=True, slots=True)
class Section:
    """`topic` "owned": the commitments of `owners`; "agreed": of whoever a line names; "other": of a third person."""

    topic: Topic
    owners: frozenset[Owner] = frozenset()


_GROUPS: tuple[tuple[Topic, dict[str, tuple[tuple[str, ...], ...]]], ...] = (
    ("closed", dict(phrases(lexicon.words("heading", "closed")))),
    ("open", dict(phrases(lexicon.words("heading", "open")))),
    ("review", dict(phrases(lexicon.words("heading", "review")))),
    ("agreed", dict(phrases(lexicon.words("heading", "agreed")))),
)
_FILLER = frozenset(lexicon.words("heading", "filler"))
_ANY_DAY = date(2000, 1, 1)


def read(label: str, pair: Pair) -> Section | None:
    """What a heading announces; None if it is no heading that we know. Marks of privacy are read elsewhere."""
    words = tuple(w for w in split(label) if w.low[0].isalnum() or w.low == "?")
    if not words:
        return None
    owned = _owners(words, pair)
    if owned:
        return Section("owned", owned)
    if words[0].low == "?":
        return Section("open")
    plain = tuple(_impersonal(w, pair) for w in words if w.low[0].isalnum())
    for topic, listed in _GROUPS:
        if any(longest(plain, at, listed) for at in range(len(plain))):
            return Section(topic)
    dated = find(label, _ANY_DAY)
    if dated and len(words) <= 4 and dated[0].day is not None and not any(c.isdigit() for c in label):
        return Section("review")  # "March: …", "In July: …"
    return None


def _impersonal(word: Word, pair: Pair) -> Word:
    return (
        Word(word.start, word.end, pair.pronoun, pair.pronoun)
        if pair.named(word) == "report" and len(word.low) > 1
        else word
    )


def _owners(words: tuple[Word, ...], pair: Pair) -> frozenset[Owner]:
    """The parties that a label names, if it says nothing else than whose commitments follow."""
    owners: set[Owner] = set()
    for word in words:
        named = pair.owner(word) or pair.owner(
            Word(word.start, word.end, word.low.partition("'")[0], word.text.partition("'")[0])
        )
        titled = pair.titled(word)
        if named:
            owners |= named
        elif titled:
            owners.add(titled)
        elif word.low in ("his", "hers", "her", "their", "he", "she", "they"):
            owners.add("report")
        elif word.low not in _FILLER and not all(part in _FILLER for part in word.low.split("'")):
            return frozenset()
    return frozenset(owners)
