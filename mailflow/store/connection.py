"""Open, close and migrate the database; carry out transactions.

A transaction runs as a task of its own, so that nobody's cancellation (a timeout, a peer that hangs up) can cut it
in the middle: whoever is cancelled waits for its end and hears of the cancellation then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext

from mailflow.store import schema
from mailflow.store.errors import (
    AddressTaken,
    AlreadyPaired,
    LostRace,
    PartVanished,
    SchemaAhead,
    SchemaBehind,
    StoreUnavailable,
)
from mailflow.store.history import History
from mailflow.store.inbound import Inbox
from mailflow.store.outbox import Outbox
from mailflow.store.overview import Overviews
from mailflow.store.pairs import Pairs
from mailflow.store.people import People
from mailflow.store.session import DRIVER_ERRORS, PostgresStatements, SqliteStatements, translated
from mailflow.store.timers import Timers
from mailflow.store.vault import Vault

__all__ = [
    "AddressTaken",
    "AlreadyPaired",
    "LostRace",
    "PartVanished",
    "SchemaAhead",
    "SchemaBehind",
    "Store",
    "StoreUnavailable",
    "Transaction",
]

T = TypeVar("T")


class Transaction(People, Pairs, Inbox, Outbox, Timers, History, Overviews):
    """Everything that can be asked of the store, within one transaction."""


Work = Callable[[Transaction], Awaitable[T]]


class Store:
    """An open database. Use `Store.open`."""

    def __init__(self, vault: Vault, writer: BaseDBAsyncClient, reader: BaseDBAsyncClient) -> None:
        self._vault = vault
        self._writer = writer
        self._reader = reader

    @classmethod
    async def open(cls, url: str, vault: Vault) -> "Store":
        """Open the database of `url`: sqlite:///absolute/path or postgres://user:password@host:port/name.

        Raises StoreUnavailable, SchemaBehind, SchemaAhead, and WrongSecret if another secret has sealed it.
        """
        sqlite = schema.is_sqlite(url)
        if sqlite and not await asyncio.to_thread(schema.sqlite_path(url).exists):
            raise SchemaBehind(f"{schema.sqlite_path(url)}: there is no database. Fix: run `mailflow migrate`.")
        with TortoiseContext() as context:  # without "async" it leaves the connections open
            await context.init(config=schema.configuration(url))
            writer = context.db(schema.SQLITE if sqlite else schema.POSTGRES)
            reader = context.db(schema.SQLITE_READER) if sqlite else writer
        store = cls(vault, writer, reader)
        try:
            await store._connect(url)
            await store._verify_secret()
        except BaseException:
            await store.close()
            raise
        return store

    @staticmethod
    async def migrate(url: str) -> list[str]:
        """Bring the tables up to date; the names of the steps that were taken. Raises StoreUnavailable, SchemaAhead."""
        try:
            return await schema.migrate(url)
        except DRIVER_ERRORS as error:
            _reraise(error)

    async def close(self) -> None:
        for client in {id(c): c for c in (self._reader, self._writer)}.values():
            await client.close()

    async def transact(self, work: Work[T]) -> T:
        """Carry out `work` whole or not at all. Raises LostRace, StoreUnavailable and what `work` raises."""
        return await _to_its_end(self._write(work))

    async def read(self, work: Work[T]) -> T:
        """Carry out `work`, which only looks, on one consistent view of the database. Raises StoreUnavailable."""
        return await _to_its_end(self._look(work))

    async def _write(self, work: Work[T]) -> T:
        try:
            async with self._writer.acquire_connection() as raw:
                if self._writer.capabilities.dialect == "sqlite":
                    # A transaction that reads before it writes cannot wait for the lock later on: take it now.
                    return await self._in_sqlite(raw, "begin immediate", work)
                async with raw.transaction():
                    return await work(Transaction(PostgresStatements(raw), self._vault))
        except DRIVER_ERRORS as error:
            _reraise(error)

    async def _look(self, work: Work[T]) -> T:
        try:
            async with self._reader.acquire_connection() as raw:
                if self._reader.capabilities.dialect == "sqlite":
                    return await self._in_sqlite(raw, "begin", work)
                async with raw.transaction(isolation="repeatable_read", readonly=True):
                    return await work(Transaction(PostgresStatements(raw), self._vault))
        except DRIVER_ERRORS as error:
            _reraise(error)

    async def _in_sqlite(self, raw: Any, begin: str, work: Work[T]) -> T:
        try:
            await raw.execute(begin)
            result = await work(Transaction(SqliteStatements(raw), self._vault))
            await raw.commit()
        except BaseException:
            await raw.rollback()
            raise
        return result

    async def _connect(self, url: str) -> None:
        try:
            await self._writer.create_connection(with_db=True)
            if self._reader is not self._writer:
                await self._reader.create_connection(with_db=True)
                await _check_durability(self._writer)
            await schema.check(self._writer, url)
        except DRIVER_ERRORS as error:
            _reraise(error)

    async def _verify_secret(self) -> None:
        async def work(tx: Transaction) -> bytes:
            await tx.db.change(
                "insert into service (name, value) values (?, ?) on conflict (name) do nothing",
                "secret check",
                self._vault.check_value(),
            )
            row = await tx.row("select value from service where name = ?", "secret check")
            return bytes(row["value"]) if row else b""

        self._vault.verify(await self.transact(work))


async def _check_durability(client: BaseDBAsyncClient) -> None:
    """Raises StoreUnavailable if a commit could be lost: not every file system lets SQLite keep a write-ahead log."""
    _, journal = await client.execute_query("pragma journal_mode")
    _, synchronous = await client.execute_query("pragma synchronous")
    if journal[0]["journal_mode"] != "wal" or synchronous[0]["synchronous"] != 2:
        raise StoreUnavailable(
            "SQLite cannot keep a write-ahead log there. Fix: put the database on a local disk, or use PostgreSQL."
        )


def _reraise(error: Exception) -> NoReturn:
    ours = translated(error)
    if ours is error:
        raise error
    raise ours from error


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # whoever asked is gone; this marks it as seen
        raise
