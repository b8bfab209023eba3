"""`mailflow run` and `mailflow work`: the service in one process, or a part of it in this one."""

import asyncio
import logging
import signal
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from mailflow import log, service
from mailflow.cli.option import DEFAULT_CONFIG, Config, Verbose, opened
from mailflow.jobs.queue import KINDS, Kind
from mailflow.settings import ConfigError, HostPort, Settings
from mailflow.store.connection import Store


def run(config: Config = DEFAULT_CONFIG, verbose: Verbose = True) -> None:
    """Run everything in one process: the doors, and workers for mail in, mail out and timers."""
    log.to_stderr(logging.INFO if verbose else logging.WARNING)
    asyncio.run(serve(opened(config), KINDS, doors=True))


def work(
    kinds: Annotated[list[str], typer.Argument(help="inbound, outbound, timers: one or several.")],
    config: Config = DEFAULT_CONFIG,
    doors: Annotated[bool, typer.Option(help="Listen for mail in this process, too.")] = False,
    verbose: Verbose = True,
) -> None:
    """Run some of the workers in this process; start others on as many machines as you like."""
    log.to_stderr(logging.INFO if verbose else logging.WARNING)
    chosen = tuple(dict.fromkeys(_kind(word) for word in kinds))
    settings = opened(config)
    if not settings.queue.url:
        raise ConfigError(
            f"{config}: [queue] url: is empty, so the queue would live in this process alone. "
            "Fix: name a Redis that all processes reach, or use `mailflow run`."
        )
    asyncio.run(serve(settings, chosen, doors=doors))


def _kind(word: str) -> Kind:
    for kind in KINDS:
        if kind == word:
            return kind
    raise ConfigError(f"{word}: is no kind of work. Fix: choose from {', '.join(KINDS)}.")


async def serve(settings: Settings, kinds: Sequence[Kind], *, doors: bool) -> None:
    """Serve until SIGTERM or Ctrl-C; then finish what is in hand. A second signal does not hurry it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with service.running(settings, kinds=kinds, doors=doors) as process:
        for line in _ways(settings, process):
            typer.echo(f"mailflow: {line}", err=True)
        await process.until(stop)


def _ways(settings: Settings, process: service.Running) -> Iterator[str]:
    """Where mail comes in and goes out, for whoever has just started it."""
    listening = {"smtp": settings.smtp.listen, "lmtp": settings.smtp.lmtp}
    for protocol, port in process.ports.items():
        wanted = listening[protocol]
        told = HostPort(host=wanted.host if wanted else "", port=port)
        yield f"mail for {settings.service.address} comes in by {protocol.upper()} on {told}"
    out = settings.submission
    yield f"mail goes out {f'into the Maildir {out.maildir}' if out.maildir else f'through {out.host}:{out.port}'}"
    yield "ready; Ctrl-C ends it"


def migrate(config: Config = DEFAULT_CONFIG) -> None:
    """Bring the database's tables up to this version. Safe to run twice."""
    settings = opened(config)
    applied = asyncio.run(Store.migrate(settings.database_url))
    typer.echo("\n".join(f"applied {name}" for name in applied) or "nothing to do")
