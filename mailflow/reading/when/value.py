"""What date expressions stand for: days, whether in one year or in every year, and amounts of time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Literal

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.calendar import Calendar

Grain = Literal["day", "week", "weekend", "month", "quarter", "half", "season", "year", "other"]
_CYCLE = 8  # years: within them every day of the calendar comes up, 29 February around 2100 included


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by which calendar something was said."""

    day: date
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Amount:
    """So many units of time, and `more` on top; the units are the keys of [units] in `languages/`."""

    count: Fraction
    unit: str
    more: "Amount | None" = None


class Turn(IntEnum):
    """Which of its kind; the keys of [turns] in `languages/`, in their order."""

    THIS = 0
    NEXT = 1
    COMING = 2

    @property
    def later(self) -> int:
        """How many periods on: the coming week is the next one."""
        return min(self, 1)


@dataclass(frozen=True, slots=True)
class Annum:
    """A year by its number; `fiscal` if it is a fiscal year, which is named by the year it ends in."""

    number: int
    fiscal: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """Days that an expression names: those that `turn` gives for a year, or None where no calendar has them.

    `yearly` comes round ("March"), anything else is the same days whatever the year. `edge` is an end or a middle,
    which "before" does not shorten; `exact` is named by the calendar, so that it outweighs "next Friday" beside it;
    `bare` is no date without a preposition; `name` is often what something is called ("the June review").
    """

    turn: Callable[[int], Stretch | None]
    yearly: bool = False
    grain: Grain = "day"
    edge: bool = False
    exact: bool = False
    bare: bool = False
    name: bool = False

    def among(
        self,
        choose: Callable[[Stretch], Stretch | date | None],
        *,
        grain: Grain = "day",
        edge: bool = False,
        exact: bool = False,
    ) -> "When":
        """The days that `choose` finds by these days, in each year in which these come round."""
        turn = self.turn

        def chosen(year: int) -> Stretch | None:
            base = turn(year)
            found = choose(base) if base is not None else None
            return Stretch(found, found) if isinstance(found, date) else found

        return replace(self, turn=chosen, grain=grain, edge=edge, exact=exact, bare=False, name=False)

    def at(self, year: int) -> Stretch | None:
        """The days in a year; None if it has no such day, or the calendar ends."""
        try:
            return self.turn(year)
        except (ValueError, OverflowError):
            return None

    def ahead(self, day: date, *, before: bool = False) -> Stretch | None:
        """The first turn that is not over on a day; with `before`, the first that has not begun."""
        if not self.yearly:
            return self.at(day.year)
        found: Stretch | None = None
        for year in range(max(day.year - 1, 1), min(day.year + _CYCLE, date.max.year) + 1):
            found = self.at(year) or found
            if found is not None and (almanac.plus(found.first, -1) if before else found.last) >= day:
                return found
        return found

    def resolved(self, day: date) -> "When":
        """The same days as the next of their kind from `day` on."""
        return replace(self, turn=_always(self.ahead(day)), yearly=False) if self.yearly else self


def _always(stretch: Stretch | None) -> Callable[[int], Stretch | None]:
    return lambda _: stretch


def days(
    first: date | Stretch | None,
    last: date | None = None,
    *,
    grain: Grain = "day",
    edge: bool = False,
    exact: bool = False,
    bare: bool = False,
    name: bool = False,
) -> When:
    """A day, a stretch of days or, for None, a day that no calendar has."""
    stretch = Stretch(first, last or first) if isinstance(first, date) else first
    return When(_always(stretch), grain=grain, edge=edge, exact=exact, bare=bare, name=name)


def yearly(
    turn: Callable[[int], Stretch | date | None],
    *,
    grain: Grain = "day",
    exact: bool = False,
    bare: bool = False,
    name: bool = False,
) -> When:
    """What comes round every year."""

    def stretch(year: int) -> Stretch | None:
        found = turn(year)
        return Stretch(found, found) if isinstance(found, date) else found

    return When(stretch, yearly=True, grain=grain, exact=exact, bare=bare, name=name)
