"""What every step of the engine works with: the rooms, opened, and the operator's choices."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from mailflow.delivery.outlet import Outlet
from mailflow.delivery.render import Renderer
from mailflow.mail.token import TokenKey
from mailflow.playbook.cadence import Playbook
from mailflow.reading.calendar import DateStyle
from mailflow.second.endpoint import Endpoint
from mailflow.settings import Dates, Service
from mailflow.store.connection import Store

Clock = Callable[[], datetime]


class Bell(Protocol):
    """Says that there is something to look at. A hint only: what it drops, the sweep finds in the database."""

    async def inbound(self, ids: Sequence[str]) -> None: ...

    async def letters(self, ids: Sequence[int]) -> None: ...

    async def timers(self, due: Sequence[tuple[int, datetime]]) -> None: ...


class Silence:
    """The bell of a command that runs beside the service: the service's sweep finds what it leaves."""

    async def inbound(self, ids: Sequence[str]) -> None: ...

    async def letters(self, ids: Sequence[int]) -> None: ...

    async def timers(self, due: Sequence[tuple[int, datetime]]) -> None: ...


@dataclass(frozen=True, slots=True)
class House:
    store: Store
    renderer: Renderer
    outlet: Outlet
    playbook: Playbook
    dates: Dates
    tokens: TokenKey
    service: Service
    bell: Bell
    clock: Clock
    sending: asyncio.Semaphore  # as many letters at a time as the outlet has connections
    second: Endpoint | None = None  # the second reader, where the operator runs one

    @property
    def date_style(self) -> DateStyle:
        """How the operator has dates read."""
        return DateStyle(self.dates.fiscal_year_starts, self.dates.order)


def system_clock() -> datetime:
    return datetime.now(UTC)
