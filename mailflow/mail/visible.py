"""Visible: what a person newly wrote in a mail, apart from what was quoted, forwarded or signed.

Every line is classified first and nothing is removed before that. In doubt a line is kept: a footer too many is
a nuisance, a lost word may be a lost promise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from operator import itemgetter

from mailflow.mail import banner, hypertext, signature
from mailflow.mail.forward import Forwarded, forwarded
from mailflow.mail.header import Mailbox
from mailflow.mail.line import MAX_LINES, Line, lines_of
from mailflow.mail.message import Message, Unreadable, parse
from mailflow.mail.ours import Ours
from mailflow.mail.run import About, Role, Run, runs_of
from mailflow.mail.signer import Signer

_BLANKS = re.compile(r"\n{4,}")
_ITEM = re.compile(r"\s{0,20}(?:[-*•+]|\(?#?\d{1,3}[.):])\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """Newly written words, and the quotation that stands directly above them ("" if none does).

    `between` says that another quotation follows, so that the words were written into it; `above` is that quotation.
    `signed` are the last of them, if those stand below a sign-off that was taken out; `card` is what was taken out.
    """

    text: str
    below: str = ""
    between: bool = False
    above: str = ""
    signed: str = ""
    card: str = ""

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


def of_message(message: Message, sent: str | None = None) -> Visible:
    """The visible parts of a mail, read from its HTML if it has one, else from its text.

    `sent` is the text of the mail of ours that it answers, "" if it answers none. If it is given, the words will be
    acted upon: then a last line that may be a name, and is none of the sender's, is kept. A mail with no words of its
    own but one enclosed message is a forward of that one.
    """
    signer = Signer(message.sender, strict=sent is not None)
    about = About(signer, message.subject, bool(message.in_reply_to or message.references), Ours(sent or ""))
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


def of_text(body: str, sent: str | None = None, sender: Mailbox | None = None, *, answers: bool = False) -> Visible:
    """The visible parts of a plain body as it arrived from `sender`; `sent` as above, `answers`: it answers a mail."""
    return _of_lines(lines_of(body), About(Signer(sender, strict=sent is not None), "", answers, Ours(sent or "")))


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


def _of_lines(lines: Sequence[Line], about: About) -> Visible:
    lines = banner.removed(lines)
    lines, rest = lines[:MAX_LINES], lines[MAX_LINES:]
    runs = runs_of(about.ours.marked(lines) if about.ours else lines, about)
    if rest:
        last = runs.pop() if runs else Run(Role.NEW, ())
        runs.append(replace(last, lines=[*last.lines, *rest]))
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
            below = signature.signed(run.lines, about.signer, alone=alone, first=not passages and not forwards_below)
            card = _joined([line for line, is_below in zip(run.lines, below, strict=True) if is_below])
            stretches = [_joined(lines) for lines in _apart(run.lines, below)]
            text = _paragraphs(stretches)
            if text.strip():
                signed = "" if below[0] else _paragraphs(stretches[1:])
                above = _joined(runs[i - 1].lines) if i else ""
                below_it = (runs[j] for j in range(i + 1, len(runs)))  # a slice would copy all the runs for each
                quoting = takewhile(lambda run: run.role is not Role.NEW, below_it)
                follows = "\n".join(_joined(run.lines) for run in quoting)
                between = i + 1 < len(runs)
                passages.append(Passage(text, above, between=between, above=follows, signed=signed, card=card))
            fulls.append(_joined(run.lines))
            signatures.append(card)
        elif run.role is Role.FORWARDED and passed_on is None:
            passed_on = forwarded(run.lines)
        else:
            quoted.append(_joined(run.lines))
    text, full = _paragraphs([passage.text for passage in passages]), _paragraphs(fulls)
    if not full and not passed_on and quoted:
        everything = _joined(lines)
        return Visible(everything, everything, everything, "", None, (), whole=True)
    return Visible(text, full, _paragraphs(quoted), _paragraphs(signatures), passed_on, tuple(passages))


def _apart(lines: Sequence[Line], left_out: Sequence[bool]) -> Iterator[list[Line]]:
    """The stretches of lines between those that are left out."""
    for out, stretch in groupby(zip(left_out, lines, strict=True), key=itemgetter(0)):
        if not out:
            yield [line for _, line in stretch]


def _joined(lines: Sequence[Line]) -> str:
    text = "\n".join([line.text for line in lines]).strip("\n")
    return _BLANKS.sub("\n\n\n", text) if "\n\n\n\n" in text else text


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())
