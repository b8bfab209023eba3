"""Due dates: what the phrases of each family mean."""

from datetime import date

import pytest

from mailflow.reading.due import due, find

SAID = date(2026, 5, 6)  # a Wednesday


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        # Days of the week: the next one, never the day itself; "next" is the one of next week.
        ("by Friday", "2026-05-08"),
        ("by Wednesday", "2026-05-13"),
        ("on Monday", "2026-05-11"),
        ("this Friday", "2026-05-08"),
        ("next Friday", "2026-05-15"),
        ("next Wednesday", "2026-05-13"),
        ("Friday week", "2026-05-15"),
        ("a week on Monday", "2026-05-18"),
        ("Friday of next week", "2026-05-15"),
        ("by thurs", "2026-05-07"),
        ("before Friday", "2026-05-07"),
        ("at Friday's stand-up", "2026-05-08"),
        ("by close of business on Friday", "2026-05-08"),
        ("by 5pm Friday", "2026-05-08"),
        ("have it ready for Friday", "2026-05-08"),
        # Weeks end on Friday.
        ("this week", "2026-05-08"),
        ("next week", "2026-05-15"),
        ("by the end of the week", "2026-05-08"),
        ("end of next week", "2026-05-15"),
        ("the week after next", "2026-05-22"),
        ("in the week of 18 May", "2026-05-22"),
        ("w/c 18 May", "2026-05-22"),
        ("week ending 22 May", "2026-05-22"),
        ("this weekend", "2026-05-10"),
        # Counted from the day it was said.
        ("today", "2026-05-06"),
        ("by tomorrow", "2026-05-07"),
        ("the day after tomorrow", "2026-05-08"),
        ("in two weeks", "2026-05-20"),
        ("in a fortnight", "2026-05-20"),
        ("in a couple of weeks", "2026-05-20"),
        ("within ten days", "2026-05-16"),
        ("w/in 3 wks", "2026-05-27"),
        ("in three weeks' time", "2026-05-27"),
        ("three weeks from now", "2026-05-27"),
        ("in 2-3 weeks", "2026-05-27"),
        ("over the next two weeks", "2026-05-20"),
        ("two weeks at most", "2026-05-20"),
        ("in a month", "2026-06-06"),
        ("in six months", "2026-11-06"),
        ("within 48 hours", "2026-05-08"),
        ("in 5 working days", "2026-05-13"),
        # Months, whole and in part.
        ("in May", "2026-05-31"),
        ("by the end of May", "2026-05-31"),
        ("end-May", "2026-05-31"),
        ("during July", "2026-07-31"),
        ("by July", "2026-07-31"),
        ("in March", "2027-03-31"),
        ("in june", "2026-06-30"),
        ("mid-June", "2026-06-15"),
        ("by the middle of June", "2026-06-15"),
        ("early June", "2026-06-07"),
        ("at the start of June", "2026-06-07"),
        ("late June", "2026-06-25"),
        ("before July", "2026-06-30"),
        ("before the end of July", "2026-07-31"),
        ("in June or July", "2026-07-31"),
        ("the first week of June", "2026-06-05"),
        ("the last week of June", "2026-06-30"),
        ("the first Monday in June", "2026-06-01"),
        ("the last Friday of June", "2026-06-26"),
        ("this month", "2026-05-31"),
        ("by month end", "2026-05-31"),
        ("EOM", "2026-05-31"),
        ("next month", "2026-06-30"),
        ("by the end of next month", "2026-06-30"),
        ("mid next month", "2026-06-15"),
        ("the month after next", "2026-07-31"),
        ("by the end of febuary", "2027-02-28"),
        # Quarters, halves, years, seasons, feasts.
        ("during Q2", "2026-06-30"),
        ("in Q1", "2027-03-31"),
        ("by the end of Q3", "2026-09-30"),
        ("mid-Q3", "2026-08-15"),
        ("Q4 2027", "2027-12-31"),
        ("this quarter", "2026-06-30"),
        ("next quarter", "2026-09-30"),
        ("by EOQ", "2026-06-30"),
        ("by the end of the second quarter", "2026-06-30"),
        ("by the end of the year", "2026-12-31"),
        ("by year end", "2026-12-31"),
        ("next year", "2027-12-31"),
        ("this summer", "2026-08-31"),
        ("in the autumn", "2026-11-30"),
        ("before Christmas", "2026-12-24"),
        ("in the new year", "2027-01-31"),
        # Dates; without a year the next one that is not over.
        ("12 May", "2026-05-12"),
        ("12th of May", "2026-05-12"),
        ("May 12", "2026-05-12"),
        ("May 12th, 2027", "2027-05-12"),
        ("Tue 12 May", "2026-05-12"),
        ("next Tuesday, 12 May", "2026-05-12"),
        ("the twelfth of May", "2026-05-12"),
        ("the twenty-first of May", "2026-05-21"),
        ("May twelfth", "2026-05-12"),
        ("4 May", "2027-05-04"),
        ("12/5", "2026-05-12"),
        ("5/20", "2026-05-20"),
        ("12/05/2026", "2026-05-12"),
        ("12.5.2026", "2026-05-12"),
        ("2026-05-12", "2026-05-12"),
        ("by the 20th", "2026-05-20"),
        ("by the 3rd", "2026-06-03"),
        ("the 15th of next month", "2026-06-15"),
        ("before 12 May", "2026-05-11"),
        ("no later than 12 May", "2026-05-12"),
        ("until 12 May", "2026-05-12"),
        ("3-5 June", "2026-06-05"),
        ("between 3 and 5 June", "2026-06-05"),
        # The later word counts when someone corrects themselves.
        ("by the twelfth, no sorry, the fourteenth of May", "2026-05-14"),
        ("within a week of getting it, so by 20 May", "2026-05-20"),
    ],
)
def test_a_phrase_means_the_last_day_on_which_it_is_still_on_time(phrase: str, day: str) -> None:
    assert due(phrase, SAID) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("phrase", "meaning"),
    [
        ("every sprint", "recurring"),
        ("every other Thursday", "recurring"),
        ("at every team meeting", "recurring"),
        ("every two weeks", "recurring"),
        ("twice a month", "recurring"),
        ("on Fridays", "recurring"),
        ("weekly", "recurring"),
        ("ongoing", "open"),
        ("from now on", "open"),
        ("ASAP", "soon"),
        ("as soon as possible", "soon"),
        ("when I get a chance", "soon"),
        ("in the coming weeks", "soon"),
        ("before our next conversation", "anchor"),
        ("by our next session", "anchor"),
        ("when we next meet", "anchor"),
        ("before the appraisal", "anchor"),
        ("31/4", "impossible"),
        ("by 30 February", "impossible"),
        ("29 Feb 2027", "impossible"),
    ],
)
def test_a_phrase_without_a_day_says_what_it_is_instead(phrase: str, meaning: str) -> None:
    found = find(phrase, SAID)
    assert [(x.day, x.meaning) for x in found] == [(None, meaning)]
    assert due(phrase, SAID) is None


@pytest.mark.parametrize(
    "text",
    [
        "She may take it, or march in and ask.",
        "Three quarters of the team, 3/4 of it, is on 24/7 support.",
        "The weekly order is hers to place.",
        "Introduce him to June in finance and to April Jones.",
        "Last Friday it went well, and it has since 5 March.",
        "Ask each of the developers for the second draft.",
        "Chapters 1-12 of the book, version 2.5",
        "",
    ],
)
def test_words_that_only_look_like_dates_are_none(text: str) -> None:
    assert due(text, SAID) is None


@pytest.mark.parametrize(
    ("locale", "day"),
    [
        ("en-GB", "2027-03-04"),
        ("en-AU", "2027-03-04"),
        ("de-DE", "2027-03-04"),
        ("en-US", "2027-04-03"),
        ("en_US", "2027-04-03"),
    ],
)
def test_the_locale_says_which_number_is_the_month(locale: str, day: str) -> None:
    assert due("by 4/3", SAID, locale) == date.fromisoformat(day)


def test_a_number_above_twelve_is_the_day_in_every_locale() -> None:
    assert due("by 5/20", SAID, "en-GB") == due("by 20/5", SAID, "en-US") == date(2026, 5, 20)


def test_summer_is_at_the_turn_of_the_year_in_the_south() -> None:
    assert due("in the summer", SAID, "en-AU") == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Send it by end of March, please", ["by end of March"]),
        ("By mid-June she'll do A, and B in two weeks", ["By mid-June", "in two weeks"]),
        ("present at the July demo, 10 July", ["the July", "10 July"]),
        ("(by 12 May)", ["by 12 May"]),
    ],
)
def test_the_span_covers_the_phrase_with_its_preposition(text: str, spans: list[str]) -> None:
    assert [text[x.start : x.end] for x in find(text, SAID)] == spans


@pytest.mark.parametrize("word", ["by", "before", "at"])
def test_a_dated_conversation_means_its_day(word: str) -> None:
    anchors = {"conversation": date(2026, 8, 4)}
    (found,) = find(f"{word} our next conversation", SAID, anchors=anchors)
    assert (found.day, found.meaning) == (date(2026, 8, 4), "day")


def test_other_happenings_may_be_dated_by_name() -> None:
    (found,) = find("before the field day", SAID, anchors={"field day": date(2026, 7, 1)})
    assert found.day == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("On 2 June we meet, so send the draft by 29 May", "2026-05-29"),
        ("Get his name on the September panel list by 31 July", "2026-07-31"),
        ("Run the November open day", "2026-11-30"),
        ("Keep a weekly log, done by the end of June", "2026-06-30"),
    ],
)
def test_a_limit_outweighs_a_place_and_a_place_a_name(sentence: str, day: str) -> None:
    assert due(sentence, SAID) == date.fromisoformat(day)


def test_what_recurs_within_a_month_has_no_one_date() -> None:
    assert due("every Thursday in June", SAID) is None


@pytest.mark.parametrize(
    ("said", "phrase", "day"),
    [
        # Year ends and short months.
        ("2026-12-31", "tomorrow", "2027-01-01"),
        ("2026-12-31", "by the end of the year", "2026-12-31"),
        ("2026-12-31", "next month", "2027-01-31"),
        ("2026-12-31", "next quarter", "2027-03-31"),
        ("2026-12-31", "in two weeks", "2027-01-14"),
        ("2026-12-31", "next week", "2027-01-08"),
        ("2026-12-28", "in the new year", "2027-01-31"),
        ("2026-12-28", "early January", "2027-01-07"),
        ("2026-11-30", "by winter", "2027-02-28"),
        ("2027-01-31", "in a month", "2027-02-28"),
        ("2027-01-02", "week 53", "2032-12-31"),
        # 29 February.
        ("2026-03-01", "29 February", "2028-02-29"),
        ("2028-02-29", "today", "2028-02-29"),
        ("2028-02-29", "in a year", "2029-02-28"),
        ("2028-02-01", "by the end of February", "2028-02-29"),
        ("2096-03-01", "29 Feb", "2104-02-29"),
        # A time of day changes nothing, nor does a night in which the clocks change.
        ("2026-03-28", "tomorrow at 2:30 am", "2026-03-29"),
        ("2026-03-28", "in 24 hours", "2026-03-29"),
        ("2026-10-24", "in 48 hours", "2026-10-26"),
        ("2026-05-06", "8 pm on the 15th", "2026-05-15"),
        ("2026-05-06", "Thursday 17:30 CET", "2026-05-07"),
        ("2026-05-06", "in two hours", "2026-05-06"),
    ],
)
def test_the_calendar_turns_where_it_should(said: str, phrase: str, day: str) -> None:
    assert due(phrase, date.fromisoformat(said)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        # Weeks of a month or year are those that have their Thursday in it; a Sunday begins the week it dates.
        ("the second week of October", "2026-10-09"),
        ("the first full week of May 2027", "2027-05-07"),
        ("the last week of May", "2026-05-29"),
        ("the week of Sunday 7 June", "2026-06-12"),
        ("the week before Christmas", "2026-12-18"),
        ("W23", "2026-06-05"),
        ("2026-W30", "2026-07-24"),
        ("next next week", "2026-05-22"),
        ("the weekend after next", "2026-05-24"),
        # Counted from another day, or in two units.
        ("a week from Tuesday", "2026-05-19"),
        ("two weeks after Easter Monday 2027", "2027-04-12"),
        ("3 days before 1 June", "2026-05-29"),
        ("the first Friday after the 20th", "2026-05-22"),
        ("in a year and two months", "2027-07-06"),
        ("in 3 months and 2 weeks", "2026-08-20"),
        ("two Sundays from now", "2026-05-17"),
        ("three days later", "2026-05-09"),
        # Longer periods.
        ("in the 2030s", "2039-12-31"),
        ("by the end of the decade", "2029-12-31"),
        ("next decade", "2039-12-31"),
        ("in the 21st century", "2099-12-31"),
        ("two thousand and twenty-eight", "2028-12-31"),
        ("by twenty twenty-eight", "2028-12-31"),
        ("summer of 2027", "2027-08-31"),
        ("from 2026 to 2028", "2028-12-31"),
        ("in 2027/28", "2028-12-31"),
        ("1H 2027", "2027-06-30"),
        ("27Q4", "2027-12-31"),
        # Ranges end with their later day.
        ("from Monday to Thursday", "2026-05-14"),
        ("July 13-15", "2026-07-15"),
        ("nov-dec 2027", "2027-12-31"),
        # Parts of a period.
        ("the tenth working day of June", "2026-06-12"),
        ("the 100th day of 2027", "2027-04-10"),
        ("the latter half of June", "2026-06-30"),
        ("the last few days of June", "2026-06-30"),
        ("Q2 end", "2026-06-30"),
        ("end-of-month", "2026-05-31"),
        ("Thanksgiving week", "2026-11-27"),
        ("until 14.2.", "2027-02-14"),
        # Other forms.
        ("12/5-14/5", "2026-05-14"),
        ("six weeks out", "2026-06-17"),
        ("in the next 3 hours", "2026-05-06"),
        ("by 3-4pm", "2026-05-06"),
        ("on 22-6", "2026-06-22"),
        ("on the 15", "2026-05-15"),
        ("May twenty-first", "2026-05-21"),
        ("Nov thirty", "2026-11-30"),
        ("the 1st of the month", "2026-06-01"),
        ("next year's Christmas", "2027-12-25"),
        ("Friday 8", "2026-05-08"),
        ("end of tomorrow", "2026-05-07"),
        ("he is back in March", "2027-03-31"),
    ],
)
def test_rarer_forms_mean_the_last_day_too(phrase: str, day: str) -> None:
    assert due(phrase, SAID) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "Back in March we met in Leeds.",
        "Two days later she rang.",
        "He was ill and the next day he went home.",
        "The spring in the latch is broken.",
        "We compared the second-hand oven with a new one.",
        "It runs on 3.11, not on 3.9.",
        "Ask for the next day delivery.",
        "They may second it.",
        "after close of business",
        "From: 09:00",
    ],
)
def test_what_is_told_or_named_sets_no_date(text: str) -> None:
    assert due(text, SAID) is None


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("bis Freitag", "2026-05-08"),
        ("nächsten Freitag", "2026-05-15"),
        ("Ende nächster Woche", "2026-05-15"),
        ("innerhalb von 14 Tagen", "2026-05-20"),
        ("übermorgen", "2026-05-08"),
        ("Mitte Juni", "2026-06-15"),
        ("im ersten Quartal", "2027-03-31"),
        ("bis 15.6.", "2026-06-15"),
        ("am 15.06.2026", "2026-06-15"),
        ("in KW 23", "2026-06-05"),
        ("vor Weihnachten", "2026-12-24"),
        ("am ersten Montag im Juni", "2026-06-01"),
        ("heute in einer Woche", "2026-05-13"),
        ("vom 3. bis 5. Juni", "2026-06-05"),
        ("bis Ende März nächsten Jahres", "2027-03-31"),
        ("so bald wie möglich", None),
        ("jede Woche", None),
        ("bis zum 31.4.", None),
        ("Guten Morgen zusammen", None),
        ("Wir haben uns am Montag getroffen", None),
    ],
)
def test_german_is_read_where_the_locale_is_german(phrase: str, day: str | None) -> None:
    assert due(phrase, SAID, "de-DE") == (date.fromisoformat(day) if day else None)
