"""The pulse: when the report is asked whether they can see a future here, and what becomes of the answer."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from mailflow.playbook.cadence import Playbook
from mailflow.playbook.effects import Send
from mailflow.playbook.mails import Acknowledgement, OwnPulse, Pulse
from mailflow.playbook.private import PulseAnswer
from tests.playbook.life import Life, agreed, booked, names, offered

FIRST = datetime(2026, 4, 23, 8, 0, tzinfo=UTC)  # six weeks after the conversation of 12 March, 09:00 in London


def asked(life: Life | None = None) -> Life:
    """The first pulse has just gone out."""
    life = life or agreed()
    life.until(FIRST)
    assert isinstance(life.mail("report").mail, Pulse)
    return life


def rated(life: Life) -> list[int | None]:
    return [answer.rating for answer in life.state.pulses]


def understood(send: Send) -> list[str]:
    assert send.receipt is not None
    return [it.what for it in send.receipt.understood]


def problems(send: Send) -> list[str]:
    assert send.receipt is not None
    return [it.what for it in send.receipt.problems]


def pulses(sends: list[Send]) -> list[Send]:
    return [send for send in sends if isinstance(send.mail, Pulse)]


class TestWhenItIsAsked:
    def test_the_report_alone_is_asked_six_weeks_after_the_conversation(self) -> None:
        life = agreed()
        assert pulses(life.until(FIRST.replace(hour=7, minute=59))) == []
        assert names(pulses(life.until(FIRST))) == [("report", "Pulse")]

    def test_silence_is_an_answer_there_is_no_nudge_until_half_a_year_later(self) -> None:
        life = asked()
        assert pulses(life.until(datetime(2026, 10, 22, 7, 59, tzinfo=UTC))) == []
        assert len(pulses(life.until(datetime(2026, 10, 22, 8, 0, tzinfo=UTC)))) == 1

    def test_nobody_is_asked_before_a_conversation_was_held(self) -> None:
        assert pulses(Life().enrol().days(400)) == []
        assert pulses(booked().until(datetime(2026, 3, 12, 12, 0, tzinfo=UTC))) == []

    def test_no_contract_is_needed_for_it(self) -> None:
        assert len(pulses(offered().until(FIRST))) == 1

    def test_the_next_conversation_does_not_bring_the_next_pulse_nearer(self) -> None:
        life = asked()
        life.writes("manager", "Tuesday 9 June at 3pm, for an hour", ask=_booking(life))
        assert pulses(life.until(datetime(2026, 10, 22, 7, 59, tzinfo=UTC))) == []
        assert life.state.conversation is not None
        assert life.state.conversation.number > 1

    def test_an_operator_can_do_without_it(self) -> None:
        life = agreed()
        life.playbook = Playbook(pulse_days=0)
        life.writes("report", "2 is done")  # whatever happens next makes the timers anew
        assert pulses(life.days(400)) == []

    def test_who_has_stopped_is_not_asked(self) -> None:
        life = agreed()
        life.writes("report", "STOP")
        assert life.until(FIRST) == []

    @pytest.mark.parametrize(
        ("start", "asked"),
        [
            (datetime(2026, 5, 12, 1, 30, tzinfo=UTC), datetime(2026, 5, 12, 8, 0, tzinfo=UTC)),
            (datetime(2026, 5, 12, 21, 0, tzinfo=UTC), datetime(2026, 5, 13, 8, 0, tzinfo=UTC)),
            (datetime(2026, 5, 15, 21, 0, tzinfo=UTC), datetime(2026, 5, 18, 8, 0, tzinfo=UTC)),  # over the weekend
        ],
    )
    def test_one_missed_while_they_had_stopped_comes_the_next_working_morning(
        self, start: datetime, asked: datetime
    ) -> None:
        life = agreed()
        life.writes("report", "STOP")
        life.until(start)
        life.writes("report", "START")
        assert pulses(life.until(start.replace(minute=start.minute + 10))) == []
        life.writes("report", "2 is done", ask=_standing(life))  # whatever they write meanwhile does not put it off
        assert pulses(life.until(asked.replace(hour=7, minute=59))) == []
        assert len(pulses(life.until(asked))) == 1
        assert pulses(life.days(180)) == []

    def test_one_that_is_late_is_not_put_off_by_a_mail(self) -> None:
        life = agreed()
        life.now = FIRST.replace(hour=11)  # the service was down
        life.writes("report", "2 is done", ask=_standing(life))
        assert len(pulses(life.days(0))) == 1

    def test_undo_of_a_stop_brings_none_at_night(self) -> None:
        life = agreed()
        life.until(FIRST.replace(hour=7))
        life.writes("report", "STOP")
        life.until(FIRST.replace(hour=22))
        life.writes("report", "UNDO")
        assert pulses(life.days(0)) == []
        assert len(pulses(life.until(FIRST.replace(day=24)))) == 1

    def test_the_manager_is_asked_for_the_next_conversation_in_the_morning_as_well(self) -> None:
        life = agreed()
        life.writes("report", "STOP")
        life.until(datetime(2026, 6, 9, 22, 0, tzinfo=UTC))
        life.writes("report", "START")
        assert "Booking" not in {name for _, name in names(life.until(datetime(2026, 6, 10, 7, 59, tzinfo=UTC)))}
        assert ("manager", "Booking") in names(life.until(datetime(2026, 6, 10, 8, 0, tzinfo=UTC)))


def _standing(life: Life) -> int:
    """The report's ask of the agreed contract."""
    return max(a.number for a in life.state.asks if a.to == "report" and a.kind not in ("pulse", "prompt"))


def _booking(life: Life) -> int:
    life.until(datetime(2026, 6, 1, 12, 0, tzinfo=UTC))
    return max(a.number for a in life.state.asks if a.kind == "booking" and a.status == "open")


class TestTheAnswer:
    def test_a_number_is_kept_and_shown_to_its_giver_alone(self) -> None:
        life = asked()
        answer = life.writes("report", "4")
        assert isinstance(answer.mail, OwnPulse)
        assert (understood(answer), answer.mail.talk) == (["rated"], False)
        assert life.state.pulses == (PulseAnswer(life.state.pulses[0].number, date(2026, 4, 23), 4, date(2026, 4, 23)),)
        assert life.sent[-1].to == "report"

    def test_another_number_takes_its_place(self) -> None:
        life = asked()
        life.writes("report", "4")
        life.writes("report", "Make that a 3.")
        assert rated(life) == [3]

    def test_the_next_pulse_shows_the_last_answer(self) -> None:
        life = asked()
        life.writes("report", "4")
        life.until(datetime(2026, 10, 22, 8, 0, tzinfo=UTC))
        mail = life.mail("report").mail
        assert isinstance(mail, Pulse)
        assert [answer.rating for answer in mail.earlier] == [4]
        answer = life.writes("report", "5")
        assert isinstance(answer.mail, OwnPulse)
        assert [answer.rating for answer in answer.mail.answers] == [4, 5]

    @pytest.mark.parametrize(
        "said",
        [
            "2",
            "One, to be honest.",
            "3. I have had an offer from another firm.",
            "4/5, but I want something else than what we wrote down: my goals have changed.",
            "I've handed in my notice.",
        ],
    )
    def test_what_calls_for_a_talk_is_met_with_how_to_ask_for_one_and_goes_nowhere(self, said: str) -> None:
        life = asked()
        before = len(life.sent)
        answer = life.writes("report", said)
        assert isinstance(answer.mail, OwnPulse)
        assert answer.mail.talk
        assert len(life.sent) == before + 1

    @pytest.mark.parametrize(
        "said", ["Hard to say.", "3 or 4", "10", "Yes", "No.", "I'd rather not say", "Ask me when the reorg is over."]
    )
    def test_words_without_a_number_are_fine_and_leave_none(self, said: str) -> None:
        life = asked()
        answer = life.writes("report", said)
        assert isinstance(answer.mail, Acknowledgement)
        assert (understood(answer), problems(answer)) == ([], ["no_number"])
        assert rated(life) == [None]
        life.writes("report", "4")
        assert rated(life) == [4]

    def test_a_question_is_answered_and_a_number_beside_it_is_kept(self) -> None:
        life = asked()
        answer = life.writes("report", "Does Moira see this?")
        assert (understood(answer), problems(answer), rated(life)) == ([], ["question"], [None])
        answer = life.writes("report", "Three, then. But who else gets to see it?")
        assert (understood(answer), problems(answer), rated(life)) == (["rated"], ["question"], [3])

    def test_a_day_of_their_own_takes_the_place_of_the_half_year(self) -> None:
        life = asked()
        answer = life.writes("report", "Three. Ask me again on 1 July, please.")
        assert understood(answer) == ["rated", "waiting"]
        assert pulses(life.until(datetime(2026, 7, 1, 7, 59, tzinfo=UTC))) == []
        assert len(pulses(life.until(datetime(2026, 7, 1, 8, 0, tzinfo=UTC)))) == 1
        assert rated(life) == [3, None]

    @pytest.mark.parametrize(
        "said",
        [
            "Please stop.",
            "I don't want these mails.",
            "I'd rather not be asked at all.",
            "Please don't ask me again!",
            "I don't want to be asked.",
            "Please remove me from this list.",
            "I won't answer these.",
        ],
    )
    def test_who_says_so_is_spared(self, said: str) -> None:
        life = asked()
        assert understood(life.writes("report", said)) == ["unasked"]
        assert pulses(life.days(400)) == []

    def test_a_number_for_an_earlier_pulse_is_no_wish_to_be_asked_again(self) -> None:
        life = asked()
        first = life.mail("report").ask
        life.until(datetime(2026, 10, 22, 8, 0, tzinfo=UTC))
        life.writes("report", "Please don't ask me again.")
        life.writes("report", "4", ask=first)
        assert pulses(life.days(400)) == []

    def test_undo_takes_back_what_was_said_to_an_earlier_pulse_of_the_next_one(self) -> None:
        life = asked()
        first = life.mail("report").ask
        life.until(datetime(2026, 10, 22, 8, 0, tzinfo=UTC))
        life.writes("report", "Please don't ask me again.", ask=first)
        assert understood(life.writes("report", "UNDO", ask=first)) == ["forgotten"]
        assert len(pulses(life.days(200))) == 1

    def test_who_does_not_want_to_be_asked_is_not_until_they_give_a_number(self) -> None:
        life = asked()
        ask = life.mail("report").ask
        answer = life.writes("report", "Please stop asking me this.")
        assert understood(answer) == ["unasked"]
        assert pulses(life.days(500)) == []
        life.writes("report", "4", ask=ask)
        assert len(pulses(life.days(190))) == 1

    @pytest.mark.parametrize(
        "said",
        [
            "2 - I can't see the point of staying here.",
            "2. Don't ask me why.",
            "2\n\nPlease do not send personal data to this address.",
            "2. They stop this every year.",
            "2, I'm not sent on courses.",
        ],
    )
    def test_a_number_with_a_no_in_it_is_no_wish_to_be_spared(self, said: str) -> None:
        life = asked()
        assert understood(life.writes("report", said)) == ["rated"]
        assert len(pulses(life.days(200))) == 1

    def test_what_is_said_to_an_earlier_pulse_of_being_asked_holds_for_the_next_one(self) -> None:
        life = asked()
        first = life.mail("report").ask
        life.until(datetime(2026, 10, 22, 8, 0, tzinfo=UTC))
        assert understood(life.writes("report", "I'd rather not be asked at all.", ask=first)) == ["unasked"]
        assert pulses(life.days(500)) == []

    def test_undo_forgets_the_answer_and_nothing_else(self) -> None:
        life = asked()
        answer = life.writes("report", "2")
        pulse = answer.ask
        answer = life.writes("report", "UNDO")
        assert (understood(answer), rated(life)) == (["forgotten"], [None])
        assert problems(life.writes("report", "UNDO", ask=pulse)) == ["undo_nothing"]

    def test_undo_of_a_stop_sent_in_answer_to_a_pulse_takes_back_the_stop(self) -> None:
        life = asked()
        pulse = life.mail("report").ask
        life.writes("report", "2")
        life.writes("report", "STOP", ask=pulse)
        answer = life.writes("report", "UNDO", ask=pulse)
        assert (understood(answer), life.state.status, rated(life)) == (["undone"], "active", [2])

    def test_undo_of_another_mail_asks_for_no_number_again(self) -> None:
        life = asked()
        pulse = life.mail("report").ask
        life.days(5)
        review = max(a.number for a in life.state.asks if a.kind == "review" and a.to == "report")
        life.writes("report", "2 is done", ask=review)
        life.writes("report", "4", ask=pulse)
        answer = life.writes("report", "UNDO", ask=review)
        assert (understood(answer), answer.ask) == (["undone"], review)
        asks = {a.number: a.status for a in life.state.asks}
        assert pulse is not None
        assert (asks[pulse], rated(life)) == ("answered", [4])

    def test_the_managers_undo_neither_changes_an_answer_nor_learns_of_it(self) -> None:
        life = asked()
        review = max(a.number for a in life.state.asks if a.kind == "review" and a.to == "manager")
        life.writes("manager", "3 is done", ask=review)
        life.writes("report", "2")
        assert understood(life.writes("manager", "UNDO")) == ["undone"]
        assert rated(life) == [2]

    def test_an_answer_to_a_pulse_that_is_no_longer_remembered_changes_nothing(self) -> None:
        life = asked()
        ask = life.mail("report").ask
        life.state = replace(life.state, pulses=())
        assert problems(life.writes("report", "4", ask=ask)) == ["already_answered"]


def test_undo_of_a_reflection_deletes_it_and_nothing_else() -> None:
    life = booked()
    life.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
    life.writes("report", "The rota wears me out.")
    assert understood(life.writes("report", "UNDO")) == ["forgotten"]
    assert life.state.reflections == ()
    assert life.state.conversation is not None
    assert life.state.conversation.status == "booked"
