"""What it costs to read a reply, from its text as it arrived: `python -m benchmarks.replies [--rounds 5] [--json]`.

Each of the cases in tests/reading/ is read so often, in CPU time of this process. A service reads a mail once, and each
person's names are new to it once: so the first reading is what counts. That of the very first mail, with which a
process makes its patterns, stands apart, and so does the fastest of all readings of a case.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

from mailflow.cli.case import ReplyCase

CASES = Path(__file__).parent.parent / "tests" / "reading" / "cases" / "replies-blind.jsonl"


def milliseconds(case: ReplyCase, rounds: int) -> list[float]:
    """CPU time of so many readings, in their order."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        case.understood(case.locale)
        took.append(1000 * (time.process_time() - began))
    return took


def figures(cases: list[ReplyCase], rounds: int) -> dict[str, float]:
    """Median, 95th percentile and slowest of the first readings and of the fastest."""
    opening, *took = (milliseconds(case, rounds) for case in cases)
    found: dict[str, float] = {"replies": len(took), "opening_ms": opening[0]}
    for name, times in (("first", [times[0] for times in took]), ("fastest", [min(times) for times in took])):
        times.sort()
        found |= {
            f"{name}_median_ms": statistics.median(times),
            f"{name}_p95_ms": times[int(0.95 * len(times))],
            f"{name}_slowest_ms": times[-1],
        }
    return {name: round(value, 2) for name, value in found.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", action="store_true", help="the figures for a program")
    asked = options.parse_args()
    cases = [ReplyCase.of(json.loads(line)) for line in CASES.read_text(encoding="utf-8").splitlines()]
    found = figures(cases, asked.rounds)
    print(json.dumps(found) if asked.json else "\n".join(f"{name:18} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
