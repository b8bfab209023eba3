"""What it costs to read a reply, and how well replies are read: `python -m benchmarks.replies [--rounds 5] [--json]`.

Cost: each reply of one set is read so often from its text as it arrived, in CPU time of this process. A service reads a
mail once, and each person's names are new to it once: so the first reading is what counts, by a process that has read
others before (another set, other people). The very first mail of all, with which a process makes most of its patterns,
stands apart, and so does the fastest of all readings of a case. `loop_ms` is what a fixed loop of Python takes here:
figures of two machines, or of one in two moods, compare by it.

Memory is the most that this process has held by then, weights and patterns included (of Linux, in MiB).

Hostile replies are one sentence of 1,400 characters that says the same again and again, and 60 KB of such sentences;
the slowest of those in `HOSTILE` is told.

Worth: of each set in tests/reading/cases the share of right verdicts, the acceptances that nobody gave, and the F1 of
items with what is done to them. `no-yes` are replies that were written to be taken for a yes and are none.
"""

import argparse
import json
import resource
import statistics
import time
from dataclasses import replace
from pathlib import Path

from mailflow.cli.case import ReplyCase

CASES = Path(__file__).parent.parent / "tests" / "reading" / "cases"
TIMED, BEFORE = "replies-blind.jsonl", "replies-week.jsonl"
HOSTILE = (
    *("yes, ", "i agree, ", "both ", "all the ", "agreed it ", "as we said and ", "it is good and ", "1 and 2 "),
    *("a. ", "A, ", "or ", "no, ", "I agree unless ", "move 1 to 3 May, ", "the guide ", "thanks, ", "1 yes, "),
)
SENTENCE, SENTENCES = 1400, 43


def milliseconds(case: ReplyCase, rounds: int) -> list[float]:
    """CPU time of so many readings, in their order."""
    took = []
    for _ in range(rounds):
        began = time.process_time()
        case.understood(case.locale)
        took.append(1000 * (time.process_time() - began))
    return took


def loop() -> float:
    """Milliseconds for a million additions, the least of five tries."""
    tries = []
    for _ in range(5):
        began, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        tries.append(1000 * (time.process_time() - began))
    return min(tries)


def figures(cases: list[ReplyCase], before: list[ReplyCase], rounds: int) -> dict[str, float]:
    """Median, 95th percentile and slowest of the first readings and of the fastest."""
    opening = [milliseconds(case, 1)[0] for case in before]
    took = [milliseconds(case, rounds) for case in cases]
    found: dict[str, float] = {"replies": len(took), "opening_ms": opening[0], "loop_ms": loop()}
    for name, times in (("first", [times[0] for times in took]), ("fastest", [min(times) for times in took])):
        times.sort()
        found |= {
            f"{name}_median_ms": statistics.median(times),
            f"{name}_p95_ms": times[int(0.95 * len(times))],
            f"{name}_slowest_ms": times[-1],
        }
    return {name: round(value, 2) for name, value in found.items()}


def hostile(case: ReplyCase, sentences: int) -> float:
    """Milliseconds for the slowest of the hostile replies of so many sentences."""
    return max(
        milliseconds(replace(case, body=f"{(unit * SENTENCE)[:SENTENCE]} ok.\n" * sentences), 1)[0] for unit in HOSTILE
    )


def worth(path: Path) -> dict[str, float]:
    """By the set ("r4" of "r4-017"): cases, right verdicts, acceptances that nobody gave, F1 of items with their op."""
    sets: dict[str, list[tuple[bool, bool, int, int, int]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        case, gold = ReplyCase.of(record), record["gold"]
        found = case.understood(case.locale)
        told, meant = {(x.n, x.op) for x in found.items}, {(x["n"], x["op"]) for x in gold["items"]}
        false = found.verdict == "accept" and gold["verdict"] != "accept"
        row = (found.verdict == gold["verdict"], false, len(told & meant), len(told), len(meant))
        name = "no-yes" if "no-yes" in path.name else str(record["id"]).partition("-")[0]
        sets.setdefault(name, []).append(row)
    out: dict[str, float] = {}
    for name, rows in sets.items():
        hit, told_n, meant_n = (sum(row[k] for row in rows) for k in (2, 3, 4))
        out |= {
            f"{name}_cases": len(rows),
            f"{name}_verdicts": round(sum(row[0] for row in rows) / len(rows), 3),
            f"{name}_false_yes": sum(row[1] for row in rows),
            f"{name}_items_f1": round(2 * hit / (told_n + meant_n), 3) if told_n + meant_n else 1.0,
        }
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--json", action="store_true", help="the figures for a program")
    asked = options.parse_args()
    cases, before = (
        [ReplyCase.of(json.loads(line)) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
        for name in (TIMED, BEFORE)
    )
    found = figures(cases, before, asked.rounds)
    found["peak_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    for sentences in (1, SENTENCES):
        found[f"hostile_{sentences}_ms"] = round(hostile(cases[0], sentences), 1)
    for path in sorted(CASES.glob("replies-*.jsonl")):
        found |= worth(path)
    print(json.dumps(found) if asked.json else "\n".join(f"{name:18} {value}" for name, value in found.items()))


if __name__ == "__main__":
    main()
