"""Wishes in words of no rule: which are heard as what, and what is asked back or left alone all the same."""

from datetime import date

import pytest

from mailflow.reading.item import Item
from tests.reading.test_reply import read, short

ITEMS = (
    Item(1, "report", "Survey the chapel roof", date(2027, 4, 30)),
    Item(2, "report", "Write the gutter leaflet", date(2027, 5, 28)),
    Item(3, "manager", "Lend him the drone", date(2027, 3, 19)),
)


@pytest.mark.parametrize(
    ("body", "item", "day"),
    [
        ("All good. Could we put the leaflet back to 11 June?", 2, "2027-06-11"),
        ("I agree, but the roof has to be May, so call it 14 May.", 1, "2027-05-14"),
        ("Good, but the roof has to wait for the scaffolders, so put 21 May for that one.", 1, "2027-05-21"),
        ("Fine. The roof will not be possible before the frost is over, so 21 May for that.", 1, "2027-05-21"),
        ("I'd go along with it if the leaflet could get until 18 June.", 2, "2027-06-18"),
        ("Agreed. Only the first date is too tight. Two weeks later please.", 1, "2027-05-14"),
        ("I accept. Only please the one of 28 May, I ask for a week later.", 2, "2027-06-04"),
    ],
)
def test_a_new_date_in_words_of_no_rule(body: str, item: int, day: str) -> None:
    found = read(body, items=ITEMS)
    assert (found.verdict, short(found)) == ("accept_with_changes", f"{item} move {day}")


@pytest.mark.parametrize(
    "body",
    [
        "Yes to all of it but the leaflet, which was meant for Sam. Off the list with it please.",
        "All fine, but strike the gutter leaflet, nobody reads leaflets.",
    ],
)
def test_an_item_that_is_not_wanted(body: str) -> None:
    assert short(read(body, items=ITEMS)) == "2 drop"


@pytest.mark.parametrize(
    "body",
    ["I agree to all of it. The roof survey is done already, I did it on Monday.", "Yes! The leaflet is written."],
)
def test_what_is_done_already_is_no_plain_yes(body: str) -> None:
    assert read(body, items=ITEMS).verdict != "accept"


def test_one_more_line_in_words_of_no_rule() -> None:
    found = read("Happy with that, can you also put down that I'm going to redo the photos by 30 June.", items=ITEMS)
    assert [(x.owner, x.text, x.due) for x in found.add] == [("report", "Redo the photos", date(2027, 6, 30))]


def test_a_question_that_asks_for_what_is_named_beside_it_is_none() -> None:
    found = read('Can you change 2? It should say "Write the gutter page for the website".', items=ITEMS)
    assert short(found) == "2 reword [Write the gutter page for the website]"


@pytest.mark.parametrize(
    "body",
    [
        "I agree to all of it. My mother arrives on 3 July.",
        "Yes to everything. We moved house on the 10th.",
        "All agreed, I've dropped the car off with Sam.",
    ],
)
def test_a_tale_asks_for_nothing(body: str) -> None:
    found = read(body, items=ITEMS)
    assert (found.items, found.add) == ((), ())


@pytest.mark.parametrize(
    "body", ["Please leave me be till the 8th of April and I'll answer then.", "Ask me again on Friday."]
)
def test_who_wants_to_be_left_alone_moves_no_item(body: str) -> None:
    assert not read(body, items=ITEMS).items
