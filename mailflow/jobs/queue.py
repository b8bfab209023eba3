"""The queue: arq on Redis. It carries ids, and loses nothing by being lost.

Rings that come close together travel as one job: while one round trip to Redis is under way, the next ids gather.
"""

import asyncio
import json
import time
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from arq.connections import ArqRedis
from redis.asyncio.connection import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import BusyLoadingError, RedisError

from mailflow import log
from mailflow.engine.house import Clock

Kind = Literal["inbound", "outbound", "timers"]
KINDS: tuple[Kind, ...] = ("inbound", "outbound", "timers")
MOST_IN_ONE_JOB = 20
EXPIRES_MS = 7 * 24 * 3600 * 1000
PATIENCE = 5.0  # seconds for one ring; after that it is left to the sweep, and nobody is kept waiting for a hint
UNAVAILABLE = (RedisError, OSError, asyncio.TimeoutError)


def queue_name(kind: Kind) -> str:
    return f"mailflow:{kind}"


def _to_bytes(value: Any) -> bytes:
    return json.dumps(value, default=str).encode()


class QueueUnavailable(Exception):
    """Redis does not answer. The text names the setting and the fix."""


class Queue:
    """The bell (engine.house.Bell) on arq. What cannot be rung now is found by the sweep."""

    def __init__(self, redis: ArqRedis, clock: Clock) -> None:
        self.redis = redis
        self._clock = clock
        self._run = uuid.uuid4().hex[:8]
        self._gathered: dict[Kind, list[str | int]] = {kind: [] for kind in KINDS}
        self._ringing: asyncio.Task[None] | None = None

    @classmethod
    def connect(cls, url: str, clock: Clock) -> Self:
        """A queue on the Redis at `url`; connections are opened when first used, and again when lost."""
        pool = ConnectionPool.from_url(
            url,
            encoding="utf8",
            retry=Retry(ExponentialBackoff(cap=1, base=0.05), 10),
            retry_on_error=[ConnectionError, TimeoutError, OSError, BusyLoadingError],
            retry_on_timeout=True,
            socket_connect_timeout=5,
        )
        redis = ArqRedis(
            pool,
            job_serializer=_to_bytes,
            job_deserializer=json.loads,
            default_queue_name=queue_name("inbound"),
            expires_extra_ms=EXPIRES_MS,
        )
        return cls(redis, clock)

    async def close(self) -> None:
        if self._ringing is not None:
            await self._ringing
        await self.redis.aclose(close_connection_pool=True)

    async def ping(self) -> None:
        """Raises QueueUnavailable if Redis does not answer."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.redis.ping()
        except UNAVAILABLE as error:
            raise QueueUnavailable(
                f"the queue does not answer ({type(error).__name__}). Fix: start the Redis named in [queue] url, "
                "or leave that empty for an embedded one."
            ) from None

    async def inbound(self, ids: Sequence[str]) -> None:
        self._gather("inbound", ids)

    async def letters(self, ids: Sequence[int]) -> None:
        self._gather("outbound", ids)

    async def timers(self, due: Sequence[tuple[int, datetime]]) -> None:
        """Those due now ring at once. Each later one is a deferred job, whose fixed id makes a second ring fall on
        the first."""
        now = self._clock()
        self._gather("timers", [timer for timer, at in due if at <= now])
        for timer, at in due:
            if at > now:
                await self._enqueue("timers", [timer], f"timer:{timer}:{at.timestamp():.0f}", after=at - now)

    async def again(self, kind: Kind, ids: Sequence[str | int]) -> None:
        """The sweep's ring: work that an earlier ring did not bring about.

        An id of its own, new with every process and half minute: the ring of a worker that was killed in the
        middle stays taken until arq forgets it, and must not block this one.
        """
        slot = int(time.time() // 30)
        for batch in _batches(ids):
            await self._enqueue(kind, batch, f"{kind}:{batch[0]}:{len(batch)}:{self._run}:{slot}", again=True)

    def _gather(self, kind: Kind, ids: Iterable[str | int]) -> None:
        self._gathered[kind].extend(ids)
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring())

    async def _ring(self) -> None:
        while any(self._gathered.values()):
            for kind, ids in self._gathered.items():
                self._gathered[kind] = []
                for batch in _batches(ids):
                    await self._enqueue(kind, batch, f"{kind}:{batch[0]}:{len(batch)}")

    async def _enqueue(
        self,
        kind: Kind,
        ids: Sequence[str | int],
        job_id: str,
        *,
        again: bool = False,
        after: timedelta | None = None,
    ) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.redis.enqueue_job(
                    kind, list(ids), again, _job_id=job_id, _queue_name=queue_name(kind), _defer_by=after
                )
        except UNAVAILABLE as error:
            log.failure("queue.unavailable", kind, error)


def _batches(ids: Sequence[str | int]) -> Iterable[Sequence[str | int]]:
    return (ids[i : i + MOST_IN_ONE_JOB] for i in range(0, len(ids), MOST_IN_ONE_JOB))
