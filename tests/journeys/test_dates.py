"""How the operator has dates read holds in the notes and in replies; a day that cannot be is a question."""

from datetime import date

from tests.journeys.conftest import Open

NOTES = """Career conversation with Ben

His commitments
- Draft the tenant survey by the end of Q1
- Shadow the lettings team by 31/4

My commitments
- Introduce him to Farida by 4/10/26
- Ask about the housing course by 3 January 2019
"""


async def test_the_operators_fiscal_year_and_order_of_dates_hold_from_notes_to_replies(opened: Open) -> None:
    """The fiscal year begins in April; 4/10 is 10 April although the people's locale has the day first."""
    async with opened(dates={"fiscal_year_starts": 4, "order": "mdy"}) as scene:
        await scene.enrol()
        await scene.post(scene.forward(scene.moira, NOTES))
        contract = (await scene.pair()).contracts[-1]
        assert [item.due for item in contract.numbered] == [date(2026, 6, 30), None, date(2026, 4, 10), None]
        await scene.says(scene.moira, scene.last(scene.moira, "draft"), "2 by 5/6")
        contract = (await scene.pair()).contracts[-1]
        assert contract.numbered[1].due == date(2026, 5, 6)


async def test_the_draft_asks_in_the_notes_own_words_about_a_day_that_cannot_be(opened: Open) -> None:
    async with opened() as scene:
        await scene.enrol()
        await scene.post(scene.forward(scene.moira, NOTES))
        words = " ".join((scene.last(scene.moira, "draft").message.text or "").split())
        assert "No calendar has the day that your notes name, “by 31/4”. Which day do you mean?" in words
        assert "“by 3 January 2019” in your notes was over on the day you met. Which day do you mean?" in words
