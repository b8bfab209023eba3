"""People are found by any of their addresses, and belong to pairs."""

import pytest

from mailflow.store.connection import AddressTaken, AlreadyPaired, Store
from mailflow.store.people import NewPerson
from tests.store.drawn import NOW
from tests.store.rows import MANAGER, REPORT, add_pair, load


async def test_a_person_is_kept_as_given_with_addresses_in_lower_case(store: Store) -> None:
    added = await store.transact(lambda tx: tx.add_person(MANAGER, NOW))
    assert (added.address, added.aliases) == ("moira@example.org", ("m.vance@example.org",))
    assert (added.name, added.zone, added.working_days) == ("Moira Vance", "Europe/Vienna", (0, 1, 2, 3, 4))
    assert await store.read(lambda tx: tx.person(added.id)) == added
    assert await store.read(lambda tx: tx.people()) == (added,)


@pytest.mark.parametrize("written", ["moira@example.org", "MOIRA@EXAMPLE.ORG", "M.Vance@example.org"])
async def test_any_address_or_alias_in_any_case_finds_its_person(store: Store, written: str) -> None:
    added = await store.transact(lambda tx: tx.add_person(MANAGER, NOW))
    assert await store.read(lambda tx: tx.person_by_address(written)) == added


@pytest.mark.parametrize(
    "written", ["", "moira", "moira@example.or", "moira@example.org\x00", "'; drop table people--", "\udc80"]
)
async def test_an_address_that_is_nobodys_finds_nobody(store: Store, written: str) -> None:
    await store.transact(lambda tx: tx.add_person(MANAGER, NOW))
    assert await store.read(lambda tx: tx.person_by_address(written)) is None


@pytest.mark.parametrize(
    "new",
    [
        NewPerson("Another", "moira@EXAMPLE.org"),
        NewPerson("Another", "m.vance@example.org"),
        NewPerson("Another", "new@example.org", ("Moira@example.org",)),
        NewPerson("Another", "new@example.org", ("M.VANCE@example.org",)),
    ],
)
async def test_an_address_belongs_to_one_person(store: Store, new: NewPerson) -> None:
    first = await store.transact(lambda tx: tx.add_person(MANAGER, NOW))
    with pytest.raises(AddressTaken):
        await store.transact(lambda tx: tx.add_person(new, NOW))
    assert await store.read(lambda tx: tx.people()) == (first,)


async def test_an_address_given_twice_for_one_person_is_theirs(store: Store) -> None:
    new = NewPerson("Ben", "ben@example.org", ("BEN@example.org", "b@example.org", "B@example.org"))
    added = await store.transact(lambda tx: tx.add_person(new, NOW))
    assert added.aliases == ("b@example.org",)


async def test_two_people_are_a_pair_once_in_each_direction(store: Store) -> None:
    pair = await add_pair(store)
    one, two = (await load(store, pair)).pair.manager, (await load(store, pair)).pair.report
    with pytest.raises(AlreadyPaired):
        await store.transact(lambda tx: tx.add_pair(one.id, two.id, NOW))
    assert await store.transact(lambda tx: tx.add_pair(two.id, one.id, NOW)) != pair


async def test_a_person_sees_every_pair_of_theirs_with_their_role_and_the_other(store: Store) -> None:
    first = await add_pair(store)
    moira, ben = (await load(store, first)).pair.manager, (await load(store, first)).pair.report
    chief = await store.transact(lambda tx: tx.add_person(NewPerson("Ada", "ada@example.org"), NOW))
    second = await store.transact(lambda tx: tx.add_pair(chief.id, moira.id, NOW))
    seen = await store.read(lambda tx: tx.pairs_of(moira.id))
    assert [(ref.id, ref.role, ref.other, ref.status) for ref in seen] == [
        (first, "manager", ben, "active"),
        (second, "report", chief, "active"),
    ]
    assert await store.read(lambda tx: tx.pairs_of(404)) == ()
    assert REPORT.working_days == ben.working_days
