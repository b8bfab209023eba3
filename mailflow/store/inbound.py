"""Mail that came in: stored before anything else is done with it, and settled once.

stored ──> applied    it changed the pair, and can be undone
       ──> answered   it changed nothing, and was answered
       ──> ignored    no person wrote it, or nobody is to be answered
       ──> held       for the operator; `replay` makes it stored again
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from mailflow.playbook.model import Pair, Role
from mailflow.store import snapshot
from mailflow.store.errors import LostRace
from mailflow.store.session import Session, insert, instant, instant_or_none, list_of, list_text

InboundState = Literal["stored", "applied", "answered", "ignored", "held"]

# An index entry of PostgreSQL has at most 2704 bytes; a Message-ID longer than this is junk.
_MESSAGE_ID_KEPT = 512
_COLUMNS = (
    "id", "message_id", "received_at", "source", "sender", "recipients", "state", "reason", "attempts", "told",
    "undone", "sealed_raw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewInbound:
    """A mail as it came. `id` is 32 hexadecimal digits that the same mail always gets; `sender` is "" for <>."""

    id: str
    message_id: str
    received_at: datetime
    source: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Inbound:
    """A stored mail and what became of it. `told` names whom we wrote to because of it."""

    id: str
    message_id: str
    received_at: datetime
    source: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)
    state: InboundState
    reason: str
    attempts: int
    pair: int | None
    author: Role | None
    applied_at: datetime | None
    pair_version: int | None
    told: tuple[Role, ...]
    undone: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """A mail that changed the pair: when, by whom, to which version, and what stood `before`."""

    id: str
    author: Role | None
    applied_at: datetime
    before: Pair = field(repr=False)
    told: tuple[Role, ...]
    pair_version: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A mail that waits for the operator, without its content."""

    id: str
    received_at: datetime
    reason: str
    attempts: int
    source: str


class Inbox(Session):
    async def add_inbound(self, batch: Sequence[NewInbound]) -> None:
        """Store the mails in one statement. One that is there already stays as it is."""
        if not batch:
            return
        key = self.vault.service_key
        rows = [
            (
                mail.id,
                mail.message_id[:_MESSAGE_ID_KEPT],
                mail.received_at,
                mail.source,
                mail.sender,
                list_text(mail.recipients),
                "stored",
                "",
                0,
                "[]",
                False,
                self.vault.seal(mail.raw, key, f"raw/{mail.id}"),
            )
            for mail in batch
        ]
        await self.db.change(
            insert("inbound", _COLUMNS, len(rows)) + " on conflict (id) do nothing",
            *(value for row in rows for value in row),
        )

    async def inbound(self, inbound: str) -> Inbound | None:
        row = await self.row(
            "select i.*, p.wrapped_key from inbound i left join pairs p on p.id = i.pair_id where i.id = ?", inbound
        )
        if row is None:
            return None
        key = self.vault.service_key if row["pair_id"] is None else self.vault.pair_key(row["wrapped_key"])
        return Inbound(
            id=row["id"],
            message_id=row["message_id"],
            received_at=instant(row["received_at"]),
            source=row["source"],
            sender=row["sender"],
            recipients=list_of(row["recipients"]),
            raw=self.vault.open(row["sealed_raw"], key, f"raw/{inbound}"),
            state=row["state"],
            reason=row["reason"],
            attempts=row["attempts"],
            pair=row["pair_id"],
            author=row["author"],
            applied_at=instant_or_none(row["applied_at"]),
            pair_version=row["pair_version"],
            told=list_of(row["told"]),
            undone=bool(row["undone"]),
        )

    async def headers(self, inbound: str) -> bytes | None:
        """The mail up to its first blank line."""
        found = await self.inbound(inbound)
        if found is None:
            return None
        ends = [end for blank in (b"\r\n\r\n", b"\n\n") if (end := found.raw.find(blank)) >= 0]
        return found.raw[: min(ends)] if ends else found.raw

    async def same_message_id(self, message_id: str) -> int:
        """How many mails have this Message-ID."""
        row = await self.row("select count(*) as n from inbound where message_id = ?", message_id[:_MESSAGE_ID_KEPT])
        return int(row["n"]) if row else 0

    async def count_attempt(self, inbound: str) -> int:
        """Count one more attempt; how many there have been. 0 if there is no such mail."""
        row = await self.row("update inbound set attempts = attempts + 1 where id = ? returning attempts", inbound)
        return int(row["attempts"]) if row else 0

    async def count_failure(self, inbound: str) -> int:
        """Count one more failure; how many there have been. 0 if there is no such mail."""
        row = await self.row("update inbound set failures = failures + 1 where id = ? returning failures", inbound)
        return int(row["failures"]) if row else 0

    async def settle_inbound(
        self,
        inbound: str,
        state: InboundState,
        *,
        reason: str = "",
        pair: int | None = None,
        author: Role | None = None,
        pair_version: int | None = None,
        before: Pair | None = None,
        told: Sequence[Role] = (),
        applied_at: datetime | None = None,
    ) -> None:
        """Say what became of a stored mail. With `pair`, its bytes are sealed anew with the pair's key.

        Raises LostRace if it is not stored, or no longer.
        """
        row = await self.row(
            "select i.pair_id, i.sealed_raw, o.wrapped_key as old_key, n.wrapped_key as new_key from inbound i "
            "left join pairs o on o.id = i.pair_id left join pairs n on n.id = ? where i.id = ? and i.state = 'stored'",
            pair,
            inbound,
        )
        if row is None or (pair is not None and row["new_key"] is None):
            raise LostRace(f"inbound {inbound} was settled by another worker")
        sealed = row["sealed_raw"]
        belongs = pair if pair is not None else row["pair_id"]
        sealed_before = None
        if pair is not None:
            old = self.vault.service_key if row["pair_id"] is None else self.vault.pair_key(row["old_key"])
            key = self.vault.pair_key(row["new_key"])
            if row["pair_id"] != pair:
                sealed = self.vault.seal(self.vault.open(sealed, old, f"raw/{inbound}"), key, f"raw/{inbound}")
            if before is not None:
                sealed_before = self.vault.seal(snapshot.encode(before), key, f"before/{inbound}")
        elif before is not None:
            raise ValueError("what stood before belongs to a pair")
        if not await self.db.change(
            "update inbound set state = ?, reason = ?, pair_id = ?, author = ?, pair_version = ?, told = ?, "
            "applied_at = ?, sealed_before = ?, sealed_raw = ? where id = ? and state = 'stored'",
            state,
            reason,
            belongs,
            author,
            pair_version,
            list_text(told),
            applied_at,
            sealed_before,
            sealed,
            inbound,
        ):
            raise LostRace(f"inbound {inbound} was settled by another worker")

    async def last_applied(self, pair: int) -> Applied | None:
        """The newest mail that changed the pair and was not undone."""
        row = await self.row(
            "select i.id, i.author, i.applied_at, i.told, i.pair_version, i.sealed_before, p.wrapped_key "
            "from inbound i join pairs p on p.id = i.pair_id "
            "where i.pair_id = ? and i.state = 'applied' and not i.undone and i.sealed_before is not null "
            "and i.applied_at is not null order by i.pair_version desc, i.applied_at desc limit 1",
            pair,
        )
        if row is None:
            return None
        sealed = self.vault.open(row["sealed_before"], self.vault.pair_key(row["wrapped_key"]), f"before/{row['id']}")
        return Applied(
            row["id"],
            row["author"],
            instant(row["applied_at"]),
            snapshot.decode(sealed),
            list_of(row["told"]),
            row["pair_version"],
        )

    async def mark_undone(self, inbound: str) -> None:
        """The mail was taken back; what stood before it is no longer kept. Raises LostRace if it was already."""
        if not await self.db.change(
            "update inbound set undone = ?, sealed_before = null where id = ? and state = 'applied' and not undone",
            True,
            inbound,
        ):
            raise LostRace(f"inbound {inbound} was undone by another worker")

    async def held(self) -> tuple[Held, ...]:
        """What waits for the operator, oldest first."""
        rows = await self.db.rows(
            "select id, received_at, reason, attempts, source from inbound where state = 'held' "
            "order by received_at, id"
        )
        return tuple(Held(r["id"], instant(r["received_at"]), r["reason"], r["attempts"], r["source"]) for r in rows)

    async def replay(self, inbound: str) -> bool:
        """Make a held mail stored again, to be taken up like a new one. False if it is not held."""
        return bool(
            await self.db.change(
                "update inbound set state = 'stored', attempts = 0, failures = 0, reason = '' "
                "where id = ? and state = 'held'",
                inbound,
            )
        )

    async def drop_inbound(self, inbound: str) -> bool:
        """Delete a held mail for good. False if it is not held."""
        return bool(await self.db.change("delete from inbound where id = ? and state = 'held'", inbound))

    async def waiting_inbound(self, received_before: datetime, limit: int) -> tuple[str, ...]:
        """Mails that were stored before that instant and are not settled, oldest first."""
        rows = await self.db.rows(
            "select id from inbound where state = 'stored' and received_at <= ? order by received_at limit ?",
            received_before,
            limit,
        )
        return tuple(row["id"] for row in rows)
