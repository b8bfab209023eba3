"""What a decision wants done. The engine carries it out in the transaction that saves the new state."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mailflow.playbook.mails import Mail, Receipt
from mailflow.playbook.model import Pair, Role
from mailflow.reading.second import Consultation


@dataclass(frozen=True, slots=True)
class MeetingEntry:
    """The conversation as a calendar entry (RFC 5546 REQUEST, or CANCEL if `cancelled`)."""

    conversation: int
    sequence: int
    start: datetime
    minutes: int
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PromiseEntry:
    """A commitment as an all-day calendar entry on its due date."""

    commitment: int
    sequence: int
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Send:
    """One mail to one of the two.

    `intent` says what it is about in a few words ("confirmation/7/0"): the same intent is the same mail, with
    the same Message-ID, and is sent once. `ask` is the ask that a reply to it answers. `receipt` stands first.
    """

    to: Role
    mail: Mail
    intent: str
    thread: str
    ask: int | None = None
    receipt: Receipt | None = None
    meeting: MeetingEntry | None = None
    promises: tuple[PromiseEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the history: what happened and by whom, without content."""

    what: str
    by: Role | Literal["clock", "operator", "service"]
    number: int | None = None


Effect = Send | Note


@dataclass(frozen=True, slots=True)
class Decision:
    """The state after the event, and what is to be done about it.

    `undoable` if the author may take it back; `undid` if it took back the author's last mail.
    `consultation` is set if it drafted a contract from notes about which the second reader has not been asked: where
    there is one, it is asked, and the event decided again with its answer.
    """

    state: Pair
    effects: tuple[Effect, ...] = ()
    undoable: bool = False
    undid: bool = False
    consultation: Consultation | None = None
