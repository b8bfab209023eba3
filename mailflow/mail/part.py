"""Part: the leaves of a mail's MIME tree, cut out of its bytes (RFC 2045, RFC 2046).

Only the header block of each part goes through Python's email package, under its oldest policy (the newer one
raises and hangs on real mail); bodies are cut here by their boundaries, so that every enclosed message
keeps its own bytes and nothing foreign is ever serialised again.
"""

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message as Fields
from email.parser import HeaderParser
from email.policy import compat32

from mailflow.mail import armour, smime
from mailflow.mail.charset import text_of
from mailflow.mail.flowed import unflow
from mailflow.mail.header import decoded

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
_SIGNED = {"application/pkcs7-mime", "application/x-pkcs7-mime"}


class Unreadable(Exception):
    """The bytes are no mail that can be read, and a person has to look at them.

    `reason` is one of `empty`, `headless`, `too_large`, `header_too_long`, `too_many_parts`, `too_deep`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of the MIME tree. `alternative` says that it stands for a sibling rather than beside it."""

    fields: Fields
    media_type: str
    body: str  # one character per byte
    alternative: bool

    @property
    def name(self) -> str:
        """The file name, "" if it has none (RFC 2183, RFC 2231). Not a path: it is shown, and never opens a file."""
        name = parameter(self.fields, "content-disposition", "filename")
        name = name or parameter(self.fields, "content-type", "name")
        return decoded(name).replace("\\", "/").rsplit("/", 1)[-1][:255]

    @property
    def is_body(self) -> bool:
        """Whether the part is words of the mail rather than a file that came with it."""
        if self.media_type not in {"text/plain", "text/html"}:
            return False
        disposition = str(self.fields.get("content-disposition", "")).split(";", 1)[0].strip().lower()
        return disposition != "attachment" and (self.alternative or not self.name)

    @property
    def charset(self) -> str:
        """The charset that the part claims, "" if none."""
        return parameter(self.fields, "content-type", "charset")

    @property
    def words(self) -> str:
        """The text of a body: decoded, its soft line breaks undone (RFC 3676), its OpenPGP armour taken off."""
        text = text_of(self.content, self.charset).replace("\r\n", "\n").replace("\r", "\n")
        if self.media_type != "text/plain":
            return text
        if parameter(self.fields, "content-type", "format").lower() == "flowed":
            text = unflow(text, delsp=parameter(self.fields, "content-type", "delsp").lower() == "yes")
        return armour.removed(text)

    @property
    def content(self) -> bytes:
        """The bytes without their transfer encoding (RFC 2045 section 6); damaged data is read as far as it goes."""
        data = self.body.encode("latin-1")
        encoding = str(self.fields.get("content-transfer-encoding", "")).strip().lower()
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


@dataclass(slots=True)
class _Budget:
    parts: int = field(default=MAX_PARTS)

    def spend(self) -> None:
        self.parts -= 1
        if self.parts < 0:
            raise Unreadable("too_many_parts")


def taken_apart(raw: bytes) -> tuple[Fields, list[Part]]:
    """The header fields of a mail and the leaves of its MIME tree, in order. Raises Unreadable; linear in time."""
    if len(raw) > MAX_BYTES:
        raise Unreadable("too_large")
    # One character per byte: everything foreign stays what it was until its own charset decodes it.
    source = _source(raw).lstrip("\n")
    if not source.strip():
        raise Unreadable("empty")
    fields, body = _head(source)
    if not fields.keys():
        raise Unreadable("headless")
    return fields, list(_leaves(fields, body, "text/plain", MAX_DEPTH, _Budget(), alternative=False))


def parameter(fields: Fields, header: str, name: str) -> str:
    """The parameter of a structured header, decoded (RFC 2231); "" when it is absent or unreadable."""
    try:
        value = fields.get_param(name, "", header)
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    if isinstance(value, tuple):
        charset, _, encoded = value
        return text_of(str(encoded).encode("latin-1", "replace"), charset)
    return value if isinstance(value, str) else ""


def _source(raw: bytes) -> str:
    return raw.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")


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
) -> Iterator[Part]:
    media_type = _media_type(fields, default)
    boundary = _boundary(fields) if media_type.startswith("multipart/") else None
    if not boundary:
        if media_type.startswith("multipart/"):
            media_type = "text/plain"
        budget.spend()
        part = Part(fields, media_type, body, alternative)
        enclosed = _enclosed(part) if media_type in _SIGNED and depth else None
        if enclosed is None:
            yield part
        else:
            yield from _leaves(*_head(enclosed), "text/plain", depth - 1, budget, alternative=alternative)
        return
    if depth == 0:
        raise Unreadable("too_deep")
    inner = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
    alternative = alternative or media_type == "multipart/alternative"
    for section in _sections(body, boundary, budget):
        yield from _leaves(*_head(section), inner, depth - 1, budget, alternative=alternative)


def _enclosed(part: Part) -> str | None:
    try:
        return _source(smime.content_of(part.content))
    except smime.NotSigned:
        return None


def _sections(body: str, boundary: str, budget: _Budget) -> Iterator[str]:
    """The parts between the delimiter lines (RFC 2046 section 5.1.1); a missing closing line is forgiven."""
    delimiter = re.compile(rf"^--{re.escape(boundary)}(--)?[ \t]*(?:\n|\Z)", re.MULTILINE)
    start = None
    for line in delimiter.finditer(body):
        if start is not None:
            budget.spend()
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


def _boundary(fields: Fields) -> str:
    return parameter(fields, "content-type", "boundary").strip().strip('"')[:200]


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
