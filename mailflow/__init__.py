"""mailflow: a manager's career-conversation playbook, run over plain email."""

import os

__version__ = "0.1.0"

# Before numpy is imported: its threads wait for each other in a loop, which slows a busy machine, for no gain here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
