"""The table of rules: each reads its own example, and only what comes before it."""

from datetime import date

import pytest

from mailflow.reading.calendar import Calendar
from mailflow.reading.when import expression, vocabulary
from mailflow.reading.when.chart import Chart, Grammar, GrammarError
from mailflow.reading.when.rule import Rule, the
from mailflow.reading.when.value import Moment
from mailflow.reading.word import split

SAID = Moment(date(2026, 5, 6), Calendar())
# What a guard may want to see beside it: a preposition before, a word that goes on after.
BEFORE, AFTER = ("", "on ", "in "), ("", " at 3 pm")


def reads(rule: Rule, before: str, after: str) -> bool:
    """Whether this rule, and no other of its kind, reads its example whole where it stands between the two."""
    grammar = Grammar(
        expression.KINDS, [r for r in expression.RULES if r is rule or r.kind != rule.kind], vocabulary.of(("en",))
    )
    start = len(split(before))
    stop = start + len(split(rule.example))
    chart = Chart(grammar, split(before + rule.example + after), SAID)
    return any(end == stop for end, _ in chart.read(rule.kind, start))


@pytest.mark.parametrize("rule", expression.RULES, ids=lambda rule: f"{rule.kind}: {rule.pattern}")
def test_every_rule_reads_its_example(rule: Rule) -> None:
    assert any(reads(rule, before, after) for before in BEFORE for after in AFTER)


@pytest.mark.parametrize("pattern", ["one", "zero one", "one? zero"])
def test_a_rule_cannot_use_what_comes_after_it(pattern: str) -> None:
    rules = [Rule("zero", pattern, "", the), Rule("one", "weekday", "Friday", the)]
    with pytest.raises(GrammarError, match="comes later"):
        Grammar(("zero", "one"), rules, vocabulary.of(("en",)))


def test_a_rule_cannot_be_of_nothing() -> None:
    with pytest.raises(GrammarError, match="everything may be left out"):
        Grammar(("zero",), [Rule("zero", "weekday? month?", "", the)], vocabulary.of(("en",)))


def test_a_kind_is_no_part_of_the_vocabulary() -> None:
    with pytest.raises(GrammarError, match="is a kind and a part"):
        Grammar(("weekday",), [], vocabulary.of(("en",)))
