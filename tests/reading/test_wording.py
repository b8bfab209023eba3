"""Wording: which lines are flagged, and the playbook's words for them."""

from datetime import date

import pytest

from mailflow.reading.due import find
from mailflow.reading.wording import advice, flags, misdated

SAID = date(2026, 5, 6)


@pytest.mark.parametrize(
    "text",
    [
        "Be more present in meetings",
        "Support her wherever I can",
        "Try to be around more",
        "Keep an eye on her workload",
        "Help out where possible",
        "Look into options",
        "Get better at delegating",
        "Think about a mentor",
        "More feedback",
    ],
)
def test_what_nobody_could_check_is_vague(text: str) -> None:
    assert flags(text, "report") == ("no_date", "vague")


@pytest.mark.parametrize(
    "text",
    [
        "Get her the team lead role",
        "Get him promoted",
        "Promote her to senior",
        "Make sure he becomes associate director",
        "Give her a 10% raise",
        "Secure a permanent position for him",
        "Get him a regraded post",
        "Hire a second analyst for the team",
        "Get us another engineer on the shift",
        "Guarantee the senior title",
    ],
)
def test_an_outcome_that_others_decide_is_an_overpromise_of_the_manager(text: str) -> None:
    when = find("by 1 June", SAID)
    assert flags(text, "manager", when) == ("overpromise",)
    assert flags(text, "report", when) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Send her the job description",
        "Get him a copy of the role profile",
        "Ask Lou about a promotion",
        "Put her case to the promotion committee",
        "Talk to the head about a raise",
        "Give her feedback on her application for the post",
        "Introduce him to the new engineer",
        "Get her a seat in the pricing workshop",
        "Get him two days in technical services",
        "Find him a sponsor outside the practice",
        "Show her the grade criteria",
        "Arrange a visit to the plant",
    ],
)
def test_advocacy_and_information_are_the_managers_to_give(text: str) -> None:
    assert flags(text, "manager", find("by 1 June", SAID)) == ()


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("", ("no_date",)),
        ("by Friday", ()),
        ("every sprint", ()),
        ("ongoing", ()),
        ("ASAP", ("vague",)),
        ("before our next conversation", ("no_date",)),
        ("on 31/4", ("no_date",)),
    ],
)
def test_the_due_phrase_decides_about_a_missing_date(when: str, expected: tuple[str, ...]) -> None:
    assert flags("Write the runbook", "report", find(when, SAID)) == expected


@pytest.mark.parametrize("flag", ["no_date", "vague", "overpromise"])
def test_every_flag_has_the_playbooks_advice(flag: str) -> None:
    offered = advice(flag)
    assert offered is not None
    assert offered.flag == flag
    assert offered.sentence.endswith((".", "?", '"'))


def test_advice_on_an_overpromise_names_where_authority_ends() -> None:
    offered = advice("overpromise")
    assert offered is not None
    assert "I cannot commit to the outcome" in offered.sentence


def test_an_unknown_flag_has_no_advice() -> None:
    assert advice("late") is None


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("Send the list by\n31 April", "No calendar has the day that your notes name, “by 31 April”."),
        ("Send the list by 5 May 2026", "“by 5 May 2026” in your notes was over on the day you met."),
        ("Send the list by 30 April", ""),
        ("Send the list", ""),
    ],
)
def test_a_day_that_nothing_can_be_due_on_is_asked_about_in_the_words_that_named_it(said: str, asks: str) -> None:
    found = misdated(said, SAID, "en-GB")
    assert (found.sentence if found else "").startswith(asks) and bool(found) == bool(asks)
