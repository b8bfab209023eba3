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


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("Subject: Re: x\nIn-Reply-To: <a@x>", "I'm on holiday until the 9th, limited access. Number 2 slips to June."),
        (
            "Subject: Re: x\nIn-Reply-To: <a@x>",
            "Ich bin bis Freitag im Urlaub, in dringenden Fällen Handy. Punkt 2 ist fertig.",
        ),
        ("Subject: x", "I will be out of office from Monday, urgent matters to Tom. Could we talk on Friday?"),
        ("Subject: x", "I am on leave next week. For urgent matters ring Tom."),
        ("Subject: x\nX-Mailer: Apple Mail (2.3774)", "I am on leave until Monday. For urgent matters ring Tom."),
        ("Subject: Out of office: my plan", "Hi Tom,\nI am in Lisbon then. Would you chair the meeting?"),
        ("Subject: Return receipt for the laptop", "The desk has it. I keep the slip until the inventory."),
        ("Subject: x", "Please do not reply to this mail, call me instead."),
        ("Subject: x", 'Nobody reads a mail that begins with "this is an automated message".'),
    ],
)
def test_who_sounds_like_a_program_and_bears_a_persons_signs_is_one(head: str, body: str) -> None:
    """A question, another matter, a mail program, a day ahead, a name: no rule set up beforehand has them."""
    assert kind(f"From: ann@x.example\n{head}", body) == "human"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "Subject: Re: x\nIn-Reply-To: <a@x>",
            "I'm on holiday until 9 May. Is it urgent? Urgent matters: Tom, 555-0143. Merry Christmas!",
        ),
        ("Subject: Re: x\nIn-Reply-To: <a@x>", "I am out of the office, in urgent matters call Tom. Yes."),
        ("Subject: Re: x", "Dear Ann Lee,\nI am on leave until next Friday. For urgent matters ring Tom."),
        ("Subject: x\nX-Mailer: Microsoft Outlook 16.0", "This is an automatic reply. Your mail was received."),
        ("Subject: x", "Hi Ann, this is an automated reminder: could you pay by Friday?"),
        ("Subject: Automatic reply: x", "I am at a fair. Tom covers for me."),
        ("Subject: x", "I have left the firm and this mailbox is not monitored. Write to Tom."),
        ("Subject: x\nX-Mailer: Apple Mail (2.3774)\nAuto-Submitted: auto-replied", "Could you call me, Tom?"),
    ],
)
def test_a_program_that_sounds_like_a_person_is_one(head: str, body: str) -> None:
    """What a notice asks of everybody, and a header that only programs write."""
    assert kind(f"From: ann@x.example\n{head}", body) == "auto"


@pytest.mark.parametrize(
    ("sender", "head", "expected"),
    [
        ("Monit Sharma <monit.sharma@x.example>", "", "human"),
        ("Cron Daemon <cron.daemon@x.example>", "", "auto"),
        ("Night Desk <alerts@x.example>", "User-Agent: Mozilla Thunderbird", "human"),
        ("Night Desk <alerts@x.example>", "", "auto"),
        ("Ann Lee <no-reply@x.example>", "User-Agent: Mozilla Thunderbird", "auto"),
    ],
)
def test_a_name_that_programs_have_too(sender: str, head: str, expected: str) -> None:
    assert kind(f"From: {sender}\n{head or 'X-Nothing: x'}", "1 is fine.") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The pallets were not delivered, the gate was shut. A third attempt costs 85 EUR.", "human"),
        ("Hi Ann,\nyour mail was rejected, his mailbox is full. Did you use his own address?", "human"),
        ("Your message could not be delivered to tom@x.example: user unknown.", "bounce"),
        ("Your message was rejected.", "bounce"),
    ],
)
def test_a_postmaster_may_be_a_person(body: str, expected: str) -> None:
    """Of goods, or by hand; a server writes of a mail, an address, a code."""
    assert kind("From: postmaster@y.example\nSubject: Delivery failed", body) == expected


def test_an_empty_envelope_sender_is_never_a_person() -> None:
    """Only programs send with no address to answer to (RFC 5321 section 4.5.5)."""
    assert kind("From: ann@x.example", null_sender=True) == "auto"
