"""A mail that cannot be read, or that fails again and again, is kept for the operator, and everybody else goes on."""

import asyncio
from datetime import timedelta
from email.policy import SMTP
from pathlib import Path

import pytest

from mailflow.demo.stage import LOOK_AGAIN, PATIENCE, SERVICE
from mailflow.demo.story import MOIRA, ZONE
from mailflow.engine.advance import FAILURES
from mailflow.mail import identity
from mailflow.store.people import NewPerson
from tests.journeys.conftest import Open
from tests.journeys.scene import START, Scene

BROKEN = "Subject: Booked\n\n{{ mail.no_such_thing }}\n"
MENDED = 'Subject: Booked\n\n{% include "receipt/en.md" %}\n\nIt is in the calendar.\n'
TIME = "Thursday 12 March at 3pm, for an hour"


def nested(depth: int) -> bytes:
    """A mail with more layers than anybody reads."""
    head = (
        "From: Moira Lennox <moira.lennox@example.com>\r\nTo: contract@career.example\r\nMessage-ID: <deep@x.test>\r\n"
    )
    layers = (f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth))
    return (head + "MIME-Version: 1.0\r\n" + "".join(layers) + "\r\nYes\r\n").encode()


async def test_an_unreadable_mail_is_held_and_its_sender_is_told(opened: Open) -> None:
    async with opened() as scene:
        await scene.enrol()
        before = await scene.pair()
        mail = await scene.post(nested(100), sender=MOIRA[1], to=[SERVICE])
        row = await scene.inbound(mail)
        assert (row.state, row.reason) == ("held", "too_deep")
        told = scene.got(scene.moira)[-1]
        assert (told.name, told.message.in_reply_to) == ("unreadable", ("deep@x.test",))
        assert await scene.pair() == before
        stranger = nested(100).replace(b"<deep@x.test>", b"<deeper@x.test>")
        row = await scene.inbound(await scene.post(stranger, sender="eve@elsewhere.example", to=[SERVICE]))
        assert row.state == "held"
        assert scene.got("eve@elsewhere.example") == [], "nobody is told about a mail that may be forged"
        (first, second) = await scene.process.house.store.read(lambda tx: tx.held())
        assert {first.id, second.id} == {mail, row.id}


async def until_held(scene: Scene, mail: str) -> None:
    """Sweep, as every ten seconds, until the mail is settled."""
    async with asyncio.timeout(PATIENCE):
        while (await scene.inbound(mail)).state == "stored":
            await scene.process.sweep()
            await asyncio.sleep(LOOK_AGAIN)


async def test_what_fails_three_times_is_held_and_replayed_after_the_fix(
    opened: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The operator's own template of the invitation is broken, so no booking can be answered."""
    site = tmp_path / "site"
    (site / "invitation").mkdir(parents=True)
    (site / "invitation" / "en.md").write_text(BROKEN)
    service: dict[str, object] = {"address": SERVICE, "templates": str(site)}
    async with opened(service=service) as scene:
        await scene.enrol()
        dana = NewPerson(name="Dana Cole", address="dana.cole@example.com", zone=ZONE)
        await scene.enrol(dana, NewPerson(name="Eli Moss", address="eli.moss@example.com", zone=ZONE))
        before = await scene.pair()
        booking = scene.reply(scene.moira, scene.last(scene.moira, "booking"), TIME)
        await scene.moira.send(booking)
        other = scene.stage.writer("Dana Cole", "dana.cole@example.com")
        await other.send(scene.reply(other, scene.last(other, "booking"), "ask me again on 8 April"))
        waiting = identity.of(booking.as_bytes(policy=SMTP)).key
        await until_held(scene, waiting)
        await scene.settled()
        row = await scene.inbound(waiting)
        assert (row.state, row.reason) == ("held", "failed TemplateError")
        said = [record.getMessage() for record in caplog.records]
        failed = sum(line.startswith(f"inbound.failed {waiting}") for line in said)
        assert failed >= FAILURES, "sweeps this close together can have it tried by two at once"
        assert await scene.pair() == before, "nothing of the mail was applied"
        assert "8 April" in (scene.got(other)[-1].message.text or ""), "others are answered meanwhile"
        assert scene.got(scene.moira)[-1].name == "unreadable", "the sender is told that a person will look"

    (site / "invitation" / "en.md").write_text(MENDED)
    async with opened(START + timedelta(hours=1), service=service) as scene:
        assert await scene.process.house.store.transact(lambda tx: tx.replay(waiting))
        await scene.process.sweep()
        await scene.settled()
        assert (await scene.inbound(waiting)).state == "applied"
        assert "It is in the calendar." in (scene.last(scene.moira, "invitation").message.text or "")
        assert scene.last(scene.ben, "invitation").message.attachments
        assert scene.answer(booking).to == MOIRA[1]
        assert await scene.process.house.store.read(lambda tx: tx.held()) == ()
