"""Sentences and clauses: what is one text as typed and as it is looked at, and how much of it is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reading.clause import LONGEST, MOST, bare, lowered, sentences
from mailflow.reading.memory import remembered


@given(st.text(max_size=60))
def test_small_letters_take_the_places_of_capitals(text: str) -> None:
    assert len(lowered(text)) == len(text)


@pytest.mark.parametrize(("text", "low"), [("ΟΔΟΣ", "οδοσ"), ("İstanbul ΟΔΟΣ", "İstanbul οδοσ"), ("Yes", "yes")])
def test_each_letter_is_made_small_by_itself(text: str, low: str) -> None:
    assert lowered(text) == low


@pytest.mark.parametrize("count", [1, MOST - 1, MOST, 2 * MOST - 2, 200])
def test_a_rule_of_dashes_is_one_break(count: int) -> None:
    """Some programs draw a line of them below the words."""
    (sentence,) = sentences(f"I agree {'—' * count}")
    assert sentence.whole


@pytest.mark.parametrize("count", [MOST - 1, MOST, MOST + 1])
def test_a_sentence_is_read_up_to_so_many_breaks(count: int) -> None:
    (sentence,) = sentences("a," * count + "b")
    assert sentence.whole == (count < MOST)
    (spread,) = sentences("word, " * count + "end")
    assert spread.whole == (count < MOST)


@given(st.text(alphabet="ab ,.;-—!?(", max_size=200))
def test_sentences_are_stretches_of_the_text(text: str) -> None:
    said = sentences(text)
    assert all(len(s.text) == len(s.plain) <= LONGEST for s in said)
    assert all(s.text in " ".join(text.split()) for s in said if "\n" not in text)


def test_stops_and_brackets_are_no_words() -> None:
    assert bare("ok - (2): yes, it's fine!") == "ok - 2 yes it's fine"


def test_what_is_long_is_not_kept() -> None:
    made: list[str] = []

    @remembered(8, 3)
    def length(text: str) -> int:
        made.append(text)
        return len(text)

    assert [length(text) for text in ("abc", "abc", "abcd", "abcd")] == [3, 3, 4, 4]
    assert made == ["abc", "abcd", "abcd"]
