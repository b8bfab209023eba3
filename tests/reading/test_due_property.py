"""Due dates: a date written in any form is read back, whatever the day; no text breaks the reader or is slow."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.reading.due import DuePhrase, due, find
from tests.reading.calls import calls

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
    "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first",
)  # fmt: skip
Write = Callable[[date], str]


def month(day: date) -> str:
    return MONTHS[day.month - 1]


def nth(day: date) -> str:
    sign = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day.day}{sign}"


def spelt(day: date) -> str:
    return ORDINALS[day.day - 1]


WITH_YEAR: tuple[Write, ...] = (
    date.isoformat,
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d:%Y/%m/%d}",
    lambda d: f"{d.day} {month(d)} {d.year}",
    lambda d: f"{nth(d)} {month(d)} {d.year}",
    lambda d: f"the {nth(d)} of {month(d)}, {d.year}",
    lambda d: f"{month(d)} {d.day}, {d.year}",
    lambda d: f"{month(d)} the {nth(d)} {d.year}",
    lambda d: f"{month(d)[:3]} {d.day} {d.year}",
    lambda d: f"{d.day} {month(d)[:3].lower()} {d.year}",
    lambda d: f"{d.day}-{month(d)[:3]}-{d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]}, {d.day} {month(d)} {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()][:3]} {month(d)} {d.day}, {d.year}",
    lambda d: f"the {spelt(d)} of {month(d)} {d.year}",
    lambda d: f"{month(d)} {spelt(d)}, {d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d:%Y-%m-%d}T17:30:00Z",
    lambda d: f"5pm on {d.day} {month(d)} {d.year}",
)
WITHOUT_YEAR: tuple[Write, ...] = (
    lambda d: f"{d.day} {month(d)}",
    lambda d: f"{month(d)} {nth(d)}",
    lambda d: f"the {spelt(d)} of {month(d)}",
    lambda d: f"{d.day}/{d.month}",
)
DAYS_AHEAD: tuple[Callable[[int], str], ...] = (
    lambda n: f"in {n} days",
    lambda n: f"{n} days from now",
    lambda n: f"within the next {n} days",
    lambda n: f"in {n} days' time",
    lambda n: f"{n - 1} days from tomorrow",
    lambda n: f"{n + 1} days before {{}}",
)
# Eight digits are a date from 1990 on, and a date that is over may be ten years old.
SAID = st.dates(date(2000, 1, 1), date(2150, 12, 31))


@given(SAID, st.integers(0, 3650), st.sampled_from(WITH_YEAR), st.sampled_from(["", "by ", "on ", "no later than "]))
def test_a_date_with_its_year_is_read_as_it_was_written(said: date, ahead: int, write: Write, lead: str) -> None:
    day = said + timedelta(ahead)
    assert due(lead + write(day), said) == day


@given(SAID, st.integers(0, 3650), st.sampled_from(["en-GB", "en-US", "de-DE"]), st.sampled_from("/-"))
def test_numbers_alone_are_read_in_the_order_of_the_locale(said: date, ahead: int, locale: str, sign: str) -> None:
    day = said + timedelta(ahead)
    parts = (day.month, day.day) if locale == "en-US" else (day.day, day.month)
    assert due("by " + sign.join(map(str, (*parts, day.year))), said, locale) == day


@given(SAID, st.integers(0, 364), st.sampled_from(WITHOUT_YEAR))
def test_a_date_without_its_year_is_the_next_that_is_not_over(said: date, ahead: int, write: Write) -> None:
    day = said + timedelta(ahead)
    assert due(f"by {write(day)}", said) == day


@given(SAID, st.integers(-3650, -1), st.sampled_from(WITH_YEAR))
def test_a_date_that_is_over_is_past_and_none_is_due(said: date, ago: int, write: Write) -> None:
    text = f"by {write(said + timedelta(ago))}"
    assert [(x.day, x.meaning) for x in find(text, said)] == [(None, "past")]
    assert due(text, said) is None


@given(SAID, st.integers(1, 7))
def test_a_day_of_the_week_is_the_next_one(said: date, ahead: int) -> None:
    day = said + timedelta(ahead)
    name = WEEKDAYS[day.weekday()]
    assert due(f"by {name}", said) == due(f"this {name}", said) == due(f"this coming {name}", said) == day


@given(SAID, st.integers(0, 6))
def test_next_friday_and_its_like_are_in_the_next_week(said: date, weekday: int) -> None:
    monday = said - timedelta(said.weekday()) + timedelta(7)
    name = WEEKDAYS[weekday]
    assert due(f"next {name}", said) == due(f"{name} of next week", said) == monday + timedelta(weekday)


@given(SAID, st.integers(2, 400), st.sampled_from(DAYS_AHEAD))
def test_days_are_counted_from_the_day_it_was_said(said: date, ahead: int, write: Callable[[int], str]) -> None:
    day = said + timedelta(ahead)
    target = day + timedelta(ahead + 1)
    assert due(write(ahead).format(target.isoformat()), said) == day


@given(SAID, st.integers(1, 60))
def test_working_days_are_counted_without_weekends(said: date, count: int) -> None:
    found = due(f"in {count} working days", said)
    assert found is not None and found.weekday() <= 4
    passed = [said + timedelta(n) for n in range(1, (found - said).days + 1)]
    assert sum(day.weekday() <= 4 for day in passed) == count


@given(SAID, st.integers(1, 12))
def test_a_number_in_words_counts_as_its_digits_do(said: date, count: int) -> None:
    for unit in ("weeks", "months", "working days"):
        assert due(f"in {NUMBERS[count - 1]} {unit}", said) == due(f"in {count} {unit}", said) is not None


@given(SAID, st.integers(1, 12))
def test_the_end_of_a_month_is_its_last_day(said: date, number: int) -> None:
    found = due(f"by the end of {MONTHS[number - 1]}", said)
    assert found is not None and found >= said and (found.month, (found + timedelta(1)).day) == (number, 1)


@given(SAID, st.integers(2, 12), st.integers(1, 4))
def test_the_quarters_of_a_fiscal_year_follow_each_other(said: date, start: int, number: int) -> None:
    found = due(f"by the end of Q{number}", said, f"en-GB-x-fy{start:02}")
    assert found is not None and found >= said
    assert (found + timedelta(1)).day == 1 and (found.month - start + 1) % 12 == 3 * number % 12


# --- any text ---------------------------------------------------------------------------------------------------------

WORDS = [
    "by",
    "before",
    "end",
    "of",
    "the",
    "next",
    "may",
    "march",
    "31",
    "12",
    "/",
    "-",
    ".",
    ",",
    "friday",
    "week",
    "in",
    "two",
    "q",
    "2",
    "every",
    "sprint",
    "early",
    "mid",
    "no",
    "sorry",
    "first",
    "last",
    "year",
    "2026",
    "0",
    "9999",
    "within",
    "a",
    "working",
    "days",
    "'",
    "s",
    "th",
    "new",
    "until",
    "when",
    "we",
    "meet",
    "thousand",
    "twenty",
    "back",
    "later",
    "century",
    "on",
]
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(WORDS), max_size=30).map("".join),
)


@given(TEXTS, st.dates(), st.sampled_from(["en-GB", "en-US", "de-DE", "en-GB-x-fy04-mdy", "x", ""]))
def test_any_text_on_any_day_gives_ordered_spans_that_do_not_overlap(text: str, day: date, locale: str) -> None:
    found = find(text, day, locale)
    assert all(isinstance(x, DuePhrase) and 0 <= x.start < x.end <= len(text) for x in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all((x.day is None) == (x.meaning != "day") for x in found)
    assert all(x.day is None or x.day >= day for x in found)
    due(text, day, locale)


@pytest.mark.parametrize(
    "piece",
    ["by the end of ", "every ", "1/", "next ", "no sorry ", "12 May, ", "a", "before before ", "two and ", "the first "
     "week of ", "back in ", "he rang the next day and "],
)  # fmt: skip
def test_reading_takes_steps_in_proportion_to_the_text(piece: str) -> None:
    def steps(times: int) -> int:
        return calls(lambda: find(piece * times, date(2026, 5, 6)))

    assert steps(2400) < 17 * steps(150)
