"""`mailflow people`: who takes part."""

import asyncio
import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.table import Table

from mailflow import service
from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.engine.enrol import enrol
from mailflow.engine.house import Silence
from mailflow.playbook.model import Person
from mailflow.settings import ConfigError, Settings, load
from mailflow.store.connection import AlreadyPaired, Transaction
from mailflow.store.people import NewPerson, PairRef

app = typer.Typer(help="Who takes part: add, import, list.", no_args_is_help=True)

Pairing = tuple[NewPerson, NewPerson]
COLUMNS = ("manager_name", "manager_email", "report_name", "report_email")
OPTIONAL = ("manager_zone", "manager_locale", "report_zone", "report_locale")


@app.command()
def add(
    manager: Annotated[str, typer.Option(help='"Name <address>"')],
    report: Annotated[str, typer.Option(help='"Name <address>"')],
    zone: Annotated[str, typer.Option(help="Time zone of both, as in Europe/London.")] = "UTC",
    locale: Annotated[str, typer.Option(help="How both write dates: en-GB, en-US…")] = "en-GB",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Enrol a manager and a report: both get their first mail."""
    pairing = (_person("--manager", manager, zone, locale), _person("--report", report, zone, locale))
    _enrol_all(load(config), [pairing])


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help=f"CSV with the columns {', '.join(COLUMNS)}; also {', '.join(OPTIONAL)}.")
    ],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Enrol the pairs of a CSV file. It is checked whole before anybody is written to; a known pair is skipped."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise ConfigError(f"{file}: the column {missing[0]} is missing. Fix: first line {','.join(COLUMNS)}")
            pairings = [_pairing(f"{file}:{n}", row) for n, row in enumerate(reader, 2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{file}: cannot be read as CSV: {error}. Fix: save it as UTF-8 CSV.") from None
    _enrol_all(load(config), pairings)


@app.command("list")
def list_(config: Config = DEFAULT_CONFIG) -> None:
    """The people and their pairs."""
    asyncio.run(_list(load(config)))


def _pairing(place: str, row: dict[str, str | None]) -> Pairing:
    def person(role: str) -> NewPerson:
        text = f"{row[f'{role}_name'] or ''} <{row[f'{role}_email'] or ''}>"
        zone, locale = row.get(f"{role}_zone") or "UTC", row.get(f"{role}_locale") or "en-GB"
        return _person(f"{place}: {role}", text, zone, locale)

    return person("manager"), person("report")


def _person(place: str, text: str, zone: str, locale: str) -> NewPerson:
    name, _, rest = text.rpartition("<")
    name, address = name.strip(), rest.rstrip("> ").strip().lower()
    local, _, domain = address.partition("@")
    if not name or not local or "." not in domain or not address.isascii() or " " in address:
        raise ConfigError(
            f'{place}: {text!r} is not a name and an address. Fix: write "Ben Ashcroft <ben@example.com>".'
        )
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"{place}: {zone!r} is no time zone. Fix: write it as in Europe/London.") from None
    return NewPerson(name=name, address=address, zone=zone, locale=locale)


def _enrol_all(settings: Settings, pairings: Iterable[Pairing]) -> None:
    asyncio.run(_enrol(settings, list(pairings)))


async def _enrol(settings: Settings, pairings: list[Pairing]) -> None:
    async with service.rooms(settings, Silence()) as house:
        for manager, report in pairings:
            try:
                pair = await enrol(house, manager, report)
            except AlreadyPaired:
                typer.echo(f"skipped   {manager.name} and {report.name} are a pair already")
            else:
                typer.echo(f"enrolled  {manager.name} and {report.name} (pair {pair})")


async def _list(settings: Settings) -> None:
    table = Table("id", "name", "address", "zone", "locale", "pairs")

    async def look(tx: Transaction) -> list[tuple[Person, tuple[PairRef, ...]]]:
        return [(person, await tx.pairs_of(person.id)) for person in await tx.people()]

    async with service.rooms(settings, Silence()) as house:
        for person, pairs in await house.store.read(look):
            told = "; ".join(f"{p.role} of pair {p.id}, {p.status}" for p in pairs)
            table.add_row(str(person.id), person.name, person.address, person.zone, person.locale, told)
    Console().print(table)
