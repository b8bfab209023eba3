"""The agenda: what the two will look at together, and in which month."""

from dataclasses import dataclass

from mailflow.reading import action, lexicon, review
from mailflow.reading.due import DuePhrase
from mailflow.reading.outline import Passage
from mailflow.reading.page import Page
from mailflow.reading.word import Word, holds, longest, phrases, split

_LEAD = frozenset(lexicon.words("words_of_notes", "review_lead"))
_TAIL = phrases(lexicon.words("review", "tail"))
_THAT_DAY = phrases(lexicon.words("review", "that_day"))
_PRONOUNS = frozenset({"it", "that", "this", "them", "both"})


@dataclass(frozen=True, slots=True)
class Review:
    """Something to look at together, in the month `when` ("YYYY-MM") if one was said."""

    text: str
    when: str | None


class Agenda:
    """Collects the reviews of a page, in order; a month may be said before what is to be looked at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[Review] = []
        self.known: set[str] = set()  # what was found, in small letters
        self.pending: str | None = None  # a month that still lacks its thing

    def take(
        self, passage: Passage, at: int, words: tuple[Word, ...], when: tuple[DuePhrase, ...], *, labelled: bool = False
    ) -> bool:
        """Takes the passage `at` if it says what will be looked at together; `labelled`: its heading says so."""
        month = self.page.month(passage.label) if passage.label else None
        topic = passage.section.topic if passage.section is not None else None
        looks = review.read(
            words,
            when,
            self.page.pair,
            labelled=labelled or (month is not None and self.page.opens_block(at)),
            listed=passage.listed or (passage.point and topic in ("agreed", "owned")),
            pointed=self.page.last_day is not None,
        )
        if not looks and labelled:
            looks = (review.Look(0, len(words), None),)
        if not looks:
            return False
        if not any(x.day is not None for x in when):
            when = (*when, *self.page.leading_month(words))
        for look in looks:
            if look.start >= len(words):
                self.pend(when)
                continue
            dates = when if look.when is None else (look.when,)
            begin, end = words[look.start].start, words[look.stop - 1].end
            self.add(passage, begin, end, dates, when, month)
        return True

    def add(
        self,
        passage: Passage,
        start: int,
        end: int,
        dates: tuple[DuePhrase, ...],
        when: tuple[DuePhrase, ...] = (),
        month: str | None = None,
    ) -> None:
        """Takes the words `copy[start:end]` as a review, dated by `dates`; `when` are all the dates beside it."""
        gone = tuple(x for x in (*when, *dates) if x.day is not None or x.meaning == "anchor")
        said = action.imperative(self.page.copy, start, end, gone)
        parts = said.split()
        while parts and parts[0].lower().strip(".,") in _LEAD:
            parts.pop(0)
        said = _without_tail(" ".join(parts))
        day = next((x.day for x in dates if x.day is not None), None)
        row = split(self.page.copy, passage.start, passage.end)
        if day is None and (passage.due or passage.period):
            day = next(
                (x.day for x in self.page.cell_dates(*passage.due, *filter(None, [passage.period])) if x.day), None
            )
        if day is None and holds(row, _THAT_DAY):
            day = self.page.last_day.day if self.page.last_day is not None else None
        if not any(c.isalpha() for c in said) or said.lower() in _PRONOUNS:
            self.pend(dates)
            return
        said_when = month or (f"{day:%Y-%m}" if day is not None else None) or self.pending
        self.pending = None
        said = said[:1].upper() + said[1:]
        if said.lower() not in self.known:
            self.known.add(said.lower())
            self.found.append(Review(said, said_when))

    def pend(self, when: tuple[DuePhrase, ...]) -> None:
        """Keeps the month of these dates for the review that follows."""
        day = next((x.day for x in when if x.day is not None), None)
        self.pending = f"{day:%Y-%m}" if day is not None else self.pending


def _without_tail(said: str) -> str:
    """Without "together", "the two of us" and the like at its end."""
    words = split(said)
    for at in range(len(words)):
        step = longest(words, at, _TAIL)
        if step and at + step >= len(words) and at:
            return said[: words[at].start].rstrip(" ,;:-–—")
    return said.rstrip(" ,;:-–—.")
