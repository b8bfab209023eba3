"""Likeness: a yes in words of no rule, if an encoder is all but certain of it and no rule speaks against it."""

import re
from collections.abc import Sequence

from mailflow.reading import acceptance, courtesy, danger, refusal, stance
from mailflow.reading.asked import Asked
from mailflow.reading.clause import Sentence
from mailflow.reading.statement import Statement, echoed

_MONTH = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|may(?= (?:it|is|suits?|works?|would|sounds|then)\b))"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b(?! (?:me|us)\b)"
)


def agrees(said: Sequence[Statement], before: Sentence | None, asked: Asked) -> bool:
    """Whether the clauses of one sentence are a yes to the whole, also heard with the sentence `before` them."""
    if all(courtesy.is_polite(s, asked.names) for s in said) or any(_is_no_whole_yes(s, asked) for s in said):
        return False
    clauses = [s.clause.plain for s in said] if len(said) > 1 else []
    return stance.agrees(echoed(said, asked.offered), before, clauses, asked)


def _is_no_whole_yes(statement: Statement, asked: Asked) -> bool:
    """Whether a clause keeps its sentence from being a yes to the whole, whatever its other words."""
    return (
        statement.signed
        or statement.of_item  # "confirmed - mentor tbc"
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
