"""Refusals: clauses of a reply that say no, or not now."""

from mailflow.reading.clause import Sentence, bare
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern
from mailflow.reading.statement import Statement


def is_delayed(sentence: Sentence) -> bool:
    """Whether a refusal in the sentence is for now only."""
    return pattern("refusal", "delay").search(sentence.plain) is not None


def refuses(statement: Statement, names: Names, *, draft: bool) -> bool:
    """Whether the clause refuses the whole, or asks us to stop."""
    words = statement.words
    if is_delayed(statement.sentence):
        return False
    if pattern("refusal", "clause").search(names.veiled(words)):
        return True
    return draft and pattern("refusal", "sending").search(names.veiled(words)) is not None


def refuses_softly(statement: Statement) -> bool:
    """Whether the clause refuses, if the reply does not go on to ask for something else."""
    return pattern("refusal", "soft").search(statement.words) is not None and not is_delayed(statement.sentence)


def refuses_to_be_asked(statement: Statement) -> bool:
    """Whether the clause says that its writer wants to be asked no more, or not at all."""
    words = bare(statement.sentence.plain)
    return pattern("refusal", "unasked").search(words) is not None and not is_delayed(statement.sentence)


def refuses_to_meet(statement: Statement) -> bool:
    """Whether the clause says that no conversation will be held."""
    return pattern("refusal", "booking").search(statement.words) is not None and not is_delayed(statement.sentence)


def opens_with_no(statement: Statement) -> bool:
    """Whether the clause is a plain no."""
    return pattern("refusal", "opening", "whole").match(statement.words) is not None


def defers(statement: Statement) -> bool:
    """Whether the clause puts the answer off."""
    return pattern("deferral", "clause").search(statement.words) is not None


def reads_later(sentence: Sentence) -> bool:
    """Whether the sentence says that its writer will read and answer another time."""
    return pattern("deferral", "reading").search(bare(sentence.plain)) is not None
