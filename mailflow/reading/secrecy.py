"""Secrecy: the ways in which people say that something they write is to stay with them.

They are few, whatever the words: that the other is not to know; that it is not to be passed on, left out, or kept; that
it is not for a document or for anyone; that it is for oneself alone.
"""

from itertools import pairwise

from mailflow.reading import lexicon
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, longest, parted, phrases, standing

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
_BEFORE_ORDER = frozenset({"do", "please", ",", "(", "[", "-", "–", "and", "so", ".", ":", "|", "is", "are"})
_FORBIDS = frozenset({"must", "mustn't", "should", "shouldn't", "to", "cannot", "can't", "needn't", "may"})
_PLEDGE = frozenset({"will", "'ll", "shall", "am", "'m", "plan"})
_UNABLE = frozenset({"cannot", "can't", "couldn't"})
_BETWEEN = frozenset({"to", "be", "been", "have", "has", "yet", "ever", "even", "please", "go"})
_SAID = frozenset({"this", "that", "it", "these"})
_AFTER_WHOM = frozenset(
    {"yet", "that", "about", "this", "so", "and", "but", "what", "when", "why", "how", "or", "anything"}
)
_NEAR, _FAR = 3, 7  # words
_ENDS = frozenset({".", ",", ";", ":", "!", "?", ")", "]", "-", "–", "—", "but", "and", "so"})


def secret(sentence: tuple[Word, ...], pair: Pair) -> bool:
    """Whether the words of a sentence or heading say that something is private."""
    words = parted(sentence)
    if any(not _shares(words, at) for at, _ in standing(words, _MARKS)):
        return True
    for at, word in enumerate(words):
        if _denied(word) and (_unknown(words, at, pair) or _unsaid(words, at, pair) or _kept_from(words, at, pair)):
            return True
        if word.low in _KEEP and _put_away(words, at, pair):
            return True
    return False


def _shares(words: tuple[Word, ...], at: int) -> bool:
    """ "Between us and the client" is no secret."""
    return (
        words[at].low == "between" and at + 2 < len(words) and [w.low for w in words[at + 1 : at + 3]] == ["us", "and"]
    )


def _denied(word: Word) -> bool:
    return word.low in _NOT or word.low.endswith("n't")


def _ends(words: tuple[Word, ...], at: int) -> bool:
    return at >= len(words) or words[at].low in _ENDS


def _reader(word: Word, pair: Pair) -> bool:
    """Whether a word means the report alone, by name or pronoun."""
    return pair.owner(word) == {"report"}


def _unknown(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "Ben must not see this", "she doesn't know yet, but I will …", "Ben not to know"."""
    if not any(_reader(w, pair) or w.low in _NOBODY for w in words[max(0, at - _NEAR) : at]):
        return False
    bound = words[at].low in _FORBIDS or any(w.low in _FORBIDS for w in words[max(0, at - 1) : at + 2])
    for verb in range(at + 1, min(len(words), at + _NEAR + 1)):
        if words[verb].low in _KNOW:
            after = verb + 1 + (verb + 1 < len(words) and words[verb + 1].low == "yet")
            if longest(words, after, _THIS):
                return True
            return _ends(words, after) and (bound or (_pledges(words) and "know" not in {w.low for w in words[after:]}))
    return False


def _pledges(words: tuple[Word, ...]) -> bool:
    """Whether the writer says in the same breath what they will do."""
    return any(w.low in ("i", "my") and x.low in _PLEDGE for w, x in pairwise(words))


def _unsaid(words: tuple[Word, ...], at: int, pair: Pair) -> bool:
    """ "I haven't told Ben", "not discussed with her", "don't tell him", "without telling Ben"."""
    if words[at].low in _UNABLE:
        return False  # "what I cannot tell you is whether"
    verb = at + 1
    while verb < len(words) and words[verb].low in _BETWEEN:
        verb += 1
    if verb >= len(words) or words[verb].low not in _TOLD | _TELL:
        return False
    whom = verb + 1
    while whom < len(words) and words[whom].low in ("it", "this", "that", "to", "with"):
        whom += 1
    if whom >= len(words) or any(_reader(w, pair) for w in words[max(0, at - 2) : at]):
        return False  # "he hasn't told his team"
    noun = whom + 1 < len(words) and words[whom + 1].low.isalpha() and words[whom + 1].low not in _AFTER_WHOM
    owns = words[whom].low in ("his", "her", "their") and noun
    return (_reader(words[whom], pair) and not owns) or words[whom].low in _NOBODY


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
        papers = any(
            words[k].low in _PAPERS and any(w.low in ("in", "into", "on", "to") for w in words[k - 2 : k])
            for k in range(rest, min(len(words), rest + _FAR))
        )
        direct = ordered or words[at].low in ("don't", "never") or after > at + 1
        return direct and (bound or papers)
    if after < len(words) and words[after].low in _FOR:
        thing = after + 1
        while thing < len(words) and words[thing].low in ("the", "this", "our", "any", "a", "his", "her", "their"):
            thing += 1
        if thing >= len(words):
            return False
        closed = _ends(words, thing + 1) or words[thing + 1].low in ("or", "of", "please", "yet")
        whom = words[thing].low in _NOBODY or (_reader(words[thing], pair) and _of_words(words, at))
        return words[thing].low in _PAPERS or (whom and closed)
    return False


def _of_words(words: tuple[Word, ...], at: int) -> bool:
    """Whether what is "not for Ben" is what was written, not a job: "this isn't for Ben", "(not for Ben)"."""
    before = [w.low for w in words[max(0, at - 2) : at]]
    if not before or any(low in _SAID for low in before):
        return True
    return before[-1] in _BEFORE_ORDER and "no" not in before


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
