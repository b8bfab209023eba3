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
    ("body", "item", "day"),
    [
        ("Please adjust number 2, the print run will now finish on 11 June. The rest is fine.", 2, "2027-06-11"),
        ("the leaflet one can we make it 11 june hes on holiday till the 3rd. rest is fine", 2, "2027-06-11"),
        ("Fine, but make the roof the end of May, the summer bookings start on the 1st.", 1, "2027-05-31"),
    ],
)
def test_the_day_on_which_an_item_lands_is_no_other_day_of_its_sentence(body: str, item: int, day: str) -> None:
    assert short(read(body, items=ITEMS)) == f"{item} move {day}"


@pytest.mark.parametrize(
    "body",
    [
        "Please adjust number 2, I am away on 11 June.",
        "2 has to move, they paint the print room on 11 June.",
        "Number 2 should change, it may only be ready on 11 June or the 18th.",
        "2 needs to change, our holiday ends on 11 June.",
        "Please adjust number 2, the old leaflet runs out on 11 June.",
        "Number 2 must be earlier: the festival will be held on 14 May.",
        "Please change 2, the exhibition takes place on 11 June.",
        "Please adjust number 2, it will not be ready on 11 June.",
        "Please move the leaflet, it has now clashed with the fete of 11 June.",
        "Please change 2, it will never finish before 11 June.",
    ],
)
def test_a_day_that_only_says_why_is_no_new_one(body: str) -> None:
    assert read(body, items=ITEMS).verdict == "question"


def test_a_day_alone_is_of_the_month_just_named() -> None:
    found = read("I'm away until 11 June so the leaflet would need the 18th. The rest is fine.", items=ITEMS)
    assert short(found) == "2 move 2027-06-18"


def test_arrows_give_each_item_its_day() -> None:
    found = read("1 -> 7 May, 2 -> 11 June, otherwise fine", items=ITEMS)
    assert short(found) == "1 move 2027-05-07; 2 move 2027-06-11"


def test_an_old_date_that_is_to_stay_is_a_change_of_the_change() -> None:
    body = "The leaflet I cannot, Sam is away in June, so we must keep the 21 May. The rest is fine."
    assert short(read(body, "change_request", "manager", ITEMS)) == "2 move 2027-05-21"


def test_all_dates_go_back_by_as_much() -> None:
    found = read("Happy with it, but everything needs to go back a week please.", items=ITEMS)
    assert short(found) == "1 move 2027-05-07; 2 move 2027-06-04; 3 move 2027-03-26"


def test_the_month_of_the_day_that_is_offered_is_no_new_date() -> None:
    found = read("👍 fine, May it is", "change_request", "manager", (ITEMS[1],))
    assert (found.verdict, found.items) == ("accept", ())


@pytest.mark.parametrize(
    "body",
    [
        "Yes to all of it but the leaflet, which was meant for Sam. Off the list with it please.",
        "All fine, but strike the gutter leaflet, nobody reads leaflets.",
    ],
)
def test_an_item_that_is_not_wanted(body: str) -> None:
    assert short(read(body, items=ITEMS)) == "2 drop"


def test_what_is_said_to_be_done_by_its_number_is_done() -> None:
    found = read("That's fine by me. By the way number 2 is done, I printed it on Tuesday.", items=ITEMS)
    assert (found.verdict, short(found)) == ("accept_with_changes", "2 done")


@pytest.mark.parametrize(
    "body",
    [
        "Agreed. Number 2 should get done by Sam.",
        "Yes to all that, I'll get number 1 done first.",
        "Agreed, number 2 is practically completed.",
        "Agreed. Number 2 is best done in June.",
    ],
)
def test_what_is_to_be_done_is_not_done(body: str) -> None:
    assert not [x for x in read(body, items=ITEMS).items if x.op == "done"]


@pytest.mark.parametrize(
    "body",
    [
        "Agreed, and I'd not part with number 2.",
        "Agreed. The leaflet should not be taken off.",
        "Agreed, but number 2 is too tight.",
    ],
)
def test_what_is_kept_or_only_too_tight_is_not_taken_off(body: str) -> None:
    assert not [x for x in read(body, items=ITEMS).items if x.op == "drop"]


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
