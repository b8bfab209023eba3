"""The pulse by real mail: a number that its giver alone ever sees, set right by one plain reply."""

from datetime import UTC, datetime, timedelta

from mailflow.demo.mailbox import Received
from tests.journeys.conftest import Open


def said(mail: Received) -> str:
    return " ".join((mail.message.text or "").split())


async def test_the_answer_to_the_pulse_stays_with_the_report(opened: Open) -> None:
    async with opened() as scene:
        await scene.agreed()
        await scene.until(scene.stage.clock() + timedelta(days=43))
        pulse = scene.last(scene.ben, "pulse")
        moiras = len(scene.got(scene.moira))

        answer = await scene.says(scene.ben, pulse, "Somewhere between a 3 and a 4, it depends on the new director.")
        assert "no number from 1 to 5" in said(answer)
        answer = await scene.says(scene.ben, answer, "A 4, then. Does Moira get to see this?")
        assert "Understood: 4 of 5" in said(answer)
        assert "Moira neither sees it nor hears" in said(answer)
        answer = await scene.says(scene.ben, answer, "Sorry, I meant 2.")
        assert "Understood: 2 of 5" in said(answer)
        assert "Can we find an hour" in said(answer)

        assert [p.rating for p in (await scene.pair()).pulses] == [2]
        assert len(scene.got(scene.moira)) == moiras
        assert (await scene.history())[-1] == "pulse.answered"

        await scene.until(datetime(2026, 11, 1, 9, 0, tzinfo=UTC))
        assert "you gave a 2 ▓▓░░░" in said(scene.last(scene.ben, "pulse"))
        assert not [mail for mail in scene.got(scene.moira) if "of 5" in said(mail) or "pulse" in mail.name]


async def test_a_program_answers_no_pulse(opened: Open) -> None:
    """An absence note with numbers in it is no rating, and gets no answer."""
    async with opened() as scene:
        await scene.agreed()
        await scene.until(scene.stage.clock() + timedelta(days=43))
        mail = scene.reply(scene.ben, scene.last(scene.ben, "pulse"), "4\n\nI am out of the office until 5 May.")
        mail["Auto-Submitted"] = "auto-replied"
        await scene.post(mail)
        assert scene.answers(mail) == []
        assert [p.rating for p in (await scene.pair()).pulses] == [None]


async def test_the_first_pulse_comes_although_the_next_conversation_is_booked_before_it(opened: Open) -> None:
    async with opened() as scene:
        await scene.agreed()
        await scene.later(timedelta(days=20))
        await scene.says(scene.moira, scene.last(scene.moira, "booking"), "Tuesday 12 May at 3pm, for an hour")
        booked = (await scene.pair()).conversation
        assert booked is not None
        assert (booked.number, booked.status) == (2, "booked")
        await scene.until(datetime(2026, 4, 13, 7, 59, tzinfo=UTC))
        assert not [mail for mail in scene.got(scene.ben) if mail.name == "pulse"]
        await scene.until(datetime(2026, 4, 13, 8, 1, tzinfo=UTC))
        assert [mail.name for mail in scene.got(scene.ben)].count("pulse") == 1


async def test_the_mail_that_tells_the_number_tells_how_to_take_it_back(opened: Open) -> None:
    async with opened() as scene:
        await scene.agreed()
        await scene.until(scene.stage.clock() + timedelta(days=43))
        answer = await scene.says(scene.ben, scene.last(scene.ben, "pulse"), "2")
        assert answer.name == "own-pulse"
        assert "To take it back, reply UNDO, whenever you like." in said(answer)
        await scene.later(timedelta(days=60))
        assert "no longer counts" in said(await scene.says(scene.ben, answer, "UNDO"))
        assert [p.rating for p in (await scene.pair()).pulses] == [None]
