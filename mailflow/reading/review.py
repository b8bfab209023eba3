"""Reviews: what the two said they would look at together, and in which month."""

from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.reading import lexicon
from mailflow.reading.due import DuePhrase
from mailflow.reading.owner import Pair
from mailflow.reading.word import Word, holds, longest, phrases, standing

_LOOKS = phrases(lexicon.words("review", "looks"), shortened=True)
_TOGETHER = phrases(lexicon.words("review", "together"), shortened=True)
_OURS = frozenset(lexicon.words("review", "ours"))
_SHOWS = frozenset(lexicon.words("review", "shows"))
_MAY_LEAD = frozenset(lexicon.words("review", "may_lead"))
_PUTS = frozenset(lexicon.words("review", "puts"))
_THAT_DAY = phrases(lexicon.words("review", "that_day"))
_NOT = frozenset(lexicon.words("review", "not"))


@dataclass(frozen=True, slots=True)
class Look:
    """The words `start` to `stop` (exclusive) of a sentence that are to be looked at, and the date said with them."""

    start: int
    stop: int
    when: DuePhrase | None


def read(
    words: tuple[Word, ...], when: tuple[DuePhrase, ...], pair: Pair, *, labelled: bool, listed: bool, pointed: bool
) -> tuple[Look, ...]:
    """What a sentence says will be looked at together.

    `labelled`: it stands under or after a date or the word "review". `listed`: in somebody's list, where "review the
    deck by May" is a task. `pointed`: a date was named just before, which "then" means.
    """
    dated = [x for x in when if x.day is not None or x.meaning == "anchor"]
    if not (dated or labelled or (pointed and holds(words, _THAT_DAY))):
        return ()
    free = [k for k, w in enumerate(words) if not any(x.start <= w.start < x.end for x in dated)]
    row = tuple(words[k] for k in free)
    for at, step in standing(row, _LOOKS):
        if any(w.low in _NOT for w in row[:at]):
            continue
        first = not any(w.low[0].isalpha() and w.low not in _MAY_LEAD for w in row[:at])
        if not (_ours(row[:at], pair) or (first and (labelled or _together(row[at:]) or not listed))):
            continue
        rest = at + step - (row[at + step - 1].low in _SHOWS)  # "see how" looks at how
        if rest < len(row):
            return tuple(_split(words, free[rest], dated))
    passive = next((at for at in range(3, len(row)) if row[at].low == "be" and longest(row, at + 1, _LOOKS)), None)
    if passive is not None and row[passive - 1].low in ("to", "will") and passive + 3 >= len(row):
        return (Look(free[0], free[passive - 1], dated[0] if dated else None),)  # "the visit: to be reviewed in May"
    if labelled or _together(row):
        lead = next((k for k in free if words[k].low[0].isalpha() and words[k].low not in _MAY_LEAD), None)
        if lead is not None and words[lead].low in _SHOWS and words[lead].low != "if" and not listed:
            return (Look(lead, len(words), dated[0] if dated else None),)
    return ()


def _ours(before: tuple[Word, ...], pair: Pair) -> bool:
    """Whether the two are the subject of what follows: "in May we will", "Tomasz and I agreed to"."""
    joint = max(
        (
            k + max(longest(before, k, _TOGETHER) - 1, 0)
            for k, w in enumerate(before)
            if w.low in _OURS or longest(before, k, _TOGETHER)
        ),
        default=-1,
    )
    named = [k for k, w in enumerate(before) if pair.named(w)]
    if {"manager", "report"} <= {pair.named(before[k]) for k in named}:
        joint = max(joint, *named)
    return joint >= 0 and not any(w.low[0].isalpha() and w.low not in _MAY_LEAD for w in before[joint + 1 :])


def _together(row: tuple[Word, ...]) -> bool:
    return any(not (k and row[k - 1].low in _PUTS) for k, _ in standing(row, _TOGETHER))


def _split(words: tuple[Word, ...], rest: int, dated: list[DuePhrase]) -> Iterator[Look]:
    """The things of "in July we look at A, and in October at B", "revisit A in May and B in June", one by one."""
    lead = [x for x in dated if x.end <= words[rest].start]
    pick = lead[-1] if lead else None
    begin = rest
    for phrase in dated:
        if phrase.start < words[begin].start:
            continue
        start = next(k for k, w in enumerate(words) if w.start >= phrase.start)
        stop = next((k for k in range(start, len(words)) if words[k].start >= phrase.end), len(words))
        again = next((k for k in range(stop, min(len(words), stop + 4)) if longest(words, k, _LOOKS)), None)
        if again is not None and again + 1 < len(words):  # "…, and in October we look at how"
            yield Look(begin, start, pick)
            step = longest(words, again, _LOOKS)
            begin = min(again + step - (words[again + step - 1].low in _SHOWS), len(words) - 1)
            pick = phrase
        elif stop + 1 < len(words) and words[stop].low == "and" and any(x.start > phrase.end for x in dated):
            yield Look(begin, start, phrase)  # "the certificate in October and the long run in January"
            begin, pick = stop + 1, None
        else:
            pick = pick or phrase
    yield Look(begin, len(words), pick)
