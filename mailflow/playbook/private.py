"""What one of the two wrote in confidence. It is kept apart from the contract, in types of its own.

A mail to the report is built from values that cannot hold a ManagerNote, a mail to the manager from
values that cannot hold a Reflection or a PulseAnswer; tests/playbook/test_confidence.py walks the types to prove it.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ManagerNote:
    """The words of the manager's notes on which the commitment `number` of a draft rests."""

    number: int
    quote: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """What the report answered to the light prompt: theirs alone, until the conversation is over."""

    conversation: int
    text: str


@dataclass(frozen=True, slots=True)
class PulseAnswer:
    """What became of one pulse, the ask `number` of `asked_on`: theirs alone.

    `rating` is 1 to 5, given on `rated_on`; both None as long as they gave none. `again_on` is the day on which they
    want to be asked again; `refused` if they want to be asked no more.
    """

    number: int
    asked_on: date
    rating: int | None = None
    rated_on: date | None = None
    again_on: date | None = None
    refused: bool = False
