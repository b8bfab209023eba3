"""Stored mail is never lost, never stored twice, and settled once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mailflow.store.connection import LostRace, Store, Transaction
from mailflow.store.inbound import Inbound, NewInbound
from mailflow.store.people import NewPerson
from tests.store import drawn
from tests.store.drawn import NOW
from tests.store.rows import add_pair, load, mail


async def _add(store: Store, *mails: NewInbound) -> None:
    await store.transact(lambda tx: tx.add_inbound(mails))


async def _row(store: Store, number: int = 1) -> Inbound:
    row = await store.read(lambda tx: tx.inbound(mail(number).id))
    assert row is not None
    return row


async def _undo(store: Store, number: int) -> None:
    await store.transact(lambda tx: tx.mark_undone(mail(number).id))


async def _hold(store: Store, number: int) -> None:
    await store.transact(lambda tx: tx.settle_inbound(mail(number).id, "held", reason="too_deep"))


async def test_a_hundred_mails_are_stored_by_one_statement_and_doubles_change_nothing(store: Store) -> None:
    await _add(store, mail(7, raw=b"first"))
    statements = []

    async def work(tx: Transaction) -> None:
        change = tx.db.change

        async def counted(sql: str, *values: object) -> int:
            statements.append(sql)
            return await change(sql, *values)  # type: ignore[arg-type]  # passed on as it came

        tx.db.change = counted  # type: ignore[method-assign]  # to count what is sent
        await tx.add_inbound([mail(n, raw=b"second") for n in (*range(100), 7, 8)])

    await store.transact(work)
    assert len(statements) == 1
    assert (await _row(store, 7)).raw == b"first"
    assert (await _row(store, 99)).raw == b"second"
    assert len(await store.read(lambda tx: tx.waiting_inbound(NOW + timedelta(days=1), 1000))) == 100


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.text(st.characters(codec=None), max_size=60),
    st.lists(st.text(st.characters(codec=None), max_size=20), max_size=3).map(tuple),
)
@example(b"\x00\xff", "<\x00\udcff@\ud800>", ("a\x00@b", "\udc80"))
async def test_bytes_come_back_unchanged_and_hostile_headers_are_storable(
    store: Store, raw: bytes, message_id: str, recipients: tuple[str, ...]
) -> None:
    number = (await store.read(lambda tx: tx.overview(NOW))).inbound.get("stored", 0) + 1
    new = replace(mail(number, raw=raw, message_id=message_id), recipients=recipients, sender=message_id)
    await _add(store, new)
    row = await _row(store, number)
    assert (row.raw, row.recipients, row.received_at) == (raw, recipients, new.received_at)
    assert await store.read(lambda tx: tx.same_message_id(message_id)) >= (1 if message_id else 0)


async def test_an_endless_message_id_stops_nobody(store: Store) -> None:
    await _add(store, mail(1, message_id="<" + "\N{EURO SIGN}" * 60_000 + ">"), mail(2))
    assert (await _row(store, 2)).state == "stored"


async def test_another_mail_with_the_same_message_id_is_kept_and_counted(store: Store) -> None:
    await _add(store, mail(1, message_id="<same@x>", raw=b"one"), mail(2, message_id="<same@x>", raw=b"two"))
    assert await store.read(lambda tx: tx.same_message_id("<same@x>")) == 2
    assert ((await _row(store, 1)).raw, (await _row(store, 2)).raw) == (b"one", b"two")


async def test_a_settled_mail_belongs_to_its_pair_and_can_be_read_with_the_pairs_key_only(store: Store) -> None:
    pair = await add_pair(store)
    await _add(store, mail(raw=b"my notes"))
    await store.transact(lambda tx: tx.settle_inbound(mail().id, "answered", pair=pair, author="report", reason="why"))
    row = await _row(store)
    assert (row.state, row.pair, row.author, row.reason, row.raw) == ("answered", pair, "report", "why", b"my notes")
    other = await add_pair(store, NewPerson("A", "a@x.org"), NewPerson("B", "b@x.org"))

    async def key_of_other(tx: Transaction) -> None:
        await tx.db.change(
            "update pairs set wrapped_key = (select wrapped_key from pairs where id = ?) where id = ?", other, pair
        )

    await store.transact(key_of_other)
    with pytest.raises(Exception, match=r"sealed value \(raw\) cannot be opened"):
        await _row(store)


@pytest.mark.parametrize("first", ["applied", "answered", "ignored", "held"])
async def test_a_mail_is_settled_once(store: Store, first: str) -> None:
    pair = await add_pair(store)
    await _add(store, mail())
    await store.transact(lambda tx: tx.settle_inbound(mail().id, first, pair=pair))  # type: ignore[arg-type]  # a state
    with pytest.raises(LostRace):
        await store.transact(lambda tx: tx.settle_inbound(mail().id, "applied", pair=pair))
    assert (await _row(store)).state == first


async def test_a_mail_or_a_pair_that_is_gone_cannot_be_settled(store: Store) -> None:
    with pytest.raises(LostRace):
        await store.transact(lambda tx: tx.settle_inbound(mail().id, "ignored"))
    await _add(store, mail())
    with pytest.raises(LostRace):
        await store.transact(lambda tx: tx.settle_inbound(mail().id, "applied", pair=404))
    assert (await _row(store)).state == "stored"


async def test_the_newest_mail_that_changed_the_pair_can_be_taken_back_then_the_one_before(store: Store) -> None:
    before = await load(store, await add_pair(store))
    pair = before.pair.id
    states = [before.pair, drawn.example(before.pair), drawn.example(before.pair, words="later")]
    await _add(store, *(mail(n) for n in range(4)))

    async def settle(tx: Transaction) -> None:
        for n, state in enumerate(states):
            await tx.settle_inbound(
                mail(n).id,
                "applied",
                pair=pair,
                author="manager",
                pair_version=n + 9,
                before=state,
                told=("report",),
                applied_at=NOW,
            )

    await store.transact(settle)
    await store.transact(lambda tx: tx.settle_inbound(mail(3).id, "answered", pair=pair, pair_version=99))
    for n in (2, 1, 0):
        last = await store.read(lambda tx: tx.last_applied(pair))
        assert last is not None
        assert (last.id, last.before, last.author, last.told) == (mail(n).id, states[n], "manager", ("report",))
        assert (last.applied_at, last.pair_version) == (NOW, n + 9)
        await _undo(store, n)
        assert (await _row(store, n)).undone
        with pytest.raises(LostRace):
            await _undo(store, n)
    assert await store.read(lambda tx: tx.last_applied(pair)) is None


async def test_attempts_are_counted(store: Store) -> None:
    await _add(store, mail())
    assert [await store.transact(lambda tx: tx.count_attempt(mail().id)) for _ in range(3)] == [1, 2, 3]
    assert await store.transact(lambda tx: tx.count_attempt("f" * 32)) == 0


async def test_a_held_mail_is_listed_replayed_and_settled_like_a_new_one(store: Store) -> None:
    await _add(store, mail(2), mail(1))
    await store.transact(lambda tx: tx.count_attempt(mail(1).id))
    for n in (1, 2):
        await _hold(store, n)
    held = await store.read(lambda tx: tx.held())
    assert [(h.id, h.reason, h.attempts, h.source) for h in held] == [
        (mail(1).id, "too_deep", 1, "smtp"),
        (mail(2).id, "too_deep", 0, "smtp"),
    ]
    assert await store.transact(lambda tx: tx.replay(mail(1).id))
    assert not await store.transact(lambda tx: tx.replay(mail(1).id))
    row = await _row(store, 1)
    assert (row.state, row.attempts, row.reason) == ("stored", 0, "")
    await store.transact(lambda tx: tx.settle_inbound(mail(1).id, "ignored"))


async def test_only_a_held_mail_can_be_dropped(store: Store) -> None:
    await _add(store, mail())
    assert not await store.transact(lambda tx: tx.drop_inbound(mail().id))
    await store.transact(lambda tx: tx.settle_inbound(mail().id, "held"))
    assert await store.transact(lambda tx: tx.drop_inbound(mail().id))
    assert await store.read(lambda tx: tx.inbound(mail().id)) is None


@pytest.mark.parametrize(
    ("raw", "headers"),
    [
        (b"A: 1\r\nB: 2\r\n\r\nwords\r\n\r\nmore", b"A: 1\r\nB: 2"),
        (b"A: 1\n\nwords\r\n\r\n", b"A: 1"),
        (b"A: 1\r\n", b"A: 1\r\n"),
        (b"", b""),
    ],
)
async def test_the_headers_end_at_the_first_blank_line(store: Store, raw: bytes, headers: bytes) -> None:
    await _add(store, mail(raw=raw))
    assert await store.read(lambda tx: tx.headers(mail().id)) == headers
    assert await store.read(lambda tx: tx.headers("f" * 32)) is None


async def test_the_sweep_finds_what_waits_oldest_first_and_no_more_than_asked(store: Store) -> None:
    await _add(store, *(mail(n) for n in (5, 3, 4, 1, 2)))
    await store.transact(lambda tx: tx.settle_inbound(mail(2).id, "ignored"))
    found = await store.read(lambda tx: tx.waiting_inbound(NOW + timedelta(seconds=4), 2))
    assert found == (mail(1).id, mail(3).id)
