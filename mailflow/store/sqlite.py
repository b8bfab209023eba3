"""A SQLite file: a connection that writes and one that looks.

A statement runs where it is asked for, on the event loop: it takes a few microseconds, and a thread's hand-over many
times that. What may wait, for the disk or for another process, runs in a thread: the beginning and the end of a write,
and a statement with a large value.

Writes that come while others are being committed share the next commit (group commit). Each is a savepoint of its
own within it, so one that fails takes nobody along; each is told of its success when all are on stable storage.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar

from mailflow.store.errors import StoreUnavailable
from mailflow.store.session import Row, Statements, Value, for_sqlite

T = TypeVar("T")
Work = Callable[[Statements], Awaitable[T]]

MOST_IN_ONE_COMMIT = 32
LARGE = 256 * 1024  # bytes of one value
_STATEMENTS_KEPT = 512


class SqliteStatements:
    """The statements of whatever transaction the connection is in."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def rows(self, sql: str, *values: Value) -> Sequence[Row]:
        # sqlite3.Row is a mapping by name in all but its registration
        rows: Any = self._connection.execute(sql, for_sqlite(values)).fetchall()
        found: Sequence[Row] = rows
        return found

    async def change(self, sql: str, *values: Value) -> int:
        if any(isinstance(value, bytes) and len(value) > LARGE for value in values):
            return (await asyncio.to_thread(self._connection.execute, sql, for_sqlite(values))).rowcount
        return self._connection.execute(sql, for_sqlite(values)).rowcount


@dataclass(frozen=True, slots=True)
class _Write:
    """A write that waits for its turn, and whoever waits for it."""

    work: Work[Any]
    done: asyncio.Future[Any]

    def fails(self, error: BaseException) -> None:
        if isinstance(error, asyncio.CancelledError):
            self.done.cancel()
        elif not self.done.done():
            self.done.set_exception(error)

    def succeeds(self, result: object) -> None:
        if not self.done.done():
            self.done.set_result(result)


class SqliteDatabase:
    """An open file. Use `SqliteDatabase.open`."""

    def __init__(self, writer: sqlite3.Connection, reader: sqlite3.Connection) -> None:
        self._writer = writer
        self._reader = reader
        self._looking = asyncio.Lock()
        self._waiting: deque[_Write] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._closed = False

    @classmethod
    async def open(cls, path: Path, pragmas: Mapping[str, str | int]) -> Self:
        """Open the file, which exists. Raises sqlite3.Error, and StoreUnavailable if a commit could be lost there."""
        writer = await asyncio.to_thread(_connection, path, pragmas)
        try:
            _check_durability(writer)
            reader = await asyncio.to_thread(_connection, path, {**pragmas, "query_only": "ON"})
        except BaseException:
            writer.close()
            raise
        return cls(writer, reader)

    async def close(self) -> None:
        self._closed = True  # a statement on a connection that another thread is closing would end the process
        if self._writing is not None:
            await asyncio.wait({self._writing})
        async with self._looking:
            self._reader.close()
        await asyncio.to_thread(self._writer.close)  # the last one writes everything into the database itself

    async def look(self, work: Work[T]) -> T:
        """Carry out `work`, which only looks, on one consistent view. Raises StoreUnavailable once closed."""
        async with self._looking:
            self._refuse_if_closed()
            self._reader.execute("begin")
            try:
                return await work(SqliteStatements(self._reader))
            finally:
                self._reader.execute("rollback")

    async def write(self, work: Work[T]) -> T:
        """Carry out `work` whole or not at all; returns when it is on stable storage.

        Raises what `work` raises, and StoreUnavailable once closed.
        """
        self._refuse_if_closed()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Write(work, done))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        return await done

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreUnavailable("the database is closed")

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await self._write_together()
        finally:
            for write in self._waiting:  # the event loop is closing
                write.done.cancel()

    async def _write_together(self) -> None:
        """Carry out what waits, and what comes meanwhile, and commit it."""
        try:
            # A transaction that reads before it writes cannot wait for the lock later on: take it now.
            await asyncio.to_thread(self._writer.execute, "begin immediate")
        except sqlite3.Error as error:
            self._waiting.popleft().fails(error)
            return
        carried_out: list[tuple[_Write, object]] = []
        try:
            while self._waiting and len(carried_out) < MOST_IN_ONE_COMMIT:
                await self._carry_out(self._waiting.popleft(), carried_out)
                await asyncio.sleep(0)  # the doors have their turn
            await asyncio.to_thread(self._writer.execute, "commit")
        except BaseException as error:
            if self._writer.in_transaction:
                self._writer.execute("rollback")
            for write, _ in carried_out:
                write.fails(error)
            if not isinstance(error, Exception):
                raise
        else:
            for write, result in carried_out:
                write.succeeds(result)

    async def _carry_out(self, write: _Write, carried_out: list[tuple[_Write, object]]) -> None:
        """Add the write to those that only lack their commit, or tell who waits for it that it failed.

        Raises StoreUnavailable if its failure has taken those before it along.
        """
        self._writer.execute("savepoint one")
        try:
            result = await write.work(SqliteStatements(self._writer))
        except Exception as error:
            write.fails(error)
            if not self._writer.in_transaction:  # as after SQLITE_FULL
                raise StoreUnavailable("SQLite has taken back a whole transaction") from error
            self._writer.execute("rollback to one")
        except BaseException as error:
            write.fails(error)
            raise
        else:
            carried_out.append((write, result))
        self._writer.execute("release one")


def _connection(path: Path, pragmas: Mapping[str, str | int]) -> sqlite3.Connection:
    # Of several threads, never two at a time: a thread has it only while whoever handed it over waits.
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS_KEPT
    )
    try:
        connection.row_factory = sqlite3.Row
        for name, value in pragmas.items():
            connection.execute(f"pragma {name} = {value}")
    except BaseException:
        connection.close()
        raise
    return connection


def _check_durability(connection: sqlite3.Connection) -> None:
    """Not every file system lets SQLite keep a write-ahead log."""
    (journal,) = connection.execute("pragma journal_mode").fetchone()
    (synchronous,) = connection.execute("pragma synchronous").fetchone()
    if journal != "wal" or synchronous != 2:
        raise StoreUnavailable(
            "SQLite cannot keep a write-ahead log there. Fix: put the database on a local disk, or use PostgreSQL."
        )
