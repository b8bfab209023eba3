"""The two backings that every journey is played on.

"embedded" is what a fresh installation has: SQLite and the queue that mailflow starts itself. "scaled" is PostgreSQL
and the system's redis-server; where they are missing it is skipped, and on CI (CI=true) that is a failure.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path

import pytest
import redis

from tests.journeys.redis_server import RedisServer, program
from tests.journeys.scene import START, Scene, scene
from tests.servers import PostgresServer, migrated_postgres, migrated_sqlite

Sections = dict[str, dict[str, object]]
Open = Callable[..., AbstractAsyncContextManager[Scene]]


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    with RedisServer(program()) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """An empty Redis."""
    with redis.Redis(unix_socket_path=str(redis_server.socket)) as connection:
        connection.flushall()
    return redis_server.url


@pytest.fixture
async def postgres_url(postgres: PostgresServer, templates: dict[str, str]) -> AsyncIterator[str]:
    """A database of this test's own, with every table and nothing in them."""
    async with migrated_postgres(postgres, templates) as url:
        yield url


@pytest.fixture(params=["embedded", "scaled"])
def backing(request: pytest.FixtureRequest) -> Sections:
    """The sections of the settings in which the two differ."""
    if request.param == "embedded":
        return {}
    queue, database = request.getfixturevalue("redis_url"), request.getfixturevalue("postgres_url")
    return {"queue": {"url": queue}, "database": {"url": database}}


@pytest.fixture
async def opened(backing: Sections, tmp_path: Path, templates: dict[str, str]) -> Open:
    """Opens the scene on the backing. Opened twice in a test, the second finds what the first left behind.

    The tables are there already, as after a first start: making them takes longer than many a journey.
    """
    folder = tmp_path / "service"
    if "database" not in backing:
        data = folder / "var"
        data.mkdir(parents=True, mode=0o700)
        await migrated_sqlite(templates, data / "mailflow.db")

    def open_scene(start: datetime = START, **sections: dict[str, object]) -> AbstractAsyncContextManager[Scene]:
        return scene(folder, {**backing, **sections}, start)

    return open_scene
