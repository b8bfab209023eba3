"""A contract changed as a reply said: lines moved, reworded, dropped, added."""

from collections.abc import Sequence
from dataclasses import replace

from mailflow.playbook.mails import Problem, Understood
from mailflow.playbook.model import Ask, Commitment, Contract, Role
from mailflow.playbook.turn import Turn
from mailflow.reading.reply import Added, Item, ItemOp, Understanding
from mailflow.reading.second import FLAG as SECOND

EDITS = frozenset({"move", "reword", "drop"})


def items(ask: Ask, contract: Contract | None) -> tuple[Item, ...]:
    """The numbered items that the ask's mail showed, as its reader saw them."""
    shown = []
    for n, number in enumerate(ask.shown, 1):
        item = contract.commitment(number) if contract else None
        if item is not None:
            shown.append(Item(n, item.owner, item.text, item.due))
    return tuple(shown)


def too_early(ask: Ask, contract: Contract, reply: Understanding) -> Problem | None:
    """What a reply says of how lines stand counts only once both have agreed to them; None if it says nothing such."""
    told = [op.n for op in reply.items if op.op not in (*EDITS, "accept")]
    if not told:
        return None
    lines = [contract.commitment(ask.shown[n - 1]) for n in told]
    return Problem("too_early", tuple(line.text for line in lines if line is not None), n=told[0])


def edited(
    turn: Turn, contract: Contract, ask: Ask, ops: Sequence[ItemOp], added: Sequence[Added], *, author: Role
) -> Contract:
    """`contract` with the edits made, each told in the receipt. Commitments keep their numbers."""
    for op in ops:
        item = contract.commitment(ask.shown[op.n - 1])
        if item is None or op.op not in EDITS:
            continue
        contract = contract.with_commitment(_edit(turn, item, op))
    for new in added:
        flags = () if new.due else ("no_date",)
        number = turn.serial()
        line = Commitment(number, new.owner, new.text, new.due, flags, dated_at=turn.now)
        contract = replace(contract, commitments=(*contract.commitments, line))
        turn.understood.append(Understood("added", text=new.text, day=new.due))
        turn.note("commitment.added", author, number)
    return contract


def _edit(turn: Turn, item: Commitment, op: ItemOp) -> Commitment:
    match op.op:
        case "move":
            turn.understood.append(Understood("moved", op.n, item.text, op.due))
            flags = tuple(f for f in item.flags if f not in ("no_date", SECOND))
            return replace(item, due=op.due, flags=flags, dated_at=turn.now)
        case "reword":
            turn.understood.append(Understood("reworded", op.n, op.text))
            flags = tuple(f for f in item.flags if f != SECOND)  # who rewords a line has checked it
            return replace(item, text=op.text or item.text, flags=flags)
        case _:
            turn.understood.append(Understood("dropped", op.n, item.text))
            return replace(item, status="dropped")
