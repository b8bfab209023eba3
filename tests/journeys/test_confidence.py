"""What one of the two said in confidence reaches nobody else: not in a mail, a log line, the queue or the database.

Every part of the notes that is no commitment carries marked words, made up anew for each test, and so do the
subject, the attachment's name, what the manager writes above the notes and into replies, and the report's reflection.
"""

import base64
import html
import logging
import quopri
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from mailflow.demo.mailbox import Received
from mailflow.mail.message import parse
from tests.journeys.conftest import Open, Sections
from tests.journeys.redis_server import RedisServer
from tests.journeys.scene import Scene
from tests.servers import PostgresServer

PUBLIC = ("survey", "lettings", "farida", "housing")


@dataclass
class Marks:
    """Words that exist nowhere else. `made` holds all of them."""

    drawn: random.Random = field(default_factory=random.Random)
    made: list[str] = field(default_factory=list)

    def word(self) -> str:
        """Pronounceable, so that it passes for a name or a noun."""
        made = "".join(self.drawn.choice("bdfgklmnprstvz") + self.drawn.choice("aeiou") for _ in range(6))
        self.made.append(made)
        return made

    @property
    def name(self) -> str:
        return self.word().capitalize()


def notes(marks: Marks) -> str:
    """Notes as managers write them; everything but the four commitments is marked."""
    m = marks
    return f"""Career conversation about {m.word()}, 12 March

Where he is now
- Most alive when {m.word()} comes up
- The {m.word()} meetings wear him out. He nearly cried about {m.word()}, private, not for the contract
- Private: his {m.word()} is ill, and {m.name} does not know yet

Where he wants to go
- {m.word()}, in two or three years. Not {m.word()}

[for me only] I would not give {m.word()} to {m.name}.
PRIVATE - he earns less than {m.name} and {m.word()} must not come out

His commitments
- Draft the tenant survey by 31 March
- Shadow the lettings team by 30 April

My commitments
- Introduce him to Farida by 20 March
- Book the housing course by 10 April

Confidential: {m.name} leaves in June ({m.word()}).
Off the record: {m.word()}

Background: {m.word()} was mentioned, {m.word()} too, and the weather in {m.name}.
"""


def every_form(raw: bytes) -> str:
    """Whatever a mail says, in every way in which somebody could read it out of the bytes."""
    pieces = [raw, quopri.decodestring(raw), raw.replace(b"=\r\n", b"").replace(b"\r\n", b"")]
    message = parse(raw)
    pieces += [part.content for part in message.attachments]
    for part in message_from_bytes(raw).walk():
        content = part.get_payload(decode=True)
        pieces.append(content if isinstance(content, bytes) else b"")
    for run in re.findall(rb"[A-Za-z0-9+/=\r\n]{40,}", raw):
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", run)
        pieces.append(base64.b64decode(letters[: len(letters) // 4 * 4]))
    words = [piece.decode("utf-8", "replace") for piece in pieces]
    words += [value for _, value in message.headers]
    words += [message.text or "", html.unescape(message.html or "")]
    return "\n".join(words).lower()


def found(marks: Marks, mails: list[Received]) -> dict[str, set[str]]:
    """The marked words that stand in these mails, by the name of the mail."""
    forms = [(mail.name, every_form(mail.raw)) for mail in mails]
    return {name: hits for name, said in forms if (hits := {mark for mark in marks.made if mark in said})}


async def a_quarter(scene: Scene, private: Marks, reflected: Marks) -> None:
    """From the first booking to the monthly review, with marked words wherever the two may write their own."""
    m = private
    await scene.enrol()
    booking = scene.last(scene.moira, "booking")
    await scene.says(scene.moira, booking, f"Thursday 12 March at 3pm, for an hour.\n\n{m.name}")
    await scene.until(datetime(2026, 3, 9, 9, 1, tzinfo=UTC))
    thoughts = f"What energises me: {reflected.word()}. I have not told anyone about {reflected.word()} yet."
    await scene.says(scene.ben, scene.last(scene.ben, "prompt"), thoughts)
    await scene.until(datetime(2026, 3, 12, 9, 1, tzinfo=UTC))
    await scene.until(datetime(2026, 3, 12, 16, 20, tzinfo=UTC))
    forward = scene.forward(scene.moira, notes(m), f"About {m.word()}", above=f"Here you are, {m.word()}.")
    more = f"Private\n{m.word()} and {m.word()}\n"
    forward.add_attachment(more.encode(), maintype="text", subtype="plain", filename=f"{m.word()}.txt")
    forward.add_attachment(b"\0\1\2", maintype="application", subtype="zip", filename=f"{m.word()}.zip")
    await scene.post(forward)
    draft = scene.last(scene.moira, "draft")
    await scene.says(scene.moira, draft, f"Hm, who is {m.name}, and what about {m.word()}?")
    await scene.says(scene.moira, draft, f"I am not sure about {m.word()} or {m.word()}.")
    await scene.says(scene.moira, draft, f"3 by 23 March. Send it.\n\n-- \n{m.name} {m.word()}\n")
    await scene.says(scene.ben, scene.last(scene.ben, "confirmation"), "Yes, but 1 by 10 April please.")
    await scene.says(scene.moira, scene.last(scene.moira, "change-request"), f"I agree.\n\nThanks, {m.name}")
    await scene.until(datetime(2026, 3, 18, 9, 1, tzinfo=UTC))
    await scene.says(scene.moira, scene.last(scene.moira, "reminder"), f"Done.\n\n-- \n{m.word()}\n")
    await scene.until(datetime(2026, 4, 8, 9, 1, tzinfo=UTC))
    await scene.says(scene.moira, scene.last(scene.moira, "review"), f"4 is in progress.\n\n-- \n{m.word()}\n")
    await scene.until(datetime(2026, 4, 14, 9, 1, tzinfo=UTC))


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG, logger="mailflow")
    return caplog


async def test_marked_words_stay_where_they_were_said(
    opened: Open, backing: Sections, tmp_path: Path, request: pytest.FixtureRequest, logged: pytest.LogCaptureFixture
) -> None:
    private, reflected = Marks(), Marks()
    async with opened() as scene:
        await a_quarter(scene, private, reflected)
        to_ben, to_moira = scene.got(scene.ben), scene.got(scene.moira)
        keys = b" ".join([key async for key in scene.process.queue.redis.scan_iter("*")])
    at_rest = stored(backing, tmp_path, request)
    queued = queue_files(backing, tmp_path, request)

    assert len(private.made) > 30
    assert {"confirmation", "agreed", "review", "own-reflection"} <= {mail.name for mail in to_ben}
    assert {"draft", "change-request", "agreed", "review"} <= {mail.name for mail in to_moira}
    assert found(private, to_ben) == {}, "what only the manager knows"
    assert found(reflected, to_moira) == {}, "what only the report knows"
    assert set(found(reflected, to_ben)) == {"own-reflection"}, "their own words come back to them"

    said = "\n".join(record.getMessage() for record in logged.records if record.name.startswith("mailflow"))
    assert "inbound.applied" in said
    assert b"inbound" in queued
    everything_secret = (*private.made, *reflected.made, *PUBLIC)
    for place, words in (("log", said.encode()), ("queue", queued), ("keys", keys), ("database", at_rest)):
        low = words.lower()
        assert [mark for mark in everything_secret if mark.encode() in low] == [], place
    for place, words in (("log", said.encode()), ("queue", queued), ("keys", keys)):
        assert b"lennox" not in words.lower(), f"the {place} carries a name"
        assert b"@example.com" not in words, f"the {place} carries an address"


def stored(backing: Sections, tmp_path: Path, request: pytest.FixtureRequest) -> bytes:
    """Every byte of the database."""
    if not backing:
        files = sorted((tmp_path / "service").rglob("mailflow.db*"))
        assert files
        return b"".join(path.read_bytes() for path in files)
    postgres: PostgresServer = request.getfixturevalue("postgres")
    dump = postgres.dump(urlsplit(str(backing["database"]["url"])).path.removeprefix("/"))
    return dump + b"".join(bytes.fromhex(run.decode()) for run in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", dump))


def queue_files(backing: Sections, tmp_path: Path, request: pytest.FixtureRequest) -> bytes:
    """Everything that the queue has ever been told: its append-only file, which is not rewritten this early."""
    folder = tmp_path / "service"
    if backing:
        server: RedisServer = request.getfixturevalue("redis_server")
        folder = server.folder
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*.aof*")) if path.is_file())
