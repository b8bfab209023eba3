"""Make the weights of the encoder of sentences anew, and say how well it does on what it has not seen.

    python3 -m venv ../trainer
    ../trainer/bin/pip install -r requirements.lock torch transformers
    ../trainer/bin/python -m benchmarks.encoder BASE

BASE is a directory with the model sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0), of which the first layers are
taken and taught further, from:

- benchmarks/sentences/<question>-<writer>.jsonl: labelled sentences, {"label", "text"}, and the "item" they speak of;
- benchmarks/mails/<writer>.jsonl: mails by sentence, {"id", "context", "accept", "sentences": [[label, text]]}, where a
  label may be null; also with the sentence before, where that leaves a yes a yes;
- tests/reading/cases/replies-*.jsonl, but for FORMS.

Of a whole mail this is taught: it agrees if none of its sentences matters or says no, and one says yes. In one that
does not agree, what is known for a yes (by its label, or in a case by the rules) is left out and taken for one, so that
it is not what is blamed.

In a last round each whole mail is also learnt from as one text, with its yes in it: does it agree?

What HELD names is never learnt from, and measured. It takes more than an hour on two cores. A second run, or
another machine, gives weights that differ a little; so does a processor without floats of 16 bits: it computes with 32.
"""

import argparse
import json
import random
import re
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from mailflow.cli.case import ReplyCase
from mailflow.reading.clause import normalised, sentences
from mailflow.reading.encoder import MOST, MOST_OF_MAIL
from mailflow.reading.names import Names
from mailflow.reading.stance import spoken
from mailflow.reading.standing import about

ROOT = Path(__file__).parent.parent
SENTENCES, MAILS = ROOT / "benchmarks" / "sentences", ROOT / "benchmarks" / "mails"
CASES = ROOT / "tests" / "reading" / "cases"
MODEL = ROOT / "mailflow" / "reading" / "models" / "sentences.npz"
CLASSES = {
    "stance": ["yes", "beside", "matters", "no"],
    "state": ["done", "progress", "blocked", "other"],
    "asks": ["move", "drop", "add", "alter", "done", "other"],
    "mail": ["agrees", "else"],
}
HARMLESS, BESIDE = 2, 1  # the first so many classes of a stance, and the place of one of them
HELD = {
    *("stance-mails", "mails-y", "state-i", "asks-c"),
    *("r16", "r23", "r28", "r29", "r30", "r31", "r32", "r33", "r34", "r35", "r36", "r37", "r38"),
    *("t5", "n2", "n3", "fy, half"),
}
DECIDING = {"draft", "confirmation", "change_request"}
CONTEXTS = ["confirmation", "confirmation", "draft", "change_request"]  # one of which a lone sentence is taken for
FORMS = {"a1", "a2", "a3", "a4", "s1", "s2", "s3"}  # sets in which not a sentence, but how it is put, undoes a yes
LAYERS, ROUNDS, SEED = 6, 3, 7
AGAIN, LETTERS = 0.5, 3  # in one more round: the share of all batches, and how often it has each mail as one text
LATE = 0.4  # of the rates, in that round
RATE, HEAD_RATE, WARMING = 1e-4, 2e-3, 100
SMOOTH = 0.05
ASKING_NOTHING = 0.1  # of the sentences of mails that turn no yes round, which ask for nothing
LONGEST = 14  # sentences of a mail that is learnt from
FEWEST = 3  # words of one
SURE = (0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
COMMON = 16000  # rows of the base's vocabulary, which begins with the commonest pieces
_ANSWERED = {"yes", "send", "yes to items"}


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    label: int
    text: str


@dataclass(frozen=True, slots=True)
class Mail:
    """Whether a mail agrees, what it says, sentence by sentence, and its `whole` as one text.

    `yes`: a yes in it was left out of what it says.
    """

    agrees: bool
    said: tuple[str, ...]
    whole: str
    yes: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("base", type=Path)
    base = parser.parse_args().base
    random.seed(SEED)
    torch.manual_seed(SEED)
    examples, held_examples = _parted(_examples())
    mails, held_mails = _parted(_mails())
    print(f"{len(examples)} sentences and {len(mails)} mails; held: {len(held_examples)} and {len(held_mails)}")
    net = Net(base)
    _teach(net, examples, mails)
    with torch.no_grad():
        _measure(net, held_examples, held_mails)
    np.savez_compressed(
        MODEL, **net.kept([e.text for e in examples] + [text for m in mails for text in (m.whole, *m.said)])
    )


def _parted(found: Iterator[tuple[str, Any]]) -> tuple[list[Any], list[Any]]:
    rows = list(found)
    return [x for source, x in rows if source not in HELD], [x for source, x in rows if source in HELD]


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _examples() -> Iterator[tuple[str, Example]]:
    for path in sorted(SENTENCES.glob("*.jsonl")):
        question = path.stem.partition("-")[0]
        for row in _read(path):
            text = about(row["text"], row["item"]) if "item" in row else row["text"]
            context = "" if question == "state" else random.choice(CONTEXTS)
            yield path.stem, Example(question, CLASSES[question].index(row["label"]), _plain(text, context))
    for path in sorted(MAILS.glob("*.jsonl")):
        for mail in _read(path):
            for label, text in (*mail["sentences"], *_pairs(mail["sentences"])):
                if label is not None:
                    known = CLASSES["stance"].index("matters" if label == "question" else label)
                    plain = _plain(text, mail["context"])
                    yield f"mails-{path.stem}", Example("stance", known, plain)
                    if label in ("yes", "beside") and random.random() < ASKING_NOTHING:
                        yield f"mails-{path.stem}", Example("asks", CLASSES["asks"].index("other"), plain)


def _pairs(said: Sequence[tuple[str | None, str]]) -> Iterator[tuple[str, str]]:
    """Each sentence with the one before it, if either says yes and the other nothing but what is harmless."""
    for (first, begun), (second, text) in pairwise(said):
        if {first, second} in ({"yes"}, {"yes", "beside"}):
            yield "yes", f"{begun} {text}"


def _plain(text: str, context: str) -> str:
    """As the reader has it: in lower case, with one name for all."""
    return spoken(text.replace("NAME", "alex").lower(), Names((), ""), context)


def _mails() -> Iterator[tuple[str, Mail]]:
    for path in sorted(MAILS.glob("*.jsonl")):
        for row in _read(path):
            agrees = bool(row["accept"])
            said = [text for label, text in row["sentences"] if agrees or label != "yes"]
            if said:
                plain = tuple(_plain(text, row["context"]) for text in said)
                whole = _plain(" ".join(text for _, text in row["sentences"]), row["context"])
                yield f"mails-{path.stem}", Mail(agrees, plain, whole, yes=len(said) < len(row["sentences"]))
    for path in sorted(CASES.glob("replies-*.jsonl")):
        for row in _read(path):
            if row["id"].partition("-")[0] not in FORMS and row["context"] in DECIDING:
                mail = _of_case(row)
                if mail.said and len(mail.said) <= LONGEST and sum(map(len, map(str.split, mail.said))) >= FEWEST:
                    yield _source(row["id"]), mail


def _source(case: str) -> str:
    source = case.partition("-")[0]
    stem = re.sub(r"[a-z]?\d*$", "", case)  # variants of one mail stay together
    return "fy, half" if source == "fy" and zlib.crc32(stem.encode()) % 2 else source


def _of_case(row: dict[str, Any]) -> Mail:
    case = ReplyCase.of(row)
    names = Names.of(case.manager, case.report)
    heard = [h.text.lower() for h in case.understood(case.locale).heard if h.outcome in _ANSWERED]
    agrees = row["gold"]["verdict"] == "accept"
    said = [
        s for passage in case.passages for s in sentences(normalised(passage.text)) if any(map(str.isalnum, s.plain))
    ]
    kept = [s for s in said if agrees or not _is_yes(s.text, heard)]
    plain = tuple(spoken(s.plain, names, case.context) for s in kept)
    whole = spoken(" ".join(s.plain for s in said), names, case.context)
    return Mail(agrees, plain, whole, yes=len(kept) < len(said))


def _is_yes(text: str, heard: Sequence[str]) -> bool:
    """Whether a sentence is nothing but clauses that the rules hear as a yes."""
    left = text.lower()
    for words in heard:
        left = left.replace(words, "")
    return left != text.lower() and not any(c.isalnum() for c in left)


class Net:
    """The first layers of the base, and a row of weights for each class."""

    def __init__(self, base: Path) -> None:
        self.tokens = AutoTokenizer.from_pretrained(base)
        self.body = AutoModel.from_pretrained(base, hidden_act="gelu_new")
        self.body.encoder.layer = self.body.encoder.layer[:LAYERS]
        self.body.pooler = None
        size = self.body.config.hidden_size
        self.heads = nn.ModuleDict({question: nn.Linear(size, len(names)) for question, names in CLASSES.items()})

    def __call__(self, texts: Sequence[str], question: str) -> Any:
        """The logarithms of the probabilities of the classes, a row for each text."""
        most = (MOST_OF_MAIL if question == "mail" else MOST) + 2
        given = self.tokens(list(texts), padding=True, truncation=True, max_length=most, return_tensors="pt")
        states = self.body(**given).last_hidden_state
        mask = given["attention_mask"][..., None].float()
        return torch.log_softmax(self.heads[question]((states * mask).sum(1) / mask.sum(1)).float(), -1)

    def kept(self, texts: Sequence[str]) -> dict[str, Any]:
        """The weights by the names that `mailflow.reading.encoder` knows, matrices in whole numbers of 8 bits."""
        pieces = list(self.tokens.get_vocab().items())
        seen = {row for text in texts for row in self.tokens(text)["input_ids"]}
        rows = sorted(
            (row, piece) for piece, row in pieces if _is_kept(piece, row) or (row in seen and piece.isascii())
        )
        out: dict[str, Any] = {
            "classes": np.array(json.dumps(CLASSES)),
            "vocabulary": np.array(json.dumps([piece for _, piece in rows])),
        }

        def put(name: str, tensor: Any) -> None:
            value = tensor.detach().float().numpy()
            if value.ndim == 1:
                out[name] = value
                return
            scale = np.abs(value).max(1) / 127 + 1e-12
            out[name], out[f"{name}*"] = np.round(value / scale[:, None]).astype(np.int8), scale.astype(np.float32)

        embedded = self.body.embeddings
        put("word", embedded.word_embeddings.weight[[row for row, _ in rows]])
        put(
            "position",
            embedded.position_embeddings.weight[: MOST_OF_MAIL + 2] + embedded.token_type_embeddings.weight[:1],
        )
        put("embedding.scale", embedded.LayerNorm.weight)
        put("embedding.shift", embedded.LayerNorm.bias)
        for n, layer in enumerate(self.body.encoder.layer):
            attention = layer.attention
            for name, part in (
                ("query", attention.self.query),
                ("key", attention.self.key),
                ("value", attention.self.value),
                ("self", attention.output.dense),
                ("in", layer.intermediate.dense),
                ("out", layer.output.dense),
            ):
                put(f"{n}.{name}", part.weight)
                put(f"{n}.{name}.bias", part.bias)
            for name, part in (("attention", attention.output.LayerNorm), ("output", layer.output.LayerNorm)):
                put(f"{n}.{name}.scale", part.weight)
                put(f"{n}.{name}.shift", part.bias)
        for question, head in self.heads.items():
            put(question, head.weight)
            put(f"{question}.bias", head.bias)
        return out


def _computes_halves() -> bool:
    """Whether the processor multiplies floats of 16 bits; one that does not takes twenty times as long for them."""
    about = Path("/proc/cpuinfo")
    return about.exists() and "bf16" in about.read_text(encoding="utf-8")


def _is_kept(piece: str, row: int) -> bool:
    if piece in {"[CLS]", "[SEP]", "[UNK]"}:
        return True
    short = piece.startswith("##") and len(piece) <= 5
    return piece.isascii() and not piece.startswith("[") and (row < COMMON or short)


def _batches(examples: Sequence[Example], mails: Sequence[Mail]) -> list[list[Any]]:
    out: list[list[Any]] = []
    for question in CLASSES:
        rows = [e for e in examples if e.question == question]
        random.shuffle(rows)
        for at in range(0, len(rows), 512):  # sentences of like length together
            near = sorted(rows[at : at + 512], key=lambda e: len(e.text))
            out += [near[k : k + 32] for k in range(0, len(near), 32)]
    whole = random.sample(mails, len(mails))
    out += [whole[k : k + 8] for k in range(0, len(whole), 8)]
    random.shuffle(out)
    return out


def _letters(mails: Sequence[Mail]) -> list[list[Any]]:
    """Batches of whole mails of like length."""
    rows = [Example("mail", CLASSES["mail"].index("agrees" if m.agrees else "else"), m.whole) for m in mails]
    random.shuffle(rows)
    out = []
    for at in range(0, len(rows), 256):
        near = sorted(rows[at : at + 256], key=lambda e: len(e.text))
        out += [near[k : k + 16] for k in range(0, len(near), 16)]
    return out


def _loss(net: Net, batch: list[Any]) -> Any:
    if isinstance(batch[0], Example):
        found = net([e.text for e in batch], batch[0].question)
        right = found[range(len(batch)), [e.label for e in batch]]
        return -(1 - SMOOTH) * right.mean() - SMOOTH * found.mean()
    agreeing = _agreeing(net, batch)
    agrees = torch.tensor([mail.agrees for mail in batch])
    return 0.5 * -torch.where(agrees, agreeing.log(), (1 - agreeing).log()).mean()


def _agreeing(net: Net, mails: Sequence[Mail]) -> Any:
    """How likely each mail agrees: nothing in it matters, and something says yes, here or in what was left out."""
    found = net([text for mail in mails for text in mail.said], "stance")
    sizes = [len(mail.said) for mail in mails]
    harmless, beside = torch.logsumexp(found[:, :HARMLESS], -1).split(sizes), found[:, BESIDE].split(sizes)
    whole = torch.stack([each.sum() for each in harmless]).exp()
    warm = torch.stack([each.sum() for each in beside]).exp()
    return (whole - torch.where(torch.tensor([mail.yes for mail in mails]), 0, warm)).clamp(1e-4, 1 - 1e-4)


def _teach(net: Net, examples: Sequence[Example], mails: Sequence[Mail]) -> None:
    _learn(net, list(chain.from_iterable(_batches(examples, mails) for _ in range(ROUNDS))), 1)
    again = _batches(examples, mails)
    last = random.sample(again, int(AGAIN * len(again)))
    last += chain.from_iterable(_letters(mails) for _ in range(LETTERS))
    _learn(net, random.sample(last, len(last)), LATE)


def _learn(net: Net, batches: Sequence[list[Any]], rate: float) -> None:
    groups = [
        {"params": net.body.parameters(), "lr": rate * RATE},
        {"params": net.heads.parameters(), "lr": rate * HEAD_RATE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    slope = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1, (step + 1) / WARMING) * max(0.02, 1 - step / len(batches))
    )
    net.body.train()
    began = time.monotonic()
    for step, batch in enumerate(batches, start=1):
        with torch.autocast("cpu", torch.bfloat16, enabled=_computes_halves()):
            loss = _loss(net, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([*net.body.parameters(), *net.heads.parameters()], 1.0)
        optimiser.step()
        slope.step()
        if step % 100 == 0:
            print(
                f"{step} of {len(batches)}, {time.monotonic() - began:.0f} s, loss {loss.item():.3f}", file=sys.stderr
            )
    net.body.eval()


def _measure(net: Net, examples: Sequence[Example], mails: Sequence[Mail]) -> None:
    letters = [e for batch in _letters(mails) for e in batch]
    for question in CLASSES:
        rows = [e for e in (*examples, *letters) if e.question == question]
        right = 0
        for at in range(0, len(rows), 64):
            batch = rows[at : at + 64]
            best = net([e.text for e in batch], question).argmax(-1).tolist()
            right += sum(a == e.label for a, e in zip(best, batch, strict=True))
        print(f"{question}: {right / len(rows):.3f} of {len(rows)} right")
    likely = [(mail.agrees, _agreeing(net, [mail]).item()) for mail in mails]
    for sure in SURE:
        passed = [agrees for agrees, agreeing in likely if agreeing > 1 - sure]
        print(f"mails that agree but for {sure}: {sum(passed)} of {sum(a for a, _ in likely)} that do, "
              f"{len(passed) - sum(passed)} of {sum(not a for a, _ in likely)} others")  # fmt: skip


if __name__ == "__main__":
    main()
