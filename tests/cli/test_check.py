"""`mailflow check` tries everything, and tells for each thing that is wrong its key or file, and the fix."""

import asyncio
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mailflow.settings import load
from mailflow.store.vault import create_secret
from tests.cli.commands import CONFIG, Done, mailflow
from tests.oracle import Oracle, response, says

MAILDIR = 'maildir = "outbox"\n'


@dataclass(frozen=True, slots=True)
class Broken:
    """A site with one thing wrong: what is added to its settings, or instead of its Maildir, and its other files."""

    code: int
    told: str
    more: str = ""
    out: str = MAILDIR
    files: dict[str, str] = field(default_factory=dict)
    secret: bool = True


CASES = {
    "no TOML": Broken(2, "mailflow.toml: is not valid TOML: .* line 7.* Fix: mend that line", "[smpt\n"),
    "an unknown key": Broken(2, r"mailflow.toml: \[imap\] foldr: is not a setting. Fix: rem", "[imap]\nfoldr=''\n"),
    "a wrong type": Broken(2, r"mailflow.toml: \[imap\] port: .*valid integer.*'x'", "[imap]\nport='x'\n"),
    "no settings": Broken(2, "nowhere.toml: there is no such file. Fix: run `mailflow init`"),
    "no secret": Broken(1, "FAIL  database .*secret.key: there is no secret. Fix: run `mailflow init`", secret=False),
    "a cut secret": Broken(
        1,
        "FAIL  database .*cut.key: the secret has 6 bytes, not 32. Fix: put back",
        "[service]\nsecret_file = 'cut.key'\n",
        files={"cut.key": "c2VjcmV0"},
    ),
    "a secret of another database": Broken(
        1, "FAIL  database .*sealed with another secret. Fix: put back the", "[service]\nsecret_file='other.key'\n"
    ),
    "no mail server": Broken(
        1,
        r"FAIL  mail out .*127.0.0.1:1: nothing listens there. Fix: correct \[submission\] host",
        out='host = "127.0.0.1"\nport = 1\ntls = "none"\n',
    ),
    "no Redis": Broken(
        1, r"FAIL  queue .*does not answer .*Fix: start the Redis named in \[queue\] url", "[queue]\nurl='redis://127.0.0.1:1'\n"
    ),
    "no PostgreSQL": Broken(
        1,
        r"FAIL  database .*cannot be reached.* Fix: start the database named in \[database\] url",
        "[database]\nurl='postgres://mailflow:hunter2@127.0.0.1:1/mailflow'\n",
    ),
    "a template that fails": Broken(
        1,
        r"FAIL  templates .*words/reminder/en.md:2: .* Fix: mend that line",
        "[service]\ntemplates='words'\n",
        files={"words/reminder/en.md": "Subject: Due\n{{ mail.no_such_thing }}\n"},
    ),
    "no folder of templates": Broken(
        2, r"\[service\] templates: .*/words: there is no such folder. Fix:", "[service]\ntemplates='words'\n"
    ),
    "a wrong cadence": Broken(
        1,
        "FAIL  playbook .*slow.toml: quarter_days: is not a whole number of 0 or more .found 'long'",
        "[service]\nplaybook='slow.toml'\n",
        files={"slow.toml": "quarter_days = 'long'\n"},
    ),
    "no certificate": Broken(
        1,
        r"FAIL  mail in .*\[smtp\] tls_certificate: .*cert.pem .*cannot be used.* Fix:",
        "[smtp]\ntls_certificate='cert.pem'\ntls_key='key.pem'\n",
    ),
    "no way in": Broken(1, r"FAIL  mail in .*\[smtp\] listen: mail has no way in. Fix:", "[smtp]\nlisten=''\n"),
}  # fmt: skip


def build(folder: Path, case: Broken, secret: Path) -> None:
    folder.mkdir()
    sections: dict[str, str] = dict(re.findall(r"\[(\w+)\]\n([^\[]*)", CONFIG.replace(MAILDIR, case.out)))
    if sound := re.fullmatch(r"\[(\w+)\]\n([^\[]*)", case.more):
        overridden = "listen" in sound[2]
        sections[sound[1]] = ("" if overridden else sections.get(sound[1], "")) + sound[2]
    written = "".join(f"[{name}]\n{keys}" for name, keys in sections.items())
    (folder / "mailflow.toml").write_text(written + ("" if sound else case.more))
    for name, content in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
        (folder / name).chmod(0o600)
    if case.secret:
        (folder / "secret.key").write_bytes(secret.read_bytes())
        (folder / "secret.key").chmod(0o600)


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Done]]:
    """What `mailflow check` says of every case; they are tried side by side, for some of them have to wait."""
    top = tmp_path_factory.mktemp("check")
    create_secret(top / "secret.key")

    def check(numbered: tuple[int, str]) -> Done:
        number, name = numbered
        beside = 2 if name == "no Redis" else number % 2  # that one waits for seconds before it gives up
        folder = top / name.replace(" ", "-")
        build(folder, CASES[name], top / "secret.key")
        if name == "a secret of another database":
            assert (
                mailflow("status", folder=folder, beside=beside, MAILFLOW_SERVICE_SECRET_FILE="secret.key").returncode
                == 0
            )
            (folder / "other.key").unlink(missing_ok=True)
            create_secret(folder / "other.key")
        config = "nowhere.toml" if name == "no settings" else "mailflow.toml"
        return mailflow("check", "-c", config, folder=folder, beside=beside)

    with ThreadPoolExecutor(3) as pool:
        yield dict(zip(CASES, pool.map(check, enumerate(CASES)), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_named_with_its_fix(name: str, checked: dict[str, Done]) -> None:
    done = checked[name]
    told = done.stdout + done.stderr
    assert re.search(CASES[name].told, told), told
    assert done.returncode == CASES[name].code, told
    assert "Traceback" not in told
    assert "hunter2" not in told


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.code == 1])
def test_one_thing_wrong_leaves_the_others_tried(name: str, checked: dict[str, Done]) -> None:
    tried = re.findall(
        r"^(ok|FAIL) +(settings|playbook|templates|database|queue|mail in|mail out) ", checked[name].stdout, re.M
    )
    assert [what for _, what in tried] == [
        "settings",
        "playbook",
        "templates",
        "database",
        "queue",
        "mail in",
        "mail out",
    ]
    assert [verdict for verdict, _ in tried].count("FAIL") == 1


def test_a_new_site_is_in_order_and_stays_so_while_its_port_is_taken(tmp_path: Path) -> None:
    """An operator checks a service that runs, too."""
    assert mailflow("init", folder=tmp_path).returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        done = mailflow("check", folder=tmp_path, MAILFLOW_SMTP_LISTEN=listen)
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["ok"] * 7
    assert load(tmp_path / "mailflow.toml", {}).service.data.stat().st_mode & 0o777 == 0o700


async def test_a_second_reader_is_asked_about_made_up_notes(tmp_path: Path) -> None:
    """Only where one is set: the other checks know of none."""
    assert (await asyncio.to_thread(mailflow, "init", folder=tmp_path)).returncode == 0
    async with Oracle() as oracle:

        def check() -> Done:
            where = {"MAILFLOW_SECOND_READER_URL": oracle.url, "MAILFLOW_SECOND_READER_MODEL": "small"}
            return mailflow("check", folder=tmp_path, words=b"", beside=0, **where)

        oracle.does = says()
        done = await asyncio.to_thread(check)
        assert (done.returncode, done.stderr) == (0, "")
        assert "ok    2nd reader  small answers as it was asked" in done.stdout
        oracle.does = response(b"<html>")
        done = await asyncio.to_thread(check)
    assert done.returncode == 1
    assert re.search(
        r"FAIL  2nd reader  \[second_reader\] url: .* not with the JSON .* Fix: check the url", done.stdout
    )
    assert done.stdout.count("FAIL") == 1
    assert len(oracle.asked) == 2
