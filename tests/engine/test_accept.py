"""Accept: durable before it returns, one commit for many, and the sender is told when it could not be stored."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest

from mailflow import service
from mailflow.demo.clock import MovableClock
from mailflow.demo.stage import SERVICE, settings
from mailflow.demo.story import START
from mailflow.engine.accept import MOST_IN_ONE_COMMIT, Acceptance
from mailflow.engine.house import House
from mailflow.intake.arrival import Arrival, NotDurable
from mailflow.mail import identity


class Bell:
    """Keeps what it was rung for: each ring of accept is one commit."""

    def __init__(self) -> None:
        self.rings: list[list[str]] = []

    async def inbound(self, ids: Sequence[str]) -> None:
        self.rings.append(list(ids))

    async def letters(self, ids: Sequence[int]) -> None: ...

    async def timers(self, due: Sequence[tuple[int, datetime]]) -> None: ...


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
async def house(tmp_path: Path, bell: Bell) -> AsyncIterator[House]:
    async with service.rooms(settings(tmp_path, 1), bell, MovableClock(START)) as house:
        yield house


def arrival(number: int) -> Arrival:
    raw = f"Message-ID: <{number}@example.com>\r\n\r\nMail {number}\r\n".encode()
    return Arrival(raw, "moira@example.com", (SERVICE,), "smtp")


async def test_mails_that_come_during_a_commit_share_the_next_one(house: House, bell: Bell) -> None:
    accept = Acceptance(house)
    await asyncio.gather(*(accept(arrival(number)) for number in range(250)))
    assert sum(map(len, bell.rings)) == 250
    assert len(bell.rings) <= 5
    assert max(map(len, bell.rings)) <= MOST_IN_ONE_COMMIT
    overview = await house.store.read(lambda tx: tx.overview(house.clock()))
    assert overview.inbound == {"stored": 250}


async def test_a_mail_is_stored_when_accept_returns(house: House) -> None:
    mail = arrival(1)
    await Acceptance(house)(mail)
    row = await house.store.read(lambda tx: tx.inbound(identity.of(mail.raw).key))
    assert row is not None
    assert (row.raw, row.sender, row.recipients, row.state) == (mail.raw, mail.sender, mail.recipients, "stored")


async def test_the_same_mail_twice_in_one_commit_is_one_mail(house: House) -> None:
    accept = Acceptance(house)
    await asyncio.gather(*(accept(arrival(1)) for _ in range(10)))
    overview = await house.store.read(lambda tx: tx.overview(house.clock()))
    assert overview.inbound == {"stored": 1}


async def test_a_sender_that_hangs_up_cancels_nobody_elses_mail(house: House) -> None:
    accept = Acceptance(house)
    waiting = [asyncio.create_task(accept(arrival(number))) for number in range(20)]
    await asyncio.sleep(0)
    waiting[3].cancel()
    done = await asyncio.gather(*waiting, return_exceptions=True)
    assert [number for number, result in enumerate(done) if result is not None] == [3]
    overview = await house.store.read(lambda tx: tx.overview(house.clock()))
    assert overview.inbound["stored"] >= 19


async def test_without_a_database_the_sender_keeps_the_mail(house: House, bell: Bell) -> None:
    await house.store.close()
    with pytest.raises(NotDurable):
        await Acceptance(house)(arrival(1))
    assert bell.rings == []
