"""`mailflow people`: who takes part."""

import asyncio
import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailflow import service
from mailflow.cli.option import DEFAULT_CONFIG, Config, opened
from mailflow.cli.table import Rows
from mailflow.engine.enrol import enrol
from mailflow.engine.house import Silence
from mailflow.playbook.model import Person
from mailflow.settings import ConfigError, Settings
from mailflow.store.connection import AlreadyPaired, Transaction
from mailflow.store.people import NewPerson, PairRef

app = typer.Typer(help="Who takes part: add, import, list.", no_args_is_help=True)

Pairing = tuple[NewPerson, NewPerson]
COLUMNS = ("manager_name", "manager_email", "report_name", "report_email")
OPTIONAL = ("manager_zone", "manager_locale", "report_zone", "report_locale")
_TOO_MANY = "\0"
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_LOCALE = re.compile(r"[a-z]{2,3}[-_][A-Za-z0-9]{2,4}")


@app.command()
def add(
    manager: Annotated[str, typer.Option(help='"Name <address>"')],
    report: Annotated[str, typer.Option(help='"Name <address>"')],
    zone: Annotated[str, typer.Option(help="Time zone of both, as in Europe/London.")] = "UTC",
    locale: Annotated[str, typer.Option(help="How both write dates: en-GB, en-US…")] = "en-GB",
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Enrol a manager and a report: both get their first mail."""
    settings = opened(config)
    pairing = (
        _person(settings, "--manager", manager, zone, locale),
        _person(settings, "--report", report, zone, locale),
    )
    _enrol_all(settings, [_two_people("--report", pairing)])


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help=f"CSV with the columns {', '.join(COLUMNS)}; also {', '.join(OPTIONAL)}.")
    ],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """Enrol the pairs of a CSV file. It is checked whole before anybody is written to; a known pair is skipped."""
    settings = opened(config)
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, restkey=_TOO_MANY)
            missing = [c for c in COLUMNS if c not in (reader.fieldnames or ())]
            if missing:
                raise ConfigError(f"{file}:1: the column {missing[0]} is missing. Fix: first line {','.join(COLUMNS)}")
            # a field may hold line breaks, so a row is named after its last line
            pairings = [_pairing(settings, f"{file}:{reader.line_num}", row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{file}: cannot be read as CSV: {error}. Fix: save it as UTF-8 CSV.") from None
    if not pairings:
        raise ConfigError(f"{file}: names nobody. Fix: write one pair a line below the first.")
    _enrol_all(settings, pairings)


@app.command("list")
def list_(config: Config = DEFAULT_CONFIG) -> None:
    """The people and their pairs."""
    asyncio.run(_list(opened(config)))


def _pairing(settings: Settings, place: str, row: dict[str, str | None]) -> Pairing:
    if _TOO_MANY in row:
        raise ConfigError(f"{place}: has more fields than the first line. Fix: put a name with a comma in quotes.")

    def person(role: str) -> NewPerson:
        text = f"{row[f'{role}_name'] or ''} <{row[f'{role}_email'] or ''}>"
        zone, locale = row.get(f"{role}_zone") or "UTC", row.get(f"{role}_locale") or "en-GB"
        return _person(settings, f"{place}: {role}", text, zone.strip(), locale.strip())

    return _two_people(place, (person("manager"), person("report")))


def _person(settings: Settings, place: str, text: str, zone: str, locale: str) -> NewPerson:
    name, _, rest = text.rpartition("<")
    name, address = name.strip().strip('"'), rest.rstrip("> ").strip().lower()
    if not name or not name.isprintable() or not _ADDRESS.fullmatch(address):
        raise ConfigError(
            f'{place}: {text!r} is not a name and an address. Fix: write "Ben Ashcroft <ben@example.com>".'
        )
    local, _, domain = address.partition("@")
    if f"{local.partition('+')[0]}@{domain}" == settings.service.address:
        raise ConfigError(f"{place}: {address} is the service's own address. Fix: give the person's.")
    try:
        ZoneInfo(zone)
    except (LookupError, ValueError, OSError):  # OSError: "Europe" alone is a folder of zones
        raise ConfigError(f"{place}: {zone!r} is no time zone. Fix: write it as in Europe/London.") from None
    if not _LOCALE.fullmatch(locale):
        raise ConfigError(f"{place}: {locale!r} is no locale. Fix: write language and country, as in en-GB.")
    return NewPerson(name=name, address=address, zone=zone, locale=locale)


def _two_people(place: str, pairing: Pairing) -> Pairing:
    manager, report = pairing
    if manager.address == report.address:
        raise ConfigError(f"{place}: {report.address} is the manager's address, too. Fix: give each their own.")
    return pairing


def _enrol_all(settings: Settings, pairings: Iterable[Pairing]) -> None:
    if asyncio.run(_enrol(settings, list(pairings))):
        typer.echo("Their first mails go out within ten seconds, as soon as `mailflow run` runs.")


async def _enrol(settings: Settings, pairings: list[Pairing]) -> int:
    """How many were enrolled."""
    enrolled = 0
    async with service.rooms(settings, Silence()) as house:
        for manager, report in pairings:
            try:
                pair = await enrol(house, manager, report)
            except AlreadyPaired:
                typer.echo(f"skipped   {manager.name} and {report.name} are a pair already")
            else:
                enrolled += 1
                typer.echo(f"enrolled  {manager.name} and {report.name} (pair {pair})")
    return enrolled


async def _list(settings: Settings) -> None:
    rows = Rows("id", "name", "address", "zone", "locale", "pairs")

    async def look(tx: Transaction) -> list[tuple[Person, tuple[PairRef, ...]]]:
        return [(person, await tx.pairs_of(person.id)) for person in await tx.people()]

    async with service.rooms(settings, Silence()) as house:
        for person, pairs in await house.store.read(look):
            told = "; ".join(f"{p.role} of pair {p.id}, {p.status}" for p in pairs)
            rows.add(person.id, person.name, person.address, person.zone, person.locale, told)
    rows.print()
