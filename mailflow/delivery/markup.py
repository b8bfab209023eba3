"""Markup: the small line-oriented source that the words of a mail are written in, and its two renderings.

A template says each word once. It renders to this source, and both parts of the mail are made from it:

    ## Who sees what            a heading
    - The list: you and Ben     a bullet
    2. Draft the billing RFC    an item with its number
       by Friday 20 March       … and further rows of the bullet or item above, indented
    > as somebody wrote it      a quotation, row by row
    ---                         the end of the letter; what follows is its foot
    anything else               a paragraph, which goes on until an empty line
    [[Not yet|not yet]]         the words "not yet", which HTML makes a link to a reply that says "Not yet"

There is no other link, no image and no way to write HTML. What people wrote passes through `inert`
on its way into the source, and can be none of the above.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal
from urllib.parse import quote

from jinja2 import Undefined
from markupsafe import Markup

Kind = Literal["heading", "bullet", "number", "quotation", "rule", "paragraph"]
WIDTH = 78  # RFC 5322 section 2.1.1: no line of text should be longer

# Private-use characters stand for what a value must not be read as, from `inert` until a part is written.
_OPEN, _CLOSE, _LEFT, _RIGHT, _BAR = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
_INVISIBLE = (
    *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),  # direction (UAX #9)
    *(0x200B, 0x2060, 0xFEFF),  # of no width
    *range(0xE000, 0xE010),  # ours
)
_INERT = (
    dict.fromkeys(_CONTROLS, " ")
    | dict.fromkeys(_INVISIBLE)
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half a pair of UTF-16, which no charset can carry
)
_BRACKETS = (("[", _LEFT), ("]", _RIGHT), ("|", _BAR))

_LINK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]+)\]\]")
_NUMBER = re.compile(r"(\d{1,6}\.) (.*)")
_LOOKS_STRUCTURAL = re.compile(r"[-*+#>|•–—]|\d+[.)]")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the letter. `mark` is what stands before a bullet or item; a paragraph has one row."""

    kind: Kind
    rows: tuple[str, ...]
    mark: str = ""


def inert(value: object) -> Markup:
    """A value as the source can hold it: one row of plain text, which no later step takes for structure.

    Line ends, tabs and other controls become spaces; characters that turn the direction of writing or that
    nobody can see go. What a template itself wrote (a macro's result) passes unchanged.
    Raises TypeError for what has no words of its own (None, a list), and UndefinedError for what is not there.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, Undefined):
        return Markup(str(value))  # noqa: S704 - StrictUndefined raises here, and names what is missing
    if type(value) is int:
        return Markup(str(value))  # noqa: S704 - digits
    if not isinstance(value, str):
        raise TypeError(f"a value of type {type(value).__name__} cannot be shown")
    # str.translate is slow, and most of what people write needs none of it.
    words = value if value.isascii() and value.isprintable() else value.translate(_INERT)
    words = " ".join(words.split())
    for bracket, stand_in in _BRACKETS:
        words = words.replace(bracket, stand_in)
    return Markup(f"{_OPEN}{words}{_CLOSE}")  # noqa: S704 - made inert


def _restored(part: str, before: str = "", after: str = "") -> str:
    """`part` with what stood for something else put back; each inert value between `before` and `after`."""
    part = part.replace(_OPEN, before).replace(_CLOSE, after)
    for bracket, stand_in in _BRACKETS:
        part = part.replace(stand_in, bracket)
    return part


def plain(row: str) -> str:
    """A row of source as people read it: links are their labels, inert values the words that they hold."""
    return _restored(_LINK.sub(r"\2", row) if "[[" in row else row)


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of a rendered template."""
    blocks: list[Block] = []
    kind: Kind | None = None
    rows: list[str] = []
    mark = ""

    def close() -> None:
        nonlocal kind
        if kind is not None:
            blocks.append(Block(kind, (" ".join(rows),) if kind == "paragraph" else tuple(rows), mark))
        kind = None

    for line in source.split("\n"):
        row = line.strip(" ")
        if not row:
            close()
            continue
        if line[0] == " " and kind in ("bullet", "number"):
            rows.append(row)
            continue
        number = _NUMBER.match(row) if row[0].isdigit() else None
        if row.startswith("## "):
            begun: tuple[Kind, str, str] = ("heading", row[3:], "")
        elif row.startswith("- "):
            begun = ("bullet", row[2:], "-")
        elif row[0] == ">":
            begun = ("quotation", row[1:].strip(" "), "")
        elif row == "---":
            begun = ("rule", "", "")
        elif number:
            begun = ("number", number[2], number[1])
        else:
            begun = ("paragraph", row, "")
        if begun[0] == kind and kind in ("paragraph", "quotation"):
            rows.append(begun[1])
            continue
        close()
        kind, mark = begun[0], begun[2]
        rows = [begun[1]]
    close()
    return tuple(blocks)


def _lists(blocks: Iterable[Block]) -> Iterator[tuple[bool, list[Block]]]:
    """Neighbouring bullets or items belong together; anything else stands alone."""
    for mark, group in groupby(enumerate(blocks), lambda pair: "item" if pair[1].mark else pair[0]):
        yield mark == "item", [block for _, block in group]


# --- the text part --------------------------------------------------------------------------------------------------


def _wrap(words: str, first: str, rest: str) -> str:
    """`words` in lines of at most WIDTH where they allow it, the first indented by `first`, the others by `rest`.

    No line begins with a word that looks like an item's number or a bullet: a commitment must not be able
    to wrap into something that reads as another one.
    """
    if len(first) + len(words) <= WIDTH:
        return first + words
    lines: list[str] = []
    line = first
    empty = True
    for word in words.split(" "):
        if empty:
            line += word
        elif len(line) + 1 + len(word) > WIDTH and not _LOOKS_STRUCTURAL.match(word):
            lines.append(line)
            line = rest + word
        else:
            line += " " + word
        empty = False
    lines.append(line)
    return "\n".join(lines)


def _text_item(block: Block) -> str:
    indent = " " * (len(block.mark) + 1)
    first = _wrap(plain(block.rows[0]), block.mark + " ", indent)
    return "\n".join([first, *(_wrap(plain(row), indent, indent) for row in block.rows[1:])])


def _text_block(block: Block) -> str:
    match block.kind:
        case "quotation":
            return "\n".join(_wrap(plain(row), "> ", "> ").rstrip(" ") for row in block.rows)
        case "rule":
            return "-- "  # RFC 3676 section 4.3: a reply leaves out what follows
        case _:
            return _wrap(plain(block.rows[0]), "", "")


def text(blocks: Iterable[Block]) -> str:
    """The text part: lines of at most 78 columns joined by LF, hanging indents, one empty line between blocks."""
    parts: list[str] = []
    for is_list, group in _lists(blocks):
        if is_list:
            loose = any(len(block.rows) > 2 for block in group)
            parts.append(("\n\n" if loose else "\n").join(map(_text_item, group)))
        else:
            parts.append(_text_block(group[0]))
    return "\n\n".join(parts).replace("-- \n\n", "-- \n") + "\n"


# --- the HTML part --------------------------------------------------------------------------------------------------

# No colour but a middle grey for lines, so that a client's light and dark modes both keep their own contrast.
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    '<meta name="color-scheme" content="light dark">\n<meta name="supported-color-schemes" content="light dark">\n'
    '<title>{title}</title>\n</head>\n<body style="margin:0;padding:0;color-scheme:light dark">\n'
    '<div lang="{language}" dir="{direction}" style="max-width:600px;margin:0 auto;padding:24px 20px;'
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
    'font-size:17px;line-height:1.5;overflow-wrap:anywhere;word-break:break-word">\n'
)
_END = "\n</div>\n</body>\n</html>\n"
_HEADING = '<h2 style="font-size:19px;line-height:1.3;font-weight:600;margin:28px 0 10px">'
_PARAGRAPH = '<p style="margin:0 0 16px">'
_RULE = '<hr style="border:0;border-top:1px solid #8a8a8a;margin:28px 0 14px">'
_LIST = '<div role="list" style="margin:0 0 16px">'
_MARK = '<span style="display:inline-block;min-width:28px;text-indent:0">'
_SIDES = {"ltr": "left", "rtl": "right"}  # by name: some clients do not know "padding-inline-start"
_QUOTATION = {
    direction: f'<blockquote style="margin:0 0 16px;padding-{side}:14px;border-{side}:3px solid #8a8a8a">'
    for direction, side in _SIDES.items()
}
_ITEM = {
    direction: f'<div role="listitem" style="margin:0 0 10px;padding-{side}:28px;text-indent:-28px">'
    for direction, side in _SIDES.items()
}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})


def _html_row(row: str, reply_to: str | None) -> str:
    words = escape(row, quote=False)
    if "[[" not in words:
        return words
    if reply_to is None:
        return _LINK.sub(r"\2", words)
    address = quote(reply_to, safe="@+=._-~")

    def link(found: re.Match[str]) -> str:
        word = quote(_restored(found[1]), safe="")
        return f'<a href="mailto:{address}?subject={word}&amp;body={word}">{found[2]}</a>'

    return _LINK.sub(link, words)


def html(blocks: Iterable[Block], *, title: str, language: str, reply_to: str | None) -> str:
    """The HTML part: the same words in one column, with inline styles and nothing from elsewhere.

    `title` is plain text; `reply_to` is where a link's reply goes, and None takes the links away.
    """
    direction = "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"
    out: list[str] = []
    for is_list, group in _lists(blocks):
        if is_list:
            out.append(_LIST)
            for block in group:
                first, *more = (_html_row(row, reply_to) for row in block.rows)
                rows = "<br>\n".join([f"<strong>{first}</strong>" if block.kind == "number" else first, *more])
                mark = "•" if block.mark == "-" else block.mark
                out.append(f"{_ITEM[direction]}{_MARK}{mark} </span>{rows}</div>")
            out.append("</div>")
            continue
        block = group[0]
        match block.kind:
            case "heading":
                out.append(f"{_HEADING}{_html_row(block.rows[0], reply_to)}</h2>")
            case "quotation":
                rows = "<br>\n".join(_html_row(row, reply_to) for row in block.rows)
                out.append(f"{_QUOTATION[direction]}{rows}</blockquote>")
            case "rule":
                out.append(_RULE)
            case _:
                out.append(f"{_PARAGRAPH}{_html_row(block.rows[0], reply_to)}</p>")
    page = _PAGE.format(language=escape(language), direction=direction, title=escape(title))
    return page + _restored("\n".join(out), "<bdi>", "</bdi>") + _END
