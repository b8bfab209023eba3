"""The names of the two people, veiled where patterns look for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.mail import visible
from mailflow.reading.item import Item
from mailflow.reading.names import Names, first_name
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern
from mailflow.reading.reply import read_reply

PAIR = Names(("ann", "al"), "al")


@pytest.mark.parametrize(
    ("plain", "veiled"),
    [
        ("tell al that ann agrees", "tell ǂǂ that ǁǁǁ agrees"),
        ("al's turn", "ǂǂ's turn"),
        ("also, the annual", "also, the annual"),
        ("ann-al", "ǁǁǁ-ǂǂ"),
        ("", ""),
    ],
)
def test_a_name_is_veiled_where_it_is_a_word(plain: str, veiled: str) -> None:
    assert PAIR.veiled(plain) == veiled


@given(st.text(st.sampled_from("anl '-.ǁ"), max_size=40))
def test_veiling_keeps_every_place(plain: str) -> None:
    assert len(PAIR.veiled(plain)) == len(plain)


def test_nobody_has_no_name() -> None:
    nobody = Names.of(Party("", "a@example.org"), Party("  ", "b@example.org"))
    assert nobody == Names((), "")
    assert nobody.veiled("al and ann") == "al and ann"
    assert first_name(Party("Søren Kierk", "s@example.org")) == "søren"


def test_another_pair_costs_no_pattern() -> None:
    body = "Hi Mo, yes, agreed. Please move 1 to 5 May and tell Mo that 2 is fine. Al will book it. Mo is leaving."
    items = (Item(1, "report", "Draft the plan", None), Item(2, "manager", "Ask the board", None))

    def read(manager: str, report: str) -> None:
        read_reply(
            visible.of_text(body, sent="").passages,
            context="confirmation",
            author="report",
            on=date(2026, 4, 1),
            items=items,
            manager=Party(manager, "m@example.org"),
            report=Party(report, "r@example.org"),
        )

    read("Mo Berg", "Al Sand")
    made = pattern.cache_info().misses
    read("Mo Ito", "Zoë Quay")
    assert pattern.cache_info().misses == made
