"""Transactions: whole or not at all, whoever is cancelled, killed, late or out of space."""

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from mailflow.store import schema
from mailflow.store.connection import Store, StoreUnavailable, Transaction
from mailflow.store.vault import Vault
from tests.servers import PostgresServer
from tests.store.drawn import NOW, example
from tests.store.rows import add_pair, load, mail

ROOT = Path(__file__).resolve().parent.parent.parent


async def _ticks(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _is_stored(store: Store, number: int) -> bool:
    return await store.read(lambda tx: tx.inbound(mail(number).id)) is not None


async def _add(store: Store, number: int) -> None:
    await store.transact(lambda tx: tx.add_inbound([mail(number)]))


async def test_whoever_is_cancelled_in_the_middle_hears_of_it_when_all_is_done(store: Store) -> None:
    before = await load(store, await add_pair(store))
    reached, go = asyncio.Event(), asyncio.Event()

    async def work(tx: Transaction) -> None:
        await tx.save_pair(before, example(before.pair))
        reached.set()
        await go.wait()
        await tx.add_inbound([mail()])

    task = asyncio.create_task(store.transact(work))
    await reached.wait()
    for _ in range(3):
        task.cancel()
        await _ticks(5)
    assert not task.done()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await load(store, before.pair.id)).pair == example(before.pair)
    assert await store.read(lambda tx: tx.inbound(mail().id)) is not None


async def test_cancelled_at_any_moment_a_transaction_is_whole_and_the_next_one_runs(store: Store) -> None:
    pair = await add_pair(store)
    outcomes = set()
    for tick in range(60):

        async def work(tx: Transaction, number: int = 2 * tick) -> None:
            await tx.add_inbound([mail(number)])
            loaded = await tx.load_pair(pair)
            assert loaded is not None
            await tx.save_pair(loaded, replace(loaded.pair, serial=loaded.pair.serial + 1))
            await tx.add_inbound([mail(number + 1)])

        earlier = (await load(store, pair)).pair.serial
        task = asyncio.create_task(store.transact(work))
        await _ticks(tick)
        task.cancel()
        try:
            await asyncio.wait_for(task, 10)
        except asyncio.CancelledError:
            outcomes.add("cancelled")
        saved = (await load(store, pair)).pair.serial - earlier
        assert [await _is_stored(store, n) for n in (2 * tick, 2 * tick + 1)] == [bool(saved)] * 2
    assert outcomes == {"cancelled"}


async def test_a_reader_that_is_cancelled_blocks_nobody(store: Store) -> None:
    pair = await add_pair(store)
    for tick in range(20):
        task = asyncio.create_task(store.read(lambda tx: tx.load_pair(pair)))
        await _ticks(tick)
        task.cancel()
        await asyncio.wait({task})
    assert await asyncio.wait_for(load(store, pair), 10)


async def test_an_error_takes_everything_back(store: Store) -> None:
    class Defect(Exception):
        pass

    async def work(tx: Transaction) -> None:
        await tx.add_inbound([mail()])
        raise Defect

    with pytest.raises(Defect):
        await store.transact(work)
    assert await store.read(lambda tx: tx.inbound(mail().id)) is None


async def test_what_only_looks_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only|query_only|SQLITE_READONLY") as caught:
        await store.read(lambda tx: tx.add_inbound([mail()]))
    assert await store.read(lambda tx: tx.inbound(mail().id)) is None, caught


async def test_what_looks_sees_one_moment_while_others_write(store: Store) -> None:
    before = await load(store, await add_pair(store))

    async def look(tx: Transaction) -> tuple[object, object]:
        first = await tx.load_pair(before.pair.id)
        await store.transact(lambda other: other.save_pair(before, example(before.pair)))
        return first, await tx.load_pair(before.pair.id)

    first, second = await store.read(look)
    assert first == second == before


async def test_several_processes_write_one_pair_and_no_step_is_lost(store: Store, migrated_url: str) -> None:
    pair = await add_pair(store)
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.store.incrementer", migrated_url, str(pair), "40",
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]  # fmt: skip
    lost = [int((await process.communicate())[0]) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    loaded = await load(store, pair)
    assert (loaded.pair.serial, loaded.version) == (120, 120)
    if schema.is_sqlite(migrated_url):
        assert lost == [0, 0, 0], "on SQLite a transaction that may write has the lock from its beginning"


async def test_many_tasks_write_at_once(store: Store) -> None:
    await asyncio.gather(*(_add(store, n) for n in range(60)))
    waiting = await store.read(lambda tx: tx.waiting_inbound(mail(60).received_at, 100))
    assert len(waiting) == 60


async def test_locked_beyond_patience_is_unavailable_and_no_deadlock(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_BUSY_MILLISECONDS", 30)
    url = f"sqlite://{tmp_path / 'mailflow.db'}"
    await Store.migrate(url)
    store = await Store.open(url, vault)
    other = sqlite3.connect(tmp_path / "mailflow.db", isolation_level=None)
    other.execute("begin immediate")
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="SQLITE_BUSY"):
            await store.transact(lambda tx: tx.add_inbound([mail()]))
    assert await store.read(lambda tx: tx.inbound(mail().id)) is None
    other.execute("rollback")
    other.close()
    await store.transact(lambda tx: tx.add_inbound([mail()]))
    assert await store.read(lambda tx: tx.inbound(mail().id)) is not None
    await store.close()


async def test_a_full_disk_is_unavailable_and_leaves_the_database_whole(tmp_path: Path, vault: Vault) -> None:
    url = f"sqlite://{tmp_path / 'mailflow.db'}"
    await Store.migrate(url)
    store = await Store.open(url, vault)
    await store.transact(lambda tx: tx.db.rows("pragma max_page_count = 1"))  # as large as it is now
    with pytest.raises(StoreUnavailable, match="SQLITE_FULL"):
        await store.transact(lambda tx: tx.add_inbound([mail(raw=b"x" * 2_000_000)]))
    await store.transact(lambda tx: tx.db.rows("pragma max_page_count = 1000000"))
    await store.transact(lambda tx: tx.add_inbound([mail(raw=b"x" * 2_000_000)]))
    checked = await store.read(lambda tx: tx.row("pragma integrity_check"))
    assert checked is not None
    assert checked["integrity_check"] == "ok"
    await store.close()


async def _failures_of(act: Callable[[], Awaitable[object]], times: int) -> int:
    failures = 0
    for _ in range(times):
        try:
            await act()
        except StoreUnavailable:
            failures += 1
    return failures


async def test_a_postgres_server_that_restarts_is_unavailable_until_it_is_back(
    vault: Vault, postgres: PostgresServer
) -> None:
    name = "restarting"
    await postgres.execute(f"create database {name}")
    await Store.migrate(postgres.url(name))
    store = await Store.open(postgres.url(name), vault)
    pair = await add_pair(store)

    async def during(tx: Transaction) -> None:
        await tx.add_inbound([mail()])
        postgres.stop("fast")
        await tx.add_inbound([mail(2)])

    with pytest.raises(StoreUnavailable):
        await store.transact(during)
    with pytest.raises(StoreUnavailable):
        await load(store, pair)
    postgres.start()
    assert await _failures_of(lambda: load(store, pair), 12) <= 10  # a connection of the pool each
    assert await store.read(lambda tx: tx.inbound(mail().id)) is None
    await store.transact(lambda tx: tx.add_inbound([mail()]))
    await store.close()
    await postgres.execute(f"drop database {name} with (force)")


async def test_an_error_never_quotes_what_is_stored(store: Store) -> None:
    before = await load(store, await add_pair(store))
    await store.transact(lambda tx: tx.save_pair(before, example(before.pair)))

    async def duplicate(tx: Transaction) -> None:
        await tx.db.change(
            "insert into timers (pair_id, key, at, status) values (?, ?, ?, ?)", 1, "reminder/0", NOW, "the secret"
        )

    with pytest.raises(Exception, match="faster") as caught:
        await store.transact(duplicate)
    assert type(caught.value).__name__ == "LostRace"
    assert "secret" not in str(caught.value)
