"""The page: the demo's story as the two inboxes saw it, in one HTML file that needs nothing from elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mailflow.delivery.markup import WIDTH
from mailflow.demo import story
from mailflow.demo.mailbox import Received
from mailflow.demo.stage import SERVICE, Stage
from mailflow.mail import visible
from mailflow.mail.header import Mailbox
from mailflow.mail.message import Attachment, Message, parse
from mailflow.reading import private
from mailflow.reading.owner import Pair
from mailflow.reading.party import Party
from mailflow.reading.word import split

HERE = "mailflow"
_ZONE = ZoneInfo(story.ZONE)
_PAIR = Pair.of(Party(*story.MOIRA), Party(*story.BEN), "")
_PREVIEW_ROWS, _PREVIEW_LETTERS = 4, 300
_PAIR = Pair.of(Party(*story.MOIRA), Party(*story.BEN), "")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the printed timeline: when (aware), who ("Moira", "operator"), what they do."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as the page shows it. `sender` and `recipient` are short and fit for a file name: "moira", "mailflow".

    `name` is the mail's own ("draft"), for people "reply" or "forward"; `answers` is the name of the mail that a
    reply answers, else "". `words` is the whole text of ours, and of people's what they newly wrote; `forwarded`
    the text of the mail they passed on. `calendar` names each entry with its date.
    """

    at: datetime
    sender: str
    recipient: str
    name: str
    subject: str
    words: str
    forwarded: str
    calendar: tuple[str, ...]
    raw: bytes
    answers: str = ""


# --- from the stage -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dated:
    """A mail with its Message-ID and those of the mails that it answers."""

    mail: Mail
    message_id: str
    answered: tuple[str, ...]


def mails_of(stage: Stage) -> list[Mail]:
    """Every mail of the stage, people's and the service's, in the order in which they were written."""
    received = stage.boxes.received
    names = {mail.message.message_id: mail.name for mail in received}
    return [
        dated.mail for dated in _in_order([*map(_of_service, received), *(_of_person(m, names) for _, m in stage.sent)])
    ]


def _in_order(pending: list[_Dated]) -> Iterator[_Dated]:
    """By Date, which has whole seconds; in one second no mail before what it answers, the answer to a person first."""
    by_people = {dated.message_id for dated in pending if dated.mail.sender != HERE}
    waiting = {dated.message_id for dated in pending}

    def rank(dated: _Dated) -> tuple[datetime, int]:
        if dated.mail.sender != HERE:
            return dated.mail.at, 1
        return dated.mail.at, 2 if by_people.isdisjoint(dated.answered) else 0

    while pending:
        ready = [dated for dated in pending if waiting.isdisjoint(dated.answered)]
        following = min(ready or pending, key=rank)
        pending = [dated for dated in pending if dated is not following]
        waiting.discard(following.message_id)
        yield following


def _of_service(received: Received) -> _Dated:
    message = received.message
    to = next((mailbox for mailbox in message.recipients if mailbox.address == received.to), Mailbox("", received.to))
    mail = Mail(
        at=_date(message),
        sender=HERE,
        recipient=short(to),
        name=received.name,
        subject=message.subject,
        words=message.text or "",
        forwarded="",
        calendar=_calendar(message.attachments),
        raw=received.raw,
    )
    return _Dated(mail, message.message_id, message.in_reply_to)


def _of_person(sent: EmailMessage, names: dict[str, str]) -> _Dated:
    raw = sent.as_bytes(policy=SMTP)
    message = parse(raw)
    seen = visible.of_message(message)
    mail = Mail(
        at=_date(message),
        sender=short(message.sender),
        recipient=HERE,
        name="forward" if seen.forwarded else "reply",
        subject=message.subject,
        words=seen.text,
        forwarded=seen.forwarded.text if seen.forwarded else "",
        calendar=_calendar(message.attachments),
        raw=raw,
        answers=next((names[answered] for answered in message.in_reply_to if answered in names), ""),
    )
    return _Dated(mail, message.message_id, message.in_reply_to)


def _date(message: Message) -> datetime:
    return (message.date or story.START).astimezone(UTC)


def short(mailbox: Mailbox | None) -> str:
    """A person's first name as a file name may hold it, else the beginning of the address."""
    if mailbox is None:
        return "somebody"
    if mailbox.address == SERVICE:
        return HERE
    first = (mailbox.name.split() or [mailbox.address.partition("@")[0]])[0]
    return re.sub(r"[^a-z0-9]+", "-", first.lower()).strip("-") or "somebody"


def _calendar(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    calendars = (a.content.decode("utf-8", "replace") for a in attachments if a.media_type == "text/calendar")
    return tuple(dict.fromkeys(entry for calendar in calendars for entry in entries(calendar)))


def entries(calendar: str) -> Iterator[str]:
    """Each event of an iCalendar object of ours as "summary, date" (RFC 5545 sections 3.1, 3.3.4, 3.3.5, 3.3.11)."""
    lines = re.sub(r"\r?\n[ \t]", "", calendar).splitlines()
    cancelled = "METHOD:CANCEL" in lines
    event: dict[str, tuple[str, str]] | None = None
    for line in lines:
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        if line == "BEGIN:VEVENT":
            event = {}
        elif line == "END:VEVENT" and event is not None:
            summary = re.sub(r"\\(.)", r"\1", event.get("SUMMARY", ("", ""))[1])
            when = _when(event)
            yield f"{summary}, {when}{' (cancelled)' if cancelled else ''}" if when else summary
            event = None
        elif event is not None:
            event.setdefault(name, (parameters, value))


def _when(event: dict[str, tuple[str, str]]) -> str:
    start, end = (_instant(*event.get(name, ("", ""))) for name in ("DTSTART", "DTEND"))
    if start is None:
        return ""
    if not isinstance(start, datetime):
        return f"{_day(start)} {start.year}"
    until = f" to {end:%H:%M}" if isinstance(end, datetime) else ""
    return f"{_day(start)} {start.year}, {start:%H:%M}{until}"


def _instant(parameters: str, value: str) -> date | None:
    """A DATE or, in the page's zone, a DATE-TIME; None for anything else."""
    try:
        if len(value) == len("20260312"):
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
        named = re.search(r"TZID=([^;]+)", parameters)
        zone = UTC if value.endswith("Z") else ZoneInfo(named[1]) if named else _ZONE
        return datetime.strptime(value.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(_ZONE)
    except (ValueError, ZoneInfoNotFoundError):
        return None


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


# --- the words of a mail --------------------------------------------------------------------------------------------

Kind = Literal["blank", "heading", "item", "under", "quote", "foot", "line"]
_MARK = re.compile(r"(?:\d{1,6}\.|[-*•>]) ?")
_SENTENCE = re.compile(r"(?<=[.!?]) ")


@dataclass(frozen=True, slots=True)
class Row:
    """A line as the page wraps it. `mark` is the number or bullet that stands before it."""

    kind: Kind
    text: str
    mark: str = ""


def rows_of_service(text: str) -> list[Row]:
    """The rows of a mail of ours, with the line breaks taken out that only kept its lines within 78 columns."""
    letter, _, foot = text.rstrip().partition("\n-- \n")
    joined: list[str] = []
    last = ""
    hang = 0
    for line in letter.splitlines():
        mark = _MARK.match(line)
        indent = len(line) - len(line.lstrip(" "))
        quoted = bool(mark and line.startswith(">"))
        body = line[2:] if quoted else line.strip()
        goes_on = last.startswith(">") if quoted else mark is None and indent == hang and not last.startswith(">")
        if body and last.strip() and goes_on and len(last) + 1 + len(body.partition(" ")[0]) > WIDTH:
            joined[-1] += f" {body}"
        else:
            joined.append(line)
            hang = len(mark[0]) if mark else indent
        last = line
    rows = [_row(line) for line in joined]
    gap = [Row("blank", "")] if foot else []
    return [*_with_headings(rows), *gap, *(Row("foot", line) for line in foot.splitlines())]


def rows_of_person(text: str) -> list[Row]:
    """The rows of what somebody wrote, line by line as they typed it."""
    return [_row(line, typed=True) for line in text.strip("\n").splitlines()]


def _row(line: str, *, typed: bool = False) -> Row:
    mark = _MARK.match(line)
    if not line.strip():
        return Row("blank", "")
    if mark and not line.startswith(">"):
        return Row("item", line[mark.end() :], "• " if mark[0] == "- " and not typed else mark[0])
    if mark:
        return Row("quote", line[mark.end() :])
    if line.startswith(" ") and not typed:
        return Row("under", line.strip())
    return Row("line", line)


def _with_headings(rows: Sequence[Row]) -> Iterator[Row]:
    """Our text marks a heading by nothing but its shape: a short line by itself that ends like no sentence."""
    for at, row in enumerate(rows):
        alone = (at == 0 or rows[at - 1].kind == "blank") and at + 1 < len(rows) and rows[at + 1].kind == "blank"
        if row.kind == "line" and alone and len(row.text) <= 48 and row.text[-1].isalnum():
            yield Row("heading", row.text)
        else:
            yield row


def _parted(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """What is always visible, and the rest; a rest that is hardly anything stays with the first part."""
    shown = letters = 0
    cut = len(rows)
    for at, row in enumerate(rows):
        if shown >= _PREVIEW_ROWS or letters >= _PREVIEW_LETTERS:
            cut = at
            break
        shown += row.kind not in ("blank", "heading")
        letters += len(row.text)
    while 0 < cut < len(rows) and rows[cut - 1].kind in ("blank", "heading"):
        cut -= 1
    while cut < len(rows) and rows[cut].kind == "under":
        cut += 1
    if sum(row.kind not in ("blank", "foot") for row in rows[cut:]) < 3:
        cut = len(rows)
    return list(rows[:cut]), list(rows[cut:])


def _html_row(row: Row, *, notes: bool) -> str:
    if row.kind == "blank":
        return '<span class="blank"></span>'
    words = " ".join(map(_sentence, _SENTENCE.split(row.text))) if notes else escape(row.text)
    mark = f'<span class="mark">{escape(row.mark)}</span>' if row.mark else ""
    return f'<span class="row {row.kind}">{mark}<bdi>{words}</bdi></span>'


def _sentence(sentence: str) -> str:
    # The same judgement by which the service keeps it out of the contract.
    return f"<mark>{escape(sentence)}</mark>" if private.marked(split(sentence), _PAIR) else escape(sentence)


def _letter(rows: Sequence[Row], *, open_: bool = False, notes: bool = False) -> str:
    """The rows, of which the first are always visible."""
    first, rest = ("".join(_html_row(row, notes=notes) for row in part) for part in _parted(rows))
    if not rest:
        return f'<div class="words">{first}</div>'
    return (
        f'<details{" open" if open_ else ""}><summary><span class="words">{first}</span>'
        f'<span class="toggle"></span></summary><div class="words">{rest}</div></details>'
    )


# --- the timeline ---------------------------------------------------------------------------------------------------

MANAGER, REPORT = (name.partition(" ")[0] for name, _ in (story.MOIRA, story.BEN))
_COLUMNS = {MANAGER.lower(): "manager", REPORT.lower(): "report"}
_SHOWN = {MANAGER.lower(): MANAGER, REPORT.lower(): REPORT}
_FOR_ONE = {
    "draft": REPORT,
    "own-reflection": MANAGER,
    "pulse": MANAGER,
    "own-pulse": MANAGER,
}  # ours that hold what the other never sees
_OPEN = {"draft", "confirmation", "agreed"}


@dataclass(frozen=True, slots=True)
class Card:
    """A mail with the step that tells of it ("" if none does)."""

    mail: Mail
    step: str

    @property
    def owner(self) -> str:
        """Whose inbox it lies in."""
        return self.mail.recipient if self.mail.sender == HERE else self.mail.sender

    @property
    def written(self) -> bool:
        return self.mail.sender != HERE

    @property
    def hidden_from(self) -> str:
        """Who never sees it, "" if nobody is to be named."""
        if self.mail.forwarded and self.owner == MANAGER.lower():
            return REPORT
        if self.mail.answers in ("prompt", "pulse"):
            return MANAGER
        return _FOR_ONE.get(self.mail.name, "") if not self.written else ""


def timeline(mails: Sequence[Mail], steps: Sequence[Step]) -> list[list[Card] | Step]:
    """The rows of the page, top to bottom: a card, two that the two got in the same minute, or a step without a mail.

    What mailflow does is shown by its mails; what a person does is told on the first of their mails not told of yet.
    """
    told: dict[int, str] = {}
    alone: list[Step] = []
    for step in steps:
        if step.who == HERE:
            continue
        wrote = (at for at, mail in enumerate(mails) if mail.sender == step.who.lower() and mail.at <= step.at)
        at = next((at for at in wrote if at not in told), None)
        if at is None:
            alone.append(step)
        else:
            told[at] = step.what
    out: list[list[Card] | Step] = []
    for at, mail in enumerate(mails):
        while alone and _minute(alone[0].at) <= _minute(mail.at):
            out.append(alone.pop(0))
        card = Card(mail, told.get(at, ""))
        above = out[-1] if out else None
        if isinstance(above, list) and len(above) == 1 and _side_by_side(above[0], card):
            above.append(card)
        else:
            out.append([card])
    return [*out, *alone]


def _side_by_side(one: Card, other: Card) -> bool:
    return (
        not one.written
        and not other.written
        and {one.owner, other.owner} == set(_COLUMNS)
        and _minute(one.mail.at) == _minute(other.mail.at)
    )


def _minute(at: datetime) -> datetime:
    return at.astimezone(_ZONE).replace(second=0, microsecond=0)


def _row_at(row: list[Card] | Step) -> datetime:
    return (row.at if isinstance(row, Step) else row[0].mail.at).astimezone(_ZONE)


# --- the page -------------------------------------------------------------------------------------------------------


def render(mails: list[Mail], steps: list[Step]) -> str:
    """The whole page. What people wrote is only ever text in it."""
    days: list[str] = []
    before: date | None = None
    for day, rows in groupby(timeline(mails, steps), key=lambda row: _row_at(row).date()):
        heading = f'<time datetime="{day.isoformat()}">{_day(day)}</time>{_gap(before, day)}'
        body = "".join(map(_html_of, rows))
        days.append(f'<section class="day" id="{day.isoformat()}"><h2>{heading}</h2>{body}</section>')
        before = day
    return _PAGE.format(
        manager=escape(MANAGER),
        manager_name=escape(story.MOIRA[0]),
        report=escape(REPORT),
        report_name=escape(story.BEN[0]),
        style=_STYLE,
        count=len(mails),
        written=sum(mail.sender != HERE for mail in mails),
        days="\n".join(days),
    )


def _gap(before: date | None, day: date) -> str:
    days = (day - before) // timedelta(days=1) if before else 0
    if days < 2:
        return ""
    return f' <span class="gap">{f"{days} days" if days < 14 else f"{days // 7} weeks"} later</span>'


def _html_of(row: list[Card] | Step) -> str:
    if isinstance(row, Step):
        return f'<p class="step"><span>{_actor(row.who)} {escape(row.what)}.</span></p>'
    return f'<div class="moment">{"".join(map(_card, row))}</div>'


def _actor(who: str) -> str:
    return escape(who if who.lower() in _COLUMNS else f"The {who}")


def _card(card: Card) -> str:
    mail = card.mail
    at = _minute(mail.at)
    column = _COLUMNS.get(card.owner, "both")
    rows = rows_of_person(mail.words) if card.written else rows_of_service(mail.words)
    letter = _letter(rows, open_=mail.name in _OPEN) if rows else ""
    return (
        f'<article class="card {column}{" written" if card.written else ""}">'
        f'<header><p class="route">{_who(mail.sender)} <span class="to">→</span> {_who(mail.recipient)} '
        f'<span class="name">{escape(mail.name.replace("-", " "))}</span></p>'
        f'<time datetime="{at.isoformat()}">{at:%H:%M}</time></header>'
        f"<h3>{escape(mail.subject)}</h3>"
        f"{letter}{_notes(mail)}{_entries(mail)}{_told(card)}</article>"
        f"{_unseen(card.hidden_from)}"
    )


def _who(short_name: str) -> str:
    person = short_name in _SHOWN
    return f'<b class="person">{escape(_SHOWN[short_name])}</b>' if person else f"<b>{escape(short_name)}</b>"


def _told(card: Card) -> str:
    # A step that only repeats the answer would say it twice.
    if not card.step or card.step.startswith("answers: "):
        return ""
    return f'<p class="told">{escape(_SHOWN.get(card.owner, card.owner))} {escape(card.step)}.</p>'


def _unseen(person: str) -> str:
    """What stands in the other column, where nothing arrived."""
    if not person:
        return ""
    return f'<p class="unseen {_COLUMNS[person.lower()]}"><span>{escape(person)} never sees this</span></p>'


def _notes(mail: Mail) -> str:
    if not mail.forwarded:
        return ""
    letter = _letter(rows_of_person(mail.forwarded), open_=True, notes=True)
    key = (
        '<span class="key"><mark>marked</mark> kept out of everything, as private</span>' if "<mark>" in letter else ""
    )
    return f'<div class="notes"><p class="label">Forwarded notes{key}</p>{letter}</div>'


def _entries(mail: Mail) -> str:
    if not mail.calendar:
        return ""
    items = "".join(f"<li>{escape(entry)}</li>" for entry in mail.calendar)
    return f'<div class="calendar"><p class="label">For the calendar</p><ul>{items}</ul></div>'


_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>mailflow: a quarter of {manager} and {report}</title>
<style>{style}</style>
</head>
<body>
<main>
<header class="top">
<p class="brand">mailflow</p>
<h1>A quarter of {manager} and {report}, in two inboxes</h1>
<p class="lead">mailflow runs a manager’s career conversations over plain email. It asks for the date, turns the \
manager’s notes into a short list of what each of the two will do and by when, gets a yes to it from both, and then \
keeps both to it. There is no app and no login: every answer here is an ordinary reply.</p>
<p class="who"><b class="m">{manager_name}</b> manages. <b class="r">{report_name}</b> reports to her. \
All times are London’s.</p>
<p class="never"><span><b>{report} never sees:</b> {manager}’s notes.</span> \
<span><b>{manager} never sees:</b> {report}’s reflection.</span></p>
</header>
<div class="columns">
<p class="manager"><b>{manager}’s inbox</b> <span>tinted: what {manager} wrote</span></p>
<p class="report"><b>{report}’s inbox</b> <span>tinted: what {report} wrote</span></p>
</div>
{days}
<footer>
<p>{count} mails, {written} of them written by people. Made by <code>mailflow demo</code>: the real service, over real \
SMTP, with only the clock put forward.</p>
</footer>
</main>
</body>
</html>
"""

_STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f6f4ef; --card: #fffefc; --line: #e3ded4; --ink: #25231f; --soft: #6a645a;
  --m: #1c6b66; --m-tint: #e4f0ed; --m-line: #bfdcd7; --r: #96481f; --r-tint: #f8ebe0; --r-line: #ecd0bb;
  --dash: #cfc8ba; --mark: #fbe7a1; --shadow: 0 1px 2px rgb(60 50 30 / .05), 0 4px 14px rgb(60 50 30 / .04);
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171614; --card: #201f1c; --line: #34322d; --ink: #e6e2da; --soft: #a39c90;
    --m: #7fc9c1; --m-tint: #1a2b2a; --m-line: #2c4a47; --r: #e3a57f; --r-tint: #30231b; --r-line: #543c2d;
    --dash: #47443d; --mark: #5b4a12; --shadow: none;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 15px/1.5 -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, system-ui, sans-serif;
}
main { max-width: 1140px; margin: 0 auto; padding: 56px 28px 40px; }
p, h1, h2, h3, ul { margin: 0; padding: 0; }
.top { max-width: 720px; margin-bottom: 40px; }
.brand { font-weight: 700; letter-spacing: .02em; color: var(--soft); margin-bottom: 10px; }
h1 {
  font-size: 34px; line-height: 1.18; letter-spacing: -.015em; font-weight: 700; margin-bottom: 16px;
  text-wrap: balance;
}
.lead { font-size: 17px; line-height: 1.55; margin-bottom: 14px; text-wrap: pretty; }
.who { margin-bottom: 18px; }
.m { color: var(--m); }
.r { color: var(--r); }
.never {
  display: flex; flex-wrap: wrap; gap: 6px 28px; padding: 12px 0; border: solid var(--line); border-width: 1px 0;
}

.columns {
  position: sticky; top: 0; z-index: 2; display: grid; grid-template-columns: 1fr 1fr; column-gap: 64px;
  background: var(--paper); padding: 14px 0 10px;
}
.columns p {
  border-bottom: 2px solid; padding-bottom: 8px; display: flex; justify-content: space-between; align-items: baseline;
}
.columns b { font-size: 17px; }
.columns span { font-size: 13px; color: var(--soft); }
.columns .manager { border-color: var(--m); }
.columns .manager b { color: var(--m); }
.columns .report { border-color: var(--r); }
.columns .report b { color: var(--r); }

.day { position: relative; padding-bottom: 14px; scroll-margin-top: 58px; }
.day::before {
  content: ""; position: absolute; left: 50%; top: 0; bottom: 0; width: 1px; background: var(--line);
}
h2 { position: relative; text-align: center; font-size: 13px; line-height: 1.4; font-weight: 600; padding: 16px 0; }
h2 time { display: inline-block; background: var(--paper); padding: 2px 12px; }
h2 .gap {
  display: table; margin: 0 auto; background: var(--paper); padding: 0 12px; font-weight: 400; color: var(--soft);
}
.step { position: relative; text-align: center; color: var(--soft); font-size: 14px; margin-bottom: 16px; }
.step span { display: inline-block; background: var(--paper); padding: 2px 12px; }

.moment {
  position: relative; display: grid; grid-template-columns: 1fr 1fr; column-gap: 64px; align-items: start;
  margin-bottom: 16px;
}
.card {
  position: relative; min-width: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 13px 18px 15px; box-shadow: var(--shadow); grid-row: 1;
}
.card.manager { grid-column: 1; }
.card.report { grid-column: 2; }
.card.both { grid-column: 1 / -1; }
.card::after {
  content: ""; position: absolute; top: 19px; width: 9px; height: 9px; border-radius: 50%;
  background: var(--paper); border: 2px solid var(--m);
}
.card.manager::after { right: -29px; }
.card.report::after { left: -29px; border-color: var(--r); }
.card.both::after { display: none; }
.written.manager { background: var(--m-tint); border-color: var(--m-line); }
.written.report { background: var(--r-tint); border-color: var(--r-line); }
.written.manager::after { background: var(--m); }
.written.report::after { background: var(--r); }
.card header {
  display: flex; justify-content: space-between; gap: 12px; font-size: 13px; color: var(--soft); margin-bottom: 2px;
}
.card header b { font-weight: 600; }
.card header time { font-variant-numeric: tabular-nums; }
.manager .route .person { color: var(--m); }
.report .route .person { color: var(--r); }
.to { opacity: .7; }
h3 { font-size: 15px; line-height: 1.4; font-weight: 600; }
.name { font-weight: 400; color: var(--soft); white-space: nowrap; }
.name::before { content: "· "; }
.unseen {
  grid-row: 1; align-self: stretch; display: flex; align-items: flex-start; justify-content: center; font-size: 13px;
  color: var(--soft); border: 1px dashed var(--dash); border-radius: 10px; padding: 13px 18px;
}
.unseen span { position: sticky; top: 72px; }
.unseen.manager { grid-column: 1; }
.unseen.report { grid-column: 2; }
.told { margin-top: 10px; font-size: 13px; color: var(--soft); font-style: italic; }

.words { display: block; margin-top: 9px; font-size: 14px; line-height: 1.5; }
details .words + .words, details > .words { margin-top: 0; }
.row { display: block; white-space: pre-wrap; }
.blank { display: block; height: .6em; }
.row.heading { font-weight: 600; }
.row.item { padding-left: 1.5em; text-indent: -1.5em; }
.row .mark { display: inline-block; width: 1.5em; text-indent: 0; color: var(--soft); }
.row.under { padding-left: 1.5em; color: var(--soft); }
.row.quote { padding-left: 12px; border-left: 3px solid var(--line); }
.row.foot { color: var(--soft); font-size: 13px; }
mark { background: var(--mark); color: inherit; border-radius: 3px; padding: 1px 2px; }

details { position: relative; }
details[open] { padding-bottom: 26px; }
summary { display: block; list-style: none; cursor: pointer; border-radius: 6px; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible { outline: 2px solid var(--m); outline-offset: 4px; }
.toggle { display: block; margin-top: 6px; font-size: 13px; color: var(--soft); }
.toggle::before {
  content: "Read on"; text-decoration: underline; text-decoration-color: var(--line); text-underline-offset: 3px;
}
details[open] .toggle { position: absolute; bottom: 0; left: 0; margin: 0; }
details[open] .toggle::before { content: "Fold"; }
summary:hover .toggle::before { text-decoration-color: currentcolor; }

.notes, .calendar { margin-top: 12px; padding-top: 10px; border-top: 1px solid var(--line); }
.written.manager .notes { border-color: var(--m-line); }
.label { font-size: 13px; font-weight: 600; color: var(--soft); }
.notes .label { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 12px; }
.key { font-weight: 400; }
.notes .words { margin-top: 4px; }
.calendar ul { list-style: none; font-size: 14px; margin-top: 3px; }
.calendar li { padding-left: 1.5em; text-indent: -1.5em; }
.calendar li::before {
  content: ""; display: inline-block; width: 9px; height: 9px; margin-right: calc(1.5em - 9px);
  border: 2px solid var(--soft); border-top-width: 4px; border-radius: 2px;
}
footer { margin-top: 32px; text-align: center; font-size: 13px; color: var(--soft); }
code { font: 12.5px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }

@media (max-width: 760px) {
  main { padding: 32px 16px 32px; }
  h1 { font-size: 27px; }
  .lead { font-size: 16px; }
  .columns { position: static; column-gap: 12px; padding-top: 10px; }
  .columns span { display: none; }
  .day::before { display: none; }
  h2 { text-align: left; padding: 14px 0 12px; }
  h2 time, .step span { padding-left: 0; }
  h2 .gap { display: inline; padding: 0; }
  h2 .gap::before { content: "· "; }
  .step { text-align: left; }
  .moment { display: block; }
  .card + .card { margin-top: 12px; }
  .card { border-left-width: 3px; padding: 12px 14px 14px; }
  .card.manager { border-left-color: var(--m); margin-right: 12px; }
  .card.report { border-left-color: var(--r); margin-left: 12px; }
  .card::after { display: none; }
  .unseen { display: block; margin-top: -1px; border: 0; padding: 7px 14px 0; }
  .unseen.report { margin-right: 12px; }
  .unseen.manager { margin-left: 12px; }
}
@media print { .columns { position: static; } .card { break-inside: avoid; box-shadow: none; } }
"""
