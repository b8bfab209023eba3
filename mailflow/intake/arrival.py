"""What every door in hands on: one mail as it came, with its envelope, to be stored before the peer is told so."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail at the door.

    `raw` is the mail byte for byte, dots unstuffed. `sender` is the envelope's sender, "" for the null
    sender of RFC 5321 4.5.5. `recipients` are the envelope's; over IMAP, where no envelope is left, they are
    the addresses that the headers name.
    """

    raw: bytes
    sender: str
    recipients: tuple[str, ...]
    source: Literal["smtp", "lmtp", "imap"]


class NotDurable(Exception):
    """The mail could not be stored now. The peer must keep it and try later (451)."""


Accept = Callable[[Arrival], Awaitable[None]]
"""Stores the mail and returns after the commit. Raises NotDurable, or anything else, when it did not."""

Recognise = Callable[[str], bool]
"""Whether a recipient's address is ours. Keeps no state and asks nobody."""
