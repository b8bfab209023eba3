"""A linear classifier of sentences: which of a few classes the words of a sentence speak for, and how surely.

Softmax regression over the words of a sentence, its pairs of words, and the heads and tails of its longer words. The
weights stand in models/<name>.json and are made by `python -m benchmarks.training` from the labelled sentences beside
it; nothing is learnt from the mail that a service reads. It knows what is likely, and no grammar: who asks it for
something that binds has to ask for much certainty, and to look for himself for what would turn the meaning round.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import exp

from mailflow.reading import lexicon
from mailflow.reading.item import stem, telling
from mailflow.reading.names import WHO

SCALE = 100  # weights are kept as whole hundredths
MOST = 60  # words of a sentence that are looked at
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+|[?!,.:;]")
_VEILED = re.compile(WHO)
_LONG, _HEAD, _TAIL = 5, 4, 3  # letters: of a word whose ends say something, and of these
_DAYS = frozenset(word for word in lexicon.index("weekdays") if len(word) >= _LONG)
_MONTHS = frozenset(word for word in lexicon.index("months") if len(word) >= _HEAD)


def features(text: str) -> frozenset[str]:
    """What is looked at in a sentence. Names are to be veiled (`names.Names.veiled`); days, months and numbers count as
    such, whichever they are."""
    words = _words(text)
    pairs = (f"{a} {b}" for a, b in pairwise(("^", *words, "$")))
    ends = (end for w in words if len(w) >= _LONG for end in (f"{w[:_HEAD]}-", f"-{w[-_TAIL:]}"))
    return frozenset((*words, *pairs, *ends))


def _words(text: str) -> list[str]:
    return [_kind(w) for w in _TOKEN.findall(_VEILED.sub("name", text.lower().replace("’", "'")))][:MOST]


def about(text: str, item: str) -> str:
    """The text with the words that it shares with an item's as so many "item"."""
    known = telling(item.partition(" ")[2])
    return _TOKEN.sub(lambda m: "item" if stem(m.group()) in known else m.group(), text)


def _kind(word: str) -> str:
    if word.isdigit():
        return "0"
    return "weekday" if word in _DAYS else "month" if word in _MONTHS else word


@dataclass(frozen=True, slots=True)
class Classifier:
    """`weights` of each feature and `bias`, a number for each of the `classes`, in hundredths."""

    classes: Sequence[str]
    bias: Sequence[int]
    weights: Mapping[str, Sequence[int]]

    def unknown(self, text: str) -> Sequence[str]:
        """The words of `text` of which nothing is known, since no labelled sentence had them twice."""
        return [word for word in _words(text) if word not in self.weights]

    def probabilities(self, text: str) -> Mapping[str, float]:
        """How likely each class is, by the words of `text`; together they are 1."""
        scores = list(self.bias)
        for feature in features(text):
            for i, weight in enumerate(self.weights.get(feature, ())):
                scores[i] += weight
        highest = max(scores)
        raised = [exp((score - highest) / SCALE) for score in scores]
        total = sum(raised)
        return {name: value / total for name, value in zip(self.classes, raised, strict=True)}


@cache
def classifier(name: str) -> Classifier:
    """The classifier of that name, read once. Raises FileNotFoundError if there is none."""
    text = files("mailflow.reading").joinpath("models", f"{name}.json").read_text(encoding="utf-8")
    model = json.loads(text)
    return Classifier(tuple(model["classes"]), tuple(model["bias"]), model["weights"])
