"""The second reader in a manager's inbox: a line with a mark, or a sentence that says that it had no part."""

import logging

import pytest

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open
from tests.journeys.scene import NOTES
from tests.oracle import Does, Oracle, content, hangs_up, response, says

PILOT = "The survey pilot with two estates sits with Ben, on 8 May."
WITH_MORE = f"{PILOT} Not for the contract: his zebrafinch died.\n\n{NOTES}"
ITEM: dict[str, object] = {
    "owner": "report",
    "text": "Pilot the survey with two estates",
    "due": "2026-05-08",
    "source": PILOT,
}
INVENTED: dict[str, object] = {**ITEM, "text": "Resign", "source": "Ben resigns by 8 May."}
MARK = "suggested by the second reader; check it"
SILENT = "The second reader did not answer, so this draft rests on the built-in reader alone."
UNUSABLE = "What the second reader answered could not be used, so this draft rests on the built-in reader alone."


def said(mail: Received) -> str:
    """Its words on one line."""
    return " ".join((mail.message.text or "").split())


async def test_a_suggested_line_is_marked_for_the_manager_until_it_is_sent(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "mailflow")
    async with Oracle() as oracle, opened(second_reader={"url": oracle.url, "model": "small"}) as scene:
        oracle.does = says(ITEM, INVENTED)
        await scene.enrol()
        await scene.post(scene.forward(scene.moira, WITH_MORE))
        draft = scene.last(scene.moira, "draft")
        assert "3. Pilot the survey with two estates" in said(draft)
        assert f"from your notes: “{PILOT[:-1]}” {MARK}" in said(draft)
        assert said(draft).count(MARK) == 1
        assert "Resign" not in said(draft)
        assert "built-in reader alone" not in said(draft)
        (question,) = oracle.asked
        assert PILOT in question.told["notes"]
        assert b"zebrafinch" not in question.body
        again = await scene.says(scene.moira, draft, "3 by 15 May")
        assert MARK not in said(again), "who moves a line has checked it"
        await scene.says(scene.moira, again, "send")
        confirmation = scene.last(scene.ben, "confirmation")
        assert "Pilot the survey with two estates" in said(confirmation)
        assert "second reader" not in said(confirmation)
        assert len(oracle.asked) == 1, "an answer to the draft is no notes"
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert "second.heard" in logged
    assert "suggestions=2" in logged
    assert "lines=1" in logged
    for word in ("Pilot", "Resign", "zebrafinch", "estates"):
        assert word not in logged


async def test_a_line_that_is_sent_as_it_was_suggested_loses_its_mark(opened: Open) -> None:
    """What is agreed comes back in the next draft, and nobody needs to check it then."""
    async with Oracle() as oracle, opened(second_reader={"url": oracle.url, "model": "small"}) as scene:
        oracle.does = says(ITEM)
        await scene.enrol()
        await scene.post(scene.forward(scene.moira, WITH_MORE))
        await scene.says(scene.moira, scene.last(scene.moira, "draft"), "send")
        await scene.says(scene.ben, scene.last(scene.ben, "confirmation"), "Yes, I agree.")
        oracle.does = says()
        await scene.post(scene.forward(scene.moira, "My commitments\n- Book a room by 1 June\n", "More notes"))
        draft = scene.last(scene.moira, "draft")
        assert "Pilot the survey with two estates" in said(draft)
        assert MARK not in said(draft)


@pytest.mark.parametrize(
    ("does", "footer"),
    [
        (hangs_up, SILENT),
        (response(b"", status="503 Service Unavailable"), UNUSABLE),
        (content("I cannot help with that."), UNUSABLE),
        (says(INVENTED), UNUSABLE),
    ],
    ids=["hangs up", "503", "prose", "inventions"],
)
async def test_without_it_the_draft_is_the_built_in_readers_and_says_so(does: Does, footer: str, opened: Open) -> None:
    async with Oracle() as oracle, opened(second_reader={"url": oracle.url, "model": "small"}) as scene:
        oracle.does = does
        draft = await scene.drafted()
        assert footer in said(draft)
        assert "second reader" not in said(draft).replace(footer, "")
        assert "1. Write up the lettings backlog" in said(draft)
        await scene.says(scene.moira, draft, "send")
        assert "reader" not in said(scene.last(scene.ben, "confirmation"))


async def test_notes_without_a_public_word_are_not_asked_about(opened: Open) -> None:
    async with Oracle() as oracle, opened(second_reader={"url": oracle.url, "model": "small"}) as scene:
        await scene.enrol()
        await scene.post(scene.forward(scene.moira, "Private\n- His zebrafinch died\n"))
        assert scene.last(scene.moira, "draft")
        assert oracle.asked == []


async def test_none_is_asked_unless_it_is_set(opened: Open) -> None:
    async with opened() as scene:
        assert scene.process.house.second is None
        assert "second reader" not in said(await scene.drafted())
