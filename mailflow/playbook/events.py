"""What can happen to a pair."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.mail.visible import Passage
from mailflow.playbook.model import Pair, Role
from mailflow.reading.second import Answer


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The pair was put on the service."""


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last mail that changed the pair: whose it was, what stood before, and whom we wrote to because of it.

    `at` is when it was applied; `expired` if that is longer ago than a mail may be taken back; `overtaken` if another
    mail came after it.
    """

    author: Role
    before: Pair
    told: tuple[Role, ...]
    at: datetime
    expired: bool = False
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Wrote:
    """One of the two wrote.

    `inbound` identifies the mail; `passages` are what the person newly wrote, and under what; `notes` what came
    along: a forwarded mail, attached documents. `ask` is the ask that the mail
    answers by a token of this very person, if it carries one (`replied` tells a reply from a fresh mail).
    `second` is what the second reader said of the notes in it, None as long as nobody has asked it.
    """

    inbound: str
    author: Role
    passages: tuple[Passage, ...]
    notes: str = ""
    unreadable: tuple[str, ...] = ()
    ask: int | None = None
    replied: bool = False
    received_at: datetime | None = None
    undo: Undoable | None = None
    second: Answer | None = None

    @property
    def visible(self) -> str:
        """All that the person newly wrote."""
        return "\n\n".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class FellDue:
    """A timer of the pair has come."""

    key: str


Event = Enrolled | Wrote | FellDue
