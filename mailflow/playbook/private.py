"""What one of the two wrote in confidence. It is kept apart from the contract, in types of its own.

A mail to the report is built from values that cannot hold a ManagerNote, a mail to the manager from
values that cannot hold a Reflection; tests/playbook/test_confidence.py walks the types to prove it.
"""

from dataclasses import dataclass


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
