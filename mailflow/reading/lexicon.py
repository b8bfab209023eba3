"""The lexicon: every word list that the room reads by, in all languages at once, as plain values.

The lists stand in `languages/`, a file for each language, where a person who does not program can read and
extend them. Every file has the same tables; a list means the words of all files together, English first. They
are part of the program, read once at import, and typed here so that the other modules see tuples and mappings
only.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

_WRONG = "languages: [{0}] {1} should be {2}"


def _languages() -> Iterator[Mapping[str, object]]:
    found = [file for file in files("mailflow.reading").joinpath("languages").iterdir() if file.name.endswith(".toml")]
    for file in sorted(found, key=lambda file: (file.name != "en.toml", file.name)):
        yield tomllib.loads(file.read_text(encoding="utf-8"))


_LANGUAGES: tuple[Mapping[str, object], ...] = tuple(_languages())


def _tables(name: str) -> Iterator[Mapping[str, object]]:
    for language in _LANGUAGES:
        table = language.get(name, {})
        if not isinstance(table, dict):
            raise TypeError(_WRONG.format(name, "", "a table"))
        yield table


def words(table: str, key: str) -> tuple[str, ...]:
    """The list `key` of the table `table`, as it is written. Raises TypeError if no language has such a list."""
    found: dict[str, None] = {}
    for language in _tables(table):
        value = language.get(key, [])
        if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
            raise TypeError(_WRONG.format(table, key, "a list of words"))
        found |= dict.fromkeys(value)
    if not found:
        raise TypeError(_WRONG.format(table, key, "a list of words"))
    return tuple(found)


def groups(table: str) -> dict[str, tuple[str, ...]]:
    """Every list of a table, by its key, in the order in which they are written."""
    keys = dict.fromkeys(key for language in _tables(table) for key in language)
    return {key: words(table, key) for key in keys}


def counts(table: str) -> dict[str, int]:
    """A table of words and the numbers they stand for. Raises TypeError on anything else."""

    def pairs() -> Iterator[tuple[str, int]]:
        for language in _tables(table):
            for key, value in language.items():
                if not isinstance(value, int):
                    raise TypeError(_WRONG.format(table, key, "a number"))
                yield key, value

    return dict(pairs())


def index(table: str) -> dict[str, int]:
    """Each word of a table's lists with the 1-based place of its list ("feb" → 2)."""
    return {word: place for place, group in enumerate(groups(table).values(), 1) for word in group}


def sentence(table: str, key: str) -> str:
    """The sentence `key` of a table, in English. Raises TypeError if it is none."""
    value = next(_tables(table)).get(key)
    if not isinstance(value, str):
        raise TypeError(_WRONG.format(table, key, "a sentence"))
    return value
