"""The queue is a hint: emptied, killed or never rung, it changes nothing in what comes of the story."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from mailflow import service
from mailflow.demo import story
from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Mailboxes, Received
from mailflow.demo.stage import settings
from mailflow.demo.story import BEN, MOIRA
from mailflow.demo.writer import Writer
from mailflow.jobs.work import GRACE
from mailflow.store.people import NewPerson
from tests.journeys.conftest import Open, Sections
from tests.journeys.outcome import BEN_GETS, MOIRA_GETS, agreed_contract, names_for, told
from tests.journeys.redis_server import RedisServer, program
from tests.journeys.scene import Scene, scene

STORM_SECONDS = 0.06  # a worker looks for jobs every 0.025
SWEEPS_WITHIN = 40.0  # seconds; the sweep comes every ten


@dataclass(slots=True)
class TroubledStage:
    """The stage of a scene, with `trouble` befalling the queue after each mail that was accepted and each step."""

    scene: Scene
    trouble: Callable[[], Awaitable[None]]
    count: int = 0

    @property
    def boxes(self) -> Mailboxes:
        return self.scene.stage.boxes

    @property
    def clock(self) -> MovableClock:
        return self.scene.stage.clock

    def writer(self, name: str, address: str) -> Writer:
        return self.scene.stage.writer(name, address)

    async def enrol(self, manager: NewPerson, report: NewPerson) -> None:
        await self.scene.stage.enrol(manager, report)
        await self._befall()

    async def reply(self, who: Writer, to: Received, words: str) -> None:
        await self.scene.stage.reply(who, to, words)
        await self._befall()

    async def forward(self, who: Writer, notes: str, subject: str, *, above: str = "") -> None:
        await self.scene.stage.forward(who, notes, subject, above=above)
        await self._befall()

    async def until(self, instant: datetime) -> None:
        await self.scene.stage.until(instant)
        await self._befall()

    async def _befall(self) -> None:
        self.count += 1
        await self.trouble()
        await self.scene.process.sweep()


async def play(scene: Scene, trouble: Callable[[], Awaitable[None]]) -> int:
    """Play the story with trouble at every step; checks its outcome, returns how often there was trouble."""
    stage = TroubledStage(scene, trouble)
    await story.play(stage, lambda at, who, what: None)
    await scene.settled()
    assert names_for(MOIRA[1], scene.received) == MOIRA_GETS
    assert names_for(BEN[1], scene.received) == BEN_GETS
    assert told(await agreed_contract(scene.process.house.store)) == [
        ("report", "Draft the tenant survey", "2026-04-10", "done"),
        ("report", "Shadow the lettings team for two days", "2026-04-30", "open"),
        ("manager", "Introduce him to Farida in policy", "2026-03-20", "done"),
        ("manager", "Get him a place on the housing course", "2026-04-10", "done"),
    ]
    return stage.count


async def test_emptied_after_every_mail_and_step_the_queue_changes_nothing(opened: Open) -> None:
    async with opened() as scene:

        async def flush() -> None:
            await scene.process.queue.redis.flushall()

        assert await play(scene, flush) > 15


async def test_emptied_all_the_time_it_changes_nothing(opened: Open) -> None:
    """Every few polls of a worker, whatever is under way, letters half sent and jobs half done."""
    async with opened() as scene:

        async def storm() -> None:
            while True:
                await scene.process.queue.redis.flushall()
                await scene.process.sweep()
                await asyncio.sleep(STORM_SECONDS)

        async def nothing() -> None:
            return

        storming = asyncio.create_task(storm())
        try:
            await play(scene, nothing)
        finally:
            storming.cancel()
            with suppress(asyncio.CancelledError):
                await storming


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    with RedisServer(program()) as server:
        yield server


async def test_killed_and_started_again_at_every_step_it_changes_nothing(
    own_redis: RedisServer, postgres_url: str, tmp_path: Path
) -> None:
    """kill -9 right after the 250, and a new server on the same files; what it had not yet written is gone."""
    sections: dict[str, dict[str, object]] = {"queue": {"url": own_redis.url}, "database": {"url": postgres_url}}
    async with scene(tmp_path, sections) as stage:

        async def kill() -> None:
            await asyncio.to_thread(own_redis.kill)
            await asyncio.to_thread(own_redis.start)

        assert await play(stage, kill) > 15


async def test_mail_is_accepted_while_the_queue_is_down_and_answered_after(
    own_redis: RedisServer, postgres_url: str, tmp_path: Path
) -> None:
    sections: dict[str, dict[str, object]] = {"queue": {"url": own_redis.url}, "database": {"url": postgres_url}}
    async with scene(tmp_path, sections) as stage:
        await stage.enrol()
        own_redis.kill()
        mail = stage.reply(stage.moira, stage.last(stage.moira, "booking"), "Thursday 12 March at 3pm for an hour")
        await stage.moira.send(mail)
        own_redis.start()
        await stage.process.sweep()
        await stage.settled()
        assert stage.answer(mail).name == "invitation"


async def test_the_sweep_of_every_ten_seconds_finds_what_no_ring_brought_about(
    opened: Open, backing: Sections, tmp_path: Path
) -> None:
    """A mail comes in at a door whose queue nobody listens to; nothing but the real sweep can find it."""
    async with opened() as scene:
        await scene.enrol()
        url = queue_of(scene.process.queue.redis)
        deaf: dict[str, Any] = {**backing, "queue": {"url": f"{url}?db=1"}}
        elsewhere = settings(tmp_path / "service", scene.stage.boxes.port, **deaf)
        mail = scene.reply(scene.moira, scene.last(scene.moira, "booking"), "Thursday 12 March at 3pm for an hour")
        async with service.running(elsewhere, kinds=(), clock=scene.stage.clock) as door:
            await Writer(*MOIRA, door.ports["smtp"], scene.moira.service).send(mail)
        scene.stage.clock.move_to(scene.stage.clock() + GRACE)
        invitation = await scene.stage.boxes.next(MOIRA[1], ["invitation"], seconds=SWEEPS_WITHIN)
        await scene.settled()
        assert scene.answer(mail) == invitation


def queue_of(redis: Redis) -> str:
    """The url of the server that a connection leads to."""
    path: str = redis.connection_pool.connection_kwargs["path"]
    return f"unix://{path}"
