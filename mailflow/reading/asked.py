"""The mail that a reply answers: what it asked, of whom and when, and what it showed."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from mailflow.reading.item import Item, Owner, telling
from mailflow.reading.meeting import Meeting
from mailflow.reading.names import Names
from mailflow.reading.party import Party

Context = Literal["draft", "confirmation", "change_request", "reminder", "review", "booking", "pulse"]
DECIDING: frozenset[Context] = frozenset({"draft", "confirmation", "change_request"})


@dataclass(frozen=True, slots=True)
class Asked:
    """The mail that was answered, by whom and when."""

    context: Context
    author: Owner
    on: date
    items: tuple[Item, ...]
    manager: Party
    report: Party
    locale: str
    booked: Meeting | None = None

    @property
    def deciding(self) -> bool:
        """Whether it asked for a yes or no to a contract."""
        return self.context in DECIDING

    @property
    def of_items(self) -> bool:
        """Whether it asked about its items."""
        return self.context not in {"booking", "pulse"}

    @property
    def offered(self) -> frozenset[date]:
        """The day that changes would set, if it is the same for all items, so that a yes to them may say it again."""
        days = {item.due for item in self.items}
        return frozenset(day for day in days if day and self.context == "change_request" and len(days) == 1)

    @property
    def names(self) -> Names:
        return Names.of(self.manager, self.report)

    @property
    def named_by(self) -> frozenset[str]:
        """The stems of the two people's names, by which no item is known."""
        return telling(self.manager.name) | telling(self.report.name)

    @property
    def writer(self) -> Party:
        return self.manager if self.author == "manager" else self.report

    @property
    def other(self) -> Party:
        return self.report if self.author == "manager" else self.manager
