"""How long notes take to be read: `python -m benchmarks.notes`.

The notes are the cases of tests/reading/cases one below the other, as many as make up the words, for one pair. Printed:
milliseconds of one processor, the best of several runs, for 2,500 to 20,000 words, and for as many words on one line.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from time import process_time

from mailflow.reading.notes import Party, read_notes

CASES = Path(__file__).parents[1] / "tests" / "reading" / "cases" / "notes.jsonl"
RUNS = 5
FRAMED = re.compile(r"^(From|Sent|Subject|On .* wrote|--|____|Sent from)", re.MULTILINE)  # what ends or frames notes


def notes(words: int) -> str:
    """So many words of notes, with the line breaks that they were written with."""
    text = "\n\n".join(_bodies())
    while len(text.split()) < words:
        text += "\n\n" + text
    ends = [found.end() for found in re.finditer(r"\S+", text)]
    return text[: ends[words - 1]]


def _bodies() -> Iterator[str]:
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if not FRAMED.search(case["notes"]):
            yield case["notes"]


def milliseconds(text: str) -> float:
    """The best time that one reading takes."""
    manager, report = Party("Helen Ashworth", "h@example.com"), Party("Tomasz Wilk", "t@example.com")
    times = []
    for _ in range(RUNS):
        start = process_time()
        read_notes(text, manager=manager, report=report, held=date(2026, 5, 4))
        times.append(process_time() - start)
    return min(times) * 1000


def main() -> None:
    for words in (2_500, 5_000, 10_000, 20_000):
        text = notes(words)
        line = milliseconds(" ".join(text.split()))
        print(f"{words:7,} words   {milliseconds(text):6.0f} ms   on one line {line:6.0f} ms")


if __name__ == "__main__":
    main()
