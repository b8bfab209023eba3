"""The sets of replies in `cases`: what each says, and what is understood of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mailflow.cli.case import ReplyCase
from mailflow.reading.reply import Understanding

_CASES = Path(__file__).parent / "cases"


def replies(name: str) -> Iterator[tuple[dict[str, Any], Understanding]]:
    """The gold answer of each reply of a set, and what was understood."""
    for line in (_CASES / name).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        case = ReplyCase.of(record)
        yield record["gold"], case.understood(case.locale)
