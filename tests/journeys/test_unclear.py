"""What is unclear is asked back and changes nothing: one kind answer, and one plain reply sets it right."""

from email.message import EmailMessage

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open
from tests.journeys.scene import Scene


def said(mail: Received) -> str:
    """Its words on one line."""
    return " ".join((mail.message.text or "").split())


def with_file(mail: EmailMessage, content: bytes, kind: str, name: str) -> EmailMessage:
    maintype, subtype = kind.split("/")
    mail.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return mail


UNCLEAR_TO_THE_DRAFT = {
    "2 by 31 April": "I was not sure what you meant",
    "7 by 1 May": "I was not sure what you meant",
    "Where did you get number 2 from?": "question",
    "": "no new words",
    "Thanks, I will have a look tonight": "nothing has been changed",
}
UNCLEAR_TO_THE_CONTRACT = ["Is number 2 really mine?", "", "Yes, if the budget allows it", "2 by 31 April", "Not yet"]


async def test_an_unclear_answer_to_the_draft_changes_nothing(opened: Open) -> None:
    """A day that does not exist, a number that is not there, a question, an empty mail, thanks."""
    async with opened() as scene:
        draft = await scene.drafted()
        before, bens = await scene.pair(), len(scene.got(scene.ben))
        for words, expected in UNCLEAR_TO_THE_DRAFT.items():
            answer = await scene.says(scene.moira, draft, words)
            assert expected in said(answer), words
            assert "UNDO" not in said(answer), "there is nothing to undo"
            if "not sure" in expected:
                assert f"“{words}”" in said(answer), "their own words"
                assert "“drop 2” or “send”" in said(answer), "what answers a draft"
            assert await scene.pair() == before, words
        assert len(scene.got(scene.ben)) == bens
        assert "on its way" in said(await scene.says(scene.moira, draft, "send"))


async def test_an_unclear_answer_to_the_contract_is_no_yes(opened: Open) -> None:
    async with opened() as scene:
        ask = await scene.offered()
        before, moiras = await scene.pair(), len(scene.got(scene.moira))
        for words in UNCLEAR_TO_THE_CONTRACT:
            answer = await scene.says(scene.ben, ask, words)
            assert answer.name == "acknowledgement", words
            assert await scene.pair() == before, words
        assert len(scene.got(scene.moira)) == moiras
        assert (await scene.says(scene.ben, answer, "Yes, I agree.")).name == "agreed"


async def test_notes_without_commitments_give_a_draft_without_lines_and_say_so(opened: Open) -> None:
    async with opened() as scene:
        await scene.enrol()
        bens = len(scene.got(scene.ben))
        mail = scene.forward(scene.moira, "We had a good talk about the weather. The coffee was fine.\n")
        await scene.post(mail)
        assert "I found nothing in your notes" in said(scene.answer(mail))
        assert len(scene.got(scene.ben)) == bens
        again = await scene.says(scene.moira, scene.answer(mail), "add: I introduce you to Farida by 20 March")
        assert "Introduce" in said(again) or "introduce" in said(again)


async def test_an_attachment_that_cannot_be_read_is_named_and_nothing_is_made_of_it(opened: Open) -> None:
    async with opened() as scene:
        await scene.enrol()
        before = await scene.pair()
        mail = scene.fresh("Moira Lennox <moira.lennox@example.com>", "My notes on Ben are attached.")
        await scene.post(with_file(mail, b"\0\1\2\3", "application/x-scan", "scan-0042.xyz"))
        assert "I could not read “scan-0042.xyz”" in said(scene.answer(mail))
        assert await scene.pair() == before


async def test_the_logo_in_a_signature_does_not_stand_in_the_way_of_an_answer(opened: Open) -> None:
    async with opened() as scene:
        mail = scene.reply(scene.ben, await scene.offered(), "Yes, I agree.")
        (_, rich) = mail.iter_parts()
        assert isinstance(rich, EmailMessage)
        rich.set_content(rich.get_content().replace("</div>", '</div><img src="cid:logo">', 1), subtype="html")
        rich.add_related(b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", cid="<logo>", filename="image001.png")
        await scene.post(mail)
        assert scene.answer(mail).name == "agreed"


async def test_what_was_misunderstood_is_set_right_by_one_plain_reply(opened: Open) -> None:
    """Moira meant the fourth line. She need not undo anything: she says what she wants, in the same plain words."""
    async with opened() as scene:
        answer = await scene.says(scene.moira, await scene.drafted(), "3 by 17 April")
        assert "17 April" in said(answer)
        answer = await scene.says(scene.moira, answer, "3 by 20 March. 4 by 17 April.")
        assert await dues(scene) == ["2026-03-31", "2026-04-30", "2026-03-20", "2026-04-17"]
        assert "17 April" in said(answer)


async def dues(scene: Scene) -> list[str]:
    contract = (await scene.pair()).contract_in("draft")
    assert contract is not None
    return [str(item.due) for item in contract.numbered]
