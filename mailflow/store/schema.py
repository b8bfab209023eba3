"""The shape of the tables: bringing it up to date, and refusing a database that has another one."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, BaseSchemaEditor, SqliteSchemaEditor
from tortoise.transactions import in_transaction

from mailflow.store.errors import SchemaAhead, SchemaBehind

APP = "store"
# Tortoise keeps compiled SQL per connection name for the whole process: a name must never change its dialect.
SQLITE = "mailflow_sqlite"
POSTGRES = "mailflow_postgres"

_BUSY_MILLISECONDS = 5000
_ADVISORY_LOCK = 0x6D61696C666C6F77  # "mailflow"


def is_sqlite(url: str) -> bool:
    return url.startswith("sqlite://")


def sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite://"))


def pragmas() -> dict[str, str | int]:
    """How every connection to a SQLite file is set."""
    return {
        # First, since switching to WAL already needs a lock when several processes start at once.
        "busy_timeout": _BUSY_MILLISECONDS,
        "journal_mode": "WAL",
        "synchronous": "FULL",
        # Above the size at which the log begins anew: cut after each round, its next commits wait ten times as long.
        "journal_size_limit": 16 * 1024 * 1024,
        "secure_delete": "ON",
        "foreign_keys": "ON",
    }


def configuration(url: str) -> dict[str, Any]:
    """What Tortoise needs to know about the database."""
    connections: dict[str, Any]
    if is_sqlite(url):
        credentials = {"file_path": str(sqlite_path(url)), **pragmas()}
        connections = {SQLITE: {"engine": "tortoise.backends.sqlite", "credentials": credentials}}
    else:
        connection = expand_db_url(url)
        connection["credentials"] = {
            "minsize": 1,
            "maxsize": 10,
            "timeout": 5,
            "command_timeout": 30,
            "reset": _keep_session,
            **connection["credentials"],
            "server_settings": {"application_name": "mailflow", "idle_in_transaction_session_timeout": "60s"},
        }
        connections = {POSTGRES: connection}
    return {
        "connections": connections,
        "apps": {
            APP: {
                "models": ["mailflow.store.tables"],
                "default_connection": SQLITE if is_sqlite(url) else POSTGRES,
                "migrations": "mailflow.store.migrations",
            }
        },
    }


def protect(path: Path) -> None:
    """Let only the owner read the database file; SQLite gives its -wal and -shm the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


async def migrate(url: str) -> list[str]:
    """Bring the tables up to date, all steps or none, while no other process does. Gives the names of the new steps."""
    label = SQLITE if is_sqlite(url) else POSTGRES
    if is_sqlite(url):
        await asyncio.to_thread(protect, sqlite_path(url))
    async with TortoiseContext() as context:
        await context.init(config=configuration(url))
        client = context.db(label)
        async with _alone(url, client):
            await _make_recorder(client)
            async with in_transaction(label) as transaction:
                executor = MigrationExecutor(transaction, context_apps(url))
                executor.recorder = _Recorder(transaction)
                plan = await executor.plan()
                await _refuse_newer(executor)
                await executor.migrate()
            return [step.migration.name for step in plan]


def context_apps(url: str) -> dict[str, dict[str, Any]]:
    """The applications whose migrations count."""
    apps: dict[str, dict[str, Any]] = configuration(url)["apps"]
    return apps


async def check(client: BaseDBAsyncClient, url: str) -> None:
    """Raises SchemaBehind or SchemaAhead unless the tables are those of this mailflow."""
    executor = MigrationExecutor(client, context_apps(url))
    missing = [step.migration.name for step in await executor.plan()]
    await _refuse_newer(executor)
    if missing:
        raise SchemaBehind(f"the database lacks {', '.join(missing)}. Fix: run `mailflow migrate`.")


async def _refuse_newer(executor: MigrationExecutor) -> None:
    known = {key.name for key in executor.loader.disk_migrations}
    newer = sorted(key.name for key in await executor.recorder.applied_migrations() if key.name not in known)
    if newer:
        raise SchemaAhead(
            f"the database was migrated by a newer mailflow ({newer[-1]}). Fix: install that version or a later one."
        )


async def _keep_session(_: object) -> None:
    """A connection goes back to the pool as it is: we set nothing in it, and asking for a reset costs a round trip."""


class _Recorder(MigrationRecorder):
    """The record of the steps, whose table is there before they begin."""

    async def ensure_schema(self, schema_editor: BaseSchemaEditor) -> None:
        """Nothing: Tortoise makes the table by a script, and SQLite commits before a script."""


async def _make_recorder(client: BaseDBAsyncClient) -> None:
    # Not left to the executor: on PostgreSQL its look into a missing table would spoil the transaction of the steps.
    editor = (
        SqliteSchemaEditor(client, atomic=False)
        if client.capabilities.dialect == "sqlite"
        else AsyncpgSchemaEditor(client, atomic=False)
    )
    await MigrationRecorder(client).ensure_schema(editor)


@asynccontextmanager
async def _alone(url: str, client: BaseDBAsyncClient) -> AsyncIterator[None]:
    if is_sqlite(url):
        path = sqlite_path(url)
        with path.with_name(path.name + ".migrate").open("w") as file:
            await asyncio.to_thread(fcntl.flock, file, fcntl.LOCK_EX)
            yield
    else:
        async with client.acquire_connection() as raw:
            await raw.execute("select pg_advisory_lock($1)", _ADVISORY_LOCK)
            try:
                yield
            finally:
                await raw.execute("select pg_advisory_unlock($1)", _ADVISORY_LOCK)
