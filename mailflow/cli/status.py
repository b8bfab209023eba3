"""`mailflow status` and `mailflow check`: how it is going, and whether it can go at all. Counts, never content."""

import asyncio
from collections.abc import Awaitable, Callable

import typer
from rich.console import Console
from rich.table import Table

from mailflow import service
from mailflow.cli.failure import explain
from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.engine.house import Silence, system_clock
from mailflow.jobs.queue import Queue
from mailflow.settings import Settings, load
from mailflow.store.connection import Store


def status(config: Config = DEFAULT_CONFIG) -> None:
    """Counts, the oldest waiting mail, held mail, and what falls due next."""
    asyncio.run(_status(load(config)))


async def _status(settings: Settings) -> None:
    async with service.rooms(settings, Silence()) as house:
        now = house.clock()
        seen = await house.store.read(lambda tx: tx.overview(now))
    table = Table("", "", show_header=False)
    table.add_row("people", str(seen.people))
    table.add_row("pairs", str(seen.pairs))
    for state, count in sorted(seen.inbound.items()):
        table.add_row(f"mail in, {state}", str(count))
    for state, count in sorted(seen.outbox.items()):
        table.add_row(f"mail out, {state}", str(count))
    waiting = "none" if seen.oldest_waiting_seconds is None else f"{seen.oldest_waiting_seconds:.0f} s"
    table.add_row("oldest waiting mail", waiting)
    table.add_row("held for a person", str(seen.held))
    for timer in seen.next_timers:
        table.add_row(f"next: {timer.kind}, pair {timer.pair}", timer.at.isoformat(timespec="minutes"))
    Console().print(table)


def check(config: Config = DEFAULT_CONFIG) -> None:
    """Try everything that the service needs: settings, database, queue, the way out, the words."""
    settings = load(config)
    typer.echo(f"ok    settings    {config}")
    steps: tuple[tuple[str, Callable[[Settings], Awaitable[str]]], ...] = (
        ("playbook", _check_playbook),
        ("templates", _check_templates),
        ("database", _check_database),
        ("queue", _check_queue),
        ("mail out", _check_outlet),
    )
    failed = [name for name, step in steps if not asyncio.run(_passes(name, step, settings))]
    if failed:
        raise typer.Exit(1)


async def _passes(name: str, step: Callable[[Settings], Awaitable[str]], settings: Settings) -> bool:
    try:
        told = await step(settings)
    except Exception as error:
        known = explain(error)
        if known is None:
            raise
        typer.echo(f"FAIL  {name:11} {known.text}")
        return False
    typer.echo(f"ok    {name:11} {told}")
    return True


async def _check_playbook(settings: Settings) -> str:
    service.playbook(settings)
    return str(settings.service.playbook or "as it comes")


async def _check_templates(settings: Settings) -> str:
    service.renderer(settings).check()
    return "every mail rendered with sample data"


async def _check_database(settings: Settings) -> str:
    settings.service.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.database.url:
        await Store.migrate(settings.database_url)
    store = await Store.open(settings.database_url, service.vault(settings))
    await store.close()
    return "PostgreSQL" if settings.database.url.startswith("postgres") else "SQLite"


async def _check_queue(settings: Settings) -> str:
    if not settings.queue.url:
        return "embedded, started by `mailflow run`"
    queue = Queue.connect(settings.queue.url, system_clock)
    try:
        await queue.ping()
    finally:
        await queue.close()
    return "Redis answers"


async def _check_outlet(settings: Settings) -> str:
    out = service.outlet(settings)
    try:
        await out.check()
    finally:
        await out.close()
    return "a Maildir" if settings.submission.maildir else "connected and logged in"
