"""Narrative: whether a sentence tells of what has been, so that the day in it is no day to come."""

from mailflow.reading.when.chart import Chart

_REACH = 40  # words, to either side
_ENDS = frozenset(".!?;:—–")


def tells(chart: Chart, at: int, stop: int) -> bool:
    """Whether the sentence around the words `at` to `stop` is in the past tense and says nothing of what is to be done.

    "We had a good talk on Tuesday" is; "we agreed to talk on Tuesday" and "the draft was to be sent by Friday" are not.
    """
    if any(_to_come(chart, place) for place in range(at, stop)):
        return False
    first, last = at, stop
    while first > max(at - _REACH, 0) and not _ends(chart, first - 1):
        first -= 1
    while last < min(stop + _REACH, len(chart.words)) and not _ends(chart, last):
        last += 1
    places = [*range(first, at), *range(stop, last)]
    if any(_ahead(chart, place) for place in places):
        return False
    was = chart.grammar.vocabulary.has("past_verb", chart.low(stop))  # "the weekend was lovely"
    return was or any(_past(chart, place) for place in places) or _perfect(chart, places)


def _to_come(chart: Chart, at: int) -> bool:
    """ "Next week" is still to come when it is said, "the next day" may be over."""
    known = chart.grammar.vocabulary
    return known.has("to_come", chart.low(at)) and not known.has("the", chart.low(at - 1))


def _ends(chart: Chart, at: int) -> bool:
    return chart.low(at) in _ENDS and not chart.touches(at + 1)


def _past(chart: Chart, at: int) -> bool:
    """A verb in the past tense behind its subject."""
    known, word = chart.grammar.vocabulary, chart.low(at)
    if at == 0 or not (known.has("past_verb", word) or (word.endswith("ed") and len(word) > 4)):
        return False
    before = chart.words[at - 1]
    return known.has("subject", before.low) or (before.is_name and known.has("past_verb", word))


def _perfect(chart: Chart, places: list[int]) -> bool:
    """An auxiliary behind its subject, and a participle: "wir haben uns am Montag getroffen"."""
    known = chart.grammar.vocabulary
    led = any(known.has("auxiliary", chart.low(at)) and known.has("subject", chart.low(at - 1)) for at in places)
    return led and any(known.has("participle", chart.low(at)) for at in places)


def _ahead(chart: Chart, at: int) -> bool:
    known = chart.grammar.vocabulary
    if known.has("ahead", chart.low(at)):
        return True
    if chart.low(at) != "to" or chart.ended(at + 1):
        return False
    return not known.has("object", chart.low(at + 1)) and not chart.words[at + 1].is_name  # "to send"
