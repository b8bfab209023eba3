"""`mailflow parse`: what mailflow reads in a mail, in notes, in a reply, in a phrase. It changes nothing.

With --jsonl, JSON Lines for programs; else one file (or "-") and words for a person.
"""

import dataclasses
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, cast

import typer

from mailflow.mail import bounce, kind, message, visible
from mailflow.mail.forward import Forwarded
from mailflow.reading.due import due as due_of
from mailflow.reading.notes import Party, read_notes
from mailflow.reading.reply import Context, Item, read_reply
from mailflow.settings import ConfigError

app = typer.Typer(help="Show what mailflow reads in a mail, in notes, in a reply, in a phrase.", no_args_is_help=True)

Jsonl = Annotated[bool, typer.Option("--jsonl", help="JSON Lines.")]
Source = Annotated[Path | None, typer.Argument(help='A text file, or "-" for standard input.')]
Locale = Annotated[str, typer.Option(help="How dates are written: en-GB, en-US…")]
On = Annotated[str, typer.Option("--on", help="The day it was written, YYYY-MM-DD; today if left out.")]
Manager = Annotated[str, typer.Option(help="The manager's name.")]
Report = Annotated[str, typer.Option(help="The report's name.")]
Record = dict[str, Any]


@app.command()
def mail(paths: Annotated[list[Path], typer.Argument(help="Mails, as .eml files.")], jsonl: Jsonl = False) -> None:
    """The kind of each mail, and what its author newly wrote."""
    for path in paths:
        try:
            found = _mail(path)
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read: {error.strerror}.") from None
        _print(found, jsonl=jsonl)


def _mail(path: Path) -> Record:
    try:
        read = message.parse(path.read_bytes())
    except message.Unreadable as error:
        return {"path": str(path), "kind": "human", "text": "", "full": "", "held": error.reason}
    seen = visible.of_message(read)
    failed = bounce.read(read)
    return {
        "path": str(path),
        "kind": kind.classify(read),
        "text": seen.text,
        "full": seen.full,
        "quoted": seen.quoted,
        "signature": seen.signature,
        "forwarded": _forwarded(seen.forwarded),
        "attachments": [{"name": a.name, "type": a.media_type, "bytes": len(a.content)} for a in read.attachments],
        "bounce": dataclasses.asdict(failed) if failed else None,
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
) -> None:
    """The contract that the notes of a conversation hold."""
    if jsonl:
        _each_line(_notes)
        return
    case = _case(source, manager, report, on, locale)
    _print(_notes({**case, "id": "-", "notes": case["text"]}), jsonl=False)


def _notes(case: Record) -> Record:
    found = read_notes(
        case["notes"],
        manager=_party(case["manager"]),
        report=_party(case["report"]),
        held=date.fromisoformat(case["date"]),
        locale=case.get("locale", "en-GB"),
    )
    return {
        "id": case["id"],
        "commitments": [
            {"owner": c.owner, "text": c.text, "due": _day(c.due), "flags": list(c.flags), "source": c.source}
            for c in found.commitments
        ],
        "reviews": [{"text": r.text, "when": r.when} for r in found.reviews],
        "open_questions": [{"text": q.text} for q in found.open_questions],
    }


@app.command()
def reply(
    source: Source = None,
    jsonl: Jsonl = False,
    context: Annotated[str, typer.Option(help="The mail it answers: draft, confirmation, booking…")] = "confirmation",
    author: Annotated[str, typer.Option(help="manager or report")] = "report",
    item: Annotated[list[str] | None, typer.Option(help='"owner: text", once for each numbered item, in order')] = None,
    manager: Manager = "Manager",
    report: Report = "Report",
    on: On = "",
    locale: Locale = "en-GB",
) -> None:
    """What a reply answers, and what is not clear in it."""
    if jsonl:
        _each_line(_reply)
        return
    case = _case(source, manager, report, on, locale)
    shown = [(n, *text.partition(":")) for n, text in enumerate(item or [], 1)]
    items = [{"n": n, "owner": owner.strip(), "text": text.strip(), "due": None} for n, owner, _, text in shown]
    _print(
        _reply({**case, "id": "-", "body": case["text"], "context": context, "from": author, "items": items}),
        jsonl=False,
    )


def _reply(case: Record) -> Record:
    found = read_reply(
        case["body"],
        context=cast("Context", case["context"]),
        author=case["from"],
        on=date.fromisoformat(case["date"]),
        items=tuple(
            Item(i["n"], i["owner"], i["text"], date.fromisoformat(i["due"]) if i["due"] else None)
            for i in case["items"]
        ),
        manager=_party(case["manager"]),
        report=_party(case["report"]),
        locale=case.get("locale", "en-GB"),
    )
    return {
        "id": case["id"],
        "verdict": found.verdict,
        "items": [_without_none(n=i.n, op=i.op, due=_day(i.due), text=i.text) for i in found.items],
        "add": [{"owner": a.owner, "text": a.text, "due": _day(a.due)} for a in found.add],
        "meeting": {"start": found.meeting.start.isoformat(timespec="minutes"), "minutes": found.meeting.minutes}
        if found.meeting
        else None,
        "snooze": _day(found.snooze),
        "rating": found.rating,
        "signals": list(found.signals),
        "send": found.send,
        "undo": found.undo,
        "unclear": list(found.unclear),
    }


@app.command()
def due(source: Source = None, jsonl: Jsonl = False, on: On = "", locale: Locale = "en-GB") -> None:
    """The last day on which what a phrase names is still on time."""
    if jsonl:
        _each_line(_due)
        return
    case = _case(source, "Manager", "Report", on, locale)
    _print(_due({"text": case["text"], "reference": case["date"], "locale": locale}), jsonl=False)


def _due(case: Record) -> Record:
    day = due_of(case["text"], date.fromisoformat(case["reference"]), case.get("locale") or "en-GB")
    return {**({"id": case["id"]} if "id" in case else {}), "due": _day(day)}


def _each_line(read: Callable[[Record], Record]) -> None:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            found = read(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(
                f"standard input:{number}: is not such a case ({type(error).__name__}: {error}). "
                "Fix: one JSON object a line; docs/operations.md names its fields."
            ) from None
        typer.echo(json.dumps(found, ensure_ascii=False))


def _case(source: Path | None, manager: str, report: str, on: str, locale: str) -> Record:
    if source is None:
        raise ConfigError('no file named. Fix: name a text file, "-" for standard input, or use --jsonl.')
    try:
        text = sys.stdin.read() if str(source) == "-" else source.read_text(encoding="utf-8")
        day = (date.fromisoformat(on) if on else date.today()).isoformat()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{source}: cannot be read: {error}.") from None
    people = {"manager": {"name": manager, "email": ""}, "report": {"name": report, "email": ""}}
    return {"text": text, "date": day, "locale": locale, **people}


def _party(person: Record) -> Party:
    return Party(person.get("name", ""), person.get("email", ""))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _without_none(**values: object) -> Record:
    return {key: value for key, value in values.items() if value is not None}


def _print(record: Record, *, jsonl: bool) -> None:
    typer.echo(json.dumps(record, ensure_ascii=False) if jsonl else "\n".join(_told(record)))


def _told(record: Record) -> Iterator[str]:
    for key, value in record.items():
        if key == "id" or value in (None, "", []):
            continue
        if isinstance(value, list):
            yield f"{key}:"
            for entry in value:
                told = "  ".join(f"{k}={v}" for k, v in entry.items()) if isinstance(entry, dict) else str(entry)
                yield f"  - {told}"
        elif isinstance(value, str) and "\n" in value:
            yield f"{key}:"
            yield from (f"  | {line}" for line in value.splitlines())
        else:
            yield f"{key}: {value}"
