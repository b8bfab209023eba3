"""Short answers to our mail, by somebody who did not know the rules: most are understood, and none is made a yes."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from mailflow.mail.visible import of_text
from mailflow.reading.item import Item
from mailflow.reading.party import Party
from mailflow.reading.reply import read_reply

SAYINGS = Path(__file__).parent / "cases" / "sayings.jsonl"
ITEMS = (
    Item(1, "report", "Draft the tenant survey", date(2026, 3, 31)),
    Item(2, "report", "Shadow the lettings team for a day", date(2026, 4, 15)),
    Item(3, "manager", "Introduce him to Farida in policy", date(2026, 3, 14)),
)
LEAST = {"accept": 0.43, "reject": 0.6, "none": 0.9, "question": 0.98}


def test_short_answers_are_understood_and_none_is_made_a_yes() -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    made = []
    for line in SAYINGS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        found = read_reply(
            of_text(case["text"]).passages,
            context=case["context"],
            author="manager" if case["context"] == "draft" else "report",
            on=date(2026, 3, 5),
            items=ITEMS,
            manager=Party("Moira Lennox", "moira@example.com"),
            report=Party("Ben Ashcroft", "ben@example.com"),
        )
        total[case["verdict"]] += 1
        right[case["verdict"]] += found.verdict == case["verdict"]
        if found.verdict == "accept" != case["verdict"]:
            made.append(case["text"])
    assert made == []
    assert {verdict: right[verdict] / total[verdict] >= least for verdict, least in LEAST.items()} == dict.fromkeys(
        LEAST, True
    )
