"""A snapshot is the pair, whole: what UNDO puts back must be exactly what stood."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from mailflow.playbook.model import Pair, Person
from mailflow.store import snapshot
from mailflow.store.snapshot import SnapshotUnreadable
from tests.store.drawn import example, pairs

PAIR = example(Pair(1, Person(1, "Moira", "moira@example.org"), Person(2, "Ben", "ben@example.org")))


@given(pairs())
def test_every_pair_comes_back_equal(pair: Pair) -> None:
    assert snapshot.decode(snapshot.encode(pair)) == pair


def _first_ask(document: dict[str, Any]) -> dict[str, Any]:
    ask: dict[str, Any] = document["pair"]["asks"][0]
    return ask


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda d: d["pair"].update(mood="good"), "Pair has no field 'mood'"),
        (lambda d: _first_ask(d).update(urgency=3), "Ask has no field 'urgency'"),
        (lambda d: _first_ask(d).pop("opened_at"), "Ask lacks its field 'opened_at'"),
        (lambda d: _first_ask(d).update(opened_at="soon"), "Ask.opened_at cannot be read"),
        (lambda d: _first_ask(d).update(kind="secret words"), "Ask.kind cannot be read"),
        (lambda d: _first_ask(d).update(number=True), "Ask.number cannot be read"),
        (lambda d: d.update(version=2), "not of version 1"),
        (lambda d: d.update(more=1), "not of version 1"),
    ],
)
def test_what_this_version_does_not_know_is_refused_by_its_name(
    spoil: Callable[[dict[str, Any]], object], named: str
) -> None:
    document = json.loads(snapshot.encode(PAIR))
    spoil(document)
    with pytest.raises(SnapshotUnreadable, match=named) as caught:
        snapshot.decode(json.dumps(document).encode())
    assert "secret words" not in str(caught.value)


def test_a_field_with_a_default_may_be_absent_so_that_old_snapshots_stay_readable() -> None:
    document = json.loads(snapshot.encode(PAIR))
    for contract in document["pair"]["contracts"]:
        del contract["replaces"]
    assert snapshot.decode(json.dumps(document).encode()) == PAIR


@pytest.mark.parametrize("junk", [b"", b"[]", b"null", b"{", b"\xff\xfe"])
def test_junk_is_no_snapshot(junk: bytes) -> None:
    with pytest.raises(SnapshotUnreadable):
        snapshot.decode(junk)
