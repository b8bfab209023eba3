"""The ledger of what notes promise, while later sentences may still add a date or say the same again."""

from dataclasses import dataclass
from datetime import date

from mailflow.reading import action, lexicon, wording
from mailflow.reading.due import DuePhrase, strongest, weight
from mailflow.reading.owner import Owner
from mailflow.reading.when.firmness import Firmness

Span = tuple[int, int]
OWNERS: tuple[Owner, Owner] = ("report", "manager")
_FAINT = frozenset(lexicon.words("action", "faint"))
_BESIDE = 2  # characters between how often and until when
_SAME = 0.75  # of the telling words
_REACH = 200  # characters between a promise and a later word on its date, to quote both


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment: whose, the action as an imperative, the last day on which it is on time, the flags of
    `wording.flags`, and the words of the notes that it rests on, which begin at `start`."""

    owner: Owner
    text: str
    due: date | None
    flags: tuple[str, ...]
    source: str
    start: int


@dataclass(slots=True)
class Entry:
    """A commitment in the making. `block` is where it stands, `firm` whether a list or a label says so."""

    owner: Owner
    owners: frozenset[Owner]
    text: str
    when: tuple[DuePhrase, ...]
    best: DuePhrase | None
    source: Span
    block: int
    firm: bool

    @property
    def dated(self) -> bool:
        return self.best is not None


class Ledger:
    """Takes promises in the order of the notes. `copy` is the text that due phrases are read from."""

    def __init__(self, text: str, copy: str) -> None:
        self.text, self.copy = text, copy
        self.entries: list[Entry] = []
        self._telling: dict[str, frozenset[str]] = {}  # the telling words of each text, stemmed

    def add(
        self,
        owners: frozenset[Owner],
        said: str,
        when: tuple[DuePhrase, ...],
        source: Span,
        block: int,
        *,
        firm: bool,
    ) -> bool:
        """Takes one action; whether it is new."""
        if not any(c.isalpha() for c in said):
            return False
        best = strongest(when) if when else None
        often = [x for x in when if x.meaning == "recurring"]
        bounded = best is not None and any(0 <= best.start - x.end <= _BESIDE for x in often)  # "a day a week in July"
        faint = best is not None and weight(best) < Firmness.LIMIT and bool(often) and not bounded
        if best is not None and (faint or any(x.meaning == "open" and x.start > best.start for x in when)):
            best = None  # "within a fortnight (ongoing)"
        new = False
        for owner in OWNERS:
            if owner not in owners:
                continue
            entry = Entry(owner, owners, said, when, best, source, block, firm)
            same = self.same(entry)
            if same is None:
                self.entries.append(entry)
                new = True
            else:
                self.merge(same, entry)
        return new

    def same(self, entry: Entry) -> Entry | None:
        """What was said before in nearly the same words."""
        mine = self.telling(entry.text)
        for old in self.entries[-40:]:
            if old.owner != entry.owner or (
                old.firm and entry.firm and old.block != entry.block and old.text != entry.text
            ):
                continue
            theirs = self.telling(old.text)
            common = len(mine & theirs)
            if old.text.lower() == entry.text.lower() or (
                common >= 2
                and (
                    common >= _SAME * max(len(mine), len(theirs))
                    or (
                        common == min(len(mine), len(theirs))
                        and (common >= 3 or (old.block == entry.block and entry.dated and not old.dated))
                    )
                )
                and (old.best is None or entry.best is None or old.best.day == entry.best.day)
            ):
                return old
        return None

    def telling(self, said: str) -> frozenset[str]:
        """The words of an action that tell it from another, stemmed."""
        if said not in self._telling:
            self._telling[said] = frozenset(w for w in action.stems(said) if w not in _FAINT)
        return self._telling[said]

    def merge(self, old: Entry, new: Entry) -> None:
        """Once said without and once with its date, or once in passing and once in the list: one promise."""
        if (new.dated and not old.dated and not old.when) or (
            new.firm and not old.firm and (new.dated or not old.dated)
        ):
            old.text, old.when, old.best, old.source, old.firm = (
                new.text,
                new.when,
                new.best,
                new.source,
                new.firm or old.firm,
            )

    def again(self, owners: frozenset[Owner], when: tuple[DuePhrase, ...], source: Span | None) -> bool:
        """A later word on the date of what the same owner promised last; whether there was such a promise."""
        best = strongest(when) if when else None
        for entry in reversed(self.entries[-2:]):
            if entry.owner in owners and when:
                if best is not None or not entry.when:
                    entry.when, entry.best = entry.when + when, best
                    if source is not None and 0 <= source[1] - entry.source[1] < _REACH:
                        entry.source = (entry.source[0], source[1])
                for twin in self.entries[-3:]:  # what both will do has one date
                    if twin is not entry and twin.owners == entry.owners and twin.text == entry.text:
                        twin.when, twin.best, twin.source = entry.when, entry.best, entry.source
                return True
        return False

    def found(self) -> tuple[Found, ...]:
        """The commitments, in the order of the notes."""
        return tuple(map(self._found, self.entries))

    def _found(self, entry: Entry) -> Found:
        source = self.text[slice(*entry.source)]
        start = entry.source[0] + len(source) - len(source.lstrip())
        due = None if entry.best is None else entry.best.day
        flags = wording.flags(entry.text, entry.owner, entry.when)
        return Found(entry.owner, entry.text, due, flags, source.strip(), start)
