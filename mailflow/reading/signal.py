"""Signals: words that call for a talk, whatever else the mail decides."""

from collections.abc import Iterable, Iterator
from typing import Literal

from mailflow.reading.classifier import classifier
from mailflow.reading.clause import Sentence
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern

Signal = Literal["goals_changed", "leaving", "transition"]
SURE = 0.98  # how sure the classifier must be of a signal that no phrase gives
_CLASSIFIER = classifier("signal")
_SIGNALS: tuple[Signal, ...] = ("goals_changed", "leaving", "transition")


def signals(said: Iterable[Sentence], names: Names) -> tuple[Signal, ...]:
    """Which signals the sentences give, each once: the person's aims have changed; they think of leaving, were
    approached or have resigned; a new role or team, a return from leave, a promotion being decided."""
    found = {name for s in said for name in (by_words(s, names) or _likely(s, names))}
    return tuple(name for name in _SIGNALS if name in found)


def by_words(sentence: Sentence, names: Names) -> tuple[Signal, ...]:
    """The signals that a sentence gives in so many words."""
    plain = names.veiled(sentence.plain)
    return tuple(name for name in _SIGNALS if pattern("signal", name).search(plain))


def _likely(sentence: Sentence, names: Names) -> Iterator[Signal]:
    """What a sentence most likely signals that gives none in so many words."""
    if not sentence.asks:
        likely = _CLASSIFIER.probabilities(names.veiled(sentence.plain))
        yield from (name for name in _SIGNALS if likely[name] >= SURE)
