"""The layout of notes: which lines are headings, points, table rows or prose, and under which heading they stand.

Works on a masked copy of the notes in which emphasis, check boxes and the like are blanks, so that every
offset into the copy is an offset into the notes as they came.
"""

import re
from dataclasses import dataclass
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.word import longest, phrases, split

Kind = Literal["heading", "point", "row", "prose"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, point, row or heading: `copy[start:end]` without its bullet. `struck`: done or crossed out."""

    kind: Kind
    start: int
    end: int
    struck: bool
    after_gap: bool


_BULLET = re.compile(
    r"[ \t]*(?:>[ \t]?)?"
    r"(?:(?:[-*•·●○▪‣–—→⇒☐☑☒✓✔✗>+]|->|=>|\d{1,2}[.)](?=[ \t])|\([a-z0-9]{1,3}\)|[a-z][.)](?=[ \t]))[ \t]*)?"
    r"(?P<box>\[[ xX]?\][ \t]*)?"
)
_HEADER = frozenset(lexicon.words("frame", "headers"))
_FORWARD = phrases(lexicon.words("frame", "forward"))
_SENT_FROM = phrases(lexicon.words("frame", "sent_from"))
_STAMP = re.compile(r"[(\[]?\b\d{1,2}:\d{2}(?::\d{2})?[)\]](?=\s)")
_SHORTEST_WRAP, _LONGEST_WRAP = 50, 100  # columns at which mail programs wrap


def masked(text: str) -> str:
    """The notes with emphasis and time stamps blanked out and quotes made plain; of the same length."""
    plain = text.translate(_PLAIN)
    return _STAMP.sub(lambda found: " " * len(found.group()), plain)


_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "*": " ",
        "_": " ",
        "`": " ",
        "\u00a0": " ",
        "\t": " ",
        "\r": " ",
        "\u200b": " ",
        "\ufeff": " ",
    }
)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of notes, in order, without the frame of a forward, an older mail below and a signature."""
    copy = masked(text)
    found: list[Block] = []
    gap, before_body = True, True
    width = max(len(line) for line in text.split("\n"))
    places = _lines(text)
    for at, (start, end) in enumerate(places):
        raw, line = text[start:end], copy[start:end].strip()
        if not line.strip(" -=~#"):
            if raw.strip() == "--":
                break  # the signature's rule
            if raw.strip().startswith("____") and found:
                break  # an older mail below
            gap = True
            continue
        words = split(line[:80])
        name, colon = (words[0].low, words[1].low if len(words) > 1 else "")
        if longest(words, 0, _SENT_FROM):
            break
        if any(longest(words, k, _FORWARD) for k in range(min(len(words), 12))) and not found:
            continue
        framed = name in _HEADER and colon == ":" and (words[0].is_name or before_body)
        if framed and name == "from" and "@" not in raw and found:
            below = split(copy[slice(*places[at + 1])][:40]) if at + 1 < len(places) else ()
            framed = len(below) > 1 and below[0].low in _HEADER and below[1].low == ":"
        if framed:
            if found and name == "from":
                break  # the header of an older mail
            if before_body:
                continue
        if name == "on" and line.endswith("wrote:") and found:
            break
        before_body = False
        found.append(_block(text, copy, start, end, gap=gap))
        joined = _joined(found, copy, width)
        if joined is not None:
            found[-2:] = [joined]
        gap = False
    return tuple(found)


def _lines(text: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for line in text.split("\n"):
        places.append((start, start + len(line)))
        start += len(line) + 1
    return places


def _block(text: str, copy: str, start: int, end: int, *, gap: bool) -> Block:
    raw = text[start:end]
    end = start + len(copy[start:end].rstrip())
    hashes = len(raw.lstrip()) - len(raw.lstrip().lstrip("#"))
    if hashes:
        skip = len(raw) - len(raw.lstrip()) + hashes
        return Block("heading", _blank(copy, start + skip, end), end, struck=False, after_gap=gap)
    if raw.strip().startswith("|") or raw.count("|") >= 2:
        return Block("row", start, end, struck=False, after_gap=gap)
    bullet = _BULLET.match(raw)
    width = bullet.end() if bullet else 0
    # "**Name**: …" and "_aside_" begin with a sign that is no bullet.
    emphasis = raw.lstrip()[:2] == "**" or (raw.lstrip()[:1] == "*" and raw.lstrip()[1:2] not in (" ", "\t", ""))
    if emphasis:
        width = len(raw) - len(raw.lstrip())
    box = bullet.group("box") if bullet and not emphasis else None
    marked = raw[:width].strip() != ""
    struck = "~~" in raw or bool(box and "x" in box.lower()) or any(sign in raw[:width] for sign in "☑☒✓✔✗")
    body = _blank(copy, start + width, end)
    return Block("point" if marked else "prose", body, end, struck, gap)


def _blank(copy: str, start: int, end: int) -> int:
    return start + len(copy[start:end]) - len(copy[start:end].lstrip())


def _joined(found: list[Block], copy: str, width: int) -> Block | None:
    """The last two blocks as one, where a line ended only because it was full (`width` is the longest line's)."""
    if len(found) < 2 or not _SHORTEST_WRAP <= width <= _LONGEST_WRAP:
        return None
    above, below = found[-2:]
    if below.kind != "prose" or below.after_gap or above.kind not in ("prose", "point"):
        return None
    line = above.end - (copy.rfind("\n", 0, above.end) + 1)
    head = copy[below.start : below.end]
    word = head.split(maxsplit=1)[0]
    if (
        line + 1 + len(word) <= width
        or ":" in head[:24]
        or not word[0].isalnum()
        or (copy[above.end - 1] in ":?!" and not word.islower())
    ):
        return None
    return Block(above.kind, above.start, below.end, above.struck or below.struck, above.after_gap)
