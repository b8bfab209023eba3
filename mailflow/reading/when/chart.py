"""The chart: what every rule finds at every place of one text, each worked out once.

A rule may use only kinds that come before its own (`Grammar` refuses anything else), so no rule can contain
itself, every phrase is of bounded length, and the time is linear in the text. A place is looked at by those rules
alone that can begin with the word there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from mailflow.reading.when.rule import Item, Rule, items, the
from mailflow.reading.when.value import Moment
from mailflow.reading.when.vocabulary import VALUED, Vocabulary
from mailflow.reading.word import Word

Found = tuple[tuple[int, Any], ...]

# Kinds that no rule yields: numbers of one or two digits, up to four, four and eight, and any word of letters.
TERMINALS = ("digits", "number", "four_digits", "eight_digits", "letters")
_LETTERS = "letters"
_NUMBER = "0"  # stands for all numbers where rules are looked up by their first word
_MOST = 64  # ways to read one pattern at one place; more than any text of a person has


class GrammarError(Exception):
    """A rule uses what is not there, or what comes after it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule was read: the words before `at` and from `stop` on decide whether it holds."""

    chart: "Chart"
    at: int
    stop: int

    @property
    def word(self) -> Word:
        return self.chart.words[self.at]

    def low(self, ahead: int = 0) -> str:
        return self.chart.low(self.stop + ahead)

    def follows(self, part: str) -> bool:
        """Whether the word after it plays a part."""
        return self.chart.grammar.vocabulary.has(part, self.low())

    def preceded(self, part: str) -> bool:
        return self.chart.grammar.vocabulary.has(part, self.chart.low(self.at - 1))

    def touched(self) -> bool:
        """Whether the word after it follows without a gap."""
        return self.chart.touches(self.stop)

    def ends(self) -> bool:
        """Whether a clause may end after it."""
        return self.chart.ended(self.stop)

    def begins(self) -> bool:
        return self.chart.ended(self.at - 1)


class _Step(NamedTuple):
    """An item made ready: the words it may begin with (None: any), and whether it hands a value over."""

    names: tuple[str, ...]
    optional: bool
    touching: bool
    firsts: frozenset[str] | None
    valued: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A rule made ready. `same`: the kind that all of it is, where it only says that this kind is another, too.
    `needed`: words one of which stands behind the first item wherever the rule holds (None: any)."""

    rule: Rule
    steps: tuple[_Step, ...]
    same: str | None = None
    needed: frozenset[str] | None = None

    @staticmethod
    def of(rule: Rule, steps: tuple[_Step, ...], kinds: frozenset[str]) -> "_Way":
        plain = rule.read is the and rule.guard is None and len(steps) == 1 and not steps[0].touching
        name = steps[0].names[0] if plain and len(steps[0].names) == 1 else None
        behind = [step.firsts for step in steps[1:] if step.firsts is not None and not step.optional]
        return _Way(rule, steps, name if name in kinds else None, min(behind, key=len, default=None))


@dataclass(frozen=True, slots=True)
class _Next:
    """What may stand second where something begins with a certain word: `words` (None: any), and whether that word
    may be all of it."""

    words: frozenset[str] | None
    alone: bool

    def __or__(self, other: "_Next") -> "_Next":
        words = None if self.words is None or other.words is None else self.words | other.words
        return _Next(words, self.alone or other.alone)


_NOTHING = _Next(frozenset(), alone=False)
_ANYTHING = _Next(None, alone=True)


class _Ready(NamedTuple):
    """A way with what may stand second in it, and `only`: the words one of which must stand there (None: none must);
    `needed` as of the way."""

    way: _Way
    ahead: _Next
    only: frozenset[str] | None
    needed: frozenset[str] | None


class Grammar:
    """Rules over the vocabulary of some languages, looked up by kind and first word."""

    def __init__(self, kinds: tuple[str, ...], rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.kinds = frozenset(kinds)
        for name in self.kinds & (vocabulary.parts.keys() | set(TERMINALS)):
            raise GrammarError(f"{name} is a kind and a part of the vocabulary")
        self.openings: dict[str, frozenset[str]] = {}  # the words that something of each kind may begin with
        self._beginnings: dict[tuple[str, ...], frozenset[str]] = {}
        self._words: dict[tuple[str, ...], frozenset[str]] = {}
        self._ways: dict[str, Mapping[str, tuple[_Way, ...]]] = {}
        self._ready: dict[str, dict[str, tuple[_Ready, ...]]] = {kind: {} for kind in kinds}  # as far as asked
        by_kind: dict[str, list[Rule]] = {kind: [] for kind in kinds}
        for rule in rules:
            by_kind[rule.kind].append(rule)
        for kind in kinds:
            self._add(kind, [_Way.of(rule, self._steps(rule), self.kinds) for rule in by_kind[kind]])

    def _add(self, kind: str, ways: list[_Way]) -> None:
        index: dict[str, list[_Way]] = {}
        for way in ways:
            for first in self._beginning(way):
                index.setdefault(first, []).append(way)
        self.openings[kind] = frozenset(index)
        self._ways[kind] = {first: tuple(found) for first, found in index.items()}

    def _next_of(self, way: _Way, first: str) -> _Next:
        """What may stand second where a way begins with a word."""
        found = _NOTHING
        for place, step in enumerate(way.steps):
            if step.firsts is None:
                return _ANYTHING
            if first in step.firsts:
                here = _NOTHING
                for name in step.names:
                    here |= self._next(name, first)
                found |= here if not here.alone else _Next(here.words, alone=False) | self._after(way, place + 1)
            if not step.optional:
                break
        return found

    def _after(self, way: _Way, place: int) -> _Next:
        """What a way may go on with from a step on."""
        words: frozenset[str] = frozenset()
        for step in way.steps[place:]:
            if step.firsts is None:
                return _ANYTHING
            words |= step.firsts
            if not step.optional:
                return _Next(words, alone=False)
        return _Next(words, alone=True)

    def _next(self, name: str, first: str) -> _Next:
        """What may stand second in a kind, a part or a terminal that begins with a word."""
        found = _NOTHING
        if name in self.kinds:
            for ready in self.ways(name, first):
                found |= ready.ahead
            return found
        if name in TERMINALS:
            return _Next(frozenset(), alone=True)
        for word, group in self.vocabulary.parts.get(name, {name: (((name,), None),)}).items():
            if (_NUMBER if word.isdigit() else word) == first:
                for said, _ in group:
                    second = frozenset(_NUMBER if w.isdigit() else w for w in said[1:2])
                    found |= _Next(second, alone=len(said) == 1)
        return found

    def _steps(self, rule: Rule) -> tuple[_Step, ...]:
        return tuple(self._step(rule, item) for item in items(rule.pattern))

    def _step(self, rule: Rule, item: Item) -> _Step:
        for name in item.names:
            if name in self.kinds and name not in self.openings:
                raise GrammarError(f"{rule.kind}: {rule.pattern}: {name} comes later")
        firsts = None if _LETTERS in item.names else frozenset().union(*(self.firsts(name) for name in item.names))
        valued = any(name in self.kinds or name in VALUED or name in TERMINALS for name in item.names)
        return _Step(item.names, item.optional, item.touching, firsts, valued)

    def _beginning(self, way: _Way) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for step in way.steps:
            found |= step.firsts or frozenset()
            if not step.optional:
                return found
        raise GrammarError(f"{way.rule.kind}: {way.rule.pattern}: everything may be left out")

    def firsts(self, name: str) -> frozenset[str]:
        """The words that something may begin with; all numbers are one of them."""
        if name in self.openings:
            return self.openings[name]
        if name in TERMINALS:
            return frozenset({_NUMBER})
        words = self.vocabulary.parts.get(name, (name,))
        return frozenset(_NUMBER if word.isdigit() else word for word in words)

    def ways(self, kind: str, key: str) -> tuple[_Ready, ...]:
        """The rules of a kind that may begin with a word, and what may stand second there."""
        ready = self._ready[kind].get(key)
        if ready is not None or key not in self._ways[kind]:
            return ready or ()
        ahead = [(way, self._next_of(way, key)) for way in self._ways[kind][key]]
        ready = tuple(_Ready(way, after, None if after.alone else after.words, way.needed) for way, after in ahead)
        self._ready[kind][key] = ready
        return ready

    def beginnings(self, names: tuple[str, ...]) -> frozenset[str]:
        """The words that something of some kinds or parts may begin with; all numbers are one of them."""
        if names not in self._beginnings:
            self._beginnings[names] = frozenset().union(*map(self.firsts, names))
        return self._beginnings[names]

    def words(self, names: tuple[str, ...]) -> frozenset[str]:
        """Every word that something of some kinds or parts may hold; all numbers are one of them."""
        if names not in self._words:
            parts = self.vocabulary.parts
            found = {
                word for name in names for group in parts.get(name, {}).values() for said, _ in group for word in said
            }
            steps = (step for name in names for way in self._all(name) for step in way.steps)
            self._words[names] = self.beginnings(names) | found | frozenset().union(*(s.firsts or () for s in steps))
        return self._words[names]

    def _all(self, kind: str) -> Iterable[_Way]:
        return (way for ways in self._ways.get(kind, {}).values() for way in ways)


def key(word: Word) -> str:
    """How a word is looked up."""
    return _NUMBER if word.low.isascii() and word.low.isdigit() else word.low


@dataclass(slots=True)
class Chart:
    """The reading of one text by a grammar, said at a moment."""

    grammar: Grammar
    words: tuple[Word, ...]
    moment: Moment
    lows: tuple[str, ...] = field(init=False)
    keys: tuple[str, ...] = field(init=False)
    held: frozenset[str] = field(init=False)  # all keys
    _seen: dict[tuple[str, int], Found] = field(default_factory=dict)
    tallies: dict[str, list[int]] = field(default_factory=dict)  # what `narrative` has counted

    def __post_init__(self) -> None:
        self.lows = tuple([word.low for word in self.words])
        self.keys = tuple([_NUMBER if low.isdigit() and low.isascii() else low for low in self.lows])
        self.held = frozenset(self.keys)

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""

    def number(self, at: int) -> int | None:
        return self.words[at].number if 0 <= at < len(self.words) else None

    def touches(self, at: int) -> bool:
        """Whether the word at a place follows the one before it without a gap."""
        return 0 < at < len(self.words) and self.words[at].start == self.words[at - 1].end

    def ended(self, at: int) -> bool:
        """Whether a clause may end before this place; not at the hyphen of "second-hand"."""
        if not 0 <= at < len(self.words):
            return True
        word = self.words[at].low
        return not word[0].isalnum() and not (word == "-" and self.touches(at) and self.touches(at + 1))

    def part(self, name: str, at: int) -> int:
        """How many words the longest phrase of a part of the vocabulary takes at a place, else 0."""
        if not 0 <= at < len(self.lows):
            return 0
        for parts, _ in self.grammar.vocabulary.parts[name].get(self.lows[at], ()):
            if len(parts) == 1 or self._stands(parts, at):
                return len(parts)
        return 0

    def skip(self, at: int, *names: str) -> int:
        """The place after one phrase of one of the parts, or `at` itself."""
        return at + next((step for name in names if (step := self.part(name, at))), 0)

    def _stands(self, parts: tuple[str, ...], at: int) -> bool:
        return self.lows[at : at + len(parts)] == parts

    def read(self, kind: str, at: int) -> Found:
        """What of a kind stands at a place, and the place after each, longest first."""
        if not 0 <= at < len(self.keys) or self.keys[at] not in self.grammar.openings[kind]:
            return ()
        return self._item(kind, at)

    def _item(self, name: str, at: int) -> Found:
        """What of a kind, a part or a terminal stands at a place of the text."""
        known = (name, at)
        found = self._seen.get(known)
        if found is None:
            found = self._seen[known] = self._look(name, at)
        return found

    def _look(self, name: str, at: int) -> Found:
        if name in self.grammar.kinds:
            ways = self.grammar.ways(name, self.keys[at])
            return self._read(ways, at) if ways else ()
        return self._terminal(name, at) if name in TERMINALS else self._phrases(name, at)

    def _read(self, ways: tuple[_Ready, ...], at: int) -> Found:
        second = self.keys[at + 1] if at + 1 < len(self.keys) else ""
        held = self.held
        fitting = [
            way
            for way, _, only, needed in ways
            if (only is None or second in only) and (needed is None or not needed.isdisjoint(held))
        ]
        if not fitting:
            return ()
        if len(fitting) == 1 and fitting[0].same is not None:
            return self._item(fitting[0].same, at)
        found: dict[int, Any] = {}
        for way in fitting:
            if way.same is not None:
                for stop, value in self._item(way.same, at):
                    found.setdefault(stop, value)
                continue
            rule = way.rule
            for stop, values in self._match(way.steps, at):
                if stop in found or stop == at or (rule.guard is not None and not rule.guard(Place(self, at, stop))):
                    continue
                value = rule.read(self.moment, *values)
                if value is not None:
                    found[stop] = value
        return tuple(sorted(found.items(), key=itemgetter(0), reverse=True) if len(found) > 1 else found.items())

    def _match(self, steps: tuple[_Step, ...], at: int) -> list[tuple[int, tuple[Any, ...]]]:
        states: list[tuple[int, tuple[Any, ...]]] = [(at, ())]
        keys, last, seen = self.keys, len(self.keys), self._seen
        if len(steps) == 1 and not steps[0].touching:  # what one kind is another kind, too
            names, valued = steps[0].names, steps[0].valued
            return [(stop, (value,) if valued else ()) for name in names for stop, value in self._item(name, at)]
        for names, optional, touching, firsts, valued in steps:
            following = []
            for place, values in states:
                if place < last and (firsts is None or keys[place] in firsts) and (not touching or self.touches(place)):
                    for name in names:
                        found = seen.get((name, place))
                        for stop, value in self._item(name, place) if found is None else found:
                            following.append((stop, (*values, value) if valued else values))
                if optional:
                    following.append((place, (*values, None) if valued else values))
            if not following:
                return []
            states = following[:_MOST]
        return states

    def _phrases(self, name: str, at: int) -> Found:
        word = self.lows[at]
        part = self.grammar.vocabulary.parts.get(name)
        if part is None:
            return ((at + 1, None),) if word == name else ()
        entries = part.get(word, ())
        return tuple([(at + len(parts), v) for parts, v in entries if len(parts) == 1 or self._stands(parts, at)])

    def _terminal(self, name: str, at: int) -> Found:
        word = self.words[at]
        if name == "letters":
            return ((at + 1, word.low),) if word.low[0].isalpha() else ()
        if name == "eight_digits":
            return (
                ((at + 1, int(word.low)),) if len(word.low) == 8 and word.low.isascii() and word.low.isdigit() else ()
            )
        number = word.number
        sizes = {"digits": (1, 2), "four_digits": (4,), "number": (1, 2, 3, 4)}[name]
        return ((at + 1, number),) if number is not None and len(word.low) in sizes else ()
