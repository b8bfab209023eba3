"""Scores of readings against what people say that the notes hold: how many commitments were found, with owner and date.

Two texts name the same commitment if they share at least half of their content words; pairs are made best first.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "he",
        "her",
        "hers",
        "him",
        "his",
        "i",
        "in",
        "into",
        "is",
        "it",
        "its",
        "me",
        "mine",
        "my",
        "of",
        "on",
        "or",
        "our",
        "out",
        "she",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "to",
        "up",
        "us",
        "we",
        "will",
        "with",
        "you",
        "your",
    ]
)
_SAME = 0.5


def content(text: str, names: frozenset[str] = frozenset()) -> Counter[str]:
    """The content words of a text without their endings, and without `names`."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return Counter(re.sub(r"(?<=...)(ing|ed|es|s|e)$", "", w) for w in words if w not in _SMALL and w not in names)


def alike(one: str, other: str, names: frozenset[str] = frozenset()) -> float:
    """The share of content words that two texts have in common (Dice), 0 to 1."""
    left, right = content(one, names), content(other, names)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def pairs(
    gold: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], names: frozenset[str]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Which of what was found is which of what is there."""
    ranked = sorted(
        (
            (alike(g["text"], f["text"], names), g.get("owner") == f.get("owner"), i, j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
        ),
        reverse=True,
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    made = []
    for share, _, i, j in ranked:
        if share >= _SAME and i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            made.append((gold[i], found[j]))
    return made


@dataclass(slots=True)
class Tally:
    """Hits against what there is and what was found."""

    hits: int = 0
    gold: int = 0
    found: int = 0

    def add(self, hits: int, gold: int, found: int) -> None:
        self.hits, self.gold, self.found = self.hits + hits, self.gold + gold, self.found + found

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.gold + self.found) if self.gold + self.found else 1.0


@dataclass(slots=True)
class Score:
    """What a reader gets right of many notes; `strict` counts a commitment with its owner and its date, `owners` how
    many of the found ones have the right one."""

    commitments: Tally = field(default_factory=Tally)
    strict: Tally = field(default_factory=Tally)
    owners: Tally = field(default_factory=Tally)
    reviews: Tally = field(default_factory=Tally)
    questions: Tally = field(default_factory=Tally)
    leaks: list[str] = field(default_factory=list)

    def take(self, case: dict[str, Any], found: dict[str, Any]) -> None:
        """Counts one case with its `gold` against what was found in it."""
        gold = case["gold"]
        names = frozenset(re.findall(r"[a-z0-9]+", f"{case['manager']['name']} {case['report']['name']}".lower()))
        made = pairs(gold["commitments"], found["commitments"], names)
        sizes = len(gold["commitments"]), len(found["commitments"])
        owned = sum(g["owner"] == f["owner"] for g, f in made)
        self.commitments.add(len(made), *sizes)
        self.owners.add(owned, len(made), len(made))
        self.strict.add(sum(g["owner"] == f["owner"] and g["due"] == f["due"] for g, f in made), *sizes)
        for tally, key in ((self.reviews, "reviews"), (self.questions, "open_questions")):
            alike_ones = [(g, f) for g, f in pairs(gold[key], found[key], names) if g.get("when") == f.get("when")]
            tally.add(len(alike_ones), len(gold[key]), len(found[key]))
        texts = " ".join(_texts(found)).lower()
        self.leaks += [f"{case['id']}: {secret}" for secret in gold["secrets"] if secret.lower() in texts]


def _texts(found: dict[str, Any]) -> Iterable[str]:
    return (entry["text"] for key in ("commitments", "reviews", "open_questions") for entry in found[key])
