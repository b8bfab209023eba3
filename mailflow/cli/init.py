"""`mailflow init`: an annotated settings file and a secret, ready to run."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow import share
from mailflow.settings import FILE_NAME, ConfigError, parse
from mailflow.store.vault import create_secret

SECRET_NAME = "secret.key"  # noqa: S105 - a file's name
PLACEHOLDER = "contract@example.com"


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path(),
    address: Annotated[str, typer.Option(help="The address that people will write to.")] = PLACEHOLDER,
) -> None:
    """Write an annotated mailflow.toml and a new secret into FOLDER. Nothing that exists is overwritten."""
    address = parse(
        {"service": {"address": address}, "submission": {"maildir": "outbox"}}, folder, "--address", {}
    ).service.address
    config, secret = folder / FILE_NAME, folder / SECRET_NAME
    for path in (config, secret):
        if path.exists():
            raise ConfigError(f"{path}: is there already. Fix: choose another folder, or move it away first.")
    template = (share.folder("config") / FILE_NAME).read_text(encoding="utf-8")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with config.open("x", encoding="utf-8") as file:
            file.write(template.replace(f'"{PLACEHOLDER}"', f'"{address}"', 1))
        create_secret(secret)
    except OSError as error:
        raise ConfigError(
            f"{error.filename or folder}: cannot be written: {error.strerror}. Fix: choose another folder."
        ) from None
    named = "" if folder == Path() else f" -c {config}"
    typer.echo(
        f"{config}   settings, each explained beside its default\n"
        f"{secret}   the key to everything people wrote: keep a copy elsewhere\n\n"
        "Next:\n"
        f"  mailflow check{named}\n"
        f'  mailflow people add{named} --manager "Name <address>" --report "Name <address>" --zone Europe/London\n'
        f"  mailflow run{named}"
    )
