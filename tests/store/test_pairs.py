"""A pair is loaded as it was saved, only once from each version, and nothing of it but its numbers is legible."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings

from mailflow.playbook.model import Ask, Commitment, Pair
from mailflow.playbook.private import ManagerNote, Reflection
from mailflow.store.connection import LostRace, PartVanished, Store, Transaction
from mailflow.store.people import NewPerson
from mailflow.store.vault import Tampered
from tests.store.drawn import NOW, example, pairs
from tests.store.rows import add_pair, load

on_a_database = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
T = TypeVar("T")
_pairs = iter(range(1_000_000))


async def _fresh(store: Store) -> int:
    number = next(_pairs)
    return await add_pair(store, NewPerson("M", f"m{number}@x.org"), NewPerson("R", f"r{number}@x.org"))


def _live(pair: Pair) -> Pair:
    """What of a pair is loaded again; timers in any order."""
    last = max((c.number for c in pair.conversations if c.status == "closed"), default=None)
    return replace(
        pair,
        conversations=tuple(c for c in pair.conversations if c.status != "closed" or c.number == last),
        contracts=tuple(c for c in pair.contracts if c.status != "superseded"),
        timers=tuple(sorted(pair.timers, key=lambda timer: timer.key)),
    )


def _over(old: Pair, new: Pair) -> Pair:
    """`new`, with the parts of `old` that must not vanish."""

    def kept(was: tuple[T, ...], now: tuple[T, ...], key: str) -> tuple[T, ...]:
        parts = {getattr(p, key): p for p in (*was, *now)}
        return tuple(parts[number] for number in sorted(parts))

    return replace(
        new,
        id=old.id,
        manager=old.manager,
        report=old.report,
        conversations=kept(old.conversations, new.conversations, "number"),
        contracts=kept(old.contracts, new.contracts, "version"),
        asks=kept(old.asks, new.asks, "number"),
    )


@on_a_database
@given(pairs(), pairs())
async def test_a_pair_is_loaded_as_it_was_saved_and_saved_again(store: Store, first: Pair, second: Pair) -> None:
    pair = await _fresh(store)
    before = await load(store, pair)
    one = _over(before.pair, first)
    assert await store.transact(lambda tx: tx.save_pair(before, one)) == before.version + 1
    loaded = await load(store, pair)
    assert _live(loaded.pair) == _live(one)
    two = _over(loaded.pair, second)
    await store.transact(lambda tx: tx.save_pair(loaded, two))
    again = await load(store, pair)
    assert _live(again.pair) == _live(two)
    assert again.version == 2


async def test_timers_and_notes_keep_the_order_in_which_they_came(store: Store) -> None:
    before = await load(store, await add_pair(store))
    after = replace(
        example(before.pair),
        notes=(ManagerNote(5, "b"), ManagerNote(4, "a"), ManagerNote(4, "a")),
        reflections=(Reflection(1, "z"), Reflection(1, "y")),
    )
    await store.transact(lambda tx: tx.save_pair(before, after))
    assert (await load(store, after.id)).pair == after


async def test_of_two_who_save_from_the_same_version_one_loses_and_leaves_nothing(store: Store) -> None:
    before = await load(store, await add_pair(store))
    first = example(before.pair, words="first")
    second = replace(example(before.pair, words="second"), notes=(ManagerNote(1, "second"),))
    await store.transact(lambda tx: tx.save_pair(before, first))
    with pytest.raises(LostRace):
        await store.transact(lambda tx: tx.save_pair(before, second))
    assert (await load(store, before.pair.id)).pair == first


async def test_a_race_that_is_lost_late_takes_everything_back(store: Store) -> None:
    pair = await add_pair(store)
    before = await load(store, pair)

    async def work(tx: Transaction) -> None:
        await tx.save_pair(before, example(before.pair))
        raise LostRace

    with pytest.raises(LostRace):
        await store.transact(work)
    assert await load(store, pair) == before


@pytest.mark.parametrize(
    "without",
    [
        lambda pair: replace(pair, conversations=()),
        lambda pair: replace(pair, contracts=()),
        lambda pair: replace(pair, asks=pair.asks[1:]),
    ],
)
async def test_parts_that_must_not_vanish_do_not(store: Store, without: Callable[[Pair], Pair]) -> None:
    before = await load(store, await add_pair(store))
    await store.transact(lambda tx: tx.save_pair(before, example(before.pair)))
    loaded = await load(store, before.pair.id)
    with pytest.raises(PartVanished):
        await store.transact(lambda tx: tx.save_pair(loaded, without(loaded.pair)))
    assert await load(store, before.pair.id) == loaded


async def test_a_superseded_contract_can_be_put_back_whole(store: Store) -> None:
    """UNDO restores a state whose contract is no longer loaded."""
    before = await load(store, await add_pair(store))
    agreed = example(before.pair)
    await store.transact(lambda tx: tx.save_pair(before, agreed))
    loaded = await load(store, agreed.id)
    gone = replace(agreed, contracts=(replace(agreed.contracts[0], status="superseded"),))
    await store.transact(lambda tx: tx.save_pair(loaded, gone))
    without = await load(store, agreed.id)
    assert without.pair.contracts == ()
    await store.transact(lambda tx: tx.save_pair(without, agreed))
    assert (await load(store, agreed.id)).pair == agreed


async def test_commitments_may_change_places_and_leave(store: Store) -> None:
    before = await load(store, await add_pair(store))
    agreed = example(before.pair)
    await store.transact(lambda tx: tx.save_pair(before, agreed))
    loaded = await load(store, agreed.id)
    lines = agreed.contracts[0].commitments
    mixed = (lines[3], Commitment(99, "report", "new", None), lines[0], lines[5])
    after = agreed.with_contract(replace(agreed.contracts[0], commitments=mixed))
    await store.transact(lambda tx: tx.save_pair(loaded, after))
    assert (await load(store, agreed.id)).pair == after


async def test_old_asks_are_loaded_while_they_are_open(store: Store) -> None:
    before = await load(store, await add_pair(store))
    asks = tuple(Ask(n, "reminder", "report", NOW, status="open" if n == 3 else "answered") for n in range(80))
    await store.transact(lambda tx: tx.save_pair(before, replace(before.pair, asks=asks)))
    numbers = [ask.number for ask in (await load(store, before.pair.id)).pair.asks]
    assert numbers == [3, *range(30, 80)]


async def test_a_sealed_text_cannot_be_moved_to_another_commitment(store: Store) -> None:
    before = await load(store, await add_pair(store))
    await store.transact(lambda tx: tx.save_pair(before, example(before.pair)))
    await store.transact(
        lambda tx: tx.db.change(
            "update commitments set sealed = (select sealed from commitments where number = 5) where number = 4"
        )
    )
    with pytest.raises(Tampered):
        await load(store, before.pair.id)


async def test_a_pair_that_is_not_there_is_none(store: Store) -> None:
    assert await store.read(lambda tx: tx.load_pair(404)) is None
