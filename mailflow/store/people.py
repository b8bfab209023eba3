"""People, and the pairs that they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailflow.playbook.model import Person, Role
from mailflow.store.errors import AddressTaken, AlreadyPaired
from mailflow.store.session import Row, Session, insert, list_of, list_text

COLUMNS = ("name", "address", "aliases", "zone", "locale", "language", "working_days")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Someone to be added; see Person."""

    name: str
    address: str
    aliases: tuple[str, ...] = ()
    zone: str = "UTC"
    locale: str = "en-GB"
    language: str = "en"
    working_days: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class PairRef:
    """A pair as one of its two sees it: `role` is theirs, `other` is across the table."""

    id: int
    role: Role
    other: Person
    status: Literal["active", "stopped"]


def person_of(row: Row, prefix: str = "") -> Person:
    """The person in a row whose columns have this prefix."""
    return Person(
        id=row[f"{prefix}id"],
        name=row[f"{prefix}name"],
        address=row[f"{prefix}address"],
        aliases=list_of(row[f"{prefix}aliases"]),
        zone=row[f"{prefix}zone"],
        locale=row[f"{prefix}locale"],
        language=row[f"{prefix}language"],
        working_days=list_of(row[f"{prefix}working_days"]),
    )


class People(Session):
    async def add_person(self, new: NewPerson, now: datetime) -> Person:
        """Add someone; their addresses are kept in lower case. Raises AddressTaken if one is someone else's."""
        address = new.address.lower()
        aliases = tuple(dict.fromkeys(alias.lower() for alias in new.aliases if alias.lower() != address))
        added = await self.row(
            insert("people", (*COLUMNS, "created_at")) + " on conflict (address) do nothing returning id",
            new.name,
            address,
            list_text(aliases),
            new.zone,
            new.locale,
            new.language,
            list_text(new.working_days),
            now,
        )
        if added is None:
            raise AddressTaken("the address belongs to someone else")
        person: int = added["id"]
        owned = [value for own in (address, *aliases) for value in (own, person)]
        written = await self.db.change(
            insert("addresses", ("address", "person_id"), 1 + len(aliases)) + " on conflict (address) do nothing",
            *owned,
        )
        if written != 1 + len(aliases):
            raise AddressTaken("an address or alias belongs to someone else")
        return Person(person, new.name, address, aliases, new.zone, new.locale, new.language, new.working_days)

    async def person(self, person: int) -> Person | None:
        row = await self.row("select * from people where id = ?", person)
        return person_of(row) if row else None

    async def person_by_address(self, address: str) -> Person | None:
        """Whose address or alias this is, whatever its case."""
        row = await self.row(
            "select people.* from addresses join people on people.id = addresses.person_id where addresses.address = ?",
            address.lower(),
        )
        return person_of(row) if row else None

    async def people(self) -> tuple[Person, ...]:
        return tuple(person_of(row) for row in await self.db.rows("select * from people order by id"))

    async def add_pair(self, manager: int, report: int, now: datetime) -> int:
        """Make the two a pair with a key of its own. Raises AlreadyPaired."""
        added = await self.row(
            insert("pairs", ("manager_id", "report_id", "status", "serial", "version", "wrapped_key", "created_at"))
            + " on conflict (manager_id, report_id) do nothing returning id",
            manager,
            report,
            "active",
            0,
            0,
            self.vault.new_pair_key(),
            now,
        )
        if added is None:
            raise AlreadyPaired("these two are a pair already")
        pair: int = added["id"]
        return pair

    async def pairs_of(self, person: int) -> tuple[PairRef, ...]:
        """Every pair that the person is one of."""
        rows: Sequence[Row] = await self.db.rows(
            "select pairs.id as pair_id, 'manager' as role, pairs.status as pair_status, people.* "
            "from pairs join people on people.id = pairs.report_id where pairs.manager_id = ? "
            "union all "
            "select pairs.id, 'report', pairs.status, people.* "
            "from pairs join people on people.id = pairs.manager_id where pairs.report_id = ? "
            "order by 1",
            person,
            person,
        )
        return tuple(PairRef(row["pair_id"], row["role"], person_of(row), row["pair_status"]) for row in rows)
