"""An understanding: what a reply means, for the one who acts on it and the one who wonders why."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mailflow.reading.addition import Added
from mailflow.reading.heard import Heard
from mailflow.reading.meeting import Meeting
from mailflow.reading.operation import ItemOp

Verdict = Literal["accept", "accept_with_changes", "reject", "question", "none"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a reply means.

    `verdict` is on the whole; `items` and `add` are what is asked of single items and newly promised, `meeting`,
    `snooze` and `rating` are None where the reply says none. `send`: the manager wants the draft to go out now.
    `undo`: the reply is the command UNDO. `unclear`: the person's own words that asked for something which could
    not be read with certainty; then nothing may be changed, and they are asked back. `left`: words beside changes of
    which nobody knows what they ask for; they are told back. `heard` is what became of each clause.
    """

    verdict: Verdict
    items: tuple[ItemOp, ...] = ()
    add: tuple[Added, ...] = ()
    meeting: Meeting | None = None
    snooze: date | None = None
    rating: int | None = None
    signals: tuple[str, ...] = ()
    send: bool = False
    undo: bool = False
    unclear: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = field(default=(), compare=False, repr=False)
