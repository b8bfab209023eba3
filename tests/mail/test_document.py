"""The words of attached files."""

import pytest

from mailflow.mail.document import text_of
from mailflow.mail.message import Attachment


@pytest.mark.parametrize(
    ("name", "media_type", "content", "words"),
    [
        ("n.txt", "text/plain", b"On 3 May\r\nI will", "On 3 May\nI will"),
        ("n.md", "application/octet-stream", "# Grüße".encode(), "# Grüße"),
        ("n.md", "text/markdown", b"- a\n- b", "- a\n- b"),
        ("n.txt", "text/plain", "Grüße".encode("utf-16"), "Grüße"),
        ("n.html", "text/html", b"<ul><li>a<li>b</ul>", "- a\n- b"),
        ("n.eml", "application/octet-stream", b"From: a@x.example\n\nnotes", "notes"),
        ("", "message/rfc822", b"From: a@x.example\n\nnotes", "notes"),
        ("", "message/rfc822", b"", None),
        ("n.docx", "application/octet-stream", b"PK\x03\x04", None),
        ("n.pdf", "application/pdf", b"%PDF-1.7", None),
        ("n.txt", "text/plain", b"a\x00b", None),
        ("c.ics", "text/calendar", b"BEGIN:VCALENDAR", None),
    ],
)
def test_words_of_a_file(name: str, media_type: str, content: bytes, words: str | None) -> None:
    """Text, Markdown, HTML and enclosed mails are read; what is none of them is None."""
    assert text_of(Attachment(name, media_type, content)) == words
