"""The queue carries ids, rings what was lost, and may be lost itself: on a real server, the embedded one."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from arq.constants import job_key_prefix

from mailflow import service
from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Mailboxes
from mailflow.demo.stage import SERVICE, settings
from mailflow.engine.accept import Acceptance
from mailflow.engine.enrol import enrol
from mailflow.engine.house import House
from mailflow.intake.arrival import Arrival
from mailflow.jobs.embedded import EmbeddedQueue
from mailflow.jobs.queue import KINDS, MOST_IN_ONE_JOB, Queue, QueueUnavailable, queue_name
from mailflow.jobs.work import GRACE, sweep_once
from mailflow.mail import identity
from mailflow.store.people import NewPerson

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MAIL = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedQueue]:
    with EmbeddedQueue(tmp_path) as running:
        yield running


@pytest.fixture
async def queue(server: EmbeddedQueue) -> AsyncIterator[Queue]:
    connected = Queue.connect(server.url, lambda: NOW)
    yield connected
    with contextlib.suppress(Exception):
        await connected.close()


async def rung(queue: Queue) -> None:
    """Return when everything gathered so far is in Redis."""
    if queue._ringing is not None:
        await queue._ringing


async def jobs(queue: Queue) -> dict[str, list[str | int]]:
    """The ids that each waiting job carries, by the job's own id."""
    found = {}
    async for key in queue.redis.scan_iter(f"{job_key_prefix}*"):
        job = json.loads(await queue.redis.get(key))
        found[key.decode().removeprefix(job_key_prefix)] = job["a"][0]
    return found


async def everything(queue: Queue) -> bytes:
    """Every key and value in Redis."""
    dump = b""
    async for key in queue.redis.scan_iter("*"):
        kind = await queue.redis.type(key)
        value = await queue.redis.get(key) if kind == b"string" else await queue.redis.zrange(key, 0, -1)
        dump += key + b" " + (value if isinstance(value, bytes) else b" ".join(value or [])) + b"\n"
    return dump


class TestRinging:
    async def test_a_ring_is_a_job_with_nothing_in_it_but_ids(self, queue: Queue) -> None:
        await queue.inbound([MAIL])
        await queue.letters([7, 8])
        await queue.timers([(3, NOW)])
        await rung(queue)
        assert await jobs(queue) == {f"inbound:{MAIL}:1": [MAIL], "outbound:7:2": [7, 8], "timers:3:1": [3]}
        raw = await queue.redis.get(f"{job_key_prefix}inbound:{MAIL}:1")
        assert raw is not None
        told = json.loads(raw)
        assert {key: type(value).__name__ for key, value in told.items()} == {
            "t": "NoneType", "f": "str", "a": "list", "k": "dict", "et": "int",
        }  # fmt: skip
        assert (told["f"], told["a"], told["k"]) == ("inbound", [[MAIL], False], {})

    async def test_rings_that_come_together_travel_together(self, queue: Queue) -> None:
        for letter in range(2 * MOST_IN_ONE_JOB + 1):
            await queue.letters([letter])
        await rung(queue)
        carried = list((await jobs(queue)).values())
        assert len(carried) == 3
        assert sorted(letter for ids in carried for letter in ids) == list(range(2 * MOST_IN_ONE_JOB + 1))

    async def test_each_kind_has_a_queue_of_its_own(self, queue: Queue) -> None:
        await queue.inbound([MAIL])
        await queue.letters([1])
        await queue.timers([(1, NOW)])
        await rung(queue)
        assert [await queue.redis.zcard(queue_name(kind)) for kind in KINDS] == [1, 1, 1]


class TestDeferredTimers:
    async def test_one_that_is_due_later_has_one_job_however_often_it_is_rung(self, queue: Queue) -> None:
        later = NOW + timedelta(minutes=5)
        for _ in range(5):
            await queue.timers([(3, later), (4, later)])
        assert sorted((await jobs(queue)).values()) == [[3], [4]]
        assert await queue.redis.zcard(queue_name("timers")) == 2

    async def test_its_job_waits_for_its_hour(self, queue: Queue) -> None:
        before = datetime.now(UTC).timestamp()
        await queue.timers([(3, NOW + timedelta(minutes=5))])
        ((_, due),) = await queue.redis.zrange(queue_name("timers"), 0, -1, withscores=True)
        assert 300 <= due / 1000 - before < 310

    async def test_one_that_was_moved_gets_a_job_for_its_new_hour(self, queue: Queue) -> None:
        await queue.timers([(3, NOW + timedelta(minutes=5))])
        await queue.timers([(3, NOW + timedelta(minutes=8))])
        assert list((await jobs(queue)).values()) == [[3], [3]]


class TestTheSweepsRing:
    async def test_rings_again_although_the_first_ring_is_still_taken(self, queue: Queue) -> None:
        """As it is for five minutes when a worker was killed with it in hand."""
        await queue.inbound([MAIL])
        await rung(queue)
        await queue.again("inbound", [MAIL])
        assert list((await jobs(queue)).values()) == [[MAIL], [MAIL]]

    async def test_does_not_pile_up(self, queue: Queue) -> None:
        slots = []
        for _ in range(5):
            await queue.again("inbound", [MAIL])
            slots.append(len(await jobs(queue)))
        assert slots[-1] <= 2, "one for each half minute"

    async def test_tells_the_step_that_an_earlier_attempt_has_not_ended(self, queue: Queue) -> None:
        await queue.again("inbound", [MAIL])
        (key,) = [key async for key in queue.redis.scan_iter(f"{job_key_prefix}*")]
        assert json.loads(await queue.redis.get(key))["a"] == [[MAIL], True]


async def test_a_lost_server_raises_nowhere_but_where_it_is_asked_for(server: EmbeddedQueue, queue: Queue) -> None:
    """All at once: each gives up after its retries, some seconds. What could not be rung is left to the sweep."""
    await queue.ping()
    server.__exit__(None, None, None)
    await queue.inbound([MAIL])
    *rings, asked = await asyncio.gather(
        rung(queue),
        queue.timers([(1, NOW + timedelta(minutes=1))]),
        queue.again("outbound", [1]),
        queue.ping(),
        return_exceptions=True,
    )
    assert rings == [None, None, None]
    assert isinstance(asked, QueueUnavailable)
    assert "Fix: start the Redis" in str(asked)


class TestTheSweep:
    """On a house with a door and no worker, so that what is rung stays where it can be looked at."""

    @pytest.fixture
    async def running(self, tmp_path: Path) -> AsyncIterator[tuple[House, Queue, MovableClock]]:
        clock = MovableClock(NOW)
        async with Mailboxes() as boxes:
            chosen = settings(tmp_path, boxes.port)
            async with service.running(chosen, kinds=(), doors=False, clock=clock) as process:
                yield process.house, process.queue, clock

    async def test_rings_for_every_mail_and_letter_that_was_lost(
        self, running: tuple[House, Queue, MovableClock]
    ) -> None:
        house, queue, clock = running
        await enrol(house, NewPerson("Moira", "moira@example.com"), NewPerson("Ben", "ben@example.com"))
        mail = await self.stored(house, b"Message-ID: <1@example.com>\r\n\r\nHello\r\n")
        await rung(queue)
        await queue.redis.flushall()
        assert await sweep_once(house, queue) == 2, "letters at once, a mail only after its grace"
        assert sorted(await carried(queue, "outbound")) == [1, 2]
        assert await carried(queue, "inbound") == []
        clock.move_to(clock() + GRACE)
        await sweep_once(house, queue)
        assert await carried(queue, "inbound") == [mail]

    async def test_puts_timers_that_are_near_into_the_queue_and_rings_for_those_that_are_due(
        self, running: tuple[House, Queue, MovableClock]
    ) -> None:
        house, queue, clock = running
        await enrol(house, NewPerson("Moira", "moira@example.com"), NewPerson("Ben", "ben@example.com"))
        timers = await house.store.read(lambda tx: tx.timers_of(1))
        first = min(timer.at for timer in timers)
        near = [timer.id for timer in timers if timer.at <= first + timedelta(minutes=4)]
        clock.move_to(first - timedelta(minutes=11))
        await sweep_once(house, queue)
        assert await carried(queue, "timers") == [], "further off than ten minutes"
        clock.move_to(first - timedelta(minutes=5))
        for _ in range(3):
            await sweep_once(house, queue)
        assert await carried(queue, "timers") == near
        await queue.redis.flushall()
        clock.move_to(first + timedelta(seconds=1))
        await sweep_once(house, queue)
        assert await carried(queue, "timers") == near

    async def test_leaves_nothing_in_redis_but_ids_and_numbers(
        self, running: tuple[House, Queue, MovableClock]
    ) -> None:
        house, queue, clock = running
        await enrol(house, NewPerson("Moira", "moira@example.com"), NewPerson("Ben", "ben@example.com"))
        await self.stored(house, b"From: moira@example.com\r\nMessage-ID: <2@example.com>\r\n\r\nStaff survey\r\n")
        clock.move_to(NOW + timedelta(days=1))
        await sweep_once(house, queue)
        await rung(queue)
        said = (await everything(queue)).lower()
        assert b"inbound" in said
        for word in (b"moira", b"ben", b"example", b"staff", b"survey", b"@"):
            assert word not in said.replace(b"outbound", b"").replace(b"inbound", b"")

    async def stored(self, house: House, raw: bytes) -> str:
        await Acceptance(house)(Arrival(raw, "moira@example.com", (SERVICE,), "smtp"))
        return identity.of(raw).key


async def carried(queue: Queue, kind: str) -> list[str | int]:
    """The ids that wait in a queue of this kind, each once."""
    waiting = {
        name: ids for name, ids in (await jobs(queue)).items() if name.startswith((kind, kind.removesuffix("s")))
    }
    return sorted({row for ids in waiting.values() for row in ids}, key=str)
