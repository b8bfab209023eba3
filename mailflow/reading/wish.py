"""Wish: what a sentence asks of the items, by what such sentences usually ask.

Grammar (`operation`, `addition`, `rewording`) comes first. Where it has no word for a wish ("3 July is honest", "lose
the leaflet"), an encoder that was taught with labelled sentences says of which kind it is. Which item and which day are
meant is read by rule all the same, and asked back if that is not certain (docs/decisions/0014).
"""

from typing import Literal, TypeAlias

from mailflow.reading import asking
from mailflow.reading.asked import Asked
from mailflow.reading.encoder import encoder
from mailflow.reading.stance import spoken
from mailflow.reading.statement import Statement

Wish: TypeAlias = Literal["move", "drop", "add", "alter", "done"]
WISHES: tuple[Wish, ...] = ("move", "drop", "add", "alter", "done")

# Probabilities; docs/performance.md says what reaches them.
SENTENCE = 0.75  # of a wish, in a whole sentence or in a clause of it
REQUEST = 0.5  # the same, of one that is put as a request
LEAST = 0.4  # and at least so much in the other of these two
MAY = 0.5  # of no wish; with less, a clause may be one


def wish(statement: Statement, asked: Asked) -> Wish | None:
    """What a clause of a reply that decides asks of the items, None if that is nothing or not likely enough."""
    if not asked.deciding or statement.signed or "thank" in statement.words:
        return None
    enough = REQUEST if asking.is_request(statement.sentence) else SENTENCE
    clause, sentence = statement.clause.plain, statement.sentence.plain
    together = {kind: _likely(sentence, asked, kind) for kind in WISHES}
    if not statement.sentence.whole or max(together.values()) < LEAST:
        return None  # most sentences, of which no clause need be looked at
    found = {kind: (likely, _likely(clause, asked, kind)) for kind, likely in together.items()}
    kind = max(WISHES, key=lambda wished: sum(found[wished]))
    return kind if max(found[kind]) >= enough and min(found[kind]) >= LEAST else None


def may_wish(statement: Statement, asked: Asked) -> bool:
    """Whether a clause or its sentence more likely asks for something than for nothing."""
    said = (statement.clause.plain, statement.sentence.plain)
    return asked.deciding and any(_likely(plain, asked, "other") < MAY for plain in said)


def _likely(plain: str, asked: Asked, kind: str) -> float:
    said = spoken(plain, asked.names, asked.context)
    return encoder().probabilities(said, "asks")[kind] if encoder().reads_all(said) else 0.0
