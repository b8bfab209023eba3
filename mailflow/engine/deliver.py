"""Deliver: hand one letter to the mail system, and record what became of it.

The letter is claimed with a lease before it is sent, and settled after. A crash in between leaves it claimed; when
the lease ends it is sent again, with the same bytes and Message-ID (docs/internals.md, "The one gap").
"""

import asyncio
import random
from datetime import timedelta

from mailflow import log
from mailflow.delivery.outlet import Outcome, Outgoing
from mailflow.delivery.submit import backoff, exhausted
from mailflow.engine.house import House
from mailflow.mail.token import reply_address
from mailflow.store.connection import LostRace
from mailflow.store.outbox import Claimed, LetterState

LEASE = timedelta(seconds=60)
FEWEST_ATTEMPTS = 10  # before a letter is given up, however long it has waited for a service that was away
SUBMISSION = timedelta(seconds=45)  # shorter than the lease, or a slow peer would get the mail twice


async def deliver(house: House, letter: int) -> None:
    """Send the letter if it is due and nobody else has it. It is claimed when there is a connection for it.

    Once it is being handed over it is settled, too: whoever cancels this waits for that, for a letter cut off in
    the middle would go out a second time.
    """
    async with house.sending:
        handing_over = asyncio.create_task(_hand_over(house, letter))
        try:
            await asyncio.shield(handing_over)
        except asyncio.CancelledError:
            await asyncio.wait({handing_over})
            raise


async def _hand_over(house: House, letter: int) -> None:
    now = house.clock()
    claimed = await house.store.transact(lambda tx: tx.claim_letter(letter, now, LEASE))
    if claimed is None:
        return
    log.event("letter.sending", str(letter), attempt=claimed.attempts)
    # a return path of its own (VERP), so that a bounce names the letter it is about
    sender = reply_address(house.service.address, claimed.token)
    mail = Outgoing(id=claimed.token, sender=sender, recipient=claimed.recipient, raw=claimed.raw)
    try:
        async with asyncio.timeout(SUBMISSION.total_seconds()):
            outcome = await house.outlet.submit(mail)
    except TimeoutError:
        outcome = Outcome("unknown", None, "timeout")
    await _settle(house, letter, claimed, outcome)


async def _settle(house: House, letter: int, claimed: Claimed, outcome: Outcome) -> None:
    now = house.clock()
    not_before = None
    match outcome.state:
        case "sent" | "refused" as final:
            state: LetterState = final
        case _ if claimed.attempts >= FEWEST_ATTEMPTS and exhausted(claimed.created_at, now):
            state = "expired"
        case _:
            state = "queued"
            not_before = now + backoff(claimed.attempts, random.random())  # noqa: S311 - jitter needs no secrecy
    try:
        await house.store.transact(
            lambda tx: tx.settle_letter(
                letter,
                state,
                now=now,
                not_before=not_before,
                code=outcome.code,
                detail=outcome.detail,
                attempt=claimed.attempts,
            )
        )
    except LostRace:  # its lease ran out while the peer was slow, and another worker has it now
        log.event("letter.lease_lost", str(letter))
        return
    log.event(f"letter.{outcome.state}", str(letter), code=outcome.code, detail=outcome.detail or None)
