"""The vocabulary of a pair's life, as frozen values (docs/glossary.md says what each word means).

Instants are aware datetimes in UTC; days are dates in the owner's time zone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, Self, TypeVar
from zoneinfo import ZoneInfo

from mailflow.playbook.private import ManagerNote, PulseAnswer, Reflection

Role = Literal["manager", "report"]
T = TypeVar("T")
AskKind = Literal[
    "booking",
    "prompt",
    "notes",
    "draft",
    "confirmation",
    "change_request",
    "reminder",
    "review",
    "pulse",
    "recall",
]


def other(role: Role) -> Role:
    """The one across the table."""
    return "report" if role == "manager" else "manager"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone with an address. `zone` is an IANA name, `working_days` counts Monday as 0."""

    id: int
    name: str
    address: str
    aliases: tuple[str, ...] = ()
    zone: str = "UTC"
    locale: str = "en-GB"
    language: str = "en"
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name.split() else self.address

    @property
    def tzinfo(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def owns(self, address: str) -> bool:
        """Whether mail from `address` is this person's."""
        wanted = address.casefold()
        return wanted == self.address.casefold() or wanted in (alias.casefold() for alias in self.aliases)


@dataclass(frozen=True, slots=True)
class Conversation:
    """A dedicated session of the pair. `sequence` counts the versions of its calendar entry (RFC 5546 §2.1.4)."""

    number: int
    status: Literal["unbooked", "booked", "held", "closed"] = "unbooked"
    kind: Literal["full", "ad_hoc", "check_in"] = "full"
    start: datetime | None = None
    minutes: int = 60
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Commitment:
    """One thing that one owner will do. `number` is its identity in the pair, kept from version to version.

    `standing` is the owner's last word on an open one. `dated_at` is when the due date became what it is.
    """

    number: int
    owner: Role
    text: str
    due: date | None
    flags: tuple[str, ...] = ()
    status: Literal["open", "done", "dropped"] = "open"
    standing: Literal["unsaid", "progress", "blocked"] = "unsaid"
    moved: int = 0
    dated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """What the two said they would look at together; `month` is "YYYY-MM"."""

    text: str
    month: str | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """One version of the development contract (playbook, "What a Development Contract Looks Like").

    It holds nothing that was not meant for both. `said_yes` names who has agreed to this very version,
    `replaces` the version that stands again if this one is refused; `asked_for_dates` says that the manager was
    once shown which lines have no date.
    """

    version: int
    status: Literal["draft", "offered", "agreed", "superseded"]
    commitments: tuple[Commitment, ...] = ()
    reviews: tuple[ReviewItem, ...] = ()
    open_questions: tuple[str, ...] = ()
    conversation: int | None = None
    replaces: int | None = None
    said_yes: tuple[Role, ...] = ()
    asked_for_dates: bool = False
    agreed_at: datetime | None = None
    first_agreed_at: datetime | None = None

    @property
    def numbered(self) -> tuple[Commitment, ...]:
        """The commitments as a mail numbers them 1…k: the report's, then the manager's, without the dropped ones."""
        live = [item for item in self.commitments if item.status != "dropped"]
        return tuple(sorted(live, key=lambda item: item.owner == "manager"))

    def commitment(self, number: int) -> Commitment | None:
        return next((item for item in self.commitments if item.number == number), None)

    def with_commitment(self, changed: Commitment) -> Self:
        return replace(self, commitments=tuple(changed if c.number == changed.number else c for c in self.commitments))


@dataclass(frozen=True, slots=True)
class Ask:
    """A mail of ours that expects an answer.

    `shown` lists the commitments that it numbered 1, 2, 3…, in that order; 0 where it left a number out.
    """

    number: int
    kind: AskKind
    to: Role
    opened_at: datetime
    status: Literal["open", "answered", "void"] = "open"
    version: int | None = None
    conversation: int | None = None
    shown: tuple[int, ...] = ()
    wait_until: date | None = None


@dataclass(frozen=True, slots=True)
class Timer:
    """Something that falls due for the pair. `key` says what it is about, so that it can exist only once."""

    key: str
    at: datetime
    status: Literal["pending", "fired"] = "pending"


@dataclass(frozen=True, slots=True)
class Pair:
    """One manager and one report: all that a decision needs to know, and nothing else.

    Superseded contracts are left in the store, and closed conversations but the last of them: what comes so long
    after a conversation is still to come when the next one is open.
    `serial` numbers commitments, asks, contracts and conversations; it never goes back, not even by UNDO.
    """

    id: int
    manager: Person
    report: Person
    status: Literal["active", "stopped"] = "active"
    stopped_by: Literal["manager", "report", "both"] | None = None
    serial: int = 0
    conversations: tuple[Conversation, ...] = ()
    contracts: tuple[Contract, ...] = ()
    asks: tuple[Ask, ...] = ()
    timers: tuple[Timer, ...] = ()
    notes: tuple[ManagerNote, ...] = ()
    reflections: tuple[Reflection, ...] = field(default=())
    pulses: tuple[PulseAnswer, ...] = field(default=())

    def person(self, role: Role) -> Person:
        return self.manager if role == "manager" else self.report

    @property
    def conversation(self) -> Conversation | None:
        """The latest conversation, held or still to be."""
        return max(self.conversations, key=lambda c: c.number, default=None)

    def contract(self, version: int | None) -> Contract | None:
        return next((c for c in self.contracts if c.version == version), None)

    def contract_in(self, *status: str) -> Contract | None:
        """The newest contract in one of these states."""
        return max((c for c in self.contracts if c.status in status), key=lambda c: c.version, default=None)

    def ask(self, number: int | None) -> Ask | None:
        return next((a for a in self.asks if a.number == number), None)

    def next_serial(self) -> tuple[Self, int]:
        return replace(self, serial=self.serial + 1), self.serial + 1

    def with_conversation(self, changed: Conversation) -> Self:
        return replace(self, conversations=_put(self.conversations, changed, "number"))

    def with_contract(self, changed: Contract) -> Self:
        return replace(self, contracts=_put(self.contracts, changed, "version"))

    def with_ask(self, changed: Ask) -> Self:
        return replace(self, asks=_put(self.asks, changed, "number"))

    def with_asks_closed(self, *kinds: AskKind, status: Literal["answered", "void"] = "void") -> Self:
        """Every open ask of these kinds ends."""
        return replace(
            self,
            asks=tuple(replace(a, status=status) if a.status == "open" and a.kind in kinds else a for a in self.asks),
        )


def _put(values: Iterable[T], changed: T, key: str) -> tuple[T, ...]:
    kept = [changed if getattr(v, key) == getattr(changed, key) else v for v in values]
    return tuple(kept) if changed in kept else (*kept, changed)
