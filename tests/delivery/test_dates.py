"""Days and times as one reader is told them."""

from datetime import UTC, date, datetime

import pytest

from mailflow.delivery.dates import dates

BRITISH, AMERICAN = dates("Europe/London", "en-GB", "en"), dates("America/New_York", "en-US", "en")


def test_a_day_is_in_words_and_in_the_readers_order() -> None:
    assert BRITISH.day(date(2026, 3, 12)) == "Thursday 12 March 2026"
    assert AMERICAN.day(date(2026, 3, 12)) == "Thursday, March 12, 2026"
    assert BRITISH.short_day(date(2026, 3, 12)) == "Thursday 12 March"
    assert AMERICAN.short_day(date(2026, 3, 12)) == "Thursday, March 12"


@pytest.mark.parametrize(
    ("start", "minutes", "british", "american"),
    [
        ("2026-01-15T15:00", 60, "Thursday 15 January 2026, 15:00–16:00, London time",
         "Thursday, January 15, 2026, 10:00–11:00 am, New York time"),
        ("2026-07-01T15:30", 90, "Wednesday 1 July 2026, 16:30–18:00, London time",
         "Wednesday, July 1, 2026, 11:30 am–1:00 pm, New York time"),
        ("2026-03-29T00:30", 60, "Sunday 29 March 2026, 00:30–02:30, London time",  # the clocks go forward
         "Saturday, March 28, 2026, 8:30–9:30 pm, New York time"),
    ],
)  # fmt: skip
def test_a_span_is_local_to_the_reader_and_names_the_zone(
    start: str, minutes: int, british: str, american: str
) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert BRITISH.span(instant, minutes) == british
    assert AMERICAN.span(instant, minutes) == american


def test_midnight_and_noon_have_twelve_hours() -> None:
    assert AMERICAN.clock(datetime(2026, 1, 15, 5, 5, tzinfo=UTC)) == "12:05 am"
    assert AMERICAN.clock(datetime(2026, 1, 15, 17, 5, tzinfo=UTC)) == "12:05 pm"


@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("UTC", "UTC"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("Etc/GMT+5", "UTC-05:00"),
        ("Asia/Kolkata", "Kolkata time"),
        ("Nowhere/At_All", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("", "UTC"),
    ],
)
def test_the_zone_is_always_named_and_an_unknown_one_is_honestly_utc(zone: str, place: str) -> None:
    instant = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
    told = dates(zone, "en-GB", "en")
    assert told.place(instant) == place
    if place == "UTC":
        assert told.clock(instant) == "09:00"


def test_a_month_is_in_words_and_anything_else_is_left_alone() -> None:
    assert BRITISH.month("2026-05") == "May 2026"
    for odd in ("2026-13", "spring", "", "2026-²"):
        assert BRITISH.month(odd) == odd


def test_an_example_of_a_day_lies_ahead() -> None:
    now = datetime(2026, 12, 20, 12, 0, tzinfo=UTC)
    assert (BRITISH.weeks_on(now), AMERICAN.weeks_on(now)) == ("17 January", "January 17")


def test_a_language_without_words_is_told_in_english() -> None:
    assert dates("Europe/Berlin", "de-DE", "de").day(date(2026, 3, 12)) == "Thursday 12 March 2026"
