"""Answers written between the quoted items of our mail.

> 1. Abdul: Write the lambing record, by 9 May
RIGHT
> 2. Abdul: Take the certificate, by 27 June
NO, IT IS 25 JULY
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.mail import visible
from mailflow.reading.item import Item, telling

_ITEM = re.compile(r"\(?#?(\d{1,2})[.):]? +(\S.*)")
_OURS = re.compile(
    r"\b(?:contract|agree\w*|confirm\w*|right|correct|accept\w*|send|draft|changes?|ok to|go out|reply|answer)\b",
    re.IGNORECASE,
)
_WRAPPED = 2  # lines of an item
LIKENESS = 0.6  # the share of an item's words that a quoted line must say to be that item


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the reply; `numbers` are the items under which they stand, none if they speak for themselves.

    `signed` says that they stand below a name, where a yes may be part of a signature.
    """

    text: str
    numbers: tuple[int, ...]
    signed: bool = False
    foreign: bool = False  # they answer a quotation that is not of our mail


def passages(written: Sequence[visible.Passage], items: tuple[Item, ...]) -> tuple[Said, ...]:
    """The passages of a reply with the items that they answer.

    They answer items by their place if words stand between two quotations of which the first holds an item, or below a
    quotation of one item alone. Of the words under the last item only the first paragraph is taken for it.
    """
    if len(written) == 1 and (only := _only_item(written[0].below, items)):
        return tuple(_placed(written[0], only))
    shown: tuple[int, ...] = ()
    under: list[tuple[int, ...]] = []
    for passage in written:
        shown = _quoted_items(passage.below, items) if passage.below else shown
        under.append(shown)
    if not any(numbers and passage.between for numbers, passage in zip(under, written, strict=True)):
        return tuple(said for passage in written for said in _parted(passage, items))
    return tuple(p for passage, numbers in zip(written, under, strict=True) for p in _placed(passage, numbers))


def _only_item(quotation: str, items: tuple[Item, ...]) -> tuple[int, ...]:
    """The item, of several, that is all that a quotation shows; its answer speaks of no other."""
    lines = [line for line in quotation.split("\n") if line.strip()]
    found = _quoted_items(quotation, items) if 0 < len(lines) <= _WRAPPED and len(items) > 1 else ()
    return found if len(found) == 1 else ()


def below_quotation(passage: visible.Passage, items: tuple[Item, ...]) -> visible.Passage:
    """The passage with an item behind ">" at its top, which alone is no quotation to who knows no items, as one."""
    first, _, rest = passage.text.partition("\n")
    line = first.lstrip("> ")
    if passage.below or not first.startswith(">") or not rest.strip() or _item(line, items) is None:
        return passage
    return replace(passage, text=rest.lstrip("\n"), below=line)


def is_foreign(quotation: str, items: tuple[Item, ...]) -> bool:
    """Whether a quotation beside some words asks about something else than our mail does."""
    asks = "?" in quotation and not _quoted_items(quotation, items)
    return asks and _OURS.search(quotation) is None


def _parted(passage: visible.Passage, items: tuple[Item, ...]) -> Iterator[Said]:
    """The words above a sign-off, and those below it."""
    foreign = any(is_foreign(quotation, items) for quotation in (passage.below, passage.above))
    said = Said(passage.text, (), foreign=foreign)
    above = passage.text.removesuffix(passage.signed)
    if above.strip() and above != passage.text:
        yield replace(said, text=above.rstrip("\n"))
        said = replace(said, text=passage.signed, signed=True)
    yield said


def _placed(passage: visible.Passage, numbers: tuple[int, ...]) -> Iterator[Said]:
    if len(numbers) != 1:
        yield Said(passage.text, ())
    elif passage.between:
        yield Said(passage.text, numbers)
    else:
        answer, _, rest = passage.text.partition("\n\n")
        yield Said(answer, numbers)
        if rest.strip():
            yield Said(rest, ())


def _quoted_items(quotation: str, items: tuple[Item, ...]) -> tuple[int, ...]:
    """The items that a quotation shows; an item may be wrapped onto a second line."""
    lines = [line.strip() for line in quotation.split("\n")]
    found = []
    for i, line in enumerate(lines):
        wrapped = i + 1 < len(lines) and not _ITEM.match(lines[i + 1])
        number = _item(f"{line} {lines[i + 1]}" if wrapped else line, items)
        if number is not None:
            found.append(number)
    return tuple(dict.fromkeys(found))


def _item(line: str, items: tuple[Item, ...]) -> int | None:
    found = _ITEM.match(line)
    if not found:
        return None
    for item in items:
        if item.n != int(found[1]):
            continue
        known = telling(item.text)
        if len(known & telling(found[2])) >= LIKENESS * len(known):
            return item.n
    return None
