"""From notes to an offer: the draft that only the manager sees, their corrections, and the send.

Playbook, "What a Development Contract Looks Like" and failure 4. The manager's own commitments are confirmed by
the manager before the report sees anything; nothing is invented, and a missing date is a question.
"""

from dataclasses import replace

from mailflow.playbook import asking, thread
from mailflow.playbook.editing import EDITS, edited, too_early
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import Problem, Understood
from mailflow.playbook.model import Ask, Commitment, Contract, Conversation, ReviewItem
from mailflow.playbook.private import ManagerNote
from mailflow.playbook.turn import Turn
from mailflow.playbook.working_time import local_day
from mailflow.reading.notes import Reading
from mailflow.reading.party import Party
from mailflow.reading.reply import Understanding
from mailflow.reading.second import FLAG as SECOND
from mailflow.reading.second import Consultation, Fallback, considered


def consultation(turn: Turn, text: str) -> Consultation:
    """The manager's notes, in the light of who the two are and when they met."""
    pair = turn.state
    current = pair.conversation
    start = current.start if current and current.start and current.start <= turn.now else turn.now
    return Consultation(
        text,
        manager=Party(pair.manager.name, pair.manager.address),
        report=Party(pair.report.name, pair.report.address),
        held=local_day(start, pair.manager.zone),
        locale=turn.locale("manager"),
    )


def from_notes(turn: Turn, wrote: Wrote, notes: Consultation, reading: Reading, ask: Ask | None) -> None:
    """Draft a contract from the notes, on top of what is still open in the one agreed before.

    `reading` is the built-in reader's; what the second reader has said of the notes is added to it.
    """
    fallback: Fallback | None = None
    if wrote.second is None:
        turn.consultation = notes
    else:
        reading, fallback = considered(notes, reading, wrote.second)
    asked = [c for c in turn.state.conversations if ask and ask.kind == "notes" and c.number == ask.conversation]
    current = asked[0] if asked else turn.state.conversation
    if current is None or current.status != "held":
        current = _held(turn, current)
    turn.state = turn.state.with_asks_closed("notes", "prompt", "booking", status="answered")
    turn.state = turn.state.with_asks_closed("draft")
    for old in turn.state.contracts:
        if old.status == "draft":
            turn.state = turn.state.with_contract(replace(old, status="superseded"))
    agreed = turn.state.contract_in("agreed")
    carried = tuple(c for c in agreed.commitments if c.status == "open") if agreed else ()
    version = turn.serial()
    found, quotes = [], []
    for item in reading.commitments:
        number = turn.serial()
        found.append(Commitment(number, item.owner, item.text, item.due, item.flags, dated_at=turn.now))
        quotes.append(ManagerNote(number, item.source))
    contract = Contract(
        version,
        "draft",
        (*carried, *found),
        tuple(ReviewItem(r.text, r.when) for r in reading.reviews),
        tuple(q.text for q in reading.open_questions),
        current.number,
        replaces=agreed.version if agreed else None,
    )
    turn.state = replace(turn.state, notes=tuple(quotes)).with_contract(contract)
    if not contract.commitments:
        turn.problem(Problem("no_commitments"))
    if wrote.unreadable:
        turn.problem(Problem("unreadable", wrote.unreadable))
    turn.understood.append(Understood("drafted"))
    turn.undoable = True
    turn.note("contract.drafted", "manager", version)
    ask_to_check(turn, contract, fallback=fallback)


def _held(turn: Turn, current: Conversation | None) -> Conversation:
    """Notes came: a conversation was held, whether or not it was booked here."""
    if current is None or current.status == "closed":
        current = Conversation(1 if current is None else current.number + 1)
    start = current.start if current.start and current.start <= turn.now else turn.now
    held = replace(current, status="held", start=start)
    turn.state = replace(turn.state, reflections=()).with_conversation(held)
    return held


def ask_to_check(turn: Turn, contract: Contract, *, declined: bool = False, fallback: Fallback | None = None) -> None:
    shown = tuple(item.number for item in contract.numbered)
    ask = turn.open_ask("draft", "manager", version=contract.version, conversation=contract.conversation, shown=shown)
    asking.send(turn, ask, declined=declined, fallback=fallback)


def answered(turn: Turn, ask: Ask, reply: Understanding) -> None:
    """The manager's answer to the draft: edits, send, or throw away."""
    contract = turn.state.contract(ask.version)
    if contract is None or contract.status != "draft":
        turn.problem(Problem("already_answered"))
        return
    edits = [op for op in reply.items if op.op in EDITS]
    if reply.verdict == "question":
        turn.problem(Problem("question"))
        return
    if reply.verdict == "reject":
        _discard(turn, ask, contract)
        return
    if early := too_early(ask, contract, reply):
        turn.problem(early)
        return
    send = reply.send and not reply.left  # what goes out must have been understood
    if reply.left:
        turn.problem(Problem("left", reply.left))
    if not (edits or reply.add or send):
        turn.problem(Problem("say_send" if reply.verdict == "accept" else "not_an_answer"))
        return
    contract = edited(turn, contract, ask, edits, reply.add, author="manager")
    turn.answered(ask)
    undated = [item for item in contract.numbered if item.due is None and {"no_date", "vague"} & set(item.flags)]
    if send and contract.numbered and (not undated or contract.asked_for_dates):
        offer(turn, contract)
        return
    if send and not contract.numbered:
        turn.problem(Problem("no_commitments"))
    elif send:
        turn.problem(Problem("dates_missing", tuple(item.text for item in undated)))
        contract = replace(contract, asked_for_dates=True)
    turn.state = turn.state.with_contract(contract)
    turn.note("contract.edited", "manager", contract.version)
    ask_to_check(turn, contract)


def offer(turn: Turn, contract: Contract) -> None:
    """The manager's yes: the contract goes to the report, built from the contract alone."""
    checked = tuple(replace(c, flags=tuple(f for f in c.flags if f != SECOND)) for c in contract.commitments)
    offered = replace(contract, status="offered", said_yes=("manager",), commitments=checked)
    for old in turn.state.contracts:
        if old.status == "offered":
            turn.state = turn.state.with_contract(replace(old, status="superseded"))
    turn.state = turn.state.with_contract(offered).with_asks_closed("draft", "confirmation", "change_request")
    shown = tuple(item.number for item in offered.numbered)
    turn.understood.append(Understood("sent"))
    asking.send(
        turn,
        turn.open_ask(
            "confirmation", "report", version=offered.version, conversation=offered.conversation, shown=shown
        ),
    )
    turn.note("contract.offered", "manager", offered.version)


def _discard(turn: Turn, ask: Ask, contract: Contract) -> None:
    turn.state = replace(turn.state, notes=()).with_contract(replace(contract, status="superseded"))
    turn.understood.append(Understood("discarded"))
    turn.answered(ask)
    turn.note("contract.discarded", "manager", contract.version)


def thread_of(turn: Turn, ask: Ask | None) -> str:
    """Where an answer to the author belongs."""
    return asking.thread_of(turn.state, ask) if ask else thread.of_conversation(turn.state)
