"""Mail that no person wrote acts on nothing and is answered by nothing, whatever it says and carries."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Received
from mailflow.demo.stage import LOOK_AGAIN, PATIENCE, SECRET, settled
from mailflow.engine.accept import Acceptance
from mailflow.engine.enrol import enrol
from mailflow.engine.sender import MOST_A_DAY
from mailflow.intake.arrival import Arrival
from mailflow.intake.smtp import SmtpDoor
from mailflow.jobs.queue import queue_name
from mailflow.mail import identity
from mailflow.service import Running, running
from mailflow.settings import HostPort, Smtp, parse
from mailflow.store.people import NewPerson
from mailflow.store.vault import create_secret
from tests.journeys.conftest import Open
from tests.journeys.scene import START, Scene, submit

YES = "Yes, I agree."


def marked(scene: Scene, ask: Received, **fields: str) -> EmailMessage:
    """A reply that would be a yes but for these header fields."""
    mail = scene.reply(scene.ben, ask, YES)
    for name, value in fields.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    return mail


def out_of_office(scene: Scene, ask: Received) -> EmailMessage:
    return marked(scene, ask, Auto_Submitted="auto-replied", Subject=f"Automatic reply: {ask.message.subject}")


def out_of_office_in_words_alone(scene: Scene, ask: Received) -> EmailMessage:
    words = "I am out of the office until 16 March with limited access to email. In urgent matters call Farida. Yes."
    return scene.reply(scene.ben, ask, words)


def mailing_list(scene: Scene, ask: Received) -> EmailMessage:
    return marked(scene, ask, List_Id="Staff <staff.example.com>", Precedence="list")


def own_mail_coming_back(scene: Scene, ask: Received) -> EmailMessage:
    return marked(scene, ask, X_Mailflow="confirmation")


def read_receipt(scene: Scene, ask: Received) -> EmailMessage:
    mail = marked(scene, ask, Subject=f"Read: {ask.message.subject}")
    mail.clear_content()
    mail["Content-Type"] = 'multipart/report; report-type="disposition-notification"; boundary="r"'
    mail.set_payload(
        "--r\nContent-Type: text/plain\n\nYes, I agree.\n--r\nContent-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822;ben.ashcroft@example.com\nDisposition: manual-action/MDN-sent-manually; displayed\n"
        "\n--r--\n"
    )
    return mail


def calendar_answer(scene: Scene, ask: Received) -> EmailMessage:
    mail = marked(scene, ask, Subject=f"Accepted: Yes, {ask.message.subject}")
    reply = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1@career.example\nATTENDEE;PARTSTAT=ACCEPTED:mailto:b@x.y"
    mail.add_attachment(f"{reply}\nEND:VEVENT\nEND:VCALENDAR\n".encode(), maintype="text", subtype="calendar")
    return mail


AUTOMATIC = [
    (out_of_office, "auto"),
    (out_of_office_in_words_alone, "auto"),
    (mailing_list, "list"),
    (own_mail_coming_back, "own"),
    (read_receipt, "auto"),
    (calendar_answer, "calendar"),
]


async def test_no_answer_of_a_program_agrees_to_a_contract_or_is_answered(opened: Open) -> None:
    async with opened() as scene:
        ask = await scene.offered()
        before, letters = await scene.pair(), len(scene.received)
        for made, kind in AUTOMATIC:
            row = await scene.inbound(await scene.post(made(scene, ask)))
            assert (row.state, row.reason) == ("ignored", kind), made.__name__
        assert await scene.pair() == before
        assert len(scene.received) == letters
        assert (await scene.says(scene.ben, ask, YES)).name == "agreed", "a person's word still counts"


async def test_a_whole_letter_of_ours_that_comes_back_is_left_alone(opened: Open) -> None:
    async with opened() as scene:
        ask = await scene.offered()
        letters = len(scene.received)
        for mail in list(scene.received):
            to = (mail.message.header("reply-to") or "").partition("<")[2].rstrip(">")
            row = await scene.inbound(await scene.post(mail.raw, sender=mail.to, to=[to]))
            assert (row.state, row.reason) == ("ignored", "own"), mail.name
        assert len(scene.received) == letters
        assert (await scene.says(scene.ben, ask, YES)).name == "agreed"


async def test_a_bounce_is_put_on_record_and_never_answered(opened: Open) -> None:
    """It comes to the letter's own return path, from the null sender (RFC 3464)."""
    async with opened() as scene:
        ask = await scene.offered()
        before, letters = await scene.pair(), len(scene.received)
        to = (ask.message.header("reply-to") or "").partition("<")[2].rstrip(">")
        report = (
            f"From: Mail Delivery System <MAILER-DAEMON@mx.example.com>\r\nTo: {to}\r\n"
            "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n"
            "Message-ID: <1.bounce@mx.example.com>\r\nMIME-Version: 1.0\r\n"
            'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
            "--b\r\nContent-Type: text/plain\r\n\r\nYes, I agree. It could not be delivered.\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
            "Final-Recipient: rfc822; ben.ashcroft@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        )
        row = await scene.inbound(await scene.post(report.encode(), sender="", to=[to]))
        assert (row.state, row.reason) == ("ignored", "bounce 5.1.1")
        assert (await scene.history())[-1] == "letter.bounced"
        assert await scene.pair() == before
        assert len(scene.received) == letters


async def test_replies_that_come_at_once_are_answered_no_oftener_than_a_day_allows(opened: Open) -> None:
    """What each found allowed when it was looked at must still be allowed when its answer is stored."""
    async with opened() as scene:
        ask = await scene.offered()
        house = scene.process.house
        replies = [scene.reply(scene.ben, ask, "Hm, what is this about?") for _ in range(MOST_A_DAY + 10)]
        accept = Acceptance(house)
        arrivals = [
            Arrival(mail.as_bytes(policy=SMTP), scene.ben.address, (str(mail["To"]),), "smtp") for mail in replies
        ]
        await asyncio.gather(*map(accept, arrivals))
        await swept(scene)
        assert await house.store.read(lambda tx: tx.answers_to(scene.ben.address, START)) == MOST_A_DAY
        rows = [await scene.inbound(identity.of(arrival.raw).key) for arrival in arrivals]
        assert {row.reason for row in rows if row.state == "held"} == {"too_many_answers"}
        assert {row.state for row in rows} == {"answered", "held"}, "none is left lying"


async def swept(scene: Scene) -> None:
    """Return when nothing waits. A mail that lost all its races is left to the sweep, which comes here at once."""
    house, redis = scene.process.house, scene.process.queue.redis
    async with asyncio.timeout(PATIENCE):
        while (await house.store.read(lambda tx: tx.overview(START))).inbound.get("stored"):
            if not await redis.zcard(queue_name("inbound")):
                await scene.process.sweep()
            await asyncio.sleep(LOOK_AGAIN)
    await scene.settled()


# --- two services that write to each other ----------------------------------------------------------------------------


@dataclass
class Between:
    """A mail server between two services, which hands on what one writes to the other.

    With `strip` it takes away every mark by which a program's mail is known, and gives each a new Message-ID, as the
    worst of autoresponders do.
    """

    strip: bool
    ports: dict[str, int] = field(default_factory=dict)
    passed: int = 0
    _door: SmtpDoor | None = None
    _handing: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def port(self) -> int:
        assert self._door is not None
        return self._door.port

    async def open(self) -> None:
        listen = Smtp(listen=HostPort(host="127.0.0.1", port=0))
        self._door = await SmtpDoor.open(
            listen, accept=self._accept, recognise=lambda _: True, protocol="smtp", hostname="between.example"
        )

    async def close(self) -> None:
        assert self._door is not None
        await self._door.close()

    async def _accept(self, arrival: Arrival) -> None:
        """Hand it on before the sender hears 250, so that the sender is not settled before the receiver has it."""
        self.passed += 1
        raw, sender = arrival.raw, arrival.sender
        if self.strip:
            raw = re.sub(
                rb"^(?:Auto-Submitted|X-[A-Za-z-]+|In-Reply-To):[^\n]*\n(?:[ \t][^\n]*\n)*", b"", raw, flags=re.M
            )
            raw = re.sub(rb"^Message-ID:[^\n]*", b"Message-ID: <%d@between.example>" % self.passed, raw, flags=re.M)
            raw = re.sub(rb"^Subject: ", b"Subject: Hello ", raw, flags=re.M)
        for recipient in arrival.recipients:
            domain = recipient.partition("@")[2]
            with contextlib.suppress(KeyError):
                await asyncio.to_thread(submit, self.ports[domain], "smtp", sender, [recipient], raw)


@asynccontextmanager
async def facing(folder: Path, between: Between) -> AsyncIterator[tuple[Running, Running]]:
    """Two services, each of which takes the other's address for its manager's report."""
    clock = MovableClock(START)
    async with contextlib.AsyncExitStack() as stack:
        both = []
        for name in ("one.example", "two.example"):
            (folder / name).mkdir()
            create_secret(folder / name / SECRET)
            document = {
                "service": {"address": f"contract@{name}"},
                "smtp": {"listen": "127.0.0.1:0"},
                "submission": {"host": "127.0.0.1", "port": between.port, "tls": "none"},
            }
            chosen = parse(document, folder / name, "a test", {})
            process = await stack.enter_async_context(running(chosen, clock=clock))
            between.ports[name] = process.ports["smtp"]
            both.append(process)
        yield both[0], both[1]


@pytest.mark.parametrize(
    ("strip", "most"),
    [
        pytest.param(False, 4, id="as they are"),
        pytest.param(True, 2 * MOST_A_DAY + 4, id="stripped of every mark of a program's mail"),
    ],
)
async def test_two_services_pointed_at_each_other_fall_silent(tmp_path: Path, strip: bool, most: int) -> None:
    between = Between(strip)
    await between.open()
    try:
        async with facing(tmp_path, between) as (one, two):
            for process, own, other in ((one, "one", "two"), (two, "two", "one")):
                manager = NewPerson(name="Moira", address=f"moira@{own}.test")
                report = NewPerson(name="Their service", address=f"contract@{other}.example")
                await enrol(process.house, manager, report)
            passed = -1
            while passed != between.passed:  # what the second has settled may have come to the first since
                passed = between.passed
                await settled(one)
                await settled(two)
            assert 2 <= between.passed <= most
            for process in (one, two):
                pair = await process.house.store.read(lambda tx: tx.load_pair(1))
                assert pair is not None
                assert pair.pair.contracts == ()
    finally:
        await between.close()
