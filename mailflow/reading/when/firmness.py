"""Firmness: how much a date says of when something is due, by the words before and after it."""

from enum import IntEnum

from mailflow.reading.when.chart import Chart
from mailflow.reading.when.phrase import Span

_LIMITS = ("limit", "before", "limit_span")
_PLACES = ("place", "ready")
_REACH = 4  # words of a name, an apostrophe among them: "the November residents' panel"


class Firmness(IntEnum):
    """A limit ("by Friday") outweighs a place in time ("on the 3rd", "in June"), and that outweighs a name: of a
    happening ("the November open day"), which is at least when it is, or of anything else ("the Q3 numbers")."""

    SUBJECT = 0
    NAME = 1
    PLACE = 2
    LIMIT = 3


def of(chart: Chart, span: Span) -> Firmness:
    """The firmness of a phrase."""
    if any(chart.part(part, span.at) for part in _LIMITS):
        return Firmness.LIMIT
    if any(chart.part(part, span.at) for part in _PLACES):
        return Firmness.PLACE
    vocabulary = chart.grammar.vocabulary
    if vocabulary.has("of_only", chart.low(span.at - 1)) and not span.exact:
        return Firmness.SUBJECT  # "the traffic of the weekend"
    after = chart.low(span.stop)
    if not span.name or not after.isalpha() or vocabulary.has("function", after):
        return Firmness.PLACE
    return Firmness.NAME if _holds_an_event(chart, span) else Firmness.SUBJECT


def _holds_an_event(chart: Chart, span: Span) -> bool:
    first = chart.low(chart.skip(span.at, "determiners"))
    vocabulary = chart.grammar.vocabulary
    if not any(vocabulary.has(part, first) for part in ("month", "season")):
        return False
    for at in range(span.stop, span.stop + _REACH):
        if vocabulary.has("function", chart.low(at)):
            return False
        if chart.part("event", at):
            return True
    return False
