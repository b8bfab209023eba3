"""Signals: words that call for a talk, whatever else the mail decides."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from mailflow.reading.clause import Sentence
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern

Signal = Literal["goals_changed", "leaving", "transition"]
_SIGNALS: tuple[Signal, ...] = ("goals_changed", "leaving", "transition")


def signals(said: Iterable[Sentence], names: Names) -> tuple[Signal, ...]:
    """Which signals the sentences give, each once: the person's aims have changed; they think of leaving, were
    approached or have resigned; a new role or team, a return from leave, a promotion being decided."""
    found = {name for s in said for name in by_words(s, names)}
    return tuple(name for name in _SIGNALS if name in found)


def by_words(sentence: Sentence, names: Names) -> tuple[Signal, ...]:
    """The signals that a sentence gives in so many words."""
    return _told(names.veiled(sentence.plain))


@lru_cache(64)  # the reading of changes asks for those of a sentence, too
def _told(plain: str) -> tuple[Signal, ...]:
    return tuple(name for name in _SIGNALS if pattern("signal", name).search(plain))
