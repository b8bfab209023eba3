"""The same mail, however often and by whichever door it comes, is one mail: one decision, one answer."""

import asyncio
from email.policy import SMTP

from tests.journeys.conftest import Open
from tests.journeys.scene import submit


async def test_a_mail_sent_three_times_is_decided_upon_and_answered_once(opened: Open) -> None:
    """Twice at once and once more when it was answered already, as a sender does that missed our 250."""
    async with opened() as scene:
        mail = scene.reply(scene.moira, await scene.drafted(), "3 by 27 March. Send it.")
        await asyncio.gather(scene.moira.send(mail), scene.moira.send(mail))
        await scene.settled()
        await scene.post(mail)
        assert "27 March" in (scene.answer(mail).message.text or "")
        assert [m.name for m in scene.got(scene.ben)].count("confirmation") == 1
        assert (await scene.history()).count("contract.offered") == 1


async def test_a_duplicate_through_another_door_with_other_trace_fields_is_the_same_mail(opened: Open) -> None:
    smtp: dict[str, object] = {"listen": "127.0.0.1:0", "lmtp": "127.0.0.1:0"}
    async with opened(smtp=smtp) as scene:
        mail = scene.reply(scene.ben, await scene.offered(), "Yes, I agree.")
        raw, to = mail.as_bytes(policy=SMTP), [mail["To"].addresses[0].addr_spec]
        traced = b"Return-Path: <ben.ashcroft@example.com>\r\nReceived: from mx by store; Mon, 2 Mar 2026\r\n" + raw
        ports = scene.process.ports
        await asyncio.gather(
            asyncio.to_thread(submit, ports["smtp"], "smtp", scene.ben.address, to, raw),
            asyncio.to_thread(submit, ports["lmtp"], "lmtp", scene.ben.address, to, traced),
        )
        await scene.settled()
        assert scene.answer(mail).name == "agreed"
        assert (await scene.history()).count("contract.agreed") == 1


async def test_another_mail_under_the_same_message_id_is_kept_and_answered_too(opened: Open) -> None:
    """A program that repeats its ids must not make us drop what somebody wrote."""
    async with opened() as scene:
        draft = await scene.drafted()
        first = scene.reply(scene.moira, draft, "3 by 27 March.")
        second = scene.reply(scene.moira, draft, "4 by 17 April.")
        second.replace_header("Message-ID", first["Message-ID"])
        await scene.post(first)
        await scene.post(second)
        assert len(scene.answers(first)) == 2
        contract = (await scene.pair()).contract_in("draft")
        assert contract is not None
        assert [str(item.due) for item in contract.numbered] == ["2026-03-31", "2026-04-30", "2026-03-27", "2026-04-17"]
