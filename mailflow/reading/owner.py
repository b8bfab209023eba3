"""Whose it is: the two people of a conversation as notes refer to them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from mailflow.reading import lexicon
from mailflow.reading.party import Party
from mailflow.reading.word import Word, split

Owner = Literal["report", "manager"]
Someone = Literal["report", "manager", "other"]  # "other": a third person


_NICKNAMES = lexicon.groups("nicknames")
_WRITER = frozenset(lexicon.words("who", "writer"))
_PARTNER = frozenset(lexicon.words("who", "partner"))
_PRONOUNS = {w: kind for kind in ("he", "she", "they") for w in lexicon.words("who", kind)}
_BOTH = frozenset(lexicon.words("who", "both"))
_TITLE = {w: kind for kind in ("manager", "report") for w in lexicon.words("who", kind)}
_ALSO_WORDS = frozenset(lexicon.words("who", "also_words"))
_ARTICLES = frozenset(lexicon.words("who", "articles"))
_NO_ROLE = frozenset(lexicon.words("who", "no_role"))
_LETTERS_ONLY = re.compile(r"[^\W\d_]+")
_LETTERS = frozenset({"A", "I"})
_SHORTEST_NICKNAME = 3
_LONGEST_ROLE = 3  # words
_HEAD = 3000  # characters in which notes say who is who


def _names(name: str) -> list[str]:
    return [w.low for w in split(name) if w.low[0].isalpha()]


@dataclass(frozen=True, slots=True)
class Pair:
    """How one pair is named in one set of notes. `pronoun` is the one that the notes use most: the report's."""

    manager: tuple[str, ...]
    report: tuple[str, ...]
    pronoun: str
    firsts: tuple[str, str] = ("", "")
    roles: tuple[tuple[tuple[str, ...], Owner], ...] = ()
    addressed: bool = True  # the notes speak to the report as "you"
    handles: tuple[tuple[str, Owner], ...] = ()  # "@jd (Joe Dubois)": what else the notes say they are called
    called: frozenset[str] = field(init=False, repr=False)  # what names one of them in small letters, too
    _known: dict[tuple[str, str], Owner | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        names = {*self.manager, *self.report, *_nicks(self.manager), *_nicks(self.report)}
        object.__setattr__(self, "called", frozenset(names.union(handle for handle, _ in self.handles)))

    @classmethod
    def of(cls, manager: Party, report: Party, text: str) -> "Pair":
        """The pair, with the pronoun that most of `text` uses and the posts that it gives the two."""
        seen = {"he": 0, "she": 0, "they": 0}
        told = 0
        for low in _LETTERS_ONLY.findall(text.lower()):
            told += low in _PARTNER
            kind = _PRONOUNS.get(low)
            if kind:
                seen[kind] += 1
        best = "he" if seen["he"] > seen["she"] else "she" if seen["she"] else "they"
        firsts = (manager.name.split() or [""])[0], (report.name.split() or [""])[0]
        parties: tuple[tuple[Party, Owner], ...] = ((manager, "manager"), (report, "report"))
        roles = tuple((role, owner) for party, owner in parties for role in _roles(text[:_HEAD], party.name))
        handles = tuple((handle, owner) for party, owner in parties for handle in _handles(text[:_HEAD], party.name))
        addressed = 4 * told >= seen["he"] + seen["she"]
        return cls(tuple(_names(manager.name)), tuple(_names(report.name)), best, firsts, roles, addressed, handles)

    def first(self, owner: Owner) -> str:
        """The first name as it is written."""
        return self.firsts[0] if owner == "manager" else self.firsts[1]

    def named(self, word: Word) -> Owner | None:
        """The party that a word names: a name, a short form of the first name, or initials."""
        if word.text.islower() and word.low.removesuffix("'s") not in self.called:
            return None
        said = (word.low, word.text)
        if said not in self._known:
            self._known[said] = self._named(word)
        return self._known[said]

    def _named(self, word: Word) -> Owner | None:
        low = word.low.removesuffix("'s")
        if low in _ALSO_WORDS and not word.is_name:
            return None
        called = _only([owner for handle, owner in self.handles if handle == low])
        if called is not None:
            return called
        ours = low in self.manager, low in self.report
        if ours != (False, False):
            # A surname that both share names neither.
            return None if all(ours) else "manager" if ours[0] else "report"
        if word.text in _LETTERS:
            return None
        if word.text.isupper() and 1 <= len(low) <= 4:
            hits = [
                who for who, names in (("manager", self.manager), ("report", self.report)) if low in _initials(names)
            ]
            if hits or len(low) < _SHORTEST_NICKNAME:
                return _only(hits)
        if len(low) > _SHORTEST_NICKNAME and low in self.called:
            nicks = [who for who, names in (("manager", self.manager), ("report", self.report)) if low in _nicks(names)]
            if nicks:
                return _only(nicks)
        if not word.is_name or len(low) < _SHORTEST_NICKNAME:
            return None
        return _only([who for who, names in (("manager", self.manager), ("report", self.report)) if _short(low, names)])

    def lettered(self, word: Word) -> Owner | None:
        """The party whose first name begins with the only letter of a label, also where it is a word ("A", "I")."""
        if word.text not in _LETTERS:
            return None
        return _only(
            [
                who
                for who, names in (("manager", self.manager), ("report", self.report))
                if names and names[0][0] == word.low
            ]
        )

    def owner(self, word: Word, *, speaker: Someone = "manager", topic: Someone | None = None) -> frozenset[Owner]:
        """Who a word refers to, empty for anyone else. `topic` is who the last sentence was about."""
        if word.low in _WRITER:
            return _parties(speaker)
        if word.low in _PARTNER:
            if speaker == "other":
                return frozenset()
            return _parties("report" if speaker == "manager" else "manager")
        if word.low in _BOTH:
            return frozenset({"report", "manager"})
        kind = _PRONOUNS.get(word.low)
        if kind == self.pronoun:
            return _parties(topic or "report")
        if kind is not None:
            return frozenset({"manager"}) if topic == "manager" and kind != "they" else frozenset()
        named = self.named(word)
        return frozenset() if named is None else frozenset({named})

    def speaks_to(self, word: Word, speaker: Someone) -> bool:
        """Whether a "you" is the other of the two: in notes that tell of "her", it stands in what was quoted."""
        return word.low not in _PARTNER or speaker != "manager" or self.addressed

    def role(self, words: tuple[Word, ...], at: int) -> tuple[Owner, int] | None:
        """The party whom a post names at a place ("the Clerk"), and how many words that takes."""
        start = at + (at < len(words) and words[at].low in _ARTICLES)
        for role, owner in self.roles:
            if tuple(w.low for w in words[start : start + len(role)]) == role and words[start].is_name:
                return owner, start + len(role) - at
        return None

    def titled(self, word: Word) -> Owner | None:
        """The party whom "manager" or "report" names, in a heading."""
        kind = _TITLE.get(word.low)
        return "manager" if kind == "manager" else "report" if kind == "report" else None


def _parties(who: Someone) -> frozenset[Owner]:
    return frozenset() if who == "other" else frozenset({who})


def _initials(names: tuple[str, ...]) -> set[str]:
    letters = [name[0] for name in names]
    if not letters:
        return set()
    parts = [part[0] for name in names for part in name.split("'") if part]
    irish = letters[0] + "'".join(part[0] for part in names[-1].split("'") if part)  # "BO'R"
    runs = {"".join(letters[a:b]) for a in range(len(letters)) for b in range(a + 2, len(letters) + 1)}
    return {letters[0], letters[0] + letters[-1], "".join(parts), irish} | runs


def _nicks(names: tuple[str, ...]) -> set[str]:
    """How chat rooms name people: "kevind", "kduarte", "dkevin"."""
    if len(names) < 2:
        return set()
    first, last = names[0], names[-1]
    return {first + last[0], first[0] + last, last + first[0], first + last}


def _handles(text: str, name: str) -> Iterable[str]:
    """The short names that a text gives a person: "@jd (Joe Dubois)", "Joe Dubois (jd)", "Joe Dubois, JD"."""
    if len(name.split()) < 2:
        return
    said = re.escape(name)
    before, after = rf"@?\b([\w.-]{{2,20}}) ?[(\[<]{said}\b", rf"{said} ?[(\[]@?([^\W\d_][\w.-]{{1,19}})[)\],]"
    for found in re.finditer(rf"{before}|{after}|\b([\w.-]{{2,20}}) ?= ?{said}\b", text):
        handle = found.group(1) or found.group(2) or found.group(3)
        if handle.islower() or handle.isupper():
            yield handle.lower()


def _roles(text: str, name: str) -> Iterable[tuple[str, ...]]:
    """The posts that a text gives a person: "Ann Lee (Clerk)", "Clerk: Ann Lee"."""
    if len(name.split()) < 2:
        return
    said = re.escape(name.rsplit(maxsplit=1)[-1])
    for found in re.finditer(
        rf"{said} ?[(\[]([^()\[\]\n]{{2,40}})[)\]]|^[ \t]*([^\W\d_][^:\n]{{2,40}}): ?[^\n,;]{{0,24}}{said}[ \t]*$",
        text,
        re.MULTILINE,
    ):
        posts = (found.group(1) or found.group(2)).partition(",")[0]
        role = tuple(w.low for w in split(posts.partition(" and ")[0].partition("&")[0]))
        if 1 <= len(role) <= _LONGEST_ROLE and all(part.isalpha() for part in role) and not {*role} & _NO_ROLE:
            yield role


def _short(low: str, names: tuple[str, ...]) -> bool:
    first = names[0] if names else ""
    longer = len(first) >= _SHORTEST_NICKNAME and low.startswith(first)  # "Benjamin", whom we know as Ben
    return first != low and (longer or first.startswith(low) or first.endswith(low) or low in _NICKNAMES.get(first, ()))


def _only(hits: list[str]) -> Owner | None:
    if len(hits) != 1:
        return None
    return "manager" if hits[0] == "manager" else "report"
