"""The first names of the two people, and the signs that patterns have in their place.

A pattern that held the names of a pair would be made anew for each pair, which costs more than all the reading. So the
names are veiled in the text that is searched, and every pattern is made once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mailflow.reading.party import Party

# Letters of no language that mail is written in: of one of the two, and of the one to whom a draft goes.
_WHO, _OTHER = "ǁ", "ǂ"
WHO = f"(?:{_WHO}+|{_OTHER}+)"
OTHER = f"{_OTHER}+(?:-san)?"


@dataclass(frozen=True, slots=True)
class Names:
    """Names in lower case: the first names of both people, that of the one to whom a draft goes, and all others."""

    both: tuple[str, ...]
    report: str
    family: frozenset[str] = frozenset()
    of_report: frozenset[str] = frozenset()  # of those, whom a draft goes to

    @classmethod
    def of(cls, manager: Party, report: Party) -> "Names":
        """The names of a pair; who has none is left out."""
        return _of(manager, report)

    @property
    def initials(self) -> frozenset[str]:
        return frozenset(name[0] for name in self.both)

    def veiled(self, plain: str) -> str:
        """A text in lower case with signs in the place of the names, at its length, for `WHO` and `OTHER` to find."""
        named = [name for name in {*self.both, *self.family} if name in plain]
        out = list(plain) if named else []
        for name in sorted(named, key=lambda name: (-len(name), name)):  # "anne-marie" before "marie"
            sign = _OTHER if name == self.report or name in self.of_report else _WHO
            for at in _places(plain, name):
                if out[at : at + len(name)] == list(name):
                    out[at : at + len(name)] = sign * len(name)
        return "".join(out) if named else plain


def _places(plain: str, name: str) -> Iterator[int]:
    """Where a name stands as a word of its own."""
    at = plain.find(name)
    while at >= 0:
        end = at + len(name)
        if not (_is_of_word(plain[at - 1 : at]) or _is_of_word(plain[end : end + 1])):
            yield at
        at = plain.find(name, at + 1)


def _is_of_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


@lru_cache(maxsize=256)  # asked for with every sentence
def _of(manager: Party, report: Party) -> Names:
    names = (first_name(manager), first_name(report))
    family = frozenset(word for party in (manager, report) for word in party.name.lower().split()[1:])
    of_report = frozenset(report.name.lower().split()[1:]) - frozenset(manager.name.lower().split())
    return Names(tuple(name for name in names if name), names[1], family, of_report)


def first_name(party: Party) -> str:
    """The first name in lower case, "" if there is none."""
    return party.name.lower().split()[0] if party.name.split() else ""
