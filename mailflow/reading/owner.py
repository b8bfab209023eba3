"""Whose it is: the two people of a conversation as notes refer to them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.party import Party
from mailflow.reading.word import Word, split

Owner = Literal["report", "manager"]


_NICKNAMES = lexicon.groups("nicknames")
_WRITER = frozenset(lexicon.words("who", "writer"))
_PARTNER = frozenset(lexicon.words("who", "partner"))
_PRONOUNS = {w: kind for kind in ("he", "she", "they") for w in lexicon.words("who", kind)}
_BOTH = frozenset(lexicon.words("who", "both"))
_TITLE = {w: kind for kind in ("manager", "report") for w in lexicon.words("who", kind)}
_SHORTEST_NICKNAME = 3


def _names(name: str) -> list[str]:
    return [w.low for w in split(name) if w.low[0].isalpha()]


@dataclass(frozen=True, slots=True)
class Pair:
    """How one pair is named in one set of notes. `pronoun` is the one that the notes use most: the report's."""

    manager: tuple[str, ...]
    report: tuple[str, ...]
    pronoun: str
    firsts: tuple[str, str] = ("", "")

    @classmethod
    def of(cls, manager: Party, report: Party, words: Iterable[Word]) -> "Pair":
        """The pair, with the pronoun that most of `words` use."""
        seen = {"he": 0, "she": 0, "they": 0}
        for word in words:
            kind = _PRONOUNS.get(word.low.partition("'")[0])
            if kind:
                seen[kind] += 1
        best = "he" if seen["he"] > seen["she"] else "she" if seen["she"] else "they"
        firsts = (manager.name.split() or [""])[0], (report.name.split() or [""])[0]
        return cls(tuple(_names(manager.name)), tuple(_names(report.name)), best, firsts)

    def first(self, owner: Owner) -> str:
        """The first name as it is written."""
        return self.firsts[0] if owner == "manager" else self.firsts[1]

    def named(self, word: Word) -> Owner | None:
        """The party that a word names: a name, a short form of the first name, or initials."""
        low = word.low.removesuffix("'s")
        ours = low in self.manager, low in self.report
        if ours != (False, False):
            # A surname that both share names neither.
            return None if all(ours) else "manager" if ours[0] else "report"
        if word.text.isupper() and 1 <= len(low) <= 4:
            hits = [
                who for who, names in (("manager", self.manager), ("report", self.report)) if low in _initials(names)
            ]
            return _only(hits)
        if not word.is_name or len(low) < _SHORTEST_NICKNAME:
            return None
        return _only([who for who, names in (("manager", self.manager), ("report", self.report)) if _short(low, names)])

    def owner(self, word: Word, *, speaker: Owner = "manager", topic: Owner | None = None) -> frozenset[Owner]:
        """Who a word refers to, empty for anyone else. `topic` is who the last sentence was about."""
        other: Owner = "report" if speaker == "manager" else "manager"
        if word.low in _WRITER:
            return frozenset({speaker})
        if word.low in _PARTNER:
            return frozenset({other})
        if word.low in _BOTH:
            return frozenset({"report", "manager"})
        kind = _PRONOUNS.get(word.low)
        if kind == self.pronoun:
            return frozenset({topic or "report"})
        if kind is not None:
            return frozenset({"manager"}) if topic == "manager" and kind != "they" else frozenset()
        named = self.named(word)
        return frozenset() if named is None else frozenset({named})

    def titled(self, word: Word) -> Owner | None:
        """The party whom "manager" or "report" names, in a heading."""
        kind = _TITLE.get(word.low)
        return "manager" if kind == "manager" else "report" if kind == "report" else None


def _initials(names: tuple[str, ...]) -> set[str]:
    letters = [name[0] for name in names]
    return {"".join(letters), letters[0], letters[0] + letters[-1]} if letters else set()


def _short(low: str, names: tuple[str, ...]) -> bool:
    first = names[0] if names else ""
    return first != low and (first.startswith(low) or first.endswith(low) or low in _NICKNAMES.get(first, ()))


def _only(hits: list[str]) -> Owner | None:
    if len(hits) != 1:
        return None
    return "manager" if hits[0] == "manager" else "report"
