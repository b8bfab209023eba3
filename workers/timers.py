"""The timers worker: fires what falls due, and sweeps for what no ring brought about.

    python workers/timers.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work timers`, and takes the same options.
"""

import sys

from mailflow.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["work", "timers"]
    main()
