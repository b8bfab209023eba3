"""One intent, one letter; and one worker at a time that sends it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.store.connection import LostRace, Store
from mailflow.store.outbox import Claimed, NewLetter
from tests.store.drawn import NOW
from tests.store.rows import add_pair, letter, mail

LEASE = timedelta(seconds=30)


async def _add(store: Store, *letters: NewLetter) -> list[int]:
    return await store.transact(lambda tx: tx.add_letters(letters))


async def _claim(store: Store, number: int, seconds: float = 0) -> Claimed | None:
    return await store.transact(lambda tx: tx.claim_letter(number, NOW + timedelta(seconds=seconds), LEASE))


async def test_the_same_intent_is_one_letter_and_its_bytes_stay_the_first(store: Store) -> None:
    pair = await add_pair(store)
    first = await _add(store, letter("a", pair, raw=b"first"), letter("b"))
    assert len(first) == 2
    assert await _add(store, letter("a", pair, raw=b"second"), letter("c"), letter("b")) != first
    assert len(await store.read(lambda tx: tx.waiting_letters(NOW, 10))) == 3
    claimed = await _claim(store, first[0])
    assert claimed is not None
    assert (claimed.token, claimed.raw, claimed.attempts, claimed.created_at) == ("a", b"first", 1, NOW)
    assert await _add(store, letter("a", pair)) == []
    assert await _add(store) == []


async def test_ids_come_in_the_order_of_the_letters(store: Store) -> None:
    ids = await _add(store, *(letter(token) for token in "zyxwv"))
    tokens = [claimed.token for number in ids if (claimed := await _claim(store, number)) is not None]
    assert tokens == list("zyxwv")


async def test_a_token_finds_whose_letter_it_was(store: Store) -> None:
    pair = await add_pair(store)
    (number,) = await _add(store, letter("a", pair))
    found = await store.read(lambda tx: tx.letter_by_token("a"))
    assert found is not None
    assert (found.id, found.pair, found.role, found.ask, found.mail) == (number, pair, "report", 7, "reminder")
    assert await store.read(lambda tx: tx.letter_by_token("A")) is None


async def test_one_of_many_workers_gets_the_letter(store: Store) -> None:
    (number,) = await _add(store, letter("a"))
    claims = await asyncio.gather(*(_claim(store, number) for _ in range(12)))
    assert [claim.attempts for claim in claims if claim is not None] == [1]


async def test_a_claimed_letter_is_free_again_when_its_lease_has_run_out(store: Store) -> None:
    (number,) = await _add(store, letter("a"))
    assert await _claim(store, number) is not None
    assert await _claim(store, number, 29.999999) is None
    assert await store.read(lambda tx: tx.waiting_letters(NOW + timedelta(seconds=29), 5)) == ()
    assert await store.read(lambda tx: tx.waiting_letters(NOW + timedelta(seconds=30), 5)) == (number,)
    again = await _claim(store, number, 30)
    assert again is not None
    assert again.attempts == 2


async def test_a_letter_that_failed_for_now_waits_until_its_time(store: Store) -> None:
    (number,) = await _add(store, letter("a"))
    await _claim(store, number)
    later = NOW + timedelta(minutes=5)
    await store.transact(lambda tx: tx.settle_letter(number, "queued", now=NOW, not_before=later, code=451))
    assert await _claim(store, number, 299) is None
    assert await store.read(lambda tx: tx.waiting_letters(later, 5)) == (number,)
    assert await _claim(store, number, 300) is not None


@pytest.mark.parametrize("state", ["sent", "refused", "expired"])
async def test_a_letter_that_is_settled_for_good_is_never_sent_again(store: Store, state: str) -> None:
    (number,) = await _add(store, letter("a"))
    await _claim(store, number)
    await store.transact(lambda tx: tx.settle_letter(number, state, now=NOW, code=250))  # type: ignore[arg-type]  # a state
    assert await _claim(store, number, 10**6) is None
    assert await store.read(lambda tx: tx.waiting_letters(NOW + timedelta(days=30), 5)) == ()
    with pytest.raises(LostRace):
        await store.transact(lambda tx: tx.settle_letter(number, "queued", now=NOW, not_before=NOW))


async def test_a_worker_whose_lease_ran_out_cannot_settle_the_attempt_of_another(store: Store) -> None:
    (number,) = await _add(store, letter("a"))
    slow = await _claim(store, number)
    quick = await _claim(store, number, 31)
    assert slow is not None
    assert quick is not None
    with pytest.raises(LostRace):
        await store.transact(
            lambda tx: tx.settle_letter(number, "queued", now=NOW, not_before=NOW, attempt=slow.attempts)
        )
    await store.transact(lambda tx: tx.settle_letter(number, "sent", now=NOW, attempt=quick.attempts))


async def test_answers_to_an_address_are_counted_from_an_instant_on_in_any_case(store: Store) -> None:
    answers = [replace(letter(token), cause=mail(1).id) for token in ("a", "b")]
    await _add(store, *answers, letter("c"))  # c answers nothing
    assert await store.read(lambda tx: tx.answers_to("BEN@example.org", NOW)) == 2
    assert await store.read(lambda tx: tx.answers_to("ben@example.org", NOW + timedelta(microseconds=1))) == 0
    assert await store.read(lambda tx: tx.answers_to("moira@example.org", NOW)) == 0


async def test_the_sweep_takes_no_more_letters_than_asked_and_late_ones_first(store: Store) -> None:
    ids = await _add(store, *(letter(token) for token in "abcd"))
    await _claim(store, ids[2])
    later = NOW + timedelta(minutes=1)
    found = await store.read(lambda tx: tx.waiting_letters(later, 3))
    assert (found[0], len(found), set(found) < set(ids)) == (ids[2], 3, True)
