"""The open questions of notes: what the two leave for more thinking."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.reading import lexicon, question
from mailflow.reading.outline import Passage, Span
from mailflow.reading.page import Page
from mailflow.reading.word import Word

_SECOND = re.compile(
    rf"(?:,? and |,? nor | / |; ?)(?=(?:{'|'.join(lexicon.words('question', 'second'))}) )", re.IGNORECASE
)
_SHORTEST = 18  # characters
_BESIDE = 2  # passages between a question and the word that it is open
_LOOKS_AHEAD = 12  # passages


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that needs more thinking."""

    text: str


class OpenQuestions:
    """Collects the open questions of a page, in order; that one is open may be said in the sentence beside it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: list[OpenQuestion] = []
        self.backwards: list[str] = []  # what was found in small letters, read from its end, sorted
        self.asked: tuple[int, Span] | None = None  # a question, and the passage that asked it
        self.unknown = -9  # the last passage that only said that nobody knows

    def take(self, passage: Passage, at: int, words: tuple[Word, ...], *, firm: bool = False) -> bool:
        """Takes the passage `at` if it says what the two could not answer, or that the question beside it is open.

        `firm`: it stands where open questions are listed.
        """
        said = question.read(words)
        if said.asked is not None:
            begin, stop = said.asked
            span = (words[begin].start, words[stop - 1].end)
            near = at - self.unknown == 1 and self.page.passages[self.unknown].block >= passage.block - 1
            if said.unknown or firm or (near and said.direct) or (passage.point and words[0].low == "whether"):
                self.open(*span)
                self.asked = None
                return True
            alone = said.direct or (words[begin].low == "whether" and begin == 0)
            self.asked = (at, span) if alone and not self.page.dialogue else None
            return False
        if said.unknown:
            if (
                self.asked is not None
                and at - self.asked[0] <= _BESIDE
                and self.page.passages[self.asked[0]].block >= passage.block - 1
            ):
                self.open(*self.asked[1])
                self.asked = None
                return True
            self.unknown = at
        return False

    def only_one(self, at: int) -> bool:
        """Whether a sentence is the first of its block, and no other of the block asks."""
        block = self.page.passages[at].block
        if at and self.page.passages[at - 1].block == block and self.page.passages[at - 1].fate == "read":
            return False
        rest = [p for p in self.page.passages[at : at + _LOOKS_AHEAD] if p.block == block]
        return not any(self.page.copy[p.end - 1] == "?" for p in rest)

    def open(self, start: int, end: int) -> None:
        """Takes the words `copy[start:end]`, which may hold several questions."""
        for part in _questions(self.page.copy[start:end]):
            self._add(part)

    def _add(self, said: str) -> None:
        said = " ".join(said.split())
        asks = said.rstrip(" .)\"'").endswith("?")
        said = said.strip(" .,;:-–—?\"'(") + ("?" if asks else "")
        if any(c.isalpha() for c in said) and not self._known(said.lower()):
            said = said[:1].upper() + said[1:]
            self.found.append(OpenQuestion(said))
            insort(self.backwards, said.lower()[::-1])

    def _known(self, low: str) -> bool:
        """Whether something found before ends with the same words."""
        place = bisect_left(self.backwards, low[::-1])
        return place < len(self.backwards) and self.backwards[place].startswith(low[::-1])


def _questions(said: str) -> Iterator[str]:
    """The questions of "can the club run without volunteers, and does he want to leave?", one by one."""
    begin = 0
    for joint in _SECOND.finditer(said):
        if joint.start() - begin > _SHORTEST and len(said) - joint.end() > _SHORTEST:
            yield said[begin : joint.start()]
            begin = joint.end()
    yield said[begin:]
