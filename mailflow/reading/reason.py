"""Reasons: why a sentence of the notes came to nothing, for the person who wonders."""

from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.scene import Scene
from mailflow.reading.word import Word, longest, phrases, standing

Reason = Literal["asked", "unsure", "negated", "past", "by the way", "third person", "told"]

_UNSURE = phrases(lexicon.words("promise", "unsure"), shortened=True)
_NEGATED = frozenset(lexicon.words("promise", "hedge")) & {"not", "never", "n't", "no"}
_SURE = phrases(lexicon.words("promise", "sure"), shortened=True)
_WAS = frozenset(lexicon.words("question", "past"))
_SHORTEST = 4  # letters of a verb in the past tense, less one
_BETWEEN = 4  # words between a third person and what they will do


def why(words: tuple[Word, ...], scene: Scene, *, background: bool) -> Reason:
    """Why these words are no commitment, no review and no open question. `background`: they stand where notes tell of
    other things."""
    if words[-1].low == "?":
        return "asked"
    if any(not (at and words[at].is_name) for at, _ in standing(words, _UNSURE)):  # "in May"
        return "unsure"
    if any(w.low in _NEGATED or w.low.endswith("n't") for w in words):
        return "negated"
    if background:
        return "by the way"
    for at, word in enumerate(words):
        if word.low in _SURE and longest(words, at, _SURE):
            before = words[max(0, at - _BETWEEN) : at]
            if not any(scene.owner(w) for w in before):
                return "third person"
        if word.low in _WAS or (len(word.low) > _SHORTEST and word.low.endswith("ed") and word.low[-3] != "e"):
            return "past"
    return "told"
