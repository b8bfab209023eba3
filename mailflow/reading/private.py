"""What must stay with the manager: private remarks, and other people's pay, health and performance.

Only what `public` lets through is ever read for commitments, reviews and open questions, so that a
private word cannot reach a contract by way of any later rule. When in doubt it hides too much: a line
lost from a draft can be added by the manager, a line leaked cannot be taken back.
"""

from mailflow.reading import lexicon
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, holds, longest, parted, phrases, standing

_MARKS = phrases(lexicon.words("private", "marks"))
_LABEL = phrases(lexicon.words("private", "label"))
_AHEAD = phrases(lexicon.words("private", "ahead"))
_RESUME = phrases(lexicon.words("private", "resume"))
_CONFIDENCE = phrases(lexicon.words("confidence", "words"), shortened=True)
_BACK = frozenset(lexicon.words("private", "back"))
_ONESELF = phrases(lexicon.words("private", "oneself"))
_NOT_FOR = phrases(lexicon.words("private", "not_for"))
_IN_FRONT = frozenset(lexicon.words("words_of_private", "in_front"))
_SHORT = 12  # words of a remark that may still mean what was said before
_BARE = 7  # words, with the full stop, of a remark that says nothing else
_LOOKS_BACK = 4  # sentences before "leave that out" that it may mean


def marked(words: tuple[Word, ...], pair: Pair, *, opening: bool = True) -> bool:
    """Whether a sentence or heading says that something is private. `opening`: it begins a line or sentence."""
    if any(_hides_from(words, at + step, pair) for at, step in standing(words, _NOT_FOR)):
        return True
    if holds(words, _MARKS):
        return True
    starts = [0] if opening else []
    starts += [at + 1 for at, word in enumerate(words[:-1]) if word.low in ("(", "[", "-", "–", "—")]
    for at in starts:
        step = longest(words, at, _LABEL)
        if step and (
            at + step >= len(words)
            or not words[at + step].low[0].isalnum()
            or words[at + step].low in ("note", "notes", "to", "and")
        ):
            return True
    return False


def opens(words: tuple[Word, ...]) -> bool:
    """Whether a line begins with such a remark, as the heading of a private part does."""
    at = 0
    while at < len(words) and words[at].low in _IN_FRONT:
        at += 1
    return bool(longest(words, at, _MARKS) or longest(words, at, _LABEL))


def _for_oneself(words: tuple[Word, ...]) -> bool:
    """Whether a sentence only says that these are the writer's own notes."""
    if len(words) > _SHORT or _holds_colon(words):
        return False
    at = next((k for k in range(len(words)) if longest(words, k, _ONESELF)), None)
    return at is not None and not any(
        longest(words, k, _MARKS) for k in range(len(words)) if k != at and not longest(words, k, _ONESELF)
    )


def _hides_from(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """Whether "not for" is followed by the report's name, and no more: "not for Anna to do" hides nothing."""
    after = words[at + 1] if at + 1 < len(words) else None
    named = at < len(words) and pair.named(words[at]) == "report"
    return named and (after is None or not after.low.isalpha() or after.low in ("or", "and"))


def _holds_colon(words: tuple[Word, ...]) -> bool:
    return any(word.low == ":" for word in words)


def announces(words: tuple[Word, ...]) -> bool:
    """Whether a private remark covers what follows it as well ("the next part is just for me")."""
    return holds(words, _AHEAD)


def resumes(words: tuple[Word, ...]) -> bool:
    """Whether a sentence ends a private remark ("back to what we agreed")."""
    return holds(words, _RESUME)


def public(sentences: tuple[tuple[Word, ...], ...], pair: Pair, *, opening: bool = False) -> tuple[int, bool]:
    """How many sentences of a paragraph, from its first, may be read, and whether what follows the
    paragraph is private as well. `opening`: the notes begin with it, and "note to self" only says what they are."""
    for at, words in enumerate(sentences):
        if not marked(words, pair) or (opening and not at and _for_oneself(words)):
            continue
        ahead = announces(words)
        # "Leave that out." and a bare "Not for the contract." may mean what was said just before.
        meant = len(words) <= _BARE or (len(words) <= _SHORT and any(w.low in _BACK for w in words))
        looks_back = meant and not ahead and not _holds_colon(words)
        return (max(0, at - _LOOKS_BACK) if looks_back else at), ahead and not any(map(resumes, sentences[at:]))
    return len(sentences), False


def confidential(words: tuple[Word, ...], pair: Pair) -> bool:
    """Whether a sentence tells of a third person's pay, health or performance."""
    row = parted(words)
    return holds(row, _CONFIDENCE) and any(
        _third(word, pair, first=not at)
        for at, word in enumerate(row)
        if not (at and row[at - 1].low == "the")  # "the stroke team at the Royal" names a place
    )


def delicate(words: tuple[Word, ...]) -> bool:
    """Whether a sentence is about anyone's pay, health or performance."""
    return holds(parted(words), _CONFIDENCE)


def _third(word: Word, pair: Pair, *, first: bool) -> bool:
    """Whether a word names someone who is not one of the two."""
    if word.low in _SOMEONE:
        return True
    plain = word.low in _NO_NAME or len(word.low) < 2 or (first and word.low in _OPENERS)
    return word.is_name and not plain and pair.named(word) is None


_SOMEONE = frozenset(lexicon.words("confidence", "someone"))
_OPENERS = frozenset(lexicon.words("confidence", "openers"))
_NO_NAME = frozenset((*lexicon.index("months"), *lexicon.index("weekdays"), *_OPENERS, "hr", "q"))
