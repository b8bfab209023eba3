"""Which thread of a person's mailbox a mail belongs to: one for each conversation, one for each contract, one
for the pulse."""

from mailflow.playbook.model import Pair


def of_conversation(pair: Pair, number: int | None = None) -> str:
    current = pair.conversation
    return f"conversation/{number or (current.number if current else 0)}"


def of_contract(conversation: int | None) -> str:
    return f"contract/{conversation or 0}"


def of_pulse() -> str:
    return "pulse"
