"""Heading: the block of From, Sent, To and Subject lines that a mail program writes above an older mail."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.mail.line import Line, Mark
from mailflow.mail.phrases import any_of

MAX_LINES = 40

_KINDS = ("from", "date", "to", "cc", "subject", "reply", "other")
_KIND = {name: kind for kind in _KINDS for name in any_of(f"field_{kind}").split("|")}
_FIELD = re.compile(r"\s{0,24}[*_]{0,3}([^\W\d_][^:：*_\n]{0,30}?)[ \t]{0,4}[*_]{0,3}[ \t]?[:：][*_]{0,3}[ \t]*(.*)")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]@[\w-]+\.\w")
_TIME = re.compile(r"(?<!\d)\d{1,2}\s?[:.hH時点시]\s?\d{2}(?!\d)")
_STAMP = re.compile(
    r"(?P<who>(?:\S.{0,90}?\S)?)(?:\s+on)?\s*(?P<date>(?<!\d)\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}[:.]\d{2}(?:[:.]\d{2})?"
    r"(?:\s*[ap]m)?(?:\s+[a-z]{2,5})?)",
    re.IGNORECASE,
)
_EXTENSION = re.compile(r"(?:[A-Z][a-z]*-)+[A-Z]\w*")  # X-Mailer, In-Reply-To, List-Id
_PRECISE = re.compile(r"(?:19|20)\d\d.{0,10}\d{1,2}:\d{2}:\d{2}")
_LABEL = re.compile(r"(?<!\S)([^\W\d_]{1,12})\s?[:：]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that takes `length` lines, with the values that it gives ("" where it has no such line)."""

    length: int
    sender: str
    date: str
    to: str
    subject: str


def heading_at(lines: Sequence[Line], start: int, *, marked: bool = False) -> Heading | None:
    """The heading that begins at `start`, or None.

    Two field lines of any language make one when they name a sender with an address, or a date with a time
    beside another field; three kinds always do when a sender is among them. `marked` says that the line above
    or the HTML already called this an older mail, so that a single field is enough.
    """
    if _field(lines[start].text):
        flat = _flat(lines[start].text)
        if flat:
            return _heading(1, flat)
        values, end = _fields(lines, start)
        return _heading(end - start, values) if _enough(values) or (marked and values) else None
    stamped = _stamped(lines, start)
    if stamped is None:
        return None
    sender, date, following = stamped
    values, end = _fields(lines, following, labels=True)
    if not {"to", "subject"} <= values.keys():
        return None
    return _heading(end - start, {**values, "from": [sender], "date": [date]})


def _heading(length: int, values: dict[str, list[str]]) -> Heading:
    return Heading(
        length, *(" ".join(" ".join(values.get(name, [])).split()) for name in ("from", "date", "to", "subject"))
    )


def _stamped(lines: Sequence[Line], start: int) -> tuple[str, str, int] | None:
    """Who and when, where no label says so, and the line of the first field: the older heading of Lotus Notes."""
    sender = ""
    for position in range(start, min(start + 4, len(lines))):
        text = lines[position].text.strip()
        if not text:
            continue
        if len(text) > 160 or lines[position].depth != lines[start].depth:
            return None
        found = _STAMP.fullmatch(text)
        if found is None:
            if sender:
                return None
            sender = text
            continue
        if bool(found["who"]) == bool(sender):
            return None
        following = next((j for j in range(position + 1, min(position + 4, len(lines))) if not lines[j].blank), None)
        return (sender or found["who"], found["date"], following) if following is not None else None
    return None


def _flat(text: str) -> dict[str, list[str]] | None:
    """The fields of a heading that some program ran together into one line."""
    text = text[:1000]
    found = [(m, _KIND[m[1].lower()]) for m in _LABEL.finditer(text) if m[1].lower() in _KIND]
    if len(found) < 3 or found[0][1] != "from" or not _ADDRESS.search(text):
        return None
    values: dict[str, list[str]] = {}
    ends = [m.start() for m, _ in found[1:]] + [len(text)]
    for (m, kind), end in zip(found, ends, strict=True):
        values.setdefault(kind, []).append(text[m.end() : end].strip())
    return values if {"from", "date", "subject"} <= values.keys() else None


def _fields(lines: Sequence[Line], start: int, *, labels: bool = False) -> tuple[dict[str, list[str]], int]:
    """The values of the fields that follow each other from `start` on, by kind, and the line behind them.

    `labels` allows for names that stand without a colon, alone on the line above their value.
    """
    first = lines[start]
    values: dict[str, list[str]] = {}
    kind = ""
    end = start
    blanks = 0
    for position in range(start, min(start + MAX_LINES, len(lines))):
        line = lines[position]
        if line.depth != first.depth or (position > start and line.mark in (Mark.FORWARD, Mark.ATTRIBUTION)):
            break
        if line.blank:
            blanks += 1
            # Some programs put a blank line between two fields; two blank lines end every heading.
            if blanks > 2 or not _field_follows(lines, position, values, labels=labels):
                break
            continue
        found = _field(line.text) or (_label(line.text) if labels else None)
        if found and found[0] in values and found[0] != "other":
            break
        if found:
            kind, value = found
            values.setdefault(kind, []).append(value)
            end = position + 1
        elif (labels and kind and not blanks and not "".join(values[kind])) or (
            not blanks and kind and _continues(kind, line.text, lines, position, values)
        ):
            values[kind].append(line.text.strip())
            end = position + 1
        else:
            break
        blanks = 0
    return values, end


@lru_cache(maxsize=256)  # a line is asked again for each of the lines above it
def _field(text: str) -> tuple[str, str] | None:
    found = _FIELD.match(text[:600])
    if not found:
        return None
    kind = _KIND.get(" ".join(found[1].lower().split())) or ("other" if _EXTENSION.fullmatch(found[1]) else None)
    return (kind, found[2].strip()) if kind else None


def _label(text: str) -> tuple[str, str] | None:
    """A field whose name stands without a colon: alone, or in the first column of a table."""
    label, _, value = text[:600].partition("|")
    kind = _KIND.get(label.strip().lower())
    return (kind, value.strip()) if kind else None


def _field_follows(lines: Sequence[Line], position: int, values: dict[str, list[str]], *, labels: bool) -> bool:
    for line in lines[position + 1 : position + 3]:
        if not line.blank:
            found = _field(line.text) or (_label(line.text) if labels else None)
            return bool(found and found[0] not in values and line.depth == lines[position].depth)
    return False


def _continues(kind: str, text: str, lines: Sequence[Line], position: int, values: dict[str, list[str]]) -> bool:
    """Whether a line is the rest of a long value: another field follows it, or it is an address in brackets."""
    if text.lstrip().startswith(("<", "[")) and _ADDRESS.search(text[:300]):
        return True
    if kind in ("to", "cc") and ("@" in text[:300] or text.rstrip().endswith((";", ","))):
        return True
    for line in lines[position + 1 : position + 3]:
        found = _field(line.text)
        if found and found[0] not in values:
            return True
        if line.blank:
            return False
    return False


def _enough(values: dict[str, list[str]]) -> bool:
    kinds = values.keys() - {"other", "cc", "reply"}
    sender = " ".join(values.get("from", []))[:600]
    date = " ".join(values.get("date", []))[:300]
    if "from" in kinds and len(kinds) >= 3:
        return bool(_ADDRESS.search(sender) or _TIME.search(date))
    if "from" in kinds and len(kinds) == 2:
        return bool(_ADDRESS.search(sender))
    # without a sender only what no person writes counts: a date to the second
    return {"date", "to"} <= kinds and bool(_PRECISE.search(date) and _ADDRESS.search(" ".join(values["to"])[:600]))
