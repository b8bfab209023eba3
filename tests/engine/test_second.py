"""While the second reader thinks, nothing is held: a crash loses nothing, and a race doubles nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mailflow import service
from mailflow.demo.clock import MovableClock
from mailflow.demo.stage import SERVICE, settings
from mailflow.demo.story import START
from mailflow.engine.accept import Acceptance
from mailflow.engine.advance import advance
from mailflow.engine.enrol import enrol
from mailflow.engine.house import House, Silence
from mailflow.intake.arrival import Arrival
from mailflow.mail import identity
from mailflow.playbook.model import Contract
from mailflow.store.people import NewPerson
from tests.oracle import Gate, Oracle, says

PILOT = "The survey pilot with two estates sits with Ben, on 8 May."
NOTES = f"""Notes of my career conversation with Ben today.

{PILOT}

My commitments
- Introduce him to Farida by 20 March
"""
ITEM: dict[str, object] = {
    "owner": "report",
    "text": "Pilot the survey with two estates",
    "due": "2026-05-08",
    "source": PILOT,
}


@asynccontextmanager
async def opened(folder: Path, oracle: Oracle) -> AsyncIterator[House]:
    reader: dict[str, object] = {"url": oracle.url, "model": "small"}
    chosen = settings(folder, 1, second_reader=reader)
    async with service.rooms(chosen, Silence(), MovableClock(START)) as house:
        yield house


async def stored(house: House, sender: str, words: str) -> str:
    """A mail that is accepted and not looked at yet; its id."""
    raw = f"From: {sender}\r\nTo: {SERVICE}\r\nMessage-ID: <{len(words)}@example.com>\r\n\r\n{words}\r\n".encode()
    await Acceptance(house)(Arrival(raw, sender, (SERVICE,), "smtp"))
    return identity.of(raw).key


async def enrolled(house: House) -> None:
    await enrol(house, NewPerson("Moira Lennox", "moira@example.com"), NewPerson("Ben Ashcroft", "ben@example.com"))


async def state(house: House, mail: str) -> str:
    row = await house.store.read(lambda tx: tx.inbound(mail))
    assert row is not None
    return row.state


async def drafts(house: House) -> list[Contract]:
    loaded = await house.store.read(lambda tx: tx.load_pair(1))
    assert loaded is not None
    return [c for c in loaded.pair.contracts if c.status == "draft"]


async def letters(house: House) -> int:
    overview = await house.store.read(lambda tx: tx.overview(house.clock()))
    return sum(overview.outbox.values())


def owners(contract: Contract) -> list[tuple[str, str]]:
    return [(c.owner, c.text) for c in contract.numbered]


BOTH = [("report", "Pilot the survey with two estates"), ("manager", "Introduce him to Farida")]


async def test_a_crash_while_it_thinks_leaves_the_mail_to_be_taken_up_again(tmp_path: Path) -> None:
    async with Oracle() as oracle:
        oracle.does = gate = Gate(says(ITEM))
        async with opened(tmp_path, oracle) as house:
            await enrolled(house)
            before = await letters(house)
            mail = await stored(house, "moira@example.com", NOTES)
            thinking = asyncio.create_task(advance(house, mail))
            await gate.reached.wait()
            thinking.cancel()
        oracle.does = says(ITEM)
        async with opened(tmp_path, oracle) as house:
            assert await state(house, mail) == "stored"
            assert (await drafts(house), await letters(house)) == ([], before)
            await advance(house, mail)
            assert await state(house, mail) == "applied"
            (draft,) = await drafts(house)
            assert owners(draft) == BOTH
            assert await letters(house) == before + 1


async def test_a_race_lost_meanwhile_decides_again_and_asks_nobody_again(tmp_path: Path) -> None:
    async with Oracle() as oracle, opened(tmp_path, oracle) as house:
        oracle.does = gate = Gate(says(ITEM))
        await enrolled(house)
        before = await letters(house)
        notes = await stored(house, "moira@example.com", NOTES)
        thinking = asyncio.create_task(advance(house, notes))
        await gate.reached.wait()
        other = await stored(house, "ben@example.com", "Thank you.")
        await advance(house, other)  # a transaction that waited for the reader would never end
        assert await state(house, other) == "answered"
        gate.opened.set()
        await thinking
        assert await state(house, notes) == "applied"
        (draft,) = await drafts(house)
        assert owners(draft) == BOTH
        assert len(oracle.asked) == 1
        assert await letters(house) == before + 2


async def test_a_mail_that_is_rung_for_twice_is_asked_about_and_answered_once(tmp_path: Path) -> None:
    async with Oracle() as oracle, opened(tmp_path, oracle) as house:
        oracle.does = gate = Gate(says(ITEM))
        await enrolled(house)
        before = await letters(house)
        mail = await stored(house, "moira@example.com", NOTES)
        rung = [asyncio.create_task(advance(house, mail)) for _ in range(2)]
        await gate.reached.wait()
        gate.opened.set()
        await asyncio.gather(*rung)
        (draft,) = await drafts(house)
        assert owners(draft) == BOTH
        assert await letters(house) == before + 1
