"""Notes come in the file that they were written in, and answers where people write them: into our own words."""

from email.message import EmailMessage

import pytest

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open
from tests.journeys.scene import NOTES, Scene
from tests.office import docx, pdf, rtf

LINES = NOTES.splitlines()
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def attached(mail: EmailMessage, content: bytes, media_type: str, name: str) -> EmailMessage:
    maintype, subtype = media_type.split("/")
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return mail


@pytest.mark.parametrize(
    ("name", "media_type", "content"),
    [
        ("notes.docx", WORD, docx(LINES)),
        ("notes.pdf", "application/pdf", pdf(LINES)),
        ("notes.rtf", "text/rtf", rtf(LINES)),
        ("notes.md", "application/octet-stream", NOTES.encode()),
    ],
)
async def test_attached_notes_become_a_draft(opened: Open, name: str, media_type: str, content: bytes) -> None:
    async with opened() as scene:
        await scene.enrol()
        mail = scene.fresh("Moira Lennox <moira.lennox@example.com>", "My notes on Ben.")
        await scene.post(attached(mail, content, media_type, name))
        draft = scene.last(scene.moira, "draft").message.text or ""
        assert "Write up the lettings backlog" in draft
        assert "Introduce him to Farida" in draft


async def test_a_file_that_cannot_be_read_is_named(opened: Open) -> None:
    async with opened() as scene:
        await scene.enrol()
        mail = scene.fresh("Moira Lennox <moira.lennox@example.com>", "My notes on Ben.")
        await scene.post(attached(mail, b"%PDF-1.7 cut off", "application/pdf", "notes-ben.pdf"))
        said = " ".join((scene.answer(mail).message.text or "").split())
        assert "I could not read “notes-ben.pdf”" in said


def written_into(scene: Scene, ask: Received, answers: dict[str, str]) -> EmailMessage:
    """A reply as Outlook makes one: our mail below, unmarked, under its heading; the answers typed into it."""
    mail = scene.reply(scene.ben, ask, "")
    lines = [
        "See below.",
        "",
        "-----Ursprüngliche Nachricht-----",
        "Von: mailflow <contract@career.example>",
        "Gesendet: Montag, 2. März 2026 09:30",
        "An: Ben Ashcroft <ben.ashcroft@example.com>",
        f"Betreff: {ask.message.subject}",
        "",
    ]
    for line in (ask.message.text or "").splitlines():
        lines.append(line)
        lines += [answer for item, answer in answers.items() if line.startswith(item)]
    mail.clear_content()
    mail.set_content("\n".join(lines))
    return mail


async def test_answers_typed_into_our_own_unmarked_words_are_found(opened: Open) -> None:
    """Nothing marks our words as quoted but that we wrote them."""
    async with opened() as scene:
        ask = await scene.offered()
        mail = written_into(scene, ask, {"1. ": "fine", "2. ": "by 15 May please"})
        await scene.post(mail)
        assert "2 moves to Friday 15 May 2026" in (scene.answer(mail).message.text or "")
        assert "lettings" not in (scene.last(scene.moira, "change-request").message.text or "").split("15 May")[0]


async def test_a_day_changed_in_our_own_unmarked_words_is_not_overlooked(opened: Open) -> None:
    """Who edits the list in place, below several items, is asked which one; nothing is taken for a yes."""
    async with opened() as scene:
        ask = await scene.offered()
        before = await scene.pair()
        mail = written_into(scene, ask, {})
        mail.set_content(mail.get_content().replace("by Thursday 30 April 2026", "by Friday 15 May 2026"))
        await scene.post(mail)
        assert "“by Friday 15 May 2026”" in (scene.answer(mail).message.text or "")
        assert await scene.pair() == before


async def test_our_own_words_sent_back_unmarked_are_no_answer(opened: Open) -> None:
    """Our mail says what a yes looks like; sent back as it was, it says nothing."""
    async with opened() as scene:
        ask = await scene.offered()
        before = await scene.pair()
        mail = scene.reply(scene.ben, ask, "")
        mail.clear_content()
        mail.set_content(ask.message.text or "")
        await scene.post(mail)
        assert "no new words" in " ".join((scene.answer(mail).message.text or "").split())
        assert await scene.pair() == before
