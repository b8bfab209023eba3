"""What happened to a pair and by whom, without content. Lines are only ever added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailflow.playbook.effects import Note
from mailflow.store.session import Session, insert, instant


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the history, and the mail that brought it about."""

    at: datetime
    note: Note
    inbound: str | None


class History(Session):
    async def add_history(self, pair: int, at: datetime, notes: Sequence[Note], inbound: str | None) -> None:
        if notes:
            values = [value for n in notes for value in (pair, at, n.what, n.by, n.number, inbound)]
            columns = ("pair_id", "at", "what", "actor", "number", "inbound")
            await self.db.change(insert("history", columns, len(notes)), *values)

    async def history(self, pair: int) -> tuple[Line, ...]:
        """Every line, in the order in which they were written."""
        rows = await self.db.rows("select * from history where pair_id = ? order by id", pair)
        return tuple(Line(instant(r["at"]), Note(r["what"], r["actor"], r["number"]), r["inbound"]) for r in rows)
