"""The pledges of notes: what each of the two says they will do, put into the ledger sentence by sentence."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from mailflow.reading import action, actor, lexicon
from mailflow.reading.agenda import Agenda
from mailflow.reading.due import DuePhrase, weight
from mailflow.reading.ledger import Ledger
from mailflow.reading.outline import Passage, Span
from mailflow.reading.owner import Owner, Someone
from mailflow.reading.page import Page
from mailflow.reading.promise import Promise, announced, promises
from mailflow.reading.scene import Scene
from mailflow.reading.when.firmness import Firmness
from mailflow.reading.word import Word, holds, longest, phrases

Taken = Literal["commitment", "date", "review"]

_LIMITS = frozenset(lexicon.words("review", "limits"))
_CONTINUES = frozenset(lexicon.words("words_of_listed", "continues"))
_NO_ACTION = frozenset(lexicon.words("words_of_notes", "no_action"))
_SUBJECTS = frozenset(lexicon.words("words_of_notes", "subjects"))
_NO_ITEM = frozenset(lexicon.words("words_of_notes", "no_item"))
_NO_TASK = phrases(lexicon.words("words_of_notes", "no_task"), shortened=True)
_BY_THEN = phrases(lexicon.words("promise", "by_then"))
_ORDINALS = frozenset(lexicon.words("promise", "ordinals"))
_CLOSES = frozenset(lexicon.words("promise", "closes"))
_FRAGMENT = frozenset(lexicon.words("promise", "fragment"))
_PRONOUNS = frozenset({"it", "that", "this", "them", "both"})
_PERSONS = frozenset({"him", "her"})
_TO_WHOM = frozenset({"to", "with", "for"})
_SHORTEST_THING, _LONGEST_THING = 3, 12  # words
_JOINTS = (",", ";", "and", "then")
_NOWHERE: tuple[int, frozenset[Owner]] = (-1, frozenset())


class Pledges:
    """Takes the passages of a page that may promise something. `topic` is whom the pronouns mean."""

    def __init__(self, page: Page, agenda: Agenda, text: str) -> None:
        self.page, self.agenda = page, agenda
        self.ledger = Ledger(text, page.copy)
        self.topic: Someone | None = None
        self.before: Passage | None = None  # what was just said, and came to nothing
        self.announced = _NOWHERE  # the block in which a list was announced, and whose

    def enter(self, passage: Passage) -> None:
        """Takes note that a new block begins: its pronouns may mean another."""
        self.topic = None if passage.point or self.topic == "other" else self.topic

    def take(self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Taken | None:
        """Takes what the passage `at` promises; what it was, None for nothing."""
        scene = self.scene(passage, when)
        background = passage.section is not None and passage.section.topic == "background" and self.page.has_list
        if owners := announced(words, scene):
            self.announced = (passage.block, owners)
            return None
        found, topic = promises(words, scene)
        self.topic = topic
        if not found and self.announced[0] == passage.block and words[0].low in _ORDINALS:
            passage = replace(passage, start=words[1].start if len(words) > 1 else passage.start)
            return self.listed(passage, at, words[1:], when, self.announced[1])
        if background:
            return None
        following = self.page.next_words(at)
        resolved, passive = actor.resolved(self.page.copy, words, following, found, scene)
        if passive is not None and resolved:
            self.ledger.add(resolved, passive, when, passage.source, passage.block, firm=scene.firm)
            return "commitment"
        if not found and (by := actor.agent(self.page.copy, words, scene)) is not None:
            self.ledger.add(by[0], by[1], when, passage.source, passage.block, firm=scene.firm)
            return "commitment"
        when = (*when, *self.by_then(passage, words))
        cells = self.page.cell_dates(*passage.due)
        if passage.period is not None and not any(x.day is not None or x.meaning == "recurring" for x in when + cells):
            cells = self.page.cell_dates(passage.period)
        if found:
            outcomes = [self.keep(passage, words, promise, when + cells, resolved) for promise in found]
            return "commitment" if "commitment" in outcomes else outcomes[0]
        if passage.listed and passage.section is not None and passage.section.topic == "owned":
            outcome = self.listed(passage, at, words, when + cells, passage.section.owners)
            if outcome is not None:
                return outcome
        if self.fragment(passage, words, when):
            return "date"
        return None

    def scene(self, passage: Passage, when: tuple[DuePhrase, ...]) -> Scene:
        firm = (
            passage.section is not None
            and passage.section.topic in ("agreed", "owned")
            and (passage.point or passage.listed)
        )
        listed = passage.section.owners if passage.listed and passage.section is not None else frozenset()
        return Scene(self.page.pair, passage.speaker, self.topic, firm, when, listed)

    def by_then(self, passage: Passage, words: tuple[Word, ...]) -> tuple[DuePhrase, ...]:
        """ "Before then" means the day that was named last."""
        if self.page.last_day is None or not holds(words, _BY_THEN):
            return ()
        return (replace(self.page.last_day, start=passage.end, end=passage.end + 1, firmness=Firmness.LIMIT),)

    def keep(
        self,
        passage: Passage,
        words: tuple[Word, ...],
        promise: Promise,
        when: tuple[DuePhrase, ...],
        resolved: frozenset[Owner],
    ) -> Taken:
        first, stop = words[promise.at].start, words[promise.stop - 1].end
        dates = tuple(
            x for x in when if (first <= x.start and x.end <= stop) or x.start >= passage.end or x.end <= passage.start
        )
        source = self.quoted(passage, first, stop)
        if promise.review:
            begin = words[promise.action].start if promise.action < promise.stop else stop
            self.agenda.add(passage, begin, stop, dates)
            return "review"
        if promise.again or self.repeats(words[promise.action : promise.stop], promise.owners):
            if self.named_before(passage, promise.owners, dates):
                return "commitment"
            taken = self.ledger.again(promise.owners, dates, source)
            if not taken and words[promise.action : promise.action + 1] and words[promise.action].low == "have":
                self.ledger.again(actor.BOTH, dates, source)  # "I'll redo the list, you'll have it by Friday"
            return "date"
        owners = resolved if resolved and promise.owners == actor.BOTH else promise.owners
        for part, (a, b) in enumerate(_pieces(words[promise.action : promise.stop], dates)):
            inside = tuple(
                x
                for x in dates
                if (part == 0 and x.end <= a) or (a <= x.start and x.end <= b) or x.start >= passage.end
            )
            inside = _begun(inside)
            said = action.imperative(self.page.copy, a, b, inside, "" if part else promise.verb)
            if not part and promise.present:
                said = action.base_form(said)
            self.draft(passage, owners, said, inside, self.quoted(passage, a if part else first, b))
        return "commitment"

    def named_before(self, passage: Passage, owners: frozenset[Owner], when: tuple[DuePhrase, ...]) -> bool:
        """Takes "The audit of the checkout. I'll have that done by Friday.", where the thing stood alone before."""
        before = self.before
        if before is None or before.block != passage.block or self.page.copy[before.end - 1] == "?":
            return False
        if self.ledger.entries and self.ledger.entries[-1].block == passage.block:
            return False
        words = self.page.words(before)
        if not _SHORTEST_THING <= len(words) <= _LONGEST_THING or words[0].low in _SUBJECTS:
            return False
        said = action.imperative(self.page.copy, before.start, before.end, ())
        self.draft(passage, owners, said, when, (before.source[0], passage.source[1]))
        return True

    def repeats(self, words: tuple[Word, ...], owners: frozenset[Owner]) -> bool:
        """Whether "so let's say I read it by Friday" takes up the last promise, to read something."""
        last = self.ledger.entries[-1] if self.ledger.entries else None
        if last is None or last.owner not in owners or len(words) < 2:
            return False
        done = words[0].low == "have"
        verb = action.base(words[1].low) if done else words[0].low
        first = last.text.lower().split(" ", 1)[0]
        if first not in (verb, action.uninflected(verb)):
            return False
        rest = [w.low for w in words[1 + done :]]
        meant = next(
            (k for k, low in enumerate(rest) if low not in action.PARTICLES and low not in _TO_WHOM), len(rest)
        )
        pointed = meant < len(rest) and rest[meant] in _PRONOUNS
        person = meant < len(rest) and rest[meant] in _PERSONS
        return pointed or (person and (meant + 1 == len(rest) or rest[meant + 1] in _LIMITS))

    def quoted(self, passage: Passage, start: int, end: int) -> tuple[int, int]:
        """Where the words stand in the notes; for those of a cell, the row."""
        inside = passage.source[0] <= start and end <= passage.source[1]
        return (start, end) if inside and not passage.due else passage.source

    def draft(
        self,
        passage: Passage,
        owners: frozenset[Owner],
        said: str,
        when: tuple[DuePhrase, ...],
        source: tuple[int, int],
    ) -> None:
        if len(owners) == 1 and passage.speaker != "other":
            said = action.impersonal(said, self.page.pair, passage.speaker, own=passage.speaker in owners)
        said = self.cleared(said).rstrip(" ?")
        if action.unsaid(said):
            self.ledger.again(owners, when, source)
            return
        firm = passage.listed or (passage.section is not None and passage.section.topic in ("agreed", "owned"))
        self.ledger.add(owners, said, when, source, passage.block, firm=firm)

    def cleared(self, said: str) -> str:
        """The action with "it" or "them" said in full, where what was promised before tells what they are."""
        last = self.ledger.entries[-1] if self.ledger.entries else None
        thing = action.thing(last.text) if last is not None else ""
        return action.cleared(said, thing) if thing else said

    def listed(
        self,
        passage: Passage,
        at: int,
        words: tuple[Word, ...],
        when: tuple[DuePhrase, ...],
        owners: frozenset[Owner],
    ) -> Taken | None:
        """A line of those that say what `owners` will do."""
        start, end = passage.start, passage.end
        inside = [w for w in words if w.low[0].isalpha() and not any(x.start <= w.start < x.end for x in when)]
        if (
            not inside
            or passage.under
            or (inside[0].low in _CONTINUES and ";" in self.page.copy[max(0, start - 2) : start])
        ):
            return "date" if self.ledger.again(owners, when, passage.source) else None
        first = next((w for w in words if w.low[0].isalnum()), words[0])
        if (
            self.page.copy[start] == "("
            or words[0].low in _NO_ITEM
            or longest(words, 0, _NO_TASK)
            or self.page.copy[end - 1] == "?"
            or first.low in _SUBJECTS
        ):
            return None
        if not self.page.opens_block(at) and first.low not in action.VERBS:
            return None
        if action.participle(first.low) and not any(x.firmness == Firmness.LIMIT for x in when):
            return None  # "stopped the Saturday clinics in January" is over; "finished by 31 July" is not
        place = words.index(first)
        after = words[place + 1 : place + 4]
        if after and self.page.pair.named(first) and after[0].low.isalpha():
            return None
        if (
            first.is_name
            and any(w.low in ("will", "'ll", "is", "has", "can", "was") for w in after)
            and not self.page.pair.named(first)
        ):
            return None  # a third person's task
        for a, b in _pieces(words, when):
            dates = _begun(tuple(x for x in when if (a <= x.start and x.end <= b) or x.start >= end or x.end <= start))
            self.draft(
                passage,
                owners,
                action.imperative(self.page.copy, a, b, dates),
                dates,
                self.quoted(passage, a, b) if a > start else passage.source,
            )
        return "commitment"

    def fragment(self, passage: Passage, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> bool:
        """ "By when?" – "By 31 July.": hardly more than a date, which dates what was promised before."""
        dated = tuple(x for x in when if x.day is not None and weight(x) >= 2)
        if not dated or len(words) > 16 or not self.ledger.entries:
            return False
        last = self.ledger.entries[-1]
        near = passage.block - last.block <= (6 if self.page.dialogue else 2 if passage.under else 0)
        outside = [w for w in words if w.low[0].isalpha() and not any(x.start <= w.start < x.end for x in when)]
        if near and not last.dated and any(w.low in _CLOSES for w in outside):
            return self.ledger.again(last.owners, dated[-1:], passage.source)  # "entries close on 31 January"
        if not near or any(w.low not in _FRAGMENT for w in outside) or len(outside) > 6:
            return False
        owners = frozenset({passage.speaker}) if self.page.dialogue and passage.speaker != "other" else last.owners
        return self.ledger.again(owners, dated[-1:], passage.source)


def _begun(when: tuple[DuePhrase, ...]) -> tuple[DuePhrase, ...]:
    """The same, where "from Monday" is the day if no other word says when; else it says nothing of that."""
    starts = [x for x in when if x.meaning == "start"]
    others = tuple(x for x in when if x.meaning != "start")
    if starts and not any(x.day is not None or x.meaning in ("recurring", "open") for x in others):
        return (*others, replace(starts[0], day=starts[0].starts, meaning="day"))
    return others


def _pieces(words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Iterator[Span]:
    """The actions of "lead the review by March and shadow two renewals by May", one by one."""
    timed = [
        x
        for x in when
        if words
        and words[0].start < x.start <= words[-1].start
        and (x.meaning == "recurring" or (x.day is not None and weight(x) > 1))
    ]
    begin = 0
    for at in range(1, len(words) - 1):
        if words[at].low not in _JOINTS or words[at - 1].low in _JOINTS:
            continue
        joint = at
        while joint < len(words) and words[joint].low in (*_JOINTS, ")"):
            joint += 1
        before = [x for x in timed if words[begin].start < x.start and x.end <= words[at].start]
        later = any(joint + 1 < len(words) and x.start >= words[joint + 1].end for x in timed)
        if (
            joint + 1 < len(words)
            and before
            and _goes_on(words, at, joint, later=later, dated=_ends(before, words, at))
        ):
            yield words[begin].start, words[at - 1].end
            begin = joint
    yield words[begin].start, words[-1].end


def _ends(before: list[DuePhrase], words: tuple[Word, ...], at: int) -> bool:
    """Whether a date stands right before the joint at a place."""
    return any(x.day is not None and x.end > words[at - 1].start - 1 for x in before)


def _goes_on(words: tuple[Word, ...], at: int, joint: int, *, later: bool, dated: bool) -> bool:
    """Whether another action begins behind a joint of two."""
    head = words[joint]
    if dated and head.low == "to" and any(w.low == "and" for w in words[at:joint]):
        return True
    if not later:
        return False
    return head.low in action.VERBS or (dated and head.low.isalpha() and head.low not in _NO_ACTION)
