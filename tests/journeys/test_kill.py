"""kill -9 at every step of the journey: the same mails go out as without, none lost, none but the one gap doubled."""

import asyncio
import contextlib
import os
import signal
import smtplib
import socket
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from mailflow import service
from mailflow.demo import story
from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Mailboxes, Received
from mailflow.demo.stage import SERVICE, settings
from mailflow.demo.writer import Writer
from mailflow.engine.deliver import LEASE
from mailflow.engine.enrol import enrol
from mailflow.engine.house import Silence
from mailflow.intake.arrival import Arrival
from mailflow.mail import message
from mailflow.store.people import NewPerson
from tests.journeys.outcome import BEN_GETS, MOIRA_GETS, agreed_contract, names_for, told

ROOT = Path(__file__).resolve().parent.parent.parent


class DoubleAware(Mailboxes):
    """Mailboxes that set aside what comes a second time with the same Message-ID and the same bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.doubles = 0
        self._seen: dict[str, bytes] = {}

    async def _accept(self, arrival: Arrival) -> None:
        message_id = message.parse(arrival.raw).message_id
        first = self._seen.setdefault(message_id, arrival.raw)
        assert first == arrival.raw, "a retry must be the same mail"
        if first is not arrival.raw:
            self.doubles += 1
        else:
            await super()._accept(arrival)


@dataclass
class DoomedStage:
    """The stage with the service in a process of its own, which dies at every step and is started again."""

    folder: Path
    boxes: DoubleAware
    port: int
    moment: str
    clock: MovableClock
    deaths: int = 0
    sent: list[EmailMessage] = field(default_factory=list)
    started: asyncio.Condition = field(default_factory=asyncio.Condition)

    def writer(self, name: str, address: str) -> Writer:
        return Writer(name, address, self.port, SERVICE)

    async def enrol(self, manager: NewPerson, report: NewPerson) -> None:
        async with service.rooms(settings(self.folder, self.boxes.port), Silence(), self.clock) as house:
            await enrol(house, manager, report)
        self.tell_time()

    async def reply(self, who: Writer, to: Received, words: str) -> None:
        await self._send(who, who.reply(to, words, self.clock(), len(self.sent)))

    async def forward(self, who: Writer, notes: str, subject: str, *, above: str = "") -> None:
        await self._send(who, who.forward(notes, subject, self.clock(), len(self.sent), above=above))

    async def _send(self, who: Writer, mail: EmailMessage) -> None:
        """As a mail server does: the same bytes again, until they are accepted."""
        self.sent.append(mail)
        while True:
            async with self.started:
                try:
                    await who.send(mail)
                except (smtplib.SMTPException, OSError):
                    await self.started.wait()
                else:
                    return

    async def until(self, instant: datetime) -> None:
        self.clock.move_to(instant)
        self.tell_time()

    def tell_time(self) -> None:
        ahead = (self.clock() - datetime.now(UTC)).total_seconds()
        clock = self.folder / "clock.new"
        clock.write_text(str(ahead))
        clock.rename(self.folder / "clock")

    async def keep_alive(self) -> None:
        """Start the service whenever it has died. A death takes as long as a lease, so that its work is free."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.journeys.victim",
            str(self.folder), str(self.boxes.port), str(self.port), self.moment,
            cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            while True:
                child.stdin.write(b"start\n")
                while (told := (await child.stdout.readline()).decode().strip()) == "ready":
                    async with self.started:
                        self.started.notify_all()
                assert told == str(-signal.SIGKILL), f"it did not die but ended: {told}"
                self.deaths += 1
                self.clock.move_to(self.clock() + LEASE)
                self.tell_time()
        finally:
            os.killpg(child.pid, signal.SIGKILL)
            await child.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_killed_at_every_step_the_journey_ends_the_same(tmp_path: Path, moment: str) -> None:
    async with DoubleAware() as boxes:
        stage = DoomedStage(tmp_path, boxes, free_port(), moment, MovableClock(story.START))
        settings(tmp_path, boxes.port)  # makes the secret
        stage.tell_time()
        alive = asyncio.create_task(stage.keep_alive())
        playing = asyncio.create_task(story.play(stage, lambda at, who, what: None, patience=120))
        try:
            await asyncio.wait((alive, playing), return_when=asyncio.FIRST_COMPLETED)
            if alive.done():
                alive.result()
            await playing
        finally:
            for task in (alive, playing):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        async with service.rooms(settings(tmp_path, boxes.port), Silence(), stage.clock) as house:
            contract = await agreed_contract(house.store)
        in_flight = len((tmp_path / "in-flight").read_text().splitlines())
    assert names_for("moira.lennox@example.com", boxes.received) == MOIRA_GETS
    assert names_for("ben.ashcroft@example.com", boxes.received) == BEN_GETS
    assert told(contract) == [
        ("report", "Draft the tenant survey", "2026-04-10", "done"),
        ("report", "Shadow the lettings team for two days", "2026-04-30", "open"),
        ("manager", "Introduce him to Farida in policy", "2026-03-20", "done"),
        ("manager", "Get him a place on the housing course", "2026-04-10", "done"),
    ]
    assert stage.deaths > 60
    assert boxes.doubles <= in_flight, "a letter may go out twice only if we died with it in flight"
