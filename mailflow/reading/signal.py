"""Signals: words that call for a talk, whatever else the mail decides."""

from collections.abc import Iterable
from typing import Literal

from mailflow.reading.clause import Sentence
from mailflow.reading.phrasebook import keys, pattern

Signal = Literal["goals_changed", "leaving", "transition"]
_SIGNALS: tuple[Signal, ...] = ("goals_changed", "leaving", "transition")


def signals(said: Iterable[Sentence], names: tuple[str, ...] = ()) -> tuple[Signal, ...]:
    """Which signals the sentences give, each once: the person's aims have changed; they think of leaving, were
    approached or have resigned; a new role or team, a return from leave, a promotion being decided. `names` are the
    two people's first names in lower case."""
    sentences = tuple(said)
    return tuple(
        name
        for name in _SIGNALS
        if name in keys("signal") and any(pattern("signal", name, "anywhere", names).search(s.plain) for s in sentences)
    )
