"""Headings: whose the list below one is, and what only tells."""

import pytest

from tests.reading.test_outline import passages


@pytest.mark.parametrize(
    "heading",
    [
        "## Pavel",
        "**Pavel**",
        "Pavel:",
        "PAVEL WILL",
        "His commitments",
        "Pavel's to-dos:",
        "What Pavel takes on",
        "What Pavel owes me",
        "Pavel commits to:",
        "=== Pavel ===",
        "He's to:",
        "PH does:",
        "Him",
    ],
)
def test_a_heading_says_whose_the_list_below_it_is(heading: str) -> None:
    found = passages(f"Notes of today\n\n{heading}\n- draft the plan\n- ring Hana")
    assert found[-2:] == [("draft the plan", "read", "owned report"), ("ring Hana", "read", "owned report")]


@pytest.mark.parametrize("heading", ["He's", "Where he is", "Manager's report", "Background:", "What he's after"])
def test_a_heading_that_only_tells_owns_nothing(heading: str) -> None:
    found = passages(f"Notes of today\n\n{heading}\n- bored by the audits\n- likes travel")
    assert not any(section.startswith("owned") for _, _, section in found)


def test_a_list_below_a_list_belongs_to_its_own_heading() -> None:
    found = passages("Pavel does:\n * draft the plan\n * ring Hana\n\nJudith does:\n * ask the board")
    assert found[-1] == ("ask the board", "read", "owned manager")
