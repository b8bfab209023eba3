"""Phrases: a date expression with the preposition before it, the hour beside it, and what they make of its day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from mailflow.reading import almanac
from mailflow.reading.when import narrative
from mailflow.reading.when.chart import Chart, Grammar
from mailflow.reading.when.happening import Happening, Happenings, Names
from mailflow.reading.when.value import When, days

Meaning = Literal["day", "recurring", "open", "soon", "anchor", "impossible", "past", "start"]
Lead = Literal["", "never", "before", "limit", "place", "ready"]

_LEADS: tuple[tuple[Lead, str], ...] = (
    ("never", "never"), ("before", "before"), ("limit", "limit"), ("limit", "limit_span"), ("place", "place"),
    ("ready", "ready"),
)  # fmt: skip
_LEAD_PARTS = tuple(part for _, part in _LEADS)
# What a phrase may begin with, kinds and parts of the vocabulary.
_BEGINNINGS = (
    "when", "led", "recurring", "clock", "never", "before", "limit", "limit_span", "place", "ready", "open", "soon",
    "when_we", "coming", "to_anchor",
)  # fmt: skip
_TELLING = (*_BEGINNINGS, "happening", "conversation", "then", "meet")
_SMALL = ("small",)
_STACKED = 4  # prepositions: "due on or before the"
_CORRECTIONS = 6  # words: "no sorry, I mean"
_REACH = 5  # words of a happening that we do not know


@dataclass(frozen=True, slots=True)
class Span:
    """A finished phrase over the words `at` to `stop`; `never` if it only says what it is not."""

    at: int
    stop: int
    day: date | None
    meaning: Meaning
    exact: bool = False
    never: bool = False
    name: bool = False


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one text, left to right; `places` are its `beginnings`."""

    chart: Chart
    happenings: Happenings
    places: tuple[int, ...]

    def joined(self) -> Iterator[Span]:
        """Takes "next Friday, June 12" for one phrase, and of "the 23rd, no sorry, the 30th" the second."""
        held: Span | None = None
        for span in self._spans():
            if held is None:
                held = span
                continue
            both = self._join(held, span)
            if both is None:
                yield from self._kept(held)
                held = span
            else:
                held = both
        if held is not None:
            yield from self._kept(held)

    def _kept(self, span: Span) -> Iterator[Span]:
        """What is left of a phrase: nothing of one that says what is not, but the day from which something goes on."""
        if not span.never:
            yield span
        elif span.day is not None and self.chart.part("starts", span.at):
            yield replace(span, never=False, meaning="start")

    def _join(self, first: Span, second: Span) -> Span | None:
        if first.never or second.never or second.day is None or first.meaning not in ("day", "anchor", "past"):
            return None
        chart, at, corrected = self.chart, first.stop, False
        for _ in range(_CORRECTIONS):
            if at >= second.at:
                break
            step = chart.part("correct", at)
            if step:
                corrected = True
            elif (
                chart.low(at) in {",", "(", "—", "–", "-"}
                or chart.part("that_is", at)
                or (chart.low(at) == "." and corrected)
            ):
                step = 1
            else:
                return None
            at += step
        if at != second.at or (at == first.stop and first.day is not None and not second.exact):
            return None
        if first.day is not None and not (corrected or second.exact or chart.ended(second.stop)):
            return None  # "end of May, the winter specials …"
        if corrected or second.exact or not first.exact or first.day is None:
            return replace(second, at=first.at)
        return replace(first, stop=second.stop)

    def _spans(self) -> Iterator[Span]:
        free = 0  # the place after the last phrase
        for at in self.places:
            span = self._span(at) if at >= free else None
            if span is not None:
                yield span
                free = span.stop

    def _span(self, at: int) -> Span | None:
        chart = self.chart
        for stop, _ in chart.read("recurring", at)[:1]:
            return Span(at, stop, None, "recurring")
        fixed = self._open(at) or self._soon(at)
        if fixed is not None:
            return fixed
        led = self._led(at)
        if led is not None:
            return led
        for stop, when in chart.read("range", at)[:1]:
            return None if when.bare and not self._whole(at, stop) else self._finish(at, stop, when, "")
        lead, stop = self._lead(at)
        # "The last week of June" begins with what would make a past of "last week", "from 5 to 6pm" with what starts.
        if lead and not any(end > stop for kind in ("when", "clock") for end, _ in chart.read(kind, at)):
            return self._after(lead, at, stop)
        return self._bare(at)

    def _bare(self, at: int) -> Span | None:
        chart = self.chart
        # "When we next meet" and "next time" need no preposition; "bring the list to our next session" is due there.
        if chart.part("when_we", at) or chart.part("coming", at):
            known = self._is("next_we", at + 1) or self._is("next_time", at + 1)
            happening = self.happenings.read(at, "limit") if known else None
            if happening is not None:
                return self._hang(at, happening)
        if self._is("to_anchor", at):
            happening = self.happenings.read(at + 1, "place")
            if happening is not None:
                return self._hang(at, happening)
        found = self._expression(at) or self._expression(self._hour(at))
        if found is None:
            return self._ends_today(at, at, "")
        if found[1].bare and not self._whole(at, found[0]) and self._hour_after(found[0]) == found[0]:
            return None
        return self._finish(at, *found, "")

    def _after(self, lead: Lead, at: int, stop: int) -> Span | None:
        if lead == "never" and self._is("unit", stop):
            return Span(at, stop + 1, None, "day", never=True)  # "last week"
        happening = self.happenings.read(stop, lead)
        if happening is not None:
            return self._hang(at, happening, never=lead == "never")
        found = self._expression(stop)
        if found is None:
            found = self._expression(self._hour(stop))
            lead = "limit" if lead == "before" else lead  # "before noon on Friday" is the Friday
        if found is None:
            return self._ends_today(at, stop, lead)
        end, when = found
        if self._names_a_thing(stop, end, when):
            return self._finish(stop, end, when, "" if lead == "place" else "never")
        if lead == "ready" and when.grain not in ("day", "weekend"):
            return None
        return self._finish(at, end, when, lead)

    def _expression(self, at: int) -> tuple[int, When] | None:
        return next(iter(self.chart.read("when", at)), None)

    def _ends_today(self, at: int, hour: int, lead: Lead) -> Span | None:
        """ "By close of business" is today, so is "by 3pm" alone; "at the end of the day it is his choice" is not."""
        for stop, _ in self.chart.read("ends_today", hour)[:1]:
            if lead == "never":
                return Span(at, stop, None, "day", never=True)
            if lead not in ("limit", "before") and not self.chart.ended(stop):
                return None
            return self._finish(at, stop, days(self.chart.moment.day), "")
        for stop, _ in self.chart.read("clock", hour)[:1]:
            if lead != "never" and self._whole(at, stop):
                return self._finish(at, stop, days(self.chart.moment.day), "")
        return None

    def _whole(self, at: int, stop: int) -> bool:
        """Whether the text is nothing but these words."""
        chart = self.chart
        last = stop + 1 if chart.low(stop) in (".", "!", "?") else stop
        return at == 0 and last == len(chart.words)

    def _names_a_thing(self, at: int, stop: int, when: When) -> bool:
        """Whether a period is only the name of something: "at the July demo", "before the summer break"."""
        chart = self.chart
        if not self._is("determiners", at) or self._is("this_word", at) or not when.name or stop - at > 3:
            return False
        return chart.low(stop).isalpha() and not self._is("function", stop)

    def _hang(self, at: int, happening: Happening, *, never: bool = False) -> Span:
        # "Before" a dated conversation means that day itself.
        meaning: Meaning = "anchor" if happening.day is None else "day"
        return Span(at, happening.stop, happening.day, meaning, exact=happening.day is not None, never=never)

    def _finish(self, at: int, stop: int, when: When, lead: Lead) -> Span:
        reference = self.chart.moment.day
        before = lead == "before" and not when.edge
        whole = when.ahead(reference, before=before)
        stop = self._latest(self._hour_after(stop))
        if whole is None:
            return Span(at, stop, None, "impossible", never=lead == "never")
        day = almanac.plus(whole.first, -1) if before else whole.last
        if day < reference:
            return Span(at, stop, None, "past", when.exact, lead == "never")
        return Span(at, stop, day, "day", when.exact, lead == "never", when.name)

    def _hour_after(self, at: int) -> int:
        stop = self._hour(self.chart.skip(at, "hour_lead"), trailing=True)
        return stop if stop > self.chart.skip(at, "hour_lead") else at

    def _latest(self, at: int) -> int:
        return self.chart.skip(at, "at_the_latest")

    def _lead(self, at: int) -> tuple[Lead, int]:
        """The kind of the preposition at a place, and the place after it; stacked ones count as one."""
        chart = self.chart
        kind: Lead = ""
        leads, keys = chart.grammar.beginnings(_LEAD_PARTS), chart.keys
        for _ in range(_STACKED):
            if at >= len(keys) or keys[at] not in leads:
                break
            for name, part in _LEADS:
                step = chart.part(part, at)
                if name == "never" and kind and any(end > at + step for end, _ in chart.read("when", at)):
                    break  # "on the last Friday of August"
                if step and not (self._is("back_word", at) and not self._looks_back(at, step)):
                    # What rules a date out, or takes its day away, outlives a second preposition.
                    kind = kind if kind in ("never", "before") else name
                    at += step
                    break
            else:
                break
            at += 1 if chart.low(at) == ":" else chart.part("aside", at)
        return kind, at

    def _looks_back(self, at: int, step: int) -> bool:
        """ "Back in March we met" looks back, "he is back in March" ahead."""
        return self.chart.ended(at - 1) or narrative.tells(self.chart, at, at + step)

    def _hour(self, at: int, *, trailing: bool = False) -> int:
        """The place after a time of day ("5pm", "close of business"), or `at` itself."""
        for stop, _ in self.chart.read("clock", at)[:1]:
            return stop if trailing else self.chart.skip(stop, "on", "of", "comma")
        return at

    def _led(self, at: int) -> Span | None:
        """Counted from the day it was said ("in two weeks"), or from what we do not know ("… of the launch")."""
        chart = self.chart
        for stop, when in chart.read("led", at)[:1]:
            return self._finish(at, stop, when, "")
        start = at + chart.part("span_lead", at)
        if start > at:
            for stop, _ in chart.read("amount", start)[:1]:
                if chart.part("from", stop) or self._is("of_only", stop):
                    return Span(at, self._clause_end(stop + 1), None, "anchor")
        return None

    def _clause_end(self, at: int) -> int:
        stop = at
        while stop < at + _REACH and not self.chart.ended(stop) and not self._is("clause_joint", stop):
            stop += 1
        return stop

    def _open(self, at: int) -> Span | None:
        step = self.chart.part("open", at)
        return Span(at, at + step, None, "open") if step else None

    def _soon(self, at: int) -> Span | None:
        chart = self.chart
        step = chart.part("soon", at)
        if not step or (self._is("may_be_soon", at) and self._is("as_soon", at - 1)):
            return None
        # "Sometime in March" is a date, "shortly after" tells a story.
        if chart.part("sometime", at) and (self._lead(at + step)[0] or self._expression(at + step)):
            return None
        return None if self._is("told_after", at + step) else Span(at, at + step, None, "soon")

    def _is(self, part: str, at: int) -> bool:
        return self.chart.grammar.vocabulary.has(part, self.chart.low(at))


def beginnings(chart: Chart, names: Names) -> tuple[int, ...]:
    """Where a phrase may begin: at a word that one can begin with, where the first word from there on that is not
    small may tell of time; `names` are the happenings that a phrase may name.

    "In the" begins a date in "in the second week", and none in "in the contract".
    """
    begins, small, telling = _signs(chart.grammar)
    keys, named = chart.keys, names.words - small
    if telling.isdisjoint(keys) and named.isdisjoint(keys):
        return ()
    found, tells = [], False
    for at in range(len(keys) - 1, -1, -1):
        here = keys[at]
        if here not in small:
            tells = here in telling or here in named
        if tells and here in begins:
            found.append(at)
    return tuple(found[::-1])


@lru_cache(maxsize=16)
def _signs(grammar: Grammar) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words that phrases may begin with, those that tell of nothing, and those that may tell of time."""
    small = grammar.beginnings(_SMALL)
    return grammar.beginnings(_BEGINNINGS), small, grammar.words(_TELLING) - small
