"""When people say they will meet."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reading.meeting import find_meeting, length

ON = date(2027, 3, 2)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("Monday 8 March at 3pm, an hour", "2027-03-08T15:00", 60),
        ("We agreed on the 9th of March, 10:30 to 11:45.", "2027-03-09T10:30", 75),
        ("tomorrow at noon", "2027-03-03T12:00", None),
        ("Thursday, quarter to four, 50 minutes", "2027-03-04T15:45", 50),
        ("a quarter past nine on Friday", "2027-03-05T09:15", None),
        ("Friday, half past two, for an hour and a half", "2027-03-05T14:30", 90),
        ("Friday 2-3pm", "2027-03-05T14:00", 60),
        ("Friday 11am - 12.15pm", "2027-03-05T11:00", 75),
        ("Wednesday 10 March 09:00, 1.5 hours", "2027-03-10T09:00", 90),
        ("10 March at 4 o'clock, two hours", "2027-03-10T16:00", 120),
        ("Not Thursday at 9, but Friday at 10, 60 min", "2027-03-05T10:00", 60),
        ("Thursday doesn't work. Friday at eleven.", "2027-03-05T11:00", None),
        ("I booked us in. It's on 18 March.\nAt 13:00, for 75 mins.", "2027-03-18T13:00", 75),
    ],
)
def test_a_day_a_time_and_a_length_make_a_meeting(text: str, start: str, minutes: int | None) -> None:
    found = find_meeting(text, ON)
    assert found is not None
    assert (found.start.isoformat(timespec="minutes"), found.minutes) == (start, minutes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Some time next week.",
        "At three.",
        "Friday",
        "Thursday at 2 or Friday at 3",
        "Would Thursday at 2pm suit?",
        "It was on 12 February at 9am.",
        "Friday is no good, I'm away from 9 to 5.",
    ],
)
def test_anything_less_or_several_to_choose_from_is_no_meeting(text: str) -> None:
    assert find_meeting(text, ON) is None


def test_the_locale_decides_which_number_is_the_month() -> None:
    british, american = find_meeting("4/5 at 2pm", ON), find_meeting("4/5 at 2pm", ON, "en-US")
    assert british is not None and american is not None
    assert (british.start.date(), american.start.date()) == (date(2027, 5, 4), date(2027, 4, 5))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("half an hour", 30), ("three quarters of an hour", 45), ("1h30", 90), ("forty-five minutes", 45), ("long", None)],
)
def test_lengths(text: str, minutes: int | None) -> None:
    assert length(text) == minutes


@given(st.text(alphabet="0123456789:./- apmhatfrom Friday noon half past\n", max_size=80))
def test_any_scrap_of_times_is_read_without_an_error(text: str) -> None:
    found = find_meeting(text, ON)
    assert found is None or found.start.date() >= ON
