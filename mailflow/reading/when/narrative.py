"""Narrative: whether a sentence tells of what has been, so that the day in it is no day to come."""

from mailflow.reading.when.chart import Chart
from mailflow.reading.when.phrase import Span

_REACH = 40  # words, to either side
_ENDS = frozenset(".!?;:")


def tells(chart: Chart, span: Span) -> bool:
    """Whether the sentence around a phrase is in the past tense and says nothing of what is to be done.

    "We had a good talk on Tuesday" is; "we agreed to talk on Tuesday" and "the draft was to be sent by Friday" are not.
    """
    start, stop = span.at, span.stop
    while start > max(span.at - _REACH, 0) and not _ends(chart, start - 1):
        start -= 1
    while stop < min(span.stop + _REACH, len(chart.words)) and not _ends(chart, stop):
        stop += 1
    places = [at for at in range(start, stop) if not span.at <= at < span.stop]
    return any(_past(chart, at) for at in places) and not any(_ahead(chart, at) for at in places)


def _ends(chart: Chart, at: int) -> bool:
    return chart.low(at) in _ENDS and not chart.touches(at + 1)


def _past(chart: Chart, at: int) -> bool:
    """A verb in the past tense behind its subject."""
    known, word = chart.grammar.vocabulary, chart.low(at)
    if at == 0 or not (known.has("past_verb", word) or (word.endswith("ed") and len(word) > 4)):
        return False
    before = chart.words[at - 1]
    return known.has("subject", before.low) or (before.is_name and known.has("past_verb", word))


def _ahead(chart: Chart, at: int) -> bool:
    known = chart.grammar.vocabulary
    if known.has("ahead", chart.low(at)):
        return True
    if chart.low(at) != "to" or chart.ended(at + 1):
        return False
    return not known.has("object", chart.low(at + 1)) and not chart.words[at + 1].is_name  # "to send"
