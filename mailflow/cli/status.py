"""`mailflow status` and `mailflow check`: how it is going, and whether it can go at all. Counts, never content."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import typer

from mailflow import service
from mailflow.cli.failure import explain
from mailflow.cli.option import DEFAULT_CONFIG, Config, opened
from mailflow.cli.table import Rows
from mailflow.engine.house import Silence, system_clock
from mailflow.intake.arrival import Arrival, NotDurable
from mailflow.intake.smtp import SmtpDoor, SmtpUnavailable
from mailflow.jobs.queue import Queue
from mailflow.settings import Settings
from mailflow.store.connection import Store


def status(config: Config = DEFAULT_CONFIG) -> None:
    """Counts, the oldest waiting mail, held mail, and what falls due next."""
    asyncio.run(_status(opened(config)))


async def _status(settings: Settings) -> None:
    async with service.rooms(settings, Silence()) as house:
        now = house.clock()
        seen = await house.store.read(lambda tx: tx.overview(now))
    rows = Rows()
    rows.add("people", seen.people)
    rows.add("pairs", seen.pairs)
    rows.add("pairs, stopped", seen.stopped_pairs)
    for state, count in sorted(seen.inbound.items()):
        rows.add(f"mail in, {state}", count)
    for state, count in sorted(seen.outbox.items()):
        rows.add(f"mail out, {state}", count)
    rows.add("oldest waiting mail in", _age(seen.oldest_waiting_seconds))
    rows.add("oldest waiting mail out", _age(seen.oldest_letter_seconds))
    rows.add("held for a person", seen.held)
    for timer in seen.next_timers:
        rows.add(f"next: {timer.kind}, pair {timer.pair}", timer.at.isoformat(timespec="minutes"))
    rows.print()


def _age(seconds: float | None) -> str:
    return "none" if seconds is None else str(timedelta(seconds=round(seconds)))


def check(config: Config = DEFAULT_CONFIG) -> None:
    """Try everything that the service needs: settings, cadence, words, database, queue, the ways in and out.

    Where a second reader is set, it is asked about made-up notes.
    """
    settings = opened(config)
    typer.echo(f"ok    settings    {config}")
    steps: tuple[tuple[str, Callable[[Settings], Awaitable[str]]], ...] = (
        ("playbook", _check_playbook),
        ("templates", _check_templates),
        ("database", _check_database),
        ("queue", _check_queue),
        ("mail in", _check_doors),
        ("mail out", _check_outlet),
        *((("2nd reader", _check_second_reader),) if settings.second_reader.url else ()),
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
        typer.echo("\n".join(f"FAIL  {name:11} {line}" for line in known.text.splitlines()))
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


async def _check_doors(settings: Settings) -> str:
    """Whether mail has a way in, and its certificate can be used. Nothing listens: the service may be running."""

    async def refuse(_: Arrival) -> None:
        raise NotDurable("a check stores no mail")

    smtp, imap = settings.smtp, settings.imap
    ways = [f"{name} on {place}" for name, place in (("SMTP", smtp.listen), ("LMTP", smtp.lmtp)) if place is not None]
    if ways:
        SmtpDoor(smtp, accept=refuse, recognise=lambda _: False, protocol="smtp", hostname=settings.service.domain)
    if imap.host:
        ways.append(f"{imap.folder} at {imap.host}:{imap.port}")
    if not ways:
        raise SmtpUnavailable("[smtp] listen: mail has no way in. Fix: set it, or [smtp] lmtp, or [imap] host.")
    return ", ".join(ways)


async def _check_outlet(settings: Settings) -> str:
    out = service.outlet(settings)
    try:
        await out.check()
    finally:
        await out.close()
    return "a Maildir" if settings.submission.maildir else "connected and logged in"


async def _check_second_reader(settings: Settings) -> str:
    reader = service.second_reader(settings)
    if reader is not None:
        try:
            await reader.check()
        finally:
            await reader.close()
    return f"{settings.second_reader.model} answers as it was asked"
