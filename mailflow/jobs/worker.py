"""Workers: arq processes that take ids from the queue to the engine, and stop without dropping what they hold."""

import asyncio
import logging
from contextlib import suppress
from datetime import UTC

from arq import cron
from arq.typing import WorkerCoroutine
from arq.worker import Worker, func

from mailflow import log
from mailflow.engine.house import House
from mailflow.jobs import work
from mailflow.jobs.queue import UNAVAILABLE, Kind, Queue, queue_name

JOB_SECONDS = 60
MOST_JOBS = 50
AT_ONCE = 8  # mails that are read: enough to share commits, few enough that the doors have their turn
READ_AHEAD = 2000  # above the total concurrency, or a worker that finds only others' jobs starves
SWEEP_SECONDS = frozenset(range(0, 60, 10))
TIDY_MINUTE = 7
_CRON = [cron(work.sweep, second=set(SWEEP_SECONDS)), cron(work.tidy, minute=TIDY_MINUTE, second=5)]
STOP_SECONDS = 10.0
PAUSE_SECONDS = 1.0

# arq logs a job's arguments and the text of its exceptions; ours are logged by mailflow.log, without content
logging.getLogger("arq").setLevel(logging.CRITICAL)


class _Worker(Worker):
    """arq's worker, which does not ask Redis at every poll about each job that it has in hand itself."""

    async def start_jobs(self, job_ids: list[bytes]) -> None:
        await super().start_jobs([job for job in job_ids if job.decode() not in self.tasks])


def _worker(kind: Kind, house: House, queue: Queue, poll_seconds: float) -> Worker:
    coroutines: dict[Kind, WorkerCoroutine] = {
        "inbound": work.inbound,
        "outbound": work.outbound,
        "timers": work.timers,
    }
    return _Worker(
        functions=[func(coroutines[kind], name=kind, max_tries=1_000_000)],
        cron_jobs=_CRON if kind == "timers" else [],
        queue_name=queue_name(kind),
        redis_pool=queue.redis,
        handle_signals=False,
        max_jobs=MOST_JOBS,
        job_timeout=JOB_SECONDS,
        keep_result=0,
        poll_delay=poll_seconds,
        queue_read_limit=READ_AHEAD,
        job_serializer=queue.redis.job_serializer,
        job_deserializer=queue.redis.job_deserializer,
        log_results=False,
        timezone=UTC,
        ctx={"house": house, "queue": queue, "turns": asyncio.Semaphore(AT_ONCE)},
    )


async def run(kind: Kind, house: House, queue: Queue, poll_seconds: float, stop: asyncio.Event) -> None:
    """Work until `stop`; then take no new job, and finish the ones in hand. Outlives any outage of Redis."""
    while not stop.is_set():
        worker = _worker(kind, house, queue, poll_seconds)
        main = asyncio.create_task(worker.main())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait((main, stopping), return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if main.done() and not main.cancelled() and (error := main.exception()) is not None:
            if not isinstance(error, UNAVAILABLE):
                raise error
            log.failure("queue.unavailable", kind, error)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE_SECONDS)
            continue
        main.cancel()  # before the jobs are waited for: a poll that has begun goes on to start what it found
        with suppress(asyncio.CancelledError, *UNAVAILABLE):
            await main
        if worker.tasks:
            _, late = await asyncio.wait(worker.tasks.values(), timeout=STOP_SECONDS)
            for job in late:
                job.cancel()
            if late:
                await asyncio.wait(late)
    log.event("worker.stopped", kind)
