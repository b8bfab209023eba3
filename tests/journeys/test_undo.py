"""UNDO by mail: within 24 hours it takes back the author's last mail whole; later, or too late, it says so."""

from datetime import timedelta

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open


def said(mail: Received) -> str:
    return mail.message.text or ""


async def test_a_send_is_taken_back_and_the_report_is_told_to_disregard_it(opened: Open) -> None:
    async with opened() as scene:
        confirmation = await scene.offered()
        receipt = scene.got(scene.moira)[-1]
        assert "Reply UNDO by" in said(receipt)
        answer = await scene.says(scene.moira, receipt, "UNDO")
        assert "taken back" in said(answer)
        assert scene.got(scene.ben)[-1].name == "withdrawn"
        pair = await scene.pair()
        assert pair.contract_in("offered") is None
        contract = pair.contract_in("draft")
        assert contract is not None
        assert contract.said_yes == ()
        late = await scene.says(scene.ben, confirmation, "Yes, I agree.")
        assert "already been dealt with" in said(late)
        assert (await scene.pair()).contract_in("agreed") is None
        assert "on its way" in said(await scene.says(scene.moira, answer, "Please send it now."))


async def test_a_yes_is_taken_back_and_can_be_given_again(opened: Open) -> None:
    async with opened() as scene:
        answer = await scene.says(scene.ben, await scene.agreed(), "Undo.")
        assert "taken back" in said(answer)
        assert scene.got(scene.moira)[-1].name == "withdrawn"
        pair = await scene.pair()
        assert pair.contract_in("agreed") is None
        assert pair.contract_in("offered") is not None
        assert (await scene.says(scene.ben, answer, "Yes, I agree.")).name == "agreed"
        assert [mail.name for mail in scene.got(scene.moira)].count("agreed") == 2


async def test_each_takes_back_one_mail_until_there_is_nothing_left(opened: Open) -> None:
    async with opened() as scene:
        answer = await scene.says(scene.moira, await scene.drafted(), "Drop 2.")
        answer = await scene.says(scene.moira, answer, "UNDO")
        contract = (await scene.pair()).contract_in("draft")
        assert contract is not None
        assert len(contract.numbered) == 4
        answer = await scene.says(scene.moira, answer, "UNDO")
        assert (await scene.pair()).contract_in("draft") is None
        answer = await scene.says(scene.moira, answer, "UNDO")
        assert "nothing to take back" in said(answer)
        assert (await scene.history()).count("mail.undone") == 2


async def test_after_24_hours_it_is_too_late(opened: Open) -> None:
    async with opened() as scene:
        agreed = await scene.agreed()
        await scene.later(timedelta(hours=24, minutes=1))
        before = await scene.pair()
        assert "time for UNDO is over" in said(await scene.says(scene.ben, agreed, "UNDO"))
        assert await scene.pair() == before


async def test_what_the_other_has_answered_since_is_not_taken_back(opened: Open) -> None:
    async with opened() as scene:
        await scene.agreed()
        before = await scene.pair()
        answer = await scene.says(scene.moira, scene.last(scene.moira, "agreed"), "UNDO")
        assert "Another mail has come since" in said(answer)
        assert await scene.pair() == before
