"""Stance: what a whole sentence says of what was offered, by what such sentences usually say.

Grammar (`assent`, `refusal`, `danger`) comes first. Where it has no word for a sentence, a classifier made from some
thousand labelled ones may know it. It never makes a yes. It may hear a no, it may take a tale beside a yes for a tale
if it is all but certain, and it holds a yes back where words beside it, which no rule minds, most likely matter: "my
new employer sends her regards".
"""

from mailflow.reading.classifier import classifier
from mailflow.reading.clause import Sentence, bare
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern

# How sure it must be; docs/performance.md has the figures.
NO, WEIGHTY, BESIDE, EVEN = 0.8, 0.6, 0.98, 0.6
FEWEST_WEIGHTY, FEWEST_BESIDE = 3, 4  # words; of fewer nobody can tell what they have to do with a yes
STRANGE = 5  # words beside a yes, of which one may be a stranger
_TURNING = (("stance", "touches"), ("stance", "never"), ("harmless", "granted"))
_CLASSIFIER = classifier("stance")


def refuses(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule knows says no to the whole."""
    if sentence.asks or not sentence.whole or pattern("refusal", "delay").search(bare(sentence.plain)):
        return False
    return _likely(sentence.plain, names, "no") >= NO


def is_beside(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule knows has nothing to do with a yes beside it."""
    words = bare(sentence.plain)
    if sentence.asks or not sentence.whole or any(pattern(*key).search(words) for key in _TURNING):
        return False
    said = words.split()
    if len(said) < FEWEST_BESIDE or len(_CLASSIFIER.unknown(words)) > len(said) // STRANGE:
        return False
    return _likely(sentence.plain, names, "beside") >= BESIDE


def matters(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule minds may well turn round a yes beside it."""
    if len(sentence.plain.split()) < FEWEST_WEIGHTY:
        return False
    likely = _CLASSIFIER.probabilities(names.veiled(sentence.plain))
    return likely["matters"] + likely["no"] >= WEIGHTY


def asks_for_something(sentence: Sentence, names: Names) -> bool:
    """Whether words that no rule knows may well ask for something, and do not only say why or tell a tale."""
    asks = pattern("stance", "asking").search(sentence.plain) is not None
    return asks and _likely(sentence.plain, names, "beside") < EVEN


def _likely(plain: str, names: Names, name: str) -> float:
    return _CLASSIFIER.probabilities(names.veiled(plain))[name]
