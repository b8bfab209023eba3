"""The real command line, in processes that cannot outlive a test; and people's mail to a running service."""

import atexit
import contextlib
import functools
import json
import os
import queue
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import TypeVar

from mailflow.mail import message
from mailflow.mail.message import Message

ROOT = Path(__file__).resolve().parent.parent.parent
SERVICE = "contract@career.example"
MOIRA = "moira.lennox@example.com"
BEN = "ben.ashcroft@example.com"
PATIENCE = 30.0  # seconds, for what takes less than one: a busy machine must not fail a test
CONFIG = f"""[service]
address = "{SERVICE}"
[smtp]
listen = "127.0.0.1:0"
[submission]
maildir = "outbox"
"""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without anything that would configure mailflow, and `variables`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILFLOW_")}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "80", **variables}


class Preloaded:
    """A process of tests.cli.preloaded; it carries out one command after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.preloaded"],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._streams = Path(tempfile.mkdtemp(prefix="mf-cli-"))
        self._busy = threading.Lock()
        atexit.register(self._end)

    def run(self, arguments: list[str], folder: Path, words: bytes, variables: dict[str, str]) -> Done:
        with self._busy:
            assert self._process.stdin is not None
            (self._streams / ".stdin").write_bytes(words)
            command = {
                "arguments": arguments,
                "folder": str(folder),
                "streams": str(self._streams),
                "environment": environment(**variables),
            }
            print(json.dumps(command), file=self._process.stdin, flush=True)
            child = int(self._line())
            overdue = threading.Timer(2 * PATIENCE, os.killpg, (child, signal.SIGKILL))
            overdue.start()
            try:
                code = int(self._line())
            finally:
                overdue.cancel()
            out, err = ((self._streams / name).read_bytes() for name in (".stdout", ".stderr"))
            return Done(code, out.decode("utf-8", "surrogateescape"), err.decode("utf-8", "surrogateescape"))

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def _end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()
        shutil.rmtree(self._streams, ignore_errors=True)


@functools.cache
def preloaded(number: int = 0) -> Preloaded:
    """The same process for the whole run, and others beside it."""
    return Preloaded()


def mailflow(*arguments: str | Path, folder: Path, words: bytes = b"", beside: int = 0, **variables: str) -> Done:
    """Run `mailflow` in `folder` with `words` on standard input; commands of another `beside` run side by side."""
    return preloaded(beside).run([str(a) for a in arguments], folder, words, variables)


@contextlib.contextmanager
def begun(*arguments: str | Path, folder: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command, running; it and all that it started are gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mailflow", *map(str, arguments)],
        cwd=folder,
        env=environment(**variables),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        with process:
            try:
                yield process
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
    finally:
        process.wait()


def until(look: Callable[[], T | None], what: str, seconds: float = PATIENCE) -> T:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds:.0f} s: {what}")


def site(folder: Path, config: str = CONFIG) -> Path:
    """A folder with a secret and this mailflow.toml."""
    done = mailflow("init", folder, "--address", SERVICE, folder=folder.parent)
    assert done.returncode == 0, done.stderr
    (folder / "mailflow.toml").write_text(config, encoding="utf-8")
    return folder


def enrol(folder: Path) -> None:
    done = mailflow(
        "people", "add", "--manager", f"Moira Lennox <{MOIRA}>", "--report", f"Ben Ashcroft <{BEN}>", folder=folder
    )
    assert done.returncode == 0, done.stderr


@dataclass
class Service:
    """A `mailflow run` (or `work`) that is running in `folder`."""

    folder: Path
    process: subprocess.Popen[bytes]
    lines: list[str] = field(default_factory=list)
    port: int = 0

    def ended(self, seconds: float = 10.0) -> int:
        """The exit code; the test fails if it takes longer."""
        return self.process.wait(seconds)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()

    def send(self, sender: str, recipient: str, words: str | bytes, subject: str = "Re: us") -> None:
        """Returns when the service has said 250 to it."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.sendmail(sender, [recipient], mail(sender, recipient, words, subject))

    def letters(self, to: str | None = None, name: str | None = None) -> list[Message]:
        """What lies in the outbox, of this kind and to this person."""
        return letters(self.folder, to, name)

    def letter(self, to: str, name: str) -> Message:
        """The first of them, as soon as there is one."""
        return until(lambda: next(iter(self.letters(to, name)), None), f"{name} for {to}: {self.lines}")


def mail(sender: str, recipient: str, words: str | bytes, subject: str = "Re: us") -> bytes:
    if isinstance(words, bytes):
        return words
    written = EmailMessage()
    written["From"], written["To"], written["Subject"] = sender, recipient, subject
    written.set_content(words)
    return written.as_bytes()


def letters(folder: Path, to: str | None = None, name: str | None = None) -> list[Message]:
    found = [message.parse(path.read_bytes()) for path in sorted((folder / "outbox" / "new").glob("*"))]
    return [
        letter
        for letter in found
        if (name is None or letter.header("x-mailflow") == name)
        and (to is None or to in {r.address for r in letter.recipients})
    ]


def reply_address(letter: Message) -> str:
    found = re.search(r"<(.+)>", letter.header("reply-to") or "")
    assert found is not None
    return found[1]


@contextlib.contextmanager
def serving(folder: Path, *command: str, ready: str = "ready; Ctrl-C ends it", **variables: str) -> Iterator[Service]:
    """`mailflow run`, or another command, once it has said that it is ready."""
    with begun(*(command or ("run",)), folder=folder, **variables) as process:
        service = Service(folder, process)
        heard: queue.Queue[str | None] = queue.Queue()

        def listen() -> None:
            assert process.stderr is not None
            for line in process.stderr:
                service.lines.append(line.decode("utf-8", "replace").rstrip())
                heard.put(service.lines[-1])
            heard.put(None)

        listener = threading.Thread(target=listen, daemon=True)
        listener.start()
        while (line := heard.get(timeout=PATIENCE)) is None or ready not in line:
            assert line is not None, f"it ended with {process.wait()}: {service.lines}"
        found = re.search(r"by SMTP on \S*:(\d+)", "\n".join(service.lines))
        service.port = int(found[1]) if found else 0
        try:
            yield service
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            listener.join(PATIENCE)
