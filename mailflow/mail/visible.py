"""Visible: what a person newly wrote in a mail, apart from what was quoted, forwarded or signed.

Every line is classified first and nothing is removed before that. In doubt a line is kept: a footer too many is
a nuisance, a lost word may be a lost promise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from mailflow.mail import attribution, banner, hypertext, signature
from mailflow.mail.forward import (
    Forwarded,
    asks_reply_above,
    begins_original,
    closes_forward,
    ends_forward,
    forward_marker_at,
    forwarded,
    forwards,
)
from mailflow.mail.heading import heading_at
from mailflow.mail.line import Line, Mark, lines_of
from mailflow.mail.message import Message, Unreadable, parse
from mailflow.mail.ours import Ours
from mailflow.mail.signature import Signer

MAX_LINES = 10_000  # that are looked at one by one; nobody writes more, and what is below is kept as it is

MAX_FENCE = 500

_RULE = re.compile(r"[\s*]*[-_=~*—–]{3,}[\s*]*")
# "[...]", "<snip>": where somebody cut a quotation short
_ELISION = re.compile(r"\s*(?:[\[(<{]\s?(?:snip|…|\.{2,4}).{0,30}[\])>}]|\.{3,6}|…|snip\.{0,3})\s*", re.IGNORECASE)
_BLANKS = re.compile(r"\n{4,}")
_ITEM = re.compile(r"\s{0,20}(?:[-*•+]|\(?#?\d{1,3}[.):])\s")
_KMAIL = re.compile(r"-{10}  \S.{1,60}\S  -{10}")
_COMMENT = re.compile(r"\s{0,8}\[([^\[\]]{1,60})\]\s?:?\s*\S")
_SENTENCE_END = (".", "!", "?", ":", ";", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class Passage:
    """Newly written words, and the quotation that stands directly above them ("" if none does).

    `between` says that another quotation follows, so that the words were written into it.
    """

    text: str
    below: str = ""
    between: bool = False

    @property
    def answers(self) -> str:
        """The one quoted item or paragraph that the words stand under, on one line."""
        lines = self.below.rstrip("\n").split("\n")
        start = len(lines) - 1
        while start > 0 and lines[start - 1].strip() and not _ITEM.match(lines[start]):
            start -= 1
        return " ".join(" ".join(lines[start:]).split())


@dataclass(frozen=True, slots=True)
class Visible:
    """The parts of a body. `text` is newly written; `full` is `text` with sign-off and signature;
    `quoted` is what it answers; `signature` what stands between `text` and `full`; `forwarded` the mail passed on.
    `passages` are the pieces of `text` that quotations part.

    `whole` says that nothing was seen to be newly written, so that `text` is all there is, and `passages` is empty:
    somebody may have written their answer into a quotation in a way that cannot be told from it.
    """

    text: str
    full: str
    quoted: str
    signature: str
    forwarded: Forwarded | None
    passages: tuple[Passage, ...]
    whole: bool = False


class Role(Enum):
    """What a run of lines is in its mail."""

    NEW = "new"
    QUOTED = "quoted"
    FORWARDED = "forwarded"


@dataclass(frozen=True, slots=True)
class _Run:
    """`marked` says that each line carries marks of quotation, and no attribution or heading opens them."""

    role: Role
    lines: Sequence[Line]
    marked: bool = False


def of_message(message: Message, sent: str = "") -> Visible:
    """The visible parts of a mail, read from its HTML if it has one, else from its text.

    `sent` is the text of the mail of ours that it answers, if known. A mail with no words of its own but one enclosed
    message is a forward of that one.
    """
    about = _About(Signer(message.sender), message.subject, bool(message.in_reply_to or message.references), Ours(sent))
    visible = _EMPTY
    for lines in _bodies(message):
        visible = _of_lines(lines, about)
        if visible.full or visible.quoted or visible.forwarded:
            break
    if visible.forwarded is None and (enclosed := _enclosed(message)):
        visible = replace(visible, forwarded=enclosed)
        if visible.whole:
            visible = replace(visible, text="", full="", whole=False)
    return visible


def of_text(body: str, sent: str = "") -> Visible:
    """The visible parts of a plain body as it arrived; `sent` as above."""
    return _of_lines(lines_of(body), _About(Signer(), "", False, Ours(sent)))


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of a mail beside its body: who signs it, its subject, whether it answers another, and ours."""

    signer: Signer
    subject: str
    answers: bool
    ours: Ours


_EMPTY = Visible("", "", "", "", None, ())


def _bodies(message: Message) -> Iterator[list[Line]]:
    if message.html is not None:
        yield hypertext.lines_of(message.html)
    if message.text is not None:
        yield lines_of(message.text)


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


def _of_lines(lines: Sequence[Line], about: _About) -> Visible:
    lines = banner.removed(lines)
    lines, rest = lines[:MAX_LINES], lines[MAX_LINES:]
    runs = _runs(about.ours.marked(lines) if about.ours else lines, about)
    if rest:
        runs[-1] = replace(runs[-1], lines=[*runs[-1].lines, *rest])
    passages: list[Passage] = []
    fulls: list[str] = []
    signatures: list[str] = []
    quoted: list[str] = []
    passed_on: Forwarded | None = None
    for i, run in enumerate(runs):
        if run.role is Role.NEW:
            forwards_below = i + 1 < len(runs) and runs[i + 1].role is Role.FORWARDED
            closes = i + 1 == len(runs) and bool(passages) and run.lines[0].blank
            alone = forwards_below or closes
            below = signature.signed(run.lines, about.signer, alone=alone)
            text = _joined([line for line, is_below in zip(run.lines, below, strict=True) if not is_below])
            if text.strip():
                above = _joined(runs[i - 1].lines) if i else ""
                passages.append(Passage(text, above, between=i + 1 < len(runs)))
            fulls.append(_joined(run.lines))
            signatures.append(_joined([line for line, is_below in zip(run.lines, below, strict=True) if is_below]))
        elif run.role is Role.FORWARDED and passed_on is None:
            passed_on = forwarded(run.lines)
        else:
            quoted.append(_joined(run.lines))
    text, full = _paragraphs([passage.text for passage in passages]), _paragraphs(fulls)
    if not full and not passed_on and quoted:
        everything = _joined(lines)
        return Visible(everything, everything, everything, "", None, (), whole=True)
    return Visible(text, full, _paragraphs(quoted), _paragraphs(signatures), passed_on, tuple(passages))


def _joined(lines: Sequence[Line]) -> str:
    return _BLANKS.sub("\n\n\n", "\n".join(line.text for line in lines)).strip("\n")


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _runs(lines: Sequence[Line], about: _About) -> list[_Run]:
    """The body cut into what is new, quoted and forwarded; nothing is dropped but the rules drawn between them."""
    runs: list[_Run] = []
    new: list[Line] = []

    def close(*, quoted_next: bool) -> None:
        while new and (
            new[-1].blank or _RULE.fullmatch(new[-1].text) or (quoted_next and _ELISION.fullmatch(new[-1].text))
        ):
            new.pop()
        start = 0
        while runs and start < len(new) and (new[start].blank or _ELISION.fullmatch(new[start].text)):
            start += 1
        if start and not all(line.blank for line in new[:start]):
            del new[:start]
        if any(not line.blank for line in new):
            runs.append(_Run(Role.NEW, tuple(new)))
        new.clear()

    quotation = _has_quotation(lines)
    fence = -1  # the line that closes the block of code around this one
    i = 0
    while i < len(lines):
        line = lines[i]
        if i > fence and not line.depth and line.text.lstrip().startswith("```"):
            fence = _fence_end(lines, i)
        older = _older_at(lines, i) if i > fence and (line.depth == 0 or quotation) else None
        if older is not None:
            close(quoted_next=True)
            role = _role(older, runs, about)
            block = _Run(role, lines[i : older.end], marked=bool(line.depth))
            runs.extend([block] if role is Role.FORWARDED else _with_answers(block, about.signer))
            i = older.end
            continue
        inline = attribution.inline_at(lines, i)
        if inline:
            new.append(replace(line, text=line.text[:inline].rstrip()))
            close(quoted_next=True)
            runs.append(_Run(Role.QUOTED, [replace(line, text=line.text[inline:])]))
        else:
            new.append(_written(line))
        i += 1
    close(quoted_next=False)
    return _own_quotations(runs)


def _with_answers(run: _Run, signer: Signer) -> Iterator[_Run]:
    """The quotation, cut where its lines begin with the writer's name in brackets: so Outlook marks comments."""
    start = 0
    for i, line in enumerate(run.lines):
        found = _COMMENT.match(line.text)
        if found and not line.depth and signer.rest(found[1]) == "":
            if i > start:
                yield replace(run, lines=run.lines[start:i])
            yield _Run(Role.NEW, [line])
            start = i + 1
    if start < len(run.lines):
        yield replace(run, lines=run.lines[start:])


def _written(line: Line) -> Line:
    """The line with its marks as words: they quote nothing, and are the writer's own."""
    return Line(f"{'>' * line.depth} {line.text}".rstrip()) if line.depth else line


def _fence_end(lines: Sequence[Line], start: int) -> int:
    for i in range(start + 1, min(start + MAX_FENCE, len(lines))):
        if not lines[i].depth and lines[i].text.strip() == "```":
            return i
    return -1


def _own_quotations(runs: Sequence[_Run]) -> list[_Run]:
    """The runs, with what is marked as quoted above the older mail, and is not in it, taken for the writer's own.

    Who answers below a line of the mail and leaves all of it underneath quotes what is there again; a passage that is
    not there is a draft, a rule or somebody else's words, which the writer put before the reader.
    """
    below = next((i for i, run in enumerate(runs) if run.role is not Role.NEW and not run.marked), len(runs))
    if below == len(runs) or not any(run.marked for run in runs[:below]):
        return list(runs)
    older = Ours("\n".join(line.text for run in runs[below:] if run.role is not Role.NEW for line in run.lines))
    out: list[_Run] = []
    for i, run in enumerate(runs):
        own = i < below and run.marked and not older.has_any(run.lines)
        mine = _Run(Role.NEW, tuple(map(_written, run.lines))) if own else run
        if out and out[-1].role is mine.role is Role.NEW:
            out[-1] = _Run(Role.NEW, (*out[-1].lines, Line(""), *mine.lines))
        else:
            out.append(mine)
    return out


@dataclass(frozen=True, slots=True)
class _Older:
    """An older mail ends at line `end`; `headed` if a block of From, Sent, To lines or a "forwarded" line opens it."""

    end: int
    headed: bool = False
    forwarded: bool = False


def _role(older: _Older, above: Sequence[_Run], about: _About) -> Role:
    """A mail that is headed is forwarded if a line or the subject says so, or if nothing was written above it.

    With nothing above it in an answer, the answer is likely to stand somewhere in it.
    """
    bare = not any(run.role is Role.NEW for run in above)
    attributed = bool(above) and above[-1].role is Role.QUOTED
    if attributed or any(run.role is Role.FORWARDED for run in above):
        return Role.QUOTED
    if older.forwarded or (older.headed and (forwards(about.subject) or (bare and not about.answers))):
        return Role.FORWARDED
    return Role.QUOTED


def _older_at(lines: Sequence[Line], i: int) -> _Older | None:
    """The older mail that begins at line `i`."""
    line = lines[i]
    if line.depth:
        end = _quotation_end(lines, i)
        return _Older(end, forwarded=_is_forward(lines[i:end]))
    marker = forward_marker_at(lines, i)
    if marker and _anything(lines, i + marker):
        return _Older(
            _forward_end(lines, i + marker, ruled=bool(_KMAIL.fullmatch(line.text))), headed=True, forwarded=True
        )
    if _begins_older_mail(lines, i):
        return _Older(_region_end(lines, i), headed=True)
    length = attribution.span_at(lines, i)
    if not length:
        return None
    following = next((j for j in range(i + length, len(lines)) if not lines[j].blank), len(lines))
    if following < len(lines) and lines[following].depth:
        return _Older(i + length)
    return _Older(_region_end(lines, following) if following < len(lines) else len(lines))


def _region_end(lines: Sequence[Line], start: int) -> int:
    """An older mail goes on to the end, unless its program drew an element around it, or we know its words."""
    region = lines[start].region
    for i in range(start, len(lines)):
        if lines[i].mark is Mark.OURS or (region and lines[i].region != region):
            return i
    return len(lines)


def _has_quotation(lines: Sequence[Line]) -> bool:
    """A single line behind ">" without an attribution above it is an ornament or an arrow, no quotation."""
    places = [i for i, line in enumerate(lines) if line.depth]
    if len(places) != 1:
        return bool(places)
    above = range(max(0, places[0] - attribution.MAX_LINES - 2), places[0])
    return any(attribution.span_at(lines, i) or attribution.inline_at(lines, i) for i in above)


def _anything(lines: Sequence[Line], start: int) -> bool:
    return any(not line.blank for line in lines[start:])


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
    return forward_marker_at(block, first) > 0 or heading_at(block, first) is not None


def _forward_end(lines: Sequence[Line], start: int, *, ruled: bool) -> int:
    """A forwarded mail that is quoted ends with its quotation; one that is not goes on to the end."""
    first = next((i for i in range(start, len(lines)) if not lines[i].blank), start)
    if first == len(lines):
        return first
    if lines[first].depth:
        end = _quotation_end(lines, first)
        following = next((j for j in range(end, len(lines)) if not lines[j].blank), len(lines))
        return following + 1 if following < len(lines) and ends_forward(lines[following]) else end
    end = _region_end(lines, first)
    return next(
        (i + 1 for i in range(first, end) if ends_forward(lines[i]) or (ruled and closes_forward(lines, i))), end
    )


def _begins_older_mail(lines: Sequence[Line], i: int) -> bool:
    if lines[i].mark is Mark.ORIGINAL:
        return _anything(lines, i + 1)
    if asks_reply_above(lines[i]):
        return True
    if begins_original(lines[i]):
        following = next((j for j in range(i + 1, len(lines)) if not lines[j].blank), None)
        return following is not None and (
            heading_at(lines, following, marked=True) is not None
            or attribution.span_at(lines, following) > 0
            or lines[following].depth > 0
        )
    return not lines[i].blank and heading_at(lines, i) is not None
