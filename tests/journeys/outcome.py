"""What a journey came to: the mails that were received, and the contract at its end."""

from collections.abc import Iterable
from typing import TypeVar

from mailflow.demo.mailbox import Received
from mailflow.playbook.model import Contract
from mailflow.store.connection import Store

T = TypeVar("T")

# Each one's mails, in the order in which the story brings them about.
MOIRA_GETS = [
    "booking", "invitation", "notes-request", "draft", "acknowledgement", "change-request", "agreed", "reminder",
    "acknowledgement", "reminder", "review", "acknowledgement", "reminder", "acknowledgement",
]  # fmt: skip
BEN_GETS = [
    "welcome", "invitation", "prompt", "acknowledgement", "own-reflection", "confirmation", "acknowledgement",
    "agreed", "reminder", "review", "acknowledgement", "pulse", "acknowledgement", "own-pulse",
]  # fmt: skip


def names_for(address: str, received: Iterable[Received]) -> list[str]:
    return [mail.name for mail in received if mail.to == address]


async def agreed_contract(store: Store, pair: int = 1) -> Contract:
    loaded = await store.read(lambda tx: tx.load_pair(pair))
    assert loaded is not None
    contract = loaded.pair.contract_in("agreed")
    assert contract is not None
    return contract


def told(contract: Contract) -> list[tuple[str, str, str, str]]:
    """Owner, words, due date and status of every commitment."""
    return [(c.owner, c.text, str(c.due), c.status) for c in contract.numbered]
