"""Fire: a timer has come; decide what follows, and save it."""

from mailflow import log
from mailflow.engine import letters
from mailflow.engine.house import House
from mailflow.engine.saving import save
from mailflow.playbook.decide import decide
from mailflow.playbook.events import FellDue
from mailflow.store.connection import LostRace, Transaction
from mailflow.store.pairs import Loaded

TRIES = 5


async def fire(house: House, timer: int) -> None:
    """Fire the timer once. One that has fired, was moved or no longer exists is left alone."""
    for _ in range(TRIES):
        try:
            await _fire(house, timer)
        except LostRace:
            continue
        return
    log.event("timer.contended", str(timer))  # the sweep rings again


async def _fire(house: House, timer: int) -> None:
    now = house.clock()

    async def load(tx: Transaction) -> tuple[str, Loaded] | None:
        row = await tx.timer(timer)
        if row is None or row.status != "pending" or row.at > now:
            return None
        loaded = await tx.load_pair(row.pair)
        return (row.key, loaded) if loaded else None

    found = await house.store.read(load)
    if found is None:
        return
    key, loaded = found
    decision = decide(loaded.pair, FellDue(key), now, house.playbook, house.date_style)
    await save(house, loaded, decision, letters.of_decision(house, loaded.pair, decision.effects, now), now)
    log.event("timer.fired", str(timer), pair=loaded.pair.id, what=key.split("/")[0])
