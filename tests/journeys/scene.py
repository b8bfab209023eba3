"""The scene of a journey: the stage with Moira and Ben on it, and what can be observed from outside.

Nothing here sleeps and hopes: every act returns when the service is `settled`. What has not come by then does not come.
"""

import asyncio
import smtplib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from mailflow.demo.mailbox import Received
from mailflow.demo.stage import PATIENCE, SERVICE, Stage, settled, staged
from mailflow.demo.story import BEN, MOIRA, ZONE
from mailflow.demo.writer import Writer
from mailflow.mail import identity
from mailflow.playbook.model import Pair
from mailflow.service import Protocol, Running
from mailflow.store.inbound import Inbound
from mailflow.store.people import NewPerson

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NOTES = """His commitments
- Write up the lettings backlog by 31 March
- Sit in on two policy meetings by 30 April

My commitments
- Introduce him to Farida by 20 March
- Book the housing course by 10 April
"""


@dataclass(slots=True)
class Scene:
    """Moira manages Ben. Acts return when the service has nothing left to do."""

    stage: Stage
    moira: Writer
    ben: Writer
    _number: int = field(default=1000)

    @property
    def process(self) -> Running:
        return self.stage.process

    @property
    def received(self) -> list[Received]:
        return self.stage.boxes.received

    def got(self, who: Writer | str) -> list[Received]:
        """Every mail that has come to this person or address."""
        address = who if isinstance(who, str) else who.address
        return [mail for mail in self.received if mail.to == address]

    def last(self, who: Writer, name: str) -> Received:
        """The newest mail of that name."""
        return [mail for mail in self.got(who) if mail.name == name][-1]

    def answers(self, mail: EmailMessage) -> list[Received]:
        """The mails that answer this one, by In-Reply-To."""
        message_id = str(mail["Message-ID"]).strip("<>")
        return [received for received in self.received if message_id in received.message.in_reply_to]

    # --- acts -----------------------------------------------------------------------------------------------------

    async def settled(self) -> None:
        await settled(self.process)

    async def until(self, instant: datetime) -> None:
        await self.stage.until(instant)
        await self.settled()

    async def later(self, by: timedelta) -> None:
        await self.until(self.stage.clock() + by)

    async def enrol(self, manager: NewPerson | None = None, report: NewPerson | None = None) -> None:
        await self.stage.enrol(
            manager or NewPerson(name=MOIRA[0], address=MOIRA[1], zone=ZONE),
            report or NewPerson(name=BEN[0], address=BEN[1], zone=ZONE),
        )
        await self.settled()

    def reply(self, who: Writer, to: Received, words: str) -> EmailMessage:
        """A reply as a mail program makes it, not sent yet."""
        self._number += 1
        return who.reply(to, words, self.stage.clock(), self._number)

    def forward(self, who: Writer, notes: str, subject: str = "Notes", *, above: str = "") -> EmailMessage:
        self._number += 1
        return who.forward(notes, subject, self.stage.clock(), self._number, above=above)

    def fresh(self, sender: str, words: str, subject: str = "Hello") -> EmailMessage:
        """A mail of one plain part to the service, not sent yet. `sender` is the whole From."""
        self._number += 1
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, SERVICE, subject
        mail["Message-ID"] = f"<{self._number}.fresh@example.com>"
        mail.set_content(words)
        return mail

    async def post(
        self,
        mail: EmailMessage | bytes,
        *,
        sender: str | None = None,
        to: Sequence[str] = (),
        protocol: Protocol = "smtp",
    ) -> str:
        """Hand it over at the door, as it is; returns its id once the service has nothing left to do with it.

        The envelope is taken from the headers unless given: `sender` may be "", the null sender.
        """
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        if not isinstance(mail, bytes):
            sender = mail["From"].addresses[0].addr_spec if sender is None else sender
            to = to or [address.addr_spec for address in mail["To"].addresses]
        assert sender is not None
        raw = raw if raw.endswith(b"\r\n") else raw + b"\r\n"  # as SMTP does
        await asyncio.to_thread(submit, self.process.ports[protocol], protocol, sender, tuple(to), raw)
        await self.settled()
        return identity.of(raw).key

    async def says(self, who: Writer, to: Received, words: str) -> Received:
        """`who` replies; returns the one mail that answers it. Raises AssertionError if none or several do."""
        mail = self.reply(who, to, words)
        await self.post(mail)
        return self.answer(mail)

    def answer(self, mail: EmailMessage) -> Received:
        found = self.answers(mail)
        assert len(found) == 1, f"{len(found)} answers to one mail: {[m.name for m in found]}"
        return found[0]

    async def drafted(self) -> Received:
        """Enrolled, the notes forwarded: Moira's draft."""
        await self.enrol()
        await self.post(self.forward(self.moira, NOTES))
        return self.last(self.moira, "draft")

    async def offered(self) -> Received:
        """Moira has sent it: Ben's confirmation ask."""
        await self.says(self.moira, await self.drafted(), "send")
        return self.last(self.ben, "confirmation")

    async def agreed(self) -> Received:
        """Ben has said yes: his copy of what was agreed."""
        await self.says(self.ben, await self.offered(), "Yes, I agree.")
        return self.last(self.ben, "agreed")

    # --- what can be seen -----------------------------------------------------------------------------------------

    async def pair(self, pair: int = 1) -> Pair:
        loaded = await self.process.house.store.read(lambda tx: tx.load_pair(pair))
        assert loaded is not None
        return loaded.pair

    async def inbound(self, mail: str) -> Inbound:
        row = await self.process.house.store.read(lambda tx: tx.inbound(mail))
        assert row is not None
        return row

    async def history(self, pair: int = 1) -> list[str]:
        return [line.note.what for line in await self.process.house.store.read(lambda tx: tx.history(pair))]


def submit(port: int, protocol: Protocol, sender: str, to: Sequence[str], raw: bytes) -> None:
    """One mail over a connection of its own. Raises smtplib.SMTPException."""
    kind = smtplib.SMTP if protocol == "smtp" else smtplib.LMTP
    with kind("127.0.0.1", port, timeout=PATIENCE) as client:
        client.sendmail(sender, list(to), raw)


@asynccontextmanager
async def scene(
    folder: Path, sections: Mapping[str, dict[str, object]] | None = None, start: datetime = START
) -> AsyncIterator[Scene]:
    """The scene with its people in their places, and nobody enrolled."""
    async with staged(folder, start, **(sections or {})) as stage:
        yield Scene(stage, stage.writer(*MOIRA), stage.writer(*BEN))
