"""Forward: an older mail that a person passed on inside their own, and the lines that say so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.mail import attribution
from mailflow.mail.header import Mailbox, mailboxes
from mailflow.mail.heading import Heading, heading_at
from mailflow.mail.line import Line, Mark
from mailflow.mail.phrases import any_of

MIN_RULE = 30

_RULE = r"[\s*_=\-‐-―>]{0,100}"
_FORWARD_LINE = re.compile(
    rf"{_RULE}(?:{any_of('forwarded')})[^:：\n]{{0,80}}(?:\d\d:\d\d[^:\n]{{0,20}})?[:：]?{_RULE}", re.IGNORECASE
)
_FORWARD_END = re.compile(rf"[\s>]*-{{2,}}\s*(?:{any_of('ended')})\b[^-\n]{{4,60}}-{{2,}}\s*", re.IGNORECASE)
_ORIGINAL_LINE = re.compile(rf"{_RULE}(?:{any_of('original')})\s?[:：]?{_RULE}", re.IGNORECASE)
_REPLY_ABOVE = re.compile(
    rf"[\s#*_=<>\-–—\[\](~|+]{{0,60}}(?:{any_of('reply_above')})[\s.!:#*_=<>\-–—\[\])~|+]{{0,60}}", re.IGNORECASE
)
# Windows Live Mail puts the first field on the same line
_ORIGINAL_FIELD = re.compile(rf"\s?-{{4,}}\s?(?:{any_of('original')})\s?-{{4,}}\s?[^\W\d_]{{2,12}}:\s\S", re.IGNORECASE)
_RULED = re.compile(r"\s{0,8}[-_=*‐-―]{3,}.{0,160}?[-_=*‐-―:：]\s*|.{1,80}[:：]\s*", re.DOTALL)
_OPEN_RULE = re.compile(r"\s?-{5,}\s?[^\W\d_][^-\n]{5,200}$")
_CLOSED_RULE = re.compile(r"[^-\s]\s?-{5,}$")
_BARE_RULE = re.compile(r"\s*[-_=*‐-―]{3,}\s*")
_ATTRIBUTED = re.compile(r"(?:\"[^\"<>]{1,80}\"\s*)?<[^<>\s]{1,100}@[^<>\s]{1,100}>")
_SUBJECT = re.compile(rf"\s*(?:\[[^\]]{{0,40}}\]\s*)?\[?(?:{any_of('subject_forward')})\s?[:：]", re.IGNORECASE)
_REPLY_SUBJECT = re.compile(rf"\s*(?:{any_of('subject_reply')})\s?(?:\[\d+\])?[:：]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Forwarded:
    """The mail inside a forward: its From (None if unreadable), its date and subject as written, its whole text."""

    sender: Mailbox | None
    date: str
    subject: str
    text: str


def forwards(subject: str) -> bool:
    """Whether a subject says that its mail passes an older one on ("Fwd:", "WG:", "TR:", …)."""
    return bool(_SUBJECT.match(subject[:200]))


def replies(subject: str) -> bool:
    """Whether a subject says that its mail answers an older one ("Re:", "AW:", "SV:", …)."""
    return bool(_REPLY_SUBJECT.match(subject[:200]))


def begins_forward(line: Line) -> bool:
    """Whether the line is a program's "Forwarded message" line, of whatever language."""
    return line.mark is Mark.FORWARD or _is_marker(line, _FORWARD_LINE)


def forward_marker_at(lines: Sequence[Line], i: int) -> int:
    """How many lines from `i` on are a "Forwarded message" line, which may be wrapped; 0 if none begins there."""
    if begins_forward(lines[i]):
        return 1
    if not _OPEN_RULE.match(lines[i].text) or i + 1 >= len(lines) or not _CLOSED_RULE.search(lines[i + 1].text[-200:]):
        return 0
    return 2 if begins_forward(Line(f"{lines[i].text.strip()} {lines[i + 1].text.strip()}")) else 0


def ends_forward(line: Line) -> bool:
    """Whether the line is a program's "End of forwarded message" line."""
    return len(line.text) <= 100 and bool(_FORWARD_END.fullmatch(line.text))


def is_rule(line: Line) -> bool:
    """Whether the line is a long rule of dashes, as KMail draws it below a mail that it passes on."""
    rule = line.text.strip()
    return len(rule) >= MIN_RULE and not rule.strip("-")


def begins_original(line: Line) -> bool:
    """Whether the line is a program's "Original message" line, of whatever language."""
    return line.mark is Mark.ORIGINAL or _is_marker(line, _ORIGINAL_LINE)


def begins_original_and_heading(line: Line) -> bool:
    """Whether the line is an "Original message" line with the first field of the heading behind it."""
    return line.text.lstrip().startswith("----") and bool(_ORIGINAL_FIELD.match(line.text[:300]))


def asks_reply_above(line: Line) -> bool:
    """Whether the line is a help desk's "Reply above this line", below which its own mail begins."""
    return 10 <= len(line.text) <= 200 and bool(_REPLY_ABOVE.fullmatch(line.text))


def _is_marker(line: Line, marker: re.Pattern[str]) -> bool:
    # The words alone are a sentence's; a rule around them or a colon behind them is a program's.
    text = line.text
    return len(text) <= 300 and bool(_RULED.fullmatch(text)) and bool(marker.fullmatch(text))


def forwarded(lines: Sequence[Line]) -> Forwarded:
    """The mail whose heading begins at the first line with words, its quotation marks taken off by one level."""
    start = 0
    while start < len(lines):
        marker = forward_marker_at(lines, start)
        bare = lines[start].blank or begins_original(lines[start]) or _BARE_RULE.fullmatch(lines[start].text)
        if not (marker or bare):
            break
        start += marker or 1
    heading = heading_at(lines, start, marked=True) if start < len(lines) else None
    length = heading.length if heading else attribution.span_at(lines, start) if start < len(lines) else 0
    rest = list(lines[start + length :])
    while rest and (rest[-1].blank or ends_forward(rest[-1])):
        rest.pop()
    base = min((line.depth for line in rest if not line.blank), default=0)
    text = "\n".join(("> " * (line.depth - base) if line.depth > base else "") + line.text for line in rest).strip("\n")
    if heading is not None:
        return Forwarded(sender_of(heading), heading.date, heading.subject, text)
    attributed = " ".join(line.text for line in lines[start : start + length])
    found = _ATTRIBUTED.search(attributed[:500])
    sender = next(iter(mailboxes(found[0])), None) if found else None
    return Forwarded(sender, "", "", text)


def sender_of(heading: Heading) -> Mailbox | None:
    """The mailbox that the From line of a heading names; Outlook's "Name [mailto:a@b]" is one, too."""
    value = heading.sender.replace("[mailto:", "<").replace("<mailto:", "<").replace("[", "<").replace("]", ">")
    found = mailboxes(value)
    if found:
        return found[0]
    # "Ann <ann@x.org<ann@x.org>>": Outlook's plain text repeats the link behind its words.
    head, _, tail = value.partition("<")
    found = mailboxes(tail.partition("<")[0].strip("<> ")) or mailboxes(head)
    return Mailbox(head.strip() if found[0].address not in head else "", found[0].address) if found else None
