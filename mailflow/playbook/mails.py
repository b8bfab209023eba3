"""What each of our mails says, as values: a class per mail, and templates/<mail>/ holds its words.

The two bases carry the confidence rule: what goes to the report cannot hold a ManagerNote and what goes
to the manager cannot hold a Reflection. Mails that either may get hold neither.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from mailflow.playbook.model import AskKind, Role
from mailflow.playbook.private import ManagerNote, PulseAnswer, Reflection
from mailflow.reading.second import Fallback


@dataclass(frozen=True, slots=True)
class Line:
    """A commitment as a mail numbers it. `mine`: its reader owns it; `overdue`: its day has passed, and it is open."""

    n: int
    owner: Role
    mine: bool
    text: str
    due: date | None
    status: Literal["open", "done", "dropped"] = "open"
    standing: Literal["unsaid", "progress", "blocked"] = "unsaid"
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class ReviewLine:
    text: str
    month: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """The contract as a mail shows it: commitments of both numbered 1…k, what to review, the open questions."""

    lines: tuple[Line, ...]
    reviews: tuple[ReviewLine, ...] = ()
    open_questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two versions. `before` is None for a new line, `after` is None for one taken out."""

    n: int | None
    before: Line | None
    after: Line | None


# --- what a receipt can say -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Understood:
    """One thing that a mail was understood to say, about item `n` of the mail it answered where there is one."""

    what: Literal[
        "agreed", "moved", "reworded", "dropped", "done", "progress", "blocked", "added", "sent", "discarded",
        "declined", "booked", "waiting", "kept", "rated", "unasked", "forgotten", "stopped", "started", "undone",
        "drafted",
    ]  # fmt: skip
    n: int | None = None
    text: str | None = None
    day: date | None = None
    start: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a mail changed nothing, or what of it was left. `words` are the reader's own, `n` the first line meant."""

    what: Literal[
        "unclear", "question", "nothing_new", "not_an_answer", "already_answered", "too_short", "in_the_past",
        "no_time", "not_yours", "undo_too_late", "undo_overtaken", "undo_nothing", "dates_missing", "unreadable",
        "no_commitments", "stopped", "too_long", "say_send", "no_number", "left", "too_early",
    ]  # fmt: skip
    words: tuple[str, ...] = ()
    minutes: int | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to one inbound mail: what was understood and what was not.

    `undo_until` if it changed anything; `asked` is the kind of ask that it answered, whose examples fit, and `line` a
    number that it showed, for them to name: the second where there is one, 0 if it numbered nothing.
    """

    understood: tuple[Understood, ...] = ()
    problems: tuple[Problem, ...] = ()
    undo_until: datetime | None = None
    asked: AskKind | None = None
    line: int = 0


# --- the mails ------------------------------------------------------------------------------------------------------


class Mail:
    """A mail to either of the two."""

    __slots__ = ()


class ToManager(Mail):
    """A mail that only the manager gets."""

    __slots__ = ()


class ToReport(Mail):
    """A mail that only the report gets."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Welcome(ToReport):
    """The report's first mail: what this is, who sees what, how to stop."""


@dataclass(frozen=True, slots=True)
class Booking(ToManager):
    """Asks for a time. `first` adds what this is; `attempt` counts from 0. `held_on` is the last conversation's day."""

    first: bool
    attempt: int
    held_on: date | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Invitation(Mail):
    """The booked conversation, with its calendar entry (iMIP). `moved` if an earlier time was sent."""

    start: datetime
    minutes: int
    moved: bool


@dataclass(frozen=True, slots=True)
class Prompt(ToReport):
    """The playbook's light prompt: four thoughts, no reply needed."""

    start: datetime


@dataclass(frozen=True, slots=True)
class OwnReflection(ToReport):
    """What the report answered to the prompt, back on the morning of the conversation."""

    start: datetime
    reflections: tuple[Reflection, ...]


@dataclass(frozen=True, slots=True)
class Pulse(ToReport):
    """Can you see a future here? `earlier` are the answers that the report gave before, the latest last."""

    earlier: tuple[PulseAnswer, ...]


@dataclass(frozen=True, slots=True)
class OwnPulse(ToReport):
    """The report's answers to the pulse so far. `talk` if what they said calls for one, which is for them to ask."""

    answers: tuple[PulseAnswer, ...]
    talk: bool


@dataclass(frozen=True, slots=True)
class NotesRequest(ToManager):
    """Asks the manager to forward the notes; `summary_by` ends the playbook's 48 hours."""

    attempt: int
    held_on: date
    summary_by: datetime


@dataclass(frozen=True, slots=True)
class SummaryLate(ToReport):
    """The 48 hours are over and no contract has come. It says no more than that."""

    held_on: date


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line of the draft with the words of the notes it rests on and what the playbook would rather say.

    `suggested`: the second reader found it, and not the rules of the built-in one.
    """

    line: Line
    note: ManagerNote | None
    advice: tuple[str, ...]
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Draft(ToManager):
    """The contract as read from the notes, for the manager to check before the report sees anything.

    `fallback` says why the second reader, which was asked, had no part in it.
    """

    attempt: int
    lines: tuple[DraftLine, ...]
    reviews: tuple[ReviewLine, ...]
    open_questions: tuple[str, ...]
    declined: bool
    fallback: Fallback | None = None


@dataclass(frozen=True, slots=True)
class Confirmation(Mail):
    """Asks for a yes to the contract. `changes` is empty the first time, else what differs from what was last seen.

    `refused` says that the changes which the reader had asked for were not taken.
    """

    attempt: int
    terms: Terms
    changes: tuple[Change, ...]
    refused: bool


@dataclass(frozen=True, slots=True)
class ChangeRequest(Mail):
    """Asks whether the other's changes are agreed to."""

    attempt: int
    changes: tuple[Change, ...]
    terms: Terms


@dataclass(frozen=True, slots=True)
class ChangeRefused(Mail):
    """The other did not agree to the reader's changes; the agreed contract stands as it was."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Agreed(Mail):
    """Both have said yes to the same version. Carries the reader's own commitments as calendar entries."""

    terms: Terms
    day: date


@dataclass(frozen=True, slots=True)
class Reminder(Mail):
    """To the owner alone: due soon, or (`after`) did it happen?"""

    lines: tuple[Line, ...]
    after: bool


@dataclass(frozen=True, slots=True)
class Review(Mail):
    """The monthly review. `answered` says that the manager has answered theirs, which the report's mail opens with."""

    terms: Terms
    answered: bool


@dataclass(frozen=True, slots=True)
class Withdrawn(Mail):
    """The other took back (UNDO) the mail that led to our last one."""


@dataclass(frozen=True, slots=True)
class Paused(Mail):
    """The other has stopped taking part (`resumed`: has started again). Never why."""

    resumed: bool


@dataclass(frozen=True, slots=True)
class Acknowledgement(Mail):
    """The receipt alone, when no other mail is due to its reader."""


# --- mails that belong to no pair -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stranger(Mail):
    """To an address that is not registered. It reveals nothing."""


@dataclass(frozen=True, slots=True)
class Impostor(Mail):
    """To a registered person: a mail with their reply address came from another address and changed nothing."""


@dataclass(frozen=True, slots=True)
class WhichReport(ToManager):
    """Notes came in a fresh mail and could belong to several reports."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unreadable(Mail):
    """The mail could not be read by the service; the operator will look at it."""
