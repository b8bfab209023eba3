"""`mailflow people`: a CSV is checked whole before anybody is written to, and what is wrong is named by its line."""

import sqlite3
from pathlib import Path

import pytest

from mailflow.cli.people import _person
from mailflow.settings import ConfigError, parse
from tests.cli.commands import BEN, MOIRA, SERVICE, mailflow, site

HEAD = "manager_name,manager_email,report_name,report_email,report_zone,report_locale\n"
GOOD = f"Moira Lennox,{MOIRA},Ben Ashcroft,{BEN},Europe/London,en-GB\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site(tmp_path_factory.mktemp("people"))


def pairs(folder: Path) -> int:
    database = folder / "var" / "mailflow.db"
    if not database.exists():
        return 0
    with sqlite3.connect(database) as connection:
        count: int = connection.execute("select count(*) from pairs").fetchone()[0]
    connection.close()
    return count


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            "manager_name,manager_email,report_name\n",
            "people.csv:1: the column report_email is missing. Fix: first line",
        ),
        (
            HEAD + GOOD + "Ida,ida,Jo,jo@b.example,,\n",
            "people.csv:3: manager: 'Ida <ida>' is not a name and an address",
        ),
        (HEAD + GOOD + "Ida,ida@b.example,,jo@b.example,,\n", "people.csv:3: report: ' <jo@b.example>' is not a name"),
        (HEAD + '"I\nda",ida@b.example,Jo,jo@b.example,,\n', "people.csv:3: manager: 'I\\nda <ida@b.example>' is not"),
        (
            HEAD + GOOD + f"Ida,ida@b.example,Ben,{BEN},Europe/Lundon,\n",
            "people.csv:3: report: 'Europe/Lundon' is no time",
        ),
        (HEAD + GOOD + f"Ida,ida@b.example,Ben,{BEN},Europe,\n", "people.csv:3: report: 'Europe' is no time zone"),
        (HEAD + GOOD + f"Ida,ida@b.example,Ben,{BEN},UTC,english\n", "people.csv:3: report: 'english' is no locale"),
        (HEAD + GOOD + f"Ida,{BEN},Ben,{BEN},UTC,\n", f"people.csv:3: {BEN} is the manager's address, too"),
        (HEAD + GOOD + f"Bot,{SERVICE},Ben,{BEN},UTC,\n", f"people.csv:3: manager: {SERVICE} is the service's own"),
        (HEAD + GOOD + f"Ida,ida@b.example,Ben,{BEN},UTC,en-GB,more\n", "people.csv:3: has more fields than the first"),
        (HEAD, "people.csv: names nobody"),
        ("\udcff", "people.csv: cannot be read as CSV: 'utf-8' codec"),
    ],
)
def test_a_file_with_a_mistake_enrols_nobody(
    folder: Path, content: str, told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In this process, for speed: the command line's own entry, its arguments, its output and its exit code."""
    from mailflow.cli import main

    (folder / "people.csv").write_bytes(content.encode("utf-8", "surrogateescape"))
    before = pairs(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["mailflow", "people", "import", "people.csv"])
    with pytest.raises(SystemExit) as ended:
        main()
    heard = capsys.readouterr()
    assert ended.value.code == 2
    assert heard.err.startswith(f"mailflow: {told}"), heard.err
    assert "Fix:" in heard.err
    assert pairs(folder) == before


def test_a_file_as_a_spreadsheet_saves_it_is_enrolled_and_its_known_pairs_are_skipped(tmp_path: Path) -> None:
    """With a byte order mark, CRLF, a name in quotes, another order of columns and one more of the site's own."""
    folder = site(tmp_path)
    first = (
        "report_email,report_name,manager_email,manager_name,team\r\n" + f'{BEN},"Ashcroft, Ben",{MOIRA},Moira,A\r\n'
    )
    (folder / "people.csv").write_text(first, encoding="utf-8-sig", newline="")
    done = mailflow("people", "import", "people.csv", folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "enrolled  Moira and Ashcroft, Ben (pair 1)"
    assert "within ten seconds" in done.stdout

    (folder / "people.csv").write_text(HEAD + GOOD + f"Moira,{MOIRA.upper()},[b]Åsa[/b],asa@b.example,,\n")
    done = mailflow("people", "import", "people.csv", folder=folder)
    assert [line.split()[0] for line in done.stdout.splitlines()[:2]] == ["skipped", "enrolled"]

    done = mailflow("people", "list", folder=folder)
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in done.stdout.splitlines() if "│" in line]
    assert [row[1:] for row in rows] == [
        ["Moira", MOIRA, "UTC", "en-GB", "manager of pair 1, active; manager of pair 2, active"],
        ["Ashcroft, Ben", BEN, "UTC", "en-GB", "report of pair 1, active"],
        ["[b]Åsa[/b]", "asa@b.example", "UTC", "en-GB", "report of pair 2, active"],
    ]


def test_adding_a_pair_with_a_mistake_names_the_option(tmp_path: Path) -> None:
    folder = site(tmp_path)
    done = mailflow("people", "add", "--manager", f"Moira <{MOIRA}>", "--report", BEN, folder=folder)
    assert done.returncode == 2
    assert (
        f"--report: '{BEN}' is not a name and an address. Fix: write \"Ben Ashcroft <ben@example.com>\"" in done.stderr
    )
    assert pairs(folder) == 0


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Ben Ashcroft <Ben@Example.COM>", "Ben Ashcroft", "ben@example.com"),
        ('"Ashcroft, Ben" <ben@example.com>', "Ashcroft, Ben", "ben@example.com"),
        ("Zoë O’Hara <z.o'hara+work@mail.example.co.uk>", "Zoë O’Hara", "z.o'hara+work@mail.example.co.uk"),
    ],
)
def test_names_and_addresses_as_mail_programs_write_them(text: str, name: str, address: str) -> None:
    settings = parse({"service": {"address": SERVICE}, "submission": {"maildir": "o"}}, Path("/"), "-", {})
    person = _person(settings, "--report", text, "UTC", "en-GB")
    assert (person.name, person.address) == (name, address)


@pytest.mark.parametrize(
    "text", ["<ben@example.com>", "Ben <ben>", "Ben <ben@x>", "Ben <b n@x.example>", "Ben <a@b@x.example>"]
)
def test_what_is_no_person(text: str) -> None:
    settings = parse({"service": {"address": SERVICE}, "submission": {"maildir": "o"}}, Path("/"), "-", {})
    with pytest.raises(ConfigError, match="is not a name and an address"):
        _person(settings, "--report", text, "UTC", "en-GB")
