"""Real databases for tests, on SQLite and then on PostgreSQL: `database_url` is empty, `migrated_url` has its tables.

One PostgreSQL server serves the whole run, on a unix socket in a folder of its own. Without PostgreSQL's programs
these tests are skipped; on CI (CI=true) that is an error.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import asyncpg
import pytest

from mailflow.store.connection import Store

_USER = "mailflow"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running server; `folder` holds its socket."""

    folder: Path
    programs: Path

    def url(self, database: str) -> str:
        return f"postgres://{_USER}@/{database}?host={self.folder}"

    async def execute(self, statement: str) -> None:
        """Carry out a statement as the superuser, outside any database of a test."""
        connection = await asyncpg.connect(host=str(self.folder), user=_USER, database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    def start(self) -> None:
        options = f"-c listen_addresses='' -c fsync=off -c max_connections=60 -k {self.folder}"
        self._control("-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, mode: Literal["smart", "fast", "immediate"]) -> None:
        self._control("-m", mode, "stop")

    def _control(self, *arguments: str) -> None:
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-w", "-s", *arguments)

    def dump(self, database: str) -> bytes:
        """Everything in the database, as pg_dump writes it."""
        command = (self.programs / "pg_dump", "-h", self.folder, "-U", _USER, database)
        return subprocess.run(command, capture_output=True, check=True).stdout


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def _owner() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def _run(*command: str | Path) -> None:
    owner = _owner()
    if owner.pw_uid == os.geteuid():
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    else:
        done = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=owner.pw_uid,
            group=owner.pw_gid,
            extra_groups=[],
        )
    assert done.returncode == 0, f"{command[0]}: {done.stderr or done.stdout}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    programs = _programs()
    if programs is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's programs are not installed, and CI must test on it")
        pytest.skip("PostgreSQL's programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="mf-pg-"))
    owner = _owner()
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    server = PostgresServer(folder, programs)
    try:
        _run(programs / "initdb", "-D", folder / "data", "-U", _USER, "-A", "trust", "--no-sync", "-E", "UTF8")
        server.start()
        yield server
        server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of this test's own."""
    if request.param == "sqlite":
        yield f"sqlite://{tmp_path / 'mailflow.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"test_{uuid.uuid4().hex}"
    await server.execute(f"create database {name}")
    yield server.url(name)
    await server.execute(f"drop database {name} with (force)")


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The migrated databases that others are copied from, by kind; filled by who first needs one."""
    return {"folder": str(tmp_path_factory.mktemp("templates"))}


async def migrated_sqlite(templates: dict[str, str], path: Path) -> None:
    """A database with every table and nothing in them, at `path`."""
    template = Path(templates["folder"]) / "mailflow.db"
    if "sqlite" not in templates:
        await Store.migrate(f"sqlite://{template}")
        templates["sqlite"] = str(template)
    shutil.copy(template, path)


@asynccontextmanager
async def migrated_postgres(server: PostgresServer, templates: dict[str, str]) -> AsyncIterator[str]:
    """The url of a database with every table and nothing in them; it is gone afterwards."""
    if "postgres" not in templates:
        await server.execute("create database template_mailflow")
        await Store.migrate(server.url("template_mailflow"))
        templates["postgres"] = "template_mailflow"
    name = f"test_{uuid.uuid4().hex}"
    await server.execute(f"create database {name} template {templates['postgres']}")
    yield server.url(name)
    await server.execute(f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgres"])
async def migrated_url(request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, str]) -> AsyncIterator[str]:
    """A database of this test's own with every table and nothing in them."""
    if request.param == "sqlite":
        path = tmp_path / "mailflow.db"
        await migrated_sqlite(templates, path)
        yield f"sqlite://{path}"
        return
    async with migrated_postgres(request.getfixturevalue("postgres"), templates) as url:
        yield url
