"""Tables on the terminal: what stands in a cell is shown as it is, and a pipe gets each row on one line."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 240  # columns where nobody looks at a window: an id must not be broken in two


class Rows:
    """Rows under these titles; without titles, names and their values."""

    def __init__(self, *titles: str) -> None:
        self._table = Table(*titles, show_header=any(titles))

    def add(self, *cells: object) -> None:
        # a name may hold what rich would take for markup
        self._table.add_row(*(Text("" if cell is None else str(cell), overflow="fold") for cell in cells))

    def print(self) -> None:
        Console(width=None if sys.stdout.isatty() else WIDE).print(self._table)
