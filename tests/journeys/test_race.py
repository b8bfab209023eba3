"""Two contradictory replies to one ask, at once, at two services that share one PostgreSQL and one Redis."""

import asyncio
import contextlib
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from mailflow import service
from mailflow.demo.mailbox import Mailboxes, Received
from mailflow.demo.stage import PATIENCE, SECRET, SERVICE, settings, settled
from mailflow.demo.writer import Writer
from mailflow.engine.enrol import enrol
from mailflow.mail import identity
from mailflow.service import Running
from mailflow.settings import Settings
from mailflow.store.inbound import Inbound
from mailflow.store.people import NewPerson
from tests.journeys.scene import NOTES

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 20
YES, NO = "Yes, I agree.", "No, I do not agree."


@dataclass(frozen=True, slots=True)
class Worker:
    """A whole service in a process of its own: its SMTP port, and which inbound mails it settled, as it logs them."""

    port: int
    settled: set[str]


@dataclass(frozen=True, slots=True)
class Round:
    """One pair, its two replies, and the manager's and report's addresses."""

    pair: int
    yes: EmailMessage
    no: EmailMessage
    manager: str
    report: str


@asynccontextmanager
async def worker(config: Path) -> AsyncIterator[Worker]:
    """`mailflow run`, from the moment when its door is open; stopped by SIGTERM, which must end it cleanly."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "mailflow", "run", "--config", str(config),
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stderr is not None
    lines: asyncio.StreamReader = child.stderr
    seen: set[str] = set()

    async def until_ready() -> int:
        async for line in lines:
            if ready := re.search(rb"service\.ready .*smtp=(\d+)", line):
                return int(ready[1])
        raise AssertionError("the service ended before it was ready")

    async def read_on() -> None:
        async for line in lines:
            if done := re.search(rb"inbound\.(?:applied|answered) ([0-9a-f]{32})", line):
                seen.add(done[1].decode())

    async with asyncio.timeout(PATIENCE):
        port = await until_ready()
    reading = asyncio.create_task(read_on())
    try:
        yield Worker(port, seen)
        child.terminate()
        async with asyncio.timeout(PATIENCE):
            await reading
            assert await child.wait() == 0
    finally:
        reading.cancel()
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await child.wait()


def written(chosen: Settings, folder: Path, mailboxes: int) -> Path:
    """The settings as the file that the workers read."""
    sections: dict[str, dict[str, object]] = {
        "service": {"address": SERVICE, "secret_file": str(folder / SECRET), "data": str(folder / "var")},
        "smtp": {"listen": "127.0.0.1:0"},
        "submission": {"host": "127.0.0.1", "port": mailboxes, "tls": "none"},
        "database": {"url": chosen.database.url},
        "queue": {"url": chosen.queue.url},
    }
    path = folder / "mailflow.toml"
    lines = (f"[{s}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in keys.items()) for s, keys in sections.items())
    path.write_text("\n".join(lines))
    return path


async def test_contradictory_replies_at_once_have_one_outcome(
    postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    """Twenty rounds at once. Whichever reply comes first counts, whole; the other is told so, and changes nothing."""
    async with Mailboxes() as boxes:
        chosen = settings(tmp_path, boxes.port, database={"url": postgres_url}, queue={"url": redis_url})
        async with service.running(chosen, kinds=()) as observer:
            config = written(chosen, tmp_path, boxes.port)
            async with worker(config) as one, worker(config) as two:
                rounds = await offered(observer, boxes, one.port)
                first, second = [r.yes for r in rounds], [r.no for r in rounds]
                await asyncio.gather(
                    send_all(one.port, first[::2] + second[1::2]), send_all(two.port, second[::2] + first[1::2])
                )
                await settled(observer)
            racers = {identity.of(mail.as_bytes(policy=SMTP)).key for r in rounds for mail in (r.yes, r.no)}
            assert one.settled & racers, "both services had a part in it"
            assert two.settled & racers, "both services had a part in it"
            for played in rounds:
                await check(observer, boxes.received, played)


async def send_all(port: int, mails: list[EmailMessage]) -> None:
    """Each over a connection of its own, all at once."""
    writers = [Writer("", mail["From"].addresses[0].addr_spec, port, SERVICE) for mail in mails]
    await asyncio.gather(*(writer.send(mail) for writer, mail in zip(writers, mails, strict=True)))


async def offered(observer: Running, boxes: Mailboxes, port: int) -> list[Round]:
    """Twenty pairs, each with its confirmation before the report, and both replies to it written."""
    now = datetime.now(UTC)
    managers = [Writer(f"Manager {n}", f"manager{n}@example.com", port, SERVICE) for n in range(ROUNDS)]
    reports = [Writer(f"Report {n}", f"report{n}@example.com", port, SERVICE) for n in range(ROUNDS)]
    notes = NOTES.replace("31 March", "31 December").replace("30 April", "31 December")
    notes = notes.replace("20 March", "31 December").replace("10 April", "31 December")
    pairs = [
        await enrol(observer.house, NewPerson(manager.name, manager.address), NewPerson(report.name, report.address))
        for manager, report in zip(managers, reports, strict=True)
    ]
    await asyncio.gather(*(m.send(m.forward(notes, "Notes", now, n)) for n, m in enumerate(managers)))
    drafts = [await boxes.next(m.address, ["draft"]) for m in managers]
    replies = [
        m.reply(draft, "send", now, ROUNDS + n) for n, (m, draft) in enumerate(zip(managers, drafts, strict=True))
    ]
    await send_all(port, replies)
    asks = [await boxes.next(r.address, ["confirmation"]) for r in reports]
    await settled(observer)
    return [
        Round(pair, r.reply(ask, YES, now, 100), r.reply(ask, NO, now, 200), m.address, r.address)
        for pair, m, r, ask in zip(pairs, managers, reports, asks, strict=True)
    ]


async def check(observer: Running, received: list[Received], played: Round) -> None:
    loaded = await observer.house.store.read(lambda tx: tx.load_pair(played.pair))
    history = await observer.house.store.read(lambda tx: tx.history(played.pair))
    assert loaded is not None
    pair, events = loaded.pair, [line.note.what for line in history]
    outcomes = [what for what in events if what in ("contract.agreed", "contract.declined")]
    assert len(outcomes) == 1, "exactly one of the two counted"
    agreed = outcomes == ["contract.agreed"]

    assert (pair.contract_in("agreed") is not None) == agreed
    assert (pair.contract_in("draft") is not None) == (not agreed)
    assert pair.contract_in("offered") is None
    asks = {ask.kind: ask.status for ask in pair.asks}
    assert asks["confirmation"] == "answered"

    counted, late = (played.yes, played.no) if agreed else (played.no, played.yes)
    for mail in (counted, late):
        message_id = str(mail["Message-ID"]).strip("<>")
        answers = [m for m in received if message_id in m.message.in_reply_to]
        assert [m.to for m in answers] == [played.report], "one answer to each mail"
        row = await stored(observer, mail)
        if mail is late:
            assert "already been dealt with" in (answers[0].message.text or "")
            assert row.state == "answered"
        else:
            assert answers[0].name == ("agreed" if agreed else "acknowledgement")
            assert row.state == "applied"
    manager_heard = sorted(m.name for m in received if m.to == played.manager)
    assert manager_heard == sorted(["booking", "draft", "acknowledgement", "agreed" if agreed else "draft"])


async def stored(observer: Running, mail: EmailMessage) -> Inbound:
    row_id = identity.of(mail.as_bytes(policy=SMTP)).key
    row = await observer.house.store.read(lambda tx: tx.inbound(row_id))
    assert row is not None
    return row
