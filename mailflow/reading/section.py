"""Sections: what a heading, or the words before a colon, say about the words after it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.due import find
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.when.firmness import Firmness
from mailflow.reading.word import Word, longest, parted, phrases, split, standing

Topic = Literal["rejected", "background", "open", "parked", "review", "agreed", "owned", "other"]


@dataclass(frozen=True, slots=True)
class Section:
    """`topic` "owned": what `owners` will do; "agreed": what whoever a line names will do; "other": a third
    person's; "rejected", "background": what is no promise, or only by the way."""

    topic: Topic
    owners: frozenset[Owner] = frozenset()


OTHERS = Section("other")

_ASIDE: tuple[Topic, ...] = ("rejected", "background")
_TOPICS: tuple[Topic, ...] = ("rejected", "background", "open", "parked", "review", "agreed")
_LISTED = {topic: phrases(lexicon.words("heading", topic)) for topic in _TOPICS}
_HEADS = frozenset().union(*_LISTED.values())  # the words that what is listed begins with
_FILLER = frozenset(lexicon.words("heading", "filler"))
_FRONT = frozenset(lexicon.words("heading", "front"))
_ROLE = frozenset(lexicon.words("heading", "role"))
_NOMINATIVE = frozenset({"i", "he", "she", "they", "we"})
_VERBS = frozenset(lexicon.words("action", "verbs"))
_ANY_DAY = date(2000, 1, 1)
_LONGEST = 14  # words
_JOINED = re.compile(r"\s*(?:/|&|\+|,|\band\b)\s*")
_MOST_NAMES = 4
_COPULA = frozenset({"is", "'s", "are", "'re", "am", "'m"})
_TELLS = 2  # words
_GIVES = frozenset({"owe", "owes", "owed", "promised", "promises"})
_LONGEST_DATE = 40  # characters
_SPARE = 8  # characters of a label beside its date: "In July,", "And May"


def read(label: str, pair: Pair) -> Section | None:
    """What a heading announces; None if it is no heading that we know. Marks of privacy are read elsewhere."""
    words = tuple(w for w in parted(split(label)) if w.low[0].isalnum() or w.low[0] in "?'")
    if not words or len(words) > _LONGEST:
        return None
    bare = tuple(_impersonal(w, pair) for w in words if w.low[0].isalnum())
    for topic in _ASIDE:
        if longest(bare, 0, _LISTED[topic]) == len(bare):
            return Section(topic)
    if len(words) == _TELLS and words[0].low in _NOMINATIVE and words[1].low in _COPULA:
        return Section("background")  # "He's" tells how he is
    owned = _owners(words, pair) or _among_others(label, pair)
    if owned:
        return Section("owned", owned)
    if all(w.low == "?" for w in words[:2]):
        return Section("open")
    best: tuple[int, int, Topic] | None = None
    for rank, topic in enumerate(_TOPICS if any(w.low in _HEADS for w in bare) else ()):
        for at, step in standing(bare, _LISTED[topic]):
            if topic in ("rejected", "background") or _leads(bare[:at], pair):
                # What is said last weighs most ("follow-up tasks"), and of that the longest.
                here = (at + step, step - (rank >= 4), topic)
                best = max(best, here, key=lambda x: x[:2]) if best else here
    if best is not None:
        return Section(best[2])
    if len(label) > _LONGEST_DATE or any(c.isdigit() for c in label):
        return None
    dated = find(label, _ANY_DAY)
    covered = bool(dated) and sum(x.end - x.start for x in dated) + _SPARE >= len(label.strip())
    limit = any(x.firmness == Firmness.LIMIT for x in dated)  # "By the end of May:" is when things are to be done
    if covered and not limit and dated[0].day is not None:
        return Section("review")  # "March: …", "In July: …"
    return None


def _leads(before: tuple[Word, ...], pair: Pair) -> bool:
    """Whether words may stand in front of what names a section: "our next", "to be", "Tomasz and I will"."""
    rest = [w for w in before if not (w.low in _FRONT or w.low in _FILLER or w.number is not None or pair.owner(w))]
    if not rest:
        return True
    dated = {w.low for x in find(" ".join(w.text for w in before), _ANY_DAY) for w in before if x.end - x.start < 30}
    return all(w.low in dated for w in rest)


def _impersonal(word: Word, pair: Pair) -> Word:
    return (
        Word(word.start, word.end, pair.pronoun, pair.pronoun)
        if pair.named(word) == "report" and len(word.low) > 1
        else word
    )


def _owners(words: tuple[Word, ...], pair: Pair) -> frozenset[Owner]:
    """The parties that a label names, if it says nothing else than whose commitments follow."""
    owners: set[Owner] = set()
    subject: frozenset[Owner] = frozenset()
    if any(
        b.low == "'s" and pair.titled(a) and pair.titled(c)
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    ):
        return frozenset()  # "Manager's report"
    for word in words:
        if owners and word.low in _GIVES:
            break  # "what Amara owes me"
        named = pair.owner(word)
        if not named and "'" in word.low:
            named = pair.owner(Word(word.start, word.end, word.low.partition("'")[0], word.text.partition("'")[0]))
        if word.text == "A" and len(words) == 1 and (lettered := pair.lettered(word)):
            return frozenset({lettered})
        titled = pair.titled(word)
        if named:
            owners |= named
            if word.low.partition("'")[0] in _NOMINATIVE and not subject:
                subject = frozenset(named)
        elif titled:
            owners.add(titled)
        elif word.low in ("his", "hers", "her", "their", "he", "she", "they"):
            owners.add("report")
        elif word.low not in _FILLER and not all(part in _FILLER for part in word.low.split("'")) and not word.number:
            return frozenset()
    # "What I owe her" is what I will do.
    return subject or frozenset(owners)


def _among_others(label: str, pair: Pair) -> frozenset[Owner]:
    """The parties of "Tobias and Emine", "Pete/Sue", where the other is a third person."""
    parts = [part.strip(" @") for part in _JOINED.split(label)]
    if not 2 <= len(parts) <= _MOST_NAMES:
        return frozenset()
    ours = [_owners(split(part), pair) for part in parts]
    others = (part for part, owners in zip(parts, ours, strict=True) if not owners)
    return frozenset().union(*ours) if any(ours) and all(persons(part, pair) for part in others) else frozenset()


def persons(label: str, pair: Pair) -> bool:
    """Whether a label may be a third person's name or post: "Stan", "Dr Anand", "IT Services", "Amit, RevOps"."""
    words = tuple(w for w in split(label) if w.low[0].isalnum())
    if not 1 <= len(words) <= 5 or any(pair.owner(w) for w in words):
        return False
    if words[0].low in _VERBS and len(words) > 1:
        return False
    if not all(w.is_name or w.low in _ROLE or w.low in ("and", "of", "the", "n") for w in words):
        return False
    first = words[0]
    return first.low in _ROLE or not first.low.endswith(_THINGS)


_THINGS = ("ing", "ion", "ment", "ity", "ness", "back", "ings", "ions", "ments", "ship", "ance", "ence", "ths", "als")
