"""`mailflow held`: mails that could not be read or applied, and wait for a person. No command shows their words."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from mailflow import service
from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.engine.house import Silence
from mailflow.settings import load
from mailflow.store.connection import Transaction

app = typer.Typer(help="Mails that wait for a person: list, look at the headers, replay, drop.", no_args_is_help=True)
T = TypeVar("T")
Id = Annotated[str, typer.Argument(help="The mail's id, as `held list` shows it.")]


def _with_store(config: Config, work: Callable[[Transaction], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with service.rooms(load(config), Silence()) as house:
            return await house.store.transact(work)

    return asyncio.run(opened())


@app.command("list")
def list_(config: Config = DEFAULT_CONFIG) -> None:
    """The held mails: when they came, why they are held, how often they were tried."""
    table = Table("id", "received", "reason", "attempts", "source")
    for mail in _with_store(config, lambda tx: tx.held()):
        received = mail.received_at.isoformat(timespec="seconds")
        table.add_row(mail.id, received, mail.reason, str(mail.attempts), mail.source)
    Console().print(table)


@app.command("show-headers")
def show_headers(mail: Id, config: Config = DEFAULT_CONFIG) -> None:
    """The mail's header section and nothing of its body."""
    headers = _with_store(config, lambda tx: tx.headers(mail))
    if headers is None:
        _no_such(mail)
    else:
        typer.echo(headers.decode("utf-8", "backslashreplace"))


@app.command()
def replay(mail: Id, config: Config = DEFAULT_CONFIG) -> None:
    """Read the mail again, after a fix: the running service takes it up within ten seconds."""
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
    if not yes:
        typer.confirm(f"Delete {mail} for good?", abort=True)
    if not _with_store(config, lambda tx: tx.drop_inbound(mail)):
        _no_such(mail)
    typer.echo(f"{mail} is deleted")


def _no_such(mail: str) -> None:
    typer.echo(f"mailflow: {mail}: no such held mail. Fix: take an id from `mailflow held list`.", err=True)
    raise typer.Exit(1)
