"""Arbitrary values of the model, drawn from its annotations: a field that is added to the model is drawn as well."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import NoneType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from mailflow.playbook.model import Ask, Commitment, Contract, Conversation, Pair, Timer

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 30, 15, 250_001, tzinfo=UTC)

_words = st.text(max_size=40)
_instants = st.datetimes(datetime(1990, 1, 1), datetime(2190, 1, 1), timezones=st.just(UTC))


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Any value that the annotation allows."""
    if hint is str:
        return _words
    if hint is int:
        return st.integers(0, 2**31 - 1)
    if hint is bool:
        return st.booleans()
    if hint is datetime:
        return _instants
    if hint is date:
        return st.dates(date(1990, 1, 1), date(2190, 1, 1))
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(of(get_args(hint)[0]), max_size=4).map(tuple)
    if isinstance(hint, type) and is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(hint, **{f.name: of(hints[f.name]) for f in fields(hint)})
    return st.one_of(*(st.none() if part is NoneType else of(part) for part in get_args(hint)))


def _numbered(kind: type[T], key: str) -> st.SearchStrategy[tuple[T, ...]]:
    by_key: Callable[[T], Any] = lambda value: getattr(value, key)  # noqa: E731 - used twice
    return st.lists(of(kind), max_size=4, unique_by=by_key).map(lambda values: tuple(sorted(values, key=by_key)))


@st.composite
def _contracts(draw: st.DrawFn) -> tuple[Contract, ...]:
    lines = st.lists(of(Commitment), max_size=4, unique_by=lambda c: c.number).map(tuple)
    return tuple(replace(c, commitments=draw(lines)) for c in draw(_numbered(Contract, "version")))


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    """A pair as a decision could leave it: its parts have numbers of their own and stand in their order."""
    keys = st.text("abcdefghij/0123456789", max_size=30)
    timers = st.lists(
        st.builds(Timer, key=keys, at=_instants, status=st.sampled_from(["pending", "fired"])),
        max_size=4,
        unique_by=lambda timer: timer.key,
    )
    pair: Pair = draw(of(Pair))
    return replace(
        pair,
        conversations=draw(_numbered(Conversation, "number")),
        contracts=draw(_contracts()),
        asks=draw(_numbered(Ask, "number")),
        timers=tuple(draw(timers)),
    )


def example(pair: Pair, *, words: str = "Moira opens the door to the platform team") -> Pair:
    """A pair in the middle of its life, with six commitments, ten asks and six timers."""
    contract = Contract(
        version=3,
        status="agreed",
        commitments=tuple(
            Commitment(4 + n, "manager" if n % 2 else "report", f"{words} {n}", date(2026, 4, 1), dated_at=NOW)
            for n in range(6)
        ),
        agreed_at=NOW,
    )
    return replace(
        pair,
        serial=30,
        conversations=(Conversation(1, "held", "full", NOW),),
        contracts=(contract,),
        asks=tuple(Ask(10 + n, "reminder", "report", NOW, shown=(4, 5)) for n in range(10)),
        timers=tuple(Timer(f"reminder/{n}", NOW + timedelta(days=n)) for n in range(6)),
    )
