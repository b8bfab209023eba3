"""A whole Pair as JSON and back, so that UNDO can restore it.

The form follows the model: a field of the model is a key of the same name. A field that the model does not know, or
has no default for, is refused by its name: a snapshot of another version is never half understood.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from mailflow.playbook.model import Pair

VERSION = 1
Decoder = Callable[[Any], Any]


class SnapshotUnreadable(Exception):
    """The snapshot is of another version of mailflow, or no snapshot. The text names the field, not its value."""


def encode(pair: Pair) -> bytes:
    """The pair as UTF-8 JSON. Raises ValueError for a datetime without a zone."""
    return json.dumps({"version": VERSION, "pair": pair}, default=_plain, separators=(",", ":")).encode()


def decode(snapshot: bytes) -> Pair:
    """The pair that `encode` was given. Raises SnapshotUnreadable."""
    try:
        document = json.loads(snapshot)
    except ValueError:
        raise SnapshotUnreadable("the snapshot is not JSON") from None
    if not isinstance(document, dict) or document.get("version") != VERSION or document.keys() != {"version", "pair"}:
        raise SnapshotUnreadable(f"the snapshot is not of version {VERSION}")
    pair: Pair = _decoder(Pair)(document["pair"])
    return pair


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("a datetime without a zone is no instant")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _names(type(value))}
    raise TypeError(f"a snapshot cannot hold a {type(value).__name__}")


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(f.name for f in fields(kind))


@cache
def _decoder(kind: Any) -> Decoder:
    if get_origin(kind) in (Union, UnionType):
        inner = [_decoder(part) for part in get_args(kind) if part is not NoneType]
        if len(inner) != 1:
            raise TypeError(f"a snapshot cannot tell the parts of {kind} apart")
        return lambda value: None if value is None else inner[0](value)
    if get_origin(kind) is tuple:
        each = _decoder(get_args(kind)[0])
        return lambda value: tuple([each(part) for part in _of(list, value)])
    if get_origin(kind) is Literal:
        words = {word: word for word in get_args(kind)}
        return lambda value: _word(words, value)
    if kind is datetime:
        return lambda value: datetime.fromisoformat(_of(str, value))
    if kind is date:
        return lambda value: date.fromisoformat(_of(str, value))
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_decoder(kind)
    if kind in (str, int, bool):
        return lambda value: _of(kind, value)
    raise TypeError(f"a snapshot cannot hold a {kind}")


def _dataclass_decoder(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {f.name: _decoder(hints[f.name]) for f in fields(kind)}
    required = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def decoded(value: Any) -> object:
        given: dict[str, Any] = _of(dict, value)
        for name in given.keys() - decoders.keys():
            raise SnapshotUnreadable(f"{kind.__name__} has no field {name!r} in this version of mailflow")
        for name in required - given.keys():
            raise SnapshotUnreadable(f"{kind.__name__} lacks its field {name!r}")
        values = {}
        for name, part in given.items():
            try:
                values[name] = decoders[name](part)
            except ValueError:
                raise SnapshotUnreadable(f"{kind.__name__}.{name} cannot be read") from None
        return kind(**values)

    return decoded


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"not a {kind.__name__}")
    return value


def _word(words: Mapping[Any, Any], value: Any) -> Any:
    if not isinstance(value, str) or value not in words:
        raise ValueError("not one of the words")
    return words[value]
