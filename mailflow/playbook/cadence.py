"""How often, how early and how long: the numbers of the playbook, which config/playbook.toml may change."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any


class PlaybookError(Exception):
    """A key of playbook.toml cannot be used. The text names the key and the fix."""


@dataclass(frozen=True, slots=True)
class Playbook:
    """The cadence (playbook, "Cadence" and "How to Follow Through"). Days are working days where the name says so."""

    morning: time = time(9, 0)
    conversation_minutes: int = 60
    shortest_minutes: int = 45
    quarter_days: int = 91
    booking_lead_days: int = 14
    booking_nudge_working_days: tuple[int, ...] = (3, 5)
    booking_again_days: int = 28
    prompt_lead_working_days: int = 3
    notes_after_minutes: int = 15
    notes_nudge_hours: tuple[int, ...] = (24, 44)
    summary_hours: int = 48
    draft_nudge_working_days: tuple[int, ...] = (1, 3)
    confirmation_nudge_working_days: tuple[int, ...] = (3,)
    change_request_nudge_working_days: tuple[int, ...] = (2,)
    reminder_lead_working_days: int = 3
    reminder_after_working_days: int = 2
    review_lead_working_days: int = 3
    pulse_after_days: int = 42
    pulse_days: int = 182
    undo_hours: int = 24


def from_document(document: Mapping[str, Any], source: str) -> Playbook:
    """A Playbook from the parsed TOML `source`; keys left out keep their default. Raises PlaybookError."""
    known = {f.name: f.type for f in fields(Playbook)}
    values: dict[str, Any] = {}
    for key, value in document.items():
        if key not in known:
            raise PlaybookError(f"{source}: {key}: is not a setting. Fix: remove it, or correct its spelling.")
        values[key] = _value(source, key, value, known[key])
    return Playbook(**values)


def _value(source: str, key: str, value: object, kind: Any) -> object:
    if kind is time:
        if isinstance(value, time):
            return value
        raise PlaybookError(f"{source}: {key}: is not a time (found {value!r}). Fix: write it as 09:00:00.")
    if kind is int:
        if type(value) is int and value >= 0:
            return value
        raise PlaybookError(f"{source}: {key}: is not a whole number of 0 or more (found {value!r}).")
    if isinstance(value, list) and all(type(v) is int and v > 0 for v in value):
        return tuple(value)
    raise PlaybookError(f"{source}: {key}: is not a list of whole numbers above 0 (found {value!r}). Fix: [3, 5].")
