"""What only tells what happened, and what speaks of the matter."""

import pytest

from mailflow.reading.names import Names
from mailflow.reading.tale import is_tale

PAIR = Names(("mo", "al"), "al")


@pytest.mark.parametrize(
    "words",
    [
        "have already asked mrs dacre",
        "we had the boiler man in the studio all of yesterday",
        "my train was late",
        "she laughed",
        "i have compared the list with my own note of our meeting",
        "the trial in leeds has been heard",
        "so i've been a bit all over the place",
    ],
)
def test_a_tale(words: str) -> None:
    assert is_tale(words, PAIR)


@pytest.mark.parametrize(
    "words",
    [
        "i asked for more money",
        "he said no",
        "i have asked my partner and she isn't keen",
        "i wanted june",
        "you left one out",
        "we agreed on less",
        "the fee rose to what i cannot pay",
        "i dropped the course",
        "i never got the budget",
        "i do the course",
        "extorted",
        "",
    ],
)
def test_no_tale(words: str) -> None:
    assert not is_tale(words, PAIR)
