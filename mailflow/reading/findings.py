"""Findings: what has been found so far in the statements of one reply, for and against each verdict."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mailflow.reading.addition import Added
from mailflow.reading.asked import Asked
from mailflow.reading.balance import Balance
from mailflow.reading.change import Changes
from mailflow.reading.heard import Outcome
from mailflow.reading.item import Item
from mailflow.reading.names import Names
from mailflow.reading.statement import Statement


@dataclass(slots=True)
class Findings:
    """What was found in `text`, cut into what was `said`.

    `changes` of items and new lines to `add`; `balance` is a yes and what stands beside it. `refused` is a no that
    holds whatever else is asked, of which `no_alone` says that it was never more than the word; `soft_no` holds if
    nothing is asked for and no meeting set, `likely_no` (as only the encoder says) if nothing is asked for and nothing
    accepts. `deferred`: the answer is put off, `put_off`: that to single items. `sending`: the draft is to go out,
    `waiting`: with changes. `outcomes` are what became of each clause, by its sentence and its place there.
    """

    asked: Asked
    text: str
    said: tuple[Statement, ...]
    changes: Changes = field(init=False)
    balance: Balance = field(init=False)
    add: list[Added] = field(default_factory=list)
    questions: list[tuple[Statement, ...]] = field(default_factory=list)
    refused: bool = False
    no_alone: bool = True
    soft_no: bool = False
    likely_no: list[Statement] = field(default_factory=list)
    deferred: bool = False
    put_off: set[int] = field(default_factory=set)
    sending: bool = False
    waiting: bool = False
    outcomes: dict[tuple[int, int], Outcome] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.changes, self.balance = Changes(self.asked, self.said), Balance(self.asked, self.said)

    @property
    def unclear(self) -> list[str]:
        """The sentences that asked for something which could not be read with certainty."""
        return self.changes.unclear

    @property
    def names(self) -> Names:
        """The names of the two people."""
        return self.asked.names

    @property
    def by_n(self) -> dict[int, Item]:
        """The items that the mail showed, by their numbers there."""
        return self.changes.by_n

    def note(self, said: Iterable[Statement], outcome: Outcome) -> None:
        """Note what became of clauses; what was noted first holds."""
        for s in said:
            self.outcomes.setdefault((s.place, s.clause.start), outcome)

    def outcome(self, statement: Statement) -> Outcome:
        """What became of a clause."""
        return self.outcomes.get((statement.place, statement.clause.start), "told")

    def lean(self, statement: Statement) -> None:
        """Note a clause that is a yes in part, or one that may be meant for something else than our mail."""
        self.balance.leaning.append(statement)
        self.note([statement], "leaning")
