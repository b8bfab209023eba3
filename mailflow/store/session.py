"""Statements inside one transaction, on either database.

SQL is written once, with "?" for its values. Values are given in the types of the model and come back in them: what
SQLite keeps as text is read with `instant` and `day`.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Protocol

import asyncpg
from tortoise.exceptions import BaseORMException, DBConnectionError

from mailflow.store.errors import LostRace, StoreUnavailable
from mailflow.store.vault import Vault

Value = str | int | bytes | datetime | date | None
Row = Mapping[str, Any]


class Statements(Protocol):
    """The two things that a transaction is asked to do."""

    async def rows(self, sql: str, *values: Value) -> Sequence[Row]:
        """Every row of the answer."""
        ...

    async def change(self, sql: str, *values: Value) -> int:
        """How many rows the statement changed."""
        ...


class Session:
    """A transaction with the keys to what is sealed in it. The queries of each noun build on it."""

    def __init__(self, db: Statements, vault: Vault) -> None:
        self.db = db
        self.vault = vault

    async def row(self, sql: str, *values: Value) -> Row | None:
        """The first row of the answer."""
        rows = await self.db.rows(sql, *values)
        return rows[0] if rows else None


# --- statements -----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def tuples(columns: int, rows: int = 1) -> str:
    """The list after VALUES for so many rows."""
    return ", ".join([f"({', '.join('?' * columns)})"] * rows)


@lru_cache(maxsize=1024)
def insert(table: str, columns: tuple[str, ...], rows: int = 1) -> str:
    """An INSERT of so many rows, to be continued."""
    return f"insert into {table} ({', '.join(columns)}) values {tuples(len(columns), rows)}"  # noqa: S608 - names are ours


@lru_cache(maxsize=1024)
def upsert(table: str, columns: tuple[str, ...], key: tuple[str, ...], rows: int = 1) -> str:
    """An INSERT of so many rows that overwrites the row which has the same `key`."""
    rest = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in key)
    return f"{insert(table, columns, rows)} on conflict ({', '.join(key)}) do update set {rest}"


# --- values ---------------------------------------------------------------------------------------------------------

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    """Both databases refuse lone surrogates and PostgreSQL refuses NUL; hostile mail has them in its headers."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def for_sqlite(values: Iterable[Value]) -> list[str | int | bytes | None]:
    """The values in the types of SQLite."""
    # Instants sort as text since all have the same width and the same zone.
    return [
        _storable(value)
        if isinstance(value, str)
        else _utc(value).isoformat(" ", "microseconds")
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else value
        for value in values
    ]


def for_postgres(values: Iterable[Value]) -> list[Value]:
    """The values in the types of PostgreSQL."""
    return [
        _storable(value) if isinstance(value, str) else _utc(value) if isinstance(value, datetime) else value
        for value in values
    ]


def _utc(value: datetime) -> datetime:
    if value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError("a datetime without a zone is no instant and cannot be stored")
    return value.astimezone(UTC)


def instant(value: str | datetime) -> datetime:
    """What a database gave for an instant, as an aware datetime in UTC."""
    return _utc(datetime.fromisoformat(value) if isinstance(value, str) else value)


def instant_or_none(value: str | datetime | None) -> datetime | None:
    return None if value is None else instant(value)


def day_or_none(value: str | date | None) -> date | None:
    """What a database gave for a day."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def list_text(values: Iterable[str | int]) -> str:
    """Short codes, numbers or addresses as the text of one column."""
    return json.dumps(list(values), separators=(",", ":"))


def list_of(text: str) -> tuple[Any, ...]:
    """What `list_text` wrote."""
    return tuple(json.loads(text))


# --- errors ---------------------------------------------------------------------------------------------------------

_SQLITE_RACE = {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}
_POSTGRES_RACE = (asyncpg.UniqueViolationError, asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_POSTGRES_UNAVAILABLE = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.LockNotAvailableError,
)
DRIVER_ERRORS = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, BaseORMException)


def translated(error: Exception) -> Exception:
    """The error of a driver as one of ours; an error that is a defect of a statement stays what it is."""
    if isinstance(error, BaseORMException) and error.args and isinstance(error.args[0], Exception):
        error = error.args[0]
    if isinstance(error, DBConnectionError):
        return StoreUnavailable("the database cannot be reached: there is none of that name")
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code in _SQLITE_RACE:
            return LostRace("another worker was faster")
        if code is not None and code & 0xFF in _SQLITE_UNAVAILABLE:
            return StoreUnavailable(f"the database cannot be used: {error.sqlite_errorname}")
        return error
    if isinstance(error, _POSTGRES_RACE):
        return LostRace("another worker was faster")
    if isinstance(error, _POSTGRES_UNAVAILABLE) or type(error) is asyncpg.InterfaceError:
        return StoreUnavailable(f"the database cannot be used: {type(error).__name__}")
    if isinstance(error, OSError):
        where = f" ({error.filename})" if error.filename else ""
        return StoreUnavailable(f"the database cannot be reached: {error.strerror or type(error).__name__}{where}")
    return error
