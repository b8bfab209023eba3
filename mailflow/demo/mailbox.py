"""The inboxes of the people on the stage: a real SMTP server that keeps what it is handed."""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from mailflow.intake.arrival import Arrival
from mailflow.intake.smtp import SmtpDoor
from mailflow.mail.message import Message, parse
from mailflow.settings import HostPort, Smtp


@dataclass(frozen=True, slots=True)
class Received:
    """A mail in somebody's inbox; `name` is what mailflow calls it ("draft")."""

    to: str
    raw: bytes
    message: Message

    @property
    def name(self) -> str:
        return self.message.header("x-mailflow") or ""


class Mailboxes(AbstractAsyncContextManager["Mailboxes"]):
    """Every inbox, by address, in the order of arrival. A mail is read once by whoever waits for it."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self._unread: list[Received] = []
        self._came = asyncio.Condition()
        self._door: SmtpDoor | None = None

    @property
    def port(self) -> int:
        if self._door is None:
            raise RuntimeError("the mailboxes are not open")
        return self._door.port

    async def __aenter__(self) -> Self:
        settings = Smtp(listen=HostPort(host="127.0.0.1", port=0))
        self._door = await SmtpDoor.open(
            settings, accept=self._accept, recognise=lambda _: True, protocol="smtp", hostname="mailboxes.example"
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._door is not None:
            await self._door.close()

    async def next(self, address: str, names: Sequence[str] = (), *, seconds: float = 30.0) -> Received:
        """The first unread mail of `address` (of one of these names); waits for it. Raises TimeoutError."""

        def wanted() -> Received | None:
            return next((m for m in self._unread if m.to == address and (not names or m.name in names)), None)

        async with self._came:
            try:
                async with asyncio.timeout(seconds):
                    await self._came.wait_for(lambda: wanted() is not None)
            except TimeoutError:
                there = [(mail.to, mail.name) for mail in self._unread]
                raise TimeoutError(f"no mail {names} for {address}; unread: {there}") from None
            found = wanted()
            assert found is not None  # noqa: S101 - the condition that was waited for
            self._unread.remove(found)
            return found

    def unread(self, address: str) -> list[Received]:
        return [mail for mail in self._unread if mail.to == address]

    async def _accept(self, arrival: Arrival) -> None:
        async with self._came:
            for recipient in arrival.recipients:
                mail = Received(recipient.lower(), arrival.raw, parse(arrival.raw))
                self.received.append(mail)
                self._unread.append(mail)
            self._came.notify_all()
