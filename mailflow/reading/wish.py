"""Wish: what a sentence asks of the items, by what such sentences usually ask.

Grammar (`operation`, `addition`, `rewording`) comes first. Where it has no word for a wish ("3 July is honest", "lose
the leaflet"), an encoder that was taught with labelled sentences says of which kind it is. Which item and which day are
meant is read by rule all the same, and asked back if that is not certain (docs/decisions/0014).
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias

from mailflow.reading import asking
from mailflow.reading.asked import Asked
from mailflow.reading.clause import Sentence
from mailflow.reading.encoder import encoder
from mailflow.reading.stance import spoken
from mailflow.reading.statement import Statement

Wish: TypeAlias = Literal["move", "drop", "add", "alter", "done"]
WISHES: tuple[Wish, ...] = ("move", "drop", "add", "alter", "done")
_UNKNOWN: Mapping[str, float] = dict.fromkeys((*WISHES, "other"), 0.0)

# Probabilities; docs/performance.md says what reaches them.
SENTENCE = 0.75  # of a wish, in a whole sentence or in a clause of it
REQUEST = 0.5  # the same, of one that is put as a request
LEAST = 0.4  # and at least so much in the other of these two


def wish(statement: Statement, asked: Asked) -> Wish | None:
    """What a clause of a reply that decides asks of the items, None if that is nothing or not likely enough."""
    if not asked.deciding or statement.signed or "thank" in statement.words:
        return None
    enough = REQUEST if asking.is_request(statement.sentence) else SENTENCE
    together = _likely(statement.sentence.plain, asked)
    if not statement.sentence.whole or max(together[kind] for kind in WISHES) < LEAST:
        return None  # most sentences, of which no clause need be looked at
    alone = _likely(statement.clause.plain, asked)
    kind = max(WISHES, key=lambda wished: together[wished] + alone[wished])
    both = (together[kind], alone[kind])
    return kind if max(both) >= enough and min(both) >= LEAST else None


def moves(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence as a whole most likely asks for another date."""
    return asked.deciding and _likely(sentence.plain, asked)["move"] >= SENTENCE


def _likely(plain: str, asked: Asked) -> Mapping[str, float]:
    """How likely words ask for what; of words whose end is not looked at nothing is known."""
    said = spoken(plain, asked.names, asked.context)
    return encoder().probabilities(said, "asks") if encoder().reads_all(said) else _UNKNOWN
