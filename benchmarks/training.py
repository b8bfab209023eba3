"""Make the classifiers of sentences anew, and say how well they do on sentences that they have not seen.

    python -m benchmarks.training            # measure, then write mailflow/reading/models/*.json
    python -m benchmarks.training --measure  # measure only

benchmarks/sentences/<name>-<writer>.jsonl holds labelled sentences, a file for each writer ("mails" and "traps" are
of several, "q" and "r" were written for false acceptances and against needless doubts). To measure, each writer's
sentences are judged by a classifier made from all the others'. Softmax regression with AdaGrad, in a fixed order, so
that the same sentences give the same weights.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from pathlib import Path

from mailflow.reading.classifier import SCALE, Classifier, about, features

SENTENCES = Path(__file__).parent / "sentences"
MODELS = Path(__file__).parent.parent / "mailflow" / "reading" / "models"
SURE = (0.8, 0.9, 0.95, 0.98)
ROUNDS, RATE, DECAY, SEED = 12, 0.3, 2e-4, 7
RAREST = 2  # sentences in which a feature must stand
SLIGHT = 3  # hundredths; a feature whose weights are all below says nothing


@dataclass(frozen=True, slots=True)
class Example:
    label: str
    text: str


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    arguments.add_argument("--measure", action="store_true", help="write nothing")
    measure_only = arguments.parse_args().measure
    for name in sorted({path.stem.rpartition("-")[0] for path in SENTENCES.glob("*.jsonl")}):
        writers = {path.stem: list(_read(path)) for path in sorted(SENTENCES.glob(f"{name}-*.jsonl"))}
        print(f"{name}: {sum(map(len, writers.values()))} sentences of {len(writers)} writers")
        measure(writers)
        if not measure_only:
            model = trained([example for examples in writers.values() for example in examples])
            MODELS.mkdir(exist_ok=True)
            (MODELS / f"{name}.json").write_text(_written(model), encoding="utf-8")
            print(f"  {len(model.weights)} features written")


def _read(path: Path) -> Iterable[Example]:
    for line in path.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        yield Example(case["label"], about(case["text"], case["item"]) if "item" in case else case["text"])


def _written(model: Classifier) -> str:
    head = json.dumps({"classes": model.classes, "bias": model.bias})
    rows = ",\n".join(f"{json.dumps(f, ensure_ascii=False)}:{json.dumps(w)}" for f, w in sorted(model.weights.items()))
    return f'{head[:-1]}, "weights": {{\n{rows}\n}}}}\n'


def measure(writers: dict[str, list[Example]]) -> None:
    """For each class: how many of its sentences are told with how much certainty, and how many of others with them."""
    found: dict[tuple[str, float], Counter[bool]] = defaultdict(Counter)
    total: Counter[str] = Counter()
    right = 0
    for writer, examples in writers.items():
        model = trained([e for other, es in writers.items() if other != writer for e in es])
        for example in examples:
            likely = model.probabilities(example.text)
            right += max(likely, key=likely.__getitem__) == example.label
            total[example.label] += 1
            for name, sure in ((name, sure) for name in likely for sure in SURE if likely[name] >= sure):
                found[name, sure][name == example.label] += 1
    print(f"  right: {right / sum(total.values()):.3f}")
    for name in sorted(total):
        told = (f"{sure:.2f}: {found[name, sure][True] / total[name]:.2f} of them, {found[name, sure][False]} of others"
                for sure in SURE)  # fmt: skip
        print(f"  {name:9} {'; '.join(told)}")


def trained(examples: Sequence[Example]) -> Classifier:
    """The classifier that tells these sentences apart."""
    classes = sorted({example.label for example in examples})
    rows = [(sorted(features(example.text)), classes.index(example.label)) for example in examples]
    often = Counter(feature for row, _ in rows for feature in row)
    rows = [(["", *(f for f in row if often[f] >= RAREST)], label) for row, label in rows]  # "" is the bias
    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(classes))
    steps: dict[str, list[float]] = defaultdict(lambda: [1e-8] * len(classes))
    order = random.Random(SEED)
    for _ in range(ROUNDS):
        order.shuffle(rows)
        for row, label in rows:
            _learn(row, label, weights, steps)
    whole = {f: [round(SCALE * w) for w in ws] for f, ws in weights.items()}
    kept = {f: ws for f, ws in whole.items() if f and max(map(abs, ws)) >= SLIGHT}
    return Classifier(classes, whole[""], kept)


def _learn(row: Sequence[str], label: int, weights: dict[str, list[float]], steps: dict[str, list[float]]) -> None:
    """Put the weights right by one sentence."""
    scores = [sum(column) for column in zip(*(weights[f] for f in row), strict=True)]
    highest = max(scores)
    raised = [exp(score - highest) for score in scores]
    whole = sum(raised)
    for i, value in enumerate(raised):
        error = value / whole - (i == label)
        for feature in row:
            weight = weights[feature]
            slope = error + DECAY * weight[i] * (feature != "")
            steps[feature][i] += slope * slope
            weight[i] -= RATE * slope / sqrt(steps[feature][i])


if __name__ == "__main__":
    main()
