"""One mail of ours, from one value to its bytes (RFC 5322, 2045, 2047, 2231).

Written by hand on the encoders of the standard library, because email.message.EmailMessage costs over a
millisecond a mail. The same Letter gives the same bytes: a retry is the same mail, down to its boundary.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.quoprimime import header_encode, header_length
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote

from mailflow.mail.token import message_id, reply_address

LINE = 78  # RFC 5322 §2.1.1: what a line should keep to; 998 is what it must
_ENCODED_WORD = 75  # RFC 2047 §2
_CHROME = len("=?utf-8?q??=")
_LONGEST_PLAIN_WORD = 60
_REFERENCES_KEPT = 20
_FILE_NAME = 64
_ADDRESS = 254  # RFC 5321 §4.5.3.1 less the angle brackets
_LOCAL_PART = 64

_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
_ASCII = bytes(range(128))

_BREAKS = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
# Embeddings, overrides and isolates reorder what follows them: a name could be made to read as another one.
_REORDERING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_ONE_LINE: dict[int, str | None] = dict.fromkeys(_BREAKS, " ") | dict.fromkeys(_REORDERING)


class UnsendableAddress(ValueError):
    """The address is not one plain ASCII address that we can send to (RFC 5321 §4.1.2, without quoting)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """An iCalendar object that travels with a mail: its bytes, its METHOD (RFC 5546) and its file name."""

    content: bytes
    method: Literal["REQUEST", "CANCEL", "PUBLISH"]
    name: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything that one mail says, to one person.

    `name` is the mail's own name ("draft") and goes into X-Mailflow; `service` is our plain address. Ids are
    Message-IDs, with or without angle brackets. `replied` marks the answer to a mail (RFC 3834 §5).
    """

    token: str
    name: str
    service: str
    service_name: str
    to_name: str
    to_address: str
    subject: str
    text: str
    html: str
    sent_at: datetime
    language: str = "en"
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    replied: bool = False
    calendar: Calendar | None = None


def compose(letter: Letter) -> bytes:
    """The bytes of the mail: ASCII, CRLF, no line over 998 octets, one recipient.

    Words in headers are kept to one line (one_line), so that no name and no subject can add a header or a
    recipient. Raises UnsendableAddress; ValueError for a malformed token or a time without a zone.
    """
    if letter.sent_at.tzinfo is None:
        raise ValueError("sent_at needs a time zone")
    reply_to = reply_address(letter.service, letter.token)
    domain = letter.service.rpartition("@")[2]
    headers = [
        _mailbox("From", letter.service_name, letter.service),
        _mailbox("To", letter.to_name, letter.to_address),
        _mailbox("Reply-To", letter.service_name, reply_to),
        _folded("Subject", _words(letter.subject)),
        # Equal instants make equal letters, so they must not differ by the zone they were written in.
        f"Date: {format_datetime(letter.sent_at.astimezone(UTC))}",
        f"Message-ID: <{message_id(letter.token, domain)}>",
        *_thread(letter.in_reply_to, letter.references),
        f"Auto-Submitted: {'auto-replied' if letter.replied else 'auto-generated'}",
        "X-Auto-Response-Suppress: All",
        _folded("X-Mailflow", _words(letter.name)),
        _folded("Content-Language", _words(letter.language)),
        "MIME-Version: 1.0",
    ]
    entity = _content(letter)
    return "\r\n".join(headers).encode("ascii") + b"\r\n" + entity


def one_line(text: str) -> str:
    """The text on one line: controls and line breaks are spaces, runs of spaces are one, ends are bare.

    Marks that reorder the text around them (U+202A-E, U+2066-9) and byte order marks are left out; a lone surrogate
    is "?".
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    clean = text.encode("utf-8", "replace").decode("utf-8").translate(_ONE_LINE).replace("\ufeff", "")
    return " ".join(filter(None, clean.split(" "))).strip()


def sendable(address: str) -> str:
    """The address itself. Raises UnsendableAddress if it is not plain ASCII `local@domain`."""
    local, _, domain = address.rpartition("@")
    if (
        len(address) > _ADDRESS
        or len(local) > _LOCAL_PART
        or not _DOT_ATOM.fullmatch(local)
        or not _DOMAIN.fullmatch(domain)
    ):
        raise UnsendableAddress("an address must be plain ASCII, like name@example.com")
    return address


def _mailbox(header: str, name: str, address: str) -> str:
    return _folded(header, [*_phrase(one_line(name)), f"<{sendable(address)}>"])


def _thread(in_reply_to: str | None, references: Sequence[str]) -> list[str]:
    # Foreign ids are echoed as they came; one that cannot stand in a header is left out.
    parent = _known_ids(() if in_reply_to is None else (in_reply_to,))
    chain = list(dict.fromkeys([*_known_ids(references), *parent]))
    if len(chain) > 1 + _REFERENCES_KEPT:
        chain = [chain[0], *chain[-_REFERENCES_KEPT:]]
    headers = [("In-Reply-To", parent), ("References", chain)]
    return [_folded(header, ids) for header, ids in headers if ids]


def _known_ids(ids: Iterable[str]) -> list[str]:
    bare = (identifier.strip().removeprefix("<").removesuffix(">") for identifier in ids)
    return [f"<{identifier}>" for identifier in bare if _MESSAGE_ID.fullmatch(identifier)]


def _folded(header: str, words: Iterable[str]) -> str:
    """`header: word word…`, with a line break before each word that would cross the line's end."""
    start = f"{header}:"
    lines = [start]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > LINE and lines[-1] is not start:
            lines.append(f" {word}")
        else:
            lines[-1] += f" {word}"
    return "\r\n".join(lines)


def _words(text: str) -> list[str]:
    """The words of unstructured text, encoded (RFC 2047) if they cannot stand as they are."""
    line = one_line(text)
    words = line.split(" ")
    # "=?" typed by a person would be read as the start of an encoded word.
    if line.isascii() and "=?" not in line and max(map(len, words)) <= _LONGEST_PLAIN_WORD:
        return words
    return _encoded_words(line)


def _phrase(line: str) -> list[str]:
    """A display name: atoms, a quoted string, or encoded words (RFC 5322 §3.2.5, RFC 2047 §5)."""
    if not line:
        return []
    if not line.isascii() or "=?" in line or len(line) > _LONGEST_PLAIN_WORD:
        return _encoded_words(line)
    if line.replace(" ", "").isalnum():
        return line.split(" ")
    return ['"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"']


def _encoded_words(line: str) -> list[str]:
    room = _ENCODED_WORD - _CHROME
    raw = line.encode()
    if header_length(raw) <= -(-len(raw) // 3) * 4:
        chunks = _packed(line, room, readable=True)
        return [header_encode(chunk.encode(), "utf-8") for chunk in chunks]
    chunks = _packed(line, room // 4 * 3, readable=False)
    return [f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks]


def _packed(line: str, room: int, *, readable: bool) -> list[str]:
    """The line cut into pieces that fit an encoded word, after a space where there is one.

    A piece never ends inside a character (RFC 2047 §5), and ends after a whole word if it can: readers that
    wrongly keep the space between two encoded words then show two spaces, not a broken word.
    """
    chunks: list[str] = []
    start = used = 0
    after_space = used_after_space = 0
    for at, char in enumerate(line):
        raw = char.encode()
        size = header_length(raw) if readable else len(raw)
        while used + size > room:
            cut, kept = (after_space, used_after_space) if after_space > start else (at, used)
            chunks.append(line[start:cut])
            start, used = cut, used - kept
        used += size
        if char == " ":
            after_space, used_after_space = at + 1, used
    chunks.append(line[start:])
    return chunks


def _content(letter: Letter) -> bytes:
    calendar = letter.calendar
    parts = [
        _part("text/plain; charset=utf-8", letter.text.encode("utf-8", "replace")),
        _part("text/html; charset=utf-8", letter.html.encode("utf-8", "replace")),
    ]
    if calendar is None:
        return _multipart("alternative", letter.token, parts)
    typed = f"text/calendar; charset=utf-8; method={calendar.method}"
    if calendar.method == "PUBLISH":
        attached = _attachment(typed, calendar)
    else:
        # iMIP (RFC 6047): programs that know invitations take the alternative. The others show the attached
        # copy; it has another type, as in Google's invitations, so that nobody counts two invitations.
        parts.append(_part(typed, calendar.content))
        attached = _attachment("application/ics", calendar)
    alternative = _multipart("alternative", letter.token, parts)
    return _multipart("mixed", letter.token, [alternative, attached])


def _multipart(subtype: str, token: str, parts: Sequence[bytes]) -> bytes:
    # "=_" can occur neither in quoted-printable nor in base64 (RFC 2045 §6.7), so no part holds the boundary.
    boundary = f"=_{subtype}_{token.lower()}"
    delimiter = f"--{boundary}".encode()
    lines = [f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'.encode()]
    for part in parts:
        lines += (delimiter, part)
    lines.append(delimiter + b"--\r\n")
    return b"\r\n".join(lines)


def _part(content_type: str, content: bytes) -> bytes:
    """A part of text: readable where its letters are mostly Latin, else in the shorter encoding."""
    unix = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if len(unix.translate(None, _ASCII)) * 3 > len(unix):
        return _base64(f"Content-Type: {content_type}", unix.replace(b"\n", b"\r\n"))
    encoded = binascii.b2a_qp(unix, istext=True)
    # A mailbox file would turn it into ">From" (RFC 2049 §3); the soft break keeps the line within 76.
    lines = (b"\n" + encoded).replace(b"\nFrom ", b"\n=46rom =\n")
    head = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    return head.encode() + lines.replace(b"\n", b"\r\n")


def _attachment(content_type: str, calendar: Calendar) -> bytes:
    name = one_line(calendar.name).replace("/", "_").replace("\\", "_").replace('"', "_")[-_FILE_NAME:]
    # RFC 2231 §4 for the second form.
    parameter = f'filename="{name}"' if name.isascii() else f"filename*=utf-8''{quote(name, safe='')}"
    head = f"Content-Type: {content_type}\r\nContent-Disposition: attachment;\r\n {parameter}"
    return _base64(head, calendar.content)


def _base64(head: str, content: bytes) -> bytes:
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return f"{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode() + encoded
