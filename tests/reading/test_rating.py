"""The number from 1 to 5 beside others: of what it was and what it is the later counts, and what it is not is none."""

import pytest

from mailflow.reading.rating import rating


@pytest.mark.parametrize(
    ("body", "number"),
    [
        # what takes the place of another number
        ("4 -> 2", 2),
        ("5->3, sadly.", 3),
        ("Hi, 3 => 4. Thanks", 4),
        ("five → three", 3),
        ("4 -> 2 -> 3", 3),
        ("4/5 -> 3/5", 3),
        ("My score: 4 -> 3", 3),
        ("from 4 down to a 2", 2),
        ("From my 4 last time down to a 2.", 2),
        ("From a solid 4 to a shaky 2", 2),
        ("from 4 to 2", 2),
        ("Slid from a 5 down to a 3 this spring.", 3),
        ("It dropped from 4 to 3 to 2.", 2),
        ("My 4 has become a 2.", 2),
        ("What was a 4 is now a 2", 2),
        ("Please change my 4 to a 2.", 2),
        ("I'd like to change my 4 to a 3.", 3),
        ("Swap my 4 for a 2", 2),
        # what it was, and what it is
        ("was a 4, now 2", 2),
        ("was 4 now 2", 2),
        ("Used to be 5, these days 3.", 3),
        ("last year 4, this year 2", 2),
        ("4 then, 2 now", 2),
        ("Was 2, then 3, now 4", 4),
        ("It used to be 4 and it's 2 now", 2),
        ("4, was a 2 in May", 4),
        ("2 (was 4)", 2),
        # one instead of another
        ("2 rather than 4", 2),
        ("3 instead of a 4", 3),
        ("4 not 5", 4),
        ("not a 4, more like a 3", 3),
        ("Not a 4. A 3.", 3),
        ("Anything but a 4, say a 2", 2),
    ],
)
def test_the_later_of_two_numbers_counts(body: str, number: int) -> None:
    assert rating(body) == number


@pytest.mark.parametrize(
    "body",
    [
        "anything but a 4",
        "I am anything but a five.",
        "not a 4",
        "Definitely not 5.",
        "everything except a 3",
        "Any number but 4",
        "No 4 from me.",
        "This is no 5.",
        "I'd never say 5",
        "I wouldn't go as far as 4.",
        "I doubt that it is a 4",
        "a 5 would be a lie",
        "4 is too high",
        "Neither a 4 nor a 5",
        "far from a 4",
        "A 4 it is not",
    ],
)
def test_what_it_is_not_is_no_number(body: str) -> None:
    assert rating(body) is None


@pytest.mark.parametrize(
    "body",
    [
        "I hope it goes from 2 to 4",
        "I'd like to move from 2 to 4",
        "It might go from 3 to 4 if I get the post.",
        "I expect 3 -> 4 next year",
        "anything from a 3 to a 4",
        "From 3 to 4",
        "4 then 2 then 3",
        "3 to 4",
        "2>4",
        "I moved from team 2 to team 4.",
        "I moved from desk 4 to 2",
        "We went from 4 to 2 people",
        "I went from 4 to 5, and I'd say 3",
    ],
)
def test_a_range_a_hope_or_a_count_of_other_things_is_no_number(body: str) -> None:
    assert rating(body) is None


@pytest.mark.parametrize(
    ("body", "number"),
    [
        ("nothing but a 5", 5),
        ("5, not a doubt in my mind", 5),
        ("No doubt it's a 5", 5),
        ("No, 2.", 2),
        ("no more than 3", 3),
        ("Anything but perfect. 4.", 4),
        ("It's all but perfect: 4", 4),
        ("4, no 5 until the pay is sorted", 4),
        ("3 now that 2 have left", 3),
        ("3, since we went from 5 people to 2", 3),
        ("We're down from 4 to 2 nurses. 3", 3),
        ("On a scale from 1 -> 5 I'd say 4", 4),
        ("3, and I hope to get to a 4", 3),
        ("going from strength to strength: 5", 5),
    ],
)
def test_words_of_that_kind_beside_a_number_leave_it(body: str, number: int) -> None:
    assert rating(body) == number
