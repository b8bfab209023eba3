"""What the queue can ask for: thin coroutines, which take ids to the engine and let nothing out.

An exception here would be written down by the queue with its text, which may quote a mail; so it ends here as an
event with its class and place. The row it was about stays as it was, and the sweep rings for it again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from mailflow import log
from mailflow.engine.advance import advance
from mailflow.engine.deliver import deliver
from mailflow.engine.fire import fire
from mailflow.engine.house import House
from mailflow.engine.saving import HORIZON
from mailflow.jobs.queue import Queue

GRACE = timedelta(seconds=15)  # how long a stored mail may wait for its first ring before the sweep rings
SWEEP_MOST = 500

Context = dict[str, Any]
T = TypeVar("T")


async def inbound(ctx: Context, ids: Sequence[str], again: bool) -> None:
    house: House = ctx["house"]
    turns: asyncio.Semaphore = ctx["turns"]

    async def in_turn(mail: str) -> None:
        async with turns:
            await advance(house, mail, again=again)

    await _each(ids, "inbound.failed", in_turn)


async def outbound(ctx: Context, ids: Sequence[int], again: bool) -> None:
    house: House = ctx["house"]
    await _each(ids, "letter.failed", lambda letter: deliver(house, letter))


async def timers(ctx: Context, ids: Sequence[int], again: bool) -> None:
    house: House = ctx["house"]
    await _each(ids, "timer.failed", lambda timer: fire(house, timer))


async def sweep(ctx: Context) -> None:
    """Find in the database what no ring has brought about: the guarantee behind the queue."""
    house: House = ctx["house"]
    queue: Queue = ctx["queue"]
    try:
        await sweep_once(house, queue)
    except Exception as error:
        log.failure("sweep.failed", "-", error)


async def tidy(ctx: Context) -> None:
    """Delete what is kept for a time only."""
    house: House = ctx["house"]
    try:
        over = house.clock() - timedelta(hours=house.playbook.undo_hours)
        count = await house.store.transact(lambda tx: tx.forget_snapshots(over))
    except Exception as error:
        log.failure("tidy.failed", "-", error)
    else:
        log.event("tidy.forgot", snapshots=count)


async def sweep_once(house: House, queue: Queue, *, grace: timedelta = GRACE) -> int:
    """Ring for every waiting row; returns how many there were. Raises StoreUnavailable."""
    now = house.clock()
    mails = await house.store.read(lambda tx: tx.waiting_inbound(now - grace, SWEEP_MOST))
    letters = await house.store.read(lambda tx: tx.waiting_letters(now, SWEEP_MOST))
    due = await house.store.read(lambda tx: tx.due_timers(now + HORIZON, SWEEP_MOST))
    await queue.again("inbound", mails)
    await queue.again("outbound", letters)
    await queue.again("timers", [timer for timer, at in due if at <= now])
    await queue.timers([(timer, at) for timer, at in due if at > now])
    if mails or letters or due:
        log.event("sweep.rang", inbound=len(mails), letters=len(letters), timers=len(due))
    return len(mails) + len(letters) + len(due)


async def _each(ids: Sequence[T], failed: str, step: Callable[[T], Awaitable[None]]) -> None:
    async def guarded(row: T) -> None:
        try:
            await step(row)
        except Exception as error:
            log.failure(failed, str(row), error)

    await asyncio.gather(*(guarded(row) for row in ids))
