"""The lexicon: every word list that the room reads by, as plain values.

The lists stand in `lexicon.toml` beside this module, where a person who does not program can read and
extend them. They are part of the program, read once at import, and typed here so that the other modules
see tuples and mappings only.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

_WRONG = "lexicon.toml: [{0}] {1} should be {2}"

_TABLES: Mapping[str, object] = tomllib.loads(
    files("mailflow.reading").joinpath("lexicon.toml").read_text(encoding="utf-8")
)


def _table(name: str) -> Mapping[str, object]:
    table = _TABLES.get(name)
    if not isinstance(table, dict):
        raise TypeError(_WRONG.format(name, "", "a table"))
    return table


def words(table: str, key: str) -> tuple[str, ...]:
    """The list `key` of the table `table`, as it is written. Raises TypeError if it is no list of words."""
    value = _table(table).get(key)
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise TypeError(_WRONG.format(table, key, "a list of words"))
    return tuple(value)


def groups(table: str) -> dict[str, tuple[str, ...]]:
    """Every list of a table, by its key, in the order in which they are written."""
    return {key: words(table, key) for key in _table(table)}


def counts(table: str) -> dict[str, int]:
    """A table of words and the numbers they stand for. Raises TypeError on anything else."""

    def pairs() -> Iterator[tuple[str, int]]:
        for key, value in _table(table).items():
            if not isinstance(value, int):
                raise TypeError(_WRONG.format(table, key, "a number"))
            yield key, value

    return dict(pairs())


def index(table: str) -> dict[str, int]:
    """Each word of a table's lists with the 1-based place of its list ("feb" → 2)."""
    return {word: place for place, group in enumerate(groups(table).values(), 1) for word in group}


def sentence(table: str, key: str) -> str:
    """The sentence `key` of a table. Raises TypeError if it is none."""
    value = _table(table).get(key)
    if not isinstance(value, str):
        raise TypeError(_WRONG.format(table, key, "a sentence"))
    return value
