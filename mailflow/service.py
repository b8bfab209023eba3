"""The wiring: every room opened from the settings, in one place."""

import asyncio
import os
import tomllib
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from mailflow import log, share
from mailflow.delivery.maildir import MaildirOutbox
from mailflow.delivery.outlet import Outlet
from mailflow.delivery.render import Renderer
from mailflow.delivery.submit import Submitter
from mailflow.engine.accept import Acceptance
from mailflow.engine.house import Bell, Clock, House, system_clock
from mailflow.intake.arrival import Accept, Recognise
from mailflow.intake.imap import ImapWatcher
from mailflow.intake.smtp import SmtpDoor
from mailflow.jobs import work, worker
from mailflow.jobs.embedded import EmbeddedQueue
from mailflow.jobs.queue import KINDS, Kind, Queue
from mailflow.mail.token import TokenKey, token_in_address
from mailflow.playbook.cadence import Playbook, PlaybookError, from_document
from mailflow.second.endpoint import Endpoint
from mailflow.settings import ConfigError, HostPort, Settings, second_reader_key
from mailflow.store.connection import Store
from mailflow.store.vault import Vault, read_secret

Protocol = Literal["smtp", "lmtp"]


def playbook(settings: Settings) -> Playbook:
    """The cadence: mailflow's own, or the site's playbook.toml. Raises ConfigError."""
    path = settings.service.playbook or share.folder("config") / "playbook.toml"
    try:
        return from_document(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be used as the playbook: {error}.") from None
    except PlaybookError as error:
        raise ConfigError(str(error)) from None


def outlet(settings: Settings) -> Outlet:
    """Where letters go: a mail server, or a Maildir to try mailflow out."""
    if settings.submission.maildir is not None:
        return MaildirOutbox(settings.submission.maildir)
    return Submitter(settings.submission, hostname=settings.service.domain)


def second_reader(settings: Settings) -> Endpoint | None:
    """The second reader, None where none is set. Raises ConfigError for its key."""
    if not settings.second_reader.url:
        return None
    return Endpoint(settings.second_reader, second_reader_key(settings.second_reader))


def renderer(settings: Settings) -> Renderer:
    return Renderer(
        service_name=settings.service.name,
        service_address=settings.service.address,
        operator=settings.service.operator,
        site=settings.service.templates,
    )


def vault(settings: Settings) -> Vault:
    """Raises SecretMissing or SecretUnusable."""
    return Vault(read_secret(settings.service.secret_file, settings.service.secret))


def recognises(settings: Settings, tokens: TokenKey) -> Recognise:
    """Whether mail to an address is for us: the service's own address, or one with a token of ours."""
    address = settings.service.address

    def recognise(recipient: str) -> bool:
        token = token_in_address(address, recipient)
        return tokens.valid(token) if token is not None else recipient.casefold() == address

    return recognise


@asynccontextmanager
async def rooms(settings: Settings, bell: Bell, clock: Clock = system_clock) -> AsyncIterator[House]:
    """The house, opened; closed in the reverse order. An embedded database is brought up to date first."""
    async with AsyncExitStack() as stack:
        settings.service.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = vault(settings)
        if not settings.database.url:
            await Store.migrate(settings.database_url)
        store = await Store.open(settings.database_url, key)
        stack.push_async_callback(store.close)
        out = outlet(settings)
        stack.push_async_callback(out.close)
        second = second_reader(settings)
        if second is not None:
            stack.push_async_callback(second.close)
        yield House(
            store=store,
            renderer=renderer(settings),
            outlet=out,
            playbook=playbook(settings),
            dates=settings.dates,
            tokens=TokenKey(key.token_key),
            service=settings.service,
            bell=bell,
            clock=clock,
            sending=asyncio.Semaphore(settings.submission.connections),
            second=second,
        )


@asynccontextmanager
async def queue_url(settings: Settings) -> AsyncIterator[str]:
    """The queue of the settings, or an embedded one for as long as the context lasts."""
    if settings.queue.url:
        yield settings.queue.url
        return
    with EmbeddedQueue(settings.service.data) as embedded:
        yield embedded.url


@dataclass(frozen=True, slots=True)
class Running:
    """What a running process can be asked: the ports it listens on, by protocol, its tasks, and a sweep at once."""

    house: House
    queue: Queue
    ports: dict[Protocol, int]
    tasks: tuple[asyncio.Task[None], ...]

    async def sweep(self) -> int:
        """Look at once at everything that waits or is due, as the sweep does every ten seconds."""
        return await work.sweep_once(self.house, self.queue, grace=timedelta(0))

    async def until(self, stop: asyncio.Event) -> None:
        """Wait for `stop`; raises what a task of ours failed with, if one fails first."""
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((stopping, *self.tasks), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        for task in self.tasks:
            if task.done():
                task.result()


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    kinds: Sequence[Kind] = KINDS,
    doors: bool = True,
    clock: Clock = system_clock,
) -> AsyncIterator[Running]:
    """The service, or a part of it: workers of these kinds, and the doors if wanted.

    On leaving, the doors close first, the workers finish what they hold, and then the rooms close.
    """
    async with AsyncExitStack() as stack:
        queue = Queue.connect(await stack.enter_async_context(queue_url(settings)), clock)
        stack.push_async_callback(queue.close)
        house = await stack.enter_async_context(rooms(settings, queue, clock))
        stop = asyncio.Event()
        poll = settings.queue.poll_milliseconds / 1000
        async with AsyncExitStack() as open_doors:
            accept = Acceptance(house)
            ports = await _listen(settings, house, accept, open_doors) if doors else {}
            tasks = [asyncio.create_task(worker.run(kind, house, queue, poll, stop), name=kind) for kind in kinds]
            if doors and settings.imap.host:
                watcher = ImapWatcher(settings.imap, accept=accept)
                tasks.append(asyncio.create_task(watcher.run(stop), name="imap"))
            try:
                process = Running(house, queue, ports, tuple(tasks))
                await process.sweep()
                log.event("service.ready", str(os.getpid()), workers=",".join(kinds), **ports)
                yield process
            finally:
                log.event("service.stopping", str(os.getpid()))
                await open_doors.aclose()
                stop.set()
                await asyncio.gather(*tasks, return_exceptions=True)
    log.event("service.stopped", str(os.getpid()))


async def _listen(settings: Settings, house: House, accept: Accept, stack: AsyncExitStack) -> dict[Protocol, int]:
    ports: dict[Protocol, int] = {}
    recognise = recognises(settings, house.tokens)
    listening: tuple[tuple[Protocol, HostPort | None], ...] = (
        ("smtp", settings.smtp.listen),
        ("lmtp", settings.smtp.lmtp),
    )
    for protocol, listen in listening:
        if listen is None:
            continue
        door = await SmtpDoor.open(
            settings.smtp,
            accept=accept,
            recognise=recognise,
            protocol=protocol,
            hostname=settings.service.domain,
        )
        stack.push_async_callback(door.close)
        ports[protocol] = door.port
    return ports
