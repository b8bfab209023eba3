"""A quarter of Moira and Ben: every step of the playbook's loop, over real SMTP, with the clock put forward."""

from collections.abc import Callable
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


async def play(stage: Stage, tell: Tell, *, patience: float = 30.0) -> None:
    """Play it to the end. `tell` hears of each step: when, who, what.

    Raises TimeoutError if a mail does not come within `patience` seconds.
    """
    moira, ben = stage.writer(*MOIRA), stage.writer(*BEN)

    def told(who: str, what: str) -> None:
        tell(stage.clock(), who, what)

    async def gets(person: Writer, *names: str) -> Received:
        mail = await stage.boxes.next(person.address, names, seconds=patience)
        told("mailflow", f"writes to {person.name.split()[0]}: {_headline(mail)}")
        return mail

    await stage.enrol(*(NewPerson(name=name, address=address, zone=ZONE) for name, address in (MOIRA, BEN)))
    told("operator", "enrols Moira, who manages, and Ben, who reports to her")
    await gets(ben, "welcome")
    booking = await gets(moira, "booking")

    await stage.until(datetime(2026, 3, 3, 11, 0, tzinfo=UTC))
    await stage.reply(moira, booking, "Thursday 12 March at 3pm, for an hour. I have told him already.")
    told("Moira", "answers: Thursday 12 March at 3pm, for an hour")
    await gets(moira, "invitation")
    await gets(ben, "invitation")

    await stage.until(datetime(2026, 3, 9, 9, 1, tzinfo=UTC))
    prompt = await gets(ben, "prompt")
    await stage.reply(ben, prompt, "What energises me: following one question to its end. What drains me: the rota.")
    told("Ben", "thinks aloud, for himself alone")
    await gets(ben, "acknowledgement")
    await stage.until(datetime(2026, 3, 12, 9, 1, tzinfo=UTC))
    await gets(ben, "own-reflection")

    await stage.until(datetime(2026, 3, 12, 16, 20, tzinfo=UTC))
    await gets(moira, "notes-request")
    await stage.until(datetime(2026, 3, 12, 18, 5, tzinfo=UTC))
    await stage.forward(moira, NOTES, "Notes Ben", above="Here you are.")
    told("Moira", "forwards her notes, with a line in them that is nobody else's business")
    draft = await gets(moira, "draft")

    await stage.reply(moira, draft, '3 by 20 March. Change 2 to "Shadow the lettings team for two days". Send it.')
    told("Moira", "dates her own promise, rewords one line, and says: send it")
    await gets(moira, "acknowledgement")
    confirmation = await gets(ben, "confirmation")

    await stage.until(datetime(2026, 3, 13, 8, 40, tzinfo=UTC))
    await stage.reply(ben, confirmation, "Yes to all of it, but I need until 10 April for number 1.")
    told("Ben", "says yes, with one change: number 1 by 10 April")
    await gets(ben, "acknowledgement")
    request = await gets(moira, "change-request")
    await stage.reply(moira, request, "Fine by me, I agree.")
    told("Moira", "agrees to the change")
    await gets(moira, "agreed")
    agreed = await gets(ben, "agreed")
    told("mailflow", f"puts into each one's calendar what they promised ({_attachments(agreed)})")

    await stage.until(datetime(2026, 3, 17, 9, 1, tzinfo=UTC))
    reminder = await gets(moira, "reminder")
    await stage.reply(moira, reminder, "Done, they had coffee this morning.")
    told("Moira", "answers: done")
    await gets(moira, "acknowledgement")

    await stage.until(datetime(2026, 4, 7, 9, 1, tzinfo=UTC))
    await gets(moira, "reminder")
    await gets(ben, "reminder")
    await stage.until(datetime(2026, 4, 8, 9, 1, tzinfo=UTC))
    review = await gets(moira, "review")
    await stage.reply(moira, review, "3 was done in March. 4 is in progress: he is on the list for the course.")
    told("Moira", "answers the monthly review first")
    await gets(moira, "acknowledgement")
    await stage.until(datetime(2026, 4, 13, 9, 1, tzinfo=UTC))
    review = await gets(ben, "review")
    await stage.reply(ben, review, "1 is done, it went out on Friday. 2 is under way.")
    told("Ben", "answers his review, having read what Moira did")
    await gets(ben, "acknowledgement")


def _headline(mail: Received) -> str:
    return f"{mail.message.subject} ({mail.name.replace('-', ' ')})"


def _attachments(mail: Received) -> str:
    return ", ".join(attachment.name for attachment in mail.message.attachments)
