"""The whole loop over real mail, and the mail rules that hold for every letter of it (docs/flow.md)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from email.message import EmailMessage

import icalendar

from mailflow.demo import story
from mailflow.demo.mailbox import Received
from mailflow.demo.stage import SERVICE
from mailflow.demo.story import BEN, MOIRA
from mailflow.mail.message import Message
from tests.journeys.conftest import Open
from tests.journeys.outcome import BEN_GETS, MOIRA_GETS, agreed_contract, names_for, told


def calendars(message: Message) -> list[icalendar.Calendar]:
    kinds = ("text/calendar", "application/ics")
    contents = [part.content for part in message.attachments if part.media_type in kinds]
    return [icalendar.Calendar.from_ical(content.decode()) for content in contents]


def entries(mail: Received) -> list[tuple[str, date]]:
    """Title and day of each entry that came with the mail."""
    events = [event for calendar in calendars(mail.message) for event in calendar.walk("VEVENT")]
    return sorted((str(event["summary"]), event.decoded("dtstart")) for event in events)


def the(received: list[Received], address: str, name: str) -> Received:
    return next(mail for mail in received if mail.to == address and mail.name == name)


async def test_a_quarter_runs_by_mail_alone(opened: Open) -> None:
    """One journey, looked at from all sides: who gets what, in which order, with which calendar entries."""
    async with opened() as scene:
        await story.play(scene.stage, lambda at, who, what: None)
        await scene.settled()
        terms = told(await agreed_contract(scene.process.house.store))
        received, sent = scene.received, [mail for _, mail in scene.stage.sent]
    assert names_for(MOIRA[1], received) == MOIRA_GETS
    assert names_for(BEN[1], received) == BEN_GETS
    assert {mail.to for mail in received} == {MOIRA[1], BEN[1]}
    assert terms == [
        ("report", "Draft the tenant survey", "2026-04-10", "done"),
        ("report", "Shadow the lettings team for two days", "2026-04-30", "open"),
        ("manager", "Introduce him to Farida in policy", "2026-03-20", "done"),
        ("manager", "Get him a place on the housing course", "2026-04-10", "done"),
    ]
    check_invitations(received)
    check_own_dates(received)
    check_one_answer_each(received, sent)
    for mail in received:
        check_marks(mail)
        check_html(mail)
    check_threads(received)


def check_invitations(received: list[Received]) -> None:
    """Both get a request for the same meeting, each as its attendee, and nothing of what it is about."""
    seen = set()
    for address in (MOIRA[1], BEN[1]):
        for calendar in calendars(the(received, address, "invitation").message):
            assert calendar["method"] == "REQUEST"
            (event,) = calendar.walk("VEVENT")
            assert str(event["organizer"]) == f"mailto:{SERVICE}"
            assert str(event["attendee"]) == f"mailto:{address}"
            assert str(event["summary"]) == "Career conversation"
            assert "description" not in event
            assert event.decoded("dtstart").isoformat() == "2026-03-12T15:00:00+00:00"
            assert event.decoded("dtend").isoformat() == "2026-03-12T16:00:00+00:00"
            seen.add(str(event["uid"]))
    assert len(seen) == 1


def check_own_dates(received: list[Received]) -> None:
    """What was agreed comes with the reader's own commitments as entries, each on the day on which it is due."""
    moiras, bens = the(received, MOIRA[1], "agreed"), the(received, BEN[1], "agreed")
    assert entries(moiras) == [
        ("Get him a place on the housing course", date(2026, 4, 10)),
        ("Introduce him to Farida in policy", date(2026, 3, 20)),
    ]
    assert entries(bens) == [
        ("Draft the tenant survey", date(2026, 4, 10)),
        ("Shadow the lettings team for two days", date(2026, 4, 30)),
    ]
    assert moiras.message.text is not None
    assert bens.message.text is not None
    assert numbered(moiras.message.text) == numbered(bens.message.text), "both get the same words"


def numbered(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:1].isdigit()]


def check_one_answer_each(received: list[Received], sent: list[EmailMessage]) -> None:
    for mail in sent:
        message_id = str(mail["Message-ID"]).strip("<>")
        answers = [m for m in received if message_id in m.message.in_reply_to]
        assert [m.to for m in answers] == [mail["From"].addresses[0].addr_spec]
        assert answers[0].message.header("auto-submitted") == "auto-replied"


def check_marks(mail: Received) -> None:
    """From us, to one person, marked as what a program sent; nobody's vacation notice need answer it."""
    message = mail.message
    assert [mailbox.address for mailbox in message.recipients] == [mail.to]
    assert message.sender is not None
    assert message.sender.address == SERVICE
    assert message.header("auto-submitted") in ("auto-generated", "auto-replied")
    assert message.header("x-auto-response-suppress") == "All"
    assert (message.header("reply-to") or "").endswith("@career.example>")
    assert message.text is not None
    assert message.text.strip()


def check_html(mail: Received) -> None:
    """Nothing is fetched and nothing is tracked: the only links answer by mail."""
    html = (mail.message.html or "").lower()
    assert html
    for forbidden in ("<img", "http:", "https:", "src=", "url(", "@import", "<script", "<link", "background="):
        assert forbidden not in html, f"{mail.name}: {forbidden}"
    assert all(target.startswith("mailto:") for target in targets(html))


def targets(html: str) -> Iterator[str]:
    return (piece.partition('"')[0] for piece in html.split('href="')[1:])


def check_threads(received: list[Received]) -> None:
    """Each has a thread of the conversation and one of the contract; Ben has his welcome and the pulse besides."""
    threads: dict[tuple[str, str], list[Message]] = defaultdict(list)
    for mail in received:
        threads[mail.to, mail.message.references[0]].append(mail.message)
    for messages in threads.values():
        assert len({message.subject.removeprefix("Re: ") for message in messages}) == 1
        assert all(message.in_reply_to for message in messages)
    assert sorted(len(messages) for (person, _), messages in threads.items() if person == MOIRA[1]) == [3, 11]
    assert sorted(len(messages) for (person, _), messages in threads.items() if person == BEN[1]) == [1, 3, 4, 6]
