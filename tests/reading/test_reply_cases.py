"""How well replies of other people's making are read: cases by writers who did not know the rules.

Each set was scored once before anything was changed for it, then looked at, and rules were read out of what went wrong:
so the shares here say that nothing got worse, and not what a new reply may expect. docs/performance.md has the first
scores.
"""

from typing import Any

import pytest

from mailflow.reading.reply import Understanding
from tests.reading.reply_sets import replies

LEAST = {  # of the verdicts
    "replies-blind.jsonl": 0.98,
    "replies-third.jsonl": 0.95,
    "replies-later.jsonl": 0.94,
    "replies-plain.jsonl": 0.98,
    "replies-chatty.jsonl": 0.84,
    "replies-varied.jsonl": 0.86,
    "replies-edits.jsonl": 0.8,
    "replies-states.jsonl": 0.99,
    "replies-everyday.jsonl": 0.89,
    "replies-remarks.jsonl": 0.92,
    "replies-mixed.jsonl": 0.82,
    "replies-open.jsonl": 0.85,
    "replies-changes.jsonl": 0.81,
    "replies-ordinary.jsonl": 0.87,
    "replies-unseen.jsonl": 0.88,
    "replies-fresh.jsonl": 0.89,
    "replies-week.jsonl": 0.92,
    "replies-digressing.jsonl": 0.87,
}


@pytest.fixture(scope="module", params=sorted(LEAST))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def read(name: str) -> list[tuple[dict[str, Any], Understanding]]:
    """Each case's gold answer, and what was understood."""
    return list(replies(name))


def test_no_acceptance_is_recorded_that_was_not_given(read: list[tuple[dict[str, Any], Understanding]]) -> None:
    """Neither of the whole, nor of an item that is changed, or of which nothing was decided."""
    for gold, found in read:
        assert found.verdict != "accept" or gold["verdict"] == "accept"
        given = {x["n"] for x in gold["items"] if x["op"] == "accept"}
        changed = {x["n"] for x in gold["items"] if x["op"] != "accept"}
        told = {x.n for x in found.items if x.op == "accept"} - given
        assert not told & changed
        # with words left unclear the mail is asked back whole, and nothing of it is recorded
        assert not told or found.unclear or gold["verdict"] in ("accept", "accept_with_changes")


def test_most_verdicts_are_right(name: str, read: list[tuple[dict[str, Any], Understanding]]) -> None:
    right = sum(found.verdict == gold["verdict"] for gold, found in read)
    assert len(read) >= 120
    assert right / len(read) >= LEAST[name]
