"""The number from 1 to 5 that answers "can you see a future here?"."""

import re
from collections.abc import Iterator

from mailflow.reading.clause import normalised, sentences
from mailflow.reading.phrasebook import pattern, phrases

_WORDS = phrases("rating", "numbers")
_N = rf"(?:[1-5]|{'|'.join(_WORDS)})"
_NUMBER = re.compile(rf"(?<![\w.,/:£$€%+-])(?P<n>{_N})(?![\w%/:-]|[.,]\d)")
_OUT_OF_FIVE = re.compile(rf"(?<![\w.,/])(?P<n>{_N}) ?(?:/|out of|of|from) ?(?:5|five)(?![\w%])")
_BETWEEN = re.compile(rf"(?<![\w.,/]){_N} ?(?:-|–|/|or|to|and|or maybe|or even|bis) ?(?:an? )?{_N}(?![\w%])")
_SHIFTED = re.compile(rf"(?<!\w)from (?:an? |my )?{_N} (?:up |down )?to (?:an? |my )?(?P<n>{_N})(?![\w%])")
_SCALE = re.compile(r"(?<!\w)(?:from )?(?:1|one) ?(?:-|–|to) ?(?:5|five)(?!\w)")
_NEXT = re.compile(r" ([^\W\d_]+(?:'[a-z]+)?)")
_APART = re.compile(r"[,;:()–—.!?*\"]|\s-\s|(?<!\w)(?:but|so|and|though|although|because)(?!\w)")
_STARS = re.compile(r"(?:[⭐★]\ufe0f?\s*){1,5}")


def rating(text: str) -> int | None:
    """The rating that the words give, None if they give none or more than one ("3 or 4").

    A number counts that stands alone in its clause, or behind words that give a rating ("I'd put myself at a 2"); what
    it was before ("a 4 last time") and what counts other things do not. What corrects a number takes its place.
    """
    if _STARS.fullmatch(text.strip()):
        return sum(text.count(star) for star in "⭐★")
    words = normalised(text)
    corrections = [m.end() for m in pattern("rating", "correction").finditer(words.lower())]
    if corrections and len(words.lower()) == len(words) and (corrected := _only_one(words[corrections[-1] :])):
        return corrected
    return _only_one(words)


def _only_one(words: str) -> int | None:
    found: set[int] = set()
    for sentence in sentences(words):
        if "=" in sentence.plain or sentence.asks:
            continue
        found |= {
            _value(n) for n in _given(_SCALE.sub(lambda m: " " * len(m.group()), sentence.plain), alone=not found)
        }
    return found.pop() if len(found) == 1 else None


def _given(plain: str, *, alone: bool) -> Iterator[str]:
    """The numbers that a sentence gives as ratings. `alone`: a bare number may be one, since none came before it."""
    if moved := _SHIFTED.search(plain):
        if pattern("rating", "shift").search(plain):
            yield moved["n"]
        return
    outright = [m["n"] for m in _OUT_OF_FIVE.finditer(plain) if not _is_past(plain, m.start())]
    if outright:
        yield from outright
        return
    unsure = [m.span() for m in _BETWEEN.finditer(plain)]
    given = False
    for m in _NUMBER.finditer(plain):
        if any(a <= m.start() < b for a, b in unsure):
            if alone and not given:
                yield from ("1", "5")  # two numbers are none
            return
        if not _stands_alone(plain[m.end() :]) or _is_past(plain, m.start()):
            continue
        before = plain[_clause(plain, m.start()) : m.start()].strip()
        led = pattern("rating", "lead", "end").search(before) is not None
        if led or (alone and not given and _only(before)):
            yield m["n"]
            given = True


def _clause(plain: str, at: int) -> int:
    return max((m.end() for m in _APART.finditer(plain, 0, at)), default=0)


def _is_past(plain: str, at: int) -> bool:
    """Whether the clause around a number tells what it was, or says that it is not that."""
    end = _APART.search(plain, at)
    return pattern("rating", "past").search(plain[_clause(plain, at) : end.start() if end else len(plain)]) is not None


def _only(before: str) -> bool:
    """Whether the words in front of a number only lead up to it."""
    at = 0
    while at < len(before):
        opening = pattern("rating", "before", "start").match(before, at)
        if opening is None or opening.end() == at:
            return False
        at = opening.end()
        while at < len(before) and before[at] in " '-":
            at += 1
    return True


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word) + 1


def _stands_alone(after: str) -> bool:
    word = _NEXT.match(after)
    return word is None or word[1] in phrases("rating", "after")
