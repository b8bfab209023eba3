"""What the sweep, the history and the status show; and that the sweep's questions are answered by an index."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailflow.playbook.effects import Note
from mailflow.playbook.model import Timer
from mailflow.store.connection import Store, Transaction
from mailflow.store.vault import Vault
from tests.store.drawn import NOW, example
from tests.store.rows import add_pair, letter, load, mail

DAY = timedelta(days=1)


async def _with_timers(store: Store, *timers: Timer) -> int:
    before = await load(store, await add_pair(store))
    await store.transact(lambda tx: tx.save_pair(before, replace(before.pair, timers=timers)))
    return before.pair.id


async def test_due_timers_are_the_pending_ones_earliest_first(store: Store) -> None:
    pair = await _with_timers(
        store,
        Timer("late", NOW + 2 * DAY),
        Timer("second", NOW + DAY),
        Timer("fired", NOW, "fired"),
        Timer("first", NOW),
        Timer("half", NOW + timedelta(microseconds=500_000)),
    )
    rows = {row.id: row for row in await store.read(lambda tx: tx.timers_of(pair))}
    due = await store.read(lambda tx: tx.due_timers(NOW + DAY, 10))
    assert [rows[number].key for number, _ in due] == ["first", "half", "second"]
    assert [at for _, at in due] == [NOW, NOW + timedelta(microseconds=500_000), NOW + DAY]
    assert len(await store.read(lambda tx: tx.due_timers(NOW + DAY, 2))) == 2


async def test_a_timer_that_is_moved_keeps_its_id_and_one_that_is_gone_has_none(store: Store) -> None:
    pair = await _with_timers(store, Timer("a", NOW), Timer("b", NOW))
    one, two = await store.read(lambda tx: tx.timers_of(pair))
    loaded = await load(store, pair)
    after = replace(loaded.pair, timers=(Timer("a", NOW + DAY), Timer("c", NOW, "fired")))
    await store.transact(lambda tx: tx.save_pair(loaded, after))
    moved = await store.read(lambda tx: tx.timer(one.id))
    assert moved is not None
    assert (moved.pair, moved.key, moved.at, moved.status) == (pair, "a", NOW + DAY, "pending")
    assert await store.read(lambda tx: tx.timer(two.id)) is None


async def test_the_history_keeps_every_line_in_order(store: Store) -> None:
    pair = await add_pair(store)
    notes = [Note("contract.agreed", "report", 3), Note("timer.fired", "clock"), Note("contract.agreed", "report", 3)]
    await store.transact(lambda tx: tx.add_history(pair, NOW, notes, mail().id))
    await store.transact(lambda tx: tx.add_history(pair, NOW + DAY, notes[:1], None))
    await store.transact(lambda tx: tx.add_history(pair, NOW, [], None))
    lines = await store.read(lambda tx: tx.history(pair))
    assert [line.note for line in lines] == [*notes, notes[0]]
    assert [(line.at, line.inbound) for line in lines] == [(NOW, mail().id)] * 3 + [(NOW + DAY, None)]


async def test_the_overview_counts_everything(store: Store) -> None:
    empty = await store.read(lambda tx: tx.overview(NOW))
    assert (empty.people, empty.pairs, empty.inbound, empty.outbox, empty.held) == (0, 0, {}, {}, 0)
    assert (empty.oldest_waiting_seconds, empty.oldest_letter_seconds, empty.next_timers) == (None, None, ())
    before = await load(store, await add_pair(store))
    stopped = replace(example(before.pair), status="stopped", stopped_by="report")
    await store.transact(lambda tx: tx.save_pair(before, stopped))
    await store.transact(lambda tx: tx.add_inbound([mail(n) for n in (1, 2, 3)]))
    await store.transact(lambda tx: tx.settle_inbound(mail(1).id, "held"))
    ids = await store.transact(lambda tx: tx.add_letters([letter("a"), letter("b")]))
    await store.transact(lambda tx: tx.claim_letter(ids[0], NOW, DAY))
    seen = await store.read(lambda tx: tx.overview(NOW + timedelta(seconds=62)))
    assert (seen.people, seen.pairs, seen.stopped_pairs, seen.held) == (2, 1, 1, 1)
    assert (seen.inbound, seen.outbox) == ({"held": 1, "stored": 2}, {"queued": 1, "sending": 1})
    assert (seen.oldest_waiting_seconds, seen.oldest_letter_seconds) == (60.0, 62.0)
    assert [(timer.pair, timer.kind, timer.at) for timer in seen.next_timers] == [
        (stopped.id, "reminder", NOW + n * DAY) for n in range(5)
    ]


Ask = Callable[[Transaction], Awaitable[object]]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda tx: tx.due_timers(NOW, 9), "timers_due"),
        (lambda tx: tx.waiting_inbound(NOW, 9), "inbound_state"),
        (lambda tx: tx.waiting_letters(NOW, 9), "outbox_due"),
        (lambda tx: tx.answers_to("a@b", NOW), "outbox_recipient"),
        (lambda tx: tx.last_applied(1), "inbound_pair"),
        (lambda tx: tx.overview(NOW), "outbox_due"),
        (lambda tx: tx.same_message_id("x"), "inbound_message_id"),
        (lambda tx: tx.person_by_address("x"), "addresses"),
        (lambda tx: tx.letter_by_token("x"), "outbox"),
    ],
)
async def test_no_question_that_is_asked_often_reads_a_whole_table(
    tmp_path: Path, vault: Vault, ask: Ask, index: str
) -> None:
    url = f"sqlite://{tmp_path / 'mailflow.db'}"
    await Store.migrate(url)
    store = await Store.open(url, vault)
    plans: list[str] = []

    async def work(tx: Transaction) -> None:
        rows = tx.db.rows

        async def explained(sql: str, *values: object) -> object:
            plans.extend(row["detail"] for row in await rows(f"explain query plan {sql}", *values))  # type: ignore[arg-type]  # passed on as they came
            return await rows(sql, *values)  # type: ignore[arg-type]  # passed on as they came

        tx.db.rows = explained  # type: ignore[method-assign,assignment]  # to see the plans
        await ask(tx)

    await store.read(work)
    await store.close()
    assert any("USING" in plan and "INDEX" in plan and index in plan for plan in plans), plans
    tables_read_whole = [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan]
    assert not any(name in plan for plan in tables_read_whole for name in ("inbound", "outbox", "timers")), plans
