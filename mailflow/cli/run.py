"""`mailflow run` and `mailflow work`: the service in one process, or a part of it in this one."""

import asyncio
import logging
import signal
from collections.abc import Sequence
from typing import Annotated

import typer

from mailflow import log, service
from mailflow.cli.option import DEFAULT_CONFIG, Config, Verbose
from mailflow.jobs.queue import KINDS, Kind
from mailflow.settings import ConfigError, Settings, load
from mailflow.store.connection import Store


def run(config: Config = DEFAULT_CONFIG, verbose: Verbose = True) -> None:
    """Run everything in one process: the doors, and workers for mail in, mail out and timers."""
    log.to_stderr(logging.INFO if verbose else logging.WARNING)
    asyncio.run(serve(load(config), KINDS, doors=True))


def work(
    kinds: Annotated[list[str], typer.Argument(help="inbound, outbound, timers: one or several.")],
    config: Config = DEFAULT_CONFIG,
    doors: Annotated[bool, typer.Option(help="Listen for mail in this process, too.")] = False,
    verbose: Verbose = True,
) -> None:
    """Run some of the workers in this process; start others on as many machines as you like."""
    log.to_stderr(logging.INFO if verbose else logging.WARNING)
    settings = load(config)
    chosen: list[Kind] = []
    for word in kinds:
        kind = next((k for k in KINDS if k == word), None)
        if kind is None:
            raise ConfigError(f"{word}: is no kind of work. Fix: choose from {', '.join(KINDS)}.")
        chosen.append(kind)
    if not settings.queue.url:
        raise ConfigError(
            f"{config}: [queue] url: is empty, so the queue would live in this process alone. "
            "Fix: name a Redis that all processes reach, or use `mailflow run`."
        )
    asyncio.run(serve(settings, chosen, doors=doors))


async def serve(settings: Settings, kinds: Sequence[Kind], *, doors: bool) -> None:
    """Serve until SIGTERM or Ctrl-C; then finish what is in hand. A second signal does not hurry it."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with service.running(settings, kinds=kinds, doors=doors) as process:
        for protocol, port in process.ports.items():
            typer.echo(f"mailflow: listening for {protocol.upper()} on port {port}", err=True)
        await process.until(stop)


def migrate(config: Config = DEFAULT_CONFIG) -> None:
    """Bring the database's tables up to this version. Safe to run twice."""
    settings = load(config)
    settings.service.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    applied = asyncio.run(Store.migrate(settings.database_url))
    typer.echo("\n".join(f"applied {name}" for name in applied) or "nothing to do")
