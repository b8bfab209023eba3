"""Notes and minutes that people who did not know the reader have written, with what they hold.

`cases/notes.jsonl`: conversations of a manager and a report. `cases/minutes.jsonl`: minutes of groups, asked for one
of those present. A line each: manager, report, date, locale, notes, and what should be found as `gold`.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mailflow.reading.notes import Party, Reading, read_notes
from tests.reading.scoring import Score

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def read(case: dict[str, Any]) -> Reading:
    manager, report = (Party(case[who]["name"], case[who]["email"]) for who in ("manager", "report"))
    return read_notes(
        case["notes"],
        manager=manager,
        report=report,
        held=date.fromisoformat(case["date"]),
        locale=case["locale"],
    )


def told(reading: Reading) -> dict[str, Any]:
    """A reading in the shape of `gold`."""
    return {
        "commitments": [
            {"owner": c.owner, "text": c.text, "due": c.due.isoformat() if c.due else None} for c in reading.commitments
        ],
        "reviews": [{"text": r.text, "when": r.when} for r in reading.reviews],
        "open_questions": [{"text": q.text} for q in reading.open_questions],
    }


def scored(name: str) -> Score:
    score = Score()
    for case in cases(name):
        score.take(case, told(read(case)))
    return score


def test_notes_of_conversations_become_the_contract_that_their_authors_meant() -> None:
    score = scored("notes.jsonl")
    assert score.leaks == []
    assert score.strict.f1 > 0.93
    assert score.owners.f1 > 0.99
    assert score.reviews.f1 > 0.9
    assert score.questions.f1 > 0.9


def test_minutes_of_groups_are_read_for_one_of_those_present() -> None:
    score = scored("minutes.jsonl")
    assert score.commitments.f1 > 0.75
    assert score.owners.f1 > 0.99


@pytest.mark.parametrize("name", ["notes.jsonl", "minutes.jsonl"])
def test_every_source_stands_in_the_notes_where_it_is_said_to(name: str) -> None:
    for case in cases(name):
        for found in read(case).commitments:
            assert found.source
            assert case["notes"].startswith(found.source, found.start), (case["id"], found)


@pytest.mark.parametrize("name", ["notes.jsonl", "minutes.jsonl"])
def test_every_sentence_comes_to_something_or_to_nothing_for_a_reason(name: str) -> None:
    for case in cases(name):
        reading = read(case)
        assert reading.trail
        assert all(0 <= read_.start < read_.end <= len(case["notes"]) for read_ in reading.trail)
        kept = {r.outcome for r in reading.trail} & {"commitment", "date"}
        assert bool(kept) or not reading.commitments


def test_a_score_counts_what_is_missing_and_what_is_too_much() -> None:
    case = {
        "id": "x",
        "manager": {"name": "Ana Lee"},
        "report": {"name": "Bo Ray"},
        "gold": {
            "commitments": [
                {"owner": "report", "text": "Draft the plan", "due": None},
                {"owner": "manager", "text": "Ring the vicar", "due": "2026-01-01"},
            ],
            "reviews": [],
            "open_questions": [],
            "secrets": ["Quill"],
        },
    }
    score = Score()
    score.take(
        case,
        {
            "commitments": [
                {"owner": "manager", "text": "Draft the plan", "due": None},
                {"owner": "report", "text": "Sell Quill the boat", "due": None},
            ],
            "reviews": [{"text": "A", "when": None}],
            "open_questions": [],
        },
    )
    assert (score.commitments.f1, score.strict.f1, score.owners.f1) == (0.5, 0.0, 0.0)
    assert score.leaks == ["x: Quill"]
