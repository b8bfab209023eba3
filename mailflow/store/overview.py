"""The counts that `mailflow status` shows: no names, no content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.store.session import Session, instant

TIMERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class NextTimer:
    """A timer to come; `kind` is the first part of its key."""

    pair: int
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How many of each there are, and how long the oldest unsettled mail and the oldest due letter have waited."""

    people: int
    pairs: int
    stopped_pairs: int
    inbound: Mapping[str, int]
    oldest_waiting_seconds: float | None
    outbox: Mapping[str, int]
    oldest_letter_seconds: float | None
    held: int
    next_timers: tuple[NextTimer, ...]


class Overviews(Session):
    async def overview(self, now: datetime) -> Overview:
        people = await self._count("select count(*) as n from people")
        pairs = await self._count("select count(*) as n from pairs")
        stopped = await self._count("select count(*) as n from pairs where status = 'stopped'")
        inbound = await self._by_state("select state, count(*) as n from inbound group by state")
        outbox = await self._by_state("select state, count(*) as n from outbox group by state")
        timers = await self.db.rows(
            "select pair_id, key, at from timers where status = 'pending' order by at limit ?", TIMERS_SHOWN
        )
        return Overview(
            people=people,
            pairs=pairs,
            stopped_pairs=stopped,
            inbound=inbound,
            oldest_waiting_seconds=await self._age(
                "select min(received_at) as at from inbound where state = 'stored'", now
            ),
            outbox=outbox,
            oldest_letter_seconds=await self._age(
                "select min(not_before) as at from outbox where state = 'queued' and not_before <= ?", now, now
            ),
            held=inbound.get("held", 0),
            next_timers=tuple(NextTimer(t["pair_id"], t["key"].split("/")[0], instant(t["at"])) for t in timers),
        )

    async def _count(self, sql: str) -> int:
        row = await self.row(sql)
        return int(row["n"]) if row else 0

    async def _by_state(self, sql: str) -> dict[str, int]:
        return {row["state"]: row["n"] for row in await self.db.rows(sql)}

    async def _age(self, sql: str, now: datetime, *values: datetime) -> float | None:
        row = await self.row(sql, *values)
        return (now - instant(row["at"])).total_seconds() if row and row["at"] is not None else None
