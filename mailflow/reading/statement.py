"""A reply as statements: each clause with the items that it speaks of and the dates that it names."""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from mailflow.reading import due
from mailflow.reading.asked import Asked
from mailflow.reading.clause import Clause, Sentence, bare, clauses, sentences, unquoted
from mailflow.reading.due import DuePhrase
from mailflow.reading.inline import Said
from mailflow.reading.item import (
    Item,
    Mention,
    asks_for_it,
    dated,
    is_list,
    is_ordinal,
    matches,
    mentions,
    owned,
    says_mine,
    says_of,
    veiled,
)
from mailflow.reading.phrasebook import pattern, phrases

_FIGURES = re.compile(
    r"(?<![\w/.])(?:\d{1,2}/\d{1,2}(?:/\d{2,4})?(?![\w/])|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})?(?![\w.]))"
)
_VERSION = re.compile(r"(?<!\w)(?:versions?|release|section|chapter|paragraph|clause|v|§)\.? ?$")
_ROW = 2  # items with what was done to each, before a line of them is a list
_THE_ONE = re.compile(r"\bthe (?:one|item|point|line) (?:of|for|on|due|dated|from)(?: on| by)?$")
_JOINING = frozenset((*phrases("item", "articles"), *phrases("item", "joining")))
MOST, MOST_CLAUSES = 600, 1000  # that are read; a longer reply counts as one that was not read to its end


@dataclass(frozen=True, slots=True)
class Statement:
    """A clause in its sentence.

    `topic` are the items it speaks of, `outright` whether it or its passage names them by number, `candidates`
    the items that its words could mean when that is not certain; `dates` and `mentions` lie in the clause, with
    offsets into the sentence. `place` counts the sentences of the reply; `signed`: it stands below a name; `joins`: it
    is nothing but an item in a row, of which the clause beside it speaks as well ("the leaflet and the printing").
    """

    sentence: Sentence
    clause: Clause
    place: int
    topic: tuple[int, ...]
    outright: bool
    named: bool
    candidates: tuple[int, ...]
    dates: tuple[DuePhrase, ...]
    mentions: tuple[Mention, ...]
    signed: bool = False
    joins: bool = False

    @property
    def plain(self) -> str:
        """The clause in lower case without the signs around it."""
        return self.clause.plain.strip(" .!?…:;,-–—\"'()[]*")

    @property
    def words(self) -> str:
        """The bare words of the clause."""
        return bare(self.clause.plain)

    @property
    def rest(self) -> str:
        """The same without the items that it names."""
        start = self.clause.start
        return bare(self.clause.plain, [(m.start - start, m.end - start) for m in self.mentions])

    @property
    def of_item(self) -> bool:
        """Whether it speaks of an item, by number or by its own words, or may do so."""
        return bool(self.mentions or self.candidates or (self.named and not self.outright))

    def follows(self, earlier: "Statement") -> bool:
        """Whether it stands behind another."""
        return (self.place, self.clause.start) > (earlier.place, earlier.clause.start)


@dataclass(frozen=True, slots=True)
class Topic:
    """What was spoken of last."""

    numbers: tuple[int, ...] = ()
    outright: bool = False


def echoed(said: Sequence[Statement], shown: Container[date | None]) -> Sentence:
    """The sentence of the statements, with the days in it that were `shown` as "that date"."""
    sentence = said[0].sentence
    plain = sentence.plain
    for d in sorted((d for s in said for d in s.dates if d.day in shown), key=lambda d: -d.start):
        plain = f"{plain[: d.start]}that date{plain[d.end :]}"
    return replace(sentence, plain=plain)


def statements(passages: Iterable[Said], asked: Asked) -> tuple[Statement, ...]:
    """The statements of a reply in order."""
    out: list[Statement] = []
    place = 0
    for passage in passages:
        topic, paragraph, line = Topic(), -1, -1
        found_here = sentences(passage.text)
        heads = {s.line: s.plain for s in reversed(found_here)}
        rows = is_list(heads.values(), asked.items)
        for said in found_here:
            if passage.numbers:
                topic = Topic(passage.numbers, True)
            elif said.paragraph != paragraph:
                topic, paragraph = Topic(), said.paragraph
            last = place >= MOST - 1 or len(out) >= MOST_CLAUSES
            sentence = replace(said, whole=said.whole and not last)
            listed, line = rows and said.line != line, said.line
            found = _of_sentence(sentence, place, topic, asked, fixed=bool(passage.numbers), listed=listed)
            out += [replace(s, signed=True) for s in found] if passage.signed or passage.foreign else found
            if last:
                return tuple(out)
            place += 1
            if found:
                last_said = next((s for s in reversed(found) if not _gives_a_reason(s)), found[-1])
                # "2 to 27 March. Wait, no, that's the tournament. Make it 3 April": it is still number 2
                if last_said.outright or not (topic.numbers and _takes_back(found)):
                    topic = Topic(last_said.topic, last_said.outright)
    return tuple(out)


def _meant(asked: Asked) -> tuple[Item, ...]:
    """The items that words without any may mean: all that were shown, of a reminder the reader's own."""
    if asked.context != "reminder":
        return asked.items
    return tuple(item for item in asked.items if item.owner == asked.author) or asked.items


def _takes_back(said: Sequence[Statement]) -> bool:
    """Whether a sentence begins by taking back what was said before it."""
    return pattern("change", "correction", "whole").match(said[0].words) is not None


def _gives_a_reason(statement: Statement) -> bool:
    """Whether the clause only says why, and so is not what the next sentence goes on with."""
    return pattern("item", "reason", "start").match(statement.clause.plain.strip()) is not None


def _of_sentence(
    sentence: Sentence, place: int, topic: Topic, asked: Asked, *, fixed: bool, listed: bool
) -> list[Statement]:
    items, author = asked.items, asked.author
    dates, told = _named(sentence, asked, listed=listed)
    whole = [*((d.start, d.end) for d in dates), *((m.start, m.end) for m in told)]
    parts = clauses(sentence, whole, _list_cuts(sentence.plain, told))
    parts = parts or (Clause(0, len(sentence.text), sentence.text, sentence.plain),)  # signs alone say something, too
    guesses = [() if fixed else _guess(_undated(part, dates), asked) for part in parts]
    sure = {g[0].n for g in guesses if len(g) == 1} | {n for m in told for n in m.numbers}
    out: list[Statement] = []
    named = fixed
    for part, guess in zip(parts, guesses, strict=True):
        here = tuple(m for m in told if part.start <= m.start < part.end)
        candidates: tuple[int, ...] = ()
        fresh = fixed
        if here:
            numbers = tuple(dict.fromkeys(n for m in here for n in m.numbers))
            topic, fresh, named = Topic(numbers, True), True, True
        elif (
            not fixed
            and pattern("acceptance", "partial", "start").match(part.plain.strip())
            and not (len(guess) == 1 and pattern("acceptance", "exception", "start").match(part.plain.strip()))
        ):
            topic = Topic()
        elif not (fixed or (named and out and topic.outright)) and guess:
            left = [g for g in guess if g.n not in sure] if len(guess) > 1 else list(guess)
            due_now = {d.day for d in dates if d.day and part.start <= d.start < part.end}
            if not any(g.due in due_now for g in left):  # "18 April is Good Friday, give Lucia until the 25th for them"
                due_now = {d.day for d in dates if d.day}
            if len(left) > 1 and len(shown := [g for g in left if g.due in due_now]) == 1:
                left = shown  # "moving the certificate to the end of August is too late": the one that is due then
            if len(left) == 1:
                before = out[-1] if out else None
                both = pattern("item", "both").search(part.plain) and before and before.named and len(before.topic) == 1
                numbers = (*before.topic, left[0].n) if both and before else (left[0].n,)
                topic, fresh = Topic(tuple(dict.fromkeys(numbers)), False), True
            elif not topic.numbers or not asks_for_it(part.plain):
                candidates = tuple(g.n for g in guess)
                topic = Topic()
        elif guess and not fixed:
            candidates = tuple(g.n for g in guess)
        elif not fixed and not topic.numbers and len(meant := _meant(asked)) == 1:
            topic = Topic((meant[0].n,), False)
        if not (here or fixed or topic.numbers or guess):
            days_named = [d.day for d in dates if d.day and _is_subject(d, part, sentence)]
            if (n := dated(days_named, items)) is not None:
                topic = Topic((n,), False)
        if out and not fresh and leads(out[-1]) and out[-1].named and len(out[-1].topic) == 1:
            topic, fresh = Topic(out[-1].topic, topic.outright), True  # "The survey: yes"
        own = [item.n for item in items if item.owner == author]
        if not here and not fixed and says_mine(part.plain) and len(own) == 1 and not guess:
            topic, fresh = Topic((own[0],), True), True
        out.append(
            Statement(
                sentence,
                part,
                place,
                topic.numbers,
                topic.outright,
                fresh,
                candidates,
                tuple(d for d in dates if part.start <= d.start < max(part.end, part.start + 1)),
                here,
            )
        )
    return _joined(out, items)


def _undated(part: Clause, dates: Sequence[DuePhrase]) -> Clause:
    """The clause without its days in figures: "make it 12 June" does not speak of what is done on Mondays in June."""
    plain = part.plain
    for d in dates:
        start, end = max(0, d.start - part.start), d.end - part.start
        if d.day and end > 0 and start < len(plain) and any(c.isdigit() for c in plain[start:end]):
            plain = f"{plain[:start]}{' ' * len(plain[start:end])}{plain[end:]}"
    return replace(part, plain=plain)


def _named(sentence: Sentence, asked: Asked, *, listed: bool) -> tuple[tuple[DuePhrase, ...], tuple[Mention, ...]]:
    """The dates and the items that a sentence names; the number of an item is no date, nor the other way round."""
    items = asked.items
    found = due.find(veiled(unquoted(sentence.text), sentence.plain, items), asked.on, asked.locale)
    found = (*found, *_bare_dates(sentence, found, asked.on, asked.locale))
    dates = [d for d in found if not is_ordinal(sentence.plain[d.start : d.end], items)]
    dates.sort(key=lambda d: d.start)
    days = [(d.start, d.end) for d in dates if d.meaning in {"day", "impossible"}]
    told = mentions(sentence.plain, items, days, listed=listed)
    told = told or tuple(owned(sentence.plain, items, asked.author, asked.names))
    return tuple(d for d in dates if not any(m.start <= d.start and d.end <= m.end for m in told)), told


def _is_subject(phrase: DuePhrase, part: Clause, sentence: Sentence) -> bool:
    """Whether a date is what the clause speaks of ("the 26th of April is too late")."""
    within = part.start <= phrase.start < max(part.end, part.start + 1)
    leads_up = not sentence.plain[part.start : phrase.start].strip(" ,")
    behind = pattern("item", "after_date", "start").match(sentence.plain[phrase.end :].lstrip())
    known_by = _THE_ONE.search(sentence.plain[part.start : phrase.start].rstrip())
    return within and ((leads_up and behind is not None) or known_by is not None)


def _bare_dates(sentence: Sentence, found: Sequence[DuePhrase], on: date, locale: str) -> Iterator[DuePhrase]:
    """Dates in figures that stand where notes could mean a share or a score ("2 should be 5/9")."""
    for m in _FIGURES.finditer(sentence.plain):
        if _VERSION.search(sentence.plain[: m.start()]):
            continue
        if not any(d.start < m.end() and m.start() < d.end for d in found):
            for d in due.find(m.group(), on, locale):
                yield replace(d, start=d.start + m.start(), end=d.end + m.start())


def _list_cuts(plain: str, told: Sequence[Mention]) -> list[int]:
    """Where the entries of a list in one line begin ("1 done 2 half way 3 stuck")."""
    if len(told) < _ROW or plain[: told[0].start].strip(" (#"):
        return []
    rests = [plain[a.end : b.start].strip(" .,;:)") for a, b in pairwise(told)]
    return (
        [m.start for m in told[1:]] if all(rest and rest not in _JOINING and "," not in rest for rest in rests) else []
    )


def names_only(statement: Statement, items: tuple[Item, ...]) -> bool:
    """Whether the clause is the words of one item and nothing else."""
    if not (statement.named and len(statement.topic) == 1) or statement.mentions or statement.dates:
        return False
    item = next(item for item in items if item.n == statement.topic[0])
    return all(w in _JOINING or says_of(w, item) for w in statement.plain.split())


def _joined(said: list[Statement], items: tuple[Item, ...]) -> list[Statement]:
    """The statements of a sentence, of which those that only go on with a row of items speak as one.

    "Drop the leaflet and the printing" is of both; so is "leaflet and printing are fine".
    """
    only = [names_only(s, items) for s in said]
    out = list(said)
    last = len(out)
    while last > 1 and all(w in _JOINING for w in out[last - 1].plain.split()):
        last -= 1
    end = last
    while end > 1 and only[end - 1]:
        end -= 1
    if 0 < end < last and out[end - 1].named and out[end - 1].topic and not out[end - 1].candidates:
        row = (*out[end - 1].topic, *(n for s in out[end:last] for n in s.topic))
        out[end - 1] = replace(out[end - 1], topic=tuple(dict.fromkeys(row)))
        out[end:last] = [replace(s, joins=True) for s in out[end:last]]
    elif end == 1 and last > 1 and not out[0].topic and leads(out[0]):
        row = tuple(dict.fromkeys(n for s in out[1:last] for n in s.topic))
        out[0] = replace(out[0], topic=row, named=True, candidates=())
        out[1:last] = [replace(s, joins=True) for s in out[1:last]]
    for i in range(end - 1, 0, -1):
        together = set(out[i - 1].topic) <= set(out[i].topic) and len(out[i].topic) > 1
        if only[i - 1] and not only[i] and together and pattern("item", "both").search(out[i].plain):
            out[i - 1] = replace(out[i - 1], joins=True)
    return out


def leads(statement: Statement) -> bool:
    """Whether a clause is one of a list that follows ("Done: the leaflet and the printing")."""
    return statement.sentence.plain[statement.clause.end :].startswith(":") or statement.clause.plain.endswith(":")


def _guess(part: Clause, asked: Asked) -> tuple[Item, ...]:
    """The items that a clause could mean by its words. Where they fit several, what a person tells of is their own."""
    items, author, names = asked.items, asked.author, asked.named_by
    first_person = not asked.deciding or pattern("item", "first_person").search(part.plain) is not None
    found = matches(part.plain, items, author, first_person, names)
    aside = pattern("item", "aside").search(part.plain)
    if len(found) > 1 and aside:
        subject = matches(part.plain[: aside.start()], items, author, first_person, names)
        return subject if len(subject) == 1 else found
    return found
