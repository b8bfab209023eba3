"""Options that several commands share, and the settings that they name."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.settings import FILE_NAME, ConfigError, Settings, load, make_data_folder

Config = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        envvar="MAILFLOW_CONFIG",
        help="The settings file.",
        show_default=True,
    ),
]
DEFAULT_CONFIG = Path(FILE_NAME)
Verbose = Annotated[bool, typer.Option("--verbose/--quiet", help="Log every step, or only what needs an eye.")]


def opened(config: Path) -> Settings:
    """The settings of the file; what they name is there, and the data folder is made if need be. Raises ConfigError."""
    settings = load(config)
    playbook, templates = settings.service.playbook, settings.service.templates
    if playbook is not None and not playbook.is_file():
        raise ConfigError(f"{config}: [service] playbook: {playbook}: there is no such file. Fix: correct the name.")
    if templates is not None and not templates.is_dir():
        raise ConfigError(
            f"{config}: [service] templates: {templates}: there is no such folder. Fix: correct the name."
        )
    make_data_folder(settings)
    return settings
