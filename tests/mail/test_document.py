"""The words of attached files."""

import pytest

from mailflow.mail.document import MAX_UNPACKED, is_foreign, text_of
from mailflow.mail.message import Attachment
from tests.office import docx, pdf, rtf

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
INVITATION = b"""BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20270503T100000Z
DTSTART:20270503T100000Z\r\nSUMMARY:Talk with Tom\r\nDESCRIPTION:He drafts the RFC\\nby 3 May\\, I review it.\r
END:VEVENT\r\nEND:VCALENDAR\r\n"""


@pytest.mark.parametrize(
    ("name", "media_type", "content", "words"),
    [
        ("n.txt", "text/plain", b"On 3 May\r\nI will", "On 3 May\nI will"),
        ("n.md", "application/octet-stream", "# Grüße".encode(), "# Grüße"),
        ("n.md", "text/markdown", b"- a\n- b", "- a\n- b"),
        ("n.txt", "text/plain", "Grüße".encode("utf-16"), "Grüße"),
        ("n.html", "text/html", b"<ul><li>a<li>b</ul>", "- a\n- b"),
        ("n.html", "text/html", '<meta charset="windows-1251">Привет'.encode("cp1251"), "Привет"),
        ("n.eml", "application/octet-stream", b"From: a@x.example\n\nnotes", "notes"),
        ("", "message/rfc822", b"From: a@x.example\n\nnotes", "notes"),
        ("n.docx", WORD, docx(["Tom", "Draft the RFC & <tell> me"]), "Tom\n\nDraft the RFC & <tell> me"),
        ("n.docx", "application/octet-stream", docx(["Grüße"]), "Grüße"),
        ("n.docx", "application/zip", docx(["Grüße"]), "Grüße"),
        ("n.pdf", "application/pdf", pdf(["Tom (report)", "Draft the RFC"]), "Tom (report)\nDraft the RFC"),
        ("n.rtf", "text/rtf", rtf(["Tom", "Grüße – bis Mai"]), "Tom\nGrüße – bis Mai"),
        ("c.ics", "text/calendar", INVITATION, "Talk with Tom\nHe drafts the RFC\nby 3 May, I review it."),
    ],
)
def test_words_of_a_file(name: str, media_type: str, content: bytes, words: str) -> None:
    assert text_of(Attachment(name, media_type, content)) == words


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("", "message/rfc822", b""),
        ("n.docx", WORD, b"PK\x03\x04"),
        ("n.docx", WORD, docx([])),
        ("bomb.docx", WORD, docx(["Tom"], padding=MAX_UNPACKED)),
        ("n.pdf", "application/pdf", b"%PDF-1.7"),
        ("scan.pdf", "application/pdf", pdf([])),
        ("n.rtf", "text/rtf", b""),
        ("n.txt", "text/plain", b"a\x00b"),
        ("c.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        ("c.ics", "text/calendar", INVITATION.replace(b"DESCRIPTION", b"X-NOTE")),
        ("n.pages", "application/x-iwork-pages-sffpages", b"PK\x03\x04"),
        ("a.vcf", "text/vcard", b"BEGIN:VCARD"),
    ],
)
def test_a_file_without_words_that_can_be_read(name: str, media_type: str, content: bytes) -> None:
    """Damaged, empty, oversized once unpacked, pictures only, or of a format that nobody here reads."""
    assert text_of(Attachment(name, media_type, content)) is None


@pytest.mark.parametrize(
    ("name", "media_type", "foreign"),
    [
        ("n.docx", "application/octet-stream", True),
        ("n.pdf", "application/pdf", True),
        ("n.rtf", "text/rtf", True),
        ("c.ics", "text/calendar", True),
        ("n.txt", "text/plain", False),
        ("n.eml", "message/rfc822", False),
        ("n.bin", "application/octet-stream", False),
    ],
)
def test_what_a_foreign_library_reads(name: str, media_type: str, foreign: bool) -> None:
    assert is_foreign(Attachment(name, media_type, b"")) is foreign
