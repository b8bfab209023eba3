"""Message: one mail as it came in, read tolerantly from its bytes (RFC 5322, MIME).

Only the header block of each part goes through Python's email package, under its oldest policy (the newer one
raises and hangs on real mail); bodies are cut here by their boundaries, so that every enclosed message
keeps its own bytes and nothing foreign is ever serialised again.
"""

import base64
import binascii
import html as markup
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message as Fields
from email.parser import HeaderParser
from email.policy import compat32

from mailflow.mail.charset import text_of
from mailflow.mail.flowed import unflow
from mailflow.mail.header import Mailbox, decoded, mailboxes, message_id, message_ids, moment

__all__ = ["Attachment", "Mailbox", "Message", "Unreadable", "parse"]

MAX_BYTES = 40 * 2**20
MAX_HEADER_BLOCK = 256 * 2**10
MAX_HEADERS = 1000
MAX_PARTS = 500
MAX_DEPTH = 30
# A parameter list is read in quadratic time by the email package; so neither may be long.
MAX_PARAMETERS = 64
MAX_CONTENT_FIELD = 8 * 2**10

_HEADER_END = re.compile(r"\n[ \t]*\n")
# A field whose name holds forbidden characters would end the header for the email package.
_MISNAMED = re.compile(r"^(?=[^\s:]{0,100}[^!-~\s])[^\s:]{1,100}:[^\n]*(?:\n[ \t][^\n]*)*\n?", re.MULTILINE)
_CONTENT_FIELD = re.compile(r"^content-[^\n:]{1,60}:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


class Unreadable(Exception):
    """The bytes are no mail that can be read, and a person has to look at them.

    `reason` is one of `empty`, `headless`, `too_large`, `header_too_long`, `too_many_parts`, `too_deep`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part that is no body: its file name ("" if none), its media type in lower case, its decoded bytes.

    An enclosed message is one, with media type `message/rfc822` and its bytes as they came.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, decoded. Message ids stand without their angle brackets; addresses in lower case.

    `headers` are in order, names in lower case, values decoded. `sender` is the one mailbox of the one From
    field; None when there is none or more than one, for then nobody can say who speaks. `recipients` are
    those of To, Cc, Delivered-To and X-Original-To. `text` and `html` hold all the bodies of their kind in
    order; where plain and HTML parts follow each other instead of standing for each other, `html` holds both.
    """

    headers: tuple[tuple[str, str], ...]
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Mailbox | None
    recipients: tuple[Mailbox, ...]
    subject: str
    date: datetime | None
    text: str | None
    html: str | None
    attachments: tuple[Attachment, ...]

    def header(self, name: str) -> str | None:
        """The first value of the header `name`, in whatever case; None when it is absent."""
        return next(self.all_headers(name), None)

    def all_headers(self, name: str) -> Iterator[str]:
        """Every value of the header `name`, topmost first."""
        name = name.lower()
        return (value for key, value in self.headers if key == name)


@dataclass(frozen=True, slots=True)
class _Part:
    """One leaf of the MIME tree. `alternative` says that it stands for a sibling rather than beside it."""

    fields: Fields
    media_type: str
    content: str
    alternative: bool


@dataclass(slots=True)
class _Budget:
    parts: int = field(default=MAX_PARTS)


def parse(raw: bytes) -> Message:
    """Read a mail. Any bytes give a Message or raise `Unreadable`, never anything else, in linear time."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large")
    # One character per byte: everything foreign stays what it was until its own charset decodes it.
    source = raw.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n").lstrip("\n")
    if not source.strip():
        raise Unreadable("empty")
    fields, body = _head(source)
    if not fields.keys():
        raise Unreadable("headless")
    values = [(name.lower(), str(value)) for name, value in fields.items()]
    parts = list(_leaves(fields, body, "text/plain", MAX_DEPTH, _Budget(), alternative=False))
    text, html = _bodies(parts)
    return Message(
        headers=tuple((name, decoded(value)) for name, value in values),
        message_id=message_id(_first(values, "message-id")),
        in_reply_to=message_ids(_first(values, "in-reply-to")),
        references=message_ids(_first(values, "references")),
        sender=_sender(values),
        recipients=tuple(
            dict.fromkeys(
                mailbox
                for wanted in ("to", "cc", "delivered-to", "x-original-to")
                for name, value in values
                if name == wanted
                for mailbox in mailboxes(value)
            )
        ),
        subject=decoded(_first(values, "subject")),
        date=moment(_first(values, "date")),
        text=text,
        html=html,
        attachments=tuple(_attachment(part) for part in parts if not _is_body(part)),
    )


def _first(values: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in values if name == wanted), "")


def _sender(values: list[tuple[str, str]]) -> Mailbox | None:
    found = [mailbox for name, value in values if name == "from" for mailbox in mailboxes(value)]
    return found[0] if len({mailbox.address for mailbox in found}) == 1 else None


def _head(source: str) -> tuple[Fields, str]:
    """The header fields at the top of `source`, and the rest."""
    if source.startswith("\n"):
        return Fields(policy=compat32), source[1:]
    end = _HEADER_END.search(source)
    block, body = (source[: end.start() + 1], source[end.end() :]) if end else (source, "")
    if len(block) > MAX_HEADER_BLOCK:
        raise Unreadable("header_too_long")
    for content_field in _CONTENT_FIELD.finditer(block):
        value = content_field[0]
        if len(value) > MAX_CONTENT_FIELD or value.count(";") > MAX_PARAMETERS:
            raise Unreadable("header_too_long")
    fields = HeaderParser(policy=compat32).parsestr(_MISNAMED.sub("", block))
    if len(fields) > MAX_HEADERS:
        raise Unreadable("header_too_long")
    # A line that is no field ends the header early; it and what follows belong to the body.
    leftover = fields.get_payload()
    return fields, f"{leftover}\n{body}" if isinstance(leftover, str) and leftover else body


def _leaves(
    fields: Fields, body: str, default: str, depth: int, budget: _Budget, *, alternative: bool
) -> Iterator[_Part]:
    media_type = _media_type(fields, default)
    boundary = _boundary(fields) if media_type.startswith("multipart/") else None
    if not boundary:
        if media_type.startswith("multipart/"):
            media_type = "text/plain"
        budget.parts -= 1
        if budget.parts < 0:
            raise Unreadable("too_many_parts")
        yield _Part(fields, media_type, body, alternative)
        return
    if depth == 0:
        raise Unreadable("too_deep")
    inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    alternative = alternative or media_type == "multipart/alternative"
    for section in _sections(body, boundary, budget):
        section_fields, section_body = _head(section)
        yield from _leaves(section_fields, section_body, inner, depth - 1, budget, alternative=alternative)


def _sections(body: str, boundary: str, budget: _Budget) -> Iterator[str]:
    """The parts between the delimiter lines (RFC 2046 section 5.1.1); a missing closing line is forgiven."""
    delimiter = re.compile(rf"^--{re.escape(boundary)}(--)?[ \t]*(?:\n|\Z)", re.MULTILINE)
    start = None
    for line in delimiter.finditer(body):
        if start is not None:
            budget.parts -= 1
            if budget.parts < 0:
                raise Unreadable("too_many_parts")
            yield body[start : max(start, line.start() - 1)]
        start = line.end()
        if line[1]:
            return
    if start is not None:
        yield body[start:]
    elif body.strip():
        # No delimiter at all: what is there is still the words of somebody.
        yield "\n" + body


def _media_type(fields: Fields, default: str) -> str:
    value = fields.get("content-type")
    if value is None:
        return default
    media_type = str(value).split(";", 1)[0].strip().lower()
    return media_type if re.fullmatch(r"[\w.+-]{1,80}/[\w.+-]{1,100}", media_type) else "text/plain"


def _parameter(fields: Fields, header: str, name: str) -> str:
    try:
        value = fields.get_param(name, "", header)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if isinstance(value, tuple):
        charset, _, encoded = value
        return text_of(str(encoded).encode("latin-1", "replace"), charset)
    return value if isinstance(value, str) else ""


def _boundary(fields: Fields) -> str:
    return _parameter(fields, "content-type", "boundary").strip().strip('"')[:200]


def _file_name(part: _Part) -> str:
    name = _parameter(part.fields, "content-disposition", "filename")
    name = name or _parameter(part.fields, "content-type", "name")
    # Not a path: a name is shown to people, and never opens a file.
    return decoded(name).replace("\\", "/").rsplit("/", 1)[-1][:255]


def _is_body(part: _Part) -> bool:
    if part.media_type not in {"text/plain", "text/html"}:
        return False
    disposition = str(part.fields.get("content-disposition", "")).split(";", 1)[0].strip().lower()
    return disposition != "attachment" and (part.alternative or not _file_name(part))


def _bytes(part: _Part) -> bytes:
    """The content without its transfer encoding (RFC 2045 section 6); damaged data is read as far as it goes."""
    data = part.content.encode("latin-1")
    encoding = str(part.fields.get("content-transfer-encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(data)
    if encoding == "base64":
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
        letters = letters[: len(letters) - (len(letters) % 4 == 1)]
        try:
            return base64.b64decode(letters + b"=" * (-len(letters) % 4))
        except binascii.Error:
            return data
    if encoding in {"x-uuencode", "uuencode", "uue", "x-uue"}:
        return _uudecoded(data)
    return data


def _uudecoded(data: bytes) -> bytes:
    out: list[bytes] = []
    lines = iter(data.split(b"\n"))
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out)


def _words(part: _Part) -> str:
    charset = _parameter(part.fields, "content-type", "charset")
    text = text_of(_bytes(part), charset).replace("\r\n", "\n").replace("\r", "\n")
    if part.media_type == "text/plain" and _parameter(part.fields, "content-type", "format").lower() == "flowed":
        text = unflow(text, delsp=_parameter(part.fields, "content-type", "delsp").lower() == "yes")
    return text


def _bodies(parts: list[_Part]) -> tuple[str | None, str | None]:
    plain: list[str] = []
    rich: list[str] = []
    has_html = False
    for part in parts:
        if not _is_body(part):
            continue
        words = _words(part)
        if part.media_type == "text/html":
            rich.append(words)
            has_html = True
        else:
            plain.append(words)
            if not part.alternative:
                rich.append(f'<pre class="mailflow-plain">{markup.escape(words)}</pre>')
    return "\n".join(plain) if plain else None, "\n".join(rich) if has_html else None


def _attachment(part: _Part) -> Attachment:
    content = _bytes(part)
    return Attachment(_file_name(part), part.media_type, content)
