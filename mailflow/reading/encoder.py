"""An encoder: which of a few classes a sentence, or a short mail, speaks for, and how surely, by its words in order.

A small transformer (BERT, https://arxiv.org/abs/1810.04805, section 3) with word pieces, the mean of its last layer,
and a softmax over the classes of each question. The weights stand in models/sentences.npz and are made by
`python -m benchmarks.encoder` from labelled sentences and mails; nothing is learnt from the mail that a service reads.
It computes with floats of 32 bits, one text at a time, so that it means the same beside whatever others.
It knows what is likely, and no grammar: who asks it for something that binds has to ask for much certainty.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

MOST, MOST_OF_MAIL = 46, 190  # word pieces of a sentence that are looked at, and of a whole mail
HEADS = 12  # of attention
_LONGEST = 100  # letters of a word; a longer one is strange, as it was to the encoder when it was taught
_TOGETHER = 4  # rows: a text is padded to a multiple of so many, which takes no longer and often less
_REMEMBERED = 64  # sentences: those of one mail, which are asked about more than once
_LARGEST = np.float32(80)  # power of e that a float of 32 bits holds with room to spare
_START, _STOP, _STRANGE = "[CLS]", "[SEP]", "[UNK]"
_SIGNS = frozenset("$+<=>^`|~")


def pieces(text: str, vocabulary: Mapping[str, object]) -> Iterator[str]:
    """The word pieces of a text: the longest that the vocabulary has, from the left; "##" stands before those within a
    word."""
    for word in _words(text):
        if len(word) > _LONGEST:
            yield _STRANGE
            continue
        found: list[str] = []
        at = 0
        while at < len(word):
            inner = "##" if at else ""
            end = next((n for n in range(len(word), at, -1) if inner + word[at:n] in vocabulary), at)
            if end == at:
                found = [_STRANGE]
                break
            found.append(inner + word[at:end])
            at = end
        yield from found


def _words(text: str) -> list[str]:
    """Words and signs, in lower case and without accents."""
    out = []
    for c in unicodedata.normalize("NFD", text.lower()):
        kind = unicodedata.category(c)
        if kind == "Mn":
            continue
        if c.isspace() or kind in {"Cc", "Cf"}:
            out.append(" ")
        elif kind.startswith("P") or c in _SIGNS:
            out.append(f" {c} ")
        else:
            out.append(c)
    return "".join(out).split()


@dataclass(frozen=True, slots=True, eq=False)
class Encoder:
    """`weights` by name, those of a layer transposed, with its query, key and value as one (`attend`); `words` in whole
    numbers, a row for each of the `vocabulary`, with the `scales` of the rows; for each question that can be asked of
    a sentence its `classes`, in the order of the softmax."""

    classes: Mapping[str, Sequence[str]]
    vocabulary: Mapping[str, int]
    layers: int
    weights: Mapping[str, Floats]
    words: NDArray[np.int8]
    scales: Floats

    def probabilities(self, text: str, question: str) -> Mapping[str, float]:
        """How likely each class of the question is; together they are 1. Raises KeyError for no such question."""
        scores = self._linear(_encoded(self, text, MOST_OF_MAIL if question == "mail" else MOST), question)
        raised = np.exp(scores - scores.max())
        return dict(zip(self.classes[question], (raised / raised.sum()).tolist(), strict=True))

    def reads_all(self, text: str, most: int = MOST) -> bool:
        """Whether a text has no more pieces than are looked at."""
        return next(islice(pieces(text, self.vocabulary), most, None), None) is None

    def encoded(self, text: str, most: int = MOST) -> Floats:
        """The mean of what the last layer makes of the word pieces."""
        said = [*islice(pieces(text, self.vocabulary), most)]
        rows = [self.vocabulary[piece] for piece in (_START, *said, _STOP)]
        x = np.zeros((-(-len(rows) // _TOGETHER) * _TOGETHER, self.words.shape[-1]), np.float32)
        x[: len(rows)] = self.words[rows] * self.scales[rows, None] + self.weights["position"][: len(rows)]
        x = self._normal(x, "embedding")
        for n in range(self.layers):
            x = self._normal(x + self._attended(x, n, len(rows)), f"{n}.attention")
            x = self._normal(x + self._linear(_gelu(self._linear(x, f"{n}.in")), f"{n}.out"), f"{n}.output")
        mean: Floats = x[: len(rows)].mean(0)
        return mean

    def _attended(self, x: Floats, n: int, heard: int) -> Floats:
        """What each row takes from the first rows, so many as are `heard`."""
        size = x.shape[-1] // HEADS
        query, key, value = self._linear(x, f"{n}.attend").reshape(-1, 3, HEADS, size).transpose(1, 2, 0, 3)
        weight = query @ key[:, :heard].transpose(0, 2, 1) / np.float32(size**0.5)
        weight = np.exp(weight - weight.max(-1, keepdims=True))
        weight = weight / weight.sum(-1, keepdims=True)
        return self._linear((weight @ value[:, :heard]).transpose(1, 0, 2).reshape(x.shape), f"{n}.self")

    def _linear(self, x: Floats, name: str) -> Floats:
        found: Floats = x @ self.weights[name]
        found += self.weights[f"{name}.bias"]
        return found

    def _normal(self, x: Floats, name: str) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-12))
        normal: Floats = x * self.weights[f"{name}.scale"] + self.weights[f"{name}.shift"]
        return normal


def _gelu(x: Floats) -> Floats:
    """The error function's unit in its usual approximation (https://arxiv.org/abs/1606.08415, section 2): x by the
    logistic function of twice what stands there in the hyperbolic tangent."""
    share = x * x
    share *= np.float32(-2 * 0.7978845608 * 0.044715)
    share -= np.float32(2 * 0.7978845608)
    share *= x
    np.exp(np.minimum(share, _LARGEST, out=share), out=share)
    share += 1
    found: Floats = np.divide(x, share, out=share)
    return found


@lru_cache(_REMEMBERED)
def _encoded(encoder: Encoder, text: str, most: int) -> Floats:
    return encoder.encoded(text, most)


@cache
def encoder() -> Encoder:
    """The encoder in models/sentences.npz, read once.

    The file keeps matrices as whole numbers of 8 bits, a row for each output, with a scale for each row under the same
    name and "*" (`benchmarks/encoder.py`). A product with few rows is fastest if the matrix is transposed in memory.
    """
    with files("mailflow.reading").joinpath("models", "sentences.npz").open("rb") as file:
        kept: dict[str, Any] = dict(np.load(file))
    classes, vocabulary = (json.loads(str(kept.pop(key))) for key in ("classes", "vocabulary"))
    words, scales = kept.pop("word"), kept.pop("word*")
    layers = sum(key.endswith(".query") for key in kept)
    weights: dict[str, Floats] = {"position": _floats(kept, "position")}
    for n in range(layers):
        for kind in ("", ".bias"):
            parts = [_floats(kept, f"{n}.{part}{kind}") for part in ("query", "key", "value")]
            weights[f"{n}.attend{kind}"] = np.ascontiguousarray(np.concatenate(parts).T)
    for name in [name for name in kept if not name.endswith("*")]:
        weights[name] = np.ascontiguousarray(_floats(kept, name).T)
    return Encoder(classes, {piece: row for row, piece in enumerate(vocabulary)}, layers, weights, words, scales)


def _floats(kept: dict[str, Any], name: str) -> Floats:
    """What the file keeps under a name, which is taken out."""
    value, scale = kept.pop(name), kept.pop(f"{name}*", None)
    found: Floats = value if scale is None else np.float32(scale[:, None]) * value
    return found
