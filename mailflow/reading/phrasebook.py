"""The phrasebook: the phrases that replies are read by, as patterns.

They stand in `phrasebook.toml` beside this module, which explains their notation; it is part of the program
and read once, at import. No phrase repeats a group, so a search for one takes time linear in the text; who puts
phrases in a row bounds how many words the row is tried on.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from mailflow.reading.names import OTHER, WHO

Where = Literal["anywhere", "start", "whole", "end"]

_GROUP = re.compile(r"(?P<other>\\.|\[\^?\]?(?:\\.|[^\]\\])*\])|\((?!\?)")


def _uncaptured(phrase: str) -> str:
    """The phrase with groups that capture nothing: a search that has to note what each group holds, and to forget it
    again with each alternative that fails, takes six to twelve times as long."""
    return _GROUP.sub(lambda m: m["other"] or "(?:", phrase)


_TABLES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    table: {key: tuple(map(_uncaptured, listed)) for key, listed in keyed.items()}
    for table, keyed in tomllib.loads(
        files("mailflow.reading").joinpath("phrasebook.toml").read_text(encoding="utf-8")
    ).items()
}
_SHAPE: Mapping[Where, str] = {
    "anywhere": r"(?<![\w'-])(?:{0})(?![\w])",
    "start": r"(?:{0})(?![\w'])",
    "whole": r"(?:{0})\Z",
    "end": r"(?<![\w'-])(?:{0})\Z",
}


def phrases(table: str, key: str) -> tuple[str, ...]:
    """The phrases under `key` of the table `table`; their groups capture nothing, but for those that have a name.
    Raises KeyError if there are none."""
    return _TABLES[table][key]


def keys(table: str) -> tuple[str, ...]:
    """The keys of a table, in the order in which they are written."""
    return tuple(_TABLES[table])


@cache
def pattern(table: str, key: str, where: Where = "anywhere") -> re.Pattern[str]:
    """One pattern for all phrases under `key`: found anywhere between word edges, at the start, as the end or as
    the whole. Where a phrase has {who} or {other}, it is to be looked for in a text whose names are veiled."""
    return re.compile(_SHAPE[where].format(_either(phrases(table, key))))


def _either(listed: Iterable[str]) -> str:
    return named("|".join(longest_first(listed)))


def longest_first(listed: Iterable[str]) -> list[str]:
    """Phrases in the order in which they are tried, by their lengths as they are written."""
    return sorted(listed, key=lambda phrase: len(phrase.replace("(?:", "(")), reverse=True)


def named(phrase: str) -> str:
    """The phrase with what finds a veiled name for {who} and {other}."""
    return phrase.replace("{who}", WHO).replace("{other}", OTHER)
