"""Options that several commands share, and the settings that they name."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.settings import FILE_NAME, Settings, load, make_data_folder

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
    """The settings of the file, and the data folder made if need be. Raises ConfigError."""
    settings = load(config)
    make_data_folder(settings)
    return settings
