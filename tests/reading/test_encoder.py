"""The encoder: what it looks at, that it computes what it was taught, and that no text is too strange or too long."""

import string
import unicodedata
from typing import TypeAlias

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from mailflow.reading.encoder import HEADS, MOST, encoder, pieces

Doubles: TypeAlias = NDArray[np.float64]

VOCABULARY = {"un", "##like", "##ly", "likely", "o", "'", "brien", "naive", "!", "3", "##pm", "[UNK]"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Likely", ["likely"]),
        ("unlikely!", ["un", "##like", "##ly", "!"]),
        ("O'Brien", ["o", "'", "brien"]),
        ("naïve", ["naive"]),
        ("3pm", ["3", "##pm"]),
        ("unheard likely", ["[UNK]", "likely"]),
        ("un\u200blikely\tlikely\n", ["un", "likely", "likely"]),
        ("", []),
    ],
)
def test_a_word_is_cut_into_the_longest_pieces_that_are_known(text: str, found: list[str]) -> None:
    assert list(pieces(text, dict.fromkeys(VOCABULARY, 0))) == found


@given(st.text(alphabet=string.ascii_letters + string.digits + " .,'?!-", max_size=80))
def test_pieces_put_together_are_the_words(text: str) -> None:
    """In the letters that mail in English is written in, nothing is lost and nothing is strange."""
    joined = "".join(piece.removeprefix("##") for piece in pieces(text, encoder().vocabulary))
    assert joined == "".join(text.lower().split())


@given(st.text(max_size=200))
def test_every_text_has_probabilities(text: str) -> None:
    for question, classes in encoder().classes.items():
        found = encoder().probabilities(text, question)
        assert list(found) == list(classes)
        assert sum(found.values()) == pytest.approx(1, abs=1e-5)


def test_a_word_that_nobody_writes_is_strange_and_costs_no_time() -> None:
    """Each place in a word is tried with each end, which takes the square of its length."""
    vocabulary = encoder().vocabulary
    assert [*pieces("x" * 100, vocabulary)] != ["[UNK]"]
    assert [*pieces("x" * 101, vocabulary)] == ["[UNK]"]
    assert [*pieces("so " + "x" * 1_000_000, vocabulary)] == ["so", "[UNK]"]


def test_accents_and_capitals_make_no_difference() -> None:
    said = "Café à côté, d'accord"
    plain = "".join(c for c in unicodedata.normalize("NFD", said.upper()) if not unicodedata.combining(c))
    assert encoder().probabilities(said, "stance") == encoder().probabilities(plain, "stance")


def test_no_more_is_looked_at_than_the_first_pieces() -> None:
    words = ["fine"] * (MOST - 1)
    long = encoder().probabilities(" ".join([*words, "fine", *["never"] * 20_000]), "stance")
    assert long == encoder().probabilities(" ".join([*words, "fine"]), "stance")
    assert long != encoder().probabilities(" ".join([*words, "never"]), "stance")


def test_a_question_that_it_was_not_taught_is_an_error() -> None:
    with pytest.raises(KeyError):
        encoder().probabilities("Agreed.", "weather")


def _plainly(text: str) -> Doubles:
    """The mean of the last layer by the book, in 64 bits, head by head and without rows that only pad."""
    e = encoder()
    w = {name: value.astype(np.float64) for name, value in e.weights.items()}
    rows = [e.vocabulary[piece] for piece in ("[CLS]", *pieces(text, e.vocabulary), "[SEP]")]

    def normal(x: Doubles, name: str) -> Doubles:
        spread: Doubles = (x - x.mean(1, keepdims=True)) / np.sqrt(x.var(1, keepdims=True) + 1e-12)
        spread *= w[f"{name}.scale"]
        spread += w[f"{name}.shift"]
        return spread

    x = normal(e.words[rows].astype(np.float64) * e.scales[rows, None] + w["position"][: len(rows)], "embedding")
    size = x.shape[1] // HEADS
    for n in range(e.layers):
        query, key, value = np.split(x @ w[f"{n}.attend"] + w[f"{n}.attend.bias"], 3, axis=1)
        heads = []
        for at in range(0, x.shape[1], size):
            row = np.exp(query[:, at : at + size] @ key[:, at : at + size].T / np.sqrt(size))
            heads.append(row / row.sum(1, keepdims=True) @ value[:, at : at + size])
        x = normal(x + np.hstack(heads) @ w[f"{n}.self"] + w[f"{n}.self.bias"], f"{n}.attention")
        inner = x @ w[f"{n}.in"] + w[f"{n}.in.bias"]
        unit = 0.5 * inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3)))
        x = normal(x + unit @ w[f"{n}.out"] + w[f"{n}.out.bias"], f"{n}.output")
    mean: Doubles = x.mean(0)
    return mean


@pytest.mark.parametrize("words", range(7))
def test_rows_that_only_pad_change_nothing(words: int) -> None:
    text = " ".join(["yes", "to", "all", "of", "it", "please"][:words])
    assert encoder().encoded(text) == pytest.approx(_plainly(text), abs=2e-5)
