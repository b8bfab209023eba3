"""How well notes are read, and how long it takes: `python -m benchmarks.notes`.

Scores are of the cases in tests/reading/cases, told apart by the first letter of their ids; what they count is said in
tests/reading/scoring.py. Times are milliseconds of one processor, the best of several readings, for the notes of the
cases one below the other, as many as make up the words.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from time import process_time

from mailflow.reading.notes import Party, read_notes
from tests.reading.scoring import Score
from tests.reading.test_notes_cases import cases, read, told

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


def scores() -> Iterator[tuple[str, int, Score]]:
    """Each set by its letter, its size and its score."""
    for name in ("notes.jsonl", "minutes.jsonl"):
        for letter, group in groupby(cases(name), key=lambda case: case["id"][0]):
            found = list(group)
            score = Score()
            for case in found:
                score.take(case, told(read(case)))
            yield letter, len(found), score


def main() -> None:
    print("set  cases  commitments  with owner and date  owners  reviews  open questions  leaks")
    for letter, size, score in scores():
        parts = (score.commitments, score.strict, score.owners, score.reviews, score.questions)
        a, b, c, d, e = (f"{part.f1:.3f}" for part in parts)
        print(f"{letter:3}  {size:5}  {a:>11}  {b:>19}  {c:>6}  {d:>7}  {e:>14}  {len(score.leaks):5}")
    print()
    for words in (2_500, 5_000, 10_000, 20_000):
        text = notes(words)
        print(f"{words:7,} words   {milliseconds(text):6.0f} ms")


if __name__ == "__main__":
    main()
