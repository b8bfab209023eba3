"""Open, close and migrate the database; carry out transactions.

A transaction runs as a task of its own, so that nobody's cancellation (a timeout, a peer that hangs up) can cut it
in the middle: whoever is cancelled waits for its end and hears of the cancellation then.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, NoReturn, TypeVar

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
from mailflow.store.postgres import PostgresDatabase
from mailflow.store.retention import Retention
from mailflow.store.session import DRIVER_ERRORS, Statements, translated
from mailflow.store.sqlite import SqliteDatabase
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


class Transaction(People, Pairs, Inbox, Outbox, Timers, History, Overviews, Retention):
    """Everything that can be asked of the store, within one transaction."""


Work = Callable[[Transaction], Awaitable[T]]
Plain = Callable[[Statements], Awaitable[T]]


class Store:
    """An open database. Use `Store.open`."""

    def __init__(self, vault: Vault, database: SqliteDatabase | PostgresDatabase) -> None:
        self._vault = vault
        self._database = database

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
            client = context.db(schema.SQLITE if sqlite else schema.POSTGRES)
        database = None
        try:
            try:
                await client.create_connection(with_db=True)
                await schema.check(client, url)
                database = (
                    await SqliteDatabase.open(schema.sqlite_path(url), schema.pragmas())
                    if sqlite
                    else PostgresDatabase(client)
                )
            except DRIVER_ERRORS as error:
                _reraise(error)
            finally:
                if sqlite or database is None:
                    await client.close()
            store = cls(vault, database)
            await store._verify_secret()
        except BaseException:
            if database is not None:
                await database.close()
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
        await self._database.close()

    async def transact(self, work: Work[T]) -> T:
        """Carry out `work` whole or not at all. Raises LostRace, StoreUnavailable and what `work` raises."""
        return await _to_its_end(self._with(self._database.write, work))

    async def read(self, work: Work[T]) -> T:
        """Carry out `work`, which only looks, on one consistent view of the database. Raises StoreUnavailable."""
        return await _to_its_end(self._with(self._database.look, work))

    async def _with(
        self, carry_out: Callable[[Callable[[Statements], Awaitable[T]]], Awaitable[T]], work: Work[T]
    ) -> T:
        try:
            return await carry_out(lambda statements: work(Transaction(statements, self._vault)))
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
