"""Deliver: every attempt sends the same bytes, and each kind of refusal has its own end (docs/internals.md, Outbox)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from mailflow import service
from mailflow.delivery.submit import GIVE_UP_AFTER
from mailflow.demo.clock import MovableClock
from mailflow.demo.stage import settings
from mailflow.demo.story import START
from mailflow.engine.deliver import LEASE, deliver
from mailflow.engine.enrol import enrol
from mailflow.engine.house import House, Silence
from mailflow.store.people import NewPerson
from tests.sink import Disconnect, Reply, Sink

LETTER = 1


@asynccontextmanager
async def house_with_a_letter(folder: Path, sink: Sink) -> AsyncIterator[tuple[House, MovableClock]]:
    """A house with two letters in its outbox, and nobody but the test to deliver them."""
    clock = MovableClock(START)
    async with service.rooms(settings(folder, sink.port), Silence(), clock) as house:
        await enrol(house, NewPerson("Moira", "moira@example.com"), NewPerson("Ben", "ben@example.com"))
        yield house, clock


async def states(house: House) -> dict[str, int]:
    return dict((await house.store.read(lambda tx: tx.overview(house.clock()))).outbox)


async def test_a_letter_is_sent_once_however_often_it_is_rung(tmp_path: Path) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, _):
        for _ in range(3):
            await deliver(house, LETTER)
        assert len(sink.ledger) == 1
        assert await states(house) == {"sent": 1, "queued": 1}


async def test_a_letter_in_other_hands_is_left_there_until_its_lease_ends(tmp_path: Path) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, clock):
        claimed = await house.store.transact(lambda tx: tx.claim_letter(LETTER, clock(), LEASE))
        assert claimed is not None
        await deliver(house, LETTER)
        assert sink.ledger == []
        clock.move_to(clock() + LEASE)
        await deliver(house, LETTER)
        assert [mail.raw for mail in sink.ledger] == [claimed.raw]


async def test_a_temporary_refusal_is_tried_again_later_with_the_same_bytes(tmp_path: Path) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, clock):
        sink.once("rcpt", Reply("451 4.3.0 Later"))
        await deliver(house, LETTER)
        assert await states(house) == {"queued": 2}
        await deliver(house, LETTER)
        assert sink.ledger == [], "not before its time"
        clock.move_to(clock() + timedelta(minutes=3))
        await deliver(house, LETTER)
        assert len(sink.ledger) == 1
        assert await states(house) == {"sent": 1, "queued": 1}


async def test_a_lost_answer_is_the_one_gap_and_the_second_copy_is_the_same_mail(tmp_path: Path) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, clock):
        sink.once("dot", Disconnect(keep=True))
        await deliver(house, LETTER)
        clock.move_to(clock() + timedelta(minutes=3))
        await deliver(house, LETTER)
        first, second = sink.ledger
        assert first.raw == second.raw
        assert await states(house) == {"sent": 1, "queued": 1}


async def test_a_final_refusal_ends_it(tmp_path: Path) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, clock):
        sink.refuse_recipient["ben@example.com"] = "550 5.1.1 Unknown"
        await deliver(house, LETTER)
        clock.move_to(clock() + timedelta(days=1))
        await deliver(house, LETTER)
        assert await states(house) == {"refused": 1, "queued": 1}
        assert sink.commands.count("RCPT") == 1


@pytest.mark.parametrize("fault", [Reply("421 4.3.2 Closing"), Disconnect()])
async def test_after_three_days_it_is_given_up(tmp_path: Path, fault: Reply | Disconnect) -> None:
    async with Sink() as sink, house_with_a_letter(tmp_path, sink) as (house, clock):
        sink.always("mail", fault)
        attempts = 0
        while (await states(house)).get("expired", 0) == 0:
            await deliver(house, LETTER)
            attempts += 1
            assert attempts < 200
            clock.move_to(clock() + timedelta(hours=2))
        assert timedelta(0) <= clock() - START - GIVE_UP_AFTER < timedelta(hours=5)
