"""Notes → contract: what a manager's notes say that the two will do, review, and leave open.

`read_notes` follows the playbook's "What a Development Contract Looks Like": commitments of both with dates, what to
review in which month, and the open question. Nothing is invented: every commitment quotes the words it rests on, a
missing date stays missing and is flagged. Private remarks are cut away first (`outline.py`, `private.py`); nothing
after that step sees them.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from mailflow.reading import outline, question, reason
from mailflow.reading.agenda import Agenda, Review
from mailflow.reading.due import DuePhrase
from mailflow.reading.ledger import Found
from mailflow.reading.open_question import OpenQuestion, OpenQuestions
from mailflow.reading.outline import Fate, Passage
from mailflow.reading.owner import Pair
from mailflow.reading.page import Page
from mailflow.reading.party import Party
from mailflow.reading.pledges import Pledges
from mailflow.reading.reason import Reason
from mailflow.reading.word import Word

__all__ = ["Found", "OpenQuestion", "Outcome", "Party", "Read", "Reading", "Review", "read_notes"]

Outcome = Literal["commitment", "date", "review", "open question", "no words"] | Fate | Reason


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one sentence of the notes, `text[start:end]`.

    "date" is a word on the date of a commitment before it; a `Fate` is decided by where the sentence stands, a `Reason`
    by its own words.
    """

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
    page = Page(outline.read(text, pair), pair, held, locale)
    reader = _Reader(page, text)
    trail = tuple(Read(*passage.source, reader.take(at)) for at, passage in enumerate(page.passages))
    found = reader.pledges.ledger.found()
    return Reading(found, tuple(reader.agenda.found), tuple(reader.questions.found), trail)


class _Reader:
    """Takes the passages of a page in turn, and asks of each whether it is a review, an open question or a pledge."""

    def __init__(self, page: Page, text: str) -> None:
        self.page = page
        self.agenda = Agenda(page)
        self.questions = OpenQuestions(page)
        self.pledges = Pledges(page, self.agenda, text)
        self.block = -1

    def take(self, at: int) -> Outcome:
        """Reads one passage; what became of it."""
        passage = self.page.passages[at]
        if passage.fate == "heading":
            self.pledges.topic = None
        if passage.fate == "rejected" and passage.section is not None:
            return "open question" if self.questions.take(passage, at, self.page.words(passage)) else "rejected"
        if passage.fate != "read":
            return passage.fate
        words = self.page.words(passage)
        if not any(w.low[0].isalpha() for w in words):
            return "no words"
        if passage.block != self.block:
            self.block = passage.block
            self.pledges.enter(passage)
        when = self.page.dates(passage.start, passage.end)
        outcome = self.placed(passage, at, words, when) or self.said(passage, at, words, when)
        self.pledges.before = None if outcome is not None else passage
        if outcome is None:
            self.page.last_day = next((x for x in when if x.day is not None), self.page.last_day)
            background = passage.section is not None and passage.section.topic == "background"
            return reason.why(words, self.pledges.scene(passage, when), background=background)
        return outcome

    def placed(self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Outcome | None:
        """What a passage is because of where it stands."""
        topic = passage.section.topic if passage.section is not None else None
        if topic in ("open", "parked"):
            asks = self.page.copy[passage.end - 1] == "?"
            if self.questions.take(passage, at, words, firm=topic == "open" or asks):
                return "open question"
            if topic == "open" and not passage.under and self.questions.only_one(at):
                self.questions.open(passage.start, passage.end)
                return "open question"
        if topic == "review" and (not passage.label or self.page.opens_block(at)):
            return "review" if self.agenda.take(passage, at, words, when, labelled=True) else None
        return None

    def said(self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...]) -> Outcome | None:
        """What a passage is because of what it says."""
        turn = question.turn(words)
        if turn is not None:
            stop, asks = turn
            self.questions.open(words[asks].start, passage.end)
            passage = replace(passage, end=words[stop - 1].end)
            words, when = words[:stop], tuple(x for x in when if x.end <= words[stop - 1].end)
        if self.agenda.take(passage, at, words, when):
            return "review"
        if turn is None and self.questions.take(passage, at, words):
            return "open question"
        topic = passage.section.topic if passage.section is not None else None
        if topic in ("open", "parked", "review") and (not passage.label or self.page.opens_block(at)):
            return "open question" if turn is not None else None
        return self.pledges.take(passage, at, words, when) or ("open question" if turn is not None else None)
