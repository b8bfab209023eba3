"""The classifiers: what they look at, what their sentences make of them, and where they are not believed."""

import json
from datetime import date

import pytest

from benchmarks import training
from mailflow.reading.classifier import about, classifier, features
from mailflow.reading.clause import Sentence, sentences
from mailflow.reading.item import Item
from mailflow.reading.names import Names
from mailflow.reading.stance import is_beside, matters, refuses
from mailflow.reading.standing import likely, revised

NOBODY = Names((), "")
SURVEY = Item(1, "report", "Post the tenant survey", date(2026, 3, 31))


def test_days_months_and_numbers_count_as_such_whichever_they_are() -> None:
    assert features("See you Friday 3 April") == features("See you Monday 17 March")


def test_names_are_no_words() -> None:
    names = Names(("moira", "ben"), "ben")
    assert features(names.veiled("thanks moira")) == features(names.veiled("thanks ben"))


def test_the_words_of_an_item_are_so_many_items() -> None:
    assert about("The surveys went out to the tenants", "Post the tenant survey") == "The item went out to the item"


def test_probabilities_are_of_all_classes_and_make_one() -> None:
    found = classifier("stance").probabilities("Agreed in full.")
    assert set(found) == {"yes", "no", "beside", "matters"}
    assert sum(found.values()) == pytest.approx(1)
    assert found["yes"] > 0.9


@pytest.mark.parametrize("name", ["stance", "state"])
def test_a_model_knows_the_classes_of_its_sentences(name: str) -> None:
    labels = {
        json.loads(line)["label"]
        for path in training.SENTENCES.glob(f"{name}-*.jsonl")
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert set(classifier(name).classes) == labels


def test_the_same_sentences_give_the_same_weights() -> None:
    """However often they are made: nothing hangs on the order of a set, or on chance."""
    examples = [
        training.Example("yes", "I agree"),
        training.Example("no", "I refuse"),
        training.Example("no", "No"),
    ] * 2
    one, two = training.trained(examples), training.trained(examples)
    assert (one.bias, one.weights) == (two.bias, two.weights)
    found = one.probabilities("I agree")
    assert max(found, key=found.__getitem__) == "yes"


def sentence(text: str) -> Sentence:
    (found,) = sentences(text)
    return found


NO = [
    "I'd rather not take part.",
    "I refuse to sign up to any of this.",
]


@pytest.mark.parametrize("said", NO)
def test_a_no_that_no_rule_knows(said: str) -> None:
    assert refuses(sentence(said), NOBODY)


@pytest.mark.parametrize(
    "said",
    [
        "Apologies for the delay, my laptop died on Tuesday.",
        "Sorry for my late answer, my train was stuck for two hours.",
    ],
)
def test_what_has_nothing_to_do_with_a_yes(said: str) -> None:
    assert is_beside(sentence(said), NOBODY)
    assert not matters(sentence(said), NOBODY)


@pytest.mark.parametrize(
    "said",
    [
        "But I have my doubts.",
        "I'm not saying yes.",
        "If the budget allows it.",
        "Thanks for finding another speaker.",
        "lol",
        "What about the budget?",
    ],
)
def test_what_may_have(said: str) -> None:
    assert not is_beside(sentence(said), NOBODY)


@pytest.mark.parametrize(
    "said",
    [
        "I've been offered a post in Leeds and start there in May.",
        "I count on the day off in return.",
        "The survey is somebody else's by then.",
    ],
)
def test_what_most_likely_turns_a_yes_round(said: str) -> None:
    assert matters(sentence(said), NOBODY)


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
