"""A rule: words and values side by side, and what they mean together.

A pattern is read from left to right, one item for each space:

    month, amount       a kind (what other rules yield) or a part of the vocabulary that carries a value; its value
                        is handed to `read`
    from, of            a part of the vocabulary without a value: one of the words listed under that name
    / -                 a sign or a word as it stands, where no kind and no part has that name
    of|in               either of them
    the?                may be left out; a value left out is handed over as None
    ~digits             touches the word before it
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mailflow.reading.when.chart import Place


@dataclass(frozen=True, slots=True)
class Rule:
    """Yields a value of `kind` where `pattern` stands and `guard`, if any, agrees; `example` is a text it reads whole.

    `read` is given the moment of speaking and the values of the pattern, and is pure; None means that the words
    say no such thing after all.
    """

    kind: str
    pattern: str
    example: str
    read: Callable[..., Any]
    guard: Callable[["Place"], bool] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a pattern."""

    names: tuple[str, ...]
    optional: bool
    touching: bool

    @staticmethod
    def of(text: str) -> "Item":
        touching = text.startswith("~") and len(text) > 1
        optional = text.endswith("?") and len(text) > 1
        return Item(
            tuple((text.removeprefix("~") if touching else text).removesuffix("?").split("|")), optional, touching
        )


def items(pattern: str) -> tuple[Item, ...]:
    """The items of a pattern, in their order."""
    return tuple(Item.of(text) for text in pattern.split())


def the(_: object, value: object) -> object:
    """What a rule means that only says that one kind of thing is one of another kind, too."""
    return value
