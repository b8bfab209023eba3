"""The layout of notes: which lines are headings, points, table rows or prose, how deep they stand, what is ticked off.

Works on a masked copy of the notes in which emphasis, time stamps and the like are blanks, so that every
offset into the copy is an offset into the notes as they came.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.word import Script, longest, phrases, split, standing

Kind = Literal["heading", "point", "row", "prose"]
Mark = Literal["", "open", "done", "dropped"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, point, row or heading: `copy[start:end]` without its bullet.

    `indent` counts columns before the bullet, `level` says how high a heading stands (1 is highest, 0 is no
    heading). `mark` is its check box or keyword. `under`: it goes on with the point above.
    """

    kind: Kind
    start: int
    end: int
    mark: Mark = ""
    after_gap: bool = False
    indent: int = 0
    level: int = 0
    under: bool = False


_SIGNS = "-~*•·●○▪▫■□‣–—→⇒▸►▹▶◦∙⁃➔➜➤❖◆◇✦>+"
_BOXES: dict[str, Mark] = {
    "☐": "open",
    "☑": "done",
    "☒": "dropped",
    "✓": "done",
    "✔": "done",
    "✅": "done",
    "❌": "dropped",
    "✗": "dropped",
}
_BULLET = re.compile(
    r"[ \t]*(?:>[ \t]?)*"
    rf"(?:(?:->|=>|[{_SIGNS}]|[\U0001F000-\U0001FAFF\u2600-\u260F\u2614-\u27BF]\uFE0F?|#?\d{{1,2}}[.)](?=\s|$)"
    r"|\d{1,2}(?:\.\d{1,2})+[.)]?(?=\s)|#\d{1,3}(?=\s)|\([a-z0-9]{1,3}\)|[a-z][.)](?=\s)|[ivx]{1,4}[.)](?=\s))"
    r"[ \t]*){0,2}"
)
_BOX = re.compile(r"(?:\[(?P<tick>[ xX✓✔-]?)\](?!\()|(?P<sign>[☐☑☒✓✔✅❌✗])\uFE0F?)[ \t]*")
_KEYWORD = re.compile(r"(?P<word>TODO|DONE|CANCELLED|CANCELED|DROPPED|WAITING|BLOCKED)(?=[ \t]+\S)(?![ \t]*:)[ \t]+")
_KEYWORDS: dict[str, Mark] = {
    "TODO": "open",
    "DONE": "done",
    "CANCELLED": "dropped",
    "CANCELED": "dropped",
    "DROPPED": "dropped",
    "WAITING": "open",
    "BLOCKED": "open",
}
_OUTLINE = re.compile(r"(?P<stars>\*{2,6})[ \t]+(?=\S)")
_FENCED = re.compile(r"\s*={2,6}\s*(?P<said>[^=\s][^=]{0,100}?)\s*={2,6}\s*")
_WIKI = re.compile(r"h([1-6])\.[ \t]+(?=\S)")
_HEADER = frozenset(lexicon.words("frame", "headers"))
_FORWARD = phrases(lexicon.words("frame", "forward"))
_SENT_FROM = phrases(lexicon.words("frame", "sent_from"))
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_STAMP = re.compile(
    rf"[(\[][\d/.\-:, ]{{0,24}}{_CLOCK}(?:[ \d:–-]{{0,12}})(?: ?[ap]m)?[)\]](?=\s|$)"
    rf"|^[ \t]*\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?=[ \t]+(?:[^\W\d_]|<))|[(\[]{_CLOCK}[)\]]",
    re.MULTILINE,
)
_STRUCK = re.compile(r"~~[^~\n]{1,300}~~")
_LEADER = re.compile(r"(?<=[ \t])\.{2,}(?=[ \t])")  # "AP ..... book the exam"
_MACRO = re.compile(r"\{[a-z]{2,12}(?::[^}\n]{0,40})?\}")
_RULE = re.compile(r"[-=~_*#+|. \t]*")
_SPOKEN = re.compile(
    r" (?:full stop|new paragraph|new line|question mark|comma|colon|stop recording|end of note)(?=[ .\n]|$)",
    re.IGNORECASE,
)
_SIGN_OF = {"full": ".", "new": ".", "question": "?", "comma": ",", "colon": ":", "stop": ".", "end": "."}
_DICTATION = 20_000  # characters in which a dictation is recognised by the signs that are spoken
_FEW = 2
_HEAD = 80  # characters of a line by which a frame is known
_FIRST = 12  # words among which a forward is announced
_SHORTEST_WRAP, _LONGEST_WRAP = 50, 100  # columns at which mail programs wrap
_VERBS = frozenset(lexicon.words("action", "verbs"))
_TAB = 4  # columns


def masked(text: str) -> str:
    """The notes with emphasis, time stamps and struck words blanked out and quotes made plain; of the same length."""
    plain = text.translate(_PLAIN)
    if len(_SPOKEN.findall(plain[:_DICTATION])) > _FEW:
        plain = _SPOKEN.sub(
            lambda found: _SIGN_OF[found.group().strip().lower().split()[0]].ljust(len(found.group())), plain
        )
    for pattern in (_STRUCK, _STAMP, _MACRO, _LEADER):
        plain = pattern.sub(_blanks, plain)
    return plain


def _blanks(found: re.Match[str]) -> str:
    return " " * len(found.group())


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "*": " ", "_": " ", "`": " "}
    | {"\u00a0": " ", "\t": " ", "\r": " ", "\u200b": " ", "\u200e": " ", "\ufeff": " ", "\u202f": " "}
)


def blocks(text: str, script: Script) -> tuple[Block, ...]:
    """The blocks of notes, in order, without the frame of a forward, an older mail below and a signature.

    `script` is the `masked` text.
    """
    copy = script.text
    found: list[Block] = []
    gap, before_body, forwarded = True, True, False
    places = _lines(text)
    width = max(end - start for start, end in places)
    width = width if _wraps(text, places, width) else 0
    for at, (start, end) in enumerate(places):
        raw, line = text[start:end], copy[start:end].strip()
        if _RULE.fullmatch(raw.strip()) and not (raw.strip() and "~~" in raw):
            if raw.strip() == "--":
                break  # the signature's rule
            if raw.strip().startswith("____") and found:
                break  # an older mail below
            if raw.strip()[:3] in ("---", "===") and found and not gap and len(raw.strip()) <= width:
                found[-1] = _underlined(found[-1])
            gap = True
            continue
        body = _blank(copy, start, end)
        words = script.words(body, min(body + _HEAD, end))
        name, colon = (words[0].low if words else "", words[1].low if len(words) > 1 else "")
        if longest(words, 0, _SENT_FROM):
            break
        if any(k < _FIRST for k, _ in standing(words, _FORWARD)) and _introduces(found):
            forwarded = before_body = True
            continue
        framed = name in _HEADER and colon == ":" and (words[0].is_name or before_body)
        if framed and name == "from" and "@" not in raw and found and not before_body:
            below = split(copy[slice(*places[at + 1])][:40]) if at + 1 < len(places) else ()
            framed = len(below) > 1 and below[0].low in _HEADER and below[1].low == ":"
        if framed:
            if found and name == "from" and not (forwarded and before_body):
                break  # the header of an older mail
            if before_body:
                continue
        if name == "on" and line.endswith("wrote:") and found:
            break
        before_body = False
        block = _block(text, copy, start, end, gap=gap)
        if (
            found
            and block.kind == "prose"
            and found[-1].kind == "point"
            and not gap
            and block.indent > found[-1].indent
        ):
            block = replace(block, under=True, mark=found[-1].mark if found[-1].mark in ("done", "dropped") else "")
        elif found and found[-1].under and block.kind == "prose" and not gap and block.indent >= found[-1].indent > 0:
            block = replace(block, under=True, mark=found[-1].mark)
        found.append(block)
        joined = _joined(found, copy, width)
        if joined is not None:
            found[-2:] = [joined]
        gap = False
    return tuple(found)


def _introduces(found: list[Block]) -> bool:
    """Whether no more than a few words stand above a forward: "fyi, today's notes, please do the contract"."""
    return len(found) <= _FEW and all(block.kind == "prose" for block in found)


def _wraps(text: str, places: list[tuple[int, int]], width: int) -> bool:
    """Whether lines end because they are full: most of those that another one follows."""
    full = ragged = pairs = 0
    for (start, end), (first, last) in pairwise(places):
        below = text[first:last].split(maxsplit=1)
        if text[start:end].strip() and below and below[0][0].isalnum():
            pairs += 1
            full += end - start + 1 + len(below[0]) > width
            ragged += _goes_on(text, start, end, below[0])
    return (full > 1 and 2 * full >= pairs) or (ragged > _FEW and 2 * ragged >= pairs)


def _goes_on(text: str, start: int, end: int, word: str) -> bool:
    """Whether a long line without an end is followed by a small word that opens no task."""
    line = text[start:end].strip()
    return len(line) >= _SHORTEST_WRAP and line[-1] not in ".:?!;" and word[0].islower() and word not in _VERBS


def _underlined(block: Block) -> Block:
    return replace(block, kind="heading", level=2) if block.kind == "prose" and block.end - block.start < 80 else block


def _lines(text: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for line in text.split("\n"):
        places.append((start, start + len(line)))
        start += len(line) + 1
    return places


def _heading(raw: str) -> tuple[int, int] | None:
    """The level of a line that is a heading in Markdown, a wiki or an outline, and the place after its sign."""
    bare = raw.lstrip()
    hashes = len(bare) - len(bare.lstrip("#"))
    if hashes and bare[hashes : hashes + 1] in (" ", "\t", ""):
        return hashes, len(raw) - len(bare) + hashes
    if wiki := _WIKI.match(bare):
        return int(wiki.group(1)), len(raw) - len(bare) + wiki.end()
    if fenced := _FENCED.fullmatch(raw):
        return 1, fenced.start("said")
    outline = _OUTLINE.match(raw)
    if outline and "**" not in raw[outline.end() :]:
        return len(outline.group("stars")), outline.end()
    return None


def _block(text: str, copy: str, start: int, end: int, *, gap: bool) -> Block:
    raw = text[start:end]
    end = start + len(copy[start:end].rstrip())
    indent = sum(_TAB if sign == "\t" else 1 for sign in raw[: len(raw) - len(raw.lstrip())])
    if (headed := _heading(raw)) is not None:
        level, skip = headed
        keyword = _KEYWORD.match(raw, _past_blanks(raw, skip))
        if keyword is None:
            return Block("heading", _blank(copy, start + skip, end), end, after_gap=gap, indent=indent, level=level)
        body = _blank(copy, start + keyword.end(), end)
        return Block("point", body, end, _KEYWORDS[keyword.group("word")], gap, 0)
    bare = raw.lstrip()
    if bare.startswith("|") or raw.count("|") >= 2 or (raw.count("\t") >= 2 and "\t" in raw.strip()):
        return Block("row", start, end, after_gap=gap, indent=indent)
    bullet = _BULLET.match(raw)
    width = bullet.end() if bullet else 0
    # "**Name**: …" and "_aside_" begin with a sign that is no bullet.
    if bare[:2] == "**" or (bare[:1] == "*" and bare[1:2] not in (" ", "\t", "")):
        width = len(raw) - len(bare)
    mark: Mark = ""
    if "~~" in raw[width : width + 8]:
        mark = "dropped"
    box = _BOX.match(raw, width)
    if box:
        width = box.end()
        tick = box.group("tick")
        mark = mark or (
            _BOXES[box.group("sign")]
            if tick is None
            else "done"
            if tick in "xX✓✔" and tick
            else "dropped"
            if tick == "-"
            else "open"
        )
        if "~~" in raw[width : width + 4]:
            mark = "dropped"
    elif any(sign in raw[:width] for sign in _BOXES):
        mark = next(_BOXES[sign] for sign in raw[:width] if sign in _BOXES)
    keyword = _KEYWORD.match(raw, width)
    if keyword:
        width, mark = keyword.end(), _KEYWORDS[keyword.group("word")]
    if raw.rstrip().endswith(("✓", "✔", "✅")):
        mark = "done"
    marked = raw[:width].strip() != ""
    body = _blank(copy, start + width, end)
    return Block("point" if marked else "prose", body, end, mark, gap, indent)


def _past_blanks(raw: str, at: int) -> int:
    while at < len(raw) and raw[at].isspace():
        at += 1
    return at


def _blank(copy: str, start: int, end: int) -> int:
    return start + len(copy[start:end]) - len(copy[start:end].lstrip())


def _joined(found: list[Block], copy: str, width: int) -> Block | None:
    """The last two blocks as one, where a line ended only because it was full (`width` is the longest line's), or
    goes on below in small letters."""
    if len(found) < 2:
        return None
    above, below = found[-2:]
    if below.kind != "prose" or below.after_gap or above.kind not in ("prose", "point") or below.start >= below.end:
        return None
    head = copy[below.start : below.end]
    if below.under and head[0].islower() and copy[above.end - 1] not in ".:?!" and above.end > above.start:
        return replace(above, end=below.end)
    if not _SHORTEST_WRAP <= width <= _LONGEST_WRAP:
        return None
    line = above.end - (copy.rfind("\n", 0, above.end) + 1)
    word = head.split(maxsplit=1)[0]
    goes_on = _goes_on(copy, above.end - line, above.end, word)
    if (
        (line + 1 + len(word) <= width and not goes_on)
        or ":" in head[:24]
        or any(sign in head[:24] for sign in ("->", "=>", "→", " = ", " - ", " – "))
        or not word[0].isalnum()
        or (copy[above.end - 1] in ":?!" and not word.islower())
    ):
        return None
    return replace(above, end=below.end)
