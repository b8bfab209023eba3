"""Asking: sentences of a reply that a person must answer, and those that ask us for a change."""

import re

from mailflow.reading.clause import Sentence, bare
from mailflow.reading.courtesy import GREETINGS
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern
from mailflow.reading.statement import Statement

_ALONE = re.compile(r"\W*\w+(?:n't|not)\s*[,;.:–—-]")
_ASKING = re.compile(
    r"(?:do|does|did|can|could|will|would|should|shall|what|when|how|why|who|where|which"
    r"|(?:is|are|am|has|have|was|were) (?:i|you|we|it|this|that|they|there))\b"
)


def asks(sentence: Sentence, names: Names) -> bool:
    """Whether a person must answer the sentence, question mark or not."""
    plain = sentence.plain
    if pattern("question", "polite").search(plain):
        return False
    if sentence.asks or pattern("question", "indirect").search(plain):
        return True
    if _ALONE.match(plain) or plain.endswith("!"):
        return False  # "Can't, nobody sent me the drawings"
    called, comma, rest = plain.partition(",")
    words = bare(rest if comma and all(w in names.both or w in GREETINGS for w in called.split()) else plain)
    name, _, behind = words.partition(" ")
    if name in names.both and _ASKING.match(behind):
        words = behind  # "Clay do I have to …", but not "Clay has the whole branch on his back"
    for opening in ("hi ", "hello ", "hey ", "so ", "and ", "but ", "sorry "):
        words = words.removeprefix(opening)
    return pattern("question", "start", "start").match(names.veiled(words)) is not None


def asks_to_send(sentence: Sentence) -> bool:
    """Whether a question asks that the draft goes out ("can you send it to Tom now?")."""
    return pattern("question", "sending", "start").match(bare(sentence.plain)) is not None


def is_request(sentence: Sentence) -> bool:
    """Whether a question is put as one, but asks for a change ("can 2 go to 5 May?")."""
    return pattern("question", "request", "start").match(bare(sentence.plain)) is not None


def requests(statement: Statement) -> bool:
    """Whether one clause of a sentence begins as a request does ("looks right, could we make that 16 June?")."""
    return pattern("question", "request", "start").match(statement.words) is not None
