"""What makes one mail the same mail when it comes twice: its Message-ID and the digest of what it says.

Read off the raw bytes, before any parsing, because it is needed at the door and must not fail.
"""

import hashlib
import re
from dataclasses import dataclass

_MESSAGE_ID = re.compile(
    rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?<?([^\s<>]{1,500})>?[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_LONGEST_HEADERS = 256 * 1024


@dataclass(frozen=True, slots=True)
class Identity:
    """`key` is 32 hexadecimal digits, equal for the same mail; `message_id` (RFC 5322 §3.6.4) is "" if it has none."""

    key: str
    message_id: str


def of(raw: bytes) -> Identity:
    """The identity of a mail. The trace that relays add does not count, so that a second delivery is the same mail."""
    end = _END_OF_HEADERS.search(raw[:_LONGEST_HEADERS])
    headers, body = (raw[: end.start()], raw[end.end() :]) if end else (raw[:_LONGEST_HEADERS], raw)
    found = _MESSAGE_ID.search(headers)
    message_id = found.group(1) if found else b""
    digest = hashlib.sha256(message_id + b"\0")
    if not message_id:
        digest.update(headers)
    digest.update(body)
    return Identity(digest.hexdigest()[:32], message_id.decode("ascii", "replace"))
