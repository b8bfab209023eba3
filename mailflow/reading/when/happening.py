"""Happenings: what a due date may hang on whose day the words do not say ("before our next conversation")."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from mailflow.reading.when.chart import Chart
from mailflow.reading.word import Phrases, longest, phrases


@dataclass(frozen=True, slots=True)
class Happening:
    """Its name ends before the word `stop`; `day` is None unless a caller has dated it."""

    stop: int
    day: date | None


@dataclass(frozen=True, slots=True)
class Names:
    """What happenings are called, and every word of that."""

    phrases: Phrases
    words: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=16)  # callers date the same few happenings for each sentence
    def of(names: tuple[str, ...]) -> "Names":
        listed = phrases(names)
        return Names(listed, frozenset(word for group in listed.values() for said in group for word in said))


@dataclass(frozen=True, slots=True)
class Happenings:
    """The happenings of one text. `anchors` dates some by name, `names` are theirs."""

    chart: Chart
    anchors: Mapping[str, date]
    names: Names

    def read(self, at: int, lead: str) -> Happening | None:
        """A happening after a preposition: a named one, the next conversation, or one of unknown date."""
        chart = self.chart
        then = chart.part("then", at) if lead in ("before", "limit") else 0
        if then and (chart.ended(at + then) or self._is("function", at + then)):
            return self._conversation(at + then)
        determined = chart.skip(at, "determiners")
        step = longest(chart.words, determined, self.names.phrases)
        if step:
            return self._of(determined, determined + step)
        coming = determined
        while self._is("coming", coming) and coming < determined + 2:
            coming += 1
        if coming > determined:
            after = self._after_next(coming)
            if after is not None:
                return after
        if lead != "place" and (step := chart.part("when_we", at)) and self._is("meet", at + step):
            return self._conversation(chart.skip(at + step + 1, "again"))
        step = chart.part("happening", coming)
        if step and (lead in ("before", "limit") or coming > determined):
            return self._of(coming, coming + step)
        return None

    def _after_next(self, at: int) -> Happening | None:
        """What "next" may stand before: a time, a talk, "one"."""
        chart = self.chart
        if self._is("next_time", at):
            if self._is("next_we", at + 1) and self._is("meet", at + 2):
                return self._conversation(at + 3)
            if chart.ended(at + 1) or self._is("after_day_number", at + 1):
                return self._conversation(at + 1)
        at = chart.skip(at, "conversation_kind")
        step = chart.part("conversation", at)
        return self._conversation(at + step) if step else None

    def _is(self, part: str, at: int) -> bool:
        return self.chart.grammar.vocabulary.has(part, self.chart.low(at))

    def _conversation(self, stop: int) -> Happening:
        return Happening(stop, self.anchors.get("conversation"))

    def _of(self, at: int, stop: int) -> Happening | None:
        if self.chart.touches(stop) and self.chart.touches(stop + 1) and not self.chart.ended(stop + 1):
            return None  # "1-1-2027" is no 1-1
        return Happening(stop, self.anchors.get(" ".join(w.low for w in self.chart.words[at:stop])))
