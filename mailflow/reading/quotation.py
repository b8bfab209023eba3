"""The quotation of our mail below an answer, compared with what we wrote: people also answer by changing it.

"Yes." above a quotation in which a line has another date, other words, or is gone agrees to something else.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from mailflow.mail import visible
from mailflow.reading import due
from mailflow.reading.clause import lowered, normalised
from mailflow.reading.inline import LIKENESS
from mailflow.reading.item import Item, telling
from mailflow.reading.phrasebook import phrases

_NUMBERED = re.compile(r"\s*\(?#?(?P<n>\d{1,2})[.):]? +(?P<said>\S.*)")
_DATED = re.compile(r"\s*\(?(?:by|due|until)\b", re.IGNORECASE)
_CHANGED = re.compile(r"\bwas \S.{0,60}\bnow\b|\binstead of\b|\bfrom .{3,20} to\b|\(was\b|->|→")
_LETTERS = re.compile(r"[^\W\d_]{3,}")
_WRAPPED = 55  # characters; a shorter line goes on by no other
_OURS = frozenset(phrases("quotation", "words"))
_OUR_LOCALE = "en-GB"
_YEAR = 2000  # a leap year, so that every day of every month is in it


def altered(
    written: Sequence[visible.Passage],
    items: Sequence[Item],
    names: Sequence[str],
    on: date,
    locale: str,
    *,
    inline: bool,
) -> tuple[str, ...]:
    """The lines of the quotation that no longer say what we wrote, and the items that are missing from it.

    `inline`: the answers stand between the lines, of which people keep those that they answer. Empty if nothing is
    quoted, or if the quotation is of something else. A line that only lost its end, or its date, is none: programs cut
    quotations.
    """
    quoted = [normalised(text) for text in dict.fromkeys(x for p in written for x in (p.below, p.above)) if text]
    lines = [line.lstrip("> ") for text in quoted for line in text.split("\n")]
    shown, last = _shown(lines, items)
    known = {item.n: item for item in items}
    alike = [n for n, said in shown.items() if _likeness(said, known[n]) >= LIKENESS]
    if not alike or 2 * len(alike) < len(shown):
        return ()
    changed = tuple(said for n, said in shown.items() if _differs(said, known[n], names, on, locale))
    whole = any(line.strip() for line in lines[last + 1 :])
    gone = [item for item in items if item.n not in shown and (whole or item.n < max(shown))]
    if inline or all(_CHANGED.search(said.lower()) for said in shown.values()):
        return changed  # a mail that asks for changes names what is to change, and perhaps no more
    return (*changed, *(f"{item.n}. {item.text}" for item in gone))


def _shown(lines: Sequence[str], items: Sequence[Item]) -> tuple[dict[int, str], int]:
    """Each quoted item by its number with its words, and the line on which the last one ends.

    Only the first list counts: an older mail below may number other things.
    """
    known = {item.n for item in items}
    shown: dict[int, str] = {}
    last = 0
    for i, line in enumerate(lines):
        found = _NUMBERED.fullmatch(line)
        if found is None or int(found["n"]) not in known:
            continue
        n = int(found["n"])
        if shown and n <= max(shown):
            continue
        rows = list(_rows(lines, i))
        shown[n], last = " ".join((found["said"], *rows)), i + len(rows)
    return shown, last


def _rows(lines: Sequence[str], start: int) -> Iterator[str]:
    """The lines onto which an item was wrapped, and the one with its date."""
    for above, line in zip(lines[start:], lines[start + 1 :], strict=False):
        dated = _DATED.match(line) is not None
        if not (dated or len(above) >= _WRAPPED) or not line.strip() or _NUMBERED.fullmatch(line):
            return
        yield line.strip()


def _likeness(said: str, item: Item) -> float:
    known = telling(item.text)
    return len(known & telling(said)) / len(known) if known else 1.0


def _differs(said: str, item: Item, names: Sequence[str], on: date, locale: str) -> bool:
    low = lowered(said)
    shown = lowered(normalised(item.text))
    _, found, tail = low.partition(shown) if shown else (low, "", "")
    tail = tail if found else low
    dates = [d for d in due.find(tail, on, locale) if d.day is not None]
    if not any(_same_day(d.day, item.due) for d in dates if d.day):  # we write in English, whatever their locale
        dates = [d for d in due.find(tail, on, _OUR_LOCALE) if d.day is not None] or dates
    if dates and not any(_same_day(d.day, item.due) for d in dates if d.day):
        return item.due is not None or tail is not low
    missing = telling(item.text) - telling(said)
    spans = [(d.start, d.end) for d in dates]
    words = {m.group() for m in _LETTERS.finditer(tail) if not any(a <= m.start() < b for a, b in spans)}
    new = {w for w in words if telling(w) and not telling(w) <= telling(item.text)} - _OURS - set(names)
    return bool(new and missing)


def _same_day(one: date, other: date | None) -> bool:
    return other is not None and one.replace(year=_YEAR) == other.replace(year=_YEAR)
