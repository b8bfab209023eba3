"""A pair: all its live parts read at once, and only the differences written back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from mailflow.playbook.model import Ask, Commitment, Contract, Conversation, Pair, ReviewItem, Timer
from mailflow.playbook.private import ManagerNote, PulseAnswer, Reflection
from mailflow.store.errors import LostRace, PartVanished
from mailflow.store.people import COLUMNS, person_of
from mailflow.store.session import (
    Row,
    Session,
    Value,
    day_or_none,
    instant,
    instant_or_none,
    list_of,
    list_text,
    tuples,
    upsert,
)
from mailflow.store.vault import Key

ASKS_KEPT = 50

_CONVERSATION = ("pair_id", "number", "status", "kind", "start", "minutes", "sequence")
_CONTRACT = (
    "pair_id", "version", "status", "conversation", "replaces", "said_yes", "asked_for_dates", "agreed_at",
    "first_agreed_at", "sealed",
)  # fmt: skip
_COMMITMENT = (
    "pair_id", "contract", "number", "position", "owner", "due", "flags", "status", "standing", "moved", "dated_at",
    "sealed",
)  # fmt: skip
_ASK = (
    "pair_id", "number", "kind", "addressee", "opened_at", "status", "version", "conversation", "shown", "wait_until",
)  # fmt: skip
_TIMER = ("pair_id", "key", "at", "status")
_NOTE = ("pair_id", "kind", "position", "number", "sealed")

_PEOPLE = ", ".join(f"{who}.{column} as {who}_{column}" for who in ("m", "r") for column in ("id", *COLUMNS))
_SELECT_PAIR = (
    f"select p.status, p.stopped_by, p.serial, p.version, p.wrapped_key, {_PEOPLE} "  # noqa: S608 - names are ours
    "from pairs p join people m on m.id = p.manager_id join people r on r.id = p.report_id where p.id = ?"
)
_SELECT_CONVERSATIONS = (
    "select * from conversations where pair_id = ? and (status <> 'closed' "
    "or number = (select max(number) from conversations where pair_id = ? and status = 'closed')) order by number"
)
_LIVE = "('draft', 'offered', 'agreed')"
_SELECT_CONTRACTS = f"select * from contracts where pair_id = ? and status in {_LIVE} order by version"  # noqa: S608
_SELECT_COMMITMENTS = (
    "select c.* from contracts k join commitments c on c.pair_id = k.pair_id and c.contract = k.version "  # noqa: S608
    f"where k.pair_id = ? and k.status in {_LIVE} order by c.contract, c.position"
)
_SELECT_ASKS = (
    "select * from asks where pair_id = ? and (status = 'open' or number in "  # noqa: S608
    f"(select number from asks where pair_id = ? order by number desc limit {ASKS_KEPT})) order by number"
)
_SELECT_TIMERS = "select key, at, status from timers where pair_id = ? order by id"
_SELECT_NOTES = "select kind, number, sealed from private_notes where pair_id = ? order by kind, position"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A pair as it was read at `version`, with what is needed to write it back."""

    pair: Pair
    version: int
    wrapped_key: bytes = field(repr=False)


class Pairs(Session):
    async def load_pair(self, pair: int) -> Loaded | None:
        """The pair with its live parts: conversations not closed and the last one that is, contracts not superseded,
        asks that are open or among the last ASKS_KEPT, every timer, note, reflection and pulse.

        The pair's own row is read first: whatever changes while the parts are read, saving notices.
        """
        row = await self.row(_SELECT_PAIR, pair)
        if row is None:
            return None
        key = self.vault.pair_key(row["wrapped_key"])
        contracts = await self.db.rows(_SELECT_CONTRACTS, pair)
        commitments = await self.db.rows(_SELECT_COMMITMENTS, pair) if contracts else ()
        notes = await self.db.rows(_SELECT_NOTES, pair)
        loaded = Pair(
            id=pair,
            manager=person_of(row, "m_"),
            report=person_of(row, "r_"),
            status=row["status"],
            stopped_by=row["stopped_by"],
            serial=row["serial"],
            conversations=tuple(_conversation(r) for r in await self.db.rows(_SELECT_CONVERSATIONS, pair, pair)),
            contracts=tuple(self._contract(r, commitments, key) for r in contracts),
            asks=tuple(_ask(r) for r in await self.db.rows(_SELECT_ASKS, pair, pair)),
            timers=tuple(
                Timer(r["key"], instant(r["at"]), r["status"]) for r in await self.db.rows(_SELECT_TIMERS, pair)
            ),
            notes=tuple(ManagerNote(r["number"], self._note(r, key)) for r in notes if r["kind"] == "note"),
            reflections=tuple(Reflection(r["number"], self._note(r, key)) for r in notes if r["kind"] == "reflection"),
            pulses=tuple(_pulse(r["number"], self._note(r, key)) for r in notes if r["kind"] == "pulse"),
        )
        return Loaded(loaded, row["version"], row["wrapped_key"])

    async def save_pair(self, before: Loaded, after: Pair) -> int:
        """Write what differs, and give the pair's new version. Raises LostRace if it was saved since it was read.

        Timers, notes, reflections and pulses that `after` has not are deleted. The two people are not written: who they
        are is not for a decision to change. Raises PartVanished if a conversation, contract or ask is missing.
        """
        old = before.pair
        key = self.vault.pair_key(before.wrapped_key)
        if not await self.db.change(
            "update pairs set status = ?, stopped_by = ?, serial = ?, version = version + 1 "
            "where id = ? and version = ?",
            after.status,
            after.stopped_by,
            after.serial,
            old.id,
            before.version,
        ):
            raise LostRace(f"pair {old.id} was saved by another worker")
        await self._save_conversations(old, after)
        await self._save_contracts(old, after, key)
        await self._save_asks(old, after)
        await self._save_timers(old, after)
        await self._save_notes(old.id, "note", [(n.number, n.quote) for n in old.notes],
                               [(n.number, n.quote) for n in after.notes], key)  # fmt: skip
        await self._save_notes(old.id, "reflection", [(r.conversation, r.text) for r in old.reflections],
                               [(r.conversation, r.text) for r in after.reflections], key)  # fmt: skip
        await self._save_notes(old.id, "pulse", [(p.number, _pulse_text(p)) for p in old.pulses],
                               [(p.number, _pulse_text(p)) for p in after.pulses], key)  # fmt: skip
        return before.version + 1

    async def _put(
        self, table: str, columns: tuple[str, ...], key: tuple[str, ...], rows: Sequence[tuple[Value, ...]]
    ) -> None:
        if rows:
            await self.db.change(upsert(table, columns, key, len(rows)), *(value for row in rows for value in row))

    async def _save_conversations(self, old: Pair, after: Pair) -> None:
        changed = _changed(old.conversations, after.conversations, "number")
        rows = [(old.id, c.number, c.status, c.kind, c.start, c.minutes, c.sequence) for c in changed]
        await self._put("conversations", _CONVERSATION, ("pair_id", "number"), rows)

    async def _save_contracts(self, old: Pair, after: Pair, key: Key) -> None:
        shells: list[tuple[Value, ...]] = []
        lines: list[tuple[Value, ...]] = []
        known = {c.version: c for c in old.contracts}
        for contract in _changed(old.contracts, after.contracts, "version"):
            was = known.get(contract.version)
            if was is None or replace(was, commitments=()) != replace(contract, commitments=()):
                shells.append(self._contract_row(old.id, contract, key))
            if was is None:  # UNDO may bring back a version that was not loaded, with fewer lines than it had
                await self.db.change(
                    "delete from commitments where pair_id = ? and contract = ?", old.id, contract.version
                )
            placed = {c.number: (place, c) for place, c in enumerate(was.commitments)} if was else {}
            for place, commitment in enumerate(contract.commitments):
                if placed.pop(commitment.number, None) != (place, commitment):
                    lines.append(self._commitment_row(old.id, contract.version, place, commitment, key))
            if placed:
                await self.db.change(
                    "delete from commitments where pair_id = ? and contract = ? "  # noqa: S608
                    f"and number in {tuples(len(placed))}",
                    old.id,
                    contract.version,
                    *placed,
                )
        await self._put("contracts", _CONTRACT, ("pair_id", "version"), shells)
        await self._put("commitments", _COMMITMENT, ("pair_id", "contract", "number"), lines)

    async def _save_asks(self, old: Pair, after: Pair) -> None:
        rows = [
            (old.id, a.number, a.kind, a.to, a.opened_at, a.status, a.version, a.conversation, list_text(a.shown),
             a.wait_until)
            for a in _changed(old.asks, after.asks, "number")
        ]  # fmt: skip
        await self._put("asks", _ASK, ("pair_id", "number"), rows)

    async def _save_timers(self, old: Pair, after: Pair) -> None:
        gone = {t.key for t in old.timers} - {t.key for t in after.timers}
        if gone:
            await self.db.change(
                f"delete from timers where pair_id = ? and key in {tuples(len(gone))}",  # noqa: S608
                old.id,
                *sorted(gone),
            )
        known = set(old.timers)
        rows = [(old.id, t.key, t.at, t.status) for t in after.timers if t not in known]
        await self._put("timers", _TIMER, ("pair_id", "key"), rows)

    async def _save_notes(
        self, pair: int, kind: str, old: list[tuple[int, str]], after: list[tuple[int, str]], key: Key
    ) -> None:
        if len(after) < len(old):
            await self.db.change(
                "delete from private_notes where pair_id = ? and kind = ? and position >= ?", pair, kind, len(after)
            )
        rows = [
            (pair, kind, place, number, self.vault.seal(text, key, f"{kind}/{number}"))
            for place, (number, text) in enumerate(after)
            if old[place : place + 1] != [(number, text)]
        ]
        await self._put("private_notes", _NOTE, ("pair_id", "kind", "position"), rows)

    def _contract_row(self, pair: int, contract: Contract, key: Key) -> tuple[Value, ...]:
        words = json.dumps([[[r.text, r.month] for r in contract.reviews], contract.open_questions])
        return (
            pair,
            contract.version,
            contract.status,
            contract.conversation,
            contract.replaces,
            list_text(contract.said_yes),
            contract.asked_for_dates,
            contract.agreed_at,
            contract.first_agreed_at,
            self.vault.seal(words, key, f"contract/{contract.version}"),
        )

    def _commitment_row(self, pair: int, version: int, place: int, item: Commitment, key: Key) -> tuple[Value, ...]:
        return (
            pair,
            version,
            item.number,
            place,
            item.owner,
            item.due,
            list_text(item.flags),
            item.status,
            item.standing,
            item.moved,
            item.dated_at,
            self.vault.seal(item.text, key, f"commitment/{version}/{item.number}"),
        )

    def _contract(self, row: Row, commitments: Iterable[Row], key: Key) -> Contract:
        version: int = row["version"]
        reviews, questions = json.loads(self.vault.open(row["sealed"], key, f"contract/{version}"))
        return Contract(
            version=version,
            status=row["status"],
            commitments=tuple(self._commitment(r, key) for r in commitments if r["contract"] == version),
            reviews=tuple(ReviewItem(text, month) for text, month in reviews),
            open_questions=tuple(questions),
            conversation=row["conversation"],
            replaces=row["replaces"],
            said_yes=list_of(row["said_yes"]),
            asked_for_dates=bool(row["asked_for_dates"]),
            agreed_at=instant_or_none(row["agreed_at"]),
            first_agreed_at=instant_or_none(row["first_agreed_at"]),
        )

    def _commitment(self, row: Row, key: Key) -> Commitment:
        return Commitment(
            number=row["number"],
            owner=row["owner"],
            text=self.vault.open_text(row["sealed"], key, f"commitment/{row['contract']}/{row['number']}"),
            due=day_or_none(row["due"]),
            flags=list_of(row["flags"]),
            status=row["status"],
            standing=row["standing"],
            moved=row["moved"],
            dated_at=instant_or_none(row["dated_at"]),
        )

    def _note(self, row: Row, key: Key) -> str:
        return self.vault.open_text(row["sealed"], key, f"{row['kind']}/{row['number']}")


def _conversation(row: Row) -> Conversation:
    return Conversation(
        number=row["number"],
        status=row["status"],
        kind=row["kind"],
        start=instant_or_none(row["start"]),
        minutes=row["minutes"],
        sequence=row["sequence"],
    )


def _pulse_text(answer: PulseAnswer) -> str:
    """All of it but its number: when someone was asked how they feel is nobody's business either."""
    rated = answer.rated_on.isoformat() if answer.rated_on else None
    again = answer.again_on.isoformat() if answer.again_on else None
    return json.dumps([answer.asked_on.isoformat(), answer.rating, rated, again, answer.refused])


def _pulse(number: int, text: str) -> PulseAnswer:
    asked, rating, rated, again, refused = json.loads(text)
    return PulseAnswer(number, date.fromisoformat(asked), rating, day_or_none(rated), day_or_none(again), refused)


def _ask(row: Row) -> Ask:
    return Ask(
        number=row["number"],
        kind=row["kind"],
        to=row["addressee"],
        opened_at=instant(row["opened_at"]),
        status=row["status"],
        version=row["version"],
        conversation=row["conversation"],
        shown=list_of(row["shown"]),
        wait_until=day_or_none(row["wait_until"]),
    )


def _changed(old: tuple[Any, ...], after: tuple[Any, ...], key: str) -> list[Any]:
    """The parts that are new or differ. Raises PartVanished."""
    known = {getattr(part, key): part for part in old}
    changed = [part for part in after if known.pop(getattr(part, key), None) != part]
    if known:
        raise PartVanished(f"{type(next(iter(known.values()))).__name__.lower()} {min(known)} is missing")
    return changed
