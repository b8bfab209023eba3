"""The names of the two people, veiled where patterns look for them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailflow.mail import visible
from mailflow.reading.asked import Context
from mailflow.reading.item import Item, Owner
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


@pytest.mark.parametrize(
    ("both", "plain", "veiled"),
    [
        (("anne", "anne-marie"), "anne and anne-marie agree", "ǁǁǁǁ and ǂǂǂǂǂǂǂǂǂǂ agree"),
        (("anne-marie", "marie"), "anne-marie, marie and marie-anne", "ǁǁǁǁǁǁǁǁǁǁ, ǂǂǂǂǂ and ǂǂǂǂǂ-anne"),
        (("al-bo", "bo-al"), "al-bo-al", "ǁǁǁǁǁ-al"),  # of two of one length the first in the alphabet
        (("j.", "(hr)"), "j.(hr)", "ǁǁǂǂǂǂ"),
        (("x", "y"), "x, y and xy", "ǁ, ǂ and xy"),
    ],
)
def test_the_longest_name_is_veiled_first(both: tuple[str, str], plain: str, veiled: str) -> None:
    assert Names(both, both[1]).veiled(plain) == veiled


@pytest.mark.parametrize(
    ("body", "author", "context", "verdict"),
    [
        ("Anne-Marie has my blessing", "manager", "change_request", "accept"),
        ("Please tell Anne-Marie I agree", "manager", "draft", "none"),
    ],
)
def test_who_is_called_as_another_begins_is_known_by_all_of_it(
    body: str, author: Owner, context: Context, verdict: str
) -> None:
    found = read_reply(
        visible.of_text(body, sent="").passages,
        context=context,
        author=author,
        on=date(2026, 4, 1),
        items=(Item(1, "report", "Draft the plan", None),),
        manager=Party("Anne Ito", "m@example.org"),
        report=Party("Anne-Marie Sand", "r@example.org"),
    )
    assert found.verdict == verdict


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
