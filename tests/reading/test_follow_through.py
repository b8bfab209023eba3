"""Follow-through: what the playbook's six kinds of promise are asked for."""

import pytest

from mailflow.reading.follow_through import lacking
from mailflow.reading.wording import advice, flags, offered


@pytest.mark.parametrize(
    ("text", "dated", "lacks"),
    [
        ("Introduce her to Ingrid in architecture", True, []),
        ("Introduce her to someone in architecture", True, ["introduction_who"]),
        ("Introduce her to Ingrid in architecture", False, ["introduction_when"]),
        ("Put him in touch with people in finance", False, ["introduction_who", "introduction_when"]),
        ("Find her something to lead", False, ["lead_what", "lead_support", "lead_when"]),
        ("Let him lead the stock take, with me beside him", True, []),
        ("Let him lead the stock take", True, ["lead_support"]),
        ("Give her feedback on how she chairs", True, []),
        ("Give her feedback", True, ["feedback_what"]),
        ("Give her feedback after each clinic", False, ["feedback_when"]),
        ("Raise his profile", True, ["profile_forum"]),
        ("Raise his profile at the June board meeting", True, []),
        ("Talk to my manager about her progression", False, ["own_manager_when"]),
        ("Talk to my manager about her progression", True, []),
        ("Find him a mentor", True, ["mentor_who"]),
        ("Ask Olu to be her mentor", True, []),
        ("Send her the rota", False, []),
        ("Lead the stock take", False, []),
    ],
)
def test_a_promise_of_a_known_kind_is_asked_for_what_it_lacks(text: str, dated: bool, lacks: list[str]) -> None:
    assert [f"{x.kind}_{x.part}" for x in lacking(text, "manager", dated=dated)] == lacks


def test_only_the_manager_is_asked() -> None:
    assert lacking("Find a mentor", "report", dated=False) == ()


def test_the_kinds_question_replaces_the_general_one() -> None:
    text = "Introduce her to someone in architecture"
    flagged = flags(text, "manager")
    assert flagged == ("no_date",)
    general = advice("no_date")
    said = offered(text, "manager", flagged)
    assert len(said) == 2
    assert general is not None
    assert general.sentence not in said


def test_a_sound_line_is_offered_nothing() -> None:
    assert offered("Introduce her to Ingrid in architecture", "manager", ()) == ()


def test_a_line_of_no_known_kind_is_offered_the_general_words() -> None:
    general = advice("no_date")
    assert general is not None
    assert offered("Send her the rota", "manager", ("no_date",)) == (general.sentence,)
