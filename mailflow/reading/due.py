"""Due dates: the small grammar of when something is to be done.

`find` reads every phrase of a text that says when; `due` gives the one date that a phrase or sentence
rests on. A due date is the last day on which the thing is still on time: "by end of March" is the 31st,
"before Friday" is the Thursday, "next week" is that week's Friday, "mid-April" the 15th, "early May" the
7th, "late May" the 25th. A date without a year is the next one that is not over on the reference day.

The words it knows stand in `lexicon.toml`. Every pass looks at each word a bounded number of times, so
the time is linear in the text.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Literal

from mailflow.reading import almanac, lexicon
from mailflow.reading.almanac import Stretch
from mailflow.reading.word import Word, longest, phrases, split

Meaning = Literal["day", "recurring", "open", "soon", "anchor", "impossible"]


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
    a_name = len(named) == 1 and (first in _MONTHS or first in _WEEKDAYS or first in _SEASONS)
    a_name = a_name or (len(named) == 2 and first == "q")
    after = split(text, phrase.end, min(len(text), phrase.end + 24))[:1]
    inside = bool(after) and after[0].low.isalpha() and after[0].low not in _FUNCTION_WORDS
    return 1 if a_name and inside else 2


# --- The words of the grammar -------------------------------------------------------------------------

_MONTHS = lexicon.index("months")
_WEEKDAYS = lexicon.index("weekdays")
_UNITS = {word: unit for unit, group in lexicon.groups("units").items() for word in group}
_NUMBERS = lexicon.counts("numbers")
_ORDINALS = lexicon.counts("ordinals")
_SEASONS = {word: place - 1 for word, place in lexicon.index("seasons").items()}
_LIMIT = phrases(lexicon.words("due", "limit"))
_LIMIT_SPAN = phrases(lexicon.words("due", "limit_span"))
_BEFORE = phrases(lexicon.words("due", "before"))
_PLACE = phrases(lexicon.words("due", "place"))
_READY = phrases(lexicon.words("due", "ready"))
_NEVER = phrases(lexicon.words("due", "never"))
_START_OF = phrases(lexicon.words("due", "start_of"))
_MIDDLE_OF = phrases(lexicon.words("due", "middle_of"))
_END_OF = phrases(lexicon.words("due", "end_of"))
_LATE_IN = phrases(lexicon.words("due", "late_in"))
_CORRECT = phrases(lexicon.words("due", "correct"))
_RECURRING = phrases(lexicon.words("due", "recurring"))
_OFTEN = frozenset(lexicon.words("due", "often"))
_RECURRING_NOUN = phrases(lexicon.words("due", "recurring_noun"))
_OPEN = phrases(lexicon.words("due", "open"))
_SOON = phrases(lexicon.words("due", "soon"))
_CONVERSATION = phrases(lexicon.words("due", "conversation"))
_HAPPENING = phrases(lexicon.words("due", "happening"))
_MONTH_FIRST = frozenset(lexicon.words("locales", "month_first"))
_SOUTHERN = frozenset(lexicon.words("locales", "southern"))

# Month names that people bear, too: without a preposition they are taken for the person.
_GIVEN_NAMES = frozenset({"jan", "april", "may", "june", "august", "mar", "march"})
# Short names that are other English words when written small.
_ALSO_WORDS = frozenset({"may", "march", "mar", "sun", "sat", "wed", "mon", "fri", "jan", "dec", "sep", "fall"})
_DETERMINERS = frozenset({"our", "the", "your", "my", "his", "her", "their", "a", "this", "that"})
_COMING = frozenset({"next", "following", "coming", "upcoming"})
_DASHES = frozenset({"-", "–", "—", "‑"})
_AFTER_DAY_NUMBER = frozenset(
    "and or at if please then but so when which to for latest instead as because with no sorry actually scratch "
    "rather i she he we is works would will".split()
)
_FUNCTION_WORDS = frozenset(lexicon.words("due", "function"))
_COMES_BACK = frozenset({"come", "look", "go", "report", "circle", "get", "check", "be", "talk", "meet", "looking"})
_SHARE_NOUNS = frozenset("of day days hour hours time times week weeks people hrs year years month months".split())
_SPANS_OF = {"eow": "week", "eom": "month", "eoq": "quarter", "eoy": "year"}


@dataclass(frozen=True, slots=True)
class _Core:
    """What a date expression says: the word after it, the days it covers, and how it behaves."""

    stop: int
    stretch: Stretch | None
    meaning: Meaning = "day"
    edge: bool = False  # an end or a middle: "before the end of March" still is the end
    exact: bool = False  # named by the calendar, so it wins over "next Friday" beside it
    needs_lead: bool = False  # no date without a preposition before it


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


class _Grammar:
    """Reads due phrases off the words of one text. Each method reads at a place and says where it ended."""

    def __init__(self, words: tuple[Word, ...], reference: date, locale: str, anchors: Mapping[str, date]) -> None:
        region = locale.replace("_", "-").upper().rpartition("-")[2]
        self.words = words
        self.reference = reference
        self.month_first = region in _MONTH_FIRST
        self.southern = region in _SOUTHERN
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

    # Words at a place -------------------------------------------------------------------------------

    def low(self, at: int) -> str:
        return self.words[at].low if 0 <= at < len(self.words) else ""

    def number(self, at: int) -> int | None:
        return self.words[at].number if 0 <= at < len(self.words) else None

    def touches(self, at: int) -> bool:
        """Whether the word at a place follows the one before it without a gap."""
        return 0 < at < len(self.words) and self.words[at].start == self.words[at - 1].end

    def ended(self, at: int) -> bool:
        """Whether a clause may end before this place."""
        return not 0 <= at < len(self.words) or not self.words[at].low[0].isalnum()

    def skip(self, at: int, *listed: str) -> int:
        return at + 1 if self.low(at) in listed else at

    # Phrases ----------------------------------------------------------------------------------------

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
        if lead == "never" and self.low(at) in ("last", "past", "previous") and self.low(stop) in _UNITS:
            return _Span(at, stop + 1, None, "day", never=True)
        if lead:
            anchor = self.anchor(stop, lead)
            if anchor is not None:
                return self.finish(at, anchor, before=False, never=lead == "never")
            core = self.core(self.hour(stop))
            if core is None and self.hour(stop) > stop and self.low(stop) in ("eod", "cob", "close", "end", "tonight"):
                today = Stretch(self.reference, self.reference)
                core = _Core(self.hour(stop), today)
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
            core = _Core(hour, Stretch(self.reference, self.reference))
        if core is None or core.needs_lead:
            return None
        return self.finish(at, core, before=False, never=False)

    def names_a_thing(self, at: int, core: _Core) -> bool:
        """Whether a period is only the name of something: "at the July demo", "before the summer break"."""
        if self.low(at) not in _DETERMINERS or self.low(at) == "this" or core.exact or core.edge:
            return False
        name = self.low(core.stop - 1)
        named = name in _MONTHS or name in _SEASONS or name in _WEEKDAYS or self.low(core.stop - 2) == "q"
        return named and core.stop - at <= 3 and self.low(core.stop).isalpha() and self.low(core.stop) not in _FUNCTION_WORDS

    def finish(self, at: int, core: _Core, *, before: bool, never: bool) -> _Span:
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
            and self.low(at + 1).removesuffix("s") in _WEEKDAYS
            and self.low(at + 1).endswith("days")
        ):
            return _Span(start, at + 2, None, "recurring")
        word = self.low(at)
        if word in ("every", "each"):
            stop = self.each(at + 1)
            return _Span(start, stop, None, "recurring") if stop else None
        if word in _OFTEN or (self.number(at) is not None or word in _NUMBERS) and self.low(at + 1) == "times":
            stop = at + 1 if word in _OFTEN else at + 2
            if self.low(stop) in ("a", "an", "per", "every", "each") and (
                self.low(stop + 1) in _UNITS or longest(self.words, stop + 1, _RECURRING_NOUN)
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
        if word.endswith("days") and word.removesuffix("s") in _WEEKDAYS and self.low(at - 1) not in _DETERMINERS:
            return _Span(start, at + 1, None, "recurring")
        return None

    def each(self, at: int) -> int:
        """The place after what "every" counts, 0 if it counts things or people."""
        at = self.skip(at, "single")
        at = self.skip(at, "other", "second", "third", "couple")
        at = self.skip(at, "of")
        if self.number(at) is not None or self.low(at) in _NUMBERS:
            at = self.skip(at + 1, "of")
            return at + 1 if self.low(at) in _UNITS else 0
        for ahead in range(4):
            step = longest(self.words, at + ahead, _RECURRING_NOUN)
            last = at + ahead + max(step, 1)
            if step and not self.low(last) in _RECURRING_NOUN:
                return last
            if step and ahead < 3:
                continue
            if self.low(at + ahead) in _WEEKDAYS or self.low(at + ahead) in _MONTHS:
                return at + ahead + 1
            if self.ended(at + ahead) and self.low(at + ahead) not in _DASHES:
                break
            if self.low(at + ahead) in ("of", "and", "the", "one", "will", "to"):
                break
        return 0

    def anchor(self, at: int, lead: str) -> _Core | None:
        """A happening after a preposition: a named one, the next conversation, or one of unknown date."""
        if self.low(at) == "then" and lead in ("before", "limit") and (self.ended(at + 1) or self.low(at + 1) in _FUNCTION_WORDS):
            return _Core(at + 1, None, "anchor")
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
            if self.low(coming) == "time" and (self.ended(coming + 1) or self.low(coming + 1) in _AFTER_DAY_NUMBER):
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

    def anchored(self, stop: int, name: str) -> _Core:
        day = self.anchors.get(name)
        if day is None:
            return _Core(stop, None, "anchor")
        # Gold rule: "before" a dated conversation means that day itself.
        return _Core(stop, Stretch(day, day), edge=True, exact=True)

    # Dates ------------------------------------------------------------------------------------------

    def core(self, at: int) -> _Core | None:
        """A date expression at a place; of "3 to 5 March" or "March or April" the later."""
        at = self.skip(at, "between") if self.low(at) == "between" else at
        first = self.single(at)
        if first is None:
            return self.number_range(at)
        joint = self.low(first.stop)
        if first.stretch is not None and (joint in ("to", "or", "and", "/", "till", "through") or joint in _DASHES):
            second = self.single(first.stop + 1)
            same = first.exact or joint in ("or", "/") or joint in _DASHES
            if (
                second is not None
                and second.stretch is not None
                and same
                and second.stretch.last >= first.stretch.first
            ):
                return _Core(second.stop, Stretch(first.stretch.first, second.stretch.last), exact=second.exact)
        return first

    def number_range(self, at: int) -> _Core | None:
        """The "3 to" of "3 to 5 March"."""
        joint = self.skip(at + 1, "st", "nd", "rd", "th")
        if self.number(at) is None or not (self.low(joint) in ("to", "or", "and", "/") or self.low(joint) in _DASHES):
            return None
        return self.calendar(joint + 1) if self.number(joint + 1) is not None else None

    def single(self, at: int) -> _Core | None:
        readers: tuple[Callable[[int], _Core | None], ...] = (
            self.iso,
            self.weekday_and_date,
            self.calendar,
            self.numeric,
            self.counted,
            self.edge,
            self.new_year,
            self.near,
            self.weekday,
            self.period,
            self.holiday,
            self.day_number,
        )
        for reader in readers:
            core = reader(at)
            if core is not None:
                return core
        return None

    def iso(self, at: int) -> _Core | None:
        """2025-03-31 (also with slashes or dots)."""
        year, month, day = self.number(at), self.number(at + 2), self.number(at + 4)
        sign = self.low(at + 1)
        if (
            year is None
            or year < 1900
            or month is None
            or day is None
            or sign not in ("-", "/", ".")
            or self.low(at + 3) != sign
        ):
            return None
        return self.dated(at + 5, day, month, year)

    def dated(self, stop: int, day: int, month: int, year: int | None) -> _Core:
        """The day, in the given year or in the next that has it ahead; impossible if no such day is."""
        try:
            if year is not None:
                only = date(year + 2000 if year < 100 else year, month, day)
                return _Core(stop, Stretch(only, only), exact=True)
            this = date(self.reference.year, month, day)
            only = this if this >= self.reference or this.year == 9999 else date(self.reference.year + 1, month, day)
        except ValueError:
            return _Core(stop, None, "impossible")
        return _Core(stop, Stretch(only, only), exact=True)

    def weekday_and_date(self, at: int) -> _Core | None:
        """ "Friday 28 Feb", "next Tuesday, 3 March": the date decides."""
        stop = self.skip(at, "next", "this", "on")
        if self.low(stop) not in _WEEKDAYS:
            return None
        stop = self.skip(stop + 1, ".")
        stop = self.skip(self.skip(stop, ",", "("), "the")
        core = self.calendar(stop) or self.numeric(stop) or self.iso(stop) or self.day_number(stop)
        if core is not None and self.low(core.stop) == ")" and "(" in (self.low(stop - 1), self.low(stop - 2)):
            core = replace(core, stop=core.stop + 1)
        return core

    def year_after(self, at: int) -> tuple[int | None, int]:
        """A year that follows a day or a month."""
        stop = self.skip(at, ",", "of")
        number = self.number(stop)
        if number is not None and 1990 <= number <= 2199 and self.low(stop + 1) not in ("people", "units"):
            return number, stop + 1
        if self.low(at) in ("'", "’") and self.number(at + 1) is not None and self.touches(at + 1):
            return self.number(at + 1), at + 2
        return None, at

    def day_of_month(self, at: int) -> tuple[int, int] | None:
        """A day as "9", "9th", "ninth" or "twenty-third", and the place after it."""
        number = self.number(at)
        if number is not None and len(self.low(at)) <= 2:
            stop = at + 1
            if self.low(stop) in ("st", "nd", "rd", "th") and self.touches(stop):
                stop += 1
            return number, stop
        if self.low(at) in ("twenty", "thirty"):
            stop = at + 2 if self.low(at + 1) in _DASHES else at + 1
            unit = _ORDINALS.get(self.low(stop), 0)
            if 0 < unit < 10:
                return _NUMBERS[self.low(at)] + unit, stop + 1
        ordinal = _ORDINALS.get(self.low(at))
        return None if ordinal is None else (ordinal, at + 1)

    def month_name(self, at: int) -> int | None:
        return _MONTHS.get(self.low(at))

    def calendar(self, at: int) -> _Core | None:
        """A day with its month by name, either way round."""
        start = self.skip(at, "the")
        day = self.day_of_month(start)
        if day is not None:
            stop = (
                self.skip(day[1], "of", "-", "/", "in")
                if self.number(start) != day[0] or self.low(day[1]) != "in"
                else day[1]
            )
            month = self.month_name(stop)
            if month is not None:
                year, end = self.year_after(self.skip(stop + 1, ".", "-") if self.number(stop + 2) else stop + 1)
                return self.dated(end, day[0], month, year)
        month = self.month_name(at)
        if month is None:
            return None
        stop = self.skip(self.skip(at + 1, ".", "-"), "the")
        day = self.day_of_month(stop)
        # "March 2 people" and "May 5:30pm" name no day of the month.
        if day is None or (self.low(day[1]) in (":", "%") and self.touches(day[1])) or self.low(day[1]) in ("am", "pm"):
            return None
        if self.low(at) in ("may", "march") and not self.words[at].is_name and self.number(stop) is None:
            return None
        year, end = self.year_after(day[1])
        return self.dated(end, day[0], month, year)

    def numeric(self, at: int) -> _Core | None:
        """3/4, 3.4., 3/4/26: the locale says which is the month, unless only one reading exists."""
        one, two, sign = self.number(at), self.number(at + 2), self.low(at + 1)
        if (
            one is None
            or two is None
            or sign not in ("/", ".", "-")
            or not (self.touches(at + 1) and self.touches(at + 2))
        ):
            return None
        if self.touches(at) and self.low(at - 1) in ("/", ".", "-", "$", "£", "€", ":"):
            return None
        stop, year = at + 3, None
        if self.low(stop) == sign and self.touches(stop) and self.touches(stop + 1):
            year = self.number(stop + 1)
            if year is None and sign != ".":
                return None
            stop = stop + 2 if year is not None else stop
        if year is None and (sign == "-" or (sign == "." and not (self.low(stop) == "." and self.lead(at - 1)[0]))):
            return None
        if (one, two, year) == (24, 7, None):  # "24/7" is all day, every day
            return None
        if max(one, two) > 31 or min(one, two) < 1 or max(len(self.low(at)), len(self.low(at + 2))) > 2:
            return None
        if year is None and (
            self.low(stop) in _SHARE_NOUNS or (self.touches(stop) and self.low(stop) in ("%", "/", "-"))
        ):
            return None
        month, day = (one, two) if self.month_first else (two, one)
        if month > 12 and day > 12:
            return None if year is None else _Core(stop, None, "impossible")
        if month > 12:
            month, day = day, month
        return self.dated(stop, day, month, year)

    def counted(self, at: int) -> _Core | None:
        """ "the first Monday in March", "the last week of May"."""
        stop = self.skip(at, "the")
        if self.low(stop) == "last":
            n, stop = -1, stop + 1
        else:
            day = self.day_of_month(stop)
            if day is None or day[0] > 5 or (self.number(stop) is not None and day[1] == stop + 1):
                return None
            n, stop = day
        unit = self.low(stop)
        weekday = _WEEKDAYS.get(unit)
        if weekday is None and unit not in ("week", "half", "part"):
            return None
        if self.low(stop + 1) not in ("of", "in"):
            return None
        period = self.period(self.skip(stop + 2, "the"), inner=True)
        if period is None or period.stretch is None:
            return None
        whole = period.stretch
        if weekday is not None:
            only = almanac.nth_weekday(whole, weekday - 1, n)
            return _Core(period.stop, Stretch(only, only), exact=True)
        if unit == "week":
            last = whole.last if n < 0 else min(almanac.plus(whole.first, 7 * n - 1), whole.last)
            return _Core(period.stop, Stretch(almanac.plus(last, -6), last))
        middle = almanac.plus(whole.first, (whole.last - whole.first).days // 2 - 1)
        return _Core(period.stop, whole if n != 1 else Stretch(whole.first, self.middle(whole, middle)))

    @staticmethod
    def middle(whole: Stretch, otherwise: date) -> date:
        """The 15th of a month, the end of the half of anything longer."""
        if 27 <= (whole.last - whole.first).days <= 30:
            return whole.first.replace(day=15)
        if whole.first.day == 1 and whole.first.month == 1 and whole.last.month == 12:
            return date(whole.first.year, 6, 30)
        return otherwise

    def edge(self, at: int) -> _Core | None:
        """The start, middle or end of a period."""
        if self.low(at) in _SPANS_OF:
            whole = self.unit(_SPANS_OF[self.low(at)], 0)
            return _Core(at + 1, Stretch(whole.last, whole.last), edge=True)
        if self.low(at) in ("month", "year", "quarter", "week", "month's", "year's") and (
            self.low(at + 1) == "end" or (self.low(at + 1) in _DASHES and self.low(at + 2) == "end")
        ):
            whole = self.unit(self.low(at).removesuffix("'s"), 0)
            return _Core(at + (2 if self.low(at + 1) == "end" else 3), Stretch(whole.last, whole.last), edge=True)
        for name, listed in (("start", _START_OF), ("middle", _MIDDLE_OF), ("late", _LATE_IN), ("end", _END_OF)):
            step = longest(self.words, at, listed) or longest(self.words, self.skip(at, "the"), listed)
            if not step:
                continue
            start = self.skip(at, "the") if not longest(self.words, at, listed) else at
            stop = self.skip(start + step, "-", "–", "in", "of")
            stop = self.skip(stop, "the")
            period = self.period(stop, inner=True) or self.holiday(stop)
            if period is None or period.stretch is None:
                continue
            return replace(self.part(name, period), stop=period.stop)
        return None

    def part(self, name: str, period: _Core) -> _Core:
        whole = period.stretch or Stretch(self.reference, self.reference)
        length = (whole.last - whole.first).days
        if name == "end":
            day = whole.last
        elif length <= 6:  # a week: Tuesday, Wednesday, Friday
            day = {"start": almanac.plus(whole.first, 1), "middle": almanac.plus(whole.first, 2)}.get(name, whole.last)
        elif length <= 30:
            day = whole.first.replace(day={"start": 7, "middle": 15}.get(name, 25))
        elif length <= 93:  # a quarter or season: by its months
            later = {"start": 0, "middle": 1}.get(name, 2)
            month = almanac.months_later(whole.first, later)
            day = (
                almanac.month(month.year, month.month).last
                if name == "start"
                else month.replace(day=15 if name == "middle" else 25)
            )
        else:
            later, number = {"start": (0, 31), "middle": (5, 30)}.get(name, (10, 30))
            day = almanac.months_later(whole.first, later).replace(day=number)
        if day < self.reference <= whole.last and name != "end" and length <= 30 and not period.edge:
            day = almanac.months_later(day, 12) if length > 6 and not period.exact else day
        return _Core(period.stop, Stretch(whole.first if name == "start" else day, day), edge=name != "start")

    def unit(self, unit: str, later: int) -> Stretch:
        """This week, month, quarter or year, or one some turns later."""
        day = self.reference
        if unit in ("week", "working_day"):
            week = almanac.week_of(almanac.plus(day, 7 * later))
            return week if later or day <= week.last else Stretch(week.first, almanac.plus(week.first, 6))
        if unit == "fortnight":
            return Stretch(day, almanac.plus(day, 14 * (later + 1)))
        if unit == "month":
            first = almanac.months_later(day.replace(day=1), later)
            return almanac.month(first.year, first.month)
        if unit == "quarter":
            return almanac.quarter_of(almanac.months_later(day.replace(day=1), 3 * later))
        if unit == "year":
            return almanac.year(min(day.year + later, 9999))
        only = almanac.plus(day, later)
        return Stretch(only, only)

    def near(self, at: int) -> _Core | None:
        """Today, tomorrow, the weekend and the like."""
        for listed, days in _NEAR:
            step = longest(self.words, at, listed)
            if step:
                only = almanac.plus(self.reference, days)
                stop = self.skip(at + step, "morning", "afternoon", "evening", "night", "lunchtime")
                return _Core(stop, Stretch(only, only))
        start = self.skip(at, "this", "the", "next", "coming")
        if self.low(start) == "weekend" and start > at:
            later = 7 if self.low(at) == "next" else 0
            saturday = almanac.plus(almanac.monday_of(self.reference), 5 + later)
            return _Core(start + 1, Stretch(saturday, almanac.plus(saturday, 1)))
        return None

    def weekday(self, at: int) -> _Core | None:
        """ "Friday", "next Friday", "Friday week", "Friday of next week", "next week Friday"."""
        stop = self.skip(at, "the")
        nexts = self.low(stop) == "next"
        if nexts and self.low(stop + 1) in ("week", "wk"):
            inner = self.skip(self.skip(stop + 2, ",", "on"), "on")
            if self.low(inner) in _WEEKDAYS:
                only = almanac.plus(almanac.monday_of(self.reference), 6 + _WEEKDAYS[self.low(inner)])
                return _Core(inner + 1, Stretch(only, only))
        stop = self.skip(stop, "next", "this", "coming", "following")
        stop = self.skip(stop, "coming")
        word = self.low(stop)
        name = word.removesuffix("'s")
        if name not in _WEEKDAYS:
            return None
        weekday = _WEEKDAYS[name] - 1
        bare = stop == at and (word != name or (name in _ALSO_WORDS and not self.words[stop].is_name))
        only = almanac.weekday_after(self.reference, weekday)
        if nexts:
            only = almanac.plus(almanac.monday_of(self.reference), 7 + weekday)
        stop = (
            self.skip(stop + 1, ".")
            if len(name) < 5 and self.low(stop + 1) == "." and not self.ended(stop + 2)
            else stop + 1
        )
        stop = self.skip(stop, "morning", "afternoon", "evening", "night", "lunchtime")
        if self.low(stop) == "week" and not nexts:
            return _Core(stop + 1, Stretch(almanac.plus(only, 7), almanac.plus(only, 7)))
        after = self.skip(self.skip(stop, ","), "of", "in")
        if self.low(after) in ("next", "this") and self.low(after + 1) in ("week", "wk"):
            later = 7 if self.low(after) == "next" else 0
            only = almanac.plus(almanac.monday_of(self.reference), later + weekday)
            return _Core(after + 2, Stretch(only, only))
        if (
            self.low(after) == "the"
            and self.low(after + 1) == "week"
            and self.low(after + 2) == "after"
            and self.low(after + 3) == "next"
        ):
            only = almanac.plus(almanac.monday_of(self.reference), 14 + weekday)
            return _Core(after + 4, Stretch(only, only))
        if self.low(stop) in ("after", "week") and self.low(stop + 1) in ("next", "after"):
            return _Core(stop + 2, Stretch(almanac.plus(only, 7), almanac.plus(only, 7)))
        return _Core(stop, Stretch(only, only), needs_lead=bare)

    def period(self, at: int, *, inner: bool = False) -> _Core | None:
        """A month, quarter, half, year, season or week. `inner`: after "end of", where "the month" is this one."""
        start = at
        at = self.skip(at, "the")
        said = self.low(at)
        if self.low(at) == "week" or (self.low(at) in ("w", "wk") and self.low(at + 1) in ("/", "commencing", "of")):
            week = self.week(at)
            if week is not None:
                return week
        for phrase, unit, later in _AFTER_NEXT:
            if all(self.low(at + k) == word for k, word in enumerate(phrase)):
                return _Core(at + len(phrase), self.unit(unit, later))
        if said in ("this", "next", "coming", "following", "current", "same", "later", "upcoming"):
            return self.pointed(at)
        if inner and said in _UNITS and _UNITS[said] != "hour":
            return _Core(at + 1, self.unit(_UNITS[said], 0), exact=True)
        if inner and said.removesuffix("'s") in ("this", "next"):
            return self.pointed(at)
        month = self.month_name(at)
        if month is None and said.endswith("'s"):
            month = _MONTHS.get(said.removesuffix("'s"))
            if month is not None and not inner:
                return None
        if month is not None:
            return self.month(start, at, month, inner=inner)
        quarter = self.quarter(at)
        if quarter is not None:
            return quarter
        number = self.number(at)
        if number is not None and 2000 <= number <= 2199:
            return _Core(at + 1, almanac.year(number), exact=True, needs_lead=True)
        if said in _SEASONS and (inner or start < at or self.ended(at + 1) or self.number(at + 1)):
            return self.season(at, 0, needs_lead=not inner)
        return None

    def month(self, start: int, at: int, month: int, *, inner: bool) -> _Core:
        year, stop = self.year_after(self.skip(at + 1, ".") if self.number(at + 2) else at + 1)
        if year is not None:
            year = year + 2000 if year < 100 else year
            return _Core(stop, almanac.month(min(max(year, 1), 9999), month), exact=True)
        whole = almanac.coming(lambda y: almanac.month(y, month), self.reference)
        return _Core(at + 1, whole, needs_lead=not inner and not self.stands_alone(start, at))

    def stands_alone(self, start: int, at: int) -> bool:
        """Whether a month's name without a preposition is the month and not a verb or a person."""
        name, word = self.low(at), self.words[at]
        if name in _ALSO_WORDS and not word.is_name:
            return False
        if start < at or name not in _GIVEN_NAMES:
            return True
        return self.ended(start - 1) and self.ended(at + 1)

    def pointed(self, at: int) -> _Core | None:
        """ "this month", "next quarter", "next March", "later this year"."""
        if self.low(at) == "later":
            core = self.pointed(at + 1) if self.low(at + 1) in ("this", "next") else None
            return core
        later = 0 if self.low(at) in ("this", "current", "same") else 1
        stop = self.skip(at + 1, "coming", "calendar", "financial")
        word = self.low(stop).removesuffix("'s")
        unit = _UNITS.get(word)
        if unit is not None and unit not in ("hour", "day", "working_day") and not word.endswith("s"):
            return _Core(stop + 1, self.unit(unit, later), exact=True)
        if word in _SEASONS:
            return self.season(stop, later)
        month = _MONTHS.get(word)
        if month is not None and (word not in _ALSO_WORDS or self.words[stop].is_name):
            whole = almanac.coming(lambda y: almanac.month(y, month), self.reference)
            if later and whole.first <= self.reference:
                whole = almanac.month(min(whole.first.year + 1, 9999), month)
            return _Core(stop + 1, whole)
        return None

    def week(self, at: int) -> _Core | None:
        """ "week of 12 May", "w/c 12 May", "week ending 16 May"."""
        stop, ending = at + 1, False
        if self.low(at) == "w" and self.low(at + 1) == "/":
            ending = self.low(at + 2) == "e"
            stop = at + 3 if self.low(at + 2) in ("c", "e", "b") else at
        elif self.low(stop) in ("of", "commencing", "beginning", "starting"):
            stop += 1
        elif self.low(stop) == "ending":
            stop, ending = stop + 1, True
        else:
            return None
        stop = self.skip(stop, "the", "on")
        core = (
            self.weekday_and_date(stop) or self.calendar(stop) or self.numeric(stop) or self.day_number(stop)
            if stop > at
            else None
        )
        if core is None or core.stretch is None:
            return core
        day = core.stretch.last
        return _Core(core.stop, Stretch(day, day) if ending else almanac.week_of(day), exact=True)

    def quarter(self, at: int) -> _Core | None:
        """ "Q3", "Q3 2026", "the second quarter", "H1"."""
        number: int | None = None
        months = 3
        if self.low(at) in ("q", "h") and self.touches(at + 1):
            number, months = self.number(at + 1), 3 if self.low(at) == "q" else 6
            stop = at + 2
        else:
            day = self.day_of_month(at)
            if day is None or self.low(day[1]) != "quarter":
                return None
            number, stop = day[0], day[1] + 1
        if number is None or not 1 <= number <= 12 // months:
            return None
        first = months * (number - 1) + 1
        year, stop = self.year_after(stop)
        if year is not None:
            return _Core(stop, almanac.month(year + 2000 if year < 100 else year, first, months), exact=True)
        return _Core(stop, almanac.coming(lambda y: almanac.month(y, first, months), self.reference))

    def season(self, at: int, later: int, *, needs_lead: bool = False) -> _Core:
        place = (_SEASONS[self.low(at).removesuffix("'s")] + (2 if self.southern else 0)) % 4
        first = 3 + 3 * place
        year, stop = self.year_after(at + 1)
        if year is not None:
            return _Core(stop, almanac.month(year + 2000 if year < 100 else year, first, 3), exact=True)
        whole = almanac.coming(lambda y: almanac.month(y, first, 3), self.reference)
        if first == 12 and self.reference.month < 3:  # the winter that began last year
            whole = almanac.month(max(self.reference.year - 1, 1), 12, 3)
        if later and whole.first <= self.reference:
            whole = almanac.coming(lambda y: almanac.month(y, first, 3), almanac.plus(whole.last, 1))
        return _Core(stop, whole, needs_lead=needs_lead)

    def new_year(self, at: int) -> _Core | None:
        """ "in the new year" is January; "by New Year" is its first day."""
        if [self.low(at - 1), self.low(at), self.low(at + 1), self.low(at + 2)] != ["in", "the", "new", "year"]:
            return None
        return _Core(at + 3, almanac.coming(lambda y: almanac.month(y, 1), self.reference))

    def holiday(self, at: int) -> _Core | None:
        """Feasts whose day everyone knows."""
        start = self.skip(at, "the")
        for listed, day_in in _HOLIDAYS:
            step = longest(self.words, start, listed)
            if step:
                whole = almanac.coming(day_in, self.reference)
                return _Core(start + step, whole, needs_lead=True)
        return None

    def day_number(self, at: int) -> _Core | None:
        """ "the 23rd", "the 15th of next month", "the ninth"."""
        start = self.skip(at, "the")
        day = self.day_of_month(start)
        if day is None:
            return None
        number, stop = day
        spelled = self.number(start) is None
        if start == at and (spelled or stop == start + 1):
            return None
        if self.low(stop) == "of" and self.low(stop + 1) in ("next", "this", "the") and self.low(stop + 2) == "month":
            later = self.unit("month", 1 if self.low(stop + 1) == "next" else 0)
            return self.dated(stop + 3, number, later.first.month, later.first.year)
        if not self.ended(stop) and self.low(stop) not in _AFTER_DAY_NUMBER:
            return None
        for ahead in range(3):  # a short month may lack the day
            first = almanac.months_later(self.reference.replace(day=1), ahead)
            whole = almanac.month(first.year, first.month)
            if 1 <= number <= whole.last.day and whole.first.replace(day=number) >= self.reference:
                only = whole.first.replace(day=number)
                return _Core(stop, Stretch(only, only), exact=not spelled, needs_lead=spelled or start == at)
        return None

    # Stretches from the day of the conversation ------------------------------------------------------

    def relative(self, at: int) -> _Core | None:
        """ "in two weeks", "within ten days", "two weeks from now", "a week on Friday"."""
        stop, led = at, False
        for lead in _SPAN_LEADS:
            if all(self.low(at + k) == word for k, word in enumerate(lead)):
                stop, led = at + len(lead), True
                break
        amount = self.amount(stop)
        if amount is None:
            return None
        low, unit, stop = amount
        if self.low(stop) in ("'", "’"):
            stop += 1
        day = self.later(low, unit)
        if led and self.low(stop) == "time":
            stop += 1
        if self.low(stop) in ("from", "of", "after", "on", "today", "tomorrow", "hence", "following"):
            return self.counted_from(stop, low, unit, led=led)
        if led:
            return _Core(stop, Stretch(day, day))
        if longest(self.words, stop, _LIMIT_AFTER):
            return _Core(stop + longest(self.words, stop, _LIMIT_AFTER), Stretch(day, day))
        return None

    def amount(self, at: int) -> tuple[int, str, int] | None:
        """A number and a unit ("a couple of weeks", "10 working days", "2-3 weeks"), and the place after it."""
        stop = self.skip(at, "about", "around", "roughly", "maybe", "say", "approximately")
        stop = self.skip(stop, "a") if self.low(stop + 1) in ("couple", "fortnight") else stop
        number = self.number(stop) if self.number(stop) is not None else _NUMBERS.get(self.low(stop))
        if self.low(stop) == "fortnight":
            return 1, "fortnight", stop + 1
        if number is None or number > 999:
            return None
        stop = self.skip(stop + 1, "of")
        joint = self.low(stop)
        if joint in ("to", "or") or joint in _DASHES:
            upper = self.number(stop + 1) if self.number(stop + 1) is not None else _NUMBERS.get(self.low(stop + 1))
            if upper is not None and self.low(stop + 2) in _UNITS:
                number, stop = upper, stop + 2
            elif joint in _DASHES and self.low(stop + 1) in _UNITS:
                return None
        stop = self.skip(stop, "full", "short")
        working = self.low(stop) in ("working", "business", "work")
        stop = stop + 1 if working else stop
        unit = _UNITS.get(self.low(stop).removesuffix("'"))
        if unit is None:
            return None
        if unit == "day" and working:
            unit = "working_day"
        return number, unit, stop + 1

    def later(self, count: int, unit: str, start: date | None = None) -> date:
        day = self.reference if start is None else start
        match unit:
            case "working_day":
                return almanac.working_days_later(day, count)
            case "week":
                return almanac.plus(day, 7 * count)
            case "fortnight":
                return almanac.plus(day, 14 * count)
            case "month":
                return almanac.months_later(day, count)
            case "quarter":
                return almanac.months_later(day, 3 * count)
            case "year":
                return almanac.months_later(day, 12 * count)
            case "hour":
                return almanac.plus(day, -(-count // 24))
            case _:
                return almanac.plus(day, count)

    def counted_from(self, at: int, count: int, unit: str, *, led: bool) -> _Core | None:
        """What follows "two weeks": "from now", "on Friday", or a happening whose day is unknown."""
        word = self.low(at)
        if word in ("today", "hence"):
            day = self.later(count, unit)
            return _Core(at + 1, Stretch(day, day))
        if word == "tomorrow":
            day = self.later(count, unit, almanac.plus(self.reference, 1))
            return _Core(at + 1, Stretch(day, day))
        if word in ("from", "of") and self.low(at + 1) in ("now", "today", "this", "the"):
            if self.low(at + 1) in ("now", "today") or self.low(at + 2) in (
                "conversation",
                "talk",
                "meeting",
                "mail",
                "email",
            ):
                day = self.later(count, unit)
                return _Core(at + (2 if self.low(at + 1) in ("now", "today") else 3), Stretch(day, day))
        base = self.single(self.skip(at + 1, "the")) if word in ("from", "on", "after", "of") else None
        if base is not None and base.stretch is not None:
            day = self.later(count, unit, base.stretch.last)
            return _Core(base.stop, Stretch(day, day))
        if not led:
            step = longest(self.words, at, _LIMIT_AFTER)
            day = self.later(count, unit)
            return _Core(at + step, Stretch(day, day)) if step else None
        if word in ("of", "after", "from", "following"):
            stop = at + 1
            while stop < at + 6 and not self.ended(stop) and self.low(stop) not in ("and", "so", "or", "but", "then"):
                stop += 1
            return _Core(stop, None, "anchor")
        day = self.later(count, unit)
        return _Core(at, Stretch(day, day))


def _one(month: int, day: int) -> Callable[[int], Stretch]:
    return lambda year: Stretch(date(year, month, day), date(year, month, day))


def _nth(month: int, weekday: int, n: int) -> Callable[[int], Stretch]:
    def day_in(year: int) -> Stretch:
        day = almanac.nth_weekday(almanac.month(year, month), weekday, n)
        return Stretch(day, day)

    return day_in


def _easter(year: int) -> Stretch:
    return Stretch(almanac.plus(almanac.easter(year), -2), almanac.plus(almanac.easter(year), 1))


_HOLIDAYS: tuple[tuple[Mapping[str, tuple[tuple[str, ...], ...]], Callable[[int], Stretch]], ...] = (
    (phrases(["christmas eve"]), _one(12, 24)),
    (phrases(["christmas", "xmas", "christmas day"]), _one(12, 25)),
    (phrases(["new year's eve", "end of year"]), _one(12, 31)),
    (phrases(["new year", "new year's", "new year's day", "new years"]), _one(1, 1)),
    (phrases(["easter"]), _easter),
    (phrases(["thanksgiving"]), _nth(11, 3, 4)),
    (phrases(["labor day", "labour day"]), _nth(9, 0, 1)),
    (phrases(["memorial day"]), _nth(5, 0, -1)),
    (phrases(["halloween"]), _one(10, 31)),
    (phrases(["independence day"]), _one(7, 4)),
)
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
_NEAR = (
    (phrases(["the day after tomorrow", "day after tomorrow"]), 2),
    (phrases(["tomorrow", "tommorow", "tomorow", "tommorrow", "tmrw"]), 1),
    (phrases(["today", "tonight", "this morning", "this afternoon", "this evening", "later today"]), 0),
)
_AFTER_NEXT = (
    (("week", "after", "next"), "week", 2),
    (("month", "after", "next"), "month", 2),
    (("quarter", "after", "next"), "quarter", 2),
    (("year", "after", "next"), "year", 2),
)
_SPAN_LEADS = tuple(
    sorted(
        (
            tuple(w.low for w in split(text))
            for text in (
                "in",
                "within",
                "within the next",
                "w/in",
                "inside",
                "in under",
                "in the next",
                "over the next",
                "in the coming",
                "over the coming",
                "during the next",
                "in less than",
                "no later than",
                "no more than",
                "in at most",
                "for the next",
                "give me",
                "give it",
                "within the",
                "in about",
                "in around",
                "in roughly",
                "by",
            )
        ),
        key=len,
        reverse=True,
    )
)
_LIMIT_AFTER = phrases(
    ["on that", "on it", "on this", "tops", "max", "at most", "at the latest", "at the outside", "maximum"]
)
_MEET = frozenset({"meet", "speak", "talk", "sit", "chat", "catch"})
