"""What it costs to read a reply, once its words are in hand: `python -m benchmarks.replies [--rounds 5] [--json]`.

Each of the cases in tests/reading/ is read so often, its newly written words included; a case counts with its fastest
round, in CPU time of this process.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from mailflow.cli.case import ReplyCase

CASES = Path(__file__).parent.parent / "tests" / "reading" / "cases" / "replies-blind.jsonl"


def milliseconds(case: ReplyCase, rounds: int) -> float:
    """CPU time of the fastest of so many readings."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        case.understood(case.locale)
        took.append(time.process_time() - began)
    return 1000 * min(took)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", action="store_true", help="the figures for a program")
    asked = options.parse_args()
    lines = CASES.read_text(encoding="utf-8").splitlines()
    took = sorted(milliseconds(ReplyCase.of(json.loads(line)), asked.rounds) for line in lines)
    figures = {
        "replies": len(took),
        "median_ms": round(statistics.median(took), 2),
        "p95_ms": round(took[int(0.95 * len(took))], 2),
        "slowest_ms": round(took[-1], 2),
    }
    print(json.dumps(figures) if asked.json else "\n".join(f"{name:12} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
