"""Working days and hours, in local time, over weekends and clock changes."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.playbook.working_time import (
    add_months,
    after_hours,
    at_local,
    first_working_day,
    next_morning,
    shift,
)

WEEK = (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("day", "steps", "expected"),
    [
        (date(2026, 3, 12), -3, date(2026, 3, 9)),
        (date(2026, 3, 10), -3, date(2026, 3, 5)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), -1, date(2026, 3, 6)),
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
    ],
)
def test_shift_counts_working_days_only(day: date, steps: int, expected: date) -> None:
    assert shift(day, steps, WEEK) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40))
def test_shift_there_and_back_from_a_working_day(day: date, steps: int) -> None:
    start = first_working_day(day, WEEK)
    assert shift(shift(start, steps, WEEK), -steps, WEEK) == start


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (datetime(2026, 3, 12, 16, 15), 24, datetime(2026, 3, 13, 16, 15)),
        (datetime(2026, 3, 13, 17, 0), 24, datetime(2026, 3, 16, 17, 0)),
        (datetime(2026, 3, 14, 10, 0), 24, datetime(2026, 3, 17, 0, 0)),
        (datetime(2026, 3, 12, 16, 0), 48, datetime(2026, 3, 16, 16, 0)),
    ],
)
def test_hours_of_days_off_do_not_count(start: datetime, hours: int, expected: datetime) -> None:
    assert after_hours(start.replace(tzinfo=UTC), hours, "UTC", WEEK) == expected.replace(tzinfo=UTC)


def test_morning_stays_local_over_the_change_of_clocks() -> None:
    nine = time(9, 0)
    assert at_local(date(2026, 3, 27), nine, "Europe/London").hour == 9
    assert at_local(date(2026, 3, 30), nine, "Europe/London").hour == 8


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 3, 12, 0, 30), datetime(2026, 3, 12, 9, 0)),
        (datetime(2026, 3, 12, 9, 0), datetime(2026, 3, 13, 9, 0)),
        (datetime(2026, 3, 13, 23, 0), datetime(2026, 3, 16, 9, 0)),
        (datetime(2026, 3, 14, 8, 0), datetime(2026, 3, 16, 9, 0)),
        (datetime(2026, 3, 27, 18, 0), datetime(2026, 3, 30, 8, 0)),  # the clocks have changed
    ],
)
def test_the_next_morning_is_one_of_a_working_day(instant: datetime, expected: datetime) -> None:
    found = next_morning(instant.replace(tzinfo=UTC), time(9, 0), "Europe/London", WEEK)
    assert found == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 10, 31), 13, date(2027, 11, 30)),
    ],
)
def test_months_end_on_their_last_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_months_keep_the_day_unless_the_month_is_shorter(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or later.day < day.day
