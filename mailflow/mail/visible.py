"""Visible: what a person newly wrote in a mail, apart from what was quoted, forwarded or signed.

Every line is classified first and nothing is removed before that. In doubt a line is kept: a footer too many is
a nuisance, a lost word may be a lost promise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mailflow.mail import attribution, hypertext, signature
from mailflow.mail.forward import Forwarded, begins_forward, begins_original, forwarded, forwards, replies
from mailflow.mail.heading import heading_at
from mailflow.mail.line import Line, Mark, lines_of
from mailflow.mail.message import Message, Unreadable, parse

_RULE = re.compile(r"[\s*]*[-_=~*—–]{3,}[\s*]*")
_BLANKS = re.compile(r"\n{4,}")
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class Visible:
    """The parts of a body. `text` is newly written; `full` is `text` with sign-off and signature;
    `quoted` is what it answers; `signature` what stands between `text` and `full`; `forwarded` the mail passed on.
    """

    text: str
    full: str
    quoted: str
    signature: str
    forwarded: Forwarded | None


@dataclass(slots=True)
class _Split:
    """New lines in runs that quotations part, the quoted lines, and the lines of a forwarded mail."""

    runs: list[list[Line]] = field(default_factory=lambda: [[]])
    quoted: list[Line] = field(default_factory=list)
    passed_on: Sequence[Line] | None = None
    marked: bool = False  # a line says "forwarded", so that it is no answer

    def close(self) -> None:
        """End a run where something older begins; the rule that a program draws between them belongs to neither."""
        run = self.runs[-1]
        while run and (run[-1].blank or _RULE.fullmatch(run[-1].text)):
            run.pop()
        if run:
            self.runs.append([])

    def older(self, block: Sequence[Line], *, forward: bool) -> None:
        """Take lines that are not new: the first forward apart, all else as quoted."""
        self.close()
        if forward and self.passed_on is None:
            self.passed_on, self.marked = block, True
        else:
            self.quoted.extend(block)


def of_message(message: Message) -> Visible:
    """The visible parts of a mail, read from its HTML if it has one, else from its text.

    A mail with no words of its own but one enclosed message is a forward of that one.
    """
    name = message.sender.name if message.sender else ""
    visible = Visible("", "", "", "", None)
    for lines in _bodies(message):
        visible = _of_lines(lines, name, message.subject)
        if visible.full or visible.quoted or visible.forwarded:
            break
    if visible.forwarded is None:
        visible = replace(visible, forwarded=_enclosed(message))
    return visible


def of_text(body: str) -> Visible:
    """The visible parts of a plain body as it arrived."""
    return _of_lines(lines_of(body), "", "")


def _bodies(message: Message) -> list[list[Line]]:
    bodies = []
    if message.html is not None:
        bodies.append(hypertext.lines_of(message.html))
    if message.text is not None:
        bodies.append(lines_of(message.text))
    return bodies


def _enclosed(message: Message) -> Forwarded | None:
    for attachment in message.attachments:
        if attachment.media_type != "message/rfc822":
            continue
        try:
            inner = parse(attachment.content)
        except Unreadable:
            continue
        visible = of_message(replace(inner, attachments=()))
        text = "\n\n".join(
            filter(None, (visible.full, visible.quoted, visible.forwarded.text if visible.forwarded else ""))
        )
        return Forwarded(inner.sender, inner.header("date") or "", inner.subject, text)
    return None


def _of_lines(lines: Sequence[Line], name: str, subject: str) -> Visible:
    split = _split(lines)
    texts: list[str] = []
    fulls: list[str] = []
    signatures: list[str] = []
    for run in split.runs:
        off, block = signature.starts_at(run, name)
        texts.append(_joined(run[:off]))
        fulls.append(_joined(run))
        signatures.append(_joined(run[min(off, block) :]))
    text, full = _paragraphs(texts), _paragraphs(fulls)
    quoted = _joined(split.quoted)
    passed_on: Forwarded | None = None
    if split.passed_on is not None:
        if split.marked or forwards(subject) or (not text and not replies(subject)):
            passed_on = forwarded(split.passed_on)
        else:
            quoted = _paragraphs([quoted, _joined(split.passed_on)])
    return Visible(text, full, quoted, _paragraphs(signatures), passed_on)


def _joined(lines: Sequence[Line]) -> str:
    return _BLANKS.sub("\n\n\n", "\n".join(line.text for line in lines)).strip("\n")


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _split(lines: Sequence[Line]) -> _Split:
    split = _Split()
    quotation = _has_quotation(lines)
    i = 0
    while i < len(lines):
        line = lines[i]
        end = _older_end(lines, i, split) if line.depth == 0 or quotation else i
        if end > i:
            i = end
            continue
        inline = attribution.inline_at(lines, i)
        if inline:
            split.runs[-1].append(replace(line, text=line.text[:inline].rstrip()))
            split.older([replace(line, text=line.text[inline:])], forward=False)
        else:
            # Marks that quote nothing are the writer's own.
            split.runs[-1].append(replace(line, text=f"{'>' * line.depth} {line.text}") if line.depth else line)
        i += 1
    return split


def _older_end(lines: Sequence[Line], i: int, split: _Split) -> int:
    """Give `split` what is quoted or forwarded from line `i` on, and return where that ends; `i` if nothing is."""
    line = lines[i]
    if line.depth:
        end = _quotation_end(lines, i)
        split.older(lines[i:end], forward=_is_forward(lines[i:end]))
        return end
    if begins_forward(line) and _anything(lines, i + 1):
        end = _forward_end(lines, i + 1)
        split.older(lines[i:end], forward=True)
        return end
    if _begins_older_mail(lines, i):
        split.close()
        if split.passed_on is None:
            split.passed_on = lines[i:]
        else:
            split.quoted.extend(lines[i:])
        return len(lines)
    length = attribution.span_at(lines, i)
    if not length:
        return i
    end = i + length if _next_is_quoted(lines, i + length) else len(lines)
    split.older(lines[i:end], forward=False)
    return end


def _has_quotation(lines: Sequence[Line]) -> bool:
    """A single line behind ">" without an attribution above it is an ornament or an arrow, no quotation."""
    places = [i for i, line in enumerate(lines) if line.depth]
    if len(places) != 1:
        return bool(places)
    above = range(max(0, places[0] - attribution.MAX_LINES - 2), places[0])
    return any(attribution.span_at(lines, i) or attribution.inline_at(lines, i) for i in above)


def _anything(lines: Sequence[Line], start: int) -> bool:
    return any(not line.blank for line in lines[start:])


def _next_is_quoted(lines: Sequence[Line], start: int) -> bool:
    return next((line.depth > 0 for line in lines[start:] if not line.blank), False)


def _quotation_end(lines: Sequence[Line], start: int) -> int:
    """Where the quoted lines from `start` on end; the torn-off ends of long quoted lines go with them."""
    i = start
    while i < len(lines):
        if lines[i].depth or _is_torn_off(lines, i):
            i += 1
        else:
            break
    return i


def _is_torn_off(lines: Sequence[Line], i: int) -> bool:
    above = lines[i - 1]
    return (
        not lines[i].blank
        and i + 1 < len(lines)
        and lines[i + 1].depth > 0
        and above.depth > 0
        and len(above.text) >= 60
        and not above.text.rstrip().endswith(_SENTENCE_END)
        and lines[i].text[:1].islower()
    )


def _is_forward(block: Sequence[Line]) -> bool:
    first = next((i for i, line in enumerate(block) if not line.blank), None)
    if first is None:
        return False
    return begins_forward(block[first]) or heading_at(block, first) is not None


def _forward_end(lines: Sequence[Line], start: int) -> int:
    """A forwarded mail that is quoted ends with its quotation; one that is not goes on to the end."""
    first = next((i for i in range(start, len(lines)) if not lines[i].blank), start)
    return _quotation_end(lines, first) if first < len(lines) and lines[first].depth else len(lines)


def _begins_older_mail(lines: Sequence[Line], i: int) -> bool:
    if lines[i].mark is Mark.ORIGINAL:
        return _anything(lines, i + 1)
    if begins_original(lines[i]):
        following = next((j for j in range(i + 1, len(lines)) if not lines[j].blank), None)
        return following is not None and (
            heading_at(lines, following, marked=True) is not None
            or attribution.span_at(lines, following) > 0
            or lines[following].depth > 0
        )
    return not lines[i].blank and heading_at(lines, i) is not None
