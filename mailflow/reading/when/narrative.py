"""Narrative: whether a sentence tells of what has been, so that the day in it is no day to come."""

from collections.abc import Callable, Mapping
from itertools import accumulate

from mailflow.reading.when.chart import Chart

_REACH = 40  # words, to either side
_ENDS = frozenset(".!?;:—–")


def tells(chart: Chart, at: int, stop: int) -> bool:
    """Whether the sentence around the words `at` to `stop` is in the past tense and says nothing of what is to be done.

    "We had a good talk on Tuesday" is; "we agreed to talk on Tuesday" and "the draft was to be sent by Friday" are not.
    """
    if any(_to_come(chart, place) for place in range(at, stop)):
        return False
    tallies = chart.tallies or _tallied(chart)
    first = max(tallies["first"][at], at - _REACH)
    last = min(tallies["last"][stop], stop + _REACH)

    def said(what: str) -> bool:
        tally = tallies[what]
        return tally[at] > tally[first] or tally[last] > tally[stop]

    if said("ahead"):
        return False
    was = chart.grammar.vocabulary.has("past_verb", chart.low(stop))  # "the weekend was lovely"
    return was or said("past") or (said("auxiliary") and said("participle"))


def _tallied(chart: Chart) -> Mapping[str, list[int]]:
    """For each place, how many words before it say what, and where its sentence begins and ends. Worked out once."""
    places = range(len(chart.words))
    for name, holds in _SAID.items():
        chart.tallies[name] = [0, *accumulate(holds(chart, at) for at in places)]
    ends = [_ends(chart, at) for at in places]
    chart.tallies["first"] = [0, *accumulate((at + 1 if ends[at] else 0 for at in places), max)]
    last = accumulate((at if at < len(ends) and ends[at] else len(ends) for at in reversed(range(len(ends) + 1))), min)
    chart.tallies["last"] = list(last)[::-1]
    return chart.tallies


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


def _auxiliary(chart: Chart, at: int) -> bool:
    """Behind its subject; with a participle it makes a perfect: "wir haben uns am Montag getroffen"."""
    known = chart.grammar.vocabulary
    return known.has("auxiliary", chart.low(at)) and known.has("subject", chart.low(at - 1))


def _participle(chart: Chart, at: int) -> bool:
    return chart.grammar.vocabulary.has("participle", chart.low(at))


def _ahead(chart: Chart, at: int) -> bool:
    known = chart.grammar.vocabulary
    if known.has("ahead", chart.low(at)):
        return True
    if chart.low(at) != "to" or chart.ended(at + 1):
        return False
    return not known.has("object", chart.low(at + 1)) and not chart.words[at + 1].is_name  # "to send"


_SAID: Mapping[str, Callable[[Chart, int], bool]] = {
    "ahead": _ahead, "past": _past, "auxiliary": _auxiliary, "participle": _participle,
}  # fmt: skip
