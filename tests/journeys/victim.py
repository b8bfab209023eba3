"""A service that kills itself once at every step: before and after each commit, before and after each submission.

    python -m tests.journeys.victim FOLDER MAILBOX_PORT SMTP_PORT before|after

It is the real service in a process of its own; only the moments of its death are added. For each line on standard
input it is started once, by a fork of this process, which has everything imported and every pattern compiled; "ready"
is printed when its doors are open, and its exit status when it has ended.

FOLDER/clock holds the seconds by which its clock is ahead. FOLDER/deaths lists the steps at which it has died: a step
is named after the function that does it and the rows that it is about, so that each is died at once, and done when it
is tried again. FOLDER/in-flight has a line for each letter that had been handed to the mail system, or was about to
be, and was not settled when the process died: what the one gap of docs/internals.md allows to go out twice.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mailflow import service
from mailflow.delivery.submit import Submitter
from mailflow.demo.stage import settings
from mailflow.store.connection import Store
from mailflow.store.inbound import NewInbound
from mailflow.store.outbox import NewLetter
from tests.playbook.life import agreed


class Fate:
    """Which steps have been died at."""

    def __init__(self, folder: Path, moment: str) -> None:
        self._moment = moment
        self._file = folder / "deaths"
        self._gap = folder / "in-flight"
        self.in_flight: set[object] = set()
        self._died_at = set(self._file.read_text().splitlines()) if self._file.exists() else set()

    async def step(self, name: str, act: Callable[[], Awaitable[Any]]) -> Any:
        if self._moment == "before":
            self._die_once(name)
        result = await act()
        if self._moment == "after":
            self._die_once(name)
        return result

    def _die_once(self, step: str) -> None:
        if step in self._died_at:
            return
        with self._file.open("a") as file, self._gap.open("a") as gap:
            file.write(f"{step}\n")
            gap.writelines(f"{letter}\n" for letter in self.in_flight)
        os.kill(os.getpid(), signal.SIGKILL)


def rows_of(work: Callable[..., Any]) -> Iterator[str]:
    """The ids of the rows that a transaction's function was made for, from what it closes over."""
    for cell in work.__closure__ or ():
        match cell.cell_contents:
            case bool():
                continue
            case int() | str() as row:
                yield str(row)
            case list() as rows:
                yield from (row.id for row in rows if isinstance(row, NewInbound))
                yield from (row.token for row in rows if isinstance(row, NewLetter))


def doomed(fate: Fate) -> None:
    """Every write of the engine and every submission becomes a step."""
    transact, submit = Store.transact, Submitter.submit

    async def deadly_transact(self: Store, work: Any) -> Any:
        name = work.__qualname__.replace(".<locals>", "").replace(".<lambda>", "")
        if name.startswith("Store."):  # opening the store, before there is anything to do
            return await transact(self, work)
        result = await fate.step(" ".join((name, *rows_of(work))), lambda: transact(self, work))
        if name == "_settle":
            fate.in_flight.discard(asyncio.current_task())
        return result

    async def deadly_submit(self: Submitter, mail: Any) -> Any:
        fate.in_flight.add(asyncio.current_task())
        return await fate.step(f"submit {mail.id}", lambda: submit(self, mail))

    Store.transact = deadly_transact  # type: ignore[method-assign]  # the one thing that is not the real service
    Submitter.submit = deadly_submit  # type: ignore[method-assign]


class ClockFile:
    """The clock of this process: real time, put forward by what the file says."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self.path.read_text()))


async def main(folder: Path, mailboxes: int, port: int, moment: str) -> None:
    clock = ClockFile(folder / "clock")
    doomed(Fate(folder, moment))
    chosen = settings(folder, mailboxes, smtp={"listen": f"127.0.0.1:{port}"})
    async with service.running(chosen, clock=clock) as process:
        print("ready", flush=True)
        seen = clock.path.stat().st_mtime_ns
        while True:  # stands in for the sweep of every ten seconds, at once when the clock is put forward
            await asyncio.sleep(0.02)
            if clock.path.stat().st_mtime_ns != seen:
                seen = clock.path.stat().st_mtime_ns
                await process.sweep()


def warm() -> None:
    """Make what a process makes once, when it is first needed: every fork of this one has it then."""
    with TemporaryDirectory() as empty:
        asyncio.run(Store.migrate(f"sqlite://{empty}/mailflow.db"))
    agreed()  # a life in memory, from the booking to the contract: its words are read as those of the story are


if __name__ == "__main__":
    warm()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
