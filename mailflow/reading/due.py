"""Due dates: the small grammar of when something is to be done.

`find` reads every phrase of a text that says when; `due` gives the one date that a phrase or sentence
rests on. A due date is the last day on which the thing is still on time: "by end of March" is the 31st,
"before Friday" is the Thursday, "next week" is that week's Friday, "mid-April" the 15th, "early May" the
7th, "late May" the 25th. A date without a year is the next one that is not over on the reference day.

The words it knows stand in `languages/`. Every pass looks at each word a bounded number of times, so
the time is linear in the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from mailflow.reading import almanac, lexicon
from mailflow.reading.almanac import Stretch
from mailflow.reading.dates import (
    AFTER_DAY_NUMBER,
    DASHES,
    FUNCTION_WORDS,
    MONTHS,
    NUMBERS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    Core,
    Dates,
    Meaning,
)
from mailflow.reading.word import Word, longest, phrases, split


@dataclass(frozen=True, slots=True)
class DuePhrase:
    """One phrase that says when, at `text[start:end]` with its preposition.

    `day` is the last day on which it is still on time, None where the phrase names no day. `meaning`:
    "day" a date; "recurring" ("every sprint"); "open" ("ongoing"); "soon" ("ASAP"); "anchor" a happening
    of unknown date ("before our next conversation"); "impossible" a date that no calendar has ("31/4").
    """

    start: int
    end: int
    day: date | None
    meaning: Meaning


_NO_ANCHORS: Mapping[str, date] = MappingProxyType({})


def find(
    text: str, reference: date, locale: str = "en-GB", anchors: Mapping[str, date] = _NO_ANCHORS
) -> tuple[DuePhrase, ...]:
    """Every due phrase of `text`, left to right and not overlapping.

    `reference` is the day on which it was said. `locale` ("en-US") decides whether 3/4 is in March or in
    April, and which summer is meant. `anchors` dates happenings by name ("conversation" is the next
    conversation of the two). Spans are offsets into `text`.
    """
    words = split(text)
    grammar = _Grammar(words, reference, locale, anchors)
    return tuple(
        DuePhrase(words[x.at].start, words[x.stop - 1].end, x.day, x.meaning) for x in _joined(grammar.spans(), words)
    )


def due(text: str, reference: date, locale: str = "en-GB") -> date | None:
    """The one due date of a phrase or sentence, None if it has none or only a recurring one.

    A limit ("by Friday") outweighs a date that only places something ("on the 3rd", "in June"), and that
    outweighs a date used as a name ("the June review"); of two alike the later said counts.
    """
    found = find(text, reference, locale)
    best = strongest(text, found)
    if best is None or (weight(text, best) < 3 and any(x.meaning == "recurring" for x in found)):
        return None
    return best.day


def strongest(text: str, found: tuple[DuePhrase, ...]) -> DuePhrase | None:
    """Of the phrases that name a day, the one that `text` rests on; None if none names a day."""
    dated = [x for x in found if x.day is not None]
    return max(dated, key=lambda x: (weight(text, x), x.start), default=None)


def weight(text: str, phrase: DuePhrase) -> int:
    """How firmly a phrase sets a due date: 3 a limit, 2 a place in time, 1 a date used as a name."""
    words = split(text[phrase.start : phrase.end][:40])
    if longest(words, 0, _LIMIT) or longest(words, 0, _BEFORE) or longest(words, 0, _LIMIT_SPAN):
        return 3
    if longest(words, 0, _PLACE) or longest(words, 0, _READY):
        return 2
    named = words[1:] if words[0].low in _DETERMINERS else words
    first = named[0].low.removesuffix("'s") if named else ""
    a_name = len(named) == 1 and (first in MONTHS or first in WEEKDAYS or first in SEASONS)
    a_name = a_name or (len(named) == 2 and first == "q")
    after = split(text, phrase.end, min(len(text), phrase.end + 24))[:1]
    inside = bool(after) and after[0].low.isalpha() and after[0].low not in FUNCTION_WORDS
    return 1 if a_name and inside else 2


# --- The words of the grammar -------------------------------------------------------------------------

_LIMIT = phrases(lexicon.words("due", "limit"))
_LIMIT_SPAN = phrases(lexicon.words("due", "limit_span"))
_BEFORE = phrases(lexicon.words("due", "before"))
_PLACE = phrases(lexicon.words("due", "place"))
_READY = phrases(lexicon.words("due", "ready"))
_NEVER = phrases(lexicon.words("due", "never"))
_CORRECT = phrases(lexicon.words("due", "correct"))
_RECURRING = phrases(lexicon.words("due", "recurring"))
_OFTEN = frozenset(lexicon.words("due", "often"))
_RECURRING_NOUN = phrases(lexicon.words("due", "recurring_noun"))
_OPEN = phrases(lexicon.words("due", "open"))
_SOON = phrases(lexicon.words("due", "soon"))
_CONVERSATION = phrases(lexicon.words("due", "conversation"))
_HAPPENING = phrases(lexicon.words("due", "happening"))
_DETERMINERS = frozenset({"our", "the", "your", "my", "his", "her", "their", "a", "this", "that"})
_COMING = frozenset({"next", "following", "coming", "upcoming"})
_COMES_BACK = frozenset(lexicon.words("words_of_due", "comes_back"))
_HOURS = phrases(
    [
        "noon",
        "midday",
        "midnight",
        "lunch",
        "lunchtime",
        "close of business",
        "close of play",
        "end of play",
        "end of day",
        "the end of day",
        "the end of the day",
        "end of the day",
        "cob",
        "cop",
        "eod",
        "first thing",
        "end of business",
    ]
)
_MEET = frozenset({"meet", "speak", "talk", "sit", "chat", "catch"})


@dataclass(frozen=True, slots=True)
class _Span:
    """A finished phrase over the words `at` to `stop`; `never` if it only says what it is not."""

    at: int
    stop: int
    day: date | None
    meaning: Meaning
    exact: bool = False
    never: bool = False


def _joined(spans: Iterator[_Span], words: tuple[Word, ...]) -> Iterator[_Span]:
    """Takes "next Friday, June 12" for one phrase, and of "the 23rd, no sorry, the 30th" the second."""
    held: _Span | None = None
    for span in spans:
        if held is None:
            held = span
            continue
        joined = _join(held, span, words)
        if joined is None:
            if not held.never:
                yield held
            held = span
        else:
            held = joined
    if held is not None and not held.never:
        yield held


def _join(first: _Span, second: _Span, words: tuple[Word, ...]) -> _Span | None:
    if first.never or second.never or second.day is None or first.meaning not in ("day", "anchor"):
        return None
    at = first.stop
    corrected = False
    for _ in range(6):
        if at >= second.at:
            break
        step = longest(words, at, _CORRECT)
        if step:
            corrected = True
        elif words[at].low in {",", "(", "so", "—", "–", "-", "ie", "."} and not (
            words[at].low == "." and not corrected
        ):
            step = 1
        else:
            return None
        at += step
    if at != second.at or (at == first.stop and first.day is not None and not second.exact):
        return None
    if corrected or second.exact or not first.exact or first.day is None:
        return replace(second, at=first.at)
    return replace(first, stop=second.stop)


class _Grammar(Dates):
    """Reads due phrases: date expressions with what stands before and after them."""

    def __init__(self, words: tuple[Word, ...], reference: date, locale: str, anchors: Mapping[str, date]) -> None:
        super().__init__(words, reference, locale)
        self.anchors = anchors
        self.anchor_names = phrases(anchors)

    def spans(self) -> Iterator[_Span]:
        at = 0
        while at < len(self.words):
            span = self.span(at)
            if span is None:
                at += 1
            else:
                yield span
                at = span.stop

    def span(self, at: int) -> _Span | None:
        fixed = self.recurring(at) or self.fixed(at)
        if fixed is not None:
            return fixed
        relative = self.relative(at)
        if relative is not None:
            return self.finish(at, relative, before=False, never=False)
        lead, stop = self.lead(at)
        if not lead and self.low(at) in ("when", "next"):
            # "when we next meet" and "next time" need no preposition.
            anchor = self.anchor(at, "limit") if self.low(at + 1) in ("we", "time") else None
            if anchor is not None:
                return self.finish(at, anchor, before=False, never=False)
        if not lead and self.low(at) == "to":
            # "Bring the list to our next session" is due there.
            anchor = self.anchor(at + 1, "place")
            if anchor is not None:
                return self.finish(at, anchor, before=False, never=False)
        if lead == "never" and self.low(at) in ("last", "past", "previous") and self.low(stop) in UNITS:
            return _Span(at, stop + 1, None, "day", never=True)
        if lead:
            anchor = self.anchor(stop, lead)
            if anchor is not None:
                return self.finish(at, anchor, before=False, never=lead == "never")
            core = self.core(self.hour(stop))
            if core is None and self.hour(stop) > stop and self.low(stop) in ("eod", "cob", "close", "end", "tonight"):
                today = Stretch(self.reference, self.reference)
                core = Core(self.hour(stop), today)
            if core is None:
                return None
            if self.names_a_thing(stop, core):
                return self.finish(stop, core, before=False, never=lead != "place")
            if lead == "ready" and core.stretch is not None and core.stretch.first != core.stretch.last:
                return None
            return self.finish(at, core, before=lead == "before", never=lead == "never")
        hour = self.hour(at)
        core = self.core(hour)
        if core is None and hour > at and self.low(at) in ("eod", "cob"):
            core = Core(hour, Stretch(self.reference, self.reference))
        if core is None or core.needs_lead:
            return None
        return self.finish(at, core, before=False, never=False)

    def names_a_thing(self, at: int, core: Core) -> bool:
        """Whether a period is only the name of something: "at the July demo", "before the summer break"."""
        if self.low(at) not in _DETERMINERS or self.low(at) == "this" or core.exact or core.edge:
            return False
        name = self.low(core.stop - 1)
        named = name in MONTHS or name in SEASONS or name in WEEKDAYS or self.low(core.stop - 2) == "q"
        return (
            named
            and core.stop - at <= 3
            and self.low(core.stop).isalpha()
            and self.low(core.stop) not in FUNCTION_WORDS
        )

    def finish(self, at: int, core: Core, *, before: bool, never: bool) -> _Span:
        if core.stretch is None:
            return _Span(at, core.stop, None, core.meaning, never=never)
        day = core.stretch.last
        if before and not core.edge:
            day = almanac.plus(core.stretch.first, -1)
        stop = core.stop
        after = self.hour(self.skip(stop, "at", ","))
        if after > self.skip(stop, "at", ","):
            stop = after
        if self.low(stop) == "at" and self.low(stop + 1) == "the" and self.low(stop + 2) == "latest":
            stop += 3
        elif self.low(stop) in ("latest", "sharp"):
            stop += 1
        return _Span(at, stop, day, core.meaning, core.exact, never)

    def lead(self, at: int) -> tuple[str, int]:
        """The kind of the preposition at a place, and the place after it; stacked ones count as one."""
        kind = ""
        for _ in range(4):
            for name, listed in (
                ("never", _NEVER),
                ("before", _BEFORE),
                ("limit", _LIMIT),
                ("limit", _LIMIT_SPAN),
                ("place", _PLACE),
                ("ready", _READY),
            ):
                step = longest(self.words, at, listed)
                if step and not (self.low(at) == "back" and self.low(at - 1) in _COMES_BACK):
                    # What rules a date out, or takes its day away, outlives a second preposition.
                    kind = kind if kind in ("never", "before") else name
                    at += step
                    break
            else:
                break
            if self.low(at) == ":":
                at += 1
        return kind, at

    def hour(self, at: int) -> int:
        """The place after a time of day ("5pm", "close of business"), or `at` itself."""
        number = self.number(at)
        stop = at
        if number is not None and number < 25:
            if (
                self.low(at + 1) in (":", ".")
                and self.touches(at + 1)
                and self.touches(at + 2)
                and self.number(at + 2) is not None
            ):
                stop = at + 3 if self.low(at + 1) == ":" or self.low(at + 3) in ("am", "pm") else at
            if self.low(max(stop, at + 1)) in ("am", "pm", "o'clock"):
                stop = max(stop, at + 1) + 1
        else:
            stop = at + longest(self.words, at, _HOURS)
        if stop == at:
            return at
        return self.skip(stop, "on", "of", ",")

    def fixed(self, at: int) -> _Span | None:
        """Phrases that need no calendar: open-ended and soon."""
        step = longest(self.words, at, _OPEN)
        if step:
            return _Span(at, at + step, None, "open")
        step = longest(self.words, at, _SOON)
        if step and not (
            self.low(at) in ("soon", "shortly", "immediately", "presently") and self.low(at - 1) in ("as", "too", "how")
        ):
            # "sometime in March" is a date, "shortly after" tells a story.
            if self.low(at) in ("sometime", "some") and (self.lead(at + step)[0] or self.core(at + step)):
                return None
            if self.low(at + step) in ("after", "before", "as", "afterwards"):
                return None
            return _Span(at, at + step, None, "soon")
        return None

    def recurring(self, at: int) -> _Span | None:
        start = at
        if self.low(at) in ("on", "at", "in", "for", "after", "before") and self.low(at + 1) in ("every", "each"):
            at += 1
        if (
            self.low(at) in ("on",)
            and self.low(at + 1).removesuffix("s") in WEEKDAYS
            and self.low(at + 1).endswith("days")
        ):
            return _Span(start, at + 2, None, "recurring")
        word = self.low(at)
        if word in ("every", "each"):
            stop = self.each(at + 1)
            return _Span(start, stop, None, "recurring") if stop else None
        if word in _OFTEN or ((self.number(at) is not None or word in NUMBERS) and self.low(at + 1) == "times"):
            stop = at + 1 if word in _OFTEN else at + 2
            if self.low(stop) in ("a", "an", "per", "every", "each") and (
                self.low(stop + 1) in UNITS or longest(self.words, stop + 1, _RECURRING_NOUN)
            ):
                return _Span(
                    start, stop + max(2, 1 + longest(self.words, stop + 1, _RECURRING_NOUN)), None, "recurring"
                )
            return None
        if self.low(at) == "per" and (longest(self.words, at + 1, _RECURRING_NOUN)):
            return _Span(start, at + 1 + longest(self.words, at + 1, _RECURRING_NOUN), None, "recurring")
        step = longest(self.words, at, _RECURRING)
        # "the weekly order" names an order; only "weekly" at the end of a clause says how often.
        if step and (
            self.ended(at + step) or self.low(at + step) in ("and", "from", "with", "until", "to", "so", "by")
        ):
            return _Span(start, at + step, None, "recurring") if self.low(at - 1) not in _DETERMINERS else None
        if word.endswith("days") and word.removesuffix("s") in WEEKDAYS and self.low(at - 1) not in _DETERMINERS:
            return _Span(start, at + 1, None, "recurring")
        return None

    def each(self, at: int) -> int:
        """The place after what "every" counts, 0 if it counts things or people."""
        at = self.skip(at, "single")
        at = self.skip(at, "other", "second", "third", "couple")
        at = self.skip(at, "of")
        if self.number(at) is not None or self.low(at) in NUMBERS:
            at = self.skip(at + 1, "of")
            return at + 1 if self.low(at) in UNITS else 0
        for ahead in range(4):
            step = longest(self.words, at + ahead, _RECURRING_NOUN)
            last = at + ahead + max(step, 1)
            if step and self.low(last) not in _RECURRING_NOUN:
                return last
            if step and ahead < 3:
                continue
            if self.low(at + ahead) in WEEKDAYS or self.low(at + ahead) in MONTHS:
                return at + ahead + 1
            if self.ended(at + ahead) and self.low(at + ahead) not in DASHES:
                break
            if self.low(at + ahead) in ("of", "and", "the", "one", "will", "to"):
                break
        return 0

    def anchor(self, at: int, lead: str) -> Core | None:
        """A happening after a preposition: a named one, the next conversation, or one of unknown date."""
        if (
            self.low(at) == "then"
            and lead in ("before", "limit")
            and (self.ended(at + 1) or self.low(at + 1) in FUNCTION_WORDS)
        ):
            return self.anchored(at + 1, "conversation")
        determined = self.skip(at, *_DETERMINERS)
        step = longest(self.words, determined, self.anchor_names)
        if step:
            return self.anchored(determined + step, " ".join(w.low for w in self.words[determined : determined + step]))
        coming = determined
        while self.low(coming) in _COMING and coming < determined + 2:
            coming += 1
        if coming > determined:
            if (
                self.low(coming) == "time"
                and self.low(coming + 1) in ("we", "i", "you")
                and self.low(coming + 2) in _MEET
            ):
                return self.anchored(coming + 3, "conversation")
            if self.low(coming) == "time" and (self.ended(coming + 1) or self.low(coming + 1) in AFTER_DAY_NUMBER):
                return self.anchored(coming + 1, "conversation")
            coming = self.skip(coming, "quarterly", "full", "career", "development", "contract")
            step = longest(self.words, coming, _CONVERSATION)
            if step:
                return self.anchored(coming + step, "conversation")
            if self.low(coming) == "one":
                return self.anchored(coming + 1, "conversation")
        if self.low(at) in ("we", "when") and lead != "place":
            for shape in (("we", "next"), ("we",), ("when", "we", "next"), ("when", "we")):
                if all(self.low(at + k) == word for k, word in enumerate(shape)) and self.low(at + len(shape)) in _MEET:
                    stop = self.skip(at + len(shape) + 1, "again", "next")
                    return self.anchored(stop, "conversation")
        step = longest(self.words, coming, _HAPPENING)
        if step and (lead in ("before", "limit") or coming > determined):
            return self.anchored(coming + step, " ".join(w.low for w in self.words[coming : coming + step]))
        return None

    def anchored(self, stop: int, name: str) -> Core:
        day = self.anchors.get(name)
        if day is None:
            return Core(stop, None, "anchor")
        # Gold rule: "before" a dated conversation means that day itself.
        return Core(stop, Stretch(day, day), edge=True, exact=True)
