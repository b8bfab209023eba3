"""Migrations: they make what the models say, keep what is there, and run once however many try."""

import asyncio
import os
import sys
from pathlib import Path

import pytest
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from mailflow.store import schema
from mailflow.store.connection import SchemaAhead, SchemaBehind, Store, StoreUnavailable, Transaction
from mailflow.store.postgres import PostgresDatabase
from mailflow.store.session import Statements
from mailflow.store.sqlite import SqliteDatabase
from mailflow.store.vault import Vault, WrongSecret
from tests.store.drawn import NOW
from tests.store.rows import MANAGER, REPORT, add_pair, load

ROOT = Path(__file__).resolve().parent.parent.parent
STEPS = sorted(path.stem for path in (ROOT / "mailflow/store/migrations").glob("0*.py"))


async def _migrate_to(url: str, name: str, vault: Vault) -> int:
    """Tables as they were after the step `name`, with a pair that has a contract, by statements of that time."""
    label = schema.SQLITE if schema.is_sqlite(url) else schema.POSTGRES
    async with TortoiseContext() as context:
        await context.init(config=schema.configuration(url))
        client = context.db(label)
        executor = MigrationExecutor(client, schema.context_apps(url))
        await executor.migrate([MigrationTarget(schema.APP, name)])
        database = (
            await SqliteDatabase.open(schema.sqlite_path(url), schema.pragmas())
            if schema.is_sqlite(url)
            else PostgresDatabase(client)
        )

        async def fill(db: Statements) -> int:
            tx = Transaction(db, vault)
            one, two = await tx.add_person(MANAGER, NOW), await tx.add_person(REPORT, NOW)
            pair = await tx.add_pair(one.id, two.id, NOW)
            row = await tx.row("select wrapped_key from pairs where id = ?", pair)
            assert row is not None
            key = vault.pair_key(row["wrapped_key"])
            await db.change(
                "insert into contracts (pair_id, version, status, said_yes, asked_for_dates, sealed) "
                "values (?, ?, ?, ?, ?, ?)",
                pair, 3, "agreed", '["report"]', True, vault.seal("[[], []]", key, "contract/3"),
            )  # fmt: skip
            await db.change(
                "insert into commitments (pair_id, contract, number, position, owner, flags, status, standing, moved, "
                "sealed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                pair, 3, 4, 0, "report", "[]", "open", "unsaid", 0, vault.seal("a talk", key, "commitment/3/4"),
            )  # fmt: skip
            return pair

        pair = await database.write(fill)
        await database.close()
    return pair


async def test_a_fresh_database_gets_every_step_once(database_url: str) -> None:
    assert await Store.migrate(database_url) == STEPS
    assert await Store.migrate(database_url) == []


async def test_the_first_tables_are_brought_up_to_date_with_what_is_in_them(database_url: str, vault: Vault) -> None:
    pair = await _migrate_to(database_url, STEPS[0], vault)
    with pytest.raises(SchemaBehind, match=rf"{STEPS[1]}.*Fix: run `mailflow migrate`"):
        await Store.open(database_url, vault)
    assert await Store.migrate(database_url) == STEPS[1:]
    store = await Store.open(database_url, vault)
    (contract,) = (await load(store, pair)).pair.contracts
    await store.close()
    assert (contract.version, contract.said_yes, contract.replaces) == (3, ("report",), None)
    assert [line.text for line in contract.commitments] == ["a talk"]


async def test_models_and_migrations_agree(database_url: str) -> None:
    async with TortoiseContext() as context:
        await context.init(config=schema.configuration(database_url), init_connections=False)
        assert context.apps is not None
        changes = await MigrationAutodetector(context.apps, schema.context_apps(database_url)).changes()
    assert [operation for writer in changes for operation in writer.operations] == []


async def test_of_several_who_migrate_at_once_one_does_and_all_succeed(database_url: str) -> None:
    program = (
        "import asyncio, sys; from mailflow.store.connection import Store; "
        "print(*asyncio.run(Store.migrate(sys.argv[1])))"
    )
    running = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, database_url, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    told = [(await process.communicate())[0].decode().split() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sorted(told) == [[], [], STEPS]


async def test_a_step_that_fails_leaves_the_tables_as_they_were(
    database_url: str, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _migrate_to(database_url, STEPS[0], vault)

    async def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("tortoise.migrations.operations.AddField.database_forward", fail)
        with pytest.raises(StoreUnavailable, match="No space left"):
            await Store.migrate(database_url)
    assert await Store.migrate(database_url) == STEPS[1:]


async def test_the_tables_of_a_newer_mailflow_are_left_alone(database_url: str, vault: Vault) -> None:
    await Store.migrate(database_url)
    store = await Store.open(database_url, vault)
    await store.transact(
        lambda tx: tx.db.change(
            "insert into tortoise_migrations (app, name, applied_at) values (?, ?, ?)", "store", "0999_moods", NOW
        )
    )
    await store.close()
    with pytest.raises(SchemaAhead, match=r"0999_moods.*Fix"):
        await Store.open(database_url, vault)
    with pytest.raises(SchemaAhead, match=r"0999_moods.*Fix"):
        await Store.migrate(database_url)


async def test_a_database_without_tables_is_refused(database_url: str, vault: Vault) -> None:
    with pytest.raises(SchemaBehind, match="Fix: run `mailflow migrate`"):
        await Store.open(database_url, vault)


async def test_a_database_of_another_secret_is_refused_and_left_alone(
    store: Store, migrated_url: str, vault: Vault
) -> None:
    pair = await add_pair(store)
    with pytest.raises(WrongSecret, match="Fix: put back the secret"):
        await Store.open(migrated_url, Vault(b"x" * 32))
    again = await Store.open(migrated_url, vault)
    assert (await load(again, pair)).pair.manager.name == MANAGER.name
    await again.close()


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///nowhere/at/all/mailflow.db",
        "postgres://mailflow@127.0.0.1:1/mailflow",
        "postgres://x@/y?host=/nowhere",
    ],
)
async def test_a_database_that_cannot_be_reached_is_unavailable(url: str, vault: Vault) -> None:
    with pytest.raises(StoreUnavailable):
        await Store.migrate(url)
    with pytest.raises((StoreUnavailable, SchemaBehind)):
        await Store.open(url, vault)


async def test_a_postgres_database_that_does_not_exist_is_unavailable(
    request: pytest.FixtureRequest, vault: Vault
) -> None:
    with pytest.raises(StoreUnavailable):
        await Store.open(request.getfixturevalue("postgres").url("no_such_database"), vault)


async def test_what_is_no_database_is_unavailable(tmp_path: Path, vault: Vault) -> None:
    path = tmp_path / "mailflow.db"
    path.write_bytes(b"Dear all, this is a letter and no database. " * 200)
    with pytest.raises(StoreUnavailable):
        await Store.open(f"sqlite://{path}", vault)
    with pytest.raises(StoreUnavailable):
        await Store.migrate(f"sqlite://{path}")


async def test_only_the_owner_can_read_the_files_of_sqlite(tmp_path: Path, vault: Vault) -> None:
    url = f"sqlite://{tmp_path / 'mailflow.db'}"
    await Store.migrate(url)
    store = await Store.open(url, vault)
    await add_pair(store)
    modes = {name: (tmp_path / name).stat().st_mode & 0o777 for name in os.listdir(tmp_path) if "migrate" not in name}  # noqa: PTH208 - pathlib's would be called blocking
    await store.close()
    assert modes == {"mailflow.db": 0o600, "mailflow.db-wal": 0o600, "mailflow.db-shm": 0o600}


async def test_sqlite_commits_reach_the_disk_and_deleted_rows_are_overwritten(tmp_path: Path, vault: Vault) -> None:
    url = f"sqlite://{tmp_path / 'mailflow.db'}"
    await Store.migrate(url)
    store = await Store.open(url, vault)

    async def pragmas(tx: Transaction) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        return [next(iter(tuple(row))) for name in names if (row := await tx.row(f"pragma {name}")) is not None]

    assert await store.transact(pragmas) == ["wal", 2, 1, 1]
    await store.close()
