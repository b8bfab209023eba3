"""The one-word commands: a mail that says nothing else is an order to the service, whatever it answers."""

from typing import Literal

from mailflow.reading.phrasebook import pattern

Command = Literal["stop", "start", "undo"]


def command(words: str) -> Command | None:
    """The command that the newly written words are: nothing but one, or UNDO with a reason behind it."""
    said = " ".join(words.lower().split()).strip(" .!\"'")
    if said in ("stop", "start"):
        return "stop" if said == "stop" else "start"
    undo = pattern("undo", "whole", "whole").match(said) or pattern("undo", "start", "start").match(said)
    return "undo" if undo else None
