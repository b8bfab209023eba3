"""`mailflow parse`: what mailflow reads in a mail, in notes, in a reply, in a phrase. It changes nothing.

With --jsonl, JSON Lines for programs (see cli.case); else one file (or "-") and words for a person.
"""

import asyncio
import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

import typer

from mailflow.cli import explain
from mailflow.cli.case import DueCase, NoCase, NotesCase, ReplyCase, Role
from mailflow.engine import documents
from mailflow.mail import bounce, kind, message, visible
from mailflow.mail.forward import Forwarded
from mailflow.reading.calendar import DateOrder, DateStyle
from mailflow.reading.due import due as due_of
from mailflow.reading.notes import Party, Reading, read_notes
from mailflow.reading.reply import Context, Item
from mailflow.settings import ConfigError

app = typer.Typer(help="Show what mailflow reads in a mail, in notes, in a reply, in a phrase.", no_args_is_help=True)

STDIN = Path("-")
Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON Lines.")]
Source = Annotated[Path | None, typer.Argument(help='A text file, or "-" for standard input.')]
Locale = Annotated[str, typer.Option(help="How dates are written: en-GB, en-US…")]
Fiscal = Annotated[
    int, typer.Option("--fiscal-year-starts", min=1, max=12, help="The month in which a fiscal year begins.")
]
Order = Annotated[DateOrder, typer.Option(help='How 3/4 is read: "dmy" or "mdy"; as the locale has it if left out.')]
On = Annotated[str, typer.Option("--on", help="The day it was written, YYYY-MM-DD; today if left out.")]
Manager = Annotated[str, typer.Option(help="The manager's name.")]
Report = Annotated[str, typer.Option(help="The report's name.")]
Record = dict[str, Any]
Case = TypeVar("Case")


@app.command()
def mail(
    paths: Annotated[list[Path], typer.Argument(help='Mails, as .eml files, or "-" for standard input.')],
    jsonl: Jsonl = False,
) -> None:
    """The kind of each mail, and what its author newly wrote."""
    for number, path in enumerate(paths):
        if number and not jsonl:
            typer.echo()
        _print(_mail(path, _bytes_of(path)), jsonl=jsonl)


def _mail(path: Path, raw: bytes) -> Record:
    try:
        read = message.parse(raw)
    except message.Unreadable as error:
        return {"path": str(path), "kind": "human", "text": "", "full": "", "held": error.reason}
    seen = visible.of_message(read)
    failed = bounce.read(read)
    return {
        "path": str(path),
        "kind": kind.classify(read),
        "from": read.header("from") or "",
        "to": read.header("to") or "",
        "reply_to": read.header("reply-to") or "",
        "subject": read.subject,
        "text": seen.text,
        "full": seen.full,
        "whole": seen.whole,
        "answers": [{"to": p.answers, "text": p.text} for p in seen.passages if p.below],
        "quoted": seen.quoted,
        "signature": seen.signature,
        "forwarded": _forwarded(seen.forwarded),
        "attachments": [_attachment(attachment) for attachment in read.attachments],
        "bounce": dataclasses.asdict(failed) if failed else None,
    }


def _attachment(attachment: message.Attachment) -> Record:
    return {
        "name": attachment.name,
        "type": attachment.media_type,
        "bytes": len(attachment.content),
        "text": asyncio.run(documents.text_of(attachment)),
    }


def _forwarded(forwarded: Forwarded | None) -> Record | None:
    if forwarded is None:
        return None
    sender = f"{forwarded.sender.name} <{forwarded.sender.address}>".strip() if forwarded.sender else None
    return {"from": sender, "date": forwarded.date, "subject": forwarded.subject, "text": forwarded.text}


@app.command()
def notes(
    source: Source = None,
    jsonl: Jsonl = False,
    manager: Manager = "Manager",
    report: Report = "Report",
    on: On = "",
    locale: Locale = "en-GB",
    fiscal_year_starts: Fiscal = 1,
    order: Order = "",
) -> None:
    """The contract that the notes of a conversation hold, and what became of each of their sentences."""
    style = DateStyle(fiscal_year_starts, order)
    if jsonl:
        _each_line(NotesCase.of, lambda case: _notes(case, style))
        return
    case = NotesCase("-", Party(manager, ""), Party(report, ""), _day_of(on), locale, _text_of(source))
    for line in explain.notes(case.notes, _read(case, style)):
        typer.echo(_inert(line))


def _read(case: NotesCase, style: DateStyle) -> Reading:
    return read_notes(
        case.notes, manager=case.manager, report=case.report, held=case.held, locale=style.tagged(case.locale)
    )


def _notes(case: NotesCase, style: DateStyle) -> Record:
    found = _read(case, style)
    return {
        "id": case.id,
        "commitments": [
            {"owner": c.owner, "text": c.text, "due": _iso(c.due), "flags": list(c.flags), "source": c.source}
            for c in found.commitments
        ],
        "reviews": [{"text": r.text, "when": r.when} for r in found.reviews],
        "open_questions": [{"text": q.text} for q in found.open_questions],
    }


@app.command()
def reply(
    source: Source = None,
    jsonl: Jsonl = False,
    ask: Annotated[Context, typer.Option(help="The mail that it answers.")] = "confirmation",
    author: Annotated[Role, typer.Option(help="Who wrote it.")] = "report",
    item: Annotated[list[str] | None, typer.Option(help='"owner: text", once for each numbered item, in order')] = None,
    manager: Manager = "Manager",
    report: Report = "Report",
    on: On = "",
    locale: Locale = "en-GB",
    fiscal_year_starts: Fiscal = 1,
    order: Order = "",
) -> None:
    """What a reply answers, and what became of each of its clauses."""
    style = DateStyle(fiscal_year_starts, order)
    if jsonl:
        _each_line(ReplyCase.of, lambda case: _reply(case, style))
        return
    items = tuple(_item(number, text) for number, text in enumerate(item or [], 1))
    body, people = _text_of(source), (Party(manager, ""), Party(report, ""))
    case = ReplyCase("-", ask, author, *people, _day_of(on), locale, items, body)
    for line in explain.reply(case.understood(style.tagged(case.locale)), case.items):
        typer.echo(_inert(line))


def _item(number: int, text: str) -> Item:
    owner, _, words = (part.strip() for part in text.partition(":"))
    for role in get_args(Role):
        if role == owner and words:
            return Item(number, role, words, None)
    raise ConfigError(f'--item: {text!r} is no numbered item. Fix: write "manager: …" or "report: …".')


def _reply(case: ReplyCase, style: DateStyle) -> Record:
    found = case.understood(style.tagged(case.locale))
    return {
        "id": case.id,
        "verdict": found.verdict,
        "items": [_without_none(n=i.n, op=i.op, due=_iso(i.due), text=i.text) for i in found.items],
        "add": [{"owner": a.owner, "text": a.text, "due": _iso(a.due)} for a in found.add],
        "meeting": {"start": found.meeting.start.isoformat(timespec="minutes"), "minutes": found.meeting.minutes}
        if found.meeting
        else None,
        "snooze": _iso(found.snooze),
        "rating": found.rating,
        "signals": list(found.signals),
        "send": found.send,
        "undo": found.undo,
        "unclear": list(found.unclear),
    }


@app.command()
def due(
    source: Source = None,
    jsonl: Jsonl = False,
    on: On = "",
    locale: Locale = "en-GB",
    fiscal_year_starts: Fiscal = 1,
    order: Order = "",
) -> None:
    """The last day on which what a phrase names is still on time; without --jsonl, a phrase a line."""
    style = DateStyle(fiscal_year_starts, order)
    if jsonl:
        _each_line(DueCase.of, lambda case: _due(case, style))
        return
    day = _day_of(on)
    for line in _text_of(source).splitlines():
        if line.strip():
            found = _iso(due_of(line, day, style.tagged(locale)))
            typer.echo(f"{found or 'no date':10}  {_inert(line.strip())}")


def _due(case: DueCase, style: DateStyle) -> Record:
    day = _iso(due_of(case.text, case.reference, style.tagged(case.locale)))
    return {"due": day} if case.id is None else {"id": case.id, "due": day}


def _each_line(take: Callable[[object], Case], read: Callable[[Case], Record]) -> None:
    for number, line in enumerate(sys.stdin.buffer, 1):
        if not line.strip():
            continue
        try:
            case = take(json.loads(line.decode("utf-8-sig")))
        except (ValueError, RecursionError, NoCase) as error:  # ValueError: no UTF-8, or no JSON
            raise ConfigError(
                f"standard input:{number}: is not such a case: {error}. "
                "Fix: one JSON object a line; docs/operations.md names its fields."
            ) from None
        _print(read(case), jsonl=True)


def _bytes_of(source: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == STDIN else source.read_bytes()
    except OSError as error:
        raise ConfigError(f"{source}: cannot be read: {error.strerror}. Fix: name a readable file.") from None


def _text_of(source: Path | None) -> str:
    if source is None:
        raise ConfigError('no file named. Fix: name a text file, "-" for standard input, or use --jsonl.')
    try:
        return _bytes_of(source).decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source}: is not UTF-8 text: {error}. Fix: save it as UTF-8.") from None


def _day_of(on: str) -> date:
    try:
        return date.fromisoformat(on) if on else date.today()
    except ValueError:
        raise ConfigError(f"--on: {on!r} is no day. Fix: write it as YYYY-MM-DD.") from None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _without_none(**values: object) -> Record:
    return {key: value for key, value in values.items() if value is not None}


def _print(record: Record, *, jsonl: bool) -> None:
    # ASCII: a path or a mail may hold what no encoding can say, and JSON has an escape for it
    typer.echo(json.dumps(record) if jsonl else "\n".join(map(_inert, _told(record))))


def _told(record: Record) -> Iterator[str]:
    for key, value in record.items():
        if key == "id" or value in (None, "", [], False):
            continue
        if isinstance(value, list):
            yield f"{key}:"
            for entry in value:
                told = "  ".join(f"{k}={v}" for k, v in entry.items()) if isinstance(entry, dict) else str(entry)
                yield f"  - {told}"
        elif isinstance(value, str) and "\n" in value:
            yield f"{key}:"
            yield from (f"  | {line}" for line in value.split("\n"))
        else:
            yield f"{key}: {value}"


def _inert(line: str) -> str:
    """What a mail says is shown, and never obeyed by the terminal."""
    return "".join("\N{REPLACEMENT CHARACTER}" if (c < " " and c != "\t") or "\x7f" <= c < "\xa0" else c for c in line)
