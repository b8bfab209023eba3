"""Open questions: what the two could not answer, and said so.

A question alone is none: people ask each other things. It is open where the sentence, or the one beside it, says that
nobody knows: "whether nights suit her, neither of us can tell", "Field or office? To be thought about."
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.reading import lexicon
from mailflow.reading.word import Word, longest, phrases

_UNKNOWN = phrases(lexicon.words("question", "unknown"), shortened=True)
_KNOWS = phrases(lexicon.words("question", "knows"), shortened=True)
_PAST = frozenset(lexicon.words("question", "past"))
_EMBEDS = frozenset(lexicon.words("question", "embeds"))
_ASKS = frozenset(lexicon.words("question", "asks"))
_KNOWING = frozenset(lexicon.words("question", "knowing"))
_SAYING = frozenset(lexicon.words("question", "saying"))
_STATES = frozenset(lexicon.words("question", "states"))
_HEARERS = frozenset({"you", "her", "him", "them", "me", "i"})
_NEVER = frozenset({"not", "never", "cannot", "neither", "nor"})
_EITHER = frozenset({"or", "vs", "versus"})
_IS = frozenset({"is", "'s", "was"})
_CUES = frozenset({*_NEVER, "question", "whether"})  # beside what `_UNKNOWN` lists
_BARE = frozenset(lexicon.words("question", "bare"))
_LONG = 18  # words of a sentence that may hold more than one thought
_STOPS = frozenset({",", ";", ".", ":", "-", "–", "—", "(", ")", "?", "!"})
_LEAD = frozenset(lexicon.words("question", "lead"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a sentence says of a doubt: the words `asked` (first and last, exclusive) that ask, None if only `unknown`
    (somebody does not know) is said."""

    unknown: bool
    asked: tuple[int, int] | None
    direct: bool = False  # ends in a question mark


def read(words: Sequence[Word]) -> Doubt:
    """What a sentence asks, and whether it says that nobody knows."""
    row = tuple(words)
    cue = _cue(row)
    direct = bool(row) and any(w.low == "?" for w in row[-3:])
    asked = _asked(row, cue, direct=direct)
    return Doubt(cue is not None, asked, direct)


def _cue(row: tuple[Word, ...]) -> tuple[int, int] | None:
    """The words that say that nobody knows; of several the one that a question follows."""
    found = None
    if row and row[0].low == "?":
        return 0, 1
    for at in range(len(row)):
        low = row[at].low
        if low not in _UNKNOWN and low not in _CUES and not low.endswith("n't"):
            continue
        stop = at + longest(row, at, _UNKNOWN)
        if stop > at and row[at].low in _STATES and at and row[at - 1].low in _PAST:
            continue  # "she was not sure": that is over
        if stop == at:
            stop = _does_not_know(row, at)
        if stop == at and row[at].low == "question" and any(w.low == "whether" for w in row[at + 1 : at + 10]):
            stop = at + 1
        if stop == at and row[at].low == "whether" and at > 2 and row[at - 1].low in _IS and row[0].low == "what":
            return 0, at  # "What hangs in the air is whether"
        if stop == at:
            continue
        found = found or (at, stop)
        follows = _after(row, stop)
        if follows < len(row) - 2 and row[follows].low in _EMBEDS:
            return at, stop
    return found


def _does_not_know(row: tuple[Word, ...], at: int) -> int:
    """Where "can't yet say", "did not quite settle" ends; `at` if it is not said there."""
    if not (row[at].low.endswith("n't") or row[at].low in _NEVER) or row[at].low in _PAST:
        return at
    for verb in range(at + 1, min(len(row), at + 5)):
        if row[verb].low in _KNOWING:
            return verb + 1
        if row[verb].low in _SAYING and any(w.low in _ASKS for w in row[verb + 1 : verb + 3]):
            return at if row[verb + 1].low in _HEARERS else verb + 1
        if row[verb].low in _STOPS or row[verb].low == "mine":
            break
    return at


def _asked(row: tuple[Word, ...], cue: tuple[int, int] | None, *, direct: bool) -> tuple[int, int] | None:
    if row and row[0].low == "?":
        begin = next((k for k, w in enumerate(row) if w.low[0].isalnum()), None)
        return None if begin is None else (begin, len(row))
    if direct:
        begin = _clause_before(row, len(row) - 1)
        if cue is not None and cue[0] >= begin:
            # "not sure yet - does she want it?": what is asked stands after the doubt
            after = _after(row, cue[1])
            begin = after if after < len(row) - 2 else begin
        return begin, len(row)
    for at, word in enumerate(row):
        if word.low == "whether" or (word.low == "if" and cue is not None and _knows(row, at, cue)):
            return at, _end(row, at)
    if cue is None:
        return None
    after = _after(row, cue[1])
    if after < len(row) and row[after].low in _EMBEDS and len(row) - after > 2:
        return after, len(row)
    if row[0].low in _ASKS and cue[0] > 3 and len(row) - cue[1] < 4:  # "What an associate is here I could not tell him"
        return 0, _back(row, cue[0])
    if after < len(row) - 2 and any(w.low in _EITHER for w in row[after:]) and _marked(row, cue[1], after):
        return after, len(row)
    return None


def _knows(row: tuple[Word, ...], at: int, cue: tuple[int, int]) -> bool:
    """Whether an "if" hangs on not knowing, and is no condition."""
    return cue[0] < at <= cue[1] + 4 or any(longest(row, k, _KNOWS) for k in range(max(0, at - 3), at))


def _clause_before(row: tuple[Word, ...], at: int) -> int:
    """Where the clause that ends at a place begins: after a colon or a dash, else at the first word."""
    for k in range(at - 2, 0, -1):
        if row[k].low in (":", "–", "—", "-") and row[k].end < row[k + 1].start and k < at - 3:
            return k + 1
    return 0


def _after(row: tuple[Word, ...], at: int) -> int:
    """The place after the small words that stand between a doubt and its question ("not known yet is whether")."""
    while at < len(row) and (row[at].low in _LEAD or row[at].low in _STOPS):
        ahead = row[at + 1].low if at + 1 < len(row) else ""
        inverted = row[at].low in _EMBEDS and ahead not in _EMBEDS and ahead not in _STOPS and ahead != "to"
        if inverted and at + 2 < len(row):
            break  # "is there a site for him", "does he want it"
        at += 1
    return at


def _marked(row: tuple[Word, ...], cue: int, after: int) -> bool:
    return any(row[k].low in (":", "-", "–", "—", "is", "'s") for k in range(cue, after)) or after == cue


def _end(row: tuple[Word, ...], at: int) -> int:
    """Where the question ends: before a doubt that follows it, or with the sentence."""
    for k in range(at + 3, len(row)):
        if longest(row, k, _UNKNOWN) or _does_not_know(row, k) > k:
            return _back(row, k)
    return len(row)


def _back(row: tuple[Word, ...], at: int) -> int:
    """The end of the words before a doubt, without the subject that doubts ("…, I don't know")."""
    for k in range(at - 1, max(at - 9, 1), -1):
        if row[k].low in _STOPS:
            return k
    stop = at
    while stop > 2 and row[stop - 1].low in _BARE:
        stop -= 1
    return stop


def turn(words: Sequence[Word]) -> tuple[int, int] | None:
    """Where a long sentence turns to what is open ("…, and the thing we can't answer is whether"): the end of what it
    said before, and the beginning of the question."""
    row = tuple(words)
    cue = _cue(row) if len(row) >= _LONG else None
    if cue is None or cue[0] < _LONG // 2:
        return None
    asked = _asked(row, cue, direct=False)
    return None if asked is None or asked[0] < cue[0] else (_back(row, cue[0]), asked[0])
