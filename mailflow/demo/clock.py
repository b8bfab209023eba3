"""A clock that runs like any other, and can be put forward."""

from datetime import UTC, datetime, timedelta


class MovableClock:
    """Call it for the instant. It starts at `start` and runs; `move_to` puts it forward, never back."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def move_to(self, instant: datetime) -> None:
        self._ahead += max(timedelta(0), instant - self())
