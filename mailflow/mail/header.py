"""Header: what the values of a mail's header fields say (RFC 5322, RFC 2047, RFC 2231)."""

import base64
import binascii
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from mailflow.mail.charset import text_of

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?\n]*)\?=")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,320}@[^\s<>(),;:\"@]{1,255}")
_MAX_MAILBOXES = 1000


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name ("" if none) and an address, lower-cased (RFC 5322 section 3.4)."""

    name: str
    address: str


def decoded(value: str, charset: str = "") -> str:
    """The value as a reader sees it: unfolded, encoded words decoded (RFC 2047), control characters gone.

    `value` is the field as it came, one character per byte (Latin-1). Raw 8-bit bytes (RFC 6532, and programs older
    than it) are read as UTF-8 or as the `charset` of the body that they came with.
    """
    data = value.encode("latin-1", "replace")
    # Raw ISO-2022-JP or other 8-bit bytes are no valid header, but programs send them; UTF-8 is the one that may be.
    if b"\x1b" in data or not data.isascii():
        value = text_of(data, None if _is_utf8(data) else charset)
    pieces: list[str] = []
    pending, label = b"", ""
    position = 0
    for word in _ENCODED_WORD.finditer(value):
        between = value[position : word.start()]
        if between.strip() or not pending or label != word[1].lower():
            if pending:
                pieces.append(text_of(pending, label))
                pending = b""
                between = between if between.strip() else ""
            pieces.append(between)
        # Adjacent words of one charset are joined as bytes: a character may be cut in two between them.
        label = word[1].split("*")[0].lower()
        pending += _word_bytes(word[2], word[3])
        position = word.end()
    if pending:
        pieces.append(text_of(pending, label))
    pieces.append(value[position:])
    words = "".join(pieces)
    if not words.isprintable():
        words = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(words.split())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _word_bytes(encoding: str, text: str) -> bytes:
    data = text.encode("latin-1", "replace")
    if encoding in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def mailboxes(value: str, charset: str = "") -> tuple[Mailbox, ...]:
    """The mailboxes of an address list, in order; what is no address is left out.

    The structure is read before encoded words are decoded, so that an encoded name cannot smuggle in an
    address. At most 1000 mailboxes are read.
    """
    found = []
    for item in _split(value)[:_MAX_MAILBOXES]:
        mailbox = _mailbox(item, charset)
        if mailbox is not None:
            found.append(mailbox)
    return tuple(found)


def _split(value: str) -> list[str]:
    """Cut an address list at the commas and semicolons outside quotes, comments and angle brackets."""
    items: list[str] = []
    start = depth = 0
    quoted = angled = escaped = False
    for i, c in enumerate(value):
        if escaped:
            escaped = False
        elif c == "\\":
            escaped = True
        elif c == '"' and not depth:
            quoted = not quoted
        elif quoted:
            continue
        elif c == "(":
            depth += 1
        elif c == ")":
            depth = max(0, depth - 1)
        elif c == "<":
            angled = True
        elif c == ">":
            angled = False
        elif c in ",;" and not depth and not angled:
            items.append(value[start:i])
            start = i + 1
            if len(items) > _MAX_MAILBOXES:
                return items
    items.append(value[start:])
    return items


def _mailbox(item: str, charset: str) -> Mailbox | None:
    bare, comments, angles = _parts(item)
    if len(angles) > 1:
        return None
    if angles:
        address = _ADDRESS.fullmatch("".join(angles[0].split()))
        name = bare
    else:
        address = _ADDRESS.search(bare)
        name = comments
    if address is None:
        return None
    name = decoded(name, charset).strip().strip("'").strip()
    return Mailbox(name, decoded(address[0]).lower())


def _parts(item: str) -> tuple[str, str, list[str]]:
    """The words of one mailbox, its comments, and what stands in each pair of angle brackets."""
    bare: list[str] = []
    comments: list[str] = []
    angles: list[list[str]] = []
    into = bare
    depth = 0
    quoted = escaped = False
    for c in item:
        if escaped:
            escaped = False
            into.append(c)
        elif c == "\\":
            escaped = True
        elif c == '"' and not depth:
            quoted = not quoted
        elif quoted:
            into.append(c)
        elif c == "(" and (depth or into is bare):
            depth += 1
            into = comments
        elif c == ")" and depth:
            depth -= 1
            into = comments if depth else bare
        elif c == "<" and not depth:
            angles.append([])
            into = angles[-1]
        elif c == ">" and not depth:
            into = bare
        else:
            into.append(c)
    return "".join(bare), "".join(comments), ["".join(angle) for angle in angles]


def message_ids(value: str) -> tuple[str, ...]:
    """The message ids of a References or In-Reply-To field, without their angle brackets, in order."""
    return tuple(_MESSAGE_ID.findall(value)[:1000])


def message_id(value: str) -> str:
    """The one id of a Message-ID field, without angle brackets; programs that forget them are forgiven."""
    found = message_ids(value)
    if found:
        return found[0]
    words = value.strip().strip("<>").split()
    return words[0][:998] if words else ""


def moment(value: str) -> datetime | None:
    """The instant of a Date field, always with a zone; None when it cannot be read (RFC 5322 section 3.3)."""
    try:
        when = parsedate_to_datetime(value[:200])
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    # "-0000" says "UTC, zone unknown".
    return when if when.tzinfo else when.replace(tzinfo=UTC)
