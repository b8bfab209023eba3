"""A yes told from the kinds of its words, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reading.assent import assents, is_courtesy, is_firm
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import keys, phrases

PAIR = Names(("mo", "al"), "al", frozenset({"berg", "sand"}))

YES = [
    "happy with all of this x",
    "yeah thats all sound mate cheers",
    "i am agree with them",
    "i accept the new dates",
    "please consider the changes approved",
    "it's as we said",
    "that's what mo and i agreed",
    "this is how i remember it",
    "it reflects our conversation accurately",
    "please treat this as my confirmation of all three points",
    "all three points are fine",
    "for me all is fine",
    "from my side everything is correct",
    "i can confirm that all of this is right",
    "i found everything correct",
    "you have my agreement",
    "the whole list is fine by me",
    "thanks mo all good",
    "ok mr berg i agree",
    "yesss all agreed from me",
]
NO_FAULT = [
    "i wouldn't change a word",
    "not a word to change",
    "find nothing to add",
    "nothing is to change",
    "no changes from me",
    "no objection to any of the points",
    "i don't have any objections",
    "no worries with any of that",
]
NO_YES = [
    "please confirm",
    "is it right",
    "do i agree",
    "am i right",
    "is that what we agreed",
    "are you happy",
    "you agree",
    "mo agreed",
    "mo is happy with it",
    "i agreed",
    "we agreed on it",
    "what we agreed",
    "the agreed list",
    "i will agree",
    "i'd agree",
    "i agree in part",
    "i agree that it is",
    "i don't agree",
    "it isn't right",
    "none of it is right",
    "nothing agreed",
    "accept nothing",
    "the dates are right",
    "great thanks to all",
    "good point",
    "thanks that's great",
    "no problem",
    "no comment",
    "i can't change it",
    "that doesn't change anything",
    "no change it",
    "it is what it is",
    "that is all",
    "ok",
    "",
]


@pytest.mark.parametrize("words", [*YES, *NO_FAULT])
def test_a_yes_of_known_words_is_one(words: str) -> None:
    assert assents(words, PAIR)


@pytest.mark.parametrize("words", NO_YES)
def test_what_only_looks_like_a_yes_is_none(words: str) -> None:
    assert not assents(words, PAIR)


@given(
    st.sampled_from([*YES, *NO_FAULT]),
    st.sampled_from(["frobnicate", "budget", "if", "unless", "but", "almost"]),
    st.data(),
)
def test_a_word_of_no_kind_makes_it_none(words: str, stranger: str, data: st.DataObject) -> None:
    row = words.split()
    at = data.draw(st.integers(0, len(row)))
    assert not assents(" ".join([*row[:at], stranger, *row[at:]]), PAIR)


def test_where_changes_are_offered_to_want_none_is_no_yes() -> None:
    assert assents("no changes from me", PAIR)
    assert not assents("no changes from me", PAIR, of_changes=True)
    assert assents("no objections", PAIR, of_changes=True)


def test_what_is_spoken_of_may_have_been_cut_out() -> None:
    assert assents("is fine", PAIR, of_items=True)
    assert not assents("is fine", PAIR)


def test_a_yes_is_firm_where_it_says_so_in_so_many_words() -> None:
    assert is_firm("i accept the new dates", PAIR)
    assert is_firm("agreed", PAIR)
    assert not is_firm("all right then", PAIR)


@pytest.mark.parametrize("words", ["thanks mo", "no worries", "ok great", "hi al"])
def test_courtesy_decides_nothing(words: str) -> None:
    assert is_courtesy(words, PAIR)
    assert not assents(words, PAIR)


def test_each_word_is_of_one_kind() -> None:
    listed = [word for key in keys("assent") for word in phrases("assent", key)]
    assert sorted(listed) == sorted(set(listed))
