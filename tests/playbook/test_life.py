"""The life of a pair, part by part: what is sent to whom, and when (docs/flow.md)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from mailflow.playbook.mails import (
    Acknowledgement,
    Agreed,
    Booking,
    ChangeRequest,
    Confirmation,
    Draft,
    Invitation,
    NotesRequest,
    OwnReflection,
    Reminder,
    Review,
)
from mailflow.playbook.model import Contract, Role
from tests.playbook.life import Life, agreed, booked, drafted, names, offered


def contract(life: Life, status: str) -> Contract:
    found = life.state.contract_in(status)
    assert found is not None
    return found


def understood(send: object) -> list[str]:
    receipt = getattr(send, "receipt", None)
    return [u.what for u in receipt.understood] if receipt else []


def problems(send: object) -> list[str]:
    receipt = getattr(send, "receipt", None)
    return [p.what for p in receipt.problems] if receipt else []


class TestBooking:
    def test_both_get_a_first_mail_and_the_manager_is_asked_for_a_time(self) -> None:
        life = Life().enrol()
        assert names(life.sent) == [("report", "Welcome"), ("manager", "Booking")]

    def test_a_time_becomes_an_invitation_for_both_with_one_calendar_entry_each(self) -> None:
        life = Life().enrol()
        answer = life.writes("manager", "Thursday 12 March at 3pm, for an hour")
        assert isinstance(answer.mail, Invitation)
        assert answer.mail.start == datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
        assert understood(answer) == ["booked"]
        assert names(life.sent[2:]) == [("manager", "Invitation"), ("report", "Invitation")]
        assert all(send.meeting and send.meeting.sequence == 0 for send in life.sent[2:])

    def test_a_new_time_moves_the_same_entry(self) -> None:
        life = booked()
        answer = life.writes("manager", "Sorry, Friday 13 March at 10am instead, one hour")
        assert answer.meeting is not None
        assert (answer.meeting.conversation, answer.meeting.sequence) == (1, 1)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ("Thursday 12 March at 3pm, for 30 minutes", "too_short"),
            ("Today at 9am, for an hour", "in_the_past"),
            ("I will think about it", "no_time"),
        ],
    )
    def test_what_cannot_be_booked_is_answered_and_books_nothing(self, said: str, problem: str) -> None:
        life = Life().enrol()
        assert problems(life.writes("manager", said)) == [problem]
        assert life.state.conversation is not None
        assert life.state.conversation.status == "unbooked"

    def test_two_nudges_and_then_silence(self) -> None:
        life = Life().enrol()
        sent = life.days(25)
        assert names(sent) == [("manager", "Booking")] * 2
        assert [send.mail.attempt for send in sent if isinstance(send.mail, Booking)] == [1, 2]

    def test_after_a_silence_it_is_asked_again_monthly_and_after_a_no_next_quarter(self) -> None:
        life = Life().enrol()
        silent = [send.mail.attempt for send in life.days(95) if isinstance(send.mail, Booking)]
        assert silent == [1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]
        life.writes("manager", "No thanks, please do not ask me to book another one.")
        assert names(life.days(60)) == []
        assert ("manager", "Booking") in names(life.days(40))

    def test_no_nudge_before_the_day_the_manager_named(self) -> None:
        life = Life().enrol()
        answer = life.writes("manager", "Not now please, ask me again on 23 March.")
        assert understood(answer) == ["waiting"]
        assert names(life.until(datetime(2026, 3, 22, 12, 0, tzinfo=UTC))) == []
        assert names(life.until(datetime(2026, 3, 23, 12, 0, tzinfo=UTC))) == [("manager", "Booking")]


class TestTheDaysAround:
    def test_the_light_prompt_goes_out_three_working_days_before(self) -> None:
        life = booked()
        sent = life.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
        assert names(sent) == [("report", "Prompt")]
        assert life.history[-1] == "prompt.sent"

    def test_a_reflection_is_kept_given_back_that_morning_and_deleted_after(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
        answer = life.writes("report", "The survey work is what I enjoy. The rota wears me out.")
        assert understood(answer) == ["kept"]
        sent = life.until(datetime(2026, 3, 12, 14, 0, tzinfo=UTC))
        assert names(sent) == [("report", "OwnReflection")]
        assert isinstance(sent[0].mail, OwnReflection)
        assert "rota" in sent[0].mail.reflections[0].text
        life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
        assert life.state.reflections == ()

    def test_after_the_booked_end_the_notes_are_asked_for(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 12, 16, 15, tzinfo=UTC))
        assert isinstance(life.mail("manager").mail, NotesRequest)

    def test_nudges_at_24_and_44_working_hours_and_at_48_the_report_hears_without_content(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
        sent = life.days(10)
        assert names(sent) == [("manager", "NotesRequest"), ("manager", "NotesRequest"), ("report", "SummaryLate")]

    def test_a_conversation_that_was_put_off_is_booked_anew_and_not_chased(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
        answer = life.writes("manager", "We had to move it to Wednesday 18 March at 3pm.")
        assert isinstance(answer.mail, Invitation)
        assert life.state.conversation is not None
        assert (life.state.conversation.number, life.state.conversation.status) == (1, "booked")
        assert ("report", "SummaryLate") not in names(life.until(datetime(2026, 3, 18, 18, 0, tzinfo=UTC)))


class TestDrafting:
    def test_notes_become_a_draft_for_the_manager_alone(self) -> None:
        life = drafted()
        draft = life.mail("manager").mail
        assert isinstance(draft, Draft)
        assert [(line.line.owner, line.line.due) for line in draft.lines] == [
            ("report", date(2026, 3, 31)),
            ("report", date(2026, 4, 30)),
            ("manager", date(2026, 3, 20)),
            ("manager", date(2026, 4, 10)),
        ]
        assert all(line.note is not None for line in draft.lines)
        assert not any(send.to == "report" and isinstance(send.mail, Confirmation) for send in life.sent)

    def test_edits_without_send_show_the_draft_again(self) -> None:
        life = drafted()
        answer = life.writes("manager", "3 by 27 March. Drop 2.")
        assert isinstance(answer.mail, Draft)
        assert sorted(understood(answer)) == ["dropped", "moved"]
        assert [line.line.due for line in answer.mail.lines] == [
            date(2026, 3, 31),
            date(2026, 3, 27),
            date(2026, 4, 10),
        ]
        assert contract(life, "draft").said_yes == ()

    def test_send_offers_it_and_the_report_is_asked(self) -> None:
        life = drafted()
        answer = life.writes("manager", "3 by 27 March. Otherwise fine, please send.")
        assert understood(answer) == ["moved", "sent"]
        assert isinstance(life.mail("report").mail, Confirmation)
        assert contract(life, "offered").said_yes == ("manager",)

    def test_what_nobody_can_make_sense_of_is_told_back_and_holds_the_draft(self) -> None:
        life = drafted()
        answer = life.writes("manager", "3 by 27 March, then send it. Also the thing with the keys.")
        assert (understood(answer), problems(answer)) == (["moved"], ["left"])
        assert life.state.contract_in("offered") is None
        assert understood(life.writes("manager", "send")) == ["sent"]

    def test_a_missing_date_is_asked_for_once_and_then_the_manager_decides(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
        life.writes("manager", "", notes="My commitments\n- Introduce him to Farida in policy\n")
        first = life.writes("manager", "Send it.")
        assert problems(first) == ["dates_missing"]
        second = life.writes("manager", "Send it.")
        assert understood(second) == ["sent"]

    def test_a_discarded_draft_leaves_nothing_of_the_notes(self) -> None:
        life = drafted()
        answer = life.writes("manager", "No, these are the wrong notes. Throw this draft away.")
        assert understood(answer) == ["discarded"]
        assert life.state.notes == ()
        assert life.state.contract_in("draft", "offered", "agreed") is None

    def test_new_notes_replace_the_draft(self) -> None:
        life = drafted()
        life.writes("manager", "", notes="My commitments\n- Book the housing course by 10 April\n")
        assert len(contract(life, "draft").commitments) == 1


class TestTooEarly:
    """How a line stands is recorded once both have agreed to it, and told so before that, with nothing half applied."""

    @pytest.mark.parametrize(
        "said", ["1 is done already.", "Send it. 1 is done already.", "Send it. 2 by Friday. 1 is done already."]
    )
    def test_a_draft_is_neither_changed_nor_sent(self, said: str) -> None:
        life = drafted()
        before = life.state
        answer = life.writes("manager", said)
        assert problems(answer) == ["too_early"]
        assert understood(answer) == []
        assert life.state.contracts == before.contracts
        assert life.state.contract_in("offered") is None

    @pytest.mark.parametrize("said", ["1 is done already.", "Yes to all of it. 1 is done already."])
    def test_an_offer_stays_open(self, said: str) -> None:
        life = offered()
        before = life.state
        answer = life.writes("report", said)
        assert problems(answer) == ["too_early"]
        assert life.state.contracts == before.contracts
        life.writes("report", "Yes.")
        assert life.state.contract_in("agreed") is not None

    @pytest.mark.parametrize("owner", ["report", "manager"])
    def test_whoever_promised_it_can_say_so_after_the_yes_that_it_proposes(self, owner: Role) -> None:
        life = offered()
        n = next(n for n, item in enumerate(contract(life, "offered").numbered, 1) if item.owner == owner)
        receipt = life.writes("report", f"Yes to all of it. {n} is done already.").receipt
        assert receipt is not None
        assert [(p.what, p.n) for p in receipt.problems] == [("too_early", n)]
        assert understood(life.writes("report", "yes")) == ["agreed"]
        assert understood(life.writes(owner, f"{n} is done")) == ["done"]


class TestConsent:
    def test_a_yes_makes_it_agreed_and_both_get_it_with_their_own_dates(self) -> None:
        life = agreed()
        assert names(life.sent[-2:]) == [("manager", "Agreed"), ("report", "Agreed")]
        for send, owner in zip(life.sent[-2:], ("manager", "report"), strict=True):
            assert len(send.promises) == 2
            texts = {c.text for c in contract(life, "agreed").commitments if c.owner == owner}
            assert {p.text for p in send.promises} == texts

    @pytest.mark.parametrize("said", ["Thanks!", "Not yet, I will look at it tonight.", "Who is Farida?", ""])
    def test_silence_thanks_and_questions_are_no_consent(self, said: str) -> None:
        life = offered()
        life.writes("report", said)
        assert life.state.contract_in("agreed") is None
        assert contract(life, "offered").said_yes == ("manager",)

    def test_words_beside_a_change_that_ask_for_who_knows_what_are_told_back(self) -> None:
        life = offered()
        answer = life.writes("report", "1 by 10 April. Something about the printer needs sorting.")
        assert (understood(answer), problems(answer)) == (["moved"], ["left"])
        assert answer.receipt is not None
        assert answer.receipt.problems[0].words == ("Something about the printer needs sorting.",)

    def test_silence_is_never_consent(self) -> None:
        life = offered()
        sent = life.days(60)
        assert ("report", "Confirmation") in names(sent)
        assert life.state.contract_in("agreed") is None

    def test_a_change_goes_to_the_manager_and_counts_once_both_said_yes_to_it(self) -> None:
        life = offered()
        answer = life.writes("report", "Fine, but 1 by 10 April please.")
        assert isinstance(answer.mail, Acknowledgement)
        request = life.mail("manager").mail
        assert isinstance(request, ChangeRequest)
        assert [(c.before.due, c.after.due) for c in request.changes if c.before and c.after] == [
            (date(2026, 3, 31), date(2026, 4, 10))
        ]
        assert life.state.contract_in("agreed") is None
        assert isinstance(life.writes("manager", "Yes, that is fine by me.").mail, Agreed)
        assert contract(life, "agreed").said_yes == ("manager", "report")

    def test_a_refused_change_puts_the_offer_before_the_report_again(self) -> None:
        life = offered()
        life.writes("report", "Fine, but 1 by 10 April please.")
        life.writes("manager", "No, I cannot agree to that, it has to be March.")
        again = life.mail("report").mail
        assert isinstance(again, Confirmation)
        assert again.refused
        assert isinstance(life.writes("report", "All right, I agree.").mail, Agreed)

    def test_a_no_brings_the_draft_back_to_the_manager(self) -> None:
        life = offered()
        answer = life.writes("report", "No, I do not agree with this.")
        assert understood(answer) == ["declined"]
        draft = life.mail("manager").mail
        assert isinstance(draft, Draft)
        assert draft.declined
        assert life.state.contract_in("agreed", "offered") is None

    def test_an_answer_to_an_older_version_agrees_to_nothing(self) -> None:
        life = offered()
        stale = life.mail("report").ask
        life.writes("report", "Fine, but 1 by 10 April please.")
        answer = life.writes("report", "Yes, I agree.", ask=stale)
        assert problems(answer) == ["already_answered"]
        assert life.state.contract_in("agreed") is None


class TestFollowingThrough:
    def test_the_owner_alone_is_reminded_before_and_asked_after(self) -> None:
        life = agreed()
        sent = life.until(datetime(2026, 3, 25, 12, 0, tzinfo=UTC))
        assert names(sent) == [("manager", "Reminder"), ("manager", "Reminder")]
        assert [send.mail.after for send in sent if isinstance(send.mail, Reminder)] == [False, True]
        assert sent[0].mail.lines[0].due == date(2026, 3, 20)  # type: ignore[attr-defined]  # checked by the line above

    def test_what_is_done_is_not_asked_for_again(self) -> None:
        life = agreed()
        life.until(datetime(2026, 3, 17, 12, 0, tzinfo=UTC))
        answer = life.writes("manager", "Done.")
        assert understood(answer) == ["done"]
        assert names(life.until(datetime(2026, 3, 25, 12, 0, tzinfo=UTC))) == []

    def test_a_moved_date_moves_its_reminders_and_its_calendar_entry(self) -> None:
        life = agreed()
        life.until(datetime(2026, 3, 17, 12, 0, tzinfo=UTC))
        answer = life.writes("manager", "Please move it to 27 March.")
        assert understood(answer) == ["moved"]
        assert [(p.day, p.sequence) for p in answer.promises] == [(date(2026, 3, 27), 1)]
        sent = life.until(datetime(2026, 3, 24, 12, 0, tzinfo=UTC))
        assert names(sent) == [("manager", "Reminder")]

    def test_nobody_speaks_for_the_other(self) -> None:
        life = agreed()
        answer = life.writes("report", "3 is done.")
        assert problems(answer) == ["not_yours"]

    def test_the_manager_is_reviewed_first_and_the_report_sees_the_answers(self) -> None:
        life = agreed()
        life.writes("manager", "3 and 4 are done.")
        sent = life.until(datetime(2026, 4, 14, 12, 0, tzinfo=UTC))
        reviews = [(send.to, send.mail.answered) for send in sent if isinstance(send.mail, Review)]
        assert reviews == [("manager", False), ("report", False)]
        life = agreed()
        life.until(datetime(2026, 4, 8, 12, 0, tzinfo=UTC))
        assert isinstance(life.mail("manager").mail, Review)
        life.writes("manager", "3 is done, 4 is in progress.")
        life.until(datetime(2026, 4, 14, 12, 0, tzinfo=UTC))
        review = next(s.mail for s in reversed(life.sent) if s.to == "report" and isinstance(s.mail, Review))
        assert review.answered
        assert [(line.status, line.standing) for line in review.terms.lines if not line.mine] == [
            ("done", "unsaid"),
            ("open", "progress"),
        ]

    def test_a_year_brings_reviews_and_a_new_booking_each_quarter(self) -> None:
        life = agreed()
        sent = life.days(365)
        asked = [send.mail for send in sent if isinstance(send.mail, Booking)]
        assert [mail.attempt for mail in asked][:6] == [0, 1, 2, 0, 1, 2]
        assert sum(isinstance(send.mail, Review) for send in sent) == 24


class TestUndo:
    def test_a_send_taken_back_is_a_draft_again_and_the_report_hears(self) -> None:
        life = offered()
        answer = life.writes("manager", "UNDO")
        assert understood(answer) == ["undone"]
        assert names(life.sent[-2:]) == [("report", "Withdrawn"), ("manager", "Acknowledgement")]
        assert contract(life, "draft").said_yes == ()
        stale = next(s.ask for s in life.sent if isinstance(s.mail, Confirmation))
        assert problems(life.writes("report", "Yes, I agree.", ask=stale)) == ["already_answered"]
        assert understood(life.writes("manager", "Please send it now.")) == ["sent"]

    def test_a_yes_taken_back_is_no_yes(self) -> None:
        life = agreed()
        assert understood(life.writes("report", "undo")) == ["undone"]
        assert life.state.contract_in("agreed") is None
        assert isinstance(life.writes("report", "Yes, I agree.").mail, Agreed)

    def test_what_the_other_has_answered_since_cannot_be_taken_back(self) -> None:
        life = agreed()
        assert problems(life.writes("manager", "UNDO")) == ["undo_overtaken"]
        assert life.state.contract_in("agreed") is not None

    def test_nothing_to_undo_is_said_so(self) -> None:
        life = Life().enrol()
        assert problems(life.writes("manager", "UNDO")) == ["undo_nothing"]


class TestStopping:
    def test_stop_ends_every_mail_and_the_other_hears_paused(self) -> None:
        life = agreed()
        assert understood(life.writes("report", "STOP")) == ["stopped"]
        assert names(life.sent[-2:]) == [("manager", "Paused"), ("report", "Acknowledgement")]
        assert life.days(200) == []

    def test_only_who_stopped_can_start_again(self) -> None:
        life = agreed()
        life.writes("report", "STOP")
        life.writes("manager", "START")
        assert names(life.days(60)) == []
        life.writes("report", "START")
        assert life.days(60)

    def test_when_both_have_stopped_each_takes_back_their_own(self) -> None:
        life = agreed()
        life.writes("manager", "STOP")
        life.writes("report", "STOP")
        assert problems(life.writes("manager", "START")) == ["stopped"]
        assert names(life.days(60)) == []
        assert understood(life.writes("report", "START")) == ["started"]


class TestFreshMail:
    def test_notes_in_a_fresh_mail_are_notes(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 12, 18, 0, tzinfo=UTC))
        answer = life.writes("manager", "", notes="I will introduce Ben to Farida by 20 March.", fresh=True)
        assert isinstance(answer.mail, Draft)

    @pytest.mark.parametrize("role", ["manager", "report"])
    def test_an_answer_in_a_fresh_mail_binds_nobody(self, role: str) -> None:
        life = offered()
        answer = life.writes("report" if role == "report" else "manager", "Yes, I agree.", fresh=True)
        assert problems(answer) == ["not_an_answer"]
        assert life.state.contract_in("agreed") is None


def test_a_decision_is_a_function_of_its_arguments() -> None:
    assert agreed().state == agreed().state


def test_timers_never_fall_due_twice() -> None:
    life = agreed()
    life.days(120)
    fired = [t.key for t in life.state.timers if t.status == "fired"]
    assert len(fired) == len(set(fired))
    assert all(t.at > life.now - timedelta(days=1) for t in life.state.timers if t.status == "pending")


class TestUndoOfABooking:
    def test_both_calendars_lose_the_entry_and_the_time_can_be_named_again(self) -> None:
        life = booked()
        life.writes("manager", "UNDO")
        cancelled = [send.meeting for send in life.sent[-2:]]
        assert [(m.cancelled, m.sequence) for m in cancelled if m] == [(True, 1), (True, 1)]
        answer = life.writes("manager", "Friday 13 March at 10am, one hour")
        assert answer.meeting is not None
        assert answer.meeting.sequence > 1

    def test_a_move_taken_back_puts_the_first_time_into_both_calendars(self) -> None:
        life = booked()
        life.writes("manager", "Sorry, Friday 13 March at 10am instead, one hour")
        life.writes("manager", "UNDO")
        entries = [send.meeting for send in life.sent[-2:]]
        assert [(m.start, m.sequence) for m in entries if m] == [(datetime(2026, 3, 12, 15, 0, tzinfo=UTC), 2)] * 2


class TestAttachments:
    def test_what_a_mail_program_attaches_to_an_answer_is_no_notes(self) -> None:
        life = drafted()
        answer = life.writes(
            "manager", "Looks right, please send it.", notes="ATT00001.txt\nSent securely by Example Ltd"
        )
        assert understood(answer) == ["sent"]

    def test_notes_attached_to_an_empty_reply_are_notes(self) -> None:
        life = drafted()
        answer = life.writes("manager", "", notes="My commitments\n- Book the housing course by 10 April\n")
        assert isinstance(answer.mail, Draft)


class TestTimeLost:
    def test_after_a_stop_of_months_nothing_is_said_late_and_one_review_is_asked(self) -> None:
        life = agreed()
        life.writes("report", "STOP")
        life.days(150)
        life.writes("report", "START")
        reviews = [name for name in names(life.days(1)) if name[1] == "Review"]
        assert sorted(reviews) == [("manager", "Review"), ("report", "Review")]
        assert "Reminder" not in {name for _, name in names(life.sent[-6:])}

    def test_reviews_missed_while_the_service_was_down_come_once(self) -> None:
        life = agreed()
        life.now += timedelta(days=150)
        assert [name for name in names(life.days(0)) if name[1] == "Review"].count(("report", "Review")) == 1


class TestWhatReviewersFound:
    def test_praise_sends_nothing(self) -> None:
        life = drafted()
        for said in ("Thanks, that's great!", "Looks right to me.", "Send it to me"):
            life.writes("manager", said)
            assert life.state.contract_in("offered") is None, said

    @pytest.mark.parametrize("said", ["Thanks, that's great!", "Yes, received, thanks", "Sure, whatever", "Yeah right"])
    def test_a_hollow_yes_is_no_yes(self, said: str) -> None:
        life = offered()
        life.writes("report", said)
        assert life.state.contract_in("agreed") is None

    def test_a_number_belongs_to_the_mail_that_showed_it(self) -> None:
        life = agreed()
        shown = life.sent[-2]  # the manager's copy: 3 is the introduction, 4 the course
        life.writes("report", "drop 1")
        life.writes("manager", "Yes, that is fine by me.")
        life.writes("manager", "3 is done", ask=shown.ask)
        done = [c.text for c in contract(life, "agreed").commitments if c.status == "done"]
        assert done == ["Introduce him to Farida in policy"]

    def test_taking_a_line_off_the_list_needs_the_other(self) -> None:
        life = agreed()
        life.writes("manager", "drop 3")
        assert isinstance(life.mail("report").mail, ChangeRequest)
        assert len(contract(life, "agreed").numbered) == 4

    @pytest.mark.parametrize("said", ["UNDO", "START"])
    def test_a_command_without_a_token_does_nothing(self, said: str) -> None:
        life = agreed()
        before = life.state
        assert problems(life.writes("report", said, fresh=True)) == ["not_an_answer"]
        assert life.state == before

    def test_undo_with_a_reason_is_undo(self) -> None:
        life = offered()
        answer = life.writes("manager", "UNDO - I meant to talk to HR before")
        assert understood(answer) == ["undone"]

    def test_the_reports_reflection_does_not_stand_in_the_way_of_the_managers_undo(self) -> None:
        life = booked()
        life.until(datetime(2026, 3, 9, 12, 0, tzinfo=UTC))
        life.writes("manager", "Sorry, Friday 13 March at 10am instead, one hour")
        life.until(datetime(2026, 3, 10, 9, 30, tzinfo=UTC))
        prompt = next(s.ask for s in reversed(life.sent) if s.to == "report" and type(s.mail).__name__ == "Prompt")
        life.writes("report", "The rota wears me out.", ask=prompt)
        assert understood(life.writes("manager", "UNDO")) == ["undone"]
        assert [r.text for r in life.state.reflections] == ["The rota wears me out."]

    def test_undo_leaves_what_the_clock_has_opened_since(self) -> None:
        life = agreed()
        life.until(datetime(2026, 3, 17, 8, 30, tzinfo=UTC))
        life.writes("manager", "4 is in progress", ask=life.sent[-2].ask)
        life.until(datetime(2026, 3, 17, 9, 30, tzinfo=UTC))
        reminder = life.mail("manager").ask
        life.writes("manager", "UNDO")
        assert understood(life.writes("manager", "Done.", ask=reminder)) == ["done"]

    def test_an_unclear_list_of_numbers_is_asked_back(self) -> None:
        life = drafted()
        answer = life.writes("manager", "drop 3, 4 by 29 April and send it")
        assert problems(answer) == ["unclear"]
        assert life.state.contract_in("offered") is None
