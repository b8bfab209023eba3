"""Stance: what a whole sentence says of what was offered, by what such sentences usually say.

Grammar (`assent`, `refusal`, `danger`) comes first. Where it has no word for a sentence, a classifier made from some
thousand labelled ones may know it: "where do I sign, yes to the lot" agrees, "my laptop died on Tuesday" has nothing to
do with it. It is believed only if it is very sure, and never where a word stands that could turn the sentence round.
"""

from mailflow.reading.classifier import classifier
from mailflow.reading.clause import Sentence, bare
from mailflow.reading.courtesy import is_grave
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern

YES, NO, BESIDE, CERTAIN, SLIGHT = (
    0.95,
    0.9,
    0.9,
    0.98,
    0.3,
)  # how sure it must be; the figures are in docs/performance.md


def agrees(sentence: Sentence, names: Names, *, draft: bool) -> bool:
    """Whether a sentence that no rule knows says yes to the whole; `draft`: it may ask to send that."""
    words = names.veiled(bare(sentence.plain))
    if sentence.asks or not sentence.whole or pattern("stance", "turns").search(words):
        return False
    core = pattern("stance", "core").search(words) or (draft and pattern("stance", "core_sending").search(words))
    if core is None or core is False:
        return False
    return _likely(sentence.plain, names, "yes") >= YES


def refuses(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule knows says no to the whole."""
    if sentence.asks or not sentence.whole or pattern("refusal", "delay").search(bare(sentence.plain)):
        return False
    return _likely(sentence.plain, names, "no") >= NO


def is_beside(plain: str, names: Names) -> bool:
    """Whether words that no rule knows, in lower case, have nothing to do with a yes beside them."""
    words = bare(plain)
    if "?" in plain or pattern("stance", "touches").search(words) or pattern("harmless", "granted").search(words):
        return False
    likely = _likely(plain, names, "beside")
    return likely >= CERTAIN or (likely >= BESIDE and not is_grave(words, matter=False))


def may_matter(plain: str, names: Names, *, of_item: bool) -> bool:
    """Whether words beside a firm yes could turn it round: they hold a condition or a word of change, or are not most
    likely beside the matter. `of_item`: they speak of an item."""
    words = bare(plain)
    if "?" in plain or any(pattern(*key).search(words) for key in _TURNING):
        return True
    likely = classifier("stance").probabilities(names.veiled(plain))
    return likely["matters"] + likely["no"] >= (SLIGHT if not of_item else SLIGHT / 2)


_TURNING = (("danger", "condition"), ("stance", "touches"), ("harmless", "granted"))


def _likely(plain: str, names: Names, name: str) -> float:
    return classifier("stance").probabilities(names.veiled(plain))[name]
