"""Standing: how a commitment most likely stands, by what such sentences usually say of one.

The words of `operation.status` come first. Where they say nothing, or where something else is all but certain ("the
Leeds lot have finished theirs"), a classifier made from labelled sentences is asked.
"""

from mailflow.reading.classifier import about, classifier
from mailflow.reading.item import Item
from mailflow.reading.names import Names
from mailflow.reading.operation import Status

SURE = {"done": 0.93, "progress": 0.9, "blocked": 0.9}  # before a sentence is believed that no rule knows
AGAINST = 0.97  # before a rule is not

_CLASSIFIER = classifier("state")
_STATES: dict[str, Status] = {"done": "done", "progress": "progress", "blocked": "blocked"}


def likely(plain: str, item: Item, names: Names) -> Status | None:
    """How the item stands by words that no rule knows, in lower case; None if that is not certain."""
    if "?" in plain:
        return None
    found = _probabilities(plain, item, names)
    return next((state for name, state in _STATES.items() if found[name] >= SURE[name]), None)


def revised(plain: str, item: Item, names: Names) -> Status | None:
    """ "done", as a rule has read it, or what the words say with all but certainty instead; None for no state."""
    found = _probabilities(plain, item, names)
    most = max(found, key=found.__getitem__)
    return _STATES.get(most) if found[most] >= AGAINST else "done"


def _probabilities(plain: str, item: Item, names: Names) -> dict[str, float]:
    return dict(_CLASSIFIER.probabilities(about(names.veiled(plain), item.text)))
