"""Expressions: all rules together, from numerals to ranges, for the languages of a text."""

from functools import lru_cache

from mailflow.reading.when import (
    amount,
    calendar_date,
    clock,
    day,
    edge,
    holiday,
    numeral,
    offset,
    period,
    recurrence,
    vocabulary,
)  # fmt: skip
from mailflow.reading.when import (
    range as ranges,
)
from mailflow.reading.when.chart import Grammar

_NOUNS = (numeral, amount, calendar_date, holiday, period, edge, day, offset, ranges, clock, recurrence)
KINDS = tuple(kind for noun in _NOUNS for kind in noun.KINDS)
RULES = tuple(rule for noun in _NOUNS for rule in noun.RULES)


@lru_cache(maxsize=16)
def grammar(languages: tuple[str, ...]) -> Grammar:
    """The grammar of some languages together ("en", "de")."""
    return Grammar(KINDS, RULES, vocabulary.of(languages))
