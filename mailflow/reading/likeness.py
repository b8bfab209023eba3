"""Likeness: a yes in words of no rule, if an encoder is all but certain of it and no rule speaks against it."""

import re
from collections.abc import Sequence

from mailflow.reading import acceptance, courtesy, danger, refusal, stance
from mailflow.reading.asked import Asked
from mailflow.reading.clause import BLANK, Sentence
from mailflow.reading.statement import Statement, clause_of, echoed
from mailflow.reading.wish import may_wish

_MONTH = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|may(?= (?:it|is|suits?|works?|would|sounds|then)\b))"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b(?! (?:me|us)\b)"
)


def agrees(said: Sequence[Statement], before: Sentence | None, asked: Asked) -> bool:
    """Whether the clauses of one sentence are a yes to the whole, also heard with the sentence `before` them."""
    if all(courtesy.is_polite(s, asked.names) for s in said):
        return False
    if any(_is_no_whole_yes(s, asked) or s.of_item for s in said):  # "confirmed - mentor tbc"
        return False
    clauses = [s.clause.plain for s in said] if len(said) > 1 else []
    return stance.agrees(echoed(said, asked.offered), before, clauses, asked)


def _is_no_whole_yes(statement: Statement, asked: Asked) -> bool:
    """Whether a clause keeps its sentence from being a yes to the whole, whatever its other words."""
    return (
        statement.signed
        or stance.hesitates(statement.clause.plain)
        or acceptance.is_of_fewer(statement, len(asked.items))
        or _names_another_day(statement, asked)
        or danger.is_condition(statement)
        or danger.is_hearsay(statement)
        or refusal.defers(statement)
        or acceptance.is_for_another(statement, asked.names)
        or acceptance.is_of_else(statement, asked.names, of_changes=asked.context == "change_request")
    )


def _names_another_day(statement: Statement, asked: Asked) -> bool:
    """Whether a clause names a day or a month other than the one offered for all items."""
    for d in statement.dates:
        digits = any(c.isdigit() for c in statement.sentence.plain[d.start : d.end])
        if digits and d.day not in {*asked.offered, asked.on}:
            return True
    months = {day.strftime("%b").lower() for day in asked.offered}
    return any(m.group("month") not in months for m in _MONTH.finditer(statement.clause.plain))


def is_no_remark(statement: Statement, asked: Asked) -> bool:
    """Whether a clause may hold a change, a condition or another's word, or is a yes to something else, however likely
    its mail agrees."""
    if statement.mentions or danger.is_hearsay(statement) or refusal.defers(statement):
        return True
    if BLANK in statement.clause.plain or stance.hesitates(statement.clause.plain) or may_wish(statement, asked):
        return True
    shown = {item.due for item in asked.items}
    ahead = [d for d in statement.dates if d.day and d.day > asked.on and d.day not in shown]
    if ahead and statement.of_item:
        return True
    if (ahead or danger.is_condition(statement)) and not stance.is_aside(clause_of(statement), asked):
        return True
    if not stance.may_say_yes(statement.sentence, asked):
        return False
    return _is_no_whole_yes(statement, asked) or stance.limits(statement.sentence, asked)
