"""A quarter of Moira and Ben: every step of the playbook's loop, over real SMTP, with the clock put forward."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from mailflow.demo.clock import MovableClock
from mailflow.demo.mailbox import Mailboxes, Received
from mailflow.demo.writer import Writer
from mailflow.store.people import NewPerson

MOIRA = ("Moira Lennox", "moira.lennox@example.com")
BEN = ("Ben Ashcroft", "ben.ashcroft@example.com")
ZONE = "Europe/London"
START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

NOTES = """Career conversation with Ben, 12 March

Where he is now
- Most alive when he can follow a tenant's question to its end
- The rota meetings wear him out. He nearly cried talking about last autumn, private, not for the contract

Where he wants to go
- Policy, in two or three years. Not people management

His commitments
- Draft the tenant survey by end of March
- Shadow the lettings team for a day in April

My commitments
- Introduce him to Farida in policy
- I'll get him a place on the housing course by 10 April

We will look at how the survey landed in May.

Open question: is there a policy role here at all, or would he have to leave?
"""

REFLECTION = "What energises me: following one question to its end. What drains me: the rota."
CORRECTIONS = '3 by 20 March. Change 2 to "Shadow the lettings team for two days". Send it.'

Tell = Callable[[datetime, str, str], None]


class Stage(Protocol):
    """What the story needs of the stage it is played on."""

    @property
    def boxes(self) -> Mailboxes: ...

    @property
    def clock(self) -> MovableClock: ...

    def writer(self, name: str, address: str) -> Writer: ...

    async def enrol(self, manager: NewPerson, report: NewPerson) -> None: ...

    async def reply(self, who: Writer, to: Received, words: str) -> None: ...

    async def forward(self, who: Writer, notes: str, subject: str, *, above: str = "") -> None: ...

    async def until(self, instant: datetime) -> None: ...


@dataclass(slots=True)
class Play:
    """The two people and the stage; each method is an act. `tell` hears of each step: when, who, what."""

    stage: Stage
    tell: Tell
    patience: float

    async def to_its_end(self) -> None:
        moira, ben = self.stage.writer(*MOIRA), self.stage.writer(*BEN)
        await self._booked(moira, ben)
        await self._prepared(ben)
        confirmation = await self._drafted(moira, ben)
        await self._agreed(moira, ben, confirmation)
        await self._followed_through(moira, ben)
        await self._asked_whether_it_works(ben)

    async def _booked(self, moira: Writer, ben: Writer) -> None:
        await self.stage.enrol(*(NewPerson(name=name, address=address, zone=ZONE) for name, address in (MOIRA, BEN)))
        self._told("operator", "enrols Moira, who manages, and Ben, who reports to her")
        await self._gets(ben, "welcome")
        booking = await self._gets(moira, "booking")
        await self.stage.until(datetime(2026, 3, 3, 11, 0, tzinfo=UTC))
        await self.stage.reply(moira, booking, "Thursday 12 March at 3pm, for an hour. I have told him already.")
        self._told("Moira", "answers: Thursday 12 March at 3pm, for an hour")
        await self._gets(moira, "invitation")
        await self._gets(ben, "invitation")

    async def _prepared(self, ben: Writer) -> None:
        await self.stage.until(datetime(2026, 3, 9, 9, 1, tzinfo=UTC))
        prompt = await self._gets(ben, "prompt")
        await self.stage.reply(ben, prompt, REFLECTION)
        self._told("Ben", "thinks aloud, for himself alone")
        await self._gets(ben, "acknowledgement")
        await self.stage.until(datetime(2026, 3, 12, 9, 1, tzinfo=UTC))
        await self._gets(ben, "own-reflection")

    async def _drafted(self, moira: Writer, ben: Writer) -> Received:
        await self.stage.until(datetime(2026, 3, 12, 16, 20, tzinfo=UTC))
        await self._gets(moira, "notes-request")
        await self.stage.until(datetime(2026, 3, 12, 18, 5, tzinfo=UTC))
        await self.stage.forward(moira, NOTES, "Notes Ben", above="Here you are.")
        self._told("Moira", "forwards her notes, with a line in them that is nobody else's business")
        draft = await self._gets(moira, "draft")
        await self.stage.reply(moira, draft, CORRECTIONS)
        self._told("Moira", "dates her own promise, rewords one line, and says: send it")
        await self._gets(moira, "acknowledgement")
        return await self._gets(ben, "confirmation")

    async def _agreed(self, moira: Writer, ben: Writer, confirmation: Received) -> None:
        await self.stage.until(datetime(2026, 3, 13, 8, 40, tzinfo=UTC))
        await self.stage.reply(ben, confirmation, "Yes to all of it, but I need until 10 April for number 1.")
        self._told("Ben", "says yes, with one change: number 1 by 10 April")
        await self._gets(ben, "acknowledgement")
        request = await self._gets(moira, "change-request")
        await self.stage.reply(moira, request, "Fine by me, I agree.")
        self._told("Moira", "agrees to the change")
        await self._gets(moira, "agreed")
        agreed = await self._gets(ben, "agreed")
        self._told("mailflow", f"puts into each one's calendar what they promised ({_attachments(agreed)})")

    async def _followed_through(self, moira: Writer, ben: Writer) -> None:
        await self.stage.until(datetime(2026, 3, 17, 9, 1, tzinfo=UTC))
        reminder = await self._gets(moira, "reminder")
        await self.stage.reply(moira, reminder, "Done, they had coffee this morning.")
        self._told("Moira", "answers: done")
        await self._gets(moira, "acknowledgement")
        await self.stage.until(datetime(2026, 4, 7, 9, 1, tzinfo=UTC))
        await self._gets(moira, "reminder")
        await self._gets(ben, "reminder")
        await self.stage.until(datetime(2026, 4, 8, 9, 1, tzinfo=UTC))
        review = await self._gets(moira, "review")
        await self.stage.reply(
            moira, review, "3 was done in March. 4 is in progress: he is on the list for the course."
        )
        self._told("Moira", "answers the monthly review first")
        await self._gets(moira, "acknowledgement")
        await self.stage.until(datetime(2026, 4, 13, 9, 1, tzinfo=UTC))
        review = await self._gets(ben, "review")
        await self.stage.reply(ben, review, "1 is done, it went out on Friday. 2 is under way.")
        self._told("Ben", "answers his review, having read what Moira did")
        await self._gets(ben, "acknowledgement")
        await self.stage.until(datetime(2026, 4, 14, 9, 1, tzinfo=UTC))
        reminder = await self._gets(moira, "reminder")
        await self.stage.reply(moira, reminder, "That's done now, he starts on the course in May.")
        self._told("Moira", "is asked whether it happened, and answers: done")
        await self._gets(moira, "acknowledgement")

    async def _asked_whether_it_works(self, ben: Writer) -> None:
        await self.stage.until(datetime(2026, 4, 23, 9, 1, tzinfo=UTC))
        pulse = await self._gets(ben, "pulse")
        await self.stage.reply(ben, pulse, "Somewhere between 3 and 4. Does Moira get to see this?")
        self._told("Ben", "asks who sees his answer, before he gives one")
        answer = await self._gets(ben, "acknowledgement")
        await self.stage.reply(ben, answer, "Then it is a 4. Last autumn I would have said 2.")
        self._told("Ben", "gives it a 4, for himself alone")
        await self._gets(ben, "own-pulse")

    def _told(self, who: str, what: str) -> None:
        self.tell(self.stage.clock(), who, what)

    async def _gets(self, person: Writer, *names: str) -> Received:
        mail = await self.stage.boxes.next(person.address, names, seconds=self.patience)
        self._told("mailflow", f"writes to {person.name.split()[0]}: {_headline(mail)}")
        return mail


async def play(stage: Stage, tell: Tell, *, patience: float = 30.0) -> None:
    """Play it to the end. Raises TimeoutError if a mail does not come within `patience` seconds."""
    await Play(stage, tell, patience).to_its_end()


def _headline(mail: Received) -> str:
    return f"{mail.message.subject} ({mail.name.replace('-', ' ')})"


def _attachments(mail: Received) -> str:
    return ", ".join(attachment.name for attachment in mail.message.attachments)
