"""The number from 1 to 5 that answers "can you see a future here?"."""

import re

from mailflow.reading.clause import normalised, sentences
from mailflow.reading.phrasebook import pattern, phrases

_WORDS = phrases("rating", "numbers")
_NUMBER = rf"(?P<n>[1-5]|{'|'.join(_WORDS)})"
_OUT_OF_FIVE = re.compile(rf"(?<![\w.,/]){_NUMBER} ?(?:/|out of|of|from) ?(?:5|five)(?![\w%])")
_PLAIN = re.compile(rf"{_NUMBER}(?![\w%/:]|[.,]\d| ?(?:-|–|or|to|and|=) ?(?:[1-5]|{'|'.join(_WORDS)})(?!\w))")
_NEXT = re.compile(r" ([^\W\d_]+(?:'[a-z]+)?)")
_SIGNS = " .!?:;,-–—*\"'("


def rating(text: str) -> int | None:
    """The rating that the words give, None if they give none or more than one ("3 or 4")."""
    found = set()
    for sentence in sentences(normalised(text)):
        plain = sentence.plain
        if "=" in plain or sentence.asks:
            continue
        found |= {_value(m["n"]) for m in _OUT_OF_FIVE.finditer(plain)}
        at = 0
        while at < len(plain):
            while at < len(plain) and plain[at] in _SIGNS:
                at += 1
            opening = pattern("rating", "before", "start").match(plain, at)
            if not opening or opening.end() == at:
                break
            at = opening.end()
        if not found and (m := _PLAIN.match(plain, at)) and _stands_alone(plain[m.end() :]):
            found.add(_value(m["n"]))
    return found.pop() if len(found) == 1 else None


def _value(word: str) -> int:
    return int(word) if word.isdigit() else _WORDS.index(word) + 1


def _stands_alone(after: str) -> bool:
    word = _NEXT.match(after)
    return word is None or word[1] in phrases("rating", "after")
