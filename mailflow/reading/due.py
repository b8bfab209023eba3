"""Due dates: when something is to be done, out of plain words.

`find` reads every phrase of a text that says when; `due` gives the one date that a phrase or sentence
rests on. A due date is the last day on which the thing is still on time: "by end of March" is the 31st,
"before Friday" is the Thursday, "next week" is that week's Friday, "mid-April" the 15th, "early May" the
7th, "late May" the 25th. A date without a year is the next one that is not over on the reference day.

The rules stand in `when/`, the words they know in `languages/`. Time is linear in the text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from mailflow.reading.calendar import Calendar
from mailflow.reading.when import expression, firmness, narrative
from mailflow.reading.when.chart import Chart
from mailflow.reading.when.firmness import Firmness
from mailflow.reading.when.happening import Happenings, Names
from mailflow.reading.when.phrase import Meaning, Phrases, Span, beginnings
from mailflow.reading.when.value import Moment
from mailflow.reading.word import Word, split


@dataclass(frozen=True, slots=True)
class DuePhrase:
    """One phrase that says when, at `text[start:end]` with its preposition.

    `day` is the last day on which it is still on time, None where the phrase names no day. `meaning`:
    "day" a date; "recurring" ("every sprint"); "open" ("ongoing"); "soon" ("ASAP"); "anchor" a happening
    of unknown date ("before our next conversation"); "impossible" a date that no calendar has ("31/4");
    "past" a date that was over when it was said, which nothing can be due on ("the first week of 2014"); "start" a day
    from which something goes on ("from Monday"), which is in `starts`.
    `firmness` is how much it says of when the thing is due.
    """

    start: int
    end: int
    day: date | None
    meaning: Meaning
    firmness: Firmness = Firmness.PLACE
    starts: date | None = None


_NO_ANCHORS: Mapping[str, date] = MappingProxyType({})


def find(
    text: str, reference: date, locale: str = "en-GB", anchors: Mapping[str, date] = _NO_ANCHORS
) -> tuple[DuePhrase, ...]:
    """Every due phrase of `text`, left to right and not overlapping.

    `reference` is the day on which it was said. `locale` ("en-US") decides whether 3/4 is in March or in
    April, which summer is meant and which languages are read; `calendar.DateStyle` puts an operator's
    options into it. `anchors` dates happenings by name ("conversation" is the next conversation of the two). Spans
    are offsets into `text`.
    """
    return among(split(text), reference, locale, anchors)


def among(
    words: tuple[Word, ...], reference: date, locale: str = "en-GB", anchors: Mapping[str, date] = _NO_ANCHORS
) -> tuple[DuePhrase, ...]:
    """What `find` gives, among words of a text that was split already."""
    chart = _chart(words, reference, locale)
    return tuple([_phrase(chart, span) for span in _spans(chart, anchors)])


def due(text: str, reference: date, locale: str = "en-GB") -> date | None:
    """The one due date of a phrase or sentence, None if it has none, a recurring one only, or one in the past.

    A limit ("by Friday") outweighs a date that only places something ("on the 3rd", "in June"), and that
    outweighs a date used as a name ("the November open day"); of two alike the later said counts. A name of
    something else ("the Q3 numbers") and a day on which something was ("we met on Tuesday") set no date.
    """
    chart = _chart(split(text), reference, locale)
    spans = [(span, _phrase(chart, span)) for span in _spans(chart, _NO_ANCHORS)]
    found = tuple(
        phrase
        for span, phrase in spans
        if phrase.firmness == Firmness.LIMIT or span.day is None or not narrative.tells(chart, span.at, span.stop)
    )
    best = strongest(found)
    if best is None or (best.firmness < Firmness.LIMIT and any(x.meaning == "recurring" for x in found)):
        return None
    return None if best.firmness == Firmness.SUBJECT else best.day


def _chart(words: tuple[Word, ...], reference: date, locale: str) -> Chart:
    calendar = Calendar.of(locale)
    return Chart(expression.grammar(calendar.languages), words, Moment(reference, calendar))


def _spans(chart: Chart, anchors: Mapping[str, date]) -> Iterator[Span]:
    names = Names.of(tuple(anchors))
    places = beginnings(chart, names)
    return Phrases(chart, Happenings(chart, anchors, names), places).joined() if places else iter(())


def _phrase(chart: Chart, span: Span) -> DuePhrase:
    start, end = chart.words[span.at].start, chart.words[span.stop - 1].end
    if span.meaning == "start":
        return DuePhrase(start, end, None, "start", starts=span.day)
    return DuePhrase(start, end, span.day, span.meaning, firmness.of(chart, span))


def strongest(found: tuple[DuePhrase, ...]) -> DuePhrase | None:
    """Of the phrases that name a day, the one that their text rests on; None if none names a day."""
    dated = [x for x in found if x.day is not None]
    return max(dated, key=lambda x: (weight(x), x.start), default=None)


def weight(phrase: DuePhrase) -> int:
    """How firmly a phrase sets a due date: 3 a limit, 2 a place in time, 1 a date used as a name."""
    return max(phrase.firmness, Firmness.NAME)
