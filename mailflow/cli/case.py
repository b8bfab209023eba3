"""Cases: the JSON objects that `mailflow parse … --jsonl` reads, a line each, and what a file and options amount to.

{"id", "manager": {"name", "email"}, "report": {…}, "date": "YYYY-MM-DD", "locale": "en-GB", …} and, for notes,
"notes"; for a reply, "context", "from": "manager" or "report", "items": [{"n", "owner", "text", "due"}], "body". A due
date is {"text", "reference": "YYYY-MM-DD", "locale"}.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar, get_args

from mailflow.mail import visible
from mailflow.mail.header import Mailbox
from mailflow.reading.notes import Party
from mailflow.reading.reply import Context, Item, Understanding, read_reply

Role = Literal["manager", "report"]
Record = Mapping[str, Any]
T = TypeVar("T")
LOCALE = "en-GB"


class NoCase(Exception):
    """The object is not such a case. The text names the field and what belongs there."""


@dataclass(frozen=True, slots=True)
class NotesCase:
    id: object
    manager: Party
    report: Party
    held: date
    locale: str
    notes: str

    @classmethod
    def of(cls, record: object) -> "NotesCase":
        """Raises NoCase."""
        case = _object(record, "the line")
        return cls(
            id=case.get("id"),
            manager=_party(case, "manager"),
            report=_party(case, "report"),
            held=_day(case, "date"),
            locale=_text(case, "locale", LOCALE),
            notes=_text(case, "notes"),
        )


@dataclass(frozen=True, slots=True)
class ReplyCase:
    id: object
    context: Context
    author: Role
    manager: Party
    report: Party
    on: date
    locale: str
    items: tuple[Item, ...]
    body: str

    @classmethod
    def of(cls, record: object) -> "ReplyCase":
        """Raises NoCase."""
        case = _object(record, "the line")
        return cls(
            id=case.get("id"),
            context=_one_of(case, "context", get_args(Context)),
            author=_one_of(case, "from", get_args(Role)),
            manager=_party(case, "manager"),
            report=_party(case, "report"),
            on=_day(case, "date"),
            locale=_text(case, "locale", LOCALE),
            items=tuple(_item(item) for item in _list(case, "items")),
            body=_text(case, "body"),
        )

    @property
    def passages(self) -> tuple[visible.Passage, ...]:
        """What its author newly wrote."""
        writer = self.manager if self.author == "manager" else self.report
        sender = Mailbox(writer.name, writer.address)
        return visible.of_text(self.body, sent="", sender=sender, answers=True).passages

    def understood(self, locale: str) -> Understanding:
        """What the reply means to one who reads it in `locale`, a tag such as "en-GB"."""
        return read_reply(
            self.passages,
            context=self.context,
            author=self.author,
            on=self.on,
            items=self.items,
            manager=self.manager,
            report=self.report,
            locale=locale,
        )


@dataclass(frozen=True, slots=True)
class DueCase:
    id: object
    text: str
    reference: date
    locale: str

    @classmethod
    def of(cls, record: object) -> "DueCase":
        """Raises NoCase."""
        case = _object(record, "the line")
        locale = _text(case, "locale", LOCALE)
        return cls(id=case.get("id"), text=_text(case, "text"), reference=_day(case, "reference"), locale=locale)


def _item(record: object) -> Item:
    item = _object(record, "an item")
    number = item.get("n")
    if type(number) is not int:
        raise NoCase(f'"n" of an item is no whole number (found {number!r})')
    due = None if item.get("due") is None else _day(item, "due")
    return Item(number, _one_of(item, "owner", get_args(Role)), _text(item, "text"), due)


def _party(case: Record, key: str) -> Party:
    person = _object(_there(case, key), f'"{key}"')
    return Party(_text(person, "name", ""), _text(person, "email", ""))


def _there(case: Record, key: str) -> object:
    if key not in case:
        raise NoCase(f'"{key}" is missing')
    return case[key]


def _object(value: object, what: str) -> Record:
    if not isinstance(value, dict):
        raise NoCase(f"{what} is no object (found {type(value).__name__})")
    return value


def _list(case: Record, key: str) -> list[object]:
    value = _there(case, key)
    if not isinstance(value, list):
        raise NoCase(f'"{key}" is no list (found {type(value).__name__})')
    return value


def _text(case: Record, key: str, default: str | None = None) -> str:
    value = case.get(key)
    if value is None and default is not None:
        return default
    value = _there(case, key)
    if not isinstance(value, str):
        raise NoCase(f'"{key}" is no text (found {type(value).__name__})')
    return value


def _day(case: Record, key: str) -> date:
    value = _text(case, key)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NoCase(f'"{key}" is no day written YYYY-MM-DD (found {value!r})') from None


def _one_of(case: Record, key: str, choices: tuple[T, ...]) -> T:
    value = _there(case, key)
    for choice in choices:
        if choice == value:
            return choice
    raise NoCase(f'"{key}" is none of {", ".join(map(str, choices))} (found {value!r})')
