"""Closing: the phrase that closes a mail above its writer's name, in whatever language."""

import re

from mailflow.mail.phrases import any_of

_REGARDS = any_of("regards")
_THANKS = any_of("thanks")
_EDGE = r"[\s*_~]*"
_END = r"[\s,.!;:/،、。！*_–—-]{0,6}"
_CLOSES = (
    rf"{_EDGE}(?:(?:{_THANKS})\s?(?:[,&+!.-]|and|und|et|y|e)\s?)?"
    rf"(?:{_REGARDS})(?:\s?[/|]\s?(?:{_REGARDS})){{0,3}}{_END}"
)
_CLOSING = re.compile(_CLOSES, re.IGNORECASE)
_CLOSING_NAMED = re.compile(rf"{_CLOSES}(?<!:)(?<!:\s)(?P<name>\S.{{0,60}})", re.IGNORECASE)
_THANKING = re.compile(rf"{_EDGE}(?:{_THANKS}){_END}", re.IGNORECASE)
_THANKING_NAMED = re.compile(rf"{_EDGE}(?:{_THANKS}){_END}(?P<name>\S.{{0,60}})", re.IGNORECASE)
_OPENING = re.compile(rf"{_EDGE}(?:{_THANKS}|{_REGARDS})(?![^\W_])(?:\s\S{{1,20}}){{0,6}}\s?[,!،]?", re.IGNORECASE)


def is_closing(text: str) -> bool:
    """Whether a line closes a mail and says nothing else: "Kind regards,"."""
    return bool(_CLOSING.fullmatch(text))


def name_after_closing(text: str) -> str:
    """What stands behind the closing on its line ("Best, Tom"), "" if nothing does or none begins it."""
    found = _CLOSING_NAMED.fullmatch(text)
    return found["name"] if found else ""


def is_thanks(text: str) -> bool:
    """Whether a line gives thanks and says nothing else."""
    return bool(_THANKING.fullmatch(text))


def name_after_thanks(text: str) -> str:
    """What stands behind the thanks on its line ("Thanks, Kim x3-5512"), "" if nothing does or none begins it."""
    found = _THANKING_NAMED.fullmatch(text)
    return found["name"] if found else ""


def opens_closing(text: str) -> bool:
    """Whether a line begins as a closing does and says little more: "Many thanks for finding it,"."""
    return bool(_OPENING.fullmatch(text)) and not text.endswith((".", "?"))
