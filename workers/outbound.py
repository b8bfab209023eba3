"""The outbound worker: hands letters to the mail system.

    python workers/outbound.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work outbound`.
"""

import typer

from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.cli.run import work


def main(config: Config = DEFAULT_CONFIG) -> None:
    work(["outbound"], config)


if __name__ == "__main__":
    typer.run(main)
