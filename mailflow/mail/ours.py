"""Ours: the words of a mail that we sent, found again in the answer to it, however its program quoted them.

A quotation that nothing marks, or that is marked in a language nobody foresaw, is still known by what we wrote. What
gives it away is that it goes on as our mail does: our mails say what could be answered, and people copy that.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from mailflow.mail.attribution import span_at
from mailflow.mail.forward import forward_marker_at
from mailflow.mail.heading import heading_at
from mailflow.mail.line import Line, Mark

MIN_WORDS = 4  # fewer may be said again by chance: "Yes, please", "2. Done"
MIN_LETTERS = 16
MIN_REPEATED = 12  # words of ours that follow each other, for one line of them to be known
MIN_SHARE = 0.25  # of all our words, for anything to be
MAX_SKIPPED = 12  # words of ours that may be missing between two lines that follow each other
MAX_PLACES = 20  # at which one line may stand in our mail
MAX_COMPARED = 30  # lines of a quotation that are looked for elsewhere
MAX_PUT_IN = 8  # lines that somebody writes between two of ours; more is another mail

_WORD = re.compile(r"\w+")
_LINK = re.compile(
    r"<(?:https?|mailto):[^<>]{0,500}>|\[(?:https?|mailto|cid):[^\[\]]{0,500}\]"
)  # put there by a program


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

        A few lines between such lines that are none, be it by a word, were put in or changed by whoever answers, even
        if their program shows them as quoted.
        """
        said = {i: _said(line) for i, line in enumerate(lines)}
        known = self._known(lines, said)
        if sum(said[i].count(" ") + 1 for i in known) < self._enough:
            return lines
        out = list(lines)
        for i in known:
            out[i] = replace(lines[i], depth=max(1, lines[i].depth), mark=Mark.OURS)
        last = max(known)
        while last + 1 < len(lines) and not said[last + 1]:
            last += 1
        for above, below in pairwise(sorted({*known, last})):
            between = [i for i in range(above + 1, below + (below not in known)) if not lines[i].blank]
            put_in = self._is_put_in(lines, between, lines[above].depth)
            for i in between:
                if lines[i].depth < lines[above].depth:
                    continue  # not quoted where ours is: it was typed
                if put_in and said[i] and (lines[i].depth == lines[above].depth or not lines[above].depth):
                    out[i] = Line(lines[i].text)
                else:
                    out[i] = replace(lines[i], depth=max(1, lines[i].depth), mark=Mark.OURS)
        return out

    def has_any(self, lines: Sequence[Line]) -> bool:
        """Whether one of the lines says words of the mail, be they few."""
        return any(f" {words} " in self._words for words in map(_said, lines[:MAX_COMPARED]) if words)

    def _known(self, lines: Sequence[Line], said: Mapping[int, str]) -> set[int]:
        """The lines that repeat ours, in the order of ours, and enough of it in one go."""
        likely = [i for i in said if said[i].count(" ") >= MIN_WORDS - 1 and len(said[i]) >= MIN_LETTERS]
        places = {i: found for i in likely if (found := list(self._places(said[i])))}
        if any(lines[i].depth for i in places):
            places = {
                i: found for i, found in places.items() if lines[i].depth
            }  # who marks a quotation marks all of it
        known: set[int] = set()
        stretch: list[int] = []
        end = 0
        for i, place in _in_order(places):
            if stretch and place - end > MAX_SKIPPED:
                known |= self._long_enough(stretch, said)
                stretch = []
            stretch.append(i)
            end = place + said[i].count(" ") + 1
        known |= self._long_enough(stretch, said)
        filled = [i for i in said if said[i]]
        for above, below in pairwise(filled):
            if above in known and self._goes_on(lines, said, above, below):
                known.add(below)
        for above, below in reversed(list(pairwise(filled))):
            if below in known and self._goes_on(lines, said, above, below):
                known.add(above)
        return known

    def _places(self, said: str) -> Iterator[int]:
        """Where in our words a line's stand, as the number of words before them."""
        position = self._words.find(f" {said} ")
        for _ in range(MAX_PLACES):
            if position < 0:
                return
            yield self._words.count(" ", 0, position)
            position = self._words.find(f" {said} ", position + 1)

    def _long_enough(self, stretch: Sequence[int], said: Mapping[int, str]) -> set[int]:
        return set(stretch) if sum(said[i].count(" ") + 1 for i in stretch) >= MIN_REPEATED else set()

    def _goes_on(self, lines: Sequence[Line], said: Mapping[int, str], above: int, below: int) -> bool:
        return lines[above].depth == lines[below].depth and f" {said[above]} {said[below]} " in self._words

    def _is_put_in(self, lines: Sequence[Line], between: Sequence[int], depth: int) -> bool:
        """Whether lines between two of ours are what somebody wrote there, and not another mail."""
        return len(between) <= MAX_PUT_IN and not any(
            heading_at(lines, i) or span_at(lines, i) or forward_marker_at(lines, i) for i in between
        )


def _in_order(places: Mapping[int, Sequence[int]]) -> list[tuple[int, int]]:
    """The most lines, each with its place in our mail, that stand in the same order there (Hunt and Szymanski 1977)."""
    ends: list[int] = []  # of the shortest sequence of each length, the last place
    chains: list[tuple[int, int, int]] = []  # line, place, the chain before
    at: list[int] = []
    for i in sorted(places):
        for place in sorted(places[i], reverse=True):
            length = bisect_left(ends, place)
            if length < len(ends) and ends[length] == place:
                continue  # what is said twice was said by us first
            chains.append((i, place, at[length - 1] if length else -1))
            if length == len(ends):
                ends.append(place)
                at.append(len(chains) - 1)
            else:
                ends[length] = place
                at[length] = len(chains) - 1
    out = []
    chain = at[-1] if at else -1
    while chain >= 0:
        i, place, chain = chains[chain]
        out.append((i, place))
    return out[::-1]


def _said(line: Line) -> str:
    return " ".join(_WORD.findall(_LINK.sub(" ", line.text[:2000]).casefold()))
