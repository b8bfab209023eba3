"""Ours: the words of a mail that we sent, found again in the answer to it, however its program quoted them.

A quotation that nothing marks, or that is marked in a language nobody foresaw, is still known by what we wrote.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mailflow.mail.line import Line, Mark

MIN_WORDS = 4  # fewer may be said again by chance: "Yes, please", "2. Done"
MIN_LETTERS = 16
# Our mails give examples of what to answer, and people copy them: a quotation repeats more of a mail than that.
MIN_REPEATED = 12
MIN_SHARE = 0.25

_WORD = re.compile(r"\w+")
_LINK = re.compile(
    r"<(?:https?|mailto):[^<>]{0,500}>|\[(?:https?|mailto|cid):[^\[\]]{0,500}\]"
)  # put there by a program


class Ours:
    """The words of one sent mail, wrapped and marked as anybody likes."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text.casefold())
        self._words = f" {' '.join(words)} "
        self._vocabulary = frozenset(words)
        self._enough = max(MIN_REPEATED, MIN_SHARE * len(words))

    def __bool__(self) -> bool:
        return bool(self._words.strip())

    def marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines, with those that repeat ours taken for quoted ones, if they repeat a good part of the mail.

        A line does if it is too long to be repeated by chance, or goes on where a line that does leaves off. A line
        between such lines that is none was put in by whoever answers, even if their program shows it as quoted.
        """
        said = {i: _said(line) for i, line in enumerate(lines)}
        known = self._known([i for i in said if said[i]], said)
        if sum(said[i].count(" ") + 1 for i in known) < self._enough:
            return lines
        out = list(lines)
        first, last, depth = min(known), max(known), 0
        while last + 1 < len(lines) and not said[last + 1]:
            last += 1
        for i in range(first, last + 1):
            if lines[i].blank:
                continue
            if i in known or not self._is_put_in(said[i]):
                depth = lines[i].depth
                out[i] = replace(lines[i], depth=max(1, depth), mark=Mark.OURS)
            elif lines[i].depth == depth:
                out[i] = Line(lines[i].text)
        return out

    def _known(self, filled: Sequence[int], said: Mapping[int, str]) -> set[int]:
        known = {
            i
            for i in filled
            if said[i].count(" ") >= MIN_WORDS - 1 and len(said[i]) >= MIN_LETTERS and f" {said[i]} " in self._words
        }
        for above, below in pairwise(filled):
            if above in known and self._goes_on(said[above], said[below]):
                known.add(below)
        for above, below in reversed(list(pairwise(filled))):
            if below in known and self._goes_on(said[above], said[below]):
                known.add(above)
        return known

    def _is_put_in(self, said: str) -> bool:
        """Whether a line between ours is another's: it has a word that is not ours, or is as short as an answer."""
        words = said.split()
        return 0 < len(words) < MIN_WORDS or not self._vocabulary.issuperset(words)

    def has_any(self, lines: Sequence[Line]) -> bool:
        """Whether one of the lines says words of the mail, be they few."""
        return any(f" {words} " in self._words for words in map(_said, lines) if words)

    def _goes_on(self, above: str, below: str) -> bool:
        return bool(above and below) and f" {above} {below} " in self._words


def _said(line: Line) -> str:
    return " ".join(_WORD.findall(_LINK.sub(" ", line.text[:2000]).casefold()))
