"""Saving a decision: state, letters and history in one transaction, and the bell rung after it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from mailflow.engine.house import House
from mailflow.playbook.effects import Decision, Note
from mailflow.store.connection import Transaction
from mailflow.store.outbox import NewLetter
from mailflow.store.pairs import Loaded

HORIZON = timedelta(minutes=10)  # timers further off than this are left to the sweep
Settle = Callable[[Transaction, int], Awaitable[None]]


async def save(
    house: House,
    before: Loaded,
    decision: Decision,
    letters: Sequence[NewLetter],
    now: datetime,
    *,
    inbound: str | None = None,
    settle: Settle | None = None,
) -> None:
    """Commit the decision. `settle` runs in the same transaction, with the pair's new version, before the letters.

    Raises LostRace if the pair, or what `settle` touches, was changed since it was read: nothing is saved.
    """
    notes = [effect for effect in decision.effects if isinstance(effect, Note)]

    async def work(tx: Transaction) -> list[int]:
        version = await tx.save_pair(before, decision.state)
        if settle is not None:
            await settle(tx, version)
        ids = await tx.add_letters(letters)
        if notes:
            await tx.add_history(before.pair.id, now, notes, inbound)
        kept = {reflection.conversation for reflection in decision.state.reflections}
        for conversation in {r.conversation for r in before.pair.reflections} - kept:
            await tx.forget_reflections(before.pair.id, conversation)
        return ids

    await _ring(house, before.pair.id, decision, await house.store.transact(work), now)


async def _ring(house: House, pair: int, decision: Decision, letters: Sequence[int], now: datetime) -> None:
    """After the commit: letters are due now, timers that are due soon are put into the queue."""
    if letters:
        await house.bell.letters(letters)
    soon = {t.key for t in decision.state.timers if t.status == "pending" and t.at <= now + HORIZON}
    if soon:
        rows = await house.store.read(lambda tx: tx.timers_of(pair))
        await house.bell.timers([(row.id, row.at) for row in rows if row.key in soon])
