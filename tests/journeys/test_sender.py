"""Who may act: a token of ours and the registered address of the person it was sent to, together."""

import smtplib
from datetime import timedelta
from email.message import EmailMessage

import pytest

from mailflow.demo.mailbox import Received
from mailflow.demo.stage import SERVICE
from mailflow.demo.story import BEN, MOIRA, ZONE
from mailflow.demo.writer import Writer
from mailflow.store.people import NewPerson
from tests.journeys.conftest import Open
from tests.journeys.scene import Scene

EVE = "eve@elsewhere.example"
YES = "Yes, I agree."


async def untouched(scene: Scene) -> None:
    """The offer still waits for Ben's word."""
    pair = await scene.pair()
    contract = pair.contract_in("offered")
    assert contract is not None
    assert contract.said_yes == ("manager",)
    assert [ask.status for ask in pair.asks if ask.kind == "confirmation"] == ["open"]


def as_from(mail: EmailMessage, sender: str) -> EmailMessage:
    """The same mail with another From."""
    del mail["From"]
    mail["From"] = sender
    return mail


class TestATokenInOtherHands:
    async def test_with_the_managers_token_the_report_sends_nothing(self, opened: Open) -> None:
        async with opened() as scene:
            draft = await scene.drafted()
            answer = await scene.says(scene.ben, draft, "send")
            pair = await scene.pair()
            contract = pair.contract_in("draft")
            assert contract is not None
            assert contract.said_yes == ()
            assert answer.to == BEN[1]
            assert "nothing has been changed" in (answer.message.text or "")
            assert "lettings" not in answer.raw.decode().lower(), "and learns nothing of the draft"
            assert "confirmation" not in [mail.name for mail in scene.got(scene.ben)]

    async def test_from_an_unknown_address_it_changes_nothing_and_only_its_holder_is_told(self, opened: Open) -> None:
        async with opened() as scene:
            confirmation = await scene.offered()
            moiras = len(scene.got(scene.moira))
            mail = scene.reply(Writer("Eve", EVE, 0, SERVICE), confirmation, YES)
            await scene.post(mail)
            await untouched(scene)
            assert scene.got(EVE) == []
            assert scene.got(scene.ben)[-1].name == "impostor"
            assert EVE not in scene.got(scene.ben)[-1].raw.decode()
            assert len(scene.got(scene.moira)) == moiras


class TestAnUnknownAddress:
    async def test_hears_once_a_day_that_it_is_unknown_and_nothing_else(self, opened: Open) -> None:
        async with opened() as scene:
            await scene.enrol()
            for number in range(3):
                await scene.post(scene.fresh(f"Eve <{EVE}>", f"Attempt {number}: what is this about Ben Ashcroft?"))
            (told,) = scene.got(EVE)
            assert told.name == "stranger"
            said = (told.raw + (told.message.text or "").encode()).decode().lower()
            assert not any(word in said for word in ("moira", "lennox", "ashcroft", "attempt"))
            await scene.later(timedelta(days=1, minutes=1))
            await scene.post(scene.fresh(f"Eve <{EVE}>", "Once more"))
            assert [mail.name for mail in scene.got(EVE)] == ["stranger", "stranger"]
            assert {mail.to for mail in scene.received} == {EVE, MOIRA[1], BEN[1]}


TRICKS = [
    f'"{BEN[1]}" <{EVE}>',
    f"{BEN[1]} <{EVE}>",
    f'"Ben Ashcroft <{BEN[1]}>" <{EVE}>',
    f"=?utf-8?q?Ben_Ashcroft_=3C{BEN[1].replace('@', '=40')}=3E?= <{EVE}>",
    f"<{EVE}> ({BEN[1]})",
    f"Ben Ashcroft <{BEN[1]}> <{EVE}>",
    f"{BEN[1]}, {EVE}",
    f"{EVE}\r\nFrom: {BEN[1]}",
    f"{BEN[1]}\r\nFrom: {EVE}",
    f"{EVE}\r\nSender: {BEN[1]}",
    f"{EVE}\r\nReply-To: {BEN[1]}",
    f"{BEN[1]}.elsewhere.example",
    f"{BEN[1].replace('@', '@elsewhere.example,@')}",
    "ben.ashcroft@exаmple.com",  # a Cyrillic letter in the domain
]


async def test_no_trick_with_the_senders_name_makes_somebody_else_ben(opened: Open) -> None:
    """His address as a display name, in a comment, beside another, in a second field: none of it is his word."""
    async with opened() as scene:
        confirmation = await scene.offered()
        for number, trick in enumerate(TRICKS):
            mail = scene.reply(scene.ben, confirmation, YES)
            raw = mail.as_bytes().replace(b"\n", b"\r\n")
            head, rest = raw.split(b"From: Ben Ashcroft <ben.ashcroft@example.com>", 1)
            forged = head + f"From: {trick}".encode() + rest
            await scene.post(forged, sender=EVE, to=[mail["To"].addresses[0].addr_spec])
            await untouched(scene)
            assert len([m for m in scene.received if m.name == "agreed"]) == 0, f"{number}: {trick}"
        assert await answered_properly(scene, confirmation)


async def answered_properly(scene: Scene, confirmation: Received) -> bool:
    return (await scene.says(scene.ben, confirmation, YES)).name == "agreed"


class TestALostToken:
    async def test_in_the_reply_address_alone_is_found_in_the_thread(self, opened: Open) -> None:
        """Not every mail server keeps plus-addresses; In-Reply-To or References are enough."""
        async with opened() as scene:
            draft = await scene.drafted()
            mail = scene.reply(scene.moira, draft, "send")
            mail.replace_header("To", SERVICE)
            del mail["References"]
            await scene.post(mail)
            assert "on its way" in (scene.answer(mail).message.text or "")
            mail = scene.reply(scene.ben, scene.last(scene.ben, "confirmation"), YES)
            mail.replace_header("To", SERVICE)
            del mail["In-Reply-To"]
            await scene.post(mail)
            assert (await scene.pair()).contract_in("agreed") is not None

    async def test_in_the_thread_alone_is_found_in_the_reply_address(self, opened: Open) -> None:
        async with opened() as scene:
            mail = scene.reply(scene.ben, await scene.offered(), YES)
            del mail["In-Reply-To"]
            del mail["References"]
            await scene.post(mail)
            assert (await scene.pair()).contract_in("agreed") is not None

    async def test_everywhere_leaves_a_fresh_mail_which_binds_nobody(self, opened: Open) -> None:
        async with opened() as scene:
            mail = scene.reply(scene.ben, await scene.offered(), YES)
            mail.replace_header("To", SERVICE)
            del mail["In-Reply-To"]
            del mail["References"]
            await scene.post(mail)
            await untouched(scene)
            ours = [m for m in scene.got(scene.ben) if str(mail["Message-ID"])[1:-1] in m.message.references]
            assert len(ours) == 1
            assert "nothing has been changed" in (ours[0].message.text or "")


async def test_a_forged_token_is_refused_at_the_door(opened: Open) -> None:
    async with opened() as scene:
        confirmation = await scene.offered()
        mail = scene.reply(scene.ben, confirmation, YES)
        address = mail["To"].addresses[0].addr_spec
        token = address.partition("+")[2].partition("@")[0]
        for forged in (token[::-1], "a" * 24, ("b" if token[0] == "a" else "a") + token[1:], token[:-1], ""):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                await scene.post(mail, to=[f"contract+{forged}@career.example"])
            (code, _), *_ = refused.value.recipients.values()
            assert code == 550
        await untouched(scene)
        await scene.post(mail, to=[address.upper()])
        assert (await scene.pair()).contract_in("agreed") is not None, "the case of the letters does not matter"


async def test_a_reply_from_an_alias_of_the_person_counts(opened: Open) -> None:
    async with opened() as scene:
        report = NewPerson(name=BEN[0], address=BEN[1], aliases=("b.ashcroft@corp.example",), zone=ZONE)
        await scene.enrol(report=report)
        await scene.says(scene.moira, scene.last(scene.moira, "booking"), "Thursday 12 March at 3pm, for an hour")
        forward = scene.forward(scene.moira, "My commitments\n- Introduce him to Farida by 20 March\n")
        await scene.post(forward)
        await scene.says(scene.moira, scene.last(scene.moira, "draft"), "send")
        alias = Writer("Ben at work", "B.Ashcroft@Corp.example", 0, SERVICE)
        answer = await scene.says(alias, scene.last(scene.ben, "confirmation"), YES)
        assert (answer.to, answer.name) == (BEN[1], "agreed"), "the answer goes to the registered address"


async def test_mail_that_failed_authentication_acts_on_nothing(opened: Open) -> None:
    """Only the verdict of the one configured server counts, and only at the top."""
    service: dict[str, object] = {"address": SERVICE, "authserv_id": "mx.career.example"}
    async with opened(service=service) as scene:
        confirmation = await scene.offered()
        before = len(scene.received)

        async def with_result(result: str) -> str:
            mail = scene.reply(scene.ben, confirmation, YES)
            raw = b"Authentication-Results: " + result.encode() + b"\r\n" + mail.as_bytes().replace(b"\n", b"\r\n")
            return await scene.post(raw, sender=BEN[1], to=[mail["To"].addresses[0].addr_spec])

        failed = await with_result("mx.career.example; dmarc=fail header.from=example.com")
        assert ((await scene.inbound(failed)).state, (await scene.inbound(failed)).reason) == (
            "ignored",
            "authentication_failed",
        )
        await untouched(scene)
        assert len(scene.received) == before, "nor is it answered: the address may be forged"
        await with_result("mx.elsewhere.example; dmarc=fail header.from=example.com")
        assert (await scene.pair()).contract_in("agreed") is not None, "anybody can write the field"
