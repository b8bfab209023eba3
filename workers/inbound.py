"""The inbound worker: reads stored mail and decides what follows from it.

    python workers/inbound.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work inbound`, and takes the same options.
"""

import sys

from mailflow.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["work", "inbound"]
    main()
