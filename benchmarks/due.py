"""How well and how fast due dates are read, beside the libraries that can be installed for it.

    .venv/bin/python -m benchmarks.due
    python3 -m venv ../peers
    ../peers/bin/pip install dateparser parsedatetime recognizers-text-suite "emoji<2" date-wrangler ctparse timefhuman
    .venv/bin/python -m benchmarks.due --peers ../peers/bin/python     # the comparison

Right: the share of `tests/reading/cases/due-dates.jsonl` that is given its day. False: the share of `due-none.jsonl`
that is given one. A library that is not there is left out and named.
"""

import argparse
import json
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.due_peer import PEERS
from mailflow.reading.due import due

CASES = Path(__file__).parent.parent / "tests" / "reading" / "cases"
PEER = Path(__file__).parent / "due_peer.py"
OURS = "mailflow"
PATIENCE = 1800  # seconds that a library may take for all


@dataclass(frozen=True, slots=True)
class Answer:
    """A day in ISO form or None, and the seconds that it took."""

    due: str | None
    seconds: float


def cases(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def ours(asked: Iterable[dict[str, Any]]) -> Iterable[Answer]:
    for case in asked:
        start = time.perf_counter()
        day = due(case["text"], date.fromisoformat(case["reference"]), case.get("locale", "en-GB"))
        yield Answer(day.isoformat() if day else None, time.perf_counter() - start)


def theirs(python: Path, name: str, asked: Iterable[dict[str, Any]]) -> list[Answer] | str:
    """The answers of a library, or why there are none."""
    words = "".join(json.dumps(case) + "\n" for case in asked)
    run = subprocess.run(
        [str(python), str(PEER), name], input=words, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    if run.returncode:
        return run.stderr.strip().rpartition("\n")[2]
    return [Answer(**json.loads(line)) for line in run.stdout.splitlines() if line.startswith("{")]


def row(name: str, answers: list[Answer], dated: list[dict[str, Any]], undated: list[dict[str, Any]]) -> str:
    right = sum(a.due == case["due"] for a, case in zip(answers, dated, strict=False))
    wrong = sum(a.due is not None for a in answers[len(dated) :])
    rate = len(answers) / sum(a.seconds for a in answers)
    return f"{name:18} {right / len(dated):6.3f} {wrong / len(undated):7.4f} {rate:12,.0f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", type=Path, help="a Python with the libraries")
    python: Path | None = parser.parse_args().peers
    dated, undated = cases("due-dates.jsonl"), cases("due-none.jsonl")
    asked = [{key: value for key, value in case.items() if key != "due"} for case in (*dated, *undated)]
    list(ours(asked[:1]))  # makes the grammar ready, once for all
    print(f"{len(dated)} texts with a date, {len(undated)} without\n{'':18}  right   false texts/second")
    print(row(OURS, list(ours(asked)), dated, undated))
    for name in PEERS if python else ():
        assert python is not None
        found = theirs(python, name, asked)
        print(f"left out: {found}" if isinstance(found, str) else row(name, found, dated, undated))


if __name__ == "__main__":
    main()
