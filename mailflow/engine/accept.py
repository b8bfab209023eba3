"""Accept: mail is on stable storage before its sender hears 250.

Mails that arrive while a commit is under way share the next one (group commit): no mail waits for company,
and under load one fsync serves many.
"""

import asyncio
from collections import deque

from mailflow import log
from mailflow.engine.house import House
from mailflow.intake.arrival import Arrival, NotDurable
from mailflow.mail import identity
from mailflow.store.connection import StoreUnavailable
from mailflow.store.inbound import NewInbound

MOST_IN_ONE_COMMIT = 100

Waiting = tuple[NewInbound, asyncio.Future[None]]


class Acceptance:
    """The one place where mail enters the store. Call it with an Arrival; it returns when the mail is durable."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: deque[Waiting] = deque()
        self._committing: asyncio.Task[None] | None = None

    async def __call__(self, arrival: Arrival) -> None:
        """Store the mail. Raises NotDurable if that cannot be done now; a mail already stored is stored again."""
        durable = asyncio.get_running_loop().create_future()
        self._waiting.append((self._new(arrival), durable))
        if self._committing is None or self._committing.done():
            self._committing = asyncio.create_task(self._commit_all())
        await durable

    def _new(self, arrival: Arrival) -> NewInbound:
        mail = identity.of(arrival.raw)
        return NewInbound(
            id=mail.key,
            message_id=mail.message_id,
            received_at=self._house.clock(),
            source=arrival.source,
            sender=arrival.sender,
            recipients=arrival.recipients,
            raw=arrival.raw,
        )

    async def _commit_all(self) -> None:
        while self._waiting:
            size = min(len(self._waiting), MOST_IN_ONE_COMMIT)
            await self._commit([self._waiting.popleft() for _ in range(size)])

    async def _commit(self, batch: list[Waiting]) -> None:
        mails = [mail for mail, _ in batch]
        try:
            await self._house.store.transact(lambda tx: tx.add_inbound(mails))
        except StoreUnavailable as error:
            log.failure("inbound.not_stored", "-", error)
            outcome: BaseException | None = NotDurable(str(error))
        except Exception as error:  # the peer must hear 451 and keep the mail, whatever went wrong here
            log.failure("inbound.not_stored", "-", error)
            outcome = NotDurable(type(error).__name__)
        else:
            outcome = None
        for _, durable in batch:
            if durable.done():  # its peer has gone; the mail is stored all the same
                continue
            if outcome is None:
                durable.set_result(None)
            else:
                durable.set_exception(outcome)
        if outcome is None:
            for mail in mails:
                log.event("inbound.stored", mail.id, source=mail.source, bytes=len(mail.raw))
            await self._house.bell.inbound([mail.id for mail in mails])
