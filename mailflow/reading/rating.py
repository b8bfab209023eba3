"""The number from 1 to 5 that answers "can you see a future here?"."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from mailflow.reading.clause import normalised, sentences
from mailflow.reading.phrasebook import pattern, phrases

_WORDS = phrases("rating", "numbers")
_N = rf"(?:[1-5]|{'|'.join(_WORDS)})"
_LAST = "[1-5eor]"  # how a number ends
_NUMBER = re.compile(rf"(?<![\w.,/:£$€%+-])(?P<n>{_N})(?![\w%/:>-]|[.,]\d)")
_OUT_OF_FIVE = re.compile(rf"(?<![\w.,/])(?P<n>{_N}) ?(?:/|out of|of|from) ?(?:5|five)(?![\w%])")
_BETWEEN = re.compile(
    rf"(?<![\w.,/]){_N} ?(?:-|–|/|or|to|and|or maybe|or even|bis|(?:and )?then) ?(?:an? )?{_N}(?![\w%])"
)
_MARK = re.compile(rf"(?<![\w.,/:£$€%+])(?<!\d-)(?P<n>{_N})(?: ?(?:/|out of|of) ?(?:5|five))?(?![\w%]|[.,:]\d)")
_ARROW = re.compile(r"(?:[-=]+>|[➔➜➙⟶])(?: (?:an?|my|about|maybe|more like))?")
_FAR = 60  # characters between two numbers of which one takes the place of the other
_EXCEPT = re.compile(
    r"(?<!\w)(?:anything|everything|all|(?:any|every) \w+) (?:but|except|save|bar|besides|other than|apart from)"
    rf"(?= (?:(?:an?|the) )?(?:\w+ )?{_N}(?!\w))"
)
_SCALE = re.compile(r"(?<!\w)(?:from )?(?:1|one) ?(?:-+>?|–|to) ?(?:5|five)(?!\w)")
_NEXT = re.compile(r" ([^\W\d_]+(?:'[a-z]+)?)")
_APART = re.compile(
    r"[,;:()–—.!?*\"]|\s-\s|(?<!\w)(?:but|so|and|though|although|because)(?!\w)"
    rf"|\s(?=(?:not|no longer|instead of|rather than|as opposed to) (?:an? |the |my )?{_N}(?!\w))"
    rf"|(?<={_LAST})\s(?=(?:now|today|nowadays|currently|these days|this \w+)(?: \w+)? (?:an? |my )?{_N}(?!\w))"
)
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
        if not sentence.asks:
            plain = _EXCEPT.sub("not", _SCALE.sub(lambda m: " " * len(m.group()), sentence.plain))
            found |= {_value(n) for n in _given(plain, alone=not found)}
    return found.pop() if len(found) == 1 else None


def _given(plain: str, *, alone: bool) -> Iterator[str]:
    """The numbers that a sentence gives as ratings. `alone`: a bare number may be one, since none came before it."""
    for start, last in _moves(plain):
        if _stands_alone(plain[last.end() :]) and not _is_ahead(plain, start, last.end()):
            yield last["n"]
            alone = False
        plain = f"{plain[:start]}{' ' * (last.end() - start)}{plain[last.end() :]}"
    if "=" in plain:
        return
    outright = [m["n"] for m in _OUT_OF_FIVE.finditer(plain) if not _is_past(plain, m.start())]
    if outright:
        yield from outright
        return
    latest = [m["n"] for m in _NUMBER.finditer(plain) if _is_latest(plain, m)]
    if latest:
        yield from latest
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
        if _led(before) or (alone and not given and _only(before)):
            yield m["n"]
            given = True


def _clause(plain: str, at: int) -> int:
    return max((m.end() for m in takewhile(lambda m: m.end() <= at, _APART.finditer(plain))), default=0)


def _end(plain: str, at: int) -> int:
    end = _APART.search(plain, at)
    return end.start() if end else len(plain)


def _is_past(plain: str, at: int) -> bool:
    """Whether the clause around a number tells what it was, or says that it is not that."""
    clause = plain[_clause(plain, at) : _end(plain, at)]
    return any(pattern("rating", said).search(clause) for said in ("past", "denied"))


def _is_latest(plain: str, mark: re.Match[str]) -> bool:
    """Whether the clause around a number says that this is how it is now, beside what it was before ("4, now 2")."""
    if not _stands_alone(plain[mark.end() :]) or plain.startswith((" of", " out"), mark.end()):
        return False
    start = _clause(plain, mark.start())
    before = plain[start : mark.start()].strip()
    now = pattern("rating", "now").search(plain[start : _end(plain, mark.end())])
    return now is not None and not _is_past(plain, mark.start()) and (_led(before) or _only(before))


def _moves(plain: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Where a row of numbers begins of which each takes the place of the one before ("4 -> 2", "from a 4 down to a
    2", "my 4 has become a 2"), and the last of them."""
    row: list[re.Match[str]] = []
    for m in [*_MARK.finditer(plain), None]:
        if m is not None and row and _takes_place(plain, row, m):
            row.append(m)
            continue
        if len(row) > 1:
            yield row[0].start(), row[-1]
        row = [m] if m is not None else []


def _takes_place(plain: str, row: Sequence[re.Match[str]], new: re.Match[str]) -> bool:
    """Whether a number takes the place of the last one of the row."""
    old, at = row[-1], row[0].start()
    if new.start() - old.end() > _FAR:
        return False
    before, between = plain[_clause(plain, at) : at].strip(), plain[old.end() : new.start()].strip()
    if _ARROW.fullmatch(between) or pattern("rating", "becomes", "whole").match(between):
        return _only(before) or pattern("rating", "moving", "end").search(before) is not None
    if pattern("rating", "swaps", "end").search(before):
        return pattern("rating", "for", "whole").match(between) is not None
    if not pattern("rating", "from", "end").search(before) or not pattern("rating", "to", "whole").match(between):
        return False
    alone = pattern("rating", "from", "whole").match(before) is not None
    falls = alone and _value(new["n"]) < _value(old["n"])  # a range is written the other way
    return falls or pattern("rating", "shift").search(f"{before} {between}") is not None


def _is_ahead(plain: str, start: int, end: int) -> bool:
    """Whether the clause only says where the number may go, or that it has not gone there."""
    clause = plain[_clause(plain, start) : _end(plain, end)]
    return any(pattern("rating", said).search(clause) for said in ("ahead", "denied"))


def _led(before: str) -> bool:
    return pattern("rating", "lead", "end").search(before) is not None


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
