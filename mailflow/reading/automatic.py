"""Automatic: answers that a program wrote, which decide nothing (RFC 3834, section 1)."""

from mailflow.reading import acceptance
from mailflow.reading.clause import sentences
from mailflow.reading.item import Item
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern


def is_automatic(text: str, items: tuple[Item, ...], names: Names) -> bool:
    """Whether a program wrote this; a person who is away and answers is a person."""
    said = [s.plain for s in sentences(text)]
    if any(
        pattern("automatic", "certain", "start").match(s) or pattern("automatic", "certain").search(s) for s in said[:3]
    ):
        return True
    if any(pattern("automatic", "label", "whole").match(line.lower()) for line in text.split("\n")):
        return True
    absent = next((i for i, s in enumerate(said) if pattern("automatic", "absence").search(s)), None)
    if absent is None or not any(pattern("automatic", "courtesy").search(s) for s in said):
        return False
    return not any(acceptance.answers(s, items, names) for s in said[:absent])
