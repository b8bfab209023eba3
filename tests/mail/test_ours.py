"""Our own words are known again in the answer to them, however a program shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.mail.visible import of_text

SENT = """Hello Tom,

this is what you and Priya agreed on Monday. Please check it.

1. You: Draft the billing RFC, by 16 April
2. You: Shadow the support desk for two days,
   by 30 April
3. Priya: Introduce you to the platform lead

Reply YES if all of it is right, or say what should change:
"2 by 7 May", "drop 3".
"""
LINKED = SENT.replace("YES", "YES <mailto:contract+x@career.example?subject=yes>").replace("RFC", "RFC[cid:1@x]")
LINES = SENT.splitlines()


def rewrapped(width: int) -> str:
    out, line = [], ""
    for word in SENT.split():
        if line and len(line) + len(word) >= width:
            out.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return "\n".join([*out, line])


@pytest.mark.parametrize(
    "quotation",
    [SENT, SENT.upper(), SENT.replace("\n", "\n| "), rewrapped(40), rewrapped(1000), SENT.replace("1. ", "• "), LINKED],
    ids=["as sent", "capitals", "bars", "narrow", "one line", "bullets", "links"],
)
def test_a_quotation_that_nothing_marks_is_known(quotation: str) -> None:
    visible = of_text(f"Sounds right to me.\n\n{quotation}", SENT)
    assert visible.text == "Sounds right to me."
    assert "Shadow the support desk" in " ".join(visible.quoted.split()) or quotation == SENT.upper()


QUOTED = [
    "On Wed, 3 Mar 2027 at 10:00, mailflow <c@x.example> wrote:\n\n" + "".join(f"> {line}\n" for line in LINES),
    f"-----Original Message-----\nFrom: mailflow <c@x.example>\nSent: Monday\nTo: Tom\nSubject: Contract\n\n{SENT}",
    SENT,
]


@pytest.mark.parametrize("quotation", QUOTED, ids=["marked", "headed", "bare"])
@pytest.mark.parametrize(
    "example",
    [
        '"2 by 7 May", "drop 3".',
        "Shadow the support desk for two days\nby 7 May instead",
        "2 by 7 May, drop 3\nConfirm.",
    ],
)
def test_an_example_copied_above_or_below_our_mail_is_an_answer(example: str, quotation: str) -> None:
    """What our mail says could be answered is an answer when it is, wherever it stands."""
    assert of_text(f"{example}\n\n{quotation}", SENT).text.split() == example.split()
    assert of_text(f"{quotation}\n{example}", SENT).text.split()[-len(example.split()) :] == example.split()


def test_a_date_that_stands_elsewhere_in_our_mail_is_an_answer() -> None:
    lines = [*LINES[:5], "   by 30 April", *LINES[5:]]
    marked = [line if i == 5 else f"> {line}" for i, line in enumerate(lines)]
    for body in ("\n".join(lines), "\n".join(marked)):
        (passage,) = of_text(body, SENT).passages
        assert (passage.answers, passage.text.strip()) == ("1. You: Draft the billing RFC, by 16 April", "by 30 April")


def test_another_mail_within_ours_is_none_of_the_answer() -> None:
    older = "From: Tom <t@x.example>\nSent: Monday 10:00\nTo: c@x.example\nSubject: Contract\n\nYes, I agree."
    lines = [*LINES[:6], *older.splitlines(), *LINES[6:]]
    assert of_text("Hm.\n\n" + "\n".join(lines), SENT).text == "Hm."


@pytest.mark.parametrize("example", ['"2 by 7 May", "drop 3".', "Reply YES if all of it is right", "1. Yes"])
def test_an_example_copied_out_of_our_mail_is_an_answer(example: str) -> None:
    assert of_text(example, SENT).text == example


def test_what_is_typed_between_our_lines_stands_under_the_line_above() -> None:
    lines = [*LINES[:5], "Yes", LINES[5], LINES[6], "rather by 12 May", *LINES[7:]]
    for opening in (
        "",
        "Von: mailflow <c@x.example>\nGesendet: Montag, 3. Mai 2027 10:00\nAn: Tom\nBetreff: Contract\n\n",
    ):
        visible = of_text(opening + "\n".join(lines), SENT)
        assert [(p.answers, p.text, p.between) for p in visible.passages if p.below] == [
            ("1. You: Draft the billing RFC, by 16 April", "Yes", True),
            ("2. You: Shadow the support desk for two days, by 30 April", "rather by 12 May", True),
        ]


def test_what_is_typed_into_a_marked_quotation_is_found_too() -> None:
    marked = [f"> {line}" for line in LINES]
    marked.insert(5, "> fine with me")
    visible = of_text("\n".join(["On 3 May 2027 at 10:00 mailflow <c@x.example> wrote:", "", *marked]), SENT)
    assert visible.text == "fine with me"


def test_nothing_but_our_words_is_nothing_new() -> None:
    visible = of_text(SENT, SENT)
    assert visible.whole
    assert visible.passages == ()


@given(st.lists(st.sampled_from(["ja", "nope", "by Friday", "That was not what we said."]), min_size=4, max_size=4))
def test_no_answer_between_our_lines_is_lost(answers: list[str]) -> None:
    places = (0, 5, 8, 12)
    lines = list(LINES)
    for place, answer in reversed(list(zip(places, answers, strict=True))):
        lines.insert(min(place, len(lines)), answer)
    text = of_text("\n".join(lines), SENT).text
    assert [line for line in text.splitlines() if line] == answers
