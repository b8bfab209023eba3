"""Ranges: from one day to another. Whatever falls in them is on time until the later one."""

from mailflow.reading import almanac
from mailflow.reading.almanac import Stretch
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Moment, When, days

_WEEK = 7


def _through(moment: Moment, first: When, last: When) -> When | None:
    """Both as the next of their kind, the second after the first; None where it comes before it."""
    a = first.ahead(moment.day)
    if a is None:
        return None
    b = last.ahead(max(a.first, moment.day))
    if b is not None and b.last < a.first and last.name and last.grain == "day":
        b = Stretch(
            almanac.plus(b.first, _WEEK), almanac.plus(b.last, _WEEK)
        )  # "Monday to Friday", said on a Wednesday
    if b is None or b.last < a.first:
        return None
    return days(Stretch(a.first, b.last), grain="other", exact=last.exact, bare=first.bare)


def _from_now(moment: Moment, last: When) -> When | None:
    return _through(moment, days(moment.day), last)


def _said_exactly(moment: Moment, first: When, last: When) -> When | None:
    return _through(moment, first, last) if first.exact else None


KINDS = ("range", "when")
RULES = (
    Rule("range", "single or|/|dash single", "March or April", _through),
    Rule("range", "single and|until single", "12 May to 3 June", _said_exactly),
    Rule("range", "between single and|until single", "between Monday and Wednesday", _through),
    Rule("range", "between now and single", "between now and Christmas", _from_now),
    Rule("range", "range_from now until|dash single", "from now until Friday", _from_now),
    Rule("range", "range_from single until|dash single", "from Monday to Friday", _through),
    Rule("when", "range", "March or April", the),
    Rule("when", "single", "Friday", the),
)
