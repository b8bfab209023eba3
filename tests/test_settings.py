"""Settings: what config/ explains is what the code does; every mistake names its key, its place and its mend."""

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from mailflow import settings, share
from mailflow.playbook.cadence import Playbook, from_document
from mailflow.settings import ConfigError, HostPort, Section, Settings, load, parse

LEAST = {"service": {"address": "contract@career.example"}, "submission": {"maildir": "outbox"}}
SITE = Path("/srv/mailflow")


def text_of(name: str) -> str:
    return (share.folder("config") / name).read_text(encoding="utf-8")


def sections() -> dict[str, type[Section]]:
    return {
        name: field.annotation
        for name, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
    }


def explained() -> dict[str, dict[str, Any]]:
    """The annotated file with every commented setting switched on."""
    return tomllib.loads(re.sub(r"^# ?(?=\w+ = )", "", text_of("mailflow.toml"), flags=re.MULTILINE))


def said(document: dict[str, Any], environment: dict[str, str] | None = None) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(document, SITE, "mailflow.toml", environment or {})
    return str(caught.value)


def test_every_setting_is_explained_and_nothing_else() -> None:
    assert {name: set(keys) for name, keys in explained().items()} == {
        name: set(section.model_fields) for name, section in sections().items()
    }


def test_every_explained_default_is_the_default_of_the_code() -> None:
    document = explained()
    set_by_init = {name: {k: document[name][k] for k in keys} for name, keys in LEAST.items()}
    assert parse(document, SITE, "-", {}) == parse(set_by_init, SITE, "-", {})


def test_each_default_stands_alone_too() -> None:
    """No wrong default hides behind another: every one is written by itself over the least that is needed."""
    expected = parse(LEAST, SITE, "-", {})
    for name, keys in explained().items():
        for key, value in keys.items():
            if key not in LEAST.get(name, {}):
                document = {**LEAST, name: {**LEAST.get(name, {}), key: value}}
                if key not in {"tls_certificate", "tls_key"}:
                    assert parse(document, SITE, "-", {}) == expected, f"[{name}] {key}"


def test_every_number_of_the_playbook_is_explained_with_its_default() -> None:
    document = tomllib.loads(text_of("playbook.toml"))
    assert set(document) == {f.name for f in fields(Playbook)}
    assert from_document(document, "playbook.toml") == Playbook()


def test_paths_are_taken_from_the_folder_of_the_file() -> None:
    document = {
        **LEAST,
        "service": {**LEAST["service"], "data": "store", "playbook": "/etc/playbook.toml"},
        "database": {"url": "sqlite://here.db"},
    }
    read = parse(document, SITE, "-", {})
    assert read.service.data == SITE / "store"
    assert read.service.playbook == Path("/etc/playbook.toml")
    assert read.database_url == f"sqlite://{SITE}/here.db"
    assert parse(LEAST, SITE, "-", {}).database_url == f"sqlite://{SITE}/var/mailflow.db"


def test_the_environment_comes_before_the_file() -> None:
    environment = {
        "MAILFLOW_SUBMISSION_MAILDIR": "",
        "MAILFLOW_SUBMISSION_HOST": "smtp.example",
        "MAILFLOW_SMTP_LMTP": ":24",
    }
    read = parse(LEAST, SITE, "-", environment)
    assert (read.submission.maildir, read.submission.host) == (None, "smtp.example")
    assert read.smtp.lmtp == HostPort(host="", port=24)


def test_variables_of_others_are_left_alone() -> None:
    """Container platforms set such names for a service that is called mailflow."""
    environment = {"MAILFLOW_SERVICE_HOST": "10.0.0.1", "MAILFLOW_PORT": "tcp://10.0.0.1:25"}
    assert parse(LEAST, SITE, "-", environment) == parse(LEAST, SITE, "-", {})


def test_an_empty_text_switches_a_door_off() -> None:
    assert parse({**LEAST, "smtp": {"listen": ""}}, SITE, "-", {}).smtp.listen is None


@pytest.mark.parametrize(
    ("written", "host", "port"),
    [
        ("127.0.0.1:8025", "127.0.0.1", 8025),
        (":25", "", 25),
        ("[::1]:25", "::1", 25),
        ("mx.example:0", "mx.example", 0),
    ],
)
def test_where_to_listen(written: str, host: str, port: int) -> None:
    assert parse({**LEAST, "smtp": {"listen": written}}, SITE, "-", {}).smtp.listen == HostPort(host=host, port=port)


@pytest.mark.parametrize(
    ("section", "keys", "words"),
    [
        ("smtp", {"lisen": ":25"}, "[smtp] lisen: is not a setting"),
        ("smtp", {"listen": 8025}, '[smtp] listen: write it as "host:port"'),
        ("smtp", {"listen": "localhost"}, '[smtp] listen: write it as "host:port"'),
        ("smtp", {"listen": "localhost:٢٥"}, '[smtp] listen: write it as "host:port"'),
        ("smtp", {"listen": ":99999"}, "[smtp] listen.port: input should be less than or equal to 65535 (found 99999)"),
        ("smtp", {"max_bytes": "many"}, "[smtp] max_bytes: input should be a valid integer"),
        ("smtp", {"tls_key": "key.pem"}, "[smtp]: tls_certificate and tls_key come together"),
        ("smtp", 25, "[smtp]: is not a section"),
        ("service", {}, "[service] address: is missing"),
        ("service", {"address": "contract"}, "[service] address: give one plain address"),
        ("service", {"address": "c+x@career.example"}, "[service] address: give one plain address"),
        ("service", {"address": 'c"\n@career.example'}, "[service] address: give one plain address"),
        ("service", {"address": "c@career.example", "name": "A\nBcc: x"}, "[service] name: write it on one line"),
        ("service", {"address": "c@career.example", "data": 5}, "[service] data: write the path as text"),
        ("database", {"url": "mysql://localhost/x"}, "[database] url: start it with sqlite:// or postgres://"),
        ("database", {"url": "postgres://host:port/x"}, "[database] url: its host or port is not written as host:port"),
        ("queue", {"url": "localhost:6379"}, "[queue] url: start it with redis://"),
        ("queue", {"url": "redis://localhost:none"}, "[queue] url: its host or port is not written as host:port"),
        ("queue", {"poll_milliseconds": 1}, "[queue] poll_milliseconds: input should be greater than or equal to 5"),
        ("imap", {"tls": "ssl"}, "[imap] tls: input should be 'none', 'starttls' or 'tls' (found 'ssl')"),
        ("imap", {"poll_seconds": float("inf")}, "[imap] poll_seconds: input should be a finite number"),
        ("submission", {}, "[submission]: set either host (a mail server) or maildir"),
        ("submission", {"host": "smtp.example", "maildir": "outbox"}, "[submission]: set either host"),
        ("second_reader", {"url": "127.0.0.1:11434"}, '[second_reader] url: write it as "http://127.0.0.1:11434/v1"'),
        ("second_reader", {"url": "http://[::1/v1", "model": "m"}, "[second_reader] url: write it as"),
        ("second_reader", {"url": "http://localhost:x/v1", "model": "m"}, "[second_reader] url: its host or port"),
        ("second_reader", {"url": "http://localhost/v1"}, "[second_reader]: set model, too"),
        ("second_reader", {"url": "https://me:k@ai.example/v1", "model": "m"}, "[second_reader] url: write host, port"),
        ("second_reader", {"url": "https://ai.example/v1?k=1", "model": "m"}, "[second_reader] url: write host, port"),
        ("second_reader", {"timeout_seconds": 26}, "[second_reader] timeout_seconds: input should be less than or"),
        ("second_reader", {"key": "two words"}, "[second_reader] key: write the key alone"),
        ("second_reader", {"key": "k", "key_file": "f"}, "[second_reader]: set either key or key_file, not both"),
        ("retention", {"days": 5}, "[retention]: is not a setting. Fix: remove it, or correct its spelling"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_file_its_key_and_its_mend(section: str, keys: object, words: str) -> None:
    told = said({**LEAST, section: keys})
    assert told.startswith("mailflow.toml: [")
    assert words in told


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:11434", "localhost:8000", "[::1]:8000", "10.1.2.3", "172.31.0.9", "192.168.1.4", "[fd00::7]",
     "ollama:1", "gpu.internal", "gpu.LOCAL.", "gpu.home.arpa"],
)  # fmt: skip
def test_plain_http_may_go_to_this_machine_and_private_networks(host: str) -> None:
    url = f"http://{host}/v1"
    assert parse({**LEAST, "second_reader": {"url": url, "model": "m"}}, SITE, "-", {}).second_reader.url == url


@pytest.mark.parametrize(
    "host",
    ["ai.example", "8.8.8.8", "172.32.0.1", "192.169.0.1", "169.254.169.254", "0.0.0.0", "[2001:db8::1]",
     "127.0.0.1.example", "localhost.example", "internal.example", "notinternal.example:443"],
)  # fmt: skip
def test_elsewhere_https_is_asked_for(host: str) -> None:
    told = said({**LEAST, "second_reader": {"url": f"http://{host}/v1", "model": "m"}})
    assert told.startswith("mailflow.toml: [second_reader] url: use https")
    secure = {"url": f"https://{host}/v1", "model": "m"}
    assert parse({**LEAST, "second_reader": secure}, SITE, "-", {}).second_reader.model == "m"


def test_the_key_of_the_second_reader_is_one_from_the_environment_or_a_file_that_nobody_else_reads(
    tmp_path: Path,
) -> None:
    outside = parse(LEAST, SITE, "-", {"MAILFLOW_SECOND_READER_KEY": "k3y"})
    assert settings.second_reader_key(outside.second_reader) == "k3y"
    reader = parse({**LEAST, "second_reader": {"key_file": "reader.key"}}, tmp_path, "-", {}).second_reader
    path = tmp_path / "reader.key"
    place = re.escape(f"[second_reader] key_file: {path}: ")
    with pytest.raises(ConfigError, match=place + "cannot be read: No such file or directory. Fix: "):
        settings.second_reader_key(reader)
    path.write_text("k3y\n")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match=place + "others can read the key .mode 0640.. Fix: chmod 600 "):
        settings.second_reader_key(reader)
    path.chmod(0o600)
    assert settings.second_reader_key(reader) == "k3y"
    path.write_text("hunter2 hunter2")
    with pytest.raises(ConfigError, match=place + "holds no key. Fix: ") as caught:
        settings.second_reader_key(reader)
    assert "hunter2" not in str(caught.value)


def test_every_mistake_is_told_at_once() -> None:
    told = said({"service": {"address": "x"}, "smtp": {"max_bytes": 1}, "submission": {"maildir": "o", "prot": 25}})
    assert [line.split(":")[1].strip() for line in told.splitlines()] == [
        "[service] address",
        "[smtp] max_bytes",
        "[submission] prot",
    ]


def test_a_wrong_variable_is_named_and_not_the_file() -> None:
    told = said(LEAST, {"MAILFLOW_SMTP_MAX_BYTES": "lots"})
    assert told.startswith("environment variable MAILFLOW_SMTP_MAX_BYTES: [smtp] max_bytes: ")


@pytest.mark.parametrize(
    ("section", "keys"),
    [
        ("submission", {"host": "smtp.example", "maildir": "outbox", "password": "hunter2"}),
        ("submission", {"host": "smtp.example", "password": ["hunter2"]}),
        ("service", {"address": "c@career.example", "secret": 2, "secret_file": {"hunter2": 1}}),
        ("database", {"url": "mysql://mailflow:hunter2@localhost/x"}),
        ("queue", {"url": "redis://:hunter2@localhost:none"}),
        ("second_reader", {"url": "http://:hunter2@localhost/v1", "model": "m"}),
        ("second_reader", {"key": "hunter2 hunter2"}),
    ],
)
def test_no_mistake_shows_a_password(section: str, keys: dict[str, object]) -> None:
    assert "hunter2" not in said({**LEAST, section: keys})


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mailflow.toml"
    path.write_text(text_of("mailflow.toml"), encoding="utf-8-sig")
    assert load(path, {}).service.address == "contract@example.com"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file. Fix: run `mailflow init`"),
        (b"[service\n", "is not valid TOML: Expected ']'"),
        (b"\xff\xfe[service]", "cannot be read: 'utf-8' codec"),
    ],
)
def test_a_file_that_is_no_settings_file(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "mailflow.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=re.escape(words)) as caught:
        load(path, {})
    assert str(caught.value).startswith(f"{path}: ")


def test_a_data_folder_that_cannot_be_made_names_its_setting(tmp_path: Path) -> None:
    (tmp_path / "taken").touch()
    read = parse({**LEAST, "service": {**LEAST["service"], "data": "taken/var"}}, tmp_path, "-", {})
    with pytest.raises(ConfigError, match=r"\[service\] data: .*taken/var: cannot be made: Not a directory"):
        settings.make_data_folder(read)


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    read = parse(LEAST, tmp_path, "-", {})
    settings.make_data_folder(read)
    assert read.service.data.stat().st_mode & 0o777 == 0o700
