"""A PostgreSQL database: a pool of connections, and each transaction on one of them."""

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import lru_cache
from typing import TypeVar

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient

from mailflow.store.session import Row, Statements, Value, for_postgres

T = TypeVar("T")
Work = Callable[[Statements], Awaitable[T]]


class PostgresStatements:
    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: Value) -> Sequence[Row]:
        found: Sequence[Row] = await self._connection.fetch(_numbered(sql), *for_postgres(values))
        return found

    async def change(self, sql: str, *values: Value) -> int:
        status = await self._connection.execute(_numbered(sql), *for_postgres(values))
        return int(status.rpartition(" ")[2])


class PostgresDatabase:
    """The database of a Tortoise client, whose pool is open."""

    def __init__(self, client: BaseDBAsyncClient) -> None:
        self._client = client

    async def close(self) -> None:
        await self._client.close()

    async def write(self, work: Work[T]) -> T:
        """Carry out `work` whole or not at all; returns when it is on stable storage."""
        async with self._client.acquire_connection() as raw, raw.transaction():
            return await work(PostgresStatements(raw))

    async def look(self, work: Work[T]) -> T:
        """Carry out `work`, which only looks, on one consistent view."""
        async with (
            self._client.acquire_connection() as raw,
            raw.transaction(isolation="repeatable_read", readonly=True),
        ):
            return await work(PostgresStatements(raw))


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> str:
    count = iter(range(1, sql.count("?") + 1))
    return re.sub(r"\?", lambda _: f"${next(count)}", sql)
