"""`mailflow held` and `status`: the operator sees that mail waits, why and where it came from, and never its words."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.cli.held import traces
from tests.cli.commands import BEN, MOIRA, SERVICE, Done, Service, enrol, mailflow, reply_address, serving, site, until

MARKED = "quartzword"  # stands in every mail that is sent here, and in nothing that a command says

# What each reader refuses, from mailflow.mail.message.Unreadable.
HEADLESS = f"no header at all, but a {MARKED}\r\nFrom: {MARKED}@example.com\r\n".encode()
TOO_MANY_PARTS = (
    f"From: Ben <{BEN}>\r\nTo: {SERVICE}\r\nSubject: {MARKED}\r\nX-{MARKED}: {MARKED}\r\nMIME-Version: 1.0\r\n"
    f'Content-Type: multipart/mixed; boundary=cut; name="{MARKED}.txt"\r\n\r\n'
    + f"--cut\r\n\r\n{MARKED}\r\n" * 600
    + "--cut--\r\n"
).encode()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that holds two mails, has answered one and has one booking before it."""
    folder = site(tmp_path_factory.mktemp("held"))
    enrol(folder)
    with serving(folder) as service:
        booking = service.letter(MOIRA, "booking")
        service.send(BEN, SERVICE, HEADLESS)
        service.send(BEN, SERVICE, TOO_MANY_PARTS)
        service.send(MOIRA, reply_address(booking), f"Thursday 3pm for an hour. {MARKED}", f"Re: {MARKED}")
        service.letter(MOIRA, "invitation")
        until(lambda: len(rows(mailflow("held", "list", folder=folder))) == 2, "two held mails")
        yield service


@pytest.fixture
def folder(service: Service) -> Path:
    return service.folder


def rows(done: Done) -> dict[str, str]:
    """The ids of `held list` with their reasons."""
    assert done.returncode == 0, done.stderr
    return dict(re.findall(r"^│ ([0-9a-f]{32}) │ \S+ +│ (\w+) +│ \d+ +│ smtp +│$", done.stdout, re.MULTILINE))


def held(folder: Path, reason: str) -> str:
    found = rows(mailflow("held", "list", folder=folder))
    return next(mail for mail, why in found.items() if why == reason)


def test_the_list_tells_the_reasons(folder: Path) -> None:
    assert sorted(rows(mailflow("held", "list", folder=folder)).values()) == ["headless", "too_many_parts"]


def test_the_status_counts_and_names_nobody(folder: Path) -> None:
    told = mailflow("status", folder=folder).stdout
    cells = dict(re.findall(r"^│ (.+?) +│ (.+?) +│$", told, re.MULTILINE))
    assert (cells["people"], cells["pairs"], cells["held for a person"]) == ("2", "1", "2")
    assert (cells["mail in, held"], cells["mail in, applied"]) == ("2", "1")
    assert cells["oldest waiting mail in"] == "none"
    assert {key.partition(",")[0] for key in cells if key.startswith("next")} == {"next: prompt", "next: notes"}
    assert MOIRA not in told


def test_no_command_shows_a_word_of_any_mail(folder: Path) -> None:
    commands = [["held", "list"], ["status"], ["people", "list"], ["check"]]
    commands += [["held", "show-headers", mail] for mail in rows(mailflow("held", "list", folder=folder))]
    for command in commands:
        done = mailflow(*command, folder=folder)
        assert done.returncode == 0, done.stderr
        assert MARKED not in (done.stdout + done.stderr).lower(), command


def test_the_log_of_the_service_holds_neither_a_word_nor_an_address(service: Service) -> None:
    log = "\n".join(line for line in service.lines if not line.startswith("mailflow: mail"))
    assert "inbound.held" in log
    assert MARKED not in log
    assert "@" not in log


def test_headers_say_where_the_mail_came_from_and_how_it_is_made(folder: Path) -> None:
    done = mailflow("held", "show-headers", held(folder, "too_many_parts"), folder=folder)
    assert done.stdout.splitlines()[-5:] == [
        f"From: Ben <{BEN}>",
        f"To: {SERVICE}",
        "MIME-Version: 1.0",
        "Content-Type: multipart/mixed",
        "(not shown: 2 other fields)",
    ]


def test_a_dropped_mail_is_gone_and_only_after_a_yes(folder: Path) -> None:
    mail = held(folder, "headless")
    refused = mailflow("held", "drop", mail, folder=folder, words=b"n\n")
    assert refused.returncode == 1
    assert mail in rows(mailflow("held", "list", folder=folder))
    assert mailflow("held", "drop", mail, "--yes", folder=folder).stdout == f"{mail} is deleted\n"
    assert mail not in rows(mailflow("held", "list", folder=folder))


@pytest.mark.parametrize("command", [["show-headers"], ["replay"], ["drop"], ["drop", "--yes"]])
def test_an_id_that_nobody_holds_is_told(folder: Path, command: list[str]) -> None:
    done = mailflow("held", command[0], "0" * 32, *command[1:], folder=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"mailflow: {'0' * 32}: no such held mail. Fix: take an id from `mailflow held list`.\n"


def test_a_replayed_mail_is_read_again_and_held_again_while_nothing_has_changed(service: Service) -> None:
    """By the sweep of every ten seconds, or by the one of the next start, which is not waited for so long."""
    folder = service.folder
    mail = held(folder, "too_many_parts")
    assert service.stop() == 0
    done = mailflow("held", "replay", mail, folder=folder)
    assert (done.returncode, done.stdout) == (0, f"{mail} waits to be read again\n")
    assert mail not in rows(mailflow("held", "list", folder=folder))
    with serving(folder):
        until(lambda: mail in rows(mailflow("held", "list", folder=folder)), "it to be taken up again")


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        (b"From: a\r\n b\r\nSubject: x", ["From: a b", "(not shown: 1 other fields)"]),
        (b"From: a\r\rTo: the body", ["From: a", "(not shown: 0 other fields)"]),
        (b"From: a\n \t\nTo: the body", ["From: a", "(not shown: 0 other fields)"]),
        (b"Subject: x\x85From: the subject", ["(not shown: 1 other fields)"]),
        (b"Subject: x\x0b\x1cFrom: the subject", ["(not shown: 1 other fields)"]),
        (b"no field\nFrom: the body", ["(not shown: 0 other fields)"]),
        (b"Content-Type: text/plain; name=x", ["Content-Type: text/plain", "(not shown: 0 other fields)"]),
        (b"From: \x1b[2Ja", ["From: �[2Ja", "(not shown: 0 other fields)"]),
        (b"\n\nTo:" + b"a" * 500, ["To: " + "a" * 400 + "…", "(not shown: 0 other fields)"]),
        (b"", ["(not shown: 0 other fields)"]),
    ],
)
def test_what_of_a_header_is_shown(headers: bytes, told: list[str]) -> None:
    assert list(traces(headers)) == told
