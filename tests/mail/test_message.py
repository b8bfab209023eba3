"""Reading a mail from its bytes: whatever comes, a Message or a named reason to hold it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailflow.mail.kind import classify
from mailflow.mail.message import Mailbox, Message, Unreadable, parse
from mailflow.mail.visible import of_message

PIECES = [
    b"From: a@b.example\n", b"Subject: =?utf-8?q?a?= =?x?b?!!?=\n", b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: multipart/alternative; boundary=\"x\"\n", b"Content-Type: text/html; charset=utf-7\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Disposition: attachment; filename*0*=''%ff; filename*=x'y\n",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
    b"\n", b"\r", b"--x\n", b"--x--\n",
    b"Message-ID: <[>\n", b"To: a@[1.2, \"\\\n", b"Date: 99\n", b" folded\n", b"> q\n",
    b"On 3/5/2027 10:00, a@b.c wrote:\n",
    b"<blockquote type=cite>", b"</div><li>", b"-- \n", b"From: x@y.z\nDate: 1:00\n", b"\x1b$B\xff\x00", b"word ",
]  # fmt: skip


def read_whole(raw: bytes) -> None:
    message = parse(raw)
    of_message(message)
    classify(message)


@given(st.binary(max_size=400) | st.lists(st.sampled_from(PIECES) | st.binary(max_size=8)).map(b"".join))
@settings(deadline=None)
def test_any_bytes_give_a_message_or_unreadable(raw: bytes) -> None:
    """No bytes make the reader raise anything but Unreadable, from the parser to the visible text."""
    try:
        read_whole(raw)
    except Unreadable as held:
        assert held.reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"no header here", "headless"),
        (b"From: a@b.example\nX: " + b"x" * 300_000 + b"\n\nhi", "header_too_long"),
        (b"A: b\n" * 2000, "header_too_long"),
        (b"Content-Type: multipart/mixed; " + b';"' * 4000 + b"\n\nhi", "header_too_long"),
        (b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n\nx\n" * 2000, "too_many_parts"),
        (b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(99)), "too_deep"),
        (b"From: a@b.example\n\n" + b"x" * (41 * 2**20), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_held_for_a_reason(raw: bytes, reason: str) -> None:
    """A mail past a limit is refused by name, not read in part and not read for ever."""
    with pytest.raises(Unreadable) as held:
        parse(raw)
    assert held.value.reason == reason


HOSTILE = {
    "openings": "On 3 May 2027 at 10:00 Ann <\n",
    "fields": "From: a@b.example\n",
    "marks": "> ",
    "devices": "Sent from my iPhone\n",
    "rules": "-----Original Message-----\n> x\ny\n",
    "elements": "<div><blockquote type=cite>",
    "lists": "<ol><li>a",
    "thanks": "thanks, many thanks, viele liebe ",
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("media_type", ["text/plain", "text/html"])
def test_hostile_bodies_are_read_to_their_end(unit: str, media_type: str) -> None:
    """200 kB of what a backtracking or nesting reader would stumble over comes back at all."""
    body = (unit * (200_000 // len(unit))).encode()
    read_whole(b"From: a@b.example\nContent-Type: " + media_type.encode() + b"\n\n" + body)


@pytest.mark.parametrize(
    "line",
    [
        "From: " + "a " * 50_000,
        "From: " + "a" * 100_000,
        "From: " + "(" * 50_000,
        "To: " + "<" * 50_000,
        "Subject: " + "=?a?q?" * 20_000,
    ],
)
def test_hostile_headers_are_read_to_their_end(line: str) -> None:
    """A header of 100 kB that hangs or crashes the email package's own reader is read here."""
    read_whole(f"{line}\n\nhi".encode())


def message(head: str, body: str = "hi") -> Message:
    return parse(f"{head}\n\n{body}".encode())


def test_header_values_are_decoded_across_encoded_words() -> None:
    """A character that two encoded words share is whole, and the space between the words is gone (RFC 2047)."""
    assert (
        message("Subject: =?utf-8?B?R3LDvMM=?= =?utf-8?B?n2U=?= an =?iso-8859-1?Q?K=F6ln?=").subject == "Grüße an Köln"
    )


@pytest.mark.parametrize(
    ("value", "sender"),
    [
        ("Ann Lee <Ann@X.Example>", Mailbox("Ann Lee", "ann@x.example")),
        ('"Lee, Ann" <ann@x.example>', Mailbox("Lee, Ann", "ann@x.example")),
        ("ann@x.example (Ann Lee)", Mailbox("Ann Lee", "ann@x.example")),
        ("=?utf-8?q?boss=40x=2Eexample_=3Cboss=40x=2Eexample=3E?= <ann@x.example>",
         Mailbox("boss@x.example <boss@x.example>", "ann@x.example")),
        ("<boss@x.example> <ann@x.example>", None),
        ("boss@x.example, ann@x.example", None),
        ("boss@x.example\nFrom: ann@x.example", None),
        ("nobody", None),
    ],
)  # fmt: skip
def test_sender_is_the_one_mailbox_or_nobody(value: str, sender: Mailbox | None) -> None:
    """Whoever reads two senders into a mail could act as either: so an ambiguous From names nobody."""
    assert message(f"From: {value}").sender == sender


def test_ids_dates_and_recipients() -> None:
    """Ids lose their brackets, dates have a zone, recipients are listed once."""
    read = message(
        "Message-ID: <[odd]@x>\nIn-Reply-To: <a@x>\nReferences: <a@x>\n <b@x>\nDate: Mon, 3 May 2027 10:00:00 +0200\n"
        "To: T <t@x.example>, t2@x.example\nCc: C <c@x.example>\nDelivered-To: d@x.example"
    )
    assert (read.message_id, read.in_reply_to, read.references) == ("[odd]@x", ("a@x",), ("a@x", "b@x"))
    assert read.date == datetime(2027, 5, 3, 8, tzinfo=UTC) and read.date.utcoffset() == timedelta(hours=2)
    assert [box.address for box in read.recipients] == ["t@x.example", "t2@x.example", "c@x.example", "d@x.example"]
    assert message("Date: soon").date is None
    assert message("Date: Mon, 3 May 2027 10:00:00 -0000").date == datetime(2027, 5, 3, 10, tzinfo=UTC)


def test_attachments_keep_their_bytes_and_an_enclosed_mail_its_own() -> None:
    """Bodies and attachments are told apart, and an enclosed message is kept as it came."""
    inner = "From: Ivo <ivo@x.example>\nSubject:  odd   spacing\n\nnotes"
    read = message(
        "Content-Type: multipart/mixed; boundary=m",
        "--m\nContent-Type: text/plain\n\nfirst\n--m\nContent-Type: text/markdown; name=\"../../n.md\"\n"
        "Content-Transfer-Encoding: base64\n\nIyBo\n--m\nContent-Type: message/rfc822\n\n" + inner + "\n--m\n"
        "Content-Type: text/plain\n\nsecond\n--m--",
    )  # fmt: skip
    assert read.text == "first\nsecond" and read.html is None
    assert [(a.name, a.media_type, a.content) for a in read.attachments] == [
        ("n.md", "text/markdown", b"# h"),
        ("", "message/rfc822", inner.encode()),
    ]


def test_a_plain_part_beside_an_html_part_is_in_the_html_too() -> None:
    """Whoever reads the HTML of a mixed mail must not miss what stands in its plain part."""
    read = message(
        "Content-Type: multipart/mixed; boundary=m",
        "--m\nContent-Type: text/plain\n\nI agree to <2>\n--m\nContent-Type: text/html\n\n<p>footer</p>\n--m--",
    )
    assert of_message(read).text == "I agree to <2>\n\nfooter"
