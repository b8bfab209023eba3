"""The outbound worker: hands letters to the mail system.

    python workers/outbound.py [--config mailflow.toml]

Start as many as you like, on any machine that reaches the database and the Redis of the settings. It is the same
as `mailflow work outbound`, and takes the same options.
"""

import sys

from mailflow.cli import main

if __name__ == "__main__":
    sys.argv[1:1] = ["work", "outbound"]
    main()
