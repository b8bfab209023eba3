"""Stance: what a whole sentence says of what was offered, by what such sentences usually say.

Grammar (`assent`, `refusal`, `danger`) comes first. Where it has no word for a sentence, a classifier made from some
thousand labelled ones may know it: "where do I sign, yes to the lot" agrees, "my laptop died on Tuesday" has nothing to
do with it. It is believed only if it is very sure, and never where a word stands that could turn the sentence round.
"""

import re

from mailflow.reading.classifier import classifier
from mailflow.reading.clause import BLANK, Sentence, bare
from mailflow.reading.courtesy import is_grave
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern

# How sure it must be; docs/performance.md has the figures.
YES, RATHER, HARMLESS = 0.95, 0.75, 0.01
FIRM, NO = 0.97, 0.9
BESIDE, CERTAIN, BEYOND_DOUBT = 0.9, 0.98, 0.995
LONGEST, VARIED = 40, 0.6  # words of a sentence that says yes, and the share of them that stands in it once
STRANGE = 5  # words beside a yes, of which one may be a stranger
UNKNOWN = 12  # words of a yes, of which one may be a stranger
FEWEST, FEWEST_OF_SCRAP = 4, 6  # words; of fewer nobody can tell what they have to do with
EVEN = 0.6
SLIGHT = 0.15  # how likely it may be at most that words beside a firm yes matter
_CLASSIFIER = classifier("stance")
_TURNING = (("stance", "touches"), ("harmless", "granted"))
_NEVER = ("stance", "never")
_TAKING_TIME = re.compile(
    r"\b(?:making|taking|finding|giving) (?:me |us )?(?:the |so much |such |all this )?(?:time|trouble|effort|care)\b"
)


def agrees(sentence: Sentence, names: Names, *, draft: bool) -> bool:
    """Whether a sentence that no rule knows says yes to the whole; `draft`: it may ask to send that."""
    words = names.veiled(bare(sentence.plain))
    if (
        sentence.asks
        or not sentence.whole
        or BLANK in sentence.plain
        or any(pattern("stance", key).search(words) for key in ("turns", "never"))
    ):
        return False
    said = words.split()
    if len(said) > LONGEST or len(set(said)) < VARIED * len(said):
        return False
    if len(_CLASSIFIER.unknown(words)) > len(said) // UNKNOWN:
        return False
    if not (pattern("stance", "core").search(words) or (draft and pattern("stance", "core_sending").search(words))):
        return False
    likely = _CLASSIFIER.probabilities(names.veiled(sentence.plain))
    if pattern("stance", "blurs").search(words):
        return likely["yes"] >= BEYOND_DOUBT
    harmless = likely["matters"] + likely["no"] <= HARMLESS  # what is no yes then is a courtesy
    return likely["yes"] >= YES or (harmless and likely["yes"] >= RATHER)


def is_firm(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence says yes beyond doubt, by what such sentences usually say."""
    return _likely(sentence.plain, names, "yes") >= FIRM


def refuses(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule knows says no to the whole."""
    if sentence.asks or not sentence.whole or pattern("refusal", "delay").search(bare(sentence.plain)):
        return False
    return _likely(sentence.plain, names, "no") >= NO


def is_beside(plain: str, names: Names, *, scrap: bool) -> bool:
    """Whether words that no rule knows, in lower case, have nothing to do with a yes beside them; `scrap`: they are no
    sentence."""
    words = bare(plain)
    if "?" in plain or any(pattern(*key).search(words) for key in (*_TURNING, _NEVER)):
        return False
    if _says_too_little(words, scrap=scrap):
        return False
    likely = _likely(plain, names, "beside")
    return likely >= CERTAIN or (likely >= BESIDE and not is_grave(words, matter=False))


def may_matter(plain: str, names: Names, *, of_item: bool, scrap: bool) -> bool:
    """Whether words beside a firm yes could turn it round: they hold a condition or a word of change, or are not most
    likely beside the matter. `of_item`: they speak of an item; `scrap`: they are no sentence."""
    words = pattern("stance", "idioms").sub(" ", _TAKING_TIME.sub(" ", bare(plain)))
    if "?" in plain or any(pattern(*key).search(words) for key in (("danger", "condition"), _NEVER)):
        return True
    if _says_too_little(words, scrap=scrap):
        return True
    likely = _CLASSIFIER.probabilities(names.veiled(plain))
    if any(pattern(*key).search(words) for key in _TURNING):
        return likely["beside"] < BEYOND_DOUBT
    return likely["matters"] + likely["no"] >= (SLIGHT / 2 if of_item else SLIGHT)


def asks_for_something(sentence: Sentence, names: Names) -> bool:
    """Whether words that no rule knows may well ask for something, and do not only say why or tell a tale."""
    asks = pattern("stance", "asking").search(sentence.plain) is not None
    return asks and _likely(sentence.plain, names, "beside") < EVEN


def _says_too_little(words: str, *, scrap: bool) -> bool:
    """Whether words are too few, or too many of them strangers, to tell what they have to do with anything."""
    said = words.split()
    return len(said) < (FEWEST_OF_SCRAP if scrap else FEWEST) or (
        len(_CLASSIFIER.unknown(words)) > len(said) // STRANGE
    )


def _likely(plain: str, names: Names, name: str) -> float:
    return _CLASSIFIER.probabilities(names.veiled(plain))[name]
