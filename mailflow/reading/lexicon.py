"""The lexicon: every word list that the room reads by, as plain values.

The lists stand in `languages/`, a file for each language, where a person who does not program can read and
extend them. Every file has the same tables. Where no languages are named, a list means the words of all files
together, English first; where some are named ("en", "de"), those alone. A file sets aside the words of other
languages that mean something else in its own (`[set_aside]`): they are left out wherever it is read by name.
They are part of the program, read once at import, and typed here so that the other modules see tuples and
mappings only.
"""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

_WRONG = "languages: [{0}] {1} should be {2}"
FIRST = "en"


def _languages() -> Iterator[tuple[str, Mapping[str, object]]]:
    found = [file for file in files("mailflow.reading").joinpath("languages").iterdir() if file.name.endswith(".toml")]
    for file in sorted(found, key=lambda file: (file.name != f"{FIRST}.toml", file.name)):
        yield file.name.removesuffix(".toml"), tomllib.loads(file.read_text(encoding="utf-8"))


_LANGUAGES: Mapping[str, Mapping[str, object]] = dict(_languages())


def languages(locale: str) -> tuple[str, ...]:
    """The languages that mail of a locale ("de-DE") is read in: English, and its own if there is a file for it."""
    own = locale.replace("_", "-").partition("-")[0].lower()
    return (FIRST, own) if own in _LANGUAGES and own != FIRST else (FIRST,)


def _tables(name: str, among: tuple[str, ...]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for language, tables in _LANGUAGES.items():
        table = tables.get(name, {})
        if not isinstance(table, dict):
            raise TypeError(_WRONG.format(name, "", "a table"))
        if not among or language in among:
            yield language, table


def _set_aside(language: str, among: tuple[str, ...]) -> frozenset[str]:
    return frozenset(
        word for other in among if other != language for word in _strings(_LANGUAGES[other], "set_aside", "words")
    )


def _strings(tables: Mapping[str, object], table: str, key: str) -> list[str]:
    within = tables.get(table, {})
    value = within.get(key, []) if isinstance(within, dict) else None
    if not isinstance(value, list) or not all(isinstance(x, str) for x in value):
        raise TypeError(_WRONG.format(table, key, "a list of words"))
    return value


def words(table: str, key: str, among: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The list `key` of the table `table`, as it is written. Raises TypeError if no language has such a list."""
    found: dict[str, None] = {}
    known = False
    for language, content in _tables(table, among):
        known = known or key in content
        elsewhere = _set_aside(language, among)
        found |= dict.fromkeys(w for w in _strings(_LANGUAGES[language], table, key) if w not in elsewhere)
    if not known:
        raise TypeError(_WRONG.format(table, key, "a list of words"))
    return tuple(found)


def groups(table: str, among: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Every list of a table, by its key, in the order in which they are written."""
    keys = dict.fromkeys(key for _, language in _tables(table, among) for key in language)
    return {key: words(table, key, among) for key in keys}


def counts(table: str, among: tuple[str, ...] = ()) -> dict[str, int]:
    """A table of words and the numbers they stand for. Raises TypeError on anything else."""

    def pairs() -> Iterator[tuple[str, int]]:
        for name, language in _tables(table, among):
            elsewhere = _set_aside(name, among)
            for key, value in language.items():
                if not isinstance(value, int):
                    raise TypeError(_WRONG.format(table, key, "a number"))
                if key not in elsewhere:
                    yield key, value

    return dict(pairs())


def index(table: str) -> dict[str, int]:
    """Each word of a table's lists with the 1-based place of its list ("feb" → 2)."""
    return {word: place for place, group in enumerate(groups(table).values(), 1) for word in group}


def sentence(table: str, key: str) -> str:
    """The sentence `key` of a table, in English. Raises TypeError if it is none."""
    value = next(language for _, language in _tables(table, (FIRST,))).get(key)
    if not isinstance(value, str):
        raise TypeError(_WRONG.format(table, key, "a sentence"))
    return value
