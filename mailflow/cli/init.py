"""`mailflow init`: an annotated settings file and a secret, ready to run."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow import share
from mailflow.settings import FILE_NAME, ConfigError, parse
from mailflow.store.vault import create_secret

SECRET_NAME = "secret.key"  # noqa: S105 - a file's name


def init(
    folder: Annotated[Path, typer.Argument(help="Where to write them.")] = Path(),
    address: Annotated[str, typer.Option(help="The address that people will write to.")] = "contract@example.com",
) -> None:
    """Write an annotated mailflow.toml and a new secret into FOLDER. Nothing that exists is overwritten."""
    parse({"service": {"address": address}, "submission": {"maildir": "outbox"}}, folder, "--address", {})
    folder.mkdir(parents=True, exist_ok=True)
    config, secret = folder / FILE_NAME, folder / SECRET_NAME
    for path in (config, secret):
        if path.exists():
            raise ConfigError(f"{path}: is there already. Fix: choose another folder, or move it away first.")
    template = (share.folder("config") / FILE_NAME).read_text(encoding="utf-8")
    config.write_text(template.replace('"contract@example.com"', f'"{address}"', 1), encoding="utf-8")
    create_secret(secret)
    typer.echo(f"{config}   settings, each explained beside its default")
    typer.echo(f"{secret}   the key to everything people wrote: keep a copy elsewhere")
    typer.echo(f"Next: mailflow check -c {config}; mailflow people add …; mailflow run -c {config}")
