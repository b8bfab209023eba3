"""Both people's word: confirmation, change requests, and the moment when both have said yes to the same version.

Silence is never consent; "not yet" costs nothing.
"""

from dataclasses import replace

from mailflow.playbook import asking, draft, showing, thread
from mailflow.playbook.editing import EDITS, edited, too_early
from mailflow.playbook.effects import PromiseEntry
from mailflow.playbook.mails import Agreed, ChangeRefused, Problem, Understood
from mailflow.playbook.model import Ask, Contract, Role, other
from mailflow.playbook.turn import Turn
from mailflow.playbook.working_time import local_day
from mailflow.reading.reply import Added, ItemOp, Understanding


def answered(turn: Turn, ask: Ask, reply: Understanding) -> None:
    """The answer to a confirmation or a change request."""
    contract = turn.state.contract(ask.version)
    if ask.status != "open" or contract is None or contract.status != "offered":
        turn.problem(Problem("already_answered"))
        return
    edits = [op for op in reply.items if op.op in EDITS]
    early = too_early(ask, contract, reply)
    match reply.verdict:
        case "accept" | "accept_with_changes" if early:
            turn.problem(early)
        case "accept" if not (edits or reply.add):
            turn.understood.append(Understood("agreed"))
            turn.answered(ask)
            agree(turn, replace(contract, said_yes=("manager", "report")), ask.to)
        case "accept_with_changes" if edits or reply.add:
            turn.answered(ask)
            if reply.left:
                turn.problem(Problem("left", reply.left))
            propose(turn, contract, ask, edits, reply.add)
        case "reject":
            turn.understood.append(Understood("declined"))
            turn.answered(ask)
            decline(turn, contract, ask)
        case "question":
            turn.problem(Problem("question"))
        case _:
            turn.problem(Problem("not_an_answer"))


def agree(turn: Turn, contract: Contract, last: Role) -> None:
    """Both have said yes to this very version: it is agreed, and both get it with their own dates the same minute."""
    first = contract.first_agreed_at or turn.now
    contract = replace(contract, status="agreed", agreed_at=turn.now, first_agreed_at=first)
    contract = _with_latest_word(contract, turn.state.contract_in("agreed"))
    over = {
        old.version
        for old in turn.state.contracts
        if old.status == "agreed" or (old.conversation == contract.conversation and old.version < contract.version)
    }
    for old in turn.state.contracts:
        if old.version in over and old.version != contract.version:
            turn.state = turn.state.with_contract(replace(old, status="superseded"))
    turn.state = turn.state.with_contract(contract)
    if turn.state.contract_in("draft") is None:
        turn.state = replace(turn.state, notes=())
    for ask in turn.state.asks:
        notes = ask.kind == "notes" and ask.conversation == contract.conversation
        if ask.status == "open" and (ask.version in over or notes):
            turn.state = turn.state.with_ask(replace(ask, status="void"))
    for conversation in turn.state.conversations:
        if conversation.number == contract.conversation:
            turn.state = turn.state.with_conversation(replace(conversation, status="closed"))
    edition = turn.serial()  # a yes that was taken back and given again is another mail
    for role in ("manager", "report"):
        person = turn.state.person(role)
        mail = Agreed(showing.terms(contract, role, turn.today(role)), local_day(turn.now, person.zone))
        where = thread.of_contract(contract.conversation)
        ask = turn.standing_ask(role, contract)
        turn.send(role, mail, f"agreed/{edition}", where, ask=ask.number, promises=promises(contract, role))
    turn.note("contract.agreed", last, contract.version)


def _with_latest_word(contract: Contract, agreed: Contract | None) -> Contract:
    """What the owners said of their commitments while this version waited for its yes is kept."""
    for item in contract.commitments:
        was = agreed.commitment(item.number) if agreed else None
        if was is None:
            continue
        moved_since = was.dated_at is not None and item.dated_at is not None and was.dated_at > item.dated_at
        latest = replace(
            item,
            status=was.status if item.status == "open" else item.status,
            standing=was.standing,
            moved=max(was.moved, item.moved),
            due=was.due if moved_since else item.due,
            dated_at=was.dated_at if moved_since else item.dated_at,
        )
        contract = contract.with_commitment(latest)
    return contract


def promises(contract: Contract, owner: Role) -> tuple[PromiseEntry, ...]:
    """The owner's open commitments as calendar entries."""
    return tuple(
        PromiseEntry(item.number, item.moved, item.due, item.text)
        for item in contract.numbered
        if item.owner == owner and item.due is not None and item.status == "open"
    )


def propose(turn: Turn, base: Contract, ask: Ask, edits: list[ItemOp], added: tuple[Added, ...]) -> None:
    """Changes by one of the two make a new version, which the other is asked to agree to."""
    author = ask.to
    fallback = base.version if base.status == "agreed" or author == "report" else base.replaces
    version = replace(
        base,
        version=turn.serial(),
        status="offered",
        said_yes=(author,),
        replaces=fallback,
        agreed_at=None,
    )
    version = edited(turn, version, ask, edits, added, author=author)
    turn.state = turn.state.with_contract(version)
    for waiting in turn.state.asks:
        about = waiting.version in (base.version, fallback)
        if waiting.status == "open" and waiting.kind in ("confirmation", "change_request") and about:
            turn.state = turn.state.with_ask(replace(waiting, status="void"))
    asking.send(
        turn,
        turn.open_ask(
            "change_request",
            other(author),
            version=version.version,
            conversation=version.conversation,
            shown=tuple(item.number for item in version.numbered),
        ),
    )
    turn.note("change.requested", author, version.version)


def decline(turn: Turn, contract: Contract, ask: Ask) -> None:
    """A no. What stood before stands again: the agreed contract, the offer, or the manager's draft."""
    author = ask.to
    turn.state = turn.state.with_contract(replace(contract, status="superseded"))
    before = turn.state.contract(contract.replaces)
    turn.note("contract.declined", author, contract.version)
    if ask.kind == "change_request" and before is not None and before.status == "agreed":
        changes = showing.changes(before, contract, other(author), turn.today(other(author)))
        where = thread.of_contract(contract.conversation)
        ask = turn.standing_ask(other(author), before)
        turn.send(other(author), ChangeRefused(changes), f"refused/{contract.version}", where, ask=ask.number)
    elif before is not None and before.status == "offered" and other(author) not in before.said_yes:
        shown = tuple(item.number for item in before.numbered)
        again = turn.open_ask(
            "confirmation", other(author), version=before.version, conversation=before.conversation, shown=shown
        )
        asking.send(turn, again, refused=True)
    else:
        version = replace(
            contract, version=turn.serial(), status="draft", said_yes=(), asked_for_dates=True, agreed_at=None
        )
        turn.state = turn.state.with_contract(version)
        draft.ask_to_check(turn, version, declined=author == "report")
