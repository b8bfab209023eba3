"""Secrecy: the ways in which people say that something they write is to stay with them.

They are few, whatever the words: that the other is not to know; that it is not to be passed on, left out, or kept; that
it is not for a document or for anyone; that it is for oneself alone.
"""

from mailflow.reading import lexicon
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, holds, longest, parted, phrases

_MARKS = phrases(lexicon.words("private", "marks"), shortened=True)
_NOT = frozenset(lexicon.words("private", "not"))
_KNOW = frozenset(lexicon.words("private", "know"))
_TELL = frozenset(lexicon.words("private", "tell"))
_TOLD = frozenset(lexicon.words("private", "told"))
_PASS_ON = phrases(lexicon.words("private", "pass_on"))
_KEEP = frozenset(lexicon.words("private", "keep"))
_AWAY = phrases(lexicon.words("private", "away"), shortened=True)
_THIS = phrases(lexicon.words("private", "this"))
_PAPERS = frozenset(lexicon.words("private", "papers"))
_FOR = frozenset(lexicon.words("private", "into"))
_NOBODY = frozenset(lexicon.words("private", "nobody"))
_BEFORE_ORDER = frozenset({"do", "please", ",", "(", "[", "-", "–", "and", "so", ".", ":", "is", "are"})
_NEAR, _FAR = 3, 7  # words
_ENDS = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "-", "–", "—", "but", "and", "so"})


def secret(sentence: tuple[Word, ...], pair: Pair) -> bool:
    """Whether the words of a sentence or heading say that something is private."""
    words = tuple(parted(sentence))
    if holds(words, _MARKS):
        return True
    return any(
        _denied(words[at]) and (_unknown(words, at, pair) or _unsaid(words, at, pair) or _kept_from(words, at, pair))
        for at in range(len(words))
    ) or any(words[at].low in _KEEP and _put_away(words, at, pair) for at in range(len(words)))


def _denied(word: Word) -> bool:
    return word.low in _NOT or word.low.endswith("n't")


def _ends(words: tuple[Word, ...], at: int) -> bool:
    return at >= len(words) or words[at].low in _ENDS


def _reader(word: Word, pair: Pair) -> bool:
    """Whether a word means the report, by name or pronoun."""
    return "report" in pair.owner(word) or word.low in _NOBODY


def _unknown(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "Ben must not see this", "she doesn't know yet, but I will …", "Ben not to know"."""
    if not any(_reader(w, pair) for w in words[max(0, at - _NEAR) : at]) and words[at].low not in _NOBODY:
        return False
    for verb in range(at + 1, min(len(words), at + _NEAR + 1)):
        if words[verb].low in _KNOW:
            after = verb + 1
            if after < len(words) and words[after].low == "yet":
                return _ends(words, after + 1) and any(w.low in ("i", "i'll", "my") for w in words)
            return _ends(words, after) or bool(longest(words, after, _THIS))
    return False


def _unsaid(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "I haven't told Ben", "not discussed with her", "don't tell him", "without telling Ben"."""
    for verb in range(at + 1, min(len(words), at + _NEAR + 1)):
        low = words[verb].low
        if low in _TOLD or low in _TELL:
            whom = verb + 1 + (verb + 1 < len(words) and words[verb + 1].low in ("to", "with", "it"))
            whom += whom < len(words) and words[whom].low in ("to", "with")
            if whom < len(words) and _reader(words[whom], pair):
                return True
            if low in _TELL and whom < len(words) and words[whom].low in _NOBODY:
                return True
    return False


def _kept_from(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "Don't put that in", "not to be shared", "not for the contract", "isn't for Ben"."""
    after = at + 1
    while after < len(words) and words[after].low in ("to", "be", "going", "go", "meant", "intended", "ever", "please"):
        after += 1
    step = longest(words, after, _PASS_ON)
    ordered = at == 0 or words[at - 1].low in (
        "do",
        "please",
        ",",
        "(",
        "[",
        "-",
        "–",
        "and",
        "so",
        ".",
        ":",
        "is",
        "are",
    )
    if step:
        rest = after + step
        bound = (
            _ends(words, rest)
            or bool(longest(words, rest, _THIS))
            or (rest < len(words) and (words[rest].low in ("to", "in", "on", "with") or _reader(words[rest], pair)))
        )
        papers = any(w.low in _PAPERS for w in words[rest : rest + _FAR])
        direct = ordered or words[at].low in ("don't", "never") or after > at + 1
        return direct and (bound or papers)
    if after < len(words) and words[after].low in _FOR:
        thing = after + 1
        while thing < len(words) and words[thing].low in ("the", "this", "our", "any", "a", "his", "her", "their"):
            thing += 1
        if thing >= len(words):
            return False
        closed = _ends(words, thing + 1) or words[thing + 1].low in ("or", "of", "please", "yet")
        return words[thing].low in _PAPERS or ((words[thing].low in _NOBODY or _reader(words[thing], pair)) and closed)
    return False


def _put_away(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "Leave the next two lines out", "keep this to myself", "hide that from Ben"."""
    size = longest(words, at + 1, _THIS)
    if words[at].low in ("hide", "conceal"):
        return size > 0 or any(_reader(w, pair) for w in words[at + 1 : at + _FAR])
    if words[at].low in ("leave", "keep", "take") and at + 1 < len(words) and words[at + 1].low in ("out", "back"):
        return _ends(words, at + 2) or bool(longest(words, at + 2, _THIS))
    if not size:
        return False
    for place in range(at + 1 + size, min(len(words), at + _FAR + 1)):
        step = longest(words, place, _AWAY)
        if step:
            return True
        if words[place].low == "from" and place + 1 < len(words) and _reader(words[place + 1], pair):
            return True
    return False
