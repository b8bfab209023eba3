"""The stage: the real service on its embedded defaults, a manager and a report with mailboxes, and a movable clock."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from mailflow import service
from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Mailboxes, Received
from mailflow.demo.writer import Writer
from mailflow.engine.enrol import enrol
from mailflow.service import Running
from mailflow.settings import Settings, parse
from mailflow.store.connection import Transaction
from mailflow.store.people import NewPerson
from mailflow.store.vault import create_secret

SERVICE = "contract@career.example"
SECRET = "secret.key"  # noqa: S105 - a file's name
PATIENCE = 30.0  # seconds
LOOK_AGAIN = 0.005


@dataclass(slots=True)
class Stage:
    """What the people do: each method is one act of theirs, over real SMTP."""

    process: Running
    boxes: Mailboxes
    clock: MovableClock
    sent: list[tuple[datetime, EmailMessage]] = field(default_factory=list)

    def writer(self, name: str, address: str) -> Writer:
        return Writer(name, address, self.process.ports["smtp"], SERVICE)

    async def enrol(self, manager: NewPerson, report: NewPerson) -> None:
        await enrol(self.process.house, manager, report)

    async def reply(self, who: Writer, to: Received, words: str) -> None:
        await self._send(who, who.reply(to, words, self.clock(), len(self.sent)))

    async def forward(self, who: Writer, notes: str, subject: str, *, above: str = "") -> None:
        await self._send(who, who.forward(notes, subject, self.clock(), len(self.sent), above=above))

    async def _send(self, who: Writer, mail: EmailMessage) -> None:
        await who.send(mail)
        self.sent.append((self.clock(), mail))

    async def until(self, instant: datetime) -> None:
        """Time passes: the clock is put forward, and the service looks at what has fallen due.

        What is under way ends first: a letter that is being sent would seem to have taken days, and be sent again.
        """
        await settled(self.process)
        self.clock.move_to(instant)
        await self.process.sweep()


async def settled(process: Running) -> None:
    """Return when every mail is settled, every due timer has fired and every letter is out. Raises TimeoutError."""

    async def busy(tx: Transaction) -> bool:
        now = process.house.clock()
        overview = await tx.overview(now)
        waiting = overview.inbound.get("stored", 0) + overview.outbox.get("queued", 0)
        return bool(waiting or overview.outbox.get("sending", 0) or await tx.due_timers(now, 1))

    async with asyncio.timeout(PATIENCE):
        while await process.house.store.read(busy):  # noqa: ASYNC110 - rows in a database set no event
            await asyncio.sleep(LOOK_AGAIN)


def settings(folder: Path, mailbox_port: int, **sections: dict[str, object]) -> Settings:
    """Embedded defaults in `folder`, mail in on a free port, mail out to the mailboxes; `sections` override."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / SECRET).exists():
        create_secret(folder / SECRET)
    document: dict[str, object] = {
        "service": {"address": SERVICE, "operator": "operations@career.example"},
        "smtp": {"listen": "127.0.0.1:0"},
        "submission": {"host": "127.0.0.1", "port": mailbox_port, "tls": "none"},
    }
    return parse({**document, **sections}, folder, "the stage", {})


@asynccontextmanager
async def staged(folder: Path, start: datetime, **sections: dict[str, object]) -> AsyncIterator[Stage]:
    """The stage, set at `start`."""
    clock = MovableClock(start)
    async with Mailboxes() as boxes, service.running(settings(folder, boxes.port, **sections), clock=clock) as process:
        yield Stage(process, boxes, clock)
