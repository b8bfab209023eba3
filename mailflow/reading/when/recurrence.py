"""Recurrences: what comes again and again and therefore has no one day."""

from typing import Any

from mailflow.reading.when.chart import Place
from mailflow.reading.when.rule import Rule
from mailflow.reading.when.value import Moment


def _recurs(_: Moment, *__: Any) -> bool:
    return True


def _inner(*places: int) -> "Any":
    """A guard: the free words inside are not those that end the phrase ("every one of the …")."""

    def guard(place: Place) -> bool:
        vocabulary = place.chart.grammar.vocabulary
        start = place.chart.skip(place.at, "each_lead")
        start = place.chart.skip(start, "each")
        return not any(vocabulary.has("each_stop", place.chart.low(at)) for at in range(start, place.stop)) and (
            not place.follows("recurring_noun")
        )

    return guard


def _how_often(place: Place) -> bool:
    """ "The weekly order" is an order; only "weekly" at the end of a clause says how often."""
    return (place.ends() or place.follows("recurring_after")) and not place.preceded("determiners")


def _no_name(place: Place) -> bool:
    return not place.preceded("determiners")


def _no_date_ahead(place: Place) -> bool:
    """ "Two days a week" and the like; "one hour per week of leave" is an amount of leave."""
    return not place.follows("of_only")


KINDS = ("recurring",)
RULES = (
    Rule("recurring", "each_lead? each each_other? recurring_noun", "every other sprint", _recurs, _inner()),
    Rule("recurring", "each_lead? each letters recurring_noun", "every team meeting", _recurs, _inner()),
    Rule("recurring", "each_lead? each letters letters recurring_noun", "every big team meeting", _recurs, _inner()),
    Rule(
        "recurring",
        "each_lead? each letters letters letters recurring_noun",
        "every single big team meeting",
        _recurs,
        _inner(),
    ),
    Rule("recurring", "each_lead? each each_other? count of_only? unit", "every two weeks", _recurs),
    Rule(
        "recurring", "each_lead? each each_other? ordinal? unit|weekday|weekdays|month", "every other Thursday", _recurs
    ),
    Rule("recurring", "each_lead? each letters weekday", "every blessed Monday", _recurs, _inner()),
    Rule("recurring", "often per unit", "twice a month", _recurs),
    Rule("recurring", "often per recurring_noun", "once a sprint", _recurs),
    Rule("recurring", "count times per unit", "three times a week", _recurs),
    Rule("recurring", "count times per recurring_noun", "three times a sprint", _recurs),
    Rule("recurring", "count letters per unit|recurring_noun", "one afternoon a month", _recurs, _no_date_ahead),
    Rule("recurring", "count letters letters per unit", "one model night a month", _recurs, _no_date_ahead),
    Rule("recurring", "recur_lead each letters", "after every clinic", _recurs, _how_often),
    Rule("recurring", "per_only recurring_noun", "per sprint", _recurs),
    Rule("recurring", "recurring_word", "weekly", _recurs, _how_often),
    Rule("recurring", "on_weekdays? weekdays", "on Fridays", _recurs, _no_name),
    Rule("recurring", "each_lead? the? ordinal weekday of each unit", "on the second Tuesday of each month", _recurs),
    Rule("recurring", "each_lead? the? last weekday of each unit", "the last Friday of every month", _recurs),
)
