"""Confidence: what is said of a third person's pay, health or performance reaches no contract, marked or not."""

from mailflow.reading import lexicon
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, holds, longest, parted, phrases

_WORDS = phrases(lexicon.words("confidence", "words"), shortened=True)
_OF_SOMEBODY = phrases(lexicon.words("confidence", "of_somebody"), shortened=True)
_DONE_TO = frozenset(lexicon.words("confidence", "done_to"))
_POSSESSIVE = frozenset({"'s", "his", "her", "their"})
_NEAR = 3  # words


def confidential(sentence: tuple[Word, ...], pair: Pair) -> bool:
    """Whether a sentence tells of a third person's pay, health or performance."""
    words = parted(sentence)
    if not _touches(words):
        return False
    others = [
        at
        for at, word in enumerate(words)
        if _third(word, pair, first=not at)
        and not (at and words[at - 1].low == "the" and word.is_name)  # "the stroke team at the Royal" names a place
    ]
    if not others:
        return False
    return _delicate(words) or any(_done_to(words, at) for at in others)


def _touches(words: tuple[Word, ...]) -> bool:
    """Whether any word of these matters stands there at all."""
    lows = {word.low for word in words}
    return holds(words, _WORDS) or holds(words, _OF_SOMEBODY) or bool(lows & _DONE_TO) or {"let", "go"} <= lows


def delicate(sentence: tuple[Word, ...]) -> bool:
    """Whether a sentence is about anyone's pay, health or performance."""
    return _delicate(parted(sentence))


def _delicate(words: tuple[Word, ...]) -> bool:
    if holds(words, _WORDS):
        return True
    if not holds(words, _OF_SOMEBODY):
        return False
    for at in range(len(words)):
        if longest(words, at, _OF_SOMEBODY):
            before = words[max(0, at - _NEAR) : at]
            behind = words[at + 1 : at + 3]
            if any(w.low in _POSSESSIVE for w in before) or (behind and behind[0].low == "of" and behind[-1].is_name):
                return True
    return False


def _done_to(words: tuple[Word, ...], at: int) -> bool:
    """Whether what stands before a person is done to their post: "fire Aisha", "let Simon go", "replace Tom"."""
    before = words[at - 1].low if at else ""
    return before in _DONE_TO or (before == "let" and any(w.low == "go" for w in words[at + 1 : at + 3]))


def _third(word: Word, pair: Pair, *, first: bool) -> bool:
    """Whether a word names someone who is not one of the two."""
    if word.low in _SOMEONE:
        return True
    plain = word.low in _NO_NAME or len(word.low) < 2 or (first and word.low in _OPENERS)
    return word.is_name and not plain and pair.named(word) is None


_SOMEONE = frozenset(lexicon.words("confidence", "someone"))
_OPENERS = frozenset(lexicon.words("confidence", "openers"))
_NO_NAME = frozenset((*lexicon.index("months"), *lexicon.index("weekdays"), *_OPENERS, "hr", "q"))
