"""New wordings: an item's text is given anew, or put right in a word or a number, and an idiom changes none."""

from datetime import date

import pytest

from mailflow.reading.item import Item
from tests.reading.test_reply import read, short

ITEMS = (
    Item(1, "report", "Recruit five volunteers for the fair", date(2027, 3, 31)),
    Item(2, "report", "Lead the trial workshop on Thursday", date(2027, 4, 16)),
    Item(3, "manager", "Book room 4 for staff", date(2027, 3, 12)),
)


@pytest.mark.parametrize(
    ("body", "item"),
    [
        ('2 should say "Help with the workshop".', "2 reword [Help with the workshop]"),
        ("It should say “co-lead” rather than “lead”.", "2 reword [Co-lead the trial workshop on Thursday]"),
        ('In 2 please write "run" instead of "lead".', "2 reword [Run the trial workshop on Thursday]"),
        ('In 2, change "lead" to "co-lead".', "2 reword [Co-lead the trial workshop on Thursday]"),
        ('2: the word "trial" has to go.', "2 reword [Lead the workshop on Thursday]"),
        ("2: Thursday should read Tuesday.", "2 reword [Lead the trial workshop on Tuesday]"),
        ("1: seven volunteers and not five.", "1 reword [Recruit seven volunteers for the fair]"),
        ("1: seven, not five.", "1 reword [Recruit seven volunteers for the fair]"),
        ("1 should be seven volunteers.", "1 reword [Recruit seven volunteers for the fair]"),
        ("3: room 6, please.", "3 reword [Book room 6 for staff]"),
        ("3 is for volunteers, not for staff.", "3 reword [Book room 4 for volunteers]"),
        ("3 is wrong, it was Room 6 not Room 4.", "3 reword [Book Room 6 for staff]"),
        ("All good except it's Room 6 that we said, not Room 4.", "3 reword [Book Room 6 for staff]"),
        ("In 1 it is not the fair, it is the market.", "1 reword [Recruit five volunteers for the market]"),
    ],
)
def test_a_new_wording_is_taken_in_the_forms_that_people_give_it(body: str, item: str) -> None:
    found = read(body, items=ITEMS)
    assert (found.verdict, short(found)) == ("accept_with_changes", item)


def test_words_that_do_not_say_which_they_replace_are_asked_back() -> None:
    body = 'Please reword 2 to "Help".'
    found = read(body, items=ITEMS)
    assert (found.verdict, found.items, found.unclear) == ("question", (), (body,))


def test_an_idiom_is_no_new_wording() -> None:
    assert not [op for op in read("It isn't a fair, it's a pleasure.", items=ITEMS).items if op.op == "reword"]
