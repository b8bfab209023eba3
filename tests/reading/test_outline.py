"""The outline: what is known of a sentence from where it stands, and what may be read at all."""

import pytest

from mailflow.reading import outline
from mailflow.reading.owner import Pair
from mailflow.reading.party import Party


def passages(notes: str) -> list[tuple[str, str, str]]:
    """Of each passage its words, its fate, and its section with owners, for Judith Amrein's notes on Pavel Horak."""
    pair = Pair.of(Party("Judith Amrein", "j@example.com"), Party("Pavel Horak", "p@example.com"), notes)
    drawn = outline.read(notes, pair)
    return [(drawn.copy[p.start : p.end].strip(), p.fate, _section(p)) for p in drawn.passages]


def _section(passage: outline.Passage) -> str:
    if passage.section is None:
        return ""
    return " ".join([passage.section.topic, *sorted(passage.section.owners)])


@pytest.mark.parametrize(
    ("line", "said", "section"),
    [
        ("Pavel: draft the plan", "draft the plan", "owned report"),
        ("PH -> draft the plan", "draft the plan", "owned report"),
        ("[Judith] ring Hana", "ring Hana", "owned manager"),
        ("@pavel draft the plan", "draft the plan", "owned report"),
        ("**Pavel** draft the plan", "draft the plan", "owned report"),
        ("Pavel and Hana: draft the plan", "draft the plan", "owned report"),
        ("PAVEL     draft the plan", "draft the plan", "owned report"),
        ("Both: draft the plan", "draft the plan", "owned manager report"),
        ("ACTION: draft the plan", "draft the plan", "agreed"),
        ("Open: does he want it?", "does he want it?", "open"),
    ],
)
def test_a_label_says_whose_a_line_is(line: str, said: str, section: str) -> None:
    assert passages(f"Agreed today:\n\n- {line}")[-1] == (said, "read", section)


@pytest.mark.parametrize(
    "line",
    [
        "See how the audits went: October.",
        "360 feedback for Pavel -- end of March",
        "draft the plan due: 4 May",
    ],
)
def test_words_before_a_mere_date_are_no_label(line: str) -> None:
    assert passages(f"Pavel will\n- {line}")[-1][0] == line


@pytest.mark.parametrize(
    ("line", "fate"),
    [
        ("- [x] Pavel: book the room", "done"),
        ("- ~~Pavel: book the room~~", "done"),
        ("- Pavel: book the room - done", "done"),
        ("- ✅ Pavel: book the room", "done"),
        ("- Hana: book the room", "other"),
        ("- Pavel: book the room (not for the contract)", "private"),
        ("- Pavel: book the room", "read"),
    ],
)
def test_what_is_over_private_or_anothers_is_not_read(line: str, fate: str) -> None:
    assert passages(f"Actions\n{line}")[-1][1] == fate


def test_a_place_named_beside_a_word_of_health_is_no_persons_health() -> None:
    found = passages("Pavel will spend two days with the stroke team at the Royal.\nHana's stroke kept her away.")
    assert [fate for _, fate, _ in found] == ["read", "private"]


def test_the_words_above_a_forward_do_not_hide_it() -> None:
    frame = "---------- Forwarded message ---------\nFrom: Judith\nSubject: x\n\n"
    notes = f"fyi, please do the contract\n\n{frame}Pavel will\n- draft it"
    assert passages(notes)[-1] == ("draft it", "read", "owned report")


def test_lines_that_were_wrapped_are_one_sentence() -> None:
    notes = (
        "Good hour with Pavel this afternoon. He has run the patch for three years and\n"
        "tenants ask for him by name. He said he will write a proposal for a\n"
        "drop-in at Eastfield and let me have it by June, and that he would chair the\n"
        "next panel in July."
    )
    assert len(passages(notes)) == 3


def test_dictation_without_a_stop_is_cut_at_its_breaths() -> None:
    notes = "so we talked about the audits for a while " * 9 + "and he'll draft the plan and um then I'll ring Hana"
    said = [words for words, _, _ in passages(notes)]
    assert "and he'll draft the plan" in said
    assert said[-1].endswith("I'll ring Hana")
