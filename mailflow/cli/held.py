"""`mailflow held`: mails that could not be read or applied, and wait for a person. No command shows their words."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, TypeVar

import typer

from mailflow import service
from mailflow.cli.option import DEFAULT_CONFIG, Config, opened
from mailflow.cli.table import Rows
from mailflow.engine.house import Silence
from mailflow.store.connection import Transaction

app = typer.Typer(help="Mails that wait for a person: list, look at the headers, replay, drop.", no_args_is_help=True)
T = TypeVar("T")
Id = Annotated[str, typer.Argument(help="The mail's id, as `held list` shows it.")]

# What says where a mail came from and how it is made. Its subject and its file names are what somebody wrote.
SHOWN = frozenset({
    "authentication-results", "auto-submitted", "cc", "content-language", "content-transfer-encoding", "content-type",
    "date", "delivered-to", "errors-to", "from", "in-reply-to", "list-id", "message-id", "mime-version", "precedence",
    "received", "references", "reply-to", "return-path", "sender", "to", "user-agent", "x-auto-response-suppress",
    "x-loop", "x-mailer", "x-original-to",
})  # fmt: skip
LONGEST_VALUE = 400
_LINE = re.compile(r"[!-9;-~]+:|[ \t]+[^ \t\n]")  # a field, or the continuation of one
_FOLD = re.compile(r"\n(?=[ \t])")


def _with_store(config: Config, work: Callable[[Transaction], Awaitable[T]]) -> T:
    async def with_rooms() -> T:
        async with service.rooms(opened(config), Silence()) as house:
            return await house.store.transact(work)

    return asyncio.run(with_rooms())


@app.command("list")
def list_(config: Config = DEFAULT_CONFIG) -> None:
    """The held mails: when they came, why they are held, how often they were tried."""
    rows = Rows("id", "received", "reason", "attempts", "source")
    for mail in _with_store(config, lambda tx: tx.held()):
        rows.add(mail.id, mail.received_at.isoformat(timespec="seconds"), mail.reason, mail.attempts, mail.source)
    rows.print()


@app.command("show-headers")
def show_headers(mail: Id, config: Config = DEFAULT_CONFIG) -> None:
    """Where the mail came from and how it is made: the header fields that nobody writes by hand."""

    async def look(tx: Transaction) -> bytes | None:
        return await tx.headers(mail) if await _is_held(tx, mail) else None

    headers = _with_store(config, look)
    if headers is None:
        _no_such(mail)
    else:
        for line in traces(headers):
            typer.echo(line)


def traces(headers: bytes) -> Iterator[str]:
    """The fields that are shown, unfolded and cut to a readable length, then how many others there are.

    The first line that is no field ends the section, as it does for whoever reads the mail: the rest is its body.
    """
    lines = headers.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n").split("\n")
    section = "\n".join(itertools.takewhile(_LINE.match, lines))
    fields = _FOLD.sub("", section).split("\n") if section else []
    others = 0
    for name, _, value in (field.partition(":") for field in fields):
        if name.lower() not in SHOWN:
            others += 1
            continue
        told = value.partition(";")[0] if name.lower() == "content-type" else value  # its parameters name files
        told = told.strip()[:LONGEST_VALUE] + ("…" if len(told.strip()) > LONGEST_VALUE else "")
        yield f"{name}: {''.join(c if c.isprintable() else '�' for c in told)}"
    yield f"(not shown: {others} other fields)"


@app.command()
def replay(mail: Id, config: Config = DEFAULT_CONFIG) -> None:
    """Read the mail again, after a fix: the running service takes it up within half a minute."""
    if not _with_store(config, lambda tx: tx.replay(mail)):
        _no_such(mail)
    typer.echo(f"{mail} waits to be read again")


@app.command()
def drop(
    mail: Id,
    config: Config = DEFAULT_CONFIG,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete the mail for good."""
    if not _with_store(config, lambda tx: _is_held(tx, mail)):
        _no_such(mail)
    if not yes:
        typer.confirm(f"Delete {mail} for good?", abort=True)
    if not _with_store(config, lambda tx: tx.drop_inbound(mail)):
        _no_such(mail)
    typer.echo(f"{mail} is deleted")


async def _is_held(tx: Transaction, mail: str) -> bool:
    return any(held.id == mail for held in await tx.held())


def _no_such(mail: str) -> None:
    typer.echo(f"mailflow: {mail}: no such held mail. Fix: take an id from `mailflow held list`.", err=True)
    raise typer.Exit(1)
