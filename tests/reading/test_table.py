"""Tables: who, what and by when, whatever draws the columns."""

import pytest

from mailflow.reading.table import Row, read


def cells(text: str, row: Row) -> tuple[str, str, str]:
    """The owner, the action and the date of a row."""

    def said(spans: tuple[tuple[int, int], ...]) -> str:
        return " ".join(text[a:b] for a, b in spans)

    return said(row.owner), said(row.action), said(row.due)


ROWS = [("Pavel", "Draft the plan", "4 May"), ("Judith", "Ring Hana", "June")]


@pytest.mark.parametrize(
    "text",
    [
        "| Who | What | By when |\n|---|---|---|\n| Pavel | Draft the plan | 4 May |\n| Judith | Ring Hana | June |",
        "Who\tWhat\tWhen\nPavel\tDraft the plan\t4 May\nJudith\tRing Hana\tJune",
        "Owner   Action           Due\nPavel   Draft the plan   4 May\nJudith  Ring Hana        June",
        "owner,action,due\nPavel,Draft the plan,4 May\nJudith,Ring Hana,June",
        "Task: Draft the plan\nOwner: Pavel\nDue: 4 May\n\nTask: Ring Hana\nOwner: Judith\nDue: June",
        "Action | Owner | Deadline\nDraft the plan | Pavel | 4 May\nRing Hana | Judith | June",
    ],
    ids=["pipes", "tabs", "aligned", "commas", "line by line", "pipes within"],
)
def test_a_table_has_rows(text: str) -> None:
    assert [cells(text, row) for table in read(text, text) for row in table.rows] == ROWS


def test_a_cell_may_run_over_several_lines() -> None:
    text = "Owner   Action           Due\nPavel   Draft the        4 May\n        whole plan"
    (table,) = read(text, text)
    assert [cells(text, row) for row in table.rows] == [("Pavel", "Draft the whole plan", "4 May")]


@pytest.mark.parametrize(
    "text",
    ["Owner: Ted", "We met, talked, and left.", "who, what\nA, b", "a | b\nc | d", "Task: nothing", ""],
)
def test_other_lines_are_no_table(text: str) -> None:
    assert read(text, text) == ()
