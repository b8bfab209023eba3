"""What our mails tell people to write is understood as they promise: every “example” in them, sent back as a reply."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from mailflow.delivery.render import Renderer
from mailflow.playbook.effects import Send
from mailflow.playbook.mails import Receipt, Reminder, Review
from mailflow.playbook.model import Role
from tests.playbook.life import Life, agreed, booked, drafted, offered

RENDERER = Renderer(service_name="Career contract", service_address="contract@career.example", operator="")
NOT_FOR_REPLIES = {"private", "no answer yet"}  # what the mails quote, but do not ask anybody to write
LATER = r"\d+ [A-Z][a-z]+"

# What an example must be understood to say, in this order, by its shape. An example of no known shape fails.
PROMISED: list[tuple[str, list[str]]] = [
    (r"[A-Z][a-z]+ \d+[ap]m for an hour", ["booked"]),
    (rf"{LATER}, 10:00 to 11:30", ["booked"]),
    (rf"{LATER} at 3pm for an hour", ["booked"]),
    (rf"ask me again on {LATER}", ["waiting"]),
    (rf"\d by {LATER}", ["moved"]),
    (rf"move \d to {LATER}", ["moved"]),
    (r"drop \d", ["dropped"]),
    (r"add: .+ by Friday", ["added"]),
    (rf"\d by {LATER}, drop \d, send", ["moved", "dropped", "sent"]),
    (r"send", ["sent"]),
    (r"Throw it away", ["discarded"]),
    (r"confirm|yes", ["agreed"]),
    (r"no", ["declined"]),
    (r"\d is done", ["done"]),
    (r"\d is in progress", ["progress"]),
    (r"\d is blocked", ["blocked"]),
    (r"Not yet", []),
]


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def until(life: Life, instant: datetime) -> Life:
    life.until(instant)
    return life


def after(life: Life, role: Role, words: str, notes: str = "") -> Life:
    life.writes(role, words, notes=notes)
    return life


def change_refused() -> Life:
    life = after(agreed(), "report", 'Change 3 to "Introduce me to Farida and Sam"')
    return after(life, "manager", "No, I do not agree to that.")


def held() -> Life:
    return until(booked(), at(3, 12, 18))


# Each mail with examples in it: how it comes about, and whose mail it is.
MAILS: dict[str, tuple[Callable[[], Life], Role]] = {
    "booking": (lambda: Life().enrol(), "manager"),
    "booking, asked again": (lambda: until(Life().enrol(), at(3, 6)), "manager"),
    "booking, too short": (lambda: after(Life().enrol(), "manager", "Thursday 3pm for 20 minutes"), "manager"),
    "booking, in the past": (lambda: after(Life().enrol(), "manager", "Today at 9am, for an hour"), "manager"),
    "booking, no time": (lambda: after(Life().enrol(), "manager", "I will think about it"), "manager"),
    "invitation": (booked, "manager"),
    "request for notes": (held, "manager"),
    "draft": (drafted, "manager"),
    "draft, asked again": (lambda: until(drafted(), at(3, 14)), "manager"),
    "draft without lines": (lambda: after(held(), "manager", "", "The weather was fine."), "manager"),
    "draft without a date": (
        lambda: after(
            after(held(), "manager", "", "My commitments\n- Call Farida\n- Book a room\n"), "manager", "send"
        ),
        "manager",
    ),
    "draft, declined": (lambda: after(offered(), "report", "No, I do not agree."), "manager"),
    "confirmation": (offered, "report"),
    "confirmation, asked again": (lambda: until(offered(), at(3, 18)), "report"),
    "change request": (lambda: after(offered(), "report", "Yes, but 1 by 10 April please."), "manager"),
    "change refused": (change_refused, "report"),
    "agreed, the manager's": (agreed, "manager"),
    "agreed, the report's": (agreed, "report"),
    "reminder before the day": (lambda: until(agreed(), at(3, 17)), "manager"),
    "reminder after the day": (lambda: until(agreed(), at(3, 25)), "manager"),
    "review, the manager's": (lambda: until(agreed(), at(4, 8)), "manager"),
    "review, the report's": (lambda: until(agreed(), at(4, 14)), "report"),
    "unclear answer to a review": (
        lambda: after(until(agreed(), at(4, 14)), "report", "2 by 31 April"),
        "report",
    ),
    "unclear answer to the draft": (lambda: after(drafted(), "manager", "2 by 31 April"), "manager"),
    "unclear answer to the contract": (lambda: after(offered(), "report", "2 by 31 April"), "report"),
    "unclear answer to a change": (
        lambda: after(after(offered(), "report", "Yes, but 1 by 10 April please."), "manager", "2 by 31 April"),
        "manager",
    ),
    "unclear answer to the booking": (lambda: after(Life().enrol(), "manager", "31 April at 3pm"), "manager"),
    "nothing to record in the answer to the contract": (lambda: after(offered(), "report", "Thank you!"), "report"),
    "no answer to the list": (lambda: after(agreed(), "report", "Thank you for the list, I am glad"), "report"),
}


def newest(life: Life, role: Role) -> Send:
    """The mail that is meant: where several came on one day, the one that asks."""
    mine = [send for send in life.sent if send.to == role]
    asking = [send for send in mine[-3:] if isinstance(send.mail, Reminder | Review)]
    return asking[-1] if asking and mine[-1].receipt is None else mine[-1]


def words(life: Life, send: Send) -> str:
    """The mail as its reader sees it, on one line."""
    rendered = RENDERER.render(
        send.mail,
        to=life.state.person(send.to),
        other=life.state.person("report" if send.to == "manager" else "manager"),
        role=send.to,
        receipt=send.receipt,
        now=life.now,
        thread=send.thread,
    )
    return " ".join(rendered.text.split())


def examples(life: Life, send: Send) -> list[str]:
    """What the mail puts between “ and ”, without what it quotes of the reader's own words and of the contract."""
    quoted = {item.text for contract in life.state.contracts for item in contract.commitments}
    quoted |= {problem for p in receipt_of(send).problems for problem in p.words}
    quoted |= {" ".join(note.quote.split()) for note in life.state.notes}
    found = re.findall("“([^”]*)”", words(life, send))
    return [example for example in dict.fromkeys(found) if example not in quoted | NOT_FOR_REPLIES]


def receipt_of(send: Send) -> Receipt:
    return send.receipt or Receipt()


def cases() -> list[tuple[str, str]]:
    found = []
    for name, (lead_up, role) in MAILS.items():
        life = lead_up()
        found += [(name, example) for example in examples(life, newest(life, role))]
    return found


CASES = cases()


@pytest.mark.parametrize(("name", "example"), [pytest.param(*case, id=": ".join(case)) for case in CASES])
def test_an_example_is_understood_as_the_mail_promises(name: str, example: str) -> None:
    lead_up, role = MAILS[name]
    life = lead_up()
    send = newest(life, role)
    before, day = life.state, life.now.date()
    receipt = receipt_of(life.writes(role, example, ask=send.ask))
    promised = next(what for shape, what in PROMISED if re.fullmatch(shape, example))
    assert [understood.what for understood in receipt.understood] == promised
    if not promised:
        assert life.state == before, "it costs nothing"
        return
    assert (receipt.undo_until is not None) == (promised != [])
    for understood in receipt.understood:
        if understood.n is not None:
            assert str(understood.n) in example, "the number that the mail showed"
        if understood.day is not None:
            assert understood.day == named_day(example, day)
        if understood.start is not None:
            assert understood.start.date() == named_day(example, day)
            assert understood.minutes == (90 if "11:30" in example else 60)
    undated = name == "draft without a date"  # its other line still has none, so it is asked for once more
    assert [p.what for p in receipt.problems if p.what != "dates_missing" or not undated] == []


def named_day(example: str, today: date) -> date:
    """The day that the example names: a date of this year, or the next such weekday."""
    if named := re.search(LATER, example):
        return datetime.strptime(f"{named[0]} {today.year}", "%d %B %Y").date()
    weekday = next(d for d in range(1, 8) if f"{today + timedelta(days=d):%A}" in example)
    return today + timedelta(days=weekday)


def test_every_mail_that_asks_has_examples() -> None:
    """So that a new way of writing the templates cannot leave this test with nothing to try."""
    assert {name for name, _ in CASES} == set(MAILS)
    assert len(CASES) > 60
