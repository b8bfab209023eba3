"""Hypertext: an HTML body as lines, with the quotation that its tags and classes spell out.

Mail programs say in HTML what they leave unsaid in text: where the answered mail begins, what is quoted, what
the signature is. So that is read before the tags are dropped.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailflow.mail.forward import begins_forward
from mailflow.mail.line import MAX_LINES, Line, Mark, line_of, normal
from mailflow.mail.line import lines_of as plain_lines

MAX_NODES = 50_000  # of which the tags are read; of those beyond only the words are
MAX_INDENT = 20
MAX_CELLS = 12
MAX_SMILEY = 8  # characters
MAX_LOOKED = 40  # nodes
MAX_CELL = 200  # characters
MAX_DEPTH = 1500

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "head",
        "script",
        "style",
        "title",
        "template",
        "noscript",
        "iframe",
        "object",
        "select",
        "option",
        "textarea",
        "svg",
        "math",
        "audio",
        "video",
        "del",
        "s",
        "strike",
    ]
)
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"])
_QUOTE_CLASS = re.compile(
    r"(?:^|\s)(?:\w{0,4}gmail_quote|protonmail_quote|yahoo_quoted|zmail_extra|tutanota_quote|cite)(?:\s|$)"
)
_CONTAINER = re.compile(
    r"(?:^|\s)(?:\w{0,4}gmail_quote(?:_container)?|moz-forward-container|yahoo_quoted|protonmail_quote|zmail_extra)(?:\s|$)"
)
_CONTAINERS = {"mail-editor-reference-message-container"}
_OLDER_MAILS = {"divRplyFwdMsg", "appendonsend", "OLK_SRC_BODY_SECTION", "reply-intro", *_CONTAINERS}
_QUOTED_BOX = re.compile(r"(?:^|\s)(?:yahoo_quoted|protonmail_quote|zmail_extra)(?:\s|$)")
_QUOTING = re.compile(r"<blockquote[^<>]{0,500}(?:type=[\"']?cite|gmail_quote)", re.IGNORECASE)
_BORDER_LEFT = re.compile(r"border-left(?:-style|-width)?\s*:\s*(?!none|0\b|0px|medium none)", re.IGNORECASE)
_BORDER_TOP = re.compile(r"border-top(?:-style|-width|-color)?\s*:\s*(?!none|0\b|0px|medium none)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_TAG = re.compile(r"<[^<>]{0,5000}>")
_CLOSED_BY_THEMSELVES = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "th",
        "tr",
        "dd",
        "dt",
        "option",
        "tbody",
        "thead",
    ]
)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_DRAWN_BULLET = re.compile(r"^[·•▪◦§]\s*(?=\S)")  # Word draws the bullets of its lists as text


_Stack = list[tuple[LexborNode | None, Callable[[], None] | None]]


class _Page:
    """The lines collected so far, and the one being written."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.words: list[str] = []
        self.prefix = ""
        self.depth = 0
        self.mark = Mark.NONE
        self.region = 0
        self.regions = 0
        self.items: dict[int, int] = {}
        self.pre = False
        self.quotes = False  # by elements, so that a ">" outside of them was typed

    def enclose(self) -> None:
        """Begin an element that holds an older mail; one inside another is part of it."""
        if not self.region:
            self.regions += 1
            self.region = self.regions

    def write(self, text: str) -> None:
        text = _SPACE.sub(" ", text)
        if text.strip() or self.words:
            self.words.append(text if self.words else text.lstrip(" "))

    def close(self) -> None:
        """End the line that is being written, if it holds anything."""
        if self.words:
            text = _SPACE.sub(" ", normal("".join(self.words))).strip()
            self.lines.append(self._line(self.prefix + _DRAWN_BULLET.sub("- ", text, count=1)))
            self.words = []
            # What follows in the same list item stands below its first line.
            self.prefix = " " * len(self.prefix) if self.prefix.strip() else self.prefix

    def _line(self, text: str) -> Line:
        if self.quotes and not self.depth and not self.region:
            return Line(text.rstrip(), 0, self.mark, self.region)
        return line_of(text, self.depth, self.mark, self.region)

    def feed(self) -> None:
        """A line break: end the line even when it is empty."""
        if self.words:
            self.close()
        else:
            self.lines.append(Line("", self.depth, self.mark, self.region))

    def gap(self) -> None:
        """A blank line between paragraphs, never two, and none inside a list."""
        self.close()
        if not self.prefix and self.lines and not self.lines[-1].blank:
            self.lines.append(Line("", self.depth, self.mark, self.region))

    def point(self, mark: Mark) -> None:
        """A line without words that carries a mark."""
        self.close()
        self.lines.append(Line("", self.depth, mark, self.region))


def lines_of(html: str) -> list[Line]:
    """The lines of an HTML body as a reader sees them; list items carry "- " or their number."""
    if _nests_too_deep(html):
        return plain_lines(unescape(_TAG.sub(" ", html)))
    body = LexborHTMLParser(html).body
    page = _Page()
    page.quotes = bool(_QUOTING.search(html))
    if body is None:
        return []
    # Own stack instead of recursion: nesting is the sender's to choose. None closes the node of its frame.
    stack: _Stack = [(body, None)]
    seen = 0
    while stack:
        node, leave = stack.pop()
        if node is None:
            if leave is not None:
                leave()
            continue
        seen += 1
        if seen > MAX_NODES or len(page.lines) > MAX_LINES:
            page.close()
            page.lines.append(Line(_words_of([node, *(left for left, _ in reversed(stack) if left is not None)])))
            break
        if node.is_text_node:
            _write(page, node)
        elif node.is_element_node:
            _open(page, node, stack)
    page.close()
    return page.lines


def _words_of(nodes: Iterable[LexborNode]) -> str:
    """The words of the elements, whatever they mean."""
    texts = (node.text_content if node.is_text_node else node.text(deep=True, separator="\n") for node in nodes)
    return normal("\n".join(text for text in texts if text))


def _nests_too_deep(html: str) -> bool:
    """Whether more elements are open at once than any program writes: the parser's time grows with the square of it."""
    depth = 0
    for tag in _ANY_TAG.finditer(html):
        if tag[2].lower() not in _CLOSED_BY_THEMSELVES:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def _write(page: _Page, node: LexborNode) -> None:
    text = node.text_content or ""
    if page.pre:
        lines = text.split("\n", MAX_LINES)
        for line in lines[:-1]:
            page.words.append(line)
            page.feed()
        if len(lines) > MAX_LINES:
            page.lines.append(Line(normal(lines[-1])))
        elif lines[-1]:
            page.words.append(lines[-1])
    else:
        page.write(text)


def _open(page: _Page, node: LexborNode, stack: _Stack) -> None:
    tag = node.tag or ""
    attributes = {key: value or "" for key, value in node.attributes.items()}
    style = attributes.get("style", "")[:2000]
    if tag in _SKIPPED or (style and _HIDDEN.search(style)):
        return
    if tag == "br":
        page.feed()
        return
    if tag == "img":
        # a smiley may be all that somebody answers; a logo's name is no word of theirs
        alternative = attributes.get("alt", "")
        if 0 < len(alternative) <= MAX_SMILEY and not alternative.isascii():
            page.write(alternative)
        return
    classes, identity = attributes.get("class", "")[:500], attributes.get("id", "")[:200]
    if tag == "hr":
        page.close()
        if identity in {"stopSpelling", "zwchr"} or "data-marker" in attributes:
            page.point(Mark.ORIGINAL)
        else:
            page.lines.append(Line("-----", page.depth, page.mark, page.region))
        return
    block = tag in _BLOCKS
    if block:
        (page.gap if tag in _PARAGRAPHS and not _tight(tag, classes, style) else page.close)()
    depth, mark, prefix, region, pre = page.depth, page.mark, page.prefix, page.region, page.pre
    page.pre = pre or tag == "pre" or "pre-wrap" in style

    if attributes:
        _mark(page, node, tag, attributes)
    if tag == "tr" and (row := _row(node)):
        page.words.append(row)
        page.close()
        return
    if tag == "li":
        page.prefix = _bullet(page, node)
    elif tag in {"td", "th"} and page.words:
        page.words.append(" ")

    def leave() -> None:
        if block:
            (page.gap if tag in _PARAGRAPHS and not _tight(tag, classes, style) else page.close)()
        page.depth, page.mark, page.prefix, page.region, page.pre = depth, mark, prefix, region, pre

    stack.append((None, leave))
    stack.extend((child, None) for child in reversed(_children(node)))


def _mark(page: _Page, node: LexborNode, tag: str, attributes: dict[str, str]) -> None:
    """Note what the element says of its lines: that they are quoted, an attribution, a signature, an older mail."""
    classes, identity = attributes.get("class", "")[:500], attributes.get("id", "")[:200]
    style = attributes.get("style", "")[:2000]
    if tag != "blockquote" and (_CONTAINER.search(classes) or identity in _CONTAINERS):
        page.enclose()
    if identity in _OLDER_MAILS:
        page.point(Mark.ORIGINAL)
    elif "moz-forward-container" in classes:
        page.point(Mark.FORWARD)
    elif tag == "div" and _BORDER_TOP.search(style) and _begins_with_field(node):
        page.point(Mark.ORIGINAL)
    if "moz-cite-prefix" in classes or "gmail_attr" in classes:
        if not _says_forward(node):
            page.mark = Mark.ATTRIBUTION
    elif _is_signature(classes, identity, attributes):
        page.mark = Mark.SIGNATURE
    if tag == "blockquote" and _is_quotation(classes, style, attributes):
        page.depth += 1
        page.mark = Mark.NONE
    elif tag != "blockquote" and _QUOTED_BOX.search(classes):
        if _says_forward(node):
            page.point(Mark.ORIGINAL)
        else:
            page.depth += 1


def _row(node: LexborNode) -> str | None:
    """The cells of a table's row in one line, if each holds but a few words; a row that lays out a page does not."""
    cells = [cell for cell in _children(node) if cell.tag in {"td", "th"}]
    if not 2 <= len(cells) <= MAX_CELLS or any(_is_laid_out(cell) for cell in cells):
        return None
    texts = [_SPACE.sub(" ", normal(cell.text(deep=True) or "")).strip() for cell in cells]
    if sum(map(bool, texts)) < 2 or any(len(text) > MAX_CELL for text in texts):
        return None
    return " ".join(texts) if texts[0].endswith(":") else " | ".join(texts)


def _is_laid_out(cell: LexborNode) -> bool:
    blocks = 0
    for node in islice(cell.traverse(), MAX_CELL):
        tag = node.tag or ""
        blocks += tag in _BLOCKS or tag == "br"
        if tag in {"table", "ul", "ol", "blockquote", "pre", "hr", "tr"}:
            return True
    return blocks > 2


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.first_child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _tight(tag: str, classes: str, style: str) -> bool:
    """Outlook's paragraphs are lines: it writes a blank one as a paragraph of its own."""
    if tag == "p":
        return "MsoNormal" in classes or bool(re.search(r"margin(?:-top)?\s*:\s*0", style))
    return tag == "table"


def _is_quotation(classes: str, style: str, attributes: dict[str, str]) -> bool:
    return (
        attributes.get("type") == "cite"
        or "cite" in attributes
        or bool(_QUOTE_CLASS.search(classes))
        or bool(_BORDER_LEFT.search(style))
    )


def _is_signature(classes: str, identity: str, attributes: dict[str, str]) -> bool:
    return (
        bool(
            re.search(
                r"(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block|signature|elementToProof-signature)(?:\s|$)",
                classes,
            )
        )
        or identity.lower()
        in {
            "signature",
            "appleMailSignature".lower(),
            "ms-outlook-mobile-signature",
            "ymail_android_signature",
            "x_signature",
        }
        or "data-signatureblock" in attributes
        or "AppleMailSignature" in identity
    )


def _begins_with_field(node: LexborNode) -> bool:
    return bool(re.match(r"\s*[^:：\n]{1,25}[:：]", _beginning(node)))


def _says_forward(node: LexborNode) -> bool:
    return any(begins_forward(Line(line.strip())) for line in _beginning(node).split("\n")[:3])


def _beginning(node: LexborNode) -> str:
    """The first words of an element; a sender chooses how deep it nests and how long it is."""
    texts = (
        inner.text_content or "" for inner in islice(node.traverse(include_text=True), MAX_LOOKED) if inner.is_text_node
    )
    return "\n".join(text for text in texts if text.strip()).strip()[:400]


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"\d{1,4}", value) else otherwise


def _bullet(page: _Page, node: LexborNode) -> str:
    """What stands before a list item: its number in a numbered list, else a dash."""
    indent = " " * min(len(page.prefix), MAX_INDENT)
    parent = node.parent
    if parent is None or parent.tag != "ol":
        return f"{indent}- "
    first = _whole(parent.attributes.get("start"), 1)
    number = _whole(node.attributes.get("value"), page.items.get(parent.mem_id, first - 1) + 1)
    page.items[parent.mem_id] = number
    return f"{indent}{number}. "
