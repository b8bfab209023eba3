"""Document: the words of an attached file.

The formats of others are read by their libraries. Those are not made for hostile files: whoever reads what a stranger
sent runs this in a process of its own, with limits (engine/documents.py).
"""

import io
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

import icalendar
import mammoth
import pypdf
from striprtf.striprtf import rtf_to_text

from mailflow.mail import hypertext
from mailflow.mail.charset import text_of as decoded
from mailflow.mail.line import normal
from mailflow.mail.message import Attachment, Unreadable, parse
from mailflow.mail.visible import of_message

MAX_UNPACKED = 64 * 2**20  # bytes in a .docx
MAX_PAGES = 200
MAX_RTF = 4 * 2**20

_UNLABELLED = {"application/octet-stream", "application/x-unknown", "application/download", "application/zip", ""}
_TYPE_OF_ENDING = {
    "txt": "text/plain",
    "md": "text/markdown",
    "markdown": "text/markdown",
    "text": "text/plain",
    "rst": "text/plain",
    "org": "text/plain",
    "csv": "text/csv",
    "log": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "xhtml": "text/html",
    "rtf": "text/rtf",
    "eml": "message/rfc822",
    "ics": "text/calendar",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_UNREAD_TEXT = {"text/vcard", "text/x-vcard", "text/rfc822-headers", "text/css", "text/x-amp-html", "text/javascript"}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENTRIES = ("VEVENT", "VTODO", "VJOURNAL")


def text_of(attachment: Attachment) -> str | None:
    """The words of a text, Markdown, HTML, Word, PDF, RTF or calendar file or of an enclosed mail; None for any other.

    The media type decides; where it says nothing, the file's ending does. A damaged, encrypted or oversized file, and
    one that holds pictures of words only, is None, too.
    """
    media_type = _type_of(attachment)
    reader = _READERS.get(media_type)
    if reader is not None:
        # A foreign format in a foreign library: whatever it raises means that it could not read the file.
        try:
            text = reader(attachment.content)
        except Exception:
            return None
        return text.strip() or None if text is not None else None
    if media_type in _UNREAD_TEXT or not media_type.startswith("text/"):
        return None
    return _plain(attachment.content)


def is_foreign(attachment: Attachment) -> bool:
    """Whether a library for somebody else's format would read the file, whose time and memory nobody can vouch for."""
    return _READERS.get(_type_of(attachment)) in {_word, _pdf, _rtf, _calendar}


def _type_of(attachment: Attachment) -> str:
    if attachment.media_type in _UNLABELLED:
        return _TYPE_OF_ENDING.get(attachment.name.lower().rpartition(".")[2], attachment.media_type)
    return attachment.media_type


def _plain(content: bytes) -> str | None:
    if content.startswith(_UTF16):
        return normal(decoded(content, "utf-16")).strip()
    return None if b"\x00" in content[:8192] else normal(decoded(content)).strip()


def _html(content: bytes) -> str | None:
    return "\n".join(line.text for line in hypertext.lines_of(decoded(content, _declared(content))))


def _declared(content: bytes) -> str | None:
    found = re.search(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{1,40})", content[:4096], re.IGNORECASE)
    return found[1].decode("ascii") if found else None


def _mail(content: bytes) -> str | None:
    try:
        visible = of_message(parse(content))
    except Unreadable:
        return None
    parts = (visible.full, visible.forwarded.text if visible.forwarded else "", visible.quoted)
    return "\n\n".join(part for part in parts if part)


def _word(content: bytes) -> str | None:
    file: BinaryIO = io.BytesIO(content)
    with zipfile.ZipFile(file) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            return None
    html = mammoth.convert_to_html(file, convert_image=mammoth.images.img_element(lambda image: {"src": ""})).value
    return "\n".join(line.text for line in hypertext.lines_of(html))


def _pdf(content: bytes) -> str | None:
    pages = pypdf.PdfReader(io.BytesIO(content)).pages[:MAX_PAGES]
    return normal("\n\n".join(page.extract_text() for page in pages))


def _rtf(content: bytes) -> str | None:
    if len(content) > MAX_RTF:
        return None
    return normal(str(rtf_to_text(decoded(content, "cp1252"), errors="ignore")))  # type: ignore[no-untyped-call]


def _calendar(content: bytes) -> str | None:
    """What somebody wrote into an entry: its description, below its title."""
    entries = icalendar.Calendar.from_ical(content).walk(select=lambda component: component.name in _ENTRIES)
    described = [entry for entry in entries if "DESCRIPTION" in entry]
    return normal(
        "\n".join(str(entry[name]) for entry in described for name in ("SUMMARY", "DESCRIPTION") if name in entry)
    )


_READERS: dict[str, Callable[[bytes], str | None]] = {
    "text/html": _html,
    "application/xhtml+xml": _html,
    "application/markdown": _plain,
    "message/rfc822": _mail,
    "message/global": _mail,
    "text/rtf": _rtf,
    "application/rtf": _rtf,
    "application/x-rtf": _rtf,
    "text/calendar": _calendar,
    "application/ics": _calendar,
    "text/x-vcalendar": _calendar,
    "application/pdf": _pdf,
    "application/x-pdf": _pdf,
    _TYPE_OF_ENDING["docx"]: _word,
}
