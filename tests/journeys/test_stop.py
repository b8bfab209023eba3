"""STOP and START by mail: either of the two may leave and come back; the other hears "paused", never why."""

from datetime import timedelta

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open


def said(mail: Received) -> str:
    return " ".join((mail.message.text or "").split())


async def test_who_stops_is_left_alone_and_the_other_hears_that_it_is_paused(opened: Open) -> None:
    async with opened() as scene:
        await scene.agreed()
        answer = await scene.says(scene.ben, scene.last(scene.ben, "welcome"), "Stop")
        assert "these mails have stopped" in said(answer)
        paused = scene.got(scene.moira)[-1]
        assert paused.name == "paused"
        assert "stop" not in said(paused).partition("-- ")[0].lower(), "not by whom or why"
        count = len(scene.received)
        await scene.later(timedelta(days=120))
        assert len(scene.received) == count, "no reminder, no review, no booking"


async def test_mail_to_a_stopped_pair_is_answered_once_and_records_nothing(opened: Open) -> None:
    async with opened() as scene:
        agreed = await scene.agreed()
        await scene.says(scene.ben, agreed, "STOP")
        before = await scene.pair()
        for who, words in ((scene.moira, "3 is done"), (scene.ben, "1 is done"), (scene.moira, "START")):
            answer = await scene.says(who, scene.last(who, "agreed"), words)
            assert "nothing has been recorded" in said(answer)
        notes = scene.forward(scene.moira, "My commitments\n- Call Farida by 1 May\n")
        await scene.post(notes)
        assert "nothing has been recorded" in said(scene.answer(notes))
        assert await scene.pair() == before


async def test_who_stopped_can_start_again_and_all_is_as_it_was(opened: Open) -> None:
    async with opened() as scene:
        agreed = await scene.agreed()
        before = await scene.pair()
        await scene.says(scene.ben, agreed, "STOP")
        answer = await scene.says(scene.ben, scene.got(scene.ben)[-1], "START")
        assert "these mails go on" in said(answer)
        assert scene.got(scene.moira)[-1].name == "paused"
        after = await scene.pair()
        assert (after.status, after.contracts, set(after.timers)) == ("active", before.contracts, set(before.timers))
        count = len(scene.received)
        await scene.later(timedelta(days=60))
        assert {"reminder", "review"} <= {mail.name for mail in scene.received[count:]}
