"""What we compose is read back by two independent readers as what was meant, whatever people typed."""

import email
import email.message
import email.policy
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.utils import parseaddr, parsedate_to_datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mailflow.mail.compose import Calendar, Letter, UnsendableAddress, compose, one_line, sendable
from mailflow.mail.header import Mailbox
from mailflow.mail.message import parse
from mailflow.mail.token import TokenKey, reply_address, tokens_of

TOKEN = TokenKey(b"sixteen bytes ok").derive("ask 1")
LETTER = Letter(
    token=TOKEN,
    name="draft",
    service="growth@firm.example",
    service_name="Growth contract",
    to_name="Ida Berg",
    to_address="ida@firm.example",
    subject="Your growth contract with Omar",
    text="Hello Ida,\n\n1. Draft the billing note (15 March 2027)\n\nReply OK if this is right.\n",
    html="<p>Hello Ida,</p>",
    sent_at=datetime(2027, 2, 3, 9, 30, tzinfo=UTC),
)
HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "X-Mailflow",
    "Content-Language",
    "MIME-Version",
    "Content-Type",
]
REQUEST = Calendar(
    b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-NOTE:Gr\xc3\xbc\xc3\x9fe\r\nEND:VCALENDAR\r\n",
    "REQUEST",
    "invite.ics",
)

# Everything that has ever ended a header early, and plenty of what has not.
HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet='\r\n\0\t\x0b\x85\u2028 :;,<>@"\\()[]=?_utf8qbé😀aB'),
    st.lists(
        st.sampled_from(
            [
                "\r\nBcc: x@evil.test",
                "\nTo: x@evil.test",
                "\r\n\r\n<p>",
                '"',
                "\\",
                "<x@evil.test>",
                ", x@evil.test",
                "=?utf-8?q?=0D=0ABcc:_x=40evil.test?=",
                "=?utf-8?b?",
                "?=",
                "\u202e",
                "group: a@b.test;",
                "(comment",
                "Łukasz",
                "佐藤花子",
                "🧑🏽‍💻",
                "a" * 80,
                "é" * 80,
                "word " * 30,
            ]
        ),
        max_size=6,
    ).map("".join),
)


def compat(mail: bytes) -> email.message.Message:
    return email.message_from_bytes(mail, policy=email.policy.compat32)


def modern(mail: bytes) -> email.message.EmailMessage:
    message = email.message_from_bytes(mail, policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def unfolded(value: str) -> str:
    return value.replace("\r\n", "").replace("\n", "")


def decoded(value: str) -> str:
    return str(make_header(decode_header(unfolded(value))))


def header_names(mail: bytes) -> list[str]:
    """By hand, so that no reader's leniency hides a header."""
    head = mail.partition(b"\r\n\r\n")[0].decode("ascii")
    return [line.partition(":")[0] for line in head.split("\r\n") if not line.startswith(" ")]


def assert_well_formed(mail: bytes) -> None:
    text = mail.decode("ascii")
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert not any("\r" in line or "\n" in line or "\0" in line for line in lines)
    assert max(map(len, lines)) <= 998
    for line in text.partition("\r\n\r\n")[2].split("\r\n"):
        assert len(line) <= 76


def leaf(message: email.message.Message, content_type: str) -> email.message.Message:
    return next(part for part in message.walk() if part.get_content_type() == content_type)


def old_text(mail: bytes, content_type: str) -> str:
    payload = leaf(compat(mail), content_type).get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode("utf-8").replace("\r\n", "\n")


def new_text(mail: bytes, content_type: str) -> str:
    part = leaf(modern(mail), content_type)
    assert isinstance(part, email.message.EmailMessage)
    content = part.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def shape(message: email.message.Message) -> object:
    if not message.is_multipart():
        return message.get_content_type()
    parts = message.get_payload()
    assert isinstance(parts, list)
    children = [shape(part) for part in parts if isinstance(part, email.message.Message)]
    return {message.get_content_subtype(): children}


def test_a_plain_letter_reads_like_this() -> None:
    head, _, body = compose(LETTER).decode("ascii").partition("\r\n\r\n")
    assert head.split("\r\n") == [
        "From: Growth contract <growth@firm.example>",
        "To: Ida Berg <ida@firm.example>",
        f"Reply-To: Growth contract <growth+{TOKEN}@firm.example>",
        "Subject: Your growth contract with Omar",
        "Date: Wed, 03 Feb 2027 09:30:00 +0000",
        f"Message-ID: <{TOKEN}@firm.example>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        "X-Mailflow: draft",
        "Content-Language: en",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        f' boundary="=_alternative_{TOKEN}"',
    ]
    assert LETTER.text.replace("\n", "\r\n") in body


@settings(max_examples=1000, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
@example("\r\nBcc: x@evil.test", "x\r\n\r\n<script>", "\0")
@example(" " + "a" * 60 + "😀" * 20, "é " * 200, "a" * 5000)
def test_no_name_and_no_subject_adds_a_header_or_a_recipient(to: str, subject: str, service: str) -> None:
    mail = compose(replace(LETTER, to_name=to, subject=subject, service_name=service, name=subject))
    assert_well_formed(mail)
    assert header_names(mail) == HEADERS
    old, new = compat(mail), modern(mail)

    assert decoded(old["Subject"]) == new["Subject"] == one_line(subject)
    assert decoded(old["X-Mailflow"]) == new["X-Mailflow"] == one_line(subject)
    expected = {
        "From": (service, LETTER.service),
        "To": (to, LETTER.to_address),
        "Reply-To": (service, reply_address(LETTER.service, TOKEN)),
    }
    for header, (name, address) in expected.items():
        old_name, old_address = parseaddr(unfolded(old[header]))
        assert (decoded(old_name), old_address) == (one_line(name), address)
        (new_address,) = new[header].addresses
        assert new_address.addr_spec == address
        # Before Python 3.13, email.policy keeps the space between two encoded words, against RFC 2047 §6.2.
        assert "".join(new_address.display_name.split()) == "".join(one_line(name).split())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Ida",
        "Ida Berg",
        "O'Neill, Ida",
        'Ida "the rock" Berg',
        "Ida \\ Berg",
        "Dr. Ida Berg (Ops)",
        "ida@home.example",
        "Łukasz Żółć",
        "佐藤花子",
        "Зоя Петровна",
        "a =?utf-8?q?b?= c",
        "🧑🏽‍💻 Ida",
    ],
)
def test_a_name_is_read_as_it_was_typed(name: str) -> None:
    mail = compose(replace(LETTER, to_name=name))
    (address,) = modern(mail)["To"].addresses
    assert (address.display_name, address.addr_spec) == (name, "ida@firm.example")
    assert decoded(parseaddr(unfolded(compat(mail)["To"]))[0]) == name


def test_a_long_name_in_another_script_is_cut_between_its_words() -> None:
    name = "Александра Константиновна Преображенская"
    mail = compose(replace(LETTER, to_name=name))
    assert decoded(parseaddr(unfolded(compat(mail)["To"]))[0]) == name
    assert modern(mail)["To"].addresses[0].display_name.split() == name.split()
    assert max(map(len, mail.partition(b"\r\n\r\n")[0].split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\r\nb", "a b"),
        ("a\0b\x1b[31m", "a b [31m"),
        ("  a   b  ", "a b"),
        ("a\u2028b\x85c", "a b c"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u00a0b\u00a0", "a\u00a0b"),
        ("a\ud800b", "a?b"),
        ("\n", ""),
        ("שלום עולם", "שלום עולם"),
    ],
)
def test_words_in_headers_are_kept_to_one_line(typed: str, shown: str) -> None:
    assert one_line(typed) == shown
    assert modern(compose(replace(LETTER, subject=typed)))["Subject"] == shown


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="\n .=F-_é佐\tfrom ", max_size=300)))
@example("From Ida\nFrom here on " + "x" * 100)
@example(".\n..\n. \n")
@example("trailing \nspace \t\n ")
@example("no newline at the end, and a line that is rather long: " + "word " * 40)
@example(f"\n--=_alternative_{TOKEN}--\n")
@example("a\r\nb\rc\n")
@example("\0\x0b\x0c\u2028")
def test_texts_arrive_as_they_were_written(text: str) -> None:
    mail = compose(replace(LETTER, text=text, html=text))
    assert_well_formed(mail)
    assert not mail.partition(b"\r\n\r\n")[2].startswith(b"From ")
    assert b"\r\nFrom " not in mail.partition(b"\r\n\r\n")[2] or "From From" in text
    expected = text.replace("\r\n", "\n").replace("\r", "\n")
    for content_type in ("text/plain", "text/html"):
        assert old_text(mail, content_type) == new_text(mail, content_type) == expected
    assert shape(modern(mail)) == {"alternative": ["text/plain", "text/html"]}


def test_a_lone_surrogate_does_not_stop_a_mail() -> None:
    assert new_text(compose(replace(LETTER, text="a\ud83db")), "text/plain") == "a?b"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Grüße aus Zürich, bis übermorgen.\n", "quoted-printable"),
        ("Plain words.\n", "quoted-printable"),
        ("", "quoted-printable"),
        ("До встречи в четверг.\n", "base64"),
        ("来週の木曜日に。\n", "base64"),
    ],
)
def test_a_part_is_left_readable_where_it_can_be(text: str, encoding: str) -> None:
    part = leaf(compat(compose(replace(LETTER, text=text))), "text/plain")
    assert part["Content-Transfer-Encoding"] == encoding


def test_the_same_letter_gives_the_same_bytes_whatever_zone_its_time_is_written_in() -> None:
    elsewhere = LETTER.sent_at.astimezone(timezone(timedelta(hours=9)))
    same = replace(LETTER, sent_at=elsewhere)
    assert same == LETTER
    assert compose(same) == compose(LETTER)
    assert parsedate_to_datetime(modern(compose(same))["Date"]) == LETTER.sent_at


def test_an_answer_says_that_it_is_one() -> None:
    assert modern(compose(replace(LETTER, replied=True)))["Auto-Submitted"] == "auto-replied"


def test_nothing_marks_our_mail_as_bulk_or_as_a_list() -> None:
    names = {name.lower() for name in header_names(compose(LETTER))}
    assert not names & {"precedence", "list-id", "list-unsubscribe", "feedback-id", "cc", "bcc", "sender"}


def thread(mail: bytes) -> tuple[str | None, list[str]]:
    message = compat(mail)
    return message["In-Reply-To"], unfolded(message["References"] or "").split()


@pytest.mark.parametrize(
    ("parent", "references", "expected"),
    [
        (None, (), (None, [])),
        ("a@x", (), ("<a@x>", ["<a@x>"])),
        ("<a@x>", ("r@x",), ("<a@x>", ["<r@x>", "<a@x>"])),
        ("a@x", ("r@x", "a@x"), ("<a@x>", ["<r@x>", "<a@x>"])),
        (None, ("r@x",), (None, ["<r@x>"])),
        ("<[3f2a]@exchange.example>", (), ("<[3f2a]@exchange.example>", ["<[3f2a]@exchange.example>"])),
        ("a@x\r\nBcc: y@evil.test", (), (None, [])),
        ("a b@x", ("c@x>\r\n\r\n<p", "ü@x", "", "x" * 2000, "d@x"), (None, ["<d@x>"])),
    ],
)
def test_a_thread_is_continued_and_ids_that_cannot_stand_in_a_header_are_left_out(
    parent: str | None, references: tuple[str, ...], expected: tuple[str | None, list[str]]
) -> None:
    mail = compose(replace(LETTER, in_reply_to=parent, references=references))
    assert_well_formed(mail)
    assert thread(mail) == expected
    assert set(header_names(mail)) <= {*HEADERS, "In-Reply-To", "References"}


def test_a_long_thread_keeps_its_first_and_its_last_twenty_mails() -> None:
    ids = tuple(f"mail{number}@x.example" for number in range(500))
    _, kept = thread(compose(replace(LETTER, references=ids)))
    assert kept == [f"<{identifier}>" for identifier in (ids[0], *ids[-20:])]


@settings(max_examples=200, deadline=None)
@given(st.text(), st.lists(st.text(alphabet="<>@ab \r\n:é\0"), max_size=5))
def test_no_foreign_message_id_adds_a_header(parent: str, references: list[str]) -> None:
    mail = compose(replace(LETTER, in_reply_to=parent, references=tuple(references)))
    assert_well_formed(mail)
    names = [name for name in header_names(mail) if name not in {"In-Reply-To", "References"}]
    assert names == HEADERS


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_is_the_third_alternative_and_an_attached_file(method: str) -> None:
    calendar = replace(REQUEST, method="REQUEST" if method == "REQUEST" else "CANCEL")
    mail = compose(replace(LETTER, calendar=calendar))
    assert_well_formed(mail)
    expected = {"mixed": [{"alternative": ["text/plain", "text/html", "text/calendar"]}, "application/ics"]}
    assert shape(modern(mail)) == shape(compat(mail)) == expected
    inline, attached = (leaf(modern(mail), kind) for kind in ("text/calendar", "application/ics"))
    assert inline.get_param("method") == method
    assert inline.get_content_charset() == "utf-8"
    assert inline.get_payload(decode=True) == attached.get_payload(decode=True) == REQUEST.content
    assert inline.get_filename() is None
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_disposition() == "attachment"


def test_published_entries_are_only_an_attached_file() -> None:
    mail = compose(replace(LETTER, calendar=replace(REQUEST, method="PUBLISH", name="commitments.ics")))
    assert shape(modern(mail)) == {"mixed": [{"alternative": ["text/plain", "text/html"]}, "text/calendar"]}
    attached = leaf(modern(mail), "text/calendar")
    assert attached.get_param("method") == "PUBLISH"
    assert attached.get_content_disposition() == "attachment"
    assert attached.get_payload(decode=True) == REQUEST.content


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("invite.ics", "invite.ics"),
        ("Verabredung für Ida.ics", "Verabredung für Ida.ics"),
        ("約束.ics", "約束.ics"),
        ('a";x="b/../c\\d.ics', "a_;x=_b_.._c_d.ics"),
        ("a\r\nX-Evil: 1.ics", "a X-Evil: 1.ics"),
        ("😀" * 500 + ".ics", "😀" * 60 + ".ics"),
    ],
)
@pytest.mark.parametrize("read", [compat, modern])
def test_a_file_name_stays_a_file_name(name: str, shown: str, read: Callable[[bytes], email.message.Message]) -> None:
    mail = compose(replace(LETTER, calendar=replace(REQUEST, name=name)))
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    assert leaf(read(mail), "application/ics").get_filename() == shown


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ida",
        "@firm.example",
        "ida@",
        "ida berg@firm.example",
        '"ida berg"@firm.example',
        "ida@firm.example, x@evil.test",
        "ida@firm.example\r\nBcc: x@evil.test",
        "ida@firm.example\n",
        "<ida@firm.example>",
        "ida..berg@firm.example",
        ".ida@firm.example",
        "ida@firm..example",
        "ida@-firm.example",
        "ida@[192.0.2.1]",
        "łukasz@firm.example",
        "ida@bücher.example",
        "i" * 65 + "@firm.example",
        "ida@" + "firm." * 60 + "example",
        "a@" + "a-" * 100_000,
    ],
)
def test_an_address_that_we_cannot_send_to_has_a_named_error(address: str) -> None:
    with pytest.raises(UnsendableAddress):
        compose(replace(LETTER, to_address=address))
    with pytest.raises(UnsendableAddress):
        compose(replace(LETTER, service=address))


def test_the_error_names_no_address() -> None:
    with pytest.raises(UnsendableAddress) as caught:
        sendable("łukasz@firm.example")
    assert "firm" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["ida@firm.example", "I.Berg+x@firm.example", "o'neill@a-b.example", "root@localhost"]
)
def test_an_ordinary_address_is_sendable(address: str) -> None:
    (to,) = modern(compose(replace(LETTER, to_address=address)))["To"].addresses
    assert to.addr_spec == address


def test_a_service_whose_reply_address_would_be_too_long_is_refused() -> None:
    with pytest.raises(UnsendableAddress):
        compose(replace(LETTER, service="s" * 45 + "@firm.example"))


@pytest.mark.parametrize("token", ["", "x", TOKEN + "\r\nBcc: x@evil.test"])
def test_a_malformed_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="24 characters"):
        compose(replace(LETTER, token=token))


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        compose(replace(LETTER, sent_at=datetime(2027, 2, 3)))


@pytest.mark.parametrize("name", ["Ida Berg", 'Berg, Ida "Ops"', "Łukasz Żółć", "佐藤花子" * 9, "=?utf-8?q?x?="])
def test_our_own_reader_understands_our_own_mail(name: str) -> None:
    text = f"Hello {name},\n\nFrom Monday on: 1. Draft the note.\n"
    mail = parse(compose(replace(LETTER, service_name=name, to_name=name, subject=name, text=text, in_reply_to="a@x")))
    assert (mail.sender, mail.subject, mail.text) == (Mailbox(name, "growth@firm.example"), name, text)
    ids = (mail.message_id, mail.in_reply_to, mail.references)
    assert ids == (f"{TOKEN}@firm.example", ("a@x",), ("a@x",))
    assert mail.recipients == (Mailbox(name, "ida@firm.example"),)
    assert tokens_of(LETTER.service, (), (mail.message_id,), ()) == (TOKEN,)
