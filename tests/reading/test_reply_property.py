"""No acceptance that was not given: accepting words in quotations, negations, conditions, questions and hearsay."""

from datetime import date
from typing import get_args

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from mailflow.mail.header import Mailbox
from mailflow.mail.visible import of_text
from mailflow.reading.reply import Context, Item, Party, Understanding, read_reply
from tests.reading.calls import calls

ON = date(2027, 3, 2)
MANAGER, REPORT = Party("Noor Haddad", "noor@example.com"), Party("Jo Lindqvist", "jo@example.com")
ITEMS = (
    Item(1, "report", "Write the onboarding guide", date(2027, 3, 31)),
    Item(2, "manager", "Ask the director about a mentor", date(2027, 4, 9)),
)
DECIDING: tuple[Context, ...] = ("draft", "confirmation", "change_request")

YES = st.sampled_from(
    [
        "I agree",
        "agreed",
        "I confirm",
        "confirmed",
        "yes",
        "yes, that's right",
        "looks good to me",
        "I accept",
        "approved",
        "I'm happy with this",
        "happy to confirm",
        "all good",
        "you have my agreement",
        "go ahead",
        "I say yes",
        "it's fine by me",
        "send it",
        "good to go",
        "1 yes, 2 yes",
        "1 and 2 are fine",
    ]
)
CONTEXT = st.sampled_from(DECIDING)
FILL = st.sampled_from(["", "Hi Noor,\n\n", "Thanks for this.\n", "Good talk on Monday.\n\n", "Well.\n"])
CLOSE = st.sampled_from(["", "\n\nJo", "\n\nBest wishes\nJo Lindqvist", "\nThanks!"])


def read(body: str, context: Context, items: tuple[Item, ...] = ITEMS) -> Understanding:
    writer = MANAGER if context == "draft" else REPORT
    return read_reply(
        of_text(body, sent="", sender=Mailbox(writer.name, writer.address)).passages,
        context=context,
        author="manager" if context == "draft" else "report",
        on=ON,
        items=items,
        manager=MANAGER,
        report=REPORT,
    )


def assert_nothing_accepted(found: Understanding, body: str) -> None:
    assert found.verdict != "accept", body
    # With words left unclear nothing is changed; a yes to single items beside them is kept for the receipt alone.
    assert found.unclear or not [x for x in found.items if x.op == "accept"], body
    assert not found.send, body


@given(
    YES,
    CONTEXT,
    FILL,
    CLOSE,
    st.sampled_from(["> {0}", '"{0}"', "You wrote “{0}”.", "‘{0}’ is what the mail says.", 'I read "{0}" in it.']),
)
def test_words_in_a_quotation_never_accept(yes: str, context: Context, fill: str, close: str, frame: str) -> None:
    body = f"{fill}{frame.format(yes)}{close}"
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    FILL,
    CLOSE,
    st.sampled_from(
        [
            "On Tue, 2 Mar 2027 at 09:00, Contract <contract@example.com> wrote:\n> {0}\n> {0}\n",
            "-----Original Message-----\nFrom: Contract <contract@example.com>\n"
            "Sent: 2 March 2027 09:00\nTo: Jo\nSubject: Is this right?\n\n{0}",
            "---------- Forwarded message ---------\nFrom: Kim <kim@example.com>\n"
            "Date: Tue, 2 Mar 2027\nSubject: Re: plan\nTo: Jo <jo@example.com>\n\n{0}",
        ]
    ),
)
def test_words_in_the_quoted_or_forwarded_part_never_accept(
    yes: str, context: Context, fill: str, close: str, frame: str
) -> None:
    body = f"{fill}\n\n{frame.format(yes)}"
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    FILL,
    CLOSE,
    st.sampled_from(
        [
            "{0}, if Kim joins us.",
            "If the budget comes, {0}.",
            "{0} - unless the date slips.",
            "{0}, provided that we talk first.",
            "Once I have seen the budget: {0}.",
            "{0}, but I have my doubts.",
            "{0}. However, the guide is too much for me.",
            "{0}, as long as nothing else comes on top.",
            "{0}. Only if Kim agrees, of course.",
            "{0}, subject to my doctor's word.",
            "{0} in principle.",
            "{0}, except the part about the mentor.",
            "{0}. I'm not sure about the guide though.",
            "Assuming that nothing changes, {0}.",
            "{0}. One thing is missing.",
            "{0}. The date is wrong.",
            "{0}. I never said that, mind you.",
            "{0}, I think.",
            "{0}, probably.",
            "{0} (with reservations)",
        ]
    ),
)
@settings(max_examples=300)
def test_a_condition_an_objection_or_a_doubt_beside_the_words_blocks_them(
    yes: str, context: Context, fill: str, close: str, frame: str
) -> None:
    body = f"{fill}{frame.format(yes)}{close}"
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    FILL,
    CLOSE,
    st.sampled_from(
        [
            "I can't say: {0}.",
            "I won't say {0}.",
            "I am not going to write {0} here.",
            "Don't think that {0}.",
            "It is not true that {0}.",
            "Nobody said {0}.",
            "I'm not saying {0}.",
            "Never would I write: {0}!",
        ]
    ),
)
@settings(max_examples=300)
def test_negated_words_never_accept(yes: str, context: Context, fill: str, close: str, frame: str) -> None:
    body = f"{fill}{frame.format(yes)}{close}"
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    FILL,
    CLOSE,
    st.sampled_from(
        [
            "{0}?",
            "Should I write that {0}?",
            "What if {0}?",
            "Must I say {0} by today?",
            "{0}, or what do you think?",
            "Who says that {0}?",
            "Does it count when {0}?",
        ]
    ),
)
@settings(max_examples=300)
def test_words_in_a_question_never_accept(yes: str, context: Context, fill: str, close: str, frame: str) -> None:
    body = f"{fill}{frame.format(yes)}{close}"
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    st.sampled_from(
        [
            "Kim said: {0}.",
            "My partner thinks, {0}.",
            "She asked me whether {0}.",
            "He wrote, {0}, and left.",
            "Automatic reply: {0}\n\nI am out of the office. {0}.",
            "I am on annual leave with limited access to email. {0}. For urgent matters call the desk.",
            "Thanks!\n\n-- \nJo Lindqvist\n{0}",
            "Thanks!\n\nJo Lindqvist\n{0}",
            "{0}, I'll read it tonight and let you know.",
            "{0}: that is what I may write tomorrow.",
        ]
    ),
)
@settings(max_examples=300)
def test_words_of_others_machines_signatures_and_later_never_accept(yes: str, context: Context, frame: str) -> None:
    body = frame.format(yes)
    assert_nothing_accepted(read(body, context), body)


@given(
    YES,
    CONTEXT,
    CLOSE,
    st.sampled_from(
        [
            "Subject: {0}\n\nI'll read it tonight.",
            "Subject: Re: {0}\n\nThanks!",
            "Re: {0}\n\nI'll come back to you.",
            "Betreff: {0}\n\nDanke!",
            "Thanks!\n\nSubject: {0}",
            "FYI\n\nFrom: Kim <kim@example.com>\nTo: Jo <jo@example.com>\nSubject: {0}\n\n{0}",
        ]
    ),
)
def test_words_in_a_subject_line_never_accept(yes: str, context: Context, close: str, frame: str) -> None:
    body = f"{frame.format(yes)}{close}"
    assert_nothing_accepted(read(body, context), body)


SCRAP = st.sampled_from(
    [
        "Guide excluded",
        "mentor tbc",
        "Director permitting",
        "weather permitting",
        "Hmm",
        "?",
        "...",
        ":/",
        "\U0001f644",
        "\U0001f62c",
        "see below",
        "Under duress",
        "Cheers - guide excluded",
        "ish",
        "lol",
        "modulo the guide",
        "The guide is another matter.",
        "Onboarding in the autumn",
        "for the record: extorted",
    ]
)


@given(YES, CONTEXT, SCRAP, st.sampled_from(["{0}.\n{1}", "{0}.\n\n{1}", "{0} - {1}", "{1}\n\n{0}.", "{0} ({1})"]))
@settings(max_examples=300)
def test_beside_a_scrap_or_a_word_about_an_item_nothing_is_accepted(
    yes: str, context: Context, scrap: str, frame: str
) -> None:
    body = frame.format(yes, scrap)
    assert_nothing_accepted(read(body, context), body)


QUOTED = (
    "> 1. {report}: Write the onboarding guide, by 31 March\n"
    "> 2. {manager}: Ask the director about a mentor, by 9 April\n>\n> Reply yes to confirm.\n"
)
HEAD = "On Mon, 1 Mar 2027 at 10:00, Contract <contract@example.com> wrote:\n\n"


@given(
    YES,
    CONTEXT,
    st.sampled_from(
        [
            ("31 March", "30 April"),
            ("9 April", "9 May"),
            ("the onboarding guide", "half a page"),
            ("a mentor", "a raise"),
            ("> 1. {report}: Write the onboarding guide, by 31 March\n", ""),
            ("> 2. {manager}: Ask the director about a mentor, by 9 April\n", ""),
            ("> 2. ", "> NOT 2. "),
        ]
    ),
)
def test_above_a_quotation_that_was_changed_nothing_is_accepted(
    yes: str, context: Context, edit: tuple[str, str]
) -> None:
    whole = HEAD + QUOTED.format(report="Jo", manager="Noor")
    assume(read(f"{yes}\n\n{whole}", context).verdict == "accept")
    changed = (HEAD + QUOTED.replace(*edit)).format(report="Jo", manager="Noor")
    body = f"{yes}\n\n{changed}"
    assert_nothing_accepted(read(body, context), body)


@given(st.text(max_size=400), st.sampled_from(get_args(Context)))
@example("> 1. x\n\n> 2. y\n1", "review")
@example("1, 2, 3-1 #99999999999 31/4 0/0 99:99pm", "booking")
def test_any_text_is_read_without_an_error(body: str, context: Context) -> None:
    found = read(body, context)
    assert all(x.n in {1, 2} for x in found.items)


WORD = st.sampled_from(
    [
        "1",
        "2",
        "1:",
        "#2",
        "no.",
        ">",
        "yes",
        "no",
        "not",
        "agreed",
        "done",
        "drop",
        "move",
        "to",
        "by",
        "until",
        "if",
        "but",
        "5",
        "May",
        "31/4",
        ",",
        ".",
        "?",
        "!",
        ":",
        "\n",
        "\n\n",
        '"',
        "'",
        "(",
        ")",
        "I'll",
        "add",
        "make",
        "it",
        "the",
        "second",
        "one",
        "is",
        "fine",
        "send",
        "change",
        "should",
        "say",
        "stop",
        "Jo",
        "Noor",
        "guide",
        "mentor",
        "remind",
        "me",
        "Friday",
        "at",
        "2pm",
    ]
)


@given(st.lists(WORD, max_size=40).map(" ".join), st.sampled_from(get_args(Context)))
@settings(max_examples=400)
def test_scraps_of_replies_are_read_without_an_error_and_an_unclear_one_accepts_nothing(
    body: str, context: Context
) -> None:
    found = read(body, context)
    assert found.rating is None or 1 <= found.rating <= 5
    if found.unclear:
        assert found.verdict != "accept"


@pytest.mark.parametrize("line", ["a. ", "1 yes\n", "Jo\n", "> 1. x\ny\n", '"a', "I agree, ", "not "])
def test_long_hostile_bodies_are_read_to_the_end(line: str) -> None:
    assert read(line * 3000, "confirmation").verdict in {"none", "question", "reject"}


def test_a_reply_too_long_to_be_read_to_its_end_accepts_nothing() -> None:
    assert read("Good. " * 700 + "I agree.", "confirmation").verdict == "none"
    assert read("I agree. " + "Good. " * 700, "confirmation").verdict != "accept"
    assert read("I agree, " + "very " * 400 + "much. I agree.", "confirmation").verdict != "accept"


@pytest.mark.parametrize(
    "body",
    [
        "Once that is done, I agree.",
        "Looks good once that is done",
        "After that I agree.",
        "Once that's done all good",
        "I would not add this.",
        "I wouldn't remove this.",
        "It's fine, I wouldn't add this",
        "The remaining ones are fine.",
        "I agree to changes.",
        "I agree with the last version",
        "All good more needed",
        "I sign out",
        "It works out",
        "Nothing missing.",
        "None to add",
        "I don't mind.",
        "Subscribe",
        "Commit",
        "Sign",
        "Jo confirmed",
        "Thanks Jo confirmed",
        "I agree\npp Jo",
        "I agree\n\nfor Jo\nAnn",
        "Agreed. Phone first.",
        "Agreed. Kids come first.",
        "Agreed. Tea breaks included.",
        "I agree. My wife says the course is nonsense.",
        "I accept all of it. That weekend wasn't possible.",
    ],
)
def test_what_only_sounds_like_a_yes_never_accepts(body: str) -> None:
    assert_nothing_accepted(read(body, "confirmation"), body)


def test_a_draft_goes_out_only_with_the_changes_that_its_sending_waits_for() -> None:
    for body in ("Once that is done send it.", "After that it can go."):
        assert_nothing_accepted(read(body, "draft"), body)


def test_a_date_at_the_end_of_time_is_moved_no_further() -> None:
    last = Item(1, "report", "Write the onboarding guide", date.max)
    assert read("Can 1 move to the Monday after that?", "confirmation", (last,)).verdict != "accept"


def test_an_item_without_words_is_quoted_without_harm() -> None:
    blank = Item(1, "report", "\u200b", date(2027, 3, 31))
    quoted = "On Mon, 1 Mar 2027 at 9:00, Contract <contract@example.com> wrote:\n> 1. \u200b by 31 March"
    assert read(f"I agree.\n\n{quoted}", "confirmation", (blank,)).verdict == "accept"


@pytest.mark.parametrize("unit", ["yes, ", "i agree, ", "A, ", "1 and 2 ", "or "])
def test_what_a_long_sentence_costs_is_bounded(unit: str) -> None:
    def steps(clauses: int) -> int:
        return calls(lambda: read(unit * clauses + "take.", "confirmation"))

    steps(10)  # what is worked out once
    # Clauses are weighed against each other, so three times as many would cost nine times as much.
    assert steps(150) < 2 * steps(50)


@pytest.mark.parametrize("unit", ["both ", "all the ", "agreed it ", "it is good and ", "yes to it "])
def test_a_row_of_words_of_few_kinds_is_no_yes(unit: str) -> None:
    """Nor is it tried in every way in which it can be parted: some of these took minutes."""
    for times in range(6, 24):
        body = unit * times + "take."
        assert_nothing_accepted(read(body, "confirmation"), body)
