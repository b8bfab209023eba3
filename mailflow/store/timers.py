"""Timers as the sweep sees them; a decision changes them with its pair."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailflow.store.session import Row, Session, instant


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A timer with its id, by which the queue knows it."""

    id: int
    pair: int
    key: str
    at: datetime
    status: Literal["pending", "fired"]


class Timers(Session):
    async def timer(self, timer: int) -> TimerRow | None:
        row = await self.row("select id, pair_id, key, at, status from timers where id = ?", timer)
        return _timer(row) if row else None

    async def timers_of(self, pair: int) -> tuple[TimerRow, ...]:
        rows = await self.db.rows("select id, pair_id, key, at, status from timers where pair_id = ? order by id", pair)
        return tuple(_timer(row) for row in rows)

    async def due_timers(self, until: datetime, limit: int) -> tuple[tuple[int, datetime], ...]:
        """Id and instant of the pending timers that fall due by then, earliest first."""
        rows = await self.db.rows(
            "select id, at from timers where status = 'pending' and at <= ? order by at limit ?", until, limit
        )
        return tuple((row["id"], instant(row["at"])) for row in rows)


def _timer(row: Row) -> TimerRow:
    return TimerRow(row["id"], row["pair_id"], row["key"], instant(row["at"]), row["status"])
