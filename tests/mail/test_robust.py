"""Any bytes are read or refused by name, nothing else; and no word of a person disappears."""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.mail import bounce, document
from mailflow.mail.kind import classify
from mailflow.mail.message import Unreadable, parse
from mailflow.mail.visible import of_message, of_text

HERE = Path(__file__).parent
BROKE = sorted((HERE / "fuzz").iterdir())
SAMPLES = [path.read_bytes() for path in sorted((HERE / "samples").glob("*.eml"))]
SENT = "Hello Tom, this is what you and Priya agreed on Monday. Please check it. 1. You: Draft the billing RFC."


def read(raw: bytes) -> None:
    """Everything that the room says about a mail."""
    try:
        message = parse(raw)
    except Unreadable as error:
        assert error.reason in {"empty", "headless", "too_large", "header_too_long", "too_many_parts", "too_deep"}
        return
    visible = of_message(message, SENT)
    assert visible.whole or set(visible.text.split()) <= set(visible.full.split())
    classify(message, null_sender=True, own_address="a@x.example")
    classify(message)
    bounce.read(message)
    for attachment in message.attachments:
        document.text_of(attachment)


@pytest.mark.parametrize("path", BROKE, ids=lambda path: path.name)
def test_what_once_broke_the_reader_is_read(path: Path) -> None:
    read(path.read_bytes())


@given(st.binary(max_size=2000))
@settings(deadline=None)
def test_any_bytes(raw: bytes) -> None:
    read(raw)


VALUES = st.one_of(
    st.text(st.characters(max_codepoint=0x2FF, exclude_characters="\r\n"), max_size=60),
    st.sampled_from(
        [
            "=?utf-8?q?=", "=?x?b?????=", "=?utf-8?B?////?=", "a@", "@", "<<a@x>>", '"', "(((", "a@x.example, b@",
            "multipart/mixed; boundary=", "multipart/mixed; boundary=b", "multipart/alternative; boundary=b",
            "text/html; charset=utf-7", "text/plain; charset=*", "message/rfc822", "multipart/digest; boundary=b",
            "text/plain; format=flowed; delsp=yes", "application/ms-tnef", "text/calendar",
            "multipart/report; boundary=b",
            "base64", "quoted-printable", "x-uuencode", "8bit", "Thu, 99 Foo 0000 99:99:99 +9999", "\x00", "a" * 300,
        ]
    ),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type",
        "Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted", "Precedence", "Return-Path",
        "X-Weird", "",
        "Ünknown", "Content-Type ",
    ]
)  # fmt: skip
HEADERS = st.lists(st.tuples(NAMES, VALUES), max_size=8).map(lambda pairs: "".join(f"{k}: {v}\r\n" for k, v in pairs))
FRAGMENTS = (
    "", "On 3 May 2027 at 10:00 Ann Lee <ann@x.example> wrote:", "Am 03.05.27 um 10:00 schrieb Ann:", "> a", ">> b",
    ">",
    "-----Original Message-----", "---------- Forwarded message ---------", "From: Ann Lee <ann@x.example>",
    "Sent: Monday",
    "Date: Mon, 3 May 2027 10:00", "To: b@x.example", "Subject: Notes", "Regards,", "Ann", "-- ", "--",
    "Sent from my iPhone",
    "Thanks", "P.S. one more", "[Ann] yes", "NK> quoted", "```", "[...]", "-" * 40, "_" * 30,
    "CAUTION: external sender",
    "Kim Ward/HOU/ACME", "03/14/2001 09:12 AM", ">>> Ann 1/2/27 >>>", "##- Reply above this line -##", "1. item",
    "- item",
    "--b", "--b--", "<p>", "</blockquote>", "<blockquote type=cite>", "<div class=gmail_quote>", "\x00", "=20",
    "=?utf-8?q?a?=",
)  # fmt: skip
BODIES = st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("\r\n".join)


@given(HEADERS, BODIES)
@settings(max_examples=300, deadline=None)
def test_any_fields_over_any_lines(headers: str, body: str) -> None:
    read(f"{headers}\r\n{body}".encode("utf-8", "surrogateescape"))


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 200)), max_size=4), st.data())
@settings(max_examples=200, deadline=None)
def test_a_damaged_mail(raw: bytes, wounds: Sequence[tuple[int, int]], data: st.DataObject) -> None:
    for start, length in wounds:
        at = start % (len(raw) + 1)
        raw = raw[:at] + data.draw(st.binary(max_size=6)) + raw[at + length :]
    read(raw)


@given(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=25))
@settings(max_examples=300, deadline=None)
def test_no_word_is_lost(fragments: Sequence[str]) -> None:
    """Every line that a person may have written stands somewhere in what is made of their mail."""
    lines = [f"{fragment} word{i}x" if not i % 3 else fragment for i, fragment in enumerate(fragments)]
    visible = of_text("\n".join(lines))
    passed_on = visible.forwarded
    kept = [visible.full, visible.quoted, *([passed_on.text, passed_on.subject, passed_on.date] if passed_on else [])]
    said = " ".join(kept) + (str(passed_on.sender) if passed_on else "")
    headed = (
        "From",
        "Sent",
        "Date",
        "To",
        "Subject",
        "Kim",
        "03/14",
        "On 3",
        "Am 03",
        "---",
        ">>>",
        "[...]",
        "CAUTION",
    )
    for above, line in pairwise(["", *lines]):
        # a line below a field may be the rest of its value
        if "word" in line and not line.startswith(headed) and not above.startswith(headed):
            assert line.rpartition(" ")[2] in said, lines
