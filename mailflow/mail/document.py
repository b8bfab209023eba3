"""Document: the words of an attached file."""

from mailflow.mail import hypertext
from mailflow.mail.charset import text_of as decoded
from mailflow.mail.line import normal
from mailflow.mail.message import Attachment, Unreadable, parse
from mailflow.mail.visible import of_message

_PLAIN_ENDINGS = (".txt", ".md", ".markdown", ".text", ".rst", ".org", ".csv", ".log")
_HTML_ENDINGS = (".html", ".htm", ".xhtml")
_UNLABELLED = {"application/octet-stream", "application/x-unknown", "application/download", ""}
_UNREAD_TEXT = {
    "text/calendar",
    "text/x-vcalendar",
    "text/vcard",
    "text/x-vcard",
    "text/rfc822-headers",
    "text/css",
    "text/rtf",
}


def text_of(attachment: Attachment) -> str | None:
    """The words of a plain, Markdown or HTML file or of an enclosed mail; None for whatever else.

    The media type decides, the file's ending where the media type says nothing. A file that holds binary data in
    spite of its name is None, too.
    """
    name, media_type = attachment.name.lower(), attachment.media_type
    vague = media_type in _UNLABELLED
    if media_type == "message/rfc822" or (vague and name.endswith(".eml")):
        return _text_of_mail(attachment.content)
    if media_type in {"text/html", "application/xhtml+xml"} or (vague and name.endswith(_HTML_ENDINGS)):
        return "\n".join(line.text for line in hypertext.lines_of(decoded(attachment.content))).strip()
    if media_type in _UNREAD_TEXT:
        return None
    if (
        media_type.startswith("text/")
        or media_type == "application/markdown"
        or (vague and name.endswith(_PLAIN_ENDINGS))
    ):
        if b"\x00" in attachment.content[:8192] and attachment.content[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            return None
        label = "utf-16" if attachment.content[:2] in {b"\xff\xfe", b"\xfe\xff"} else None
        return normal(decoded(attachment.content, label)).strip()
    return None


def _text_of_mail(content: bytes) -> str | None:
    try:
        message = parse(content)
    except Unreadable:
        return None
    visible = of_message(message)
    parts = (visible.full, visible.forwarded.text if visible.forwarded else "", visible.quoted)
    return "\n\n".join(part for part in parts if part)
