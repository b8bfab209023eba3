"""How well replies of other people's making are read: cases by writers who did not know the rules.

`replies-blind.jsonl` holds two sets of 120 cases each; rules were learnt from what went wrong in them. From the third,
`replies-third.jsonl`, none were. docs/performance.md has the first scores and the later ones.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailflow.cli.case import ReplyCase
from mailflow.reading.reply import Understanding

CASES = Path(__file__).parent / "cases"
LEAST = {"replies-blind.jsonl": 0.98, "replies-third.jsonl": 0.88}  # of the verdicts; they had 0.996 and 0.892


@pytest.fixture(scope="module", params=sorted(LEAST))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def read(name: str) -> list[tuple[dict[str, Any], Understanding]]:
    """Each case's gold answer, and what was understood."""
    return list(_each(name))


def _each(name: str) -> Iterator[tuple[dict[str, Any], Understanding]]:
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        case = ReplyCase.of(record)
        yield record["gold"], case.understood(case.locale)


def test_no_acceptance_is_recorded_that_was_not_given(read: list[tuple[dict[str, Any], Understanding]]) -> None:
    """Neither of the whole, nor of an item that is changed, or of which nothing was decided."""
    for gold, found in read:
        assert found.verdict != "accept" or gold["verdict"] == "accept"
        given = {x["n"] for x in gold["items"] if x["op"] == "accept"}
        changed = {x["n"] for x in gold["items"] if x["op"] != "accept"}
        told = {x.n for x in found.items if x.op == "accept"} - given
        assert not told & changed
        assert not told or gold["verdict"] in ("accept", "accept_with_changes")


def test_most_verdicts_are_right(name: str, read: list[tuple[dict[str, Any], Understanding]]) -> None:
    right = sum(found.verdict == gold["verdict"] for gold, found in read)
    assert len(read) >= 120
    assert right / len(read) >= LEAST[name]
