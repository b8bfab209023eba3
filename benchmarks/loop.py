"""The loop under load: what mailflow accepts, answers and costs, beside a bare aiosmtpd in the same run.

    python -m benchmarks.loop [--mails 1000] [--rounds 3] [--json]
    python -m benchmarks.loop --database postgres://… --queue redis://…    the answers by separate processes, too

Everything runs on this machine's loopback: the load generator, the sink and the bare server each in a process of
their own, mailflow as `mailflow run` on SQLite and its embedded queue. The database given must be empty.
"""

import argparse
import asyncio
import json
import os
import platform
import smtplib
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import pairs, process
from benchmarks.peer import Mail
from benchmarks.process import Service, Sink
from mailflow import service, settings
from mailflow.engine.house import Silence
from mailflow.jobs.embedded import EmbeddedQueue
from mailflow.store.connection import Store
from mailflow.store.vault import create_secret

ADDRESS = "contract@career.example"
MAIL_BYTES = 4096
CONNECTIONS = (1, 50)
SENDERS = 20  # connections of the load that is answered
WARM_UP = 60
LONE_MAILS = 50
LONE_PAUSE_SECONDS = 0.2
IDLE_SECONDS = 10.0
ANSWER_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Accepted:
    """Mails a second over so many connections; `ratio` is mailflow's share of the bare server's rate."""

    connections: int
    bare: float
    mailflow: float
    ratio: float
    bare_cpu_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Answered:
    """Mails a second from the first 250 to the last answer; CPU a mail of mailflow and its queue, and without it."""

    mails: int
    rate: float
    rate_per_core: float
    cpu_ms: float
    cpu_ms_mailflow: float
    rss_mib: float


@dataclass(frozen=True, slots=True)
class Lone:
    """One mail at a time to an idle service: from before the connection is made until the sink has the answer."""

    median_ms: float
    p95_ms: float
    idle_cpu_percent: float


@dataclass(frozen=True, slots=True)
class Result:
    machine: str
    accepted: list[Accepted]
    answered: list[Answered]
    lone: Lone
    apart: Answered | None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=1000, help="mails to be answered in each round")
    parser.add_argument("--rounds", type=int, default=3, help="how often what is noisy is measured")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--database", default="", help="an empty PostgreSQL, to measure separate processes on")
    parser.add_argument("--queue", default="", help="a Redis for them")
    chosen = parser.parse_args()
    if bool(chosen.database) != bool(chosen.queue):
        parser.error("--database and --queue come together")
    result = measured(chosen.mails, chosen.rounds, chosen.database, chosen.queue)
    if chosen.json:
        print(json.dumps(asdict(result), indent=2))
    else:
        show(result)


def measured(mails: int, rounds: int, database: str, queue: str) -> Result:
    accepted = [accept_rates(connections, 1000 if connections == 1 else 4000, rounds) for connections in CONNECTIONS]
    answered = []
    for _ in range(rounds):
        figures, lone = answers(mails)
        answered.append(figures)
    return Result(
        machine=f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
        accepted=accepted,
        answered=answered,
        lone=lone,
        apart=answers_apart(mails, database, queue) if database else None,
    )


# --- the measurements -----------------------------------------------------------------------------------------------


def accept_rates(connections: int, count: int, rounds: int) -> Accepted:
    """A bare server and mailflow in turn, with the same load; medians."""
    bare: list[tuple[float, float]] = []
    ours: list[tuple[float, float]] = []
    for number in range(rounds):
        mails = list(_idle_talk(count, number))
        with process.bare() as server:
            bare.append(_taken(server, connections, mails))
        with _folder() as folder, _doors_only(folder) as door:
            ours.append(_taken(door, connections, mails))
    return Accepted(
        connections=connections,
        bare=statistics.median(rate for rate, _ in bare),
        mailflow=statistics.median(rate for rate, _ in ours),
        ratio=statistics.median(mine[0] / other[0] for mine, other in zip(ours, bare, strict=True)),
        bare_cpu_ms=statistics.median(cpu for _, cpu in bare),
        cpu_ms=statistics.median(cpu for _, cpu in ours),
    )


def _taken(server: Service, connections: int, mails: Sequence[Mail]) -> tuple[float, float]:
    """Mails a second, and milliseconds of CPU a mail."""
    before = server.tree.cpu_seconds()
    sent = process.send(server.port, connections, mails)
    cpu = (server.tree.cpu_seconds() - before) / len(mails) * 1000
    if sent.accepted != len(mails):
        raise RuntimeError(f"{sent.accepted} of {len(mails)} mails were accepted")
    return sent.rate, cpu


def answers(mails: int) -> tuple[Answered, Lone]:
    """`mailflow run` on its defaults: a load of replies, then lone ones, then silence."""
    with _folder() as folder, process.sink() as sink:
        config = _config(folder, sink.port)
        written = _people(config, WARM_UP + mails + LONE_MAILS)
        with process.mailflow(config, "run") as ours:
            figures = _answered([ours], ours.port, sink, written[: WARM_UP + mails])
            lone = _lone(ours, sink, written[WARM_UP + mails :])
    return figures, lone


def answers_apart(mails: int, database: str, queue: str) -> Answered:
    """The same load on processes of their own for mail in, mail out and timers. Their servers are not measured."""
    with _folder() as folder, process.sink() as sink:
        config = _config(folder, sink.port, database=database, queue=queue)
        asyncio.run(Store.migrate(database))
        written = _people(config, WARM_UP + mails)
        with ExitStack() as stack:
            door = stack.enter_context(process.mailflow(config, "work", "inbound", "--doors"))
            others = [stack.enter_context(process.mailflow(config, "work", kind)) for kind in ("outbound", "timers")]
            return _answered([door, *others], door.port, sink, written)


def _answered(services: Sequence[Service], port: int, sink: Sink, written: Sequence[Mail]) -> Answered:
    process.send(port, SENDERS, written[:WARM_UP])
    sink.wait(WARM_UP, ANSWER_SECONDS)
    trees = [one.tree for one in services]
    roots = {tree.root for tree in trees}
    mails = len(written) - WARM_UP
    before, before_ours = process.cpu_seconds(trees), process.own_cpu_seconds(roots)
    sent = process.send(port, SENDERS, written[WARM_UP:])
    sink.wait(len(written), ANSWER_SECONDS)
    last = max(sink.answered.values())
    cpu = (process.cpu_seconds(trees) - before) / mails
    return Answered(
        mails=mails,
        rate=mails / (last - sent.first),
        rate_per_core=1 / cpu,
        cpu_ms=cpu * 1000,
        cpu_ms_mailflow=(process.own_cpu_seconds(roots) - before_ours) / mails * 1000,
        rss_mib=sum(tree.rss_bytes() for tree in trees) / 2**20,
    )


def _lone(ours: Service, sink: Sink, written: Sequence[Mail]) -> Lone:
    seconds = []
    for mail in written:
        known = len(sink.answered)
        time.sleep(LONE_PAUSE_SECONDS)
        began = time.monotonic()
        with smtplib.SMTP("127.0.0.1", ours.port, timeout=30) as client:
            client.sendmail(mail.sender, mail.recipient, mail.raw)
        sink.wait(known + 1, ANSWER_SECONDS)
        seconds.append(max(sink.answered.values()) - began)
    before = ours.tree.cpu_seconds()
    time.sleep(IDLE_SECONDS)
    idle = (ours.tree.cpu_seconds() - before) / IDLE_SECONDS
    return Lone(
        median_ms=statistics.median(seconds) * 1000,
        p95_ms=statistics.quantiles(seconds, n=20)[-1] * 1000,
        idle_cpu_percent=idle * 100,
    )


# --- what they need -------------------------------------------------------------------------------------------------


def _idle_talk(count: int, round_: int) -> Iterator[Mail]:
    """Mails of 4 KB from nobody in particular, no two alike."""
    line = "The quick brown fox jumps over the lazy dog, and so on to the end of it.\r\n"
    for number in range(count):
        head = (
            f"From: Ann Other <ann@people.example>\r\nTo: {ADDRESS}\r\nSubject: Number {number}\r\n"
            f"Message-ID: <{round_}.{number}@people.example>\r\nDate: Thu, 12 Mar 2026 15:00:00 +0000\r\n\r\n"
        )
        yield Mail("ann@people.example", ADDRESS, (head + line * ((MAIL_BYTES - len(head)) // len(line))).encode())


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="mailflow-bench-") as name:
        yield Path(name)


def _config(folder: Path, port: int, *, database: str = "", queue: str = "") -> Path:
    create_secret(folder / "secret.key")
    config = folder / "mailflow.toml"
    config.write_text(
        f'[service]\naddress = "{ADDRESS}"\n[smtp]\nlisten = "127.0.0.1:0"\n'
        f'[database]\nurl = "{database}"\n[queue]\nurl = "{queue}"\n'
        f'[submission]\nhost = "127.0.0.1"\nport = {port}\ntls = "none"\n'
    )
    return config


@contextmanager
def _doors_only(folder: Path) -> Iterator[Service]:
    """mailflow with no worker that would take up the mail: only what accepting it costs."""
    with EmbeddedQueue(folder / "aside") as queue:
        config = _config(folder, 1, queue=queue.url)
        asyncio.run(_prepared(config))
        with process.mailflow(config, "work", "timers", "--doors") as door:
            yield door


async def _prepared(config: Path) -> None:
    async with service.rooms(settings.load(config), Silence()):
        pass


def _people(config: Path, count: int) -> list[Mail]:
    async def enrol() -> list[Mail]:
        async with service.rooms(settings.load(config), Silence()) as house:
            return await pairs.replies(house, count)

    return asyncio.run(enrol())


# --- the report -----------------------------------------------------------------------------------------------------


def show(result: Result) -> None:
    table = Table(title=result.machine, title_justify="left")
    for column, justify in (("measured", "left"), ("figure", "right"), ("aim", "right")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    for a in result.accepted:
        table.add_row(f"accept rate, share of bare aiosmtpd, {a.connections} connections", f"{a.ratio:.2f}", "≥ 0.4")
        table.add_row("  mailflow / bare, mails/s", f"{a.mailflow:.0f} / {a.bare:.0f}", "")
        table.add_row("  CPU a mail, mailflow / bare, ms", f"{a.cpu_ms:.2f} / {a.bare_cpu_ms:.2f}", "")
    unit = min(a.bare_cpu_ms for a in result.accepted)
    named = [("one process", one) for one in result.answered]
    for name, b in [*named, ("separate processes", result.apart)]:
        if b is not None:
            cpu = f"{b.cpu_ms:.2f} ({b.cpu_ms_mailflow:.2f})"
            table.add_row(f"answered mails/s per core, {name}", f"{b.rate_per_core:.0f}", "≥ 150")
            table.add_row("  CPU a mail, ms (without the queue's server)", cpu, "≤ 6.6")
            table.add_row("  CPU a mail, in mails that bare aiosmtpd takes", f"{b.cpu_ms / unit:.0f}", "≤ 19")
            table.add_row("  mails/s", f"{b.rate:.0f}", "")
            table.add_row("  memory, MiB", f"{b.rss_mib:.0f}", "≤ 200")
    table.add_row("a lone mail, answered after, ms", f"{result.lone.median_ms:.0f}", "< 150")
    table.add_row("  95 of 100 within, ms", f"{result.lone.p95_ms:.0f}", "")
    table.add_row("idle, % of a core", f"{result.lone.idle_cpu_percent:.1f}", "")
    Console().print(table)


if __name__ == "__main__":
    main()
