"""Older: a mail inside the body of another, quoted or passed on, and the lines from which on it stands there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.mail import attribution
from mailflow.mail.forward import (
    asks_reply_above,
    begins_original,
    begins_original_and_heading,
    ends_forward,
    forward_marker_at,
    is_rule,
)
from mailflow.mail.heading import heading_at
from mailflow.mail.line import Line, Mark

MAX_CANDIDATES = 600  # lines that are looked at closely; a mail has a dozen, and what is beyond is kept
MAX_BELOW_RULE = 15

_MAY_BEGIN = re.compile(r"[:：@<>#]|\d|--|__|==|\*\*|~~|[‐-―]{2}")
_STAMP = re.compile(r"\s{0,8}\d{1,4}[./-]\d{1,2}[./-]\d")
_KMAIL = re.compile(r"-{10}  \S.{1,60}\S  -{10}")
_SENTENCE_END = (".", "!", "?", ":", ";", ")", "…", "。", "？", "！")


@dataclass(frozen=True, slots=True)
class Older:
    """An older mail ends at line `end`.

    `headed` says that a block of From, Sent, To lines opens it or a line that names it, `forwarded` that the line says
    it was passed on, `marked` that each of its lines carries marks of quotation, and nothing else opens it.
    """

    end: int
    headed: bool = False
    forwarded: bool = False
    marked: bool = False


class OlderMails:
    """The older mails in the lines of one body.

    `answers` says that its mail answers or passes on another, `strict` that the words above and below will be acted
    upon: then "Ann wrote:" opens an unmarked mail only if it gives address, date and time, as programs do.
    """

    def __init__(self, lines: Sequence[Line], *, answers: bool, strict: bool = False) -> None:
        self._lines = lines
        self._answers = answers
        self._strict = strict
        self._filled = [i for i, line in enumerate(lines) if not line.blank]
        self._next = [len(lines)] * (len(lines) + 1)
        following = len(lines)
        for i in range(len(lines) - 1, -1, -1):
            following = following if lines[i].blank else i
            self._next[i] = following
        self._left = MAX_CANDIDATES
        self._quotes = self._has_quotation()

    def at(self, i: int) -> Older | None:
        """The older mail that begins at line `i`."""
        line = self._lines[i]
        if line.depth:
            if not self._quotes:
                return None
            end = self._quotation_end(i)
            first = self._next[i]
            passed_on = first < end and forward_marker_at(self._lines, first) > 0
            headed = first < end and heading_at(self._lines, first) is not None
            return Older(end, headed=headed, forwarded=passed_on, marked=True)
        if line.mark is Mark.NONE and not (_MAY_BEGIN.search(line.text[:1000]) or self._is_above_stamp(i)):
            return None
        if self._left == 0:
            return None
        self._left -= line.mark is Mark.NONE
        marker = forward_marker_at(self._lines, i)
        if marker and self._has_words(i + marker):
            end = self._forward_end(i + marker, ruled=bool(_KMAIL.fullmatch(line.text)))
            return Older(end, headed=True, forwarded=True)
        if self._is_headed(i):
            following = self._next[i + 1]
            if following < len(self._lines) and begins_original(line):
                following = self._next[following + attribution.span_at(self._lines, following)]
            quoted = following < len(self._lines) and self._lines[following].depth > 0 and line.mark is Mark.NONE
            return Older(self._quotation_end(following) if quoted else self._region_end(i), headed=True)
        length = attribution.span_at(self._lines, i)
        if not length:
            return None
        following = self._next[i + length]
        if following < len(self._lines) and self._lines[following].depth:
            return Older(i + length)
        if self._strict and line.mark is Mark.NONE and not attribution.is_full(self._lines[i : i + length]):
            return None
        return Older(self._region_end(following))

    def _has_quotation(self) -> bool:
        """A single line behind ">" without an attribution above it is an ornament or an arrow, no quotation."""
        places = [i for i, line in enumerate(self._lines) if line.depth]
        if len(places) != 1 or self._lines[places[0]].mark is Mark.OURS:
            return bool(places)
        above = range(max(0, places[0] - attribution.MAX_LINES - 2), places[0])
        return any(attribution.span_at(self._lines, i) or attribution.inline_at(self._lines, i) for i in above)

    def _has_words(self, start: int) -> bool:
        return self._next[min(start, len(self._lines))] < len(self._lines)

    def _is_headed(self, i: int) -> bool:
        line = self._lines[i]
        if line.mark is Mark.ORIGINAL:
            return self._has_words(i + 1)
        if asks_reply_above(line) or begins_original_and_heading(line):
            return True
        if begins_original(line):
            following = self._next[i + 1]
            return following < len(self._lines) and (
                heading_at(self._lines, following, marked=True) is not None
                or attribution.span_at(self._lines, following) > 0
                or self._lines[following].depth > 0
            )
        heading = None if line.blank else heading_at(self._lines, i)
        # "From: … To: … Date: …" without an address may be a plan or a memo of the writer's own
        return heading is not None and (self._answers or "@" in f"{heading.sender}{heading.to}")

    def _region_end(self, start: int) -> int:
        """An older mail goes on to the end, unless its program drew an element around it, or we know its words."""
        if start >= len(self._lines):
            return len(self._lines)
        region = self._lines[start].region
        for i in range(start, len(self._lines)):
            if self._lines[i].mark is Mark.OURS or (region and self._lines[i].region != region):
                return i
        return len(self._lines)

    def _quotation_end(self, start: int) -> int:
        """Where the quoted lines from `start` on end; the torn-off ends of long quoted lines go with them."""
        i = start
        while i < len(self._lines) and (self._lines[i].depth or self._is_torn_off(i)):
            i += 1
        return i

    def _is_torn_off(self, i: int) -> bool:
        above = self._lines[i - 1]
        return (
            not self._lines[i].blank
            and i + 1 < len(self._lines)
            and self._lines[i + 1].depth > 0
            and above.depth > 0
            and len(above.text) >= 60
            and not above.text.rstrip().endswith(_SENTENCE_END)
            and self._lines[i].text[:1].islower()
        )

    def _is_above_stamp(self, i: int) -> bool:
        """Whether a date follows, as it follows a name in the older heading of Lotus Notes."""
        following = self._next[i + 1]
        return following < len(self._lines) and bool(_STAMP.match(self._lines[following].text))

    def _forward_end(self, start: int, *, ruled: bool) -> int:
        """A forwarded mail that is quoted ends with its quotation; one that is not goes on to the end.

        `ruled` says that its program draws a rule below it, too, as KMail does.
        """
        first = self._next[start]
        if first == len(self._lines):
            return first
        if self._lines[first].depth:
            end = self._quotation_end(first)
            following = self._next[end]
            return following + 1 if following < len(self._lines) and ends_forward(self._lines[following]) else end
        end = self._region_end(first)
        said = next((i + 1 for i in range(first, end) if ends_forward(self._lines[i])), end)
        rule = next((i for i in range(end - 1, first, -1) if is_rule(self._lines[i])), None) if ruled else None
        if rule is not None and sum(rule < i < end for i in self._filled) <= MAX_BELOW_RULE:
            return min(said, rule + 1)
        return said
