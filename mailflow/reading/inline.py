"""Answers written between the quoted items of our mail.

> 1. Abdul: Write the lambing record, by 9 May
RIGHT
> 2. Abdul: Take the certificate, by 27 June
NO, IT IS 25 JULY
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.mail import visible
from mailflow.reading.item import Item, telling

_ITEM = re.compile(r"\(?#?(\d{1,2})[.):]? +(\S.*)")
LIKENESS = 0.6  # the share of an item's words that a quoted line must say to be that item


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of the reply; `numbers` are the items under which they stand, none if they speak for themselves."""

    text: str
    numbers: tuple[int, ...]


def _unquoted(line: str) -> str | None:
    """What a quoted line quotes, None if the line is no quotation."""
    bare = line.lstrip()
    if not bare.startswith(">"):
        return None
    return bare.lstrip("> \t")


def _quoted_item(content: str, items: tuple[Item, ...]) -> int | None:
    found = _ITEM.match(content)
    if not found:
        return None
    for item in items:
        if item.n != int(found[1]):
            continue
        known = telling(item.text)
        if len(known & telling(found[2])) >= LIKENESS * len(known):
            return item.n
    return None


def _runs(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of quoted lines (True, what they quote) and of written ones, blank lines going with what is before."""
    run: list[str] = []
    quoted = False
    for line in lines:
        content = _unquoted(line)
        is_quoted = quoted if not line.strip() else content is not None
        if is_quoted != quoted and any(x.strip() for x in run):
            yield quoted, run
            run = []
        quoted = is_quoted
        run.append(line if content is None else content)
    if any(x.strip() for x in run):
        yield quoted, run


def _joined_items(lines: list[str], items: tuple[Item, ...]) -> tuple[int, ...]:
    """The items in a run of quoted lines; an item may be wrapped onto a second line."""
    found = []
    for i, line in enumerate(lines):
        content = f"{line} {lines[i + 1]}" if i + 1 < len(lines) and not _ITEM.match(lines[i + 1]) else line
        number = _quoted_item(content, items)
        if number is not None:
            found.append(number)
    return tuple(dict.fromkeys(found))


def passages(body: str, items: tuple[Item, ...]) -> tuple[Passage, ...]:
    """The passages of a reply that answers between quoted items; empty if it doesn't.

    It does if words stand between two quotations of which the first holds an item. Of the words under the last
    item only the first paragraph is taken for it.
    """
    runs = list(_runs(body.split("\n")))
    under: list[tuple[int, ...]] = []
    shown: tuple[int, ...] = ()
    for quoted, lines in runs:
        if quoted:
            shown = _joined_items(lines, items)
        under.append(shown)
    last_quoted = max((i for i, (quoted, _) in enumerate(runs) if quoted), default=-1)
    if not any(under[i] and i < last_quoted for i, (quoted, _) in enumerate(runs) if not quoted):
        return ()
    return tuple(p for p in _cut(runs, under, last_quoted) if p.text.strip())


def _cut(runs: list[tuple[bool, list[str]]], under: list[tuple[int, ...]], last_quoted: int) -> Iterator[Passage]:
    for i, (quoted, lines) in enumerate(runs):
        if quoted:
            continue
        numbers = under[i] if len(under[i]) == 1 else ()
        text = "\n".join(lines).strip("\n")
        if i > last_quoted:
            answer, _, rest = text.partition("\n\n")
            if numbers:
                yield Passage(answer, numbers)
            else:
                rest = text
            yield Passage(visible.of_text(rest).text if rest.strip() else "", ())
        elif not under[i]:
            # The line that names who wrote what is quoted goes with the quotation.
            yield Passage(visible.of_text(f"{text}\n> -").text, ())
        else:
            yield Passage(text, numbers)
