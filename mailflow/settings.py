"""What the operator decides: one TOML file, checked whole before anything starts.

Every key is explained beside its default in config/mailflow.toml. An environment variable
MAILFLOW_<SECTION>_<KEY> overrides the file, so that a secret need not be written into it.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

FILE_NAME = "mailflow.toml"
Tls = Literal["none", "starttls", "tls"]


class ConfigError(Exception):
    """The configuration cannot be used. The text names the key, the file and the fix."""


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class HostPort(Section):
    """Where to listen: "127.0.0.1:8025", ":8025" for every address, "[::1]:8025" for IPv6."""

    host: str
    port: Annotated[int, Field(ge=0, le=65535)]

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        if isinstance(value, str):
            host, _, port = value.rpartition(":")
            if not port.isdigit():
                raise ValueError('write it as "host:port", for example "127.0.0.1:8025"')
            return {"host": host.strip("[]"), "port": int(port)}
        return value

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
        local, _, domain = value.partition("@")
        if not local or "." not in domain or "+" in local or " " in value:
            raise ValueError('give one plain address without "+", for example "contract@example.com"')
        return value.lower()

    @property
    def domain(self) -> str:
        return self.address.partition("@")[2]


class Database(Section):
    url: str = ""

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("sqlite://", "postgres://", "postgresql://")):
            raise ValueError("start it with sqlite:// or postgres://, or leave it empty for SQLite in the data folder")
        return value.replace("postgresql://", "postgres://", 1)


class Queue(Section):
    url: str = ""
    poll_milliseconds: Annotated[int, Field(ge=5, le=5000)] = 25

    @field_validator("url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("start it with redis://, rediss:// or unix://, or leave it empty for the embedded server")
        return value


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


class Settings(Section):
    """Everything that the operator has set. Paths are absolute once loaded."""

    service: Service
    database: Database = Database()
    queue: Queue = Queue()
    smtp: Smtp = Smtp()
    imap: Imap = Imap()
    submission: Submission

    @property
    def database_url(self) -> str:
        return self.database.url or f"sqlite://{self.service.data / 'mailflow.db'}"


def _with_environment(document: dict[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    merged = {name: dict(value) if isinstance(value, dict) else value for name, value in document.items()}
    for section, field in Settings.model_fields.items():
        kind = field.annotation
        if not (isinstance(kind, type) and issubclass(kind, Section)):
            continue
        for key in kind.model_fields:
            value = environment.get(f"MAILFLOW_{section}_{key}".upper())
            if value is not None:
                merged.setdefault(section, {})[key] = value
    return merged


def _absolute(value: Any, base: Path) -> Any:
    if isinstance(value, Path):
        return base / value
    if isinstance(value, Section):
        changed = {name: _absolute(getattr(value, name), base) for name in type(value).model_fields}
        return value.model_copy(update=changed)
    return value


def parse(document: Mapping[str, Any], base: Path, source: str, environment: Mapping[str, str]) -> Settings:
    """Settings from a TOML document; relative paths are taken from `base`.

    Raises ConfigError naming each wrong key, `source` and what to write instead.
    """
    try:
        settings = Settings.model_validate(_with_environment(dict(document), environment))
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(source, dict(problem)) for problem in error.errors())) from None
    absolute: Settings = _absolute(settings, base)
    return absolute


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the file. Raises ConfigError."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file. Fix: run `mailflow init`, or name yours with --config."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}. Fix: make it a readable UTF-8 text file.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}. Fix: mend that line.") from None
    return parse(document, path.resolve().parent, str(path), environment)


def _explain(source: str, problem: dict[str, Any]) -> str:
    location = [str(part) for part in problem["loc"]]
    key = f"[{location[0]}] {'.'.join(location[1:])}".strip() if location else "the file"
    match problem["type"]:
        case "missing":
            return f"{source}: {key}: is missing. Fix: add it; config/{FILE_NAME} explains it."
        case "extra_forbidden":
            return f"{source}: {key}: is not a setting. Fix: remove it, or correct its spelling."
        case _:
            message = str(problem["msg"]).removeprefix("Value error, ")
            return f"{source}: {key}: {message[0].lower()}{message[1:]} (found {problem.get('input')!r})."
