"""What became of each clause of a reply, for the person who wonders how it was understood."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal[
    "yes",
    "yes to items",
    "no",
    "send",
    "change",
    "state",
    "added",
    "meeting",
    "rest",
    "later",
    "question",
    "unclear",
    "leaning",
    "doubt",
    "scrap",
    "signed",
    "reported",
    "small talk",
    "told",
]


@dataclass(frozen=True, slots=True)
class Heard:
    """One clause as typed, what it was read as, and the items that it was read of.

    "leaning" begins like a yes and goes on with words that were not understood; "doubt" could be a condition, an
    objection or a change; "scrap" is no sentence; "signed" stands below a name and "reported" is somebody else's
    word, so that neither accepts; "told" asks for nothing and decides nothing.
    """

    text: str
    outcome: Outcome
    numbers: tuple[int, ...] = ()
