"""A mail cannot hold what its reader must not see: the types alone rule it out (design, "Confidence")."""

import dataclasses
import typing

import pytest

from mailflow.playbook import mails
from mailflow.playbook.private import ManagerNote, PulseAnswer, Reflection

MAILS = [
    value
    for value in vars(mails).values()
    if isinstance(value, type) and issubclass(value, mails.Mail) and dataclasses.is_dataclass(value)
]


def reachable(kind: object, seen: set[object] | None = None) -> set[object]:
    """Every class that a value of this type can hold, however deep."""
    seen = set() if seen is None else seen
    if kind in seen:
        return seen
    seen.add(kind)
    for inner in typing.get_args(kind):
        reachable(inner, seen)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        for hint in typing.get_type_hints(kind).values():
            reachable(hint, seen)
    return seen


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.__name__)
def test_only_its_owner_can_read_a_private_word(mail: type[mails.Mail]) -> None:
    held = reachable(mail)
    if not issubclass(mail, mails.ToManager):
        assert ManagerNote not in held
    if not issubclass(mail, mails.ToReport):
        assert not {Reflection, PulseAnswer} & held


def test_the_walk_sees_what_is_nested() -> None:
    assert ManagerNote in reachable(mails.Draft)
    assert Reflection in reachable(mails.OwnReflection)
    assert PulseAnswer in reachable(mails.OwnPulse)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.__name__)
def test_a_mail_holds_no_loose_values(mail: type[mails.Mail]) -> None:
    assert not held_any(mail), "Any, dict or object would let private words through"


def held_any(mail: type[mails.Mail]) -> set[object]:
    return reachable(mail) & {typing.Any, dict, object, mails.Mail}
