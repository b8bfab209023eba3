"""The inbound worker: reads stored mail and decides what follows from it.

    python workers/inbound.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work inbound`.
"""

import typer

from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.cli.run import work


def main(config: Config = DEFAULT_CONFIG) -> None:
    work(["inbound"], config)


if __name__ == "__main__":
    typer.run(main)
