"""The system's redis-server for tests: a real one on a private unix socket, which can be killed and started again."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

STARTS_WITHIN = 10.0  # seconds


def program() -> str:
    """The path of redis-server (or valkey-server). Without one the test is skipped; on CI (CI=true) it fails."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("redis-server is not installed, and CI must test on it")
        pytest.skip("redis-server is not installed")
    return found


@dataclass
class RedisServer:
    """A server with an append-only file in a folder of its own. Use as a context manager."""

    program: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="mf-redis-")))
    child: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.child = subprocess.Popen(
            [
                self.program, "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self.folder),
                "--appendonly", "yes", "--save", "", "--logfile", str(self.folder / "log"), "--databases", "4",
            ]
        )  # fmt: skip
        ends = time.monotonic() + STARTS_WITHIN
        while not self._answers():
            assert self.child.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < ends, "redis-server does not answer"
            time.sleep(0.005)

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        assert self.child is not None
        self.child.kill()
        self.child.wait()
        self.socket.unlink(missing_ok=True)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(1)
            try:
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
            except OSError:
                return False

    def __enter__(self) -> "RedisServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
