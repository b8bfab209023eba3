"""Processes under measurement: started, watched through /proc, and stopped (Linux)."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.peer import Mail, Sent

START_SECONDS = 60.0
STOP_SECONDS = 30.0
SEND_SECONDS = 330.0
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PORT = re.compile(r"by SMTP on \S*:(\d+)")


class NotStarted(Exception):
    """A process has not said in time that it is ready. The text is the end of what it did say."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A process with all that it has started."""

    root: int

    def pids(self) -> list[int]:
        parents = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and (fields := _stat(int(entry.name))):
                parents[int(entry.name)] = int(fields[1])
        found = [self.root]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    def cpu_seconds(self) -> float:
        """User and system time so far, of those that still live and of those that were waited for."""
        return sum(sum(map(int, fields[11:15])) for pid in self.pids() if (fields := _stat(pid))) / _TICKS

    def rss_bytes(self) -> int:
        return sum(int(fields[21]) * _PAGE for pid in self.pids() if (fields := _stat(pid)))


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; none if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def cpu_seconds(trees: Sequence[Tree]) -> float:
    return sum(tree.cpu_seconds() for tree in trees)


def own_cpu_seconds(pids: Iterable[int]) -> float:
    """The same without what they have started."""
    return sum(sum(map(int, fields[11:13])) for pid in pids if (fields := _stat(pid))) / _TICKS


@dataclass(slots=True)
class Sink:
    """The sink's process, and when the answer to each mail came."""

    port: int
    answered: dict[str, float] = field(default_factory=dict)
    _came: threading.Condition = field(default_factory=threading.Condition)

    def read(self, lines: Iterator[str]) -> None:
        for line in lines:
            at, message_id = line.split()
            with self._came:
                self.answered.setdefault(message_id, float(at))
                self._came.notify_all()

    def wait(self, count: int, seconds: float) -> None:
        """Until so many mails are answered. Raises TimeoutError."""
        with self._came:
            if not self._came.wait_for(lambda: len(self.answered) >= count, seconds):
                raise TimeoutError(f"{len(self.answered)} of {count} mails were answered within {seconds:.0f} s")


@contextmanager
def _running(command: Sequence[str], **options: object) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, text=True, **options)  # type: ignore[call-overload]  # passed on as they are
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def sink() -> Iterator[Sink]:
    with _running([sys.executable, "-m", "benchmarks.peer", "sink"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        opened = Sink(int(process.stdout.readline()))
        threading.Thread(target=opened.read, args=(process.stdout,), daemon=True).start()
        yield opened


def send(port: int, connections: int, mails: Sequence[Mail]) -> Sent:
    """Send the mails from a process of its own, and wait for its end."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peer", "load", str(port), str(connections)],
        input="\n".join(mail.to_line() for mail in mails),
        capture_output=True,
        text=True,
        check=True,
        timeout=SEND_SECONDS,
    )
    return Sent.from_line(done.stdout)


@dataclass(frozen=True, slots=True)
class Service:
    """A server process; `port` is 0 if it listens on none."""

    tree: Tree
    port: int


@contextmanager
def bare() -> Iterator[Service]:
    """A bare aiosmtpd, which throws away what it takes."""
    with _running([sys.executable, "-m", "benchmarks.peer", "bare"], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield Service(Tree(process.pid), int(process.stdout.readline()))


@contextmanager
def mailflow(config: Path, *arguments: str) -> Iterator[Service]:
    """`mailflow …` with this configuration, once it says that it is ready. Raises NotStarted."""
    said = config.with_name(f"{'-'.join(arguments)}.log")
    with said.open("w") as log:
        command = [sys.executable, "-m", "mailflow", *arguments, "--config", str(config)]
        with _running(command, stderr=log) as process:
            yield Service(Tree(process.pid), _ready(process, said))


def _ready(process: "subprocess.Popen[str]", said: Path) -> int:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        text = said.read_text()
        if "mailflow: ready" in text:
            found = _PORT.search(text)
            return int(found[1]) if found else 0
        time.sleep(0.02)
    raise NotStarted(said.read_text()[-2000:])
