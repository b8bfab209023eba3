"""People, pairs and mails for the tests of the store."""

from datetime import timedelta

from mailflow.store.connection import Store, Transaction
from mailflow.store.inbound import NewInbound
from mailflow.store.outbox import NewLetter
from mailflow.store.pairs import Loaded
from mailflow.store.people import NewPerson
from tests.store.drawn import NOW

MANAGER = NewPerson("Moira Vance", "Moira@Example.org", ("m.vance@example.org",), zone="Europe/Vienna")
REPORT = NewPerson("Ben Okri", "ben@example.org", language="de", working_days=(0, 1, 2))


async def add_pair(store: Store, manager: NewPerson = MANAGER, report: NewPerson = REPORT) -> int:
    async def work(tx: Transaction) -> int:
        one = await tx.add_person(manager, NOW)
        two = await tx.add_person(report, NOW)
        return await tx.add_pair(one.id, two.id, NOW)

    return await store.transact(work)


async def load(store: Store, pair: int) -> Loaded:
    loaded = await store.read(lambda tx: tx.load_pair(pair))
    assert loaded is not None
    return loaded


def mail(number: int = 1, *, raw: bytes = b"Subject: x\r\n\r\nwords\r\n", message_id: str = "") -> NewInbound:
    return NewInbound(
        id=f"{number:032x}",
        message_id=message_id or f"<{number}@example.org>",
        received_at=NOW + timedelta(seconds=number),
        source="smtp",
        sender="ben@example.org",
        recipients=("contract+abc@example.com",),
        raw=raw,
    )


def letter(token: str, pair: int | None = None, *, raw: bytes = b"Subject: y\r\n\r\nwords\r\n") -> NewLetter:
    return NewLetter(
        token=token,
        pair=pair,
        person=None,
        role="report" if pair else None,
        ask=7,
        cause=None,
        mail="reminder",
        recipient="ben@example.org",
        raw=raw,
        created_at=NOW,
    )
