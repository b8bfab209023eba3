"""Attached files are read in a process of their own, which ends in time and takes nothing with it."""

import asyncio
import zlib
from typing import Any

import pytest

from mailflow.engine import documents
from mailflow.mail.message import Attachment
from tests.office import docx, pdf

PDF = "application/pdf"


async def test_the_words_come_back_from_the_process() -> None:
    assert await documents.text_of(Attachment("Notes Ünal.docx", "application/octet-stream", docx(["Tom: Grüße"]))) == (
        "Tom: Grüße"
    )


async def test_a_file_that_is_nobody_elses_format_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere")
    assert await documents.text_of(Attachment("n.txt", "text/plain", b"Tom")) == "Tom"


async def test_a_damaged_file_has_no_words() -> None:
    assert await documents.text_of(Attachment("n.pdf", PDF, b"%PDF-1.7 cut off")) is None


async def test_a_file_that_takes_too_long_is_given_up_and_its_process_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No interpreter starts in a thousandth of a second."""
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def watched(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    assert await documents.text_of(Attachment("n.pdf", PDF, pdf(["Tom"])), seconds=0.001) is None
    (process,) = started
    assert process.returncode is not None


async def test_the_files_of_one_mail_share_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the time of a mail is up, its other files are not begun."""
    monkeypatch.setattr(documents, "ALL_SECONDS", 0.001)
    files = [
        Attachment("a.pdf", PDF, pdf(["Tom"])),
        Attachment("b.pdf", PDF, pdf(["Tom"])),
        Attachment("c.txt", "", b"Tom"),
    ]
    assert await documents.texts_of(files) == [None, None, None]


async def test_no_more_words_come_back_than_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file may hold endless words."""
    long = Attachment("n.docx", "application/octet-stream", docx(["word " * 100_000]))
    text = await documents.text_of(long)
    assert text is not None
    assert len(text) == documents.LENGTH


async def test_a_file_that_takes_too_much_memory_has_no_words() -> None:
    """A stream that unpacks to two gigabytes, in a file of two megabytes."""
    page = pdf(["Tom"])
    packed = zlib.compressobj(9)
    bomb = b"".join(packed.compress(bytes(2**20)) for _ in range(2048)) + packed.flush()
    at = page.index(b"<< /Length ")
    end = page.index(b"endstream")
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(bomb)
    assert await documents.text_of(Attachment("n.pdf", PDF, page[:at] + head + bomb + b"\n" + page[end:])) is None
