"""What sentences that no rule knows most likely say of what was offered, and of how a commitment stands."""

from datetime import date

import pytest

from mailflow.reading.asked import Asked, Context
from mailflow.reading.clause import Sentence, sentences
from mailflow.reading.item import Item
from mailflow.reading.names import Names
from mailflow.reading.party import Party
from mailflow.reading.stance import agrees, is_beside, is_footer, is_small_print, is_tale, matters, refuses, spoken
from mailflow.reading.standing import about, likely, revised

NOBODY = Names((), "")


def asked(context: Context) -> Asked:
    return Asked(context, "report", date(2026, 3, 5), (), Party("", ""), Party("", ""), "en-GB")


ASKED = asked("confirmation")
SURVEY = Item(1, "report", "Post the tenant survey", date(2026, 3, 31))


def test_names_and_quotations_are_no_words() -> None:
    names = Names(("moira", "ben"), "ben")
    assert spoken("thanks moira, “¤¤¤¤” it is", names) == spoken("thanks ben, “¤¤¤¤¤¤¤¤¤” it is", names)


def test_what_was_asked_for_stands_ahead_of_what_was_said() -> None:
    contexts: tuple[Context, ...] = ("draft", "change_request", "confirmation")
    assert len({spoken("go on.", NOBODY, context) for context in contexts}) == len(contexts)


def test_the_words_of_an_item_are_so_many_items() -> None:
    assert about("The surveys went out to the tenants", "Post the tenant survey") == "The item went out to the item"


def sentence(text: str) -> Sentence:
    (found,) = sentences(text)
    return found


NO = [
    "I'd rather not take part.",
    "I refuse to sign up to any of this.",
]


@pytest.mark.parametrize("said", NO)
def test_a_no_that_no_rule_knows(said: str) -> None:
    assert refuses(sentence(said), ASKED)


@pytest.mark.parametrize(
    ("said", "context"),
    [
        ("You can count on me for all of it.", "confirmation"),
        ("Consider the whole of it signed and sealed by me.", "confirmation"),
        ("Lovely, away it goes to him with my blessing.", "draft"),
        ("The later dates suit me down to the ground.", "change_request"),
    ],
)
def test_a_yes_that_no_rule_knows(said: str, context: Context) -> None:
    assert agrees(sentence(said), None, [], asked(context))


@pytest.mark.parametrize(
    "said",
    [
        "Never would I write: looks good to me!",
        "He wrote, I agree, and left.",
        "I am ninety percent happy with all of it.",
        "I might say yes to all of it.",
        "She is fine with all of it.",
        "All of it is fine as far as I can tell.",
        "You can count on me for most of it.",
        "Would you count on me for all of it?",
        "Totally agree, great match!",
    ],
)
def test_what_only_sounds_like_a_yes(said: str) -> None:
    assert not agrees(sentence(said), None, [], ASKED)


def test_a_yes_may_belong_to_what_stands_before_it() -> None:
    before, said = sentences("Lena's wedding was on Saturday. I say yes and yes again.")
    assert agrees(said, None, [], ASKED)
    assert not agrees(said, before, [], ASKED)


def test_no_clause_of_a_yes_may_matter() -> None:
    said = sentence("You can count on me for all of it.")
    assert agrees(said, None, ["You can count on me", "for all of it"], ASKED)
    assert not agrees(said, None, ["You can count on me for all of it", "only the first two"], ASKED)


BESIDE = [
    "Apologies for the delay, my laptop died on Tuesday.",
    "Sorry for my late answer, my train was stuck for two hours.",
    "I nearly wrote back asking for more time, and then I looked at my diary properly.",
    "The dog ate the first printout, so I had to do it again at my sister's.",
]
MATTERS = [
    "I've been offered a post in Leeds and start there in May.",
    "I count on the day off in return.",
    "The survey is somebody else's by then.",
    "My last day here is Friday.",
    "I'd want to ask my union rep before anything is final.",
]


@pytest.mark.parametrize("said", BESIDE)
def test_what_has_nothing_to_do_with_a_yes(said: str) -> None:
    assert is_beside(sentence(said), ASKED, touchy=False, item=False)
    assert not matters(sentence(said), ASKED, says_yes=False)


@pytest.mark.parametrize("said", MATTERS)
def test_what_most_likely_turns_a_yes_round(said: str) -> None:
    assert matters(sentence(said), ASKED, says_yes=False)
    assert not is_beside(sentence(said), ASKED, touchy=False, item=False)
    assert not is_tale(sentence(said), ASKED, item=False)


@pytest.mark.parametrize(
    "said",
    [
        "But I have my doubts.",
        "I'm not saying yes.",
        "If the budget allows it.",
        "Thanks for letting me off the survey.",
        "lol",
        "P.P.",
        "My son typed that while I was in the shower.",
        "My colleague has my phone and is answering everything.",
        "What about the budget?",
    ],
)
def test_what_may_have(said: str) -> None:
    assert not is_beside(sentence(said), ASKED, touchy=False, item=False)


def test_a_tale_is_told_in_a_sentence_and_is_no_condition() -> None:
    assert is_tale(sentence("Somebody has parked a caravan in front of the gate again."), ASKED, item=False)
    assert not is_tale(sentence("Psych!"), ASKED, item=False)
    assert not is_tale(sentence("If you ask me, it should be July."), ASKED, item=False)


def test_of_a_sentence_too_long_for_it_nothing_is_passed_over() -> None:
    tale = "The train was late again and the kids were tired, " * 6
    assert matters(sentence(f"{tale}and so on."), ASKED, says_yes=False)
    assert not is_tale(sentence(f"{tale}and the survey can wait."), ASKED, item=False)


def test_small_print_speaks_to_nobody() -> None:
    assert is_small_print(sentence("Ramsbottom Tiles, Lancashire"), ASKED)
    assert not is_small_print(sentence("PS I can't do the second one."), ASKED)
    assert not is_small_print(sentence("Housing Officer until Friday, then a free man"), ASKED)


def test_a_footer_is_not_searched() -> None:
    assert is_footer(sentence("If you received this in error please delete it and tell the sender."), ASKED)
    assert not is_footer(sentence("Please delete the second one."), ASKED)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("the survey went home in the book bags last week.", "done"),
        ("i'm chipping away at the survey, two pages to go.", "progress"),
        ("the survey is stuck, nobody at the council answers me.", "blocked"),
        ("i will send the survey on friday.", None),
        ("is the survey done?", None),
    ],
)
def test_how_an_item_most_likely_stands(said: str, state: str | None) -> None:
    assert likely(said, SURVEY, NOBODY) == state


def test_a_rule_that_reads_done_is_overruled_only_by_what_is_all_but_certain() -> None:
    assert revised("the survey is done.", SURVEY, NOBODY) == "done"
    assert revised("the survey isn't done, i haven't even started it yet.", SURVEY, NOBODY) != "done"
