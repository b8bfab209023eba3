"""Ours: the words of a mail that we sent, found again in the answer to it, however its program quoted them.

A quotation that nothing marks, or that is marked in a language nobody foresaw, is still known by what we wrote.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mailflow.mail.line import Line

MIN_WORDS = 4  # fewer may be said again by chance: "Yes, please", "2. Done"
MIN_LETTERS = 16
# Our mails give examples of what to answer, and people copy them: a quotation repeats more of a mail than that.
MIN_REPEATED = 12
MIN_SHARE = 0.25

_WORD = re.compile(r"\w+")


class Ours:
    """The words of one sent mail, wrapped and marked as anybody likes."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text.casefold())
        self._words = f" {' '.join(words)} "
        self._enough = max(MIN_REPEATED, MIN_SHARE * len(words))

    def __bool__(self) -> bool:
        return bool(self._words.strip())

    def marked(self, lines: Sequence[Line]) -> Sequence[Line]:
        """The lines, with those that repeat ours taken for quoted ones, if they repeat a good part of the mail.

        A line does if it is too long to be repeated by chance, or goes on where a line that does leaves off.
        """
        said = [" ".join(_WORD.findall(line.text[:2000].casefold())) for line in lines]
        known = [
            words.count(" ") >= MIN_WORDS - 1 and len(words) >= MIN_LETTERS and f" {words} " in self._words
            for words in said
        ]
        for i in range(1, len(lines)):
            known[i] = known[i] or (known[i - 1] and self._goes_on(said[i - 1], said[i]))
        for i in range(len(lines) - 2, -1, -1):
            known[i] = known[i] or (known[i + 1] and self._goes_on(said[i], said[i + 1]))
        if sum(words.count(" ") + 1 for words, again in zip(said, known, strict=True) if again) < self._enough:
            return lines
        return [
            replace(line, depth=1) if again and not line.depth else line
            for line, again in zip(lines, known, strict=True)
        ]

    def has_any(self, lines: Sequence[Line]) -> bool:
        """Whether one of the lines says words of the mail, be they few."""
        said = (" ".join(_WORD.findall(line.text[:2000].casefold())) for line in lines)
        return any(f" {words} " in self._words for words in said if words)

    def _goes_on(self, above: str, below: str) -> bool:
        return bool(above and below) and f" {above} {below} " in self._words
