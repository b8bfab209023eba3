"""What the operator decides: one TOML file, checked whole before anything starts.

Every key is explained beside its default in config/mailflow.toml. An environment variable
MAILFLOW_<SECTION>_<KEY> overrides the file, so that a secret need not be written into it. An empty text stands for
"none" wherever that is possible.
"""

import ipaddress
import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, Literal, Self, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

FILE_NAME = "mailflow.toml"
Tls = Literal["none", "starttls", "tls"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NEVER_SHOWN = frozenset({"password", "secret", "url", "key"})
_KEY = re.compile(r"[!-~]*")
_PRIVATE_NETWORKS = tuple(
    ipaddress.ip_network(network)  # RFC 1122, 1918, 4193, 4291
    for network in ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7")
)
_PRIVATE_DOMAINS = (".localhost", ".internal", ".local", ".home.arpa")  # RFC 6761, 6762, 8375; ICANN SAC113


class ConfigError(Exception):
    """The configuration cannot be used. The text names the key, the file and the fix."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        """TOML and the environment have no word for None."""
        if not isinstance(value, dict):
            return value
        optional = {
            name
            for name, field in cls.model_fields.items()
            if not field.is_required() and NoneType in get_args(field.annotation)
        }
        return {key: None if key in optional and content == "" else content for key, content in value.items()}


class HostPort(Section):
    """Where to listen: "127.0.0.1:8025", ":8025" for every address, "[::1]:8025" for IPv6."""

    host: str
    port: Annotated[int, Field(ge=0, le=65535)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, dict | HostPort):
            return value
        host, colon, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
        if not colon or not (port.isascii() and port.isdigit()):
            raise ValueError('write it as "host:port", for example "127.0.0.1:8025"')
        return {"host": host.strip("[]"), "port": int(port)}

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Service(Section):
    address: str
    name: str = "Career contract"
    operator: str = ""
    data: Path = Path("var")
    authserv_id: str = ""
    secret_file: Path = Path("secret.key")
    secret: str = ""
    playbook: Path | None = None
    templates: Path | None = None

    @field_validator("address")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if not _ADDRESS.fullmatch(value):
            raise ValueError('give one plain address without "+", for example "contract@example.com"')
        return value.lower()

    @field_validator("name", "operator")
    @classmethod
    def _one_line(cls, value: str) -> str:
        if not value.isprintable():
            raise ValueError("write it on one line, without control characters")
        return value

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]


def _port_is_number(url: str) -> str:
    try:
        _ = urlsplit(url).port
    except ValueError:
        raise ValueError("its host or port is not written as host:port") from None
    return url


class Database(Section):
    url: str = ""

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise ValueError("start it with sqlite:// or postgres://, or leave it empty for SQLite in the data folder")
        return _port_is_number(value.replace("postgresql://", "postgres://", 1))


class Queue(Section):
    url: str = ""
    poll_milliseconds: Annotated[int, Field(ge=5, le=5000)] = 25

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("start it with redis://, rediss:// or unix://, or leave it empty for the embedded server")
        return _port_is_number(value)


class Smtp(Section):
    listen: HostPort | None = HostPort(host="127.0.0.1", port=8025)
    lmtp: HostPort | None = None
    max_bytes: Annotated[int, Field(ge=10_000)] = 20 * 1024 * 1024
    max_connections: Annotated[int, Field(ge=1)] = 200
    tls_certificate: Path | None = None
    tls_key: Path | None = None

    @model_validator(mode="after")
    def _pair(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key come together: set both, or neither")
        return self


class Imap(Section):
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    tls: Tls = "tls"
    user: str = ""
    password: str = ""
    folder: str = "INBOX"
    done_folder: str = "Done"
    poll_seconds: Annotated[float, Field(gt=0)] = 30.0


class Submission(Section):
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    tls: Tls = "starttls"
    user: str = ""
    password: str = ""
    maildir: Path | None = None
    connections: Annotated[int, Field(ge=1, le=100)] = 4
    timeout_seconds: Annotated[float, Field(gt=0)] = 60.0

    @model_validator(mode="after")
    def _one_way_out(self) -> Self:
        if bool(self.host) == (self.maildir is not None):
            raise ValueError("set either host (a mail server) or maildir (a folder, to try mailflow out), not both")
        return self


class Dates(Section):
    """How the dates in people's mail are read, beyond what their locale says."""

    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] = 1
    order: Literal["", "dmy", "mdy"] = ""


def _is_private(host: str) -> bool:
    """Whether a host is on this machine or a private network, as far as its name or address tells."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.lower().rstrip(".").endswith(_PRIVATE_DOMAINS)
    return any(address in network for network in _PRIVATE_NETWORKS)


class SecondReader(Section):
    """A language model that the operator runs, behind OpenAI's API. An empty url is none.

    Plain http is for a host that is this machine or on a private network by its very name or address: public words
    of the notes, and the key, go there unencrypted.
    """

    url: str = ""
    model: str = ""
    timeout_seconds: Annotated[float, Field(gt=0, le=25)] = 20.0  # a job has a minute, files may take half of it
    key: str = ""
    key_file: Path | None = None

    @field_validator("url")
    @classmethod
    def _safe_address(cls, value: str) -> str:
        if not value:
            return value
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError('write it as "http://127.0.0.1:11434/v1" or "https://host/v1", or leave it empty for none')
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("write host, port and path only; a key belongs into key or key_file")
        if parts.scheme == "http" and not _is_private(parts.hostname):
            raise ValueError(
                "use https: http is only for this machine and private networks (localhost, 10.x, 192.168.x, a name "
                "without a dot or that ends in .internal, .local or .home.arpa)"
            )
        return _port_is_number(value)

    @field_validator("key")
    @classmethod
    def _one_word(cls, value: str) -> str:
        if not _KEY.fullmatch(value):
            raise ValueError("write the key alone: letters, digits and signs without blanks")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.url and not self.model:
            raise ValueError("set model, too: the name that the endpoint knows its model by")
        if self.key and self.key_file is not None:
            raise ValueError("set either key or key_file, not both")
        return self


class Settings(Section):
    """Everything that the operator has set. Paths are absolute once loaded."""

    service: Service
    database: Database = Database()
    queue: Queue = Queue()
    smtp: Smtp = Smtp()
    imap: Imap = Imap()
    submission: Submission
    dates: Dates = Dates()
    second_reader: SecondReader = SecondReader()

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite://{self.service.data / 'mailflow.db'}"


def _variable(section: str, key: str) -> str:
    return f"MAILFLOW_{section}_{key}".upper()


def _with_environment(document: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    merged = dict(document)
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        written = merged.get(section, {})
        if not (isinstance(kind, type) and issubclass(kind, Section) and isinstance(written, dict)):
            continue
        set_outside = {key: environment.get(_variable(section, key)) for key in kind.model_fields}
        present = {key: value for key, value in set_outside.items() if value is not None}
        if present:
            merged[section] = {**written, **present}
    return merged


def _absolute(value: Any, base: Path) -> Any:
    if isinstance(value, Path):
        return base / value
    if isinstance(value, Database) and value.url.startswith("sqlite://"):
        return Database(url=f"sqlite://{base / value.url.removeprefix('sqlite://')}")
    if isinstance(value, Section):
        changed = {name: _absolute(getattr(value, name), base) for name in type(value).model_fields}
        return value.model_copy(update=changed)
    return value


def parse(document: Mapping[str, Any], base: Path, source: str, environment: Mapping[str, str]) -> Settings:
    """Settings from a TOML document; relative paths are taken from `base`.

    Raises ConfigError naming each wrong key, `source` and what to write instead.
    """
    try:
        settings = Settings.model_validate(_with_environment(document, environment))
    except ValidationError as error:
        problems = [_explain(source, environment, dict(problem)) for problem in error.errors()]
        raise ConfigError("\n".join(problems)) from None
    absolute: Settings = _absolute(settings, base)
    return absolute


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the file. Raises ConfigError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file. Fix: run `mailflow init`, or name yours with --config."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}. Fix: make it a readable UTF-8 text file.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}. Fix: mend that line.") from None
    return parse(document, path.resolve().parent, str(path), environment)


def second_reader_key(settings: SecondReader) -> str:
    """The key to send along, "" for none. Raises ConfigError for a file that cannot be read, or that others can."""
    path = settings.key_file
    if path is None:
        return settings.key
    place = f"[second_reader] key_file: {path}"
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            key = file.read(10_000).decode("latin-1").strip()
    except OSError as error:
        raise ConfigError(f"{place}: cannot be read: {error.strerror}. Fix: name a file with the key.") from None
    if mode & 0o077:
        raise ConfigError(f"{place}: others can read the key (mode {mode:04o}). Fix: chmod 600 {path}")
    if not key or not _KEY.fullmatch(key):
        raise ConfigError(f"{place}: holds no key. Fix: write the key into it, alone and on one line.")
    return key


def make_data_folder(settings: Settings) -> None:
    """Make the folder of the embedded database and queue, for its owner alone. Raises ConfigError."""
    folder = settings.service.data
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(
            f"[service] data: {folder}: cannot be made: {error.strerror}. Fix: name a folder that this user may write."
        ) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigError(f"[service] data: {folder}: may not be written. Fix: let mailflow's user own that folder.")


def _explain(source: str, environment: Mapping[str, str], problem: dict[str, Any]) -> str:
    section, *keys = (str(part) for part in problem["loc"]) if problem["loc"] else ("",)
    key = ".".join(keys)
    if keys and _variable(section, keys[0]) in environment:
        source = f"environment variable {_variable(section, keys[0])}"
    place = f"{source}: {f'[{section}] {key}'.strip()}"
    found = problem.get("input")
    match problem["type"]:
        case "missing":
            return f"{place}: is missing. Fix: add it; the file that `mailflow init` writes explains it."
        case "extra_forbidden":
            return f"{place}: is not a setting. Fix: remove it, or correct its spelling."
        case "model_type":
            return f"{place}: is not a section. Fix: write [{section}] on a line of its own, and its keys below."
        case "path_type":
            problem["msg"] = "write the path as text, in quotation marks"
    message = str(problem["msg"]).removeprefix("Value error, ")
    # What stands there may be a password, or a section with one in it.
    shown = "" if isinstance(found, dict) or not _NEVER_SHOWN.isdisjoint(keys) else f" (found {found!r})"
    return f"{place}: {message[0].lower()}{message[1:]}{shown}."
