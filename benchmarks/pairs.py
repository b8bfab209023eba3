"""Many pairs in the middle of their quarter, each person with a review in their inbox, and the replies to it.

One life is played through `decide`; every pair then starts where it ended, with people, keys and letters of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from benchmarks.peer import Mail
from mailflow.demo.mailbox import Received
from mailflow.demo.writer import Writer
from mailflow.engine import letters
from mailflow.engine.house import House
from mailflow.mail.message import parse
from mailflow.mail.visible import Passage
from mailflow.playbook.cadence import Playbook
from mailflow.playbook.decide import decide
from mailflow.playbook.effects import Send
from mailflow.playbook.events import Enrolled, Event, FellDue, Wrote
from mailflow.playbook.model import Pair, Person, Role
from mailflow.store.connection import Transaction
from mailflow.store.people import NewPerson

_WEEKS = 9
_HOUR = timedelta(hours=1)
_NOTES = """His commitments
- Draft the migration plan by {first}
- Present it to the platform group by {second}

My commitments
- Introduce him to Farida in policy by {first}
- Ask about a place on the architecture course by {second}

We will look at how the plan landed next quarter.
"""
_WORDS: dict[Role, str] = {"manager": "3 is done, they met on Tuesday. 4 is in progress.", "report": "2 is done."}
_BATCH = 100


@dataclass(slots=True)
class _Life:
    state: Pair
    now: datetime
    sent: list[Send]

    def meets(self, event: Event) -> None:
        decision = decide(self.state, event, self.now, Playbook())
        self.state = decision.state
        self.sent.extend(effect for effect in decision.effects if isinstance(effect, Send))

    def until(self, instant: datetime) -> None:
        while due := [t for t in self.state.timers if t.status == "pending" and t.at <= instant]:
            first = min(due, key=lambda timer: timer.at)
            self.now = max(self.now, first.at)
            self.meets(FellDue(first.key))
        self.now = max(self.now, instant)

    def writes(self, role: Role, words: str, notes: str = "") -> None:
        ask = None if notes else self.last(role).ask
        self.meets(Wrote(f"{len(self.sent)}-{role}", role, (Passage(words),), notes, ask=ask, replied=not notes))

    def last(self, role: Role, name: str = "") -> Send:
        return next(s for s in reversed(self.sent) if s.to == role and name in type(s.mail).__name__ and s.ask)


def _lived(now: datetime) -> _Life:
    """A pair that has agreed on a contract, and whose two people have been asked for their review."""
    start = (now - timedelta(weeks=_WEEKS)).replace(hour=10, minute=0, second=0, microsecond=0)
    start -= timedelta(days=start.weekday())
    life = _Life(Pair(0, Person(0, "Moira Lennox", "m@x.example"), Person(0, "Ben Ashcroft", "b@x.example")), start, [])
    life.meets(Enrolled())
    talk = start + timedelta(days=10)
    life.writes("manager", f"{talk:%A} {talk.day} {talk:%B} at 3pm, for an hour")
    life.until(talk + 8 * _HOUR)
    later = [now + timedelta(days=days) for days in (60, 90)]
    first, second = (f"{day.day} {day:%B %Y}" for day in later)
    life.writes("manager", "", _NOTES.format(first=first, second=second))
    life.writes("manager", "Looks right, please send it.")
    life.writes("report", "Yes, I agree.")
    life.until(now)
    return life


async def replies(house: House, count: int) -> list[Mail]:
    """Enrol pairs for so many people, and give the reply of each: first all managers', then all reports'.

    Raises AddressTaken if the house is not empty.
    """
    now = datetime.now(UTC)
    life = _lived(now - 2 * _HOUR)
    by_role: dict[Role, list[Mail]] = {"manager": [], "report": []}
    numbers = range(-(-count // 2))
    for begin in numbers[::_BATCH]:
        batch = numbers[begin : begin + _BATCH]

        async def work(tx: Transaction, batch: range = batch) -> None:
            for number in batch:
                for role, mail in await _enrolled(tx, house, life, number, now):
                    by_role[role].append(mail)

        await house.store.transact(work)
    return (by_role["manager"] + by_role["report"])[:count]


async def _enrolled(tx: Transaction, house: House, life: _Life, number: int, now: datetime) -> list[tuple[Role, Mail]]:
    manager = await tx.add_person(NewPerson(f"Moira Lennox {number}", f"moira.{number}@people.example"), now)
    report = await tx.add_person(NewPerson(f"Ben Ashcroft {number}", f"ben.{number}@people.example"), now)
    loaded = await tx.load_pair(await tx.add_pair(manager.id, report.id, now))
    assert loaded is not None
    state = replace(life.state, id=loaded.pair.id, manager=manager, report=report)
    await tx.save_pair(loaded, state)
    asked = now - timedelta(days=3)
    sends = [life.last(role, "Review") for role in ("manager", "report")]
    out = letters.of_decision(house, state, sends, asked)
    for id_ in await tx.add_letters(out):
        claimed = await tx.claim_letter(id_, now, _HOUR)
        assert claimed is not None
        await tx.settle_letter(id_, "sent", now=asked, code=250)
    return list(_answers(house, state, sends, [letter.raw for letter in out], number, now))


def _answers(
    house: House, state: Pair, sends: list[Send], raws: list[bytes], number: int, now: datetime
) -> Iterator[tuple[Role, Mail]]:
    for send, raw in zip(sends, raws, strict=True):
        person = state.person(send.to)
        writer = Writer(person.name, person.address, 0, house.service.address)
        reply = writer.reply(Received(person.address, raw, parse(raw)), _WORDS[send.to], now, number)
        recipient = parse(raw).header("reply-to") or ""
        content = b"".join(
            (b"." + line if line.startswith(b".") else line) + b"\r\n" for line in reply.as_bytes().splitlines()
        )
        yield send.to, Mail(person.address, recipient.rpartition("<")[2].rstrip(">"), content)
