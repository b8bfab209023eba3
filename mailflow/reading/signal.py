"""Signals: words that call for a talk, whatever else the mail decides."""

from collections.abc import Iterable
from typing import Literal

from mailflow.reading.clause import Sentence
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import keys, pattern

Signal = Literal["goals_changed", "leaving", "transition"]
_SIGNALS: tuple[Signal, ...] = ("goals_changed", "leaving", "transition")


def signals(said: Iterable[Sentence], names: Names) -> tuple[Signal, ...]:
    """Which signals the sentences give, each once: the person's aims have changed; they think of leaving, were
    approached or have resigned; a new role or team, a return from leave, a promotion being decided."""
    spoken = tuple(names.veiled(s.plain) for s in said)
    return tuple(
        name
        for name in _SIGNALS
        if name in keys("signal") and any(pattern("signal", name).search(plain) for plain in spoken)
    )
