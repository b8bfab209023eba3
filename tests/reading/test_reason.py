"""Reasons: why a sentence came to nothing."""

import pytest

from tests.reading.test_notes import read_plain


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Pavel will draft the plan by Friday.", "commitment"),
        ("In June we look at the plan together.", "review"),
        ("If the budget comes, he'll lead the audit by June.", "unsure"),
        ("He might lead the audit.", "unsure"),
        ("He finished the audit in May.", "past"),
        ("He won't lead the audit in June.", "negated"),
        ("Hana will send the audit by Friday.", "third person"),
        ("Does he want the audit?", "asked"),
        ("Happy with the team.", "told"),
        ("12.5", "no words"),
    ],
)
def test_a_sentence_came_to_this(sentence: str, outcome: str) -> None:
    assert [read.outcome for read in read_plain(sentence).trail] == [outcome]


def test_what_stands_by_the_way_says_so() -> None:
    notes = "Background\n- likes the audits\n\nAgreed\n- Pavel: draft the plan by Friday"
    assert [read.outcome for read in read_plain(notes).trail] == ["heading", "by the way", "heading", "commitment"]
