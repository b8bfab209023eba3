"""A tale: a clause of a reply that only tells what happened, and so changes nothing about the answer beside it.

"I have asked Mrs Dacre already", "my train was late", "she really liked it": somebody, and what they did or were. It is
none if it speaks of the matter itself (what was agreed, wanted, to be changed), of a condition, or says not.
"""

import re

from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern, phrases

_PAST = frozenset(phrases("tale", "past"))
_LEADS, _SUBJECTS, _HEADS = (frozenset(phrases("tale", key)) for key in ("leads", "subjects", "heads"))
_ADVERBS, _HAVE = frozenset(phrases("tale", "adverbs")), frozenset(phrases("tale", "have"))
_PARTS = re.compile(r"[a-z]+(?:n't)?|'[a-z]+|\S+?(?=[^\w]|$)|\S")
_PERFECT = frozenset({"have", "'ve", "had"})
_PRESENT = frozenset(phrases("tale", "present"))
_LONGEST = 4  # words of a subject


def is_tale(words: str, names: Names) -> bool:
    """Whether a clause, given as its bare words in lower case, is a tale."""
    if pattern("tale", "matter").search(words) or "n't" in words:
        return False
    row = _PARTS.findall(words)
    at = _passed(row, 0, _LEADS)
    subject = _subject(row, at, names)
    if len(subject) == 1 and subject[0] == at and (at == len(row) or row[at] not in _PERFECT):
        return False
    for begin in subject:
        at = _passed(row, begin, _ADVERBS)
        if _is_past(row, at):
            return True
        if at < len(row) and row[at] in _PRESENT:
            return False
    return False


def _subject(row: list[str], at: int, names: Names) -> range:
    """The places at which the verb may stand."""
    if at < len(row) and (row[at] in _SUBJECTS or row[at] in names.both):
        return range(at + 1, at + 2)
    if at < len(row) and row[at] in _HEADS:
        return range(at + 2, at + 2 + _LONGEST)
    if at < len(row) and row[at] not in _HAVE and row[at] not in _ADVERBS:
        return range(at + 1, at + 2)  # a name that we don't know
    return range(at, at + 1)  # left out: "have asked her already"


def _passed(row: list[str], at: int, words: frozenset[str]) -> int:
    while at < len(row) and row[at] in words:
        at += 1
    return at


def _is_past(row: list[str], at: int) -> bool:
    if at >= len(row):
        return False
    if row[at] in _PAST and row[at] not in _PRESENT:
        return True
    if row[at] in _HAVE:
        at = _passed(row, at + 1, _ADVERBS)
    return at < len(row) and row[at] in _PAST
