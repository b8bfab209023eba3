"""Between the conversations: reminders, "did it happen?", and what the owners say of their commitments.

Playbook, "How to Follow Through". Moving a date before it is due is neutral. Each of the two speaks for their own
commitments at once; what touches the other's, adds a line or takes one off the list is a change that the other must
agree to.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mailflow.playbook import asking, book, confirm, thread
from mailflow.playbook.agenda import review_at
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import Acknowledgement, Problem, Understood
from mailflow.playbook.model import Ask, Commitment, Contract, Role
from mailflow.playbook.turn import Turn
from mailflow.reading.reply import ItemOp, Understanding

OWN_WORD = frozenset({"done", "progress", "blocked", "move"})


def remind(turn: Turn, owner: Role, due: date, *, after: bool) -> None:
    """To the owner alone: what is due on that day, or was and has not been spoken for."""
    contract = turn.state.contract_in("agreed")
    if contract is None or (turn.today(owner) > due) != after:
        return
    shown = tuple(
        item.number if (item.owner, item.due, item.status) == (owner, due, "open") else 0 for item in contract.numbered
    )
    if not any(shown):
        return
    ask = turn.open_ask("reminder", owner, version=contract.version, conversation=contract.conversation, shown=shown)
    asking.send(turn, ask)
    turn.note("reminder.sent", number=ask.number)


def review(turn: Turn, role: Role, month: int) -> None:
    """The monthly review: the manager is asked first, the report sees what the manager said.

    One that comes so late that the next is due as well (the pair or the service was stopped) is left out.
    """
    contract = turn.state.contract_in("agreed")
    if contract is None or contract.first_agreed_at is None or not contract.numbered:
        return
    if review_at(turn.state, contract.first_agreed_at, role, month + 1, turn.playbook) <= turn.now:
        return
    unsaid = tuple(
        replace(item, standing="unsaid") if item.owner == role and item.status == "open" else item
        for item in contract.commitments
    )
    contract = replace(contract, commitments=unsaid)
    turn.state = turn.state.with_contract(contract)
    shown = tuple(item.number for item in contract.numbered)
    ask = turn.open_ask("review", role, version=contract.version, conversation=contract.conversation, shown=shown)
    asking.send(turn, ask)
    turn.note("review.asked", number=ask.number)


def answered(turn: Turn, wrote: Wrote, ask: Ask, reply: Understanding) -> None:
    """What the author says of the commitments, to a reminder, a review or the agreed contract itself."""
    contract = turn.state.contract_in("agreed")
    if contract is None:
        turn.problem(Problem("already_answered"))
        return
    if reply.verdict == "question":
        turn.problem(Problem("question"))
        return
    mine, others, theirs = _sorted(contract, ask, reply.items, wrote.author)
    if theirs:
        turn.problem(Problem("not_yours", tuple(item.text for item in theirs)))
        return
    for op, item in mine:
        latest = contract.commitment(item.number) or item
        contract = contract.with_commitment(_own_word(turn, op, latest))
    turn.state = turn.state.with_contract(contract)
    if mine:
        turn.note("commitments.spoken_for", wrote.author, ask.number)
    if reply.meeting is not None and wrote.author == "manager":
        book.book(turn, None, reply.meeting)
    if others or reply.add:
        confirm.propose(turn, contract, ask, others, reply.add)
    if mine or others or reply.add:
        turn.answered(ask)
    elif not turn.understood:
        turn.problem(Problem("not_an_answer"))
    moved = {item.number for op, item in mine if op.op == "move"}
    entries = tuple(p for p in confirm.promises(contract, wrote.author) if p.commitment in moved)
    if entries and reply.meeting is None:
        where = thread.of_contract(contract.conversation)
        turn.send(wrote.author, Acknowledgement(), f"receipt/{wrote.inbound}", where, ask=ask.number, promises=entries)


def _sorted(
    contract: Contract, ask: Ask, ops: Sequence[ItemOp], author: Role
) -> tuple[list[tuple[ItemOp, Commitment]], list[ItemOp], list[Commitment]]:
    """What the author says of their own lines; edits that the other must agree to; words on lines not theirs."""
    mine, others, theirs = [], [], []
    for op in ops:
        item = contract.commitment(ask.shown[op.n - 1])
        if item is None or op.op == "accept" or item.status == "dropped":
            continue
        if item.owner == author and op.op in OWN_WORD:
            mine.append((op, item))
        elif op.op in ("move", "reword", "drop"):
            others.append(op)
        else:
            theirs.append(item)
    return mine, others, theirs


def _own_word(turn: Turn, op: ItemOp, item: Commitment) -> Commitment:
    match op.op:
        case "done":
            turn.understood.append(Understood("done", op.n, item.text))
            return replace(item, status="done")
        case "move":
            turn.understood.append(Understood("moved", op.n, item.text, op.due))
            moved = item.moved + 1
            return replace(item, due=op.due, moved=moved, dated_at=turn.now, standing="unsaid", status="open")
        case "progress":
            turn.understood.append(Understood("progress", op.n, item.text))
            return replace(item, standing="progress", status="open")
        case _:
            turn.understood.append(Understood("blocked", op.n, item.text))
            return replace(item, standing="blocked", status="open")
