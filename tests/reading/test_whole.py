"""A mail read as one text: what it outweighs, what it does not, and where it holds a yes back."""

import pytest

from tests.reading.test_reply import read


@pytest.mark.parametrize(
    "body",
    [
        "I was a little nervous about the support desk when we talked, but I've slept on it. I agree to all of it.",
        "I was in two minds about the support desk, but Priya talked me round, so I agree to all of it.",
        "I wondered about asking for a second RFC, but one thing at a time. I agree with everything.",
    ],
)
def test_a_doubt_that_its_mail_overcomes_holds_no_yes_back(body: str) -> None:
    assert read(body).verdict == "accept"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("I was in two minds about the support desk, but Priya talked me round. Agreed if 2 can wait.", "a condition"),
        ("I wondered about the RFC, but Priya talked me round, so I agree to both of them.", "fewer items"),
        ("I wondered about the RFC, but Priya said: I agree to all of it.", "another's word"),
        ("I was nervous about the desk, but slept on it. I agree to all of it. It starts on 3 May then.", "a new day"),
        ("I was nervous about the desk, but slept on it. I agree to all of it, for the most part.", "not the whole"),
    ],
)
def test_what_a_rule_finds_in_a_clause_is_not_outweighed(body: str, why: str) -> None:
    assert read(body).verdict != "accept", why


def test_a_yes_beside_thanks_for_a_leeway_that_nobody_gave_is_held_back() -> None:
    assert read("Agreed. Thank you for the lovely talk on Tuesday.").verdict == "accept"
    assert read("Agreed. Thank you for excusing me from the speech.").verdict != "accept"


def test_a_mail_too_long_for_that_is_judged_by_its_sentences() -> None:
    tale = "The harbour was full of boats and the children ran up and down the quay all afternoon. "
    assert read(f"I agree to all of it. {tale * 16}").verdict == "accept"


@pytest.mark.parametrize("scrap", ["Moi,", "Grüezi", "Stoked!"])
def test_a_greeting_or_a_mood_of_a_word_holds_no_yes_back(scrap: str) -> None:
    assert read(f"{scrap}\n\nI agree to all of it.").verdict == "accept"


@pytest.mark.parametrize("scrap", ["Pending!", "Ish.", "Hmm.", "🙄", "lol"])
def test_a_word_that_may_turn_it_does(scrap: str) -> None:
    assert read(f"I agree to all of it. {scrap}").verdict != "accept"
