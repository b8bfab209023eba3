"""Samples: each mail with made-up people, so that a template is tried before anybody gets it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from mailflow.playbook.mails import (
    Acknowledgement,
    Agreed,
    Booking,
    Change,
    ChangeRefused,
    ChangeRequest,
    Confirmation,
    Draft,
    DraftLine,
    Impostor,
    Invitation,
    Line,
    Mail,
    NotesRequest,
    OwnPulse,
    OwnReflection,
    Paused,
    Problem,
    Prompt,
    Pulse,
    Receipt,
    Reminder,
    Review,
    ReviewLine,
    Stranger,
    SummaryLate,
    Terms,
    Understood,
    Unreadable,
    Welcome,
    WhichReport,
    Withdrawn,
)
from mailflow.playbook.model import Person, Role
from mailflow.playbook.private import ManagerNote, PulseAnswer, Reflection

BEN = Person(1, "Ben Carter", "ben@example.com", zone="Europe/London")
MOIRA = Person(2, "Moira Quinn", "moira@example.com", zone="America/New_York", locale="en-US")
NOW = datetime(2026, 3, 11, 15, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Sample:
    """A mail as one of the two would get it; `other` and `role` are None for a mail that belongs to no pair."""

    name: str
    mail: Mail
    to: Person
    other: Person | None = None
    role: Role | None = None
    thread: str | None = None
    now: datetime = NOW

    def to_in(self, language: str) -> Person:
        return replace(self.to, language=language)


RECEIPT = Receipt(
    (Understood("moved", 2, "Draft the billing proposal", date(2026, 3, 20)),),
    (Problem("unclear", ("the Lisbon thing, maybe",)),),
    datetime(2026, 3, 12, 15, 20, tzinfo=UTC),
)

_OWNERS: tuple[Role, ...] = ("report", "report", "report", "manager", "manager")
_LINES = (
    Line(1, "report", False, "Draft the billing proposal and ask two staff engineers to read it", date(2026, 3, 31)),
    Line(2, "report", False, "Sit in on the incident reviews", None, standing="progress"),
    Line(3, "report", False, "Present the migration at the engineering forum", date(2026, 2, 27), status="done"),
    Line(4, "manager", False, "Introduce Moira to Sam in architecture", date(2026, 3, 6), status="done"),
    Line(5, "manager", False, "Ask my own manager what a staff role in payments would need", date(2026, 3, 9)),
)
_REVIEWS = (ReviewLine("how the billing proposal was received", "2026-05"), ReviewLine("the on-call load", None))
_QUESTIONS = ("Is there a staff role in payments, or would it mean a move?",)


def _terms(reader: Role, *, lived_in: bool = False) -> Terms:
    lines = tuple(
        replace(line, mine=line.owner == reader, overdue=line.n == 5)
        if lived_in
        else replace(line, mine=line.owner == reader, status="open", standing="unsaid")
        for line in _LINES
    )
    return Terms(lines, _REVIEWS, _QUESTIONS)


def _changes(reader: Role) -> tuple[Change, ...]:
    first, second, third, fourth, fifth = _terms(reader).lines
    return (
        Change(1, replace(first, due=date(2026, 3, 20)), first),
        Change(2, replace(second, text="Join the incident rota"), second),
        Change(4, replace(fourth, text="Talk to Sam", due=None), fourth),
        Change(5, None, fifth),
        Change(None, replace(third, n=0, text="Write up the January migration"), None),
    )


_NOTES = {
    1: ("M to draft billing proposal, get two staff engs to read it - end of March",),
    2: ("wants to sit in on incident reviews\n(ask Priya first?)",),
    5: ("I'll see to it that she gets staff in payments",),
}
_SUGGESTED = 2
_ADVICE = {
    2: ("A commitment is a specific action by a date. By when?",),
    5: (
        'Be honest about where your authority ends: "I can advocate for this with my manager - I cannot commit to '
        'the outcome."',
    ),
}


def _draft(attempt: int, declined: bool) -> Draft:
    lines = tuple(
        DraftLine(
            line,
            ManagerNote(line.n, _NOTES[line.n][0]) if line.n in _NOTES else None,
            _ADVICE.get(line.n, ()),
            suggested=line.n == _SUGGESTED,
        )
        for line in _terms("manager").lines
    )
    return Draft(attempt, lines, _REVIEWS, _QUESTIONS, declined)


_RATINGS = (
    PulseAnswer(31, date(2025, 9, 10), 4, date(2025, 9, 11)),
    PulseAnswer(52, date(2026, 3, 11), 2, date(2026, 3, 11)),
)
_START = datetime(2026, 3, 19, 15, 0, tzinfo=UTC)
_HELD = date(2026, 3, 10)
_TALK, _LIST, _PULSE = "conversation/1", "contract/1", "pulse"


def _to_manager(name: str, mail: Mail, thread: str) -> Sample:
    return Sample(f"{name}-manager", mail, BEN, MOIRA, "manager", thread)


def _to_report(name: str, mail: Mail, thread: str) -> Sample:
    return Sample(f"{name}-report", mail, MOIRA, BEN, "report", thread)


SAMPLES: tuple[Sample, ...] = (
    _to_report("welcome", Welcome(), _TALK),
    _to_manager("booking-first", Booking(True, 0, None, 60), _TALK),
    _to_manager("booking-next", Booking(False, 0, date(2025, 12, 11), 60), _TALK),
    _to_manager("booking-again", Booking(False, 1, date(2025, 12, 11), 60), _TALK),
    _to_manager("booking-last", Booking(True, 2, None, 60), _TALK),
    _to_manager("invitation", Invitation(_START, 60, False), _TALK),
    _to_report("invitation-moved", Invitation(_START, 60, True), _TALK),
    _to_report("prompt", Prompt(_START), _TALK),
    replace(
        _to_report(
            "own-reflection",
            OwnReflection(
                _START,
                (
                    Reflection(1, "Best weeks: the migration.\n\nWorst: on-call, three nights in a row."),
                    Reflection(1, "One more thing: I'd like to write."),
                ),
            ),
            _TALK,
        ),
        now=datetime(2026, 3, 19, 13, 0, tzinfo=UTC),
    ),
    _to_report("pulse", Pulse(()), _PULSE),
    _to_report("pulse-next", Pulse(_RATINGS[:1]), _PULSE),
    _to_report("own-pulse", OwnPulse(_RATINGS[1:], False), _PULSE),
    _to_report("own-pulse-low", OwnPulse(_RATINGS, True), _PULSE),
    _to_manager("notes-request", NotesRequest(0, _HELD, datetime(2026, 3, 12, 16, 0, tzinfo=UTC)), _TALK),
    _to_manager("notes-request-again", NotesRequest(1, _HELD, datetime(2026, 3, 12, 16, 0, tzinfo=UTC)), _TALK),
    _to_report("summary-late", SummaryLate(_HELD), _TALK),
    _to_manager("draft", _draft(0, False), _LIST),
    _to_manager("draft-again", _draft(1, False), _LIST),
    _to_manager("draft-declined", _draft(0, True), _LIST),
    _to_manager("draft-empty", Draft(0, (), (), (), False), _LIST),
    _to_manager("draft-alone", replace(_draft(0, False), fallback="silent"), _LIST),
    _to_manager("draft-alone-unusable", replace(_draft(0, False), fallback="unusable"), _LIST),
    _to_report("confirmation", Confirmation(0, _terms("report"), (), False), _LIST),
    _to_report("confirmation-again", Confirmation(1, _terms("report"), (), False), _LIST),
    _to_report("confirmation-changed", Confirmation(0, _terms("report"), _changes("report"), False), _LIST),
    _to_manager("confirmation-refused", Confirmation(0, _terms("manager"), (), True), _LIST),
    _to_manager("change-request", ChangeRequest(0, _changes("manager"), _terms("manager")), _LIST),
    _to_report("change-request-again", ChangeRequest(1, _changes("report"), _terms("report")), _LIST),
    _to_report("change-refused", ChangeRefused(_changes("report")), _LIST),
    _to_manager("agreed", Agreed(_terms("manager"), NOW.date()), _LIST),
    _to_report("agreed", Agreed(_terms("report"), NOW.date()), _LIST),
    _to_manager("agreed-short", Agreed(Terms(_terms("manager").lines[:1]), NOW.date()), _LIST),
    _to_manager("reminder-before", Reminder((replace(_LINES[4], n=1, mine=True),), False), _LIST),
    _to_report(
        "reminder-after",
        Reminder(tuple(replace(line, mine=True, status="open", overdue=True) for line in _LINES[:1]), True),
        _LIST,
    ),
    _to_manager("review", Review(_terms("manager", lived_in=True), False), _LIST),
    _to_report("review-answered", Review(_terms("report", lived_in=True), True), _LIST),
    _to_report("review-unanswered", Review(_terms("report", lived_in=True), False), _LIST),
    _to_report("withdrawn", Withdrawn(), _LIST),
    _to_manager("paused", Paused(False), _TALK),
    _to_report("resumed", Paused(True), _TALK),
    _to_manager("acknowledgement", Acknowledgement(), _LIST),
    Sample("stranger", Stranger(), Person(0, "", "someone@example.net")),
    Sample("impostor", Impostor(), MOIRA),
    Sample("which-report", WhichReport(("Moira Quinn", "Tomasz Wilk")), BEN, None, "manager"),
    Sample("unreadable", Unreadable(), MOIRA),
)
