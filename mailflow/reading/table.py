"""Tables in notes: who, what and by when, whatever draws the columns.

Columns are drawn by pipes, tabs, or blanks under a header line; a row may also stand line by line. A header names them
("Owner | Action | Due"); rows without one are read by what their cells say. Cells are spans of the notes; one that runs
over several lines has several.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.reading import lexicon

Span = tuple[int, int]

_ROLES = ("owner", "action", "due", "status")
_TITLES = {name: lexicon.words("table", name) for name in _ROLES}  # the plainest first
_DRAWN = re.compile(r"[\s|+:=_-]*")
_GAP = re.compile(r"[^\S\n]{2,}")
_SIGNS = {"|": 2, "\t": 1, ";": 2, ",": 2}  # what draws columns, and how often a header must have it
_LONGEST_TITLE = 24  # characters
_LONGEST_ROW = 3000  # characters
_MOST_ROWS = 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the spans of its action, and those of its owner, its date and its state where it has such columns."""

    start: int
    end: int
    action: tuple[Span, ...]
    owner: tuple[Span, ...] = ()
    due: tuple[Span, ...] = ()
    status: tuple[Span, ...] = ()
    owned: bool = True  # the table has a column for the owner


@dataclass(frozen=True, slots=True)
class Table:
    """A table over `text[start:end]`, its header included."""

    start: int
    end: int
    rows: tuple[Row, ...]


def read(text: str, copy: str) -> tuple[Table, ...]:
    """Every table with a header, in order. `copy` is the masked text that cells are read from."""
    found: list[Table] = []
    lines = list(_lines(text))
    at = 0
    while at < len(lines):
        rows, after = _table(text, copy, lines, at)
        if not rows:
            rows, after = _record(text, copy, lines, at)
        if rows:
            found.append(Table(lines[at][0], lines[after - 1][1], tuple(rows)))
        at = max(after, at + 1)
    return tuple(found)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _table(text: str, copy: str, lines: list[Span], at: int) -> tuple[list[Row], int]:
    """The rows below a header line at `at`, and the line after the table; nothing if there is no header."""
    start, end = lines[at]
    if end - start > _LONGEST_ROW or end - start < 8:
        return [], at
    drawn_by = next((sign for sign in _SIGNS if text.count(sign, start, end) >= _SIGNS[sign]), "")
    cells = _cells(text, start, end, drawn_by)
    columns = _columns(copy, cells, drawn=drawn_by == "|")
    if drawn_by in (",", ";") and (columns is None or len(columns) < len(cells)):
        return [], at  # commas draw a table only where every title is known
    if columns is None:
        return [], at
    edges = [a for a, _ in cells]
    offsets = [a - start for a in edges]
    rows: list[Row] = []
    after = at + 1
    for after in range(at + 1, min(len(lines), at + _MOST_ROWS)):
        first, last = lines[after]
        line = text[first:last]
        if not line.strip():
            break
        if len(line) > _LONGEST_ROW:
            break
        if _DRAWN.fullmatch(line):
            continue
        if drawn_by and drawn_by not in line:
            break
        spans = _cells(text, first, last, drawn_by) if drawn_by else _aligned(text, first, last, offsets)
        # one cell only: a first column that runs over lines, or the words after the table
        lonely = not drawn_by and not any(a < b for a, b in spans[1:]) and spans[0][0] < spans[0][1]
        if lonely and (not rows or len(line.strip()) > offsets[1]):
            break
        rows = _with(rows, _row(text, columns, spans, first, last), text)
    else:
        after += 1
    return rows, after


def _record(text: str, copy: str, lines: list[Span], at: int) -> tuple[list[Row], int]:
    """One row written line by line ("Task: …", "Owner: …", "Due: …"), and the line after it; nothing if it is none."""
    found: dict[str, Span] = {}
    after = at
    while after < len(lines) and len(found) < len(_ROLES):
        start, end = lines[after]
        title, colon, _ = copy[start : min(end, start + _LONGEST_TITLE)].partition(":")
        said = title.strip(" *-•").lower()
        name = next((name for name in _ROLES if colon and said in _TITLES[name] and name not in found), None)
        if name is None:
            break
        found[name] = _trimmed(text, start + len(title) + 1, end)
        after += 1
    if "action" not in found or "owner" not in found or any(a >= b for a, b in found.values()):
        return [], at
    cells = {name: (span,) for name, span in found.items()}
    start, end = lines[at][0], lines[after - 1][1]
    row = Row(start, end, cells["action"], cells["owner"], cells.get("due", ()), cells.get("status", ()))
    return [row], after


def _cells(text: str, start: int, end: int, drawn_by: str) -> list[Span]:
    found: list[Span] = []
    if not drawn_by:
        at = start + len(text[start:end]) - len(text[start:end].lstrip())
        for gap in _GAP.finditer(text, at, end):
            if gap.end() >= end:
                break
            found.append((at, gap.start()))
            at = gap.end()
        found.append(_trimmed(text, at, end))
        return found
    at = start
    for part in text[start:end].split(drawn_by):
        found.append(_trimmed(text, at, at + len(part)))
        at += len(part) + 1
    if drawn_by == "|":
        if text[start:end].lstrip().startswith("||"):  # Jira's header has two of each
            found = [span for span in found if span[0] < span[1]]
            return [(start, start), *found]
        if found and found[0][0] >= found[0][1] and not text[start:end].lstrip().startswith("|"):
            return found
    return found


def _aligned(text: str, start: int, end: int, offsets: list[int]) -> list[Span]:
    """The cells of a line under the columns of its header; one may begin a little to the left of its title."""
    bounds = [start + off for off in offsets] + [end]
    found = []
    for place in range(len(offsets)):
        a, b = min(bounds[place], end), min(bounds[place + 1], end)
        while place and start < a < end and not text[a - 1].isspace():
            a -= 1
        if place + 1 < len(offsets):
            while a < b < end and not text[b - 1].isspace():
                b -= 1
        found.append(_trimmed(text, a, b))
    return found


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _columns(copy: str, cells: list[Span], *, drawn: bool) -> dict[str, int] | None:
    """Which column is which, if these cells are the titles of a table of tasks."""
    if not 2 <= len(cells) <= 12:
        return None
    said = [copy[a:b].strip().lower().rstrip(":?") for a, b in cells]
    if any(len(cell) > 30 for cell in said):
        return None
    columns: dict[str, int] = {}
    for name in _ROLES:
        fitting = [k for k, cell in enumerate(said) if cell in _TITLES[name] and k not in columns.values()]
        if fitting:
            columns[name] = min(fitting, key=lambda k: _TITLES[name].index(said[k]))
    # A drawn table may have no other column that we know: "Topic | What was said | Next step".
    return columns if "action" in columns and (len(columns) > 1 or (drawn and len(said) > 1)) else None


def _row(text: str, columns: dict[str, int], spans: list[Span], first: int, last: int) -> Row:
    def cell(name: str) -> tuple[Span, ...]:
        place = columns.get(name)
        if place is None or place >= len(spans) or spans[place][0] >= spans[place][1]:
            return ()
        return (spans[place],)

    start, end = _trimmed(text, first, last)
    return Row(start, end, cell("action"), cell("owner"), cell("due"), cell("status"), "owner" in columns)


def _with(rows: list[Row], row: Row, text: str) -> list[Row]:
    """The rows with one more line: a row of its own, or more of the last one's cells."""
    above = rows[-1] if rows else None
    goes_on = above is not None and (
        (row.owned and not row.owner and not row.due and row.action and above.owner)
        or (not row.owned and row.action and text[row.action[0][0]].islower())
    )
    if above is None or not goes_on:
        return [*rows, row]
    joined = Row(
        above.start,
        above.end,
        above.action + row.action,
        above.owner,
        above.due + row.due,
        above.status + row.status,
        above.owned,
    )
    return [*rows[:-1], joined]
