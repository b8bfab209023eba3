"""What must stay with the manager because the notes say so; `secrecy.py` knows in which words they may.

Only what `public` lets through is ever read for commitments, reviews and open questions, so that a
private word cannot reach a contract by way of any later rule. When in doubt it hides too much: a line
lost from a draft can be added by the manager, a line leaked cannot be taken back.
"""

from mailflow.reading import lexicon
from mailflow.reading.owner import Pair
from mailflow.reading.secrecy import secret
from mailflow.reading.word import Word, holds, longest, phrases

_MARKS = phrases(lexicon.words("private", "marks"))
_DEGREE = frozenset(lexicon.words("private", "degree"))
_NOTE = frozenset(lexicon.words("private", "labels_note"))
_BEFORE_LABEL = frozenset({"(", "[", "-", "–", "—", "<", "|"})
_LABEL = phrases(lexicon.words("private", "label"))
_AHEAD = phrases(lexicon.words("private", "ahead"))
_RESUME = phrases(lexicon.words("private", "resume"))
_BACK = frozenset(lexicon.words("private", "back"))
_ONESELF = phrases(lexicon.words("private", "oneself"))
_IN_FRONT = frozenset(lexicon.words("words_of_private", "in_front"))
_BOLD = 2  # blanks, more than which stand where signs were blanked
_SHORT = 12  # words of a remark that may still mean what was said before
_BARE = 7  # words, with the full stop, of a remark that says nothing else
_LOOKS_BACK = 4  # sentences before "leave that out" that it may mean


def marked(words: tuple[Word, ...], pair: Pair, *, opening: bool = True) -> bool:
    """Whether a sentence or heading says that something is private. `opening`: it begins a line or sentence."""
    if secret(words, pair):
        return True
    starts = [0] if opening else []
    starts += [at + 1 for at, word in enumerate(words[:-1]) if word.low in _BEFORE_LABEL]
    return any(_labels(words, at) for at in starts) or _closes(words)


def opens(words: tuple[Word, ...], pair: Pair) -> bool:
    """Whether a line begins with such a remark, as the heading of a private part does."""
    at = 0
    while at < len(words) and words[at].low in _IN_FRONT:
        at += 1
    return _labels(words, at) or secret(words[at:], pair)


def _labels(words: tuple[Word, ...], at: int) -> bool:
    """Whether a label of privacy stands at a place, with nothing or a note behind it: no "personal development"."""
    while at < len(words) and words[at].low in _DEGREE:
        at += 1
    stop = at + longest(words, at, _LABEL)
    if stop == at:
        return False
    if stop >= len(words) or not words[stop].low[0].isalnum() or words[stop].low in _NOTE:
        return True
    return words[stop].start - words[stop - 1].end > _BOLD  # "**Confidential** I will …": signs were blanked


def _closes(words: tuple[Word, ...]) -> bool:
    """Whether a label of privacy is the last word, behind a comma or a dash: "I'll find a successor, confidential"."""
    last = len(words)
    while last > 1 and not words[last - 1].low[0].isalnum():
        last -= 1
    return last > 2 and words[last - 2].low in (",", "-", "–", "—") and bool(longest(words, last - 1, _LABEL))


def _for_oneself(words: tuple[Word, ...]) -> bool:
    """Whether a sentence only says that these are the writer's own notes."""
    if len(words) > _SHORT or _holds(words, ":"):
        return False
    at = next((k for k in range(len(words)) if longest(words, k, _ONESELF)), None)
    return at is not None and not any(
        longest(words, k, _MARKS) for k in range(len(words)) if k != at and not longest(words, k, _ONESELF)
    )


def _holds(words: tuple[Word, ...], sign: str) -> bool:
    return any(word.low == sign for word in words)


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
        bare = len(words) <= _BARE and not _holds(words, ",")
        meant = bare or (len(words) <= _SHORT and any(w.low in _BACK for w in words))
        looks_back = meant and not ahead and not _holds(words, ":")
        return (max(0, at - _LOOKS_BACK) if looks_back else at), ahead and not any(map(resumes, sentences[at:]))
    return len(sentences), False
