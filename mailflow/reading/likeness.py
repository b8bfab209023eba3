"""Likeness: a yes in words of no rule, if an encoder is all but certain of it and no rule speaks against it."""

import re
from collections.abc import Sequence

from mailflow.reading import acceptance, courtesy, danger, refusal, stance
from mailflow.reading.asked import Asked
from mailflow.reading.clause import BLANK, Sentence
from mailflow.reading.statement import Statement, echoed

_MONTH = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec|may(?= (?:it|is|suits?|works?|would|sounds|then)\b))"
    r"(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b(?! (?:me|us)\b)"
)


def agrees(said: Sequence[Statement], before: Sentence | None, asked: Asked) -> bool:
    """Whether the clauses of one sentence are a yes to the whole, also heard with the sentence `before` them."""
    if all(courtesy.is_polite(s, asked.names) for s in said):
        return False
    if any(_falls_short(s, asked) or s.of_item for s in said):  # "confirmed - mentor tbc"
        return False
    clauses = [s.clause.plain for s in said] if len(said) > 1 else []
    return stance.agrees(echoed(said, asked.offered), before, clauses, asked)


def _falls_short(statement: Statement, asked: Asked) -> bool:
    """Whether a clause keeps its sentence from being a yes to the whole, whatever its other words."""
    return (
        statement.signed
        or _hesitates(statement)
        or acceptance.is_of_fewer(statement, len(asked.items), of_changes=asked.context == "change_request")
        or _names_another_day(statement, asked)
        or danger.is_condition(statement)
        or danger.is_hearsay(statement)
        or refusal.defers(statement)
        or acceptance.is_for_another(statement, asked.names)
        or acceptance.is_of_else(statement, asked.names, of_changes=asked.context == "change_request")
    )


def _hesitates(statement: Statement) -> bool:
    """Whether from this clause on a sentence is but a sound of two minds; within it "so" and "but" only lead on."""
    rest = statement.sentence.plain[statement.clause.start :]
    return stance.hesitates(rest)


def _names_another_day(statement: Statement, asked: Asked) -> bool:
    """Whether a clause names a day or a month other than the one offered for all items."""
    for d in statement.dates:
        digits = any(c.isdigit() for c in statement.sentence.plain[d.start : d.end])
        if digits and d.day not in {*asked.offered, asked.on}:
            return True
    months = {day.strftime("%b").lower() for day in asked.offered}
    return any(m.group("month") not in months for m in _MONTH.finditer(statement.clause.plain))


def speaks_against(statement: Statement, asked: Asked) -> bool:
    """Whether a clause holds another's word or a quotation, hesitates, puts the answer off (and is no mere remark to
    the encoder, either), or names a new day of an item or beside a yes ("yes, let's meet on Monday"): what no mail
    outweighs, be it ever so sure."""
    if danger.is_hearsay(statement) or BLANK in statement.clause.plain or stance.is_not_theirs(statement.sentence):
        return True
    if refusal.defers(statement) and stance.weighs(statement.sentence, asked, touchy=True):
        return True
    if _hesitates(statement) or stance.thanks_for_leeway(statement.sentence):
        return True
    if stance.is_brief(statement.sentence) and stance.limits(statement.sentence, asked):
        return True
    anew = _dates_anew(statement, asked)
    return anew and (statement.of_item or stance.may_say_yes(statement.sentence, asked))


def is_no_whole_yes(statement: Statement, asked: Asked) -> bool:
    """Whether a clause of what is likely a yes keeps it from being one to the whole."""
    if not stance.may_say_yes(statement.sentence, asked):
        return False
    return _falls_short(statement, asked) or stance.limits(statement.sentence, asked)


def _dates_anew(statement: Statement, asked: Asked) -> bool:
    """Whether a clause names a day ahead that no item has."""
    shown = {item.due for item in asked.items}
    return any(d.day and d.day > asked.on and d.day not in shown for d in statement.dates)
