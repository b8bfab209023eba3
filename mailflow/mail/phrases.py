"""Phrases: what people and their programs write around the words of a mail, in all languages at once (phrases.toml)."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _book() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("mailflow.mail").joinpath("phrases.toml").read_text(encoding="utf-8"))


def phrases(kind: str) -> dict[str, str]:
    """The phrases of a kind by language, or by what they stand for."""
    return {key: value.replace("\n", "") for key, value in _book()[kind].items()}


def any_of(kind: str) -> str:
    """One regular expression for the phrases of a kind, in whatever language."""
    return "|".join(phrases(kind).values())
