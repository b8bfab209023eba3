"""The page shows each mail once, in order, in the inbox it belongs to, and what people wrote is only ever text."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mailflow.delivery import markup
from mailflow.demo import story
from mailflow.demo.page import Mail, Step, entries, mails_of, render, rows_of_person, rows_of_service, short
from mailflow.demo.stage import SERVICE, staged
from mailflow.mail import calendar
from mailflow.mail.header import Mailbox

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
VOID = {"meta", "br"}


class Reader(HTMLParser):
    """What a browser would make of the page: every tag and attribute, and the words of each card by its column."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[tuple[str, str]] = []
        self.cards: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        if tag in VOID:
            return
        kind = dict(attrs).get("class") or ""
        self.open.append((tag, kind))
        if tag == "article":
            self.cards.append((kind.removeprefix("card "), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if any(tag == "article" for tag, _ in self.open):
            kind, words = self.cards[-1]
            self.cards[-1] = kind, words + data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert not reader.open, "a tag is not closed"
    return reader


def ours(to: str, name: str, words: str, *, minutes: int = 0) -> Mail:
    at = AT + timedelta(minutes=minutes)
    return Mail(at, "mailflow", to, name, "Career conversation", words, "", (), b"")


def theirs(who: str, words: str, *, minutes: int = 0, notes: str = "", answers: str = "") -> Mail:
    name = "forward" if notes else "reply"
    return Mail(AT + timedelta(minutes=minutes), who, "mailflow", name, "Re: it", words, notes, (), b"", answers)


# --- the columns ----------------------------------------------------------------------------------------------------


def test_each_mail_is_one_card_in_order_in_the_inbox_of_the_person_who_wrote_or_got_it() -> None:
    mails = [
        ours("ben", "welcome", "first"),
        ours("moira", "booking", "second"),
        theirs("moira", "third", minutes=5),
        theirs("ben", "fourth", minutes=6),
    ]
    cards = read(render(mails, [])).cards
    assert [kind for kind, _ in cards] == ["report", "manager", "manager written", "report written"]
    for (_, words), expected in zip(cards, ["first", "second", "third", "fourth"], strict=True):
        assert expected in words


def test_two_mails_that_both_got_in_one_minute_stand_side_by_side_and_an_answer_stands_below() -> None:
    together = [ours("ben", "invitation", "b"), ours("moira", "invitation", "m")]
    assert render(together, []).count('<div class="moment">') == 1
    apart = [theirs("ben", "yes"), ours("moira", "agreed", "m")]
    assert render(apart, []).count('<div class="moment">') == 2


def test_notes_and_drafts_are_marked_as_unseen_by_the_report_and_the_reflection_by_the_manager() -> None:
    for mail, unseen in (
        (theirs("moira", "", notes="He is tired"), "Ben"),
        (ours("moira", "draft", "1. Rest"), "Ben"),
        (theirs("ben", "I am tired", answers="prompt"), "Moira"),
        (ours("ben", "own-reflection", "> I am tired"), "Moira"),
    ):
        assert f"<span>{unseen} never sees this</span>" in render([mail], [])
    for mail in (ours("ben", "agreed", "1. Rest"), theirs("ben", "yes", answers="confirmation")):
        assert "never sees this" not in render([mail], [])


def test_a_private_sentence_of_the_notes_is_marked_and_the_one_beside_it_is_not() -> None:
    page = render(
        [theirs("moira", "", notes="- Likes maps. Wept over the audit, not for the contract\n- Hates fog")], []
    )
    assert "<mark>Wept over the audit, not for the contract</mark>" in page
    assert page.count("<mark>") == 2  # the other explains it


def test_times_and_days_are_londons() -> None:
    page = render(
        [ours("ben", "review", "x", minutes=36 * 24 * 60), ours("ben", "review", "y", minutes=50 * 24 * 60)], []
    )
    assert '<time datetime="2026-04-07T10:30:00+01:00">10:30</time>' in page
    assert "Tuesday 7 April" in page
    assert "2 weeks later" in page


def test_what_a_person_did_is_told_on_their_mail_and_what_nobody_mailed_stands_alone() -> None:
    steps = [
        Step(AT, "operator", "opens the door"),
        Step(AT, "mailflow", "writes to Ben"),
        Step(AT + timedelta(minutes=5, seconds=1), "Ben", "thinks aloud"),
        Step(AT + timedelta(minutes=5, seconds=1), "Moira", "answers: fine"),
    ]
    page = render(
        [ours("ben", "prompt", "x"), theirs("ben", "hm", minutes=5), theirs("moira", "fine", minutes=5)], steps
    )
    assert [words.endswith("Ben thinks aloud.") for _, words in read(page).cards] == [False, True, False]
    assert page.index("The operator opens the door.") < page.index("<article")
    assert "writes to Ben" not in page
    assert "answers: fine" not in page


# --- what people wrote is text --------------------------------------------------------------------------------------

HOSTILE = '</div></article><script>alert(1)</script><img src="https://evil.example/p.png" onerror=x> &amp; {style} " \''
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "section", "article"),
    *("details", "summary", "h1", "h2", "h3", "p", "div", "span", "ul", "li", "b", "bdi", "mark", "time", "code"),
}


@pytest.mark.parametrize("field", ["words", "forwarded", "subject", "name", "calendar", "sender", "recipient"])
@pytest.mark.parametrize("mail", [ours("ben", "agreed", "x"), theirs("moira", "x")], ids=["ours", "theirs"])
def test_markup_in_any_field_of_a_mail_stays_inert(mail: Mail, field: str) -> None:
    hostile: str | tuple[str, ...] = (HOSTILE,) if field == "calendar" else HOSTILE
    changes: dict[str, object] = {field: hostile}
    page = render([replace(mail, **changes)], [])  # type: ignore[arg-type]  # the field's name is a parameter here
    assert_nothing_foreign(page)
    assert "<script" not in page
    assert "alert(1)" in page or field in ("sender", "recipient")


def test_markup_in_a_private_sentence_stays_inert() -> None:
    page = render([theirs("moira", "", notes=f"{HOSTILE}, not for the contract")], [])
    assert_nothing_foreign(page)
    assert page.count("<mark>") == 2


def test_markup_in_a_step_stays_inert() -> None:
    assert_nothing_foreign(render([theirs("ben", "x")], [Step(AT, "Ben", HOSTILE), Step(AT, HOSTILE, HOSTILE)]))


def assert_nothing_foreign(page: str) -> None:
    reader = read(page)
    assert reader.tags <= TAGS
    assert not reader.attributes & {"src", "href", "srcset", "style", "action"}
    assert not {name for name in reader.attributes if name.startswith("on")}


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = render([ours("ben", "agreed", "x"), theirs("moira", "x", notes="y")], [])
    assert_nothing_foreign(page)
    assert not re.search(r"url\(|@import|https?:|<script|<link|<img|<iframe", page)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300), st.booleans())
def test_every_word_that_somebody_wrote_is_on_the_page(words: str, forwarded: bool) -> None:
    mail = theirs("moira", "" if forwarded else words, notes=words if forwarded else "")
    [(_, shown)] = read(render([mail], [])).cards
    assert "".join(words.split()).replace(">", "") in "".join(shown.split()).replace(">", "")


# --- the words of our mails -----------------------------------------------------------------------------------------


def test_line_breaks_that_only_kept_78_columns_are_taken_out_and_all_others_stay() -> None:
    source = f"""A paragraph {"of many words " * 12}ends.

## Ben will

1. Draft {"the survey and " * 8}more
   by Friday 20 March
2. Rest
   by Monday 23 March

> What somebody wrote, {"on and on " * 10}and on
> and a second row

- a point

---
mailflow. Reply STOP.
"""
    rows = rows_of_service(markup.text(markup.parse(source)))
    assert [(row.kind, row.mark) for row in rows if row.kind != "blank"] == [
        ("line", ""),
        ("heading", ""),
        ("item", "1. "),
        ("under", ""),
        ("item", "2. "),
        ("under", ""),
        ("quote", ""),
        ("quote", ""),
        ("item", "• "),
        ("foot", ""),
    ]
    assert rows[0].text == f"A paragraph {'of many words ' * 12}ends."
    assert [row.text for row in rows if row.kind == "under"] == ["by Friday 20 March", "by Monday 23 March"]


@given(st.lists(st.text(alphabet="ab1.->* ", max_size=100), max_size=12).map("\n".join))
def test_joining_lines_loses_no_letter(text: str) -> None:
    assume("\n--" not in text)  # the line above the foot, which the page draws by its colour alone
    shown = "".join(row.mark.replace("•", "-") + row.text for row in rows_of_service(text))
    assert re.sub(r"[\s>]", "", shown) == re.sub(r"[\s>]", "", text)


def test_what_a_person_typed_keeps_its_lines_and_its_spaces() -> None:
    rows = rows_of_person("one\n  two   three\n\n- four")
    assert [row.mark + row.text for row in rows] == ["one", "  two   three", "", "- four"]


def test_the_first_lines_of_a_long_mail_are_always_visible_and_a_short_one_is_not_folded() -> None:
    long = render([ours("ben", "welcome", "\n\n".join(f"Line {n}." for n in range(20)))], [])
    before, _, after = long.partition("</summary>")
    assert "Line 0." in before
    assert "Line 3." in before
    assert "Line 19." in after
    assert "<details" not in render([ours("ben", "welcome", "One.\n\nTwo.\n\nThree.")], [])


# --- calendars ------------------------------------------------------------------------------------------------------


def test_an_invitation_is_named_with_its_time_in_london() -> None:
    meeting = calendar.Meeting(
        uid="1@career.example",
        sequence=0,
        start=datetime(2026, 6, 4, 11, 0, tzinfo=ZoneInfo("America/New_York")),
        minutes=75,
        summary="A talk; quietly, by the river " * 4,
        organizer_name="mailflow",
        organizer=SERVICE,
        attendee_name="Ben",
        attendee=story.BEN[1],
        stamp=AT,
    )
    named = f"{('A talk; quietly, by the river ' * 4).strip()}, Thursday 4 June 2026, 16:00 to 17:15"
    assert list(entries(calendar.invitation(meeting).content.decode())) == [named]
    assert list(entries(calendar.cancellation(meeting).content.decode())) == [f"{named} (cancelled)"]


def test_each_promise_is_named_with_its_day() -> None:
    promises = [
        calendar.Promise("1@career.example", 0, date(2026, 4, 10), "Read the charter"),
        calendar.Promise("2@career.example", 0, date(2026, 5, 1), "Walk the site"),
    ]
    assert list(entries(calendar.promises(promises, AT).content.decode())) == [
        "Read the charter, Friday 10 April 2026",
        "Walk the site, Friday 1 May 2026",
    ]


@given(
    st.lists(
        st.sampled_from(["BEGIN:VEVENT", "END:VEVENT", "SUMMARY:x", "DTSTART;TZID=No/Where:20260101T000000"])
        | st.text(max_size=30).map("DTSTART:".__add__)
        | st.text(max_size=30)
    )
)
def test_a_damaged_calendar_never_breaks_the_page(lines: list[str]) -> None:
    assert all(isinstance(entry, str) for entry in entries("\r\n".join(lines)))


@pytest.mark.parametrize(
    ("mailbox", "expected"),
    [
        (Mailbox("Moira Lennox", "m@example.com"), "moira"),
        (Mailbox("mailflow", SERVICE), "mailflow"),
        (Mailbox("", "ben.ashcroft@example.com"), "ben-ashcroft"),
        (Mailbox("../../etc Passwd", "x@example.com"), "etc"),
        (Mailbox("Łukasz", "x@example.com"), "ukasz"),
        (Mailbox("…", "x@example.com"), "somebody"),
        (None, "somebody"),
    ],
)
def test_a_persons_short_name_fits_a_file_name(mailbox: Mailbox | None, expected: str) -> None:
    assert short(mailbox) == expected


# --- the whole story ------------------------------------------------------------------------------------------------


async def test_the_played_story_keeps_its_order_and_neither_inbox_shows_what_is_the_others_alone(
    tmp_path: Path,
) -> None:
    """Played against the real service: no mail comes before what it answers, and both confidences hold."""
    steps: list[Step] = []
    async with staged(tmp_path, story.START) as stage:
        await story.play(stage, lambda at, who, what: steps.append(Step(at, who, what)))
        mails = mails_of(stage)
        assert len(mails) == len(stage.boxes.received) + len(stage.sent)
    assert [mail.at for mail in mails] == sorted(mail.at for mail in mails)
    names = [mail.name for mail in mails]
    send, yes = (
        next(at for at, mail in enumerate(mails) if mail.answers == ask) for ask in ("draft", "change-request")
    )
    assert names[send - 2 : send] == ["forward", "draft"]
    assert send < names.index("confirmation") < names.index("change-request") < yes < names.index("agreed")
    for wrote, following in pairwise(mails):
        assert wrote.sender in ("mailflow", following.recipient), "the answer to a person does not come next"
    assert {mail.sender for mail in mails} == {"mailflow", "moira", "ben"}
    assert all(mail.raw for mail in mails)
    cards = read(render(mails, steps)).cards
    assert len(cards) == len(mails)
    inbox = {who: " ".join(words for kind, words in cards if kind.startswith(who)) for who in ("manager", "report")}
    assert "nearly cried" in inbox["manager"]
    assert "nearly cried" not in inbox["report"]
    assert "following one question to its end" in inbox["report"]
    assert "following one question to its end" not in inbox["manager"]
    assert "wrote:" not in inbox["manager"] + inbox["report"], "a reply shows what it quotes"
