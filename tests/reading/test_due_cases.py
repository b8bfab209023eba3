"""Due dates in phrases and texts that people who did not know the grammar have written, and texts without any.

`cases/due-dates.jsonl`: {"text", "reference", "locale"?, "due"}; `cases/due-none.jsonl` the same with "due": null.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from mailflow.reading.due import due

CASES = Path(__file__).parent / "cases"
RIGHT, FALSE = 0.99, 0.01  # shares: of the dated cases that must be right, of the undated that may be given a date


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def wrong(name: str) -> tuple[list[str], int]:
    """The cases that are read otherwise than they should be, and how many there are."""
    told, found = [], cases(name)
    for case in found:
        day = due(case["text"], date.fromisoformat(case["reference"]), case.get("locale", "en-GB"))
        if (day.isoformat() if day else None) != case["due"]:
            told.append(f"{case['text']} ({case['reference']}): {day}, not {case['due']}")
    return told, len(found)


def test_dates_are_read_as_people_mean_them() -> None:
    told, count = wrong("due-dates.jsonl")
    assert len(told) <= (1 - RIGHT) * count, "\n".join(told)


def test_texts_without_a_date_are_given_none() -> None:
    told, count = wrong("due-none.jsonl")
    assert len(told) <= FALSE * count, "\n".join(told)
