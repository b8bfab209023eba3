"""A contract as a mail shows it to one of the two: numbered lines, and what differs between two versions."""

from datetime import date

from mailflow.playbook.mails import Change, Line, ReviewLine, Terms
from mailflow.playbook.model import Commitment, Contract, Role


def line(n: int, item: Commitment, reader: Role, today: date) -> Line:
    late = item.status == "open" and item.due is not None and item.due < today
    return Line(n, item.owner, item.owner == reader, item.text, item.due, item.status, item.standing, late)


def lines(contract: Contract, reader: Role, today: date) -> tuple[Line, ...]:
    return tuple(line(n, item, reader, today) for n, item in enumerate(contract.numbered, 1))


def reviews(contract: Contract) -> tuple[ReviewLine, ...]:
    return tuple(ReviewLine(item.text, item.month) for item in contract.reviews)


def terms(contract: Contract, reader: Role, today: date) -> Terms:
    return Terms(lines(contract, reader, today), reviews(contract), contract.open_questions)


def changes(before: Contract, after: Contract, reader: Role, today: date) -> tuple[Change, ...]:
    """What a reader who knows `before` has to look at in `after`, numbered as in `after`."""
    old = {item.number: item for item in before.numbered}
    found = []
    for n, item in enumerate(after.numbered, 1):
        was = old.pop(item.number, None)
        if was is None or (was.text, was.due, was.owner) != (item.text, item.due, item.owner):
            found.append(Change(n, line(n, was, reader, today) if was else None, line(n, item, reader, today)))
    gone = [Change(None, line(0, was, reader, today), None) for was in old.values()]
    return (*found, *gone)
