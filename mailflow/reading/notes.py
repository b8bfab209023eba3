"""Notes → contract: what a manager's notes say that the two will do, review, and leave open.

`read_notes` follows the playbook's "What a Development Contract Looks Like": commitments of both with dates, what to
review in which month, and the open question. Nothing is invented: every commitment quotes the words it rests on, a
missing date stays missing and is flagged. Private remarks are cut away first (`outline.py`, `private.py`); nothing after
that step sees them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from mailflow.reading import action, actor, lexicon, outline, question, review
from mailflow.reading.due import DuePhrase, find, strongest, weight
from mailflow.reading.ledger import Found, Ledger
from mailflow.reading.outline import Passage
from mailflow.reading.owner import Owner, Pair, Someone
from mailflow.reading.party import Party
from mailflow.reading.promise import Promise, Scene, promises
from mailflow.reading.word import Word, longest, phrases, split, spoken

__all__ = ["Found", "OpenQuestion", "Outcome", "Party", "Read", "Reading", "Review", "read_notes"]

Outcome = Literal[
    "commitment",
    "date",
    "review",
    "open question",
    "heading",
    "private",
    "done",
    "rejected",
    "other",
    "signature",
    "nothing",
]


@dataclass(frozen=True, slots=True)
class Review:
    """Something to look at together, in the month `when` ("YYYY-MM") if one was said."""

    text: str
    when: str | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that needs more thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one sentence of the notes: `text[start:end]`."""

    start: int
    end: int
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Reading:
    """What notes say, each part in the order of the notes; `trail` tells of each sentence what it became."""

    commitments: tuple[Found, ...]
    reviews: tuple[Review, ...]
    open_questions: tuple[OpenQuestion, ...]
    trail: tuple[Read, ...] = ()


def read_notes(text: str, *, manager: Party, report: Party, held: date, locale: str = "en-GB") -> Reading:
    """Reads the notes of a conversation held on `held`. Garbage gives an empty reading; nothing is raised."""
    pair = Pair.of(manager, report, text)
    reader = _Reader(text, outline.read(text, pair), pair, held, locale)
    trail = tuple(Read(*passage.source, reader.take(at)) for at, passage in enumerate(reader.passages))
    return Reading(reader.ledger.found(), tuple(reader.reviews), tuple(reader.questions), trail)


_CONVERSATION = phrases(lexicon.words("due", "conversation"))
_NEXT = phrases(lexicon.words("review", "next_talk"))
_LIMITS = frozenset(lexicon.words("review", "limits"))
_CONTINUES = frozenset(lexicon.words("words_of_listed", "continues"))
_NO_ACTION = frozenset(lexicon.words("words_of_notes", "no_action"))
_REVIEW_LEAD = frozenset(lexicon.words("words_of_notes", "review_lead"))
_REVIEW_TAIL = phrases(lexicon.words("review", "tail"))
_VERBS = action.VERBS
_SUBJECTS = frozenset(lexicon.words("words_of_notes", "subjects"))
_NO_ITEM = frozenset(lexicon.words("words_of_notes", "no_item"))
_NO_TASK = phrases(lexicon.words("words_of_notes", "no_task"), shortened=True)
_THAT_DAY = phrases(lexicon.words("review", "that_day"))
_FRAGMENT = frozenset(lexicon.words("promise", "fragment"))
_PRONOUNS = frozenset({"it", "that", "this", "them", "both"})
_SECOND_QUESTION = re.compile(
    rf"(?:,? and |,? nor | / |; ?)(?=(?:{'|'.join(lexicon.words('question', 'second'))}) )", re.IGNORECASE
)
_SHORTEST_QUESTION = 18  # characters
_SHORTEST_THING, _LONGEST_THING = 3, 12  # words
_LONGEST = 400  # words of a sentence that are read; longer ones are noise or dictation without a stop


class _Reader:
    """Takes the passages of one set of notes in turn, and collects what they say."""

    def __init__(self, text: str, drawn: outline.Outline, pair: Pair, held: date, locale: str) -> None:
        self.copy, self.passages, self.drawn = drawn.copy, drawn.passages, drawn
        self.pair, self.held, self.locale = pair, held, locale
        self.ledger = Ledger(text, drawn.copy)
        self.reviews: list[Review] = []
        self.questions: list[OpenQuestion] = []
        self.topic: Someone | None = None
        self.block = -1
        self.last_day: DuePhrase | None = None
        self.asked: tuple[int, tuple[int, int]] | None = None  # a question, and the passage that asked it
        self.unknown = -9  # the last passage that only said that nobody knows
        self.pending: str | None = None
        self.before: Passage | None = None  # what was just said, and came to nothing
        self.anchors: Mapping[str, date] = MappingProxyType({})
        self.anchors = MappingProxyType(self.dated_conversation())

    # The notes as a whole -----------------------------------------------------------------------------

    def dated_conversation(self) -> dict[str, date]:
        """The day of the next conversation, where the notes give it."""
        for passage in self.passages:
            if passage.fate != "read":
                continue
            begin = passage.source[0]
            said = self.copy[begin : min(max(passage.end, begin), begin + 400)]
            words = split(said)
            for at, word in enumerate(words):
                step = longest(words, at, _NEXT)
                if not step or any(w.low in _LIMITS for w in words[max(0, at - 2) : at]):
                    continue
                stop = words[at + step - 1].end
                for phrase in find(said[: stop + 120], self.held, self.locale):
                    if phrase.day is None:
                        continue
                    near = phrase.start >= word.start and phrase.start - stop < 45
                    before = (
                        phrase.end <= word.start
                        and at
                        and word.start - phrase.end < 12
                        and words[at - 1].low in ("is", "for", "the", "'s", "our")
                    )
                    if near or before:
                        return {"conversation": phrase.day}
        return {}

    def due_in(self, start: int, end: int) -> tuple[DuePhrase, ...]:
        found = find(self.copy[start:end], self.held, self.locale, self.anchors)
        return tuple(replace(x, start=x.start + start, end=x.end + start) for x in found)

    def words_of(self, passage: Passage) -> tuple[Word, ...]:
        return spoken(split(self.copy, passage.start, passage.end)[:_LONGEST])

    # One passage ----------------------------------------------------------------------------------------

    def take(self, at: int) -> Outcome:
        """Reads one passage; what became of it."""
        passage = self.passages[at]
        if passage.fate == "heading":
            self.topic = None
        if passage.fate != "read":
            if passage.fate == "rejected" and passage.section is not None:
                return self.doubt(passage, at, self.words_of(passage), firm=False) or "rejected"
            return passage.fate
        words = self.words_of(passage)
        if not any(w.low[0].isalpha() for w in words):
            return "nothing"
        if passage.block != self.block:
            self.block = passage.block
            self.topic = None if passage.point or self.topic == "other" else self.topic
        when = self.due_in(passage.start, passage.end)
        topic = passage.section.topic if passage.section is not None else None
        outcome: Outcome | None = None
        if topic in ("open", "parked"):
            outcome = self.doubt(passage, at, words, firm=topic == "open" or self.copy[passage.end - 1] == "?")
            if outcome is None and topic == "open" and not passage.under and self.only_one(at):
                self.open(passage.start, passage.end)
                outcome = "open question"
        elif topic == "review" and (not passage.label or self.opens_block(at)):
            outcome = self.review(passage, at, words, when, labelled=True)
        turn = question.turn(words)
        if outcome is None and turn:
            self.open(words[turn].start, passage.end)
            passage = replace(passage, end=words[turn - 1].end)
            words, when = words[:turn], tuple(x for x in when if x.end <= words[turn - 1].end)
        if outcome is None:
            outcome = (not turn and self.doubt(passage, at, words, firm=False)) or self.review(
                passage, at, words, when, labelled=False
            )
        if outcome is None and (
            topic not in ("open", "parked", "review") or (passage.label and not self.opens_block(at))
        ):
            outcome = self.told(passage, at, words, when)
        if outcome in (None, "nothing"):
            self.remember(when)
        self.before = passage if outcome is None else None
        return outcome or "nothing"

    def remember(self, when: tuple[DuePhrase, ...]) -> None:
        self.last_day = next((x for x in when if x.day is not None), self.last_day)

    def scene(self, passage: Passage, when: tuple[DuePhrase, ...]) -> Scene:
        firm = (
            passage.section is not None
            and passage.section.topic in ("agreed", "owned")
            and (passage.point or passage.listed)
        )
        listed = passage.section.owners if passage.listed and passage.section is not None else frozenset()
        return Scene(self.pair, passage.speaker, self.topic, firm, when, listed)

    # Commitments ------------------------------------------------------------------------------------------

    def told(self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Outcome | None:
        """The commitments of a passage that is neither review nor open question."""
        scene = self.scene(passage, when)
        background = passage.section is not None and passage.section.topic == "background" and self.drawn.has_list
        found, topic = promises(words, scene)
        self.topic = topic
        if background:
            return None
        following = (
            self.words_of(self.passages[at + 1])
            if at + 1 < len(self.passages)
            and self.passages[at + 1].block == passage.block
            and self.passages[at + 1].fate == "read"
            else ()
        )
        resolved, passive = actor.resolved(self.copy, words, following, found, scene)
        if passive is not None and resolved:
            self.ledger.add(resolved, passive, when, passage.source, passage.block, firm=scene.firm)
            return "commitment"
        if not found and (by := actor.agent(self.copy, words, scene)) is not None:
            self.ledger.add(by[0], by[1], when, passage.source, passage.block, firm=scene.firm)
            return "commitment"
        cells = self.cell_dates(passage)
        if found:
            outcomes = [self.keep(passage, words, promise, when + cells, resolved) for promise in found]
            return "commitment" if "commitment" in outcomes else outcomes[0]
        if passage.listed and passage.section is not None and passage.section.topic == "owned":
            outcome = self.listed(passage, at, words, when + cells)
            if outcome is not None:
                return outcome
        if self.fragment(passage, words, when):
            return "date"
        return None

    def cell_dates(self, passage: Passage) -> tuple[DuePhrase, ...]:
        """The dates of a table's column "by when"; there a month needs no "in"."""
        found: list[DuePhrase] = []
        for start, end in passage.due:
            cell = self.copy[start:end]
            dated = find("by " + cell, self.held, self.locale, self.anchors) or find(
                cell, self.held, self.locale, self.anchors
            )
            found += [replace(x, start=start, end=end) for x in dated]
        return tuple(found)

    def keep(
        self,
        passage: Passage,
        words: tuple[Word, ...],
        promise: Promise,
        when: tuple[DuePhrase, ...],
        resolved: frozenset[Owner],
    ) -> Outcome:
        first, stop = words[promise.at].start, words[promise.stop - 1].end
        dates = tuple(
            x for x in when if (first <= x.start and x.end <= stop) or x.start >= passage.end or x.end <= passage.start
        )
        source = self.quoted(passage, first, stop)
        if promise.review:
            begin = words[promise.action].start if promise.action < promise.stop else stop
            return self.add_review(passage, begin, stop, dates)
        if promise.again or self.repeats(words[promise.action : promise.stop], promise.owners):
            if self.named_before(passage, promise.owners, dates):
                return "commitment"
            self.ledger.again(promise.owners, dates, source)
            return "date"
        owners = resolved if resolved and promise.owners == actor.BOTH else promise.owners
        for part, (a, b) in enumerate(_pieces(words[promise.action : promise.stop], dates, self.copy)):
            inside = tuple(
                x
                for x in dates
                if (part == 0 and x.end <= a) or (a <= x.start and x.end <= b) or x.start >= passage.end
            )
            said = action.imperative(self.copy, a, b, inside, "" if part else promise.verb)
            if not part and promise.present:
                said = action.base_form(said)
            self.draft(passage, owners, said, inside, self.quoted(passage, a if part else first, b))
        return "commitment"

    def named_before(self, passage: Passage, owners: frozenset[Owner], when: tuple[DuePhrase, ...]) -> bool:
        """Takes "The audit of the checkout. I'll have that done by Friday.", where the thing stood alone before."""
        before = self.before
        if before is None or before.block != passage.block or self.copy[before.end - 1] == "?":
            return False
        if self.ledger.entries and self.ledger.entries[-1].block == passage.block:
            return False
        words = self.words_of(before)
        if not _SHORTEST_THING <= len(words) <= _LONGEST_THING or words[0].low in _SUBJECTS:
            return False
        said = action.imperative(self.copy, before.start, before.end, ())
        self.draft(passage, owners, said, when, (before.source[0], passage.source[1]))
        return True

    def repeats(self, words: tuple[Word, ...], owners: frozenset[Owner]) -> bool:
        """Whether "so let's say I read it by Friday" takes up the last promise, to read something."""
        if len(words) < 2 or words[1].low not in _PRONOUNS or not self.ledger.entries:
            return False
        last = self.ledger.entries[-1]
        return last.owner in owners and last.text.lower().split(" ", 1)[0] == words[0].low

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
        if len(owners) == 1:
            said = action.impersonal(said, self.pair, passage.speaker, own=passage.speaker in owners)
        said = self.cleared(said)
        firm = passage.listed or (passage.section is not None and passage.section.topic in ("agreed", "owned"))
        self.ledger.add(owners, said, when, source, passage.block, firm=firm)

    def cleared(self, said: str) -> str:
        """The action with "it" or "them" said in full, where what was promised before tells what they are."""
        last = self.ledger.entries[-1] if self.ledger.entries else None
        thing = action.thing(last.text) if last is not None else ""
        return action.cleared(said, thing) if thing else said

    def listed(self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Outcome | None:
        """A line under whose commitments it stands."""
        start, end = passage.start, passage.end
        owners = passage.section.owners if passage.section is not None else frozenset()
        inside = [w for w in words if w.low[0].isalpha() and not any(x.start <= w.start < x.end for x in when)]
        if not inside or passage.under or (inside[0].low in _CONTINUES and ";" in self.copy[max(0, start - 2) : start]):
            return "date" if self.ledger.again(owners, when, passage.source) else None
        first = next(w for w in words if w.low[0].isalnum())
        if (
            self.copy[start] == "("
            or words[0].low in _NO_ITEM
            or longest(words, 0, _NO_TASK)
            or self.copy[end - 1] == "?"
            or first.low in _SUBJECTS
        ):
            return None
        if not self.opens_block(at) and first.low not in _VERBS:
            return None
        place = words.index(first)
        after = words[place + 1 : place + 4]
        if after and self.pair.named(first) and after[0].low.isalpha():
            return None
        if (
            first.is_name
            and any(w.low in ("will", "'ll", "is", "has", "can", "was") for w in after)
            and not self.pair.named(first)
        ):
            return None  # a third person's task
        for a, b in _pieces(words, when, self.copy):
            dates = tuple(x for x in when if (a <= x.start and x.end <= b) or x.start >= end or x.end <= start)
            self.draft(
                passage,
                owners,
                action.imperative(self.copy, a, b, dates),
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
        near = passage.block - last.block <= (6 if self.drawn.dialogue else 2 if passage.under else 0)
        outside = [w for w in words if w.low[0].isalpha() and not any(x.start <= w.start < x.end for x in when)]
        if not near or any(w.low not in _FRAGMENT for w in outside) or len(outside) > 6:
            return False
        owners = frozenset({passage.speaker}) if self.drawn.dialogue and passage.speaker != "other" else last.owners
        return self.ledger.again(owners, dated[-1:], passage.source)

    # Reviews ------------------------------------------------------------------------------------------------

    def review(
        self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...], *, labelled: bool
    ) -> Outcome | None:
        """Takes a sentence that says what will be looked at together."""
        month = self.month(passage.label) if passage.label else None
        topic = passage.section.topic if passage.section is not None else None
        looks = review.read(
            words,
            when,
            self.pair,
            labelled=labelled or (month is not None and self.opens_block(at)),
            listed=passage.listed or (passage.point and topic in ("agreed", "owned")),
            pointed=self.last_day is not None,
        )
        if not looks and labelled:
            looks = (review.Look(0, len(words), None),)
        if not looks:
            return None
        outcome: Outcome = "nothing"
        for look in looks:
            if look.start >= len(words):
                self.pend(when)
                continue
            dates = when if look.when is None else (look.when,)
            begin, end = words[look.start].start, words[look.stop - 1].end
            outcome = self.add_review(passage, begin, end, dates, when, month)
        return "review" if outcome == "nothing" else outcome

    def opens_block(self, at: int) -> bool:
        return at == 0 or self.passages[at - 1].block != self.passages[at].block

    def pend(self, when: tuple[DuePhrase, ...]) -> None:
        day = next((x.day for x in when if x.day is not None), None)
        self.pending = f"{day:%Y-%m}" if day is not None else self.pending

    def add_review(
        self,
        passage: Passage,
        start: int,
        end: int,
        dates: tuple[DuePhrase, ...],
        when: tuple[DuePhrase, ...] = (),
        month: str | None = None,
    ) -> Outcome:
        gone = tuple(x for x in (*when, *dates) if x.day is not None or x.meaning == "anchor")
        said = action.imperative(self.copy, start, end, gone)
        parts = said.split()
        while parts and parts[0].lower().strip(".,") in _REVIEW_LEAD:
            parts.pop(0)
        said = _without_tail(" ".join(parts))
        day = next((x.day for x in dates if x.day is not None), None)
        row = split(self.copy, passage.start, passage.end)
        if day is None and any(longest(row, k, _THAT_DAY) for k in range(len(row))):
            day = self.last_day.day if self.last_day is not None else None
        if not any(c.isalpha() for c in said) or said.lower() in _PRONOUNS:
            self.pend(dates)
            return "review"
        said_when = month or (f"{day:%Y-%m}" if day is not None else None) or self.pending
        self.pending = None
        said = said[:1].upper() + said[1:]
        if not any(old.text.lower() == said.lower() for old in self.reviews):
            self.reviews.append(Review(said, said_when))
        return "review"

    def month(self, label: str) -> str | None:
        phrase = strongest(find(label, self.held, self.locale))
        if phrase is None:  # "check back march": in a label no capital is needed
            near = [strongest(find("in " + w.low, self.held, self.locale)) for w in split(label)]
            phrase = next((x for x in near if x is not None), None)
        return None if phrase is None or phrase.day is None else f"{phrase.day:%Y-%m}"

    # Open questions --------------------------------------------------------------------------------------------

    def doubt(self, passage: Passage, at: int, words: tuple[Word, ...], *, firm: bool) -> Outcome | None:
        """Takes a sentence that says what the two could not answer, or that the question beside it is open."""
        said = question.read(words)
        if said.asked is not None:
            begin, stop = said.asked
            span = (words[begin].start, words[stop - 1].end)
            near = at - self.unknown == 1 and self.passages[self.unknown].block >= passage.block - 1
            if said.unknown or firm or (near and said.direct):
                self.open(*span)
                self.asked = None
                return "open question"
            alone = said.direct or (words[begin].low == "whether" and begin == 0)
            self.asked = (at, span) if alone and not self.drawn.dialogue else None
            return None
        if said.unknown:
            if (
                self.asked is not None
                and at - self.asked[0] <= 2
                and self.passages[self.asked[0]].block >= passage.block - 1
            ):
                self.open(*self.asked[1])
                self.asked = None
                return "open question"
            self.unknown = at
        return None

    def only_one(self, at: int) -> bool:
        """Whether a sentence is the first of its block, and no other of the block asks."""
        block = self.passages[at].block
        if at and self.passages[at - 1].block == block and self.passages[at - 1].fate == "read":
            return False
        rest = [p for p in self.passages[at : at + 12] if p.block == block]
        return not any(self.copy[p.end - 1] == "?" for p in rest)

    def open(self, start: int, end: int) -> None:
        for part in _questions(self.copy[start:end]):
            self.one_open(part)

    def one_open(self, said: str) -> None:
        said = " ".join(said.split())
        asks = said.rstrip(" .)\"'").endswith("?")
        said = said.strip(" .,;:-–—?\"'(") + ("?" if asks else "")
        if any(c.isalpha() for c in said) and not any(q.text.lower().endswith(said.lower()) for q in self.questions):
            self.questions.append(OpenQuestion(said[:1].upper() + said[1:]))


def _questions(said: str) -> Iterator[str]:
    """The questions of "can the club run without volunteers, and does he want to leave?", one by one."""
    begin = 0
    for joint in _SECOND_QUESTION.finditer(said):
        if joint.start() - begin > _SHORTEST_QUESTION and len(said) - joint.end() > _SHORTEST_QUESTION:
            yield said[begin : joint.start()]
            begin = joint.end()
    yield said[begin:]


def _without_tail(said: str) -> str:
    """Without "together", "the two of us" and the like at its end."""
    words = split(said)
    for at in range(len(words)):
        step = longest(words, at, _REVIEW_TAIL)
        if step and at + step >= len(words) and at:
            return said[: words[at].start].rstrip(" ,;:-–—")
    return said.rstrip(" ,;:-–—.")


def _pieces(words: tuple[Word, ...], when: tuple[DuePhrase, ...], copy: str) -> Iterator[tuple[int, int]]:
    """The actions of "lead the review by March and shadow two renewals by May", one by one."""
    begin = 0
    inside = [x for x in when if words and x.start <= words[-1].start]
    dated = [x for x in inside if x.day is not None and weight(x) > 1]
    for phrase in dated:
        at = next((k for k in range(begin, len(words)) if words[k].start >= phrase.end), len(words))
        joint = at
        while joint < len(words) and words[joint].low in (")", ",", ";", "and", "then"):
            joint += 1
        said = {w.low for w in words[at:joint]}
        if (
            joint + 1 >= len(words)
            or not said & {",", ";", "and", "then"}
            or at == 0
            or phrase.start <= words[begin].start
        ):
            continue
        head = words[joint]
        later = any(x.start >= words[joint + 1].end and x is not phrase for x in dated)
        if (head.low == "to" and "and" in said) or (later and head.low.isalpha() and head.low not in _NO_ACTION):
            yield words[begin].start, words[at - 1].end
            begin = joint
    yield words[begin].start, words[-1].end
