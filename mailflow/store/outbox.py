"""Mail that goes out: its bytes are fixed and stored before the first attempt to send it.

queued ──> sending ──> sent | refused | expired
   ^          │
   └──────────┘  a temporary failure, or the lease of a worker that died ran out
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from mailflow.playbook.model import Role
from mailflow.store.errors import LostRace
from mailflow.store.session import Session, insert, instant, tuples
from mailflow.store.vault import Key

LetterState = Literal["queued", "sending", "sent", "refused", "expired"]

_COLUMNS = (
    "token", "pair_id", "person_id", "role", "ask", "cause", "mail", "recipient", "state", "attempts", "not_before",
    "created_at", "detail", "sealed_raw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A mail of ours to be sent. `token` names what it is about; `cause` is the inbound mail that it answers."""

    token: str
    pair: int | None
    person: int | None
    role: Role | None
    ask: int | None
    cause: str | None
    mail: str
    recipient: str
    raw: bytes = field(repr=False)
    created_at: datetime


@dataclass(frozen=True, slots=True)
class LetterRef:
    """What a letter was about and to whom, without content."""

    id: int
    pair: int | None
    person: int | None
    role: Role | None
    ask: int | None
    cause: str | None
    mail: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter that this worker is to send now; `attempts` counts this one."""

    id: int
    token: str
    recipient: str
    raw: bytes = field(repr=False)
    attempts: int
    created_at: datetime


class Outbox(Session):
    async def add_letters(self, letters: Sequence[NewLetter]) -> list[int]:
        """Queue the letters, due at once; the ids of the new ones. A letter whose token is there already is skipped."""
        if not letters:
            return []
        keys = await self._keys({letter.pair for letter in letters if letter.pair is not None})
        rows = [
            (
                letter.token,
                letter.pair,
                letter.person,
                letter.role,
                letter.ask,
                letter.cause,
                letter.mail,
                letter.recipient.lower(),
                "queued",
                0,
                letter.created_at,
                letter.created_at,
                "",
                self.vault.seal(letter.raw, keys[letter.pair], f"letter/{letter.token}"),
            )
            for letter in letters
        ]
        added = await self.db.rows(
            insert("outbox", _COLUMNS, len(rows)) + " on conflict (token) do nothing returning id",
            *(value for row in rows for value in row),
        )
        return sorted(row["id"] for row in added)

    async def letter_by_token(self, token: str) -> LetterRef | None:
        row = await self.row(
            "select id, pair_id, person_id, role, ask, cause, mail, recipient from outbox where token = ?", token
        )
        if row is None:
            return None
        return LetterRef(
            row["id"],
            row["pair_id"],
            row["person_id"],
            row["role"],
            row["ask"],
            row["cause"],
            row["mail"],
            row["recipient"],
        )

    async def letter_raw(self, letter: int) -> bytes:
        """The bytes of a letter as it was sent; none if it is not there or its words were deleted."""
        row = await self.row("select token, pair_id, sealed_raw from outbox where id = ?", letter)
        if row is None:
            return b""
        keys = await self._keys({row["pair_id"]} if row["pair_id"] is not None else set())
        return self.vault.open(row["sealed_raw"], keys[row["pair_id"]], f"letter/{row['token']}")

    async def claim_letter(self, letter: int, now: datetime, lease: timedelta) -> Claimed | None:
        """Take the letter for this worker until the lease ends. None if it is not due, or another worker has it."""
        row = await self.row(
            "update outbox set state = 'sending', attempts = attempts + 1, lease_until = ? where id = ? and "
            "((state = 'queued' and not_before <= ?) or (state = 'sending' and lease_until <= ?)) "
            "returning token, pair_id, recipient, sealed_raw, attempts, created_at",
            now + lease,
            letter,
            now,
            now,
        )
        if row is None:
            return None
        keys = await self._keys({row["pair_id"]} if row["pair_id"] is not None else set())
        raw = self.vault.open(row["sealed_raw"], keys[row["pair_id"]], f"letter/{row['token']}")
        return Claimed(letter, row["token"], row["recipient"], raw, row["attempts"], instant(row["created_at"]))

    async def settle_letter(
        self,
        letter: int,
        state: LetterState,
        *,
        now: datetime,
        not_before: datetime | None = None,
        code: int | None = None,
        detail: str = "",
        attempt: int | None = None,
    ) -> None:
        """Say what became of a claimed letter; `not_before` is when to try again.

        Raises LostRace if it is no longer being sent or, given `attempt`, if another worker has claimed it since.
        """
        if not await self.db.change(
            "update outbox set state = ?, not_before = coalesce(?, not_before), lease_until = null, sent_at = ?, "
            "code = ?, detail = ? where id = ? and state = 'sending' and attempts = coalesce(?, attempts)",
            state,
            not_before,
            now if state == "sent" else None,
            code,
            detail,
            letter,
            attempt,
        ):
            raise LostRace(f"letter {letter} was settled by another worker")

    async def answers_to(self, address: str, since: datetime) -> int:
        """How many letters that answer a mail were written to that address from then on."""
        row = await self.row(
            "select count(*) as n from outbox where recipient = ? and created_at >= ? and cause is not null",
            address.lower(),
            since,
        )
        return int(row["n"]) if row else 0

    async def waiting_letters(self, now: datetime, limit: int) -> tuple[int, ...]:
        """Letters to be sent now: first those whose worker's lease ran out, then those that are due, oldest first."""
        late = await self.db.rows(
            "select id from outbox where state = 'sending' and lease_until <= ? order by lease_until limit ?",
            now,
            limit,
        )
        due = await self.db.rows(
            "select id from outbox where state = 'queued' and not_before <= ? order by not_before limit ?",
            now,
            limit - len(late),
        )
        return tuple(row["id"] for row in (*late, *due))

    async def _keys(self, pairs: set[int]) -> dict[int | None, Key]:
        keys: dict[int | None, Key] = {None: self.vault.service_key}
        if pairs:
            for row in await self.db.rows(
                f"select id, wrapped_key from pairs where id in {tuples(len(pairs))}",  # noqa: S608
                *pairs,
            ):
                keys[row["id"]] = self.vault.pair_key(row["wrapped_key"])
        return keys
