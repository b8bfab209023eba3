"""Real databases for tests: `database_url` is an empty SQLite file, then an empty PostgreSQL database.

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
from dataclasses import dataclass
from pathlib import Path

import asyncpg  # type: ignore[import-untyped]  # it ships no types
import pytest

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

    def control(self, *arguments: str) -> None:
        """Run pg_ctl and wait for its end."""
        _run(self.programs / "pg_ctl", "-D", self.folder / "data", "-w", "-s", *arguments)


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
    other = {} if owner.pw_uid == os.geteuid() else {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, **other)
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
        options = f"-c listen_addresses='' -c fsync=off -c max_connections=60 -k {folder}"
        server.control("-l", str(folder / "log"), "-o", options, "start")
        yield server
        server.control("-m", "immediate", "stop")
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
