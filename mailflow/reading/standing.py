"""Standing: how a commitment most likely stands, by what such sentences usually say of one.

The words of `operation.status` come first. Where they say nothing, or where something else is all but certain ("the
Leeds lot have finished theirs"), an encoder that was taught with labelled sentences is asked.
"""

import re
from collections.abc import Mapping

from mailflow.reading.encoder import encoder
from mailflow.reading.item import Item, stem, telling
from mailflow.reading.names import Names
from mailflow.reading.operation import Status
from mailflow.reading.stance import spoken

SURE = 0.85  # before a sentence is believed that no rule knows
AGAINST = 0.9  # before a rule is not

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_PLAIN = re.compile(
    r"\W*(?:(?:number|no|item|one|first|second|third|last|the|her|his|my|it|that|it's|that's|i|have|i've|is|are|was|and|all"
    r"|now|already|\d{1,2})\W+){0,6}"
    r"(?:done|finished|completed?|ready|sent|booked|ordered|passed|submitted)(?: (?:it|them|that))?"
    r"(?: (?:too|already|now|as well|today|yesterday|this (?:morning|afternoon|week)"
    r"|last (?:week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|on (?:mon|tues|wednes|thurs|fri|satur|sun)day))?\W*"
)
_STATES: dict[str, Status] = {"done": "done", "progress": "progress", "blocked": "blocked"}


def likely(plain: str, item: Item, names: Names) -> Status | None:
    """How the item stands by words that no rule knows, in lower case; None if that is not certain."""
    if "?" in plain:
        return None
    found = _probabilities(plain, item, names)
    return next((state for name, state in _STATES.items() if found[name] >= SURE), None)


def revised(plain: str, item: Item, names: Names) -> Status | None:
    """ "done", as a rule has read it, or what the words say with all but certainty instead; None for no state.

    Of words that say no more than that nothing is asked: each look costs milliseconds.
    """
    if _PLAIN.fullmatch(about(plain, item.text)):
        return "done"
    found = _probabilities(plain, item, names)
    most = max(found, key=found.__getitem__)
    return _STATES.get(most) if found[most] >= AGAINST else "done"


def about(text: str, item: str) -> str:
    """The text with the words that it shares with an item's as so many "item"."""
    known = telling(item.partition(" ")[2])
    return _WORD.sub(lambda m: "item" if stem(m.group()) in known else m.group(), text)


def _probabilities(plain: str, item: Item, names: Names) -> Mapping[str, float]:
    return encoder().probabilities(about(spoken(plain, names), item.text), "state")
