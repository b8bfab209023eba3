"""The way out: what is handed over, what becomes of it, and what every outlet can do."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to hand over: its row's id, its envelope ("" is the null sender), its bytes, the same each time."""

    id: str
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt.

    sent     the peer has taken the mail
    later    it has not, and another attempt may succeed
    refused  it has not, and another attempt will not succeed
    unknown  the answer got lost after the mail was handed over: attempt it again with the same bytes, whose
             Message-ID shows the recipient's side a double (RFC 1047)

    `code` is the SMTP reply if there was one. `detail` is a short name of what happened, never the peer's own
    words, which may quote an address or the mail.
    """

    state: Literal["sent", "later", "refused", "unknown"]
    code: int | None
    detail: str


class SubmissionUnavailable(Exception):
    """Mail cannot be handed over with these settings. The text names the setting and the fix."""


class Outlet(Protocol):
    """A way out of the house."""

    async def submit(self, mail: Outgoing) -> Outcome:
        """Hand one mail over. Trouble is an Outcome, never an exception."""

    async def check(self) -> None:
        """Try the way without a mail. Raises SubmissionUnavailable."""

    async def close(self) -> None:
        """Let go of connections. Nothing may be submitted afterwards."""
