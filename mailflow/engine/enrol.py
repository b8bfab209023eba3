"""Enrol: a manager and a report become a pair, and both get their first mail."""

from mailflow import log
from mailflow.engine import letters
from mailflow.engine.house import House
from mailflow.playbook.decide import decide
from mailflow.playbook.effects import Note
from mailflow.playbook.events import Enrolled
from mailflow.playbook.model import Person
from mailflow.store.connection import Transaction
from mailflow.store.people import NewPerson


async def enrol(house: House, manager: NewPerson, report: NewPerson) -> int:
    """The new pair's id. People already known are kept as they are. Raises AlreadyPaired."""
    now = house.clock()

    async def work(tx: Transaction) -> tuple[int, list[int]]:
        async def known(person: NewPerson) -> Person:
            return await tx.person_by_address(person.address) or await tx.add_person(person, now)

        pair = await tx.add_pair((await known(manager)).id, (await known(report)).id, now)
        loaded = await tx.load_pair(pair)
        if loaded is None:
            raise LookupError(f"pair {pair} is gone")
        decision = decide(loaded.pair, Enrolled(), now, house.playbook, house.date_style)
        await tx.save_pair(loaded, decision.state)
        out = await tx.add_letters(letters.of_decision(house, loaded.pair, decision.effects, now))
        await tx.add_history(pair, now, [e for e in decision.effects if isinstance(e, Note)], None)
        return pair, out

    pair, out = await house.store.transact(work)
    log.event("pair.enrolled", str(pair))
    await house.bell.letters(out)
    return pair
