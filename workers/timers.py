"""The timers worker: fires what falls due, and sweeps for what no ring brought about.

    python workers/timers.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work timers`.
"""

import typer

from mailflow.cli.option import DEFAULT_CONFIG, Config
from mailflow.cli.run import work


def main(config: Config = DEFAULT_CONFIG) -> None:
    work(["timers"], config)


if __name__ == "__main__":
    typer.run(main)
