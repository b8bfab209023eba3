"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.settings import FILE_NAME

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
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Log every step, not only what needs an eye.")]
