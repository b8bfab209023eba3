"""Who or what wrote a mail: no program is taken for a person, and above all no person for a program."""

import pytest

from mailflow.mail.kind import classify
from mailflow.mail.message import parse


def kind(head: str, body: str = "hello", *, null_sender: bool = False) -> str:
    message = parse(f"{head}\n\n{body}".encode())
    return classify(message, null_sender=null_sender, own_address="growth@flow.example")


@pytest.mark.parametrize(
    "head",
    [
        "From: ann@x.example\nAuto-Submitted: no",
        "From: ann@x.example\nSubject: Re: Automatic reply: Your commitments",
        "From: ann@x.example\nSubject: Automatic deployments, my goal",
        "From: ann@x.example\nSubject: Returned to work, let us talk",
        "From: ann@x.example\nSubject: Accepted: I take the role",
        "From: ann@x.example\nSubject: Delivery of my commitments",
        "From: Ann Mailer <ann@x.example>\nSubject: Message delivery project",
        "From: postmaster@x.example\nSubject: Re: Your commitments",
        "From: ann@x.example\nX-Auto-Response-Suppress: DR, OOF",
        "From: ann@x.example\nReturn-Path: <ann@x.example>\nPrecedence: first-class",
    ],
)
def test_a_person_is_a_person(head: str) -> None:
    """Words in a subject that programs use, too, make nobody a program."""
    assert kind(head, "Yes to 1 and 2, done by Friday.") == "human"


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("From: ann@x.example\nAuto-Submitted: auto-generated", "x", "auto"),
        ("From: ann@x.example\nAuto-Submitted: auto-notified; owner-email=a@x", "x", "auto"),
        ("From: ann@x.example\nX-Autoreply: yes", "x", "auto"),
        ("From: ann@x.example\nPrecedence: auto_reply", "x", "auto"),
        ("From: ann@x.example\nPrecedence: bulk", "x", "auto"),
        ("From: no-reply@x.example", "x", "auto"),
        ("From: ann@x.example\nSubject: Automatische Antwort: Zusagen", "x", "auto"),
        ("From: ann@x.example\nSubject: Réponse automatique : Engagements", "x", "auto"),
        ("From: ann@x.example\nSubject: Re: x", "This is an automated reply.", "auto"),
        ("From: ann@x.example\nReturn-Path: <>", "Back on Monday", "auto"),
        ("From: ann@x.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=r",
         "--r\nContent-Type: message/disposition-notification\n\nDisposition: manual-action\n--r--", "auto"),
        ("From: ann@x.example\nList-Id: <team.x.example>", "x", "list"),
        ("From: growth@flow.example", "x", "own"),
        ("From: growth+token@flow.example", "x", "own"),
        ("From: ann@x.example\nX-Mailflow: review", "x", "own"),
        ("From: MAILER-DAEMON (Mail Delivery System)\nSubject: x", "x", "bounce"),
        ("From: postmaster@x.example\nSubject: Undeliverable: Your commitments\nReturn-Path: <>", "x", "bounce"),
        ("From: ann@x.example\nSubject: Accepted: talk\nContent-Type: text/calendar; method=REPLY",
         "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR", "calendar"),
        ("From: ann@x.example\nSubject: Zugesagt: talk\nContent-Type: text/calendar",
         "BEGIN:VCALENDAR\nMETHOD:COUNTER\nEND:VCALENDAR", "calendar"),
    ],
)  # fmt: skip
def test_a_program_is_told_by_its_marks(head: str, body: str, expected: str) -> None:
    """The headers of RFC 3834 and RFC 2919, reports, receipts, answers to invitations, and our own marker."""
    assert kind(head, body) == expected


def test_an_empty_envelope_sender_is_never_a_person() -> None:
    """Only programs send with no address to answer to (RFC 5321 section 4.5.5)."""
    assert kind("From: ann@x.example", null_sender=True) == "auto"
