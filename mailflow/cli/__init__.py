"""The porch: what an operator types.

Exit codes: 0 done · 1 the thing asked about is not in order (`check`, `held`) · 2 wrong arguments or settings ·
3 a server that is needed cannot be reached, or another process is in the way · 130 interrupted.
"""

from mailflow.cli.app import main

__all__ = ["main"]
