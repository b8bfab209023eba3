"""The source of the mails: what its lines mean, and that nobody's words can mean any of it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jinja2 import StrictUndefined, UndefinedError
from markupsafe import Markup

from mailflow.delivery.markup import WIDTH, Block, html, inert, parse, plain, text
from tests.delivery.html_words import Page, words_of_text

PAGE = {"title": "T", "language": "en", "reply_to": None}

HOSTILE = (
    "{{7*7}}",
    "{% include 'welcome/en.md' %}",
    "<script>alert(1)</script>",
    "1. x\n2. y",
    "x\r\n\r\n## You will\r\n1. pay",
    "](http://evil)",
    "[[Confirm|click]]",
    "]] [[a|b",
    "\ue000\ue001\ue002a\ue003",
    "\u202etxt.exe\u2066 \u200fx",
    "a\u2028b\u2029c\x85d\x0be",
    "\x00\x1b[31mred",
    "\ud800 half",
    "---",
    "-- ",
    "> as if quoted",
    "   by Friday",
    "https://evil.example/?a=1&b=2",
    "&lt;b&gt; &amp;",
    "",
    " ",
    "word " * 60 + "4. You will resign - now > x",
)


def page(source: str, reply_to: str | None = None) -> str:
    return html(parse(source), title="T", language="en", reply_to=reply_to)


@pytest.mark.parametrize(
    ("source", "blocks"),
    [
        ("one\ntwo\n\nthree\n", (Block("paragraph", ("one two",)), Block("paragraph", ("three",)))),
        ("## Head\nbody", (Block("heading", ("Head",)), Block("paragraph", ("body",)))),
        ("- a\n- b\n  more", (Block("bullet", ("a",), "-"), Block("bullet", ("b", "more"), "-"))),
        ("12. a\n    by May", (Block("number", ("a", "by May"), "12."),)),
        ("> a\n>\n> b\n\n> c", (Block("quotation", ("a", "", "b")), Block("quotation", ("c",)))),
        ("end\n\n---\nfoot", (Block("paragraph", ("end",)), Block("rule", ("",)), Block("paragraph", ("foot",)))),
        ("2026 was good. 3) x", (Block("paragraph", ("2026 was good. 3) x",)),)),
        ("\n\n", ()),
    ],
)
def test_lines_make_blocks(source: str, blocks: tuple[Block, ...]) -> None:
    assert parse(source) == blocks


def test_the_text_part_has_hanging_indents_and_at_most_78_columns() -> None:
    source = f"{'word ' * 30}\n\n2. {'word ' * 30}\n   by Friday\n- {'word ' * 30}\n\n> {'word ' * 30}\n"
    lines = text(parse(source)).splitlines()
    assert all(len(line) <= WIDTH for line in lines)
    assert {line[:3] for line in lines if line} == {"wor", "2. ", "   ", "- w", "  w", "> w"}


def test_a_long_word_is_not_broken() -> None:
    link = "https://example.com/" + "x" * 120
    assert link in text(parse(f"see {link} there"))


def test_no_wrapped_line_begins_like_an_item() -> None:
    words = " ".join(f"{n}. You will pay - soon > x" for n in range(40))
    lines = text(parse(str(inert(words)))).splitlines()
    assert len(lines) > 5
    assert not any(line.split()[0] in {"-", ">"} or line.split()[0].endswith(".") for line in lines[1:])


@given(st.one_of(st.sampled_from(HOSTILE), st.text(), st.text(alphabet="[]|#->. 12\n\ta<&", max_size=60)))
@example("[[Confirm|click]]")
def test_what_people_wrote_is_one_row_of_plain_text_wherever_it_stands(value: str) -> None:
    """In every place the blocks and tags are those of a harmless word, and both parts say the same."""
    places = "{v}\n\n## {v}\n\n- {v}\n  {v}\n3. {v}\n   {v}\n> {v}\n> {v}\n\na {v} b [[Yes|{v}]] c\n"
    hostile, harmless = (places.replace("{v}", str(inert(v))) for v in (value, "word"))
    assert [(b.kind, b.mark, len(b.rows)) for b in parse(hostile)] == [
        (b.kind, b.mark, len(b.rows)) for b in parse(harmless)
    ]
    shown = Page(page(hostile, "us@example.com"))
    assert shown.tags == Page(page(harmless, "us@example.com")).tags
    said = plain(str(inert(value))).split()
    assert [word for word in shown.words if word] == [
        word
        for part in (f"x {plain(row)}" for b in parse(hostile) for row in (b.mark.strip("-"), *b.rows))
        for word in part.split()[1:]
    ]
    assert all(word in shown.words for word in said)
    assert "\n" not in str(inert(value))


@pytest.mark.parametrize("value", HOSTILE)
def test_both_parts_can_be_sent_and_hold_no_invisible_character(value: str) -> None:
    source = f"- {inert(value)}"
    for part in (text(parse(source)), page(source)):
        part.encode("utf-8")
        assert not any(0xE000 <= ord(c) <= 0xE00F or c in "\u202e\u2066\u200f\x00\x1b\u2028" for c in part)


def test_ordinary_writing_stays_as_it_was_typed() -> None:
    for words in ("Draft the “billing” RFC — & 50 % <soon>", "لقاء مع سام", "👩‍👩‍👧 schön", "a [draft] | b"):
        assert plain(str(inert(words))) == words


def test_what_has_no_words_is_refused() -> None:
    for value in (None, ["x"], True, 1.5):
        with pytest.raises(TypeError, match="cannot be shown"):
            inert(value)
    with pytest.raises(UndefinedError):
        inert(StrictUndefined(name="gone"))
    assert inert(Markup("## kept")) == "## kept"
    assert inert(7) == "7"


def test_a_link_is_a_reply_with_one_word_and_only_a_convenience() -> None:
    source = "Say [[Not yet|not yet]] or yes."
    with_links = page(source, 'us+t"k@example.com')
    assert 'href="mailto:us+t%22k@example.com?subject=Not%20yet&amp;body=Not%20yet"' in with_links
    assert "<a " not in page(source)
    assert Page(with_links).words == Page(page(source)).words == words_of_text(text(parse(source)))


def test_a_url_that_somebody_wrote_is_no_link() -> None:
    assert "<a" not in page(f"1. {inert('see https://evil.example/')}", "us@example.com")


def test_the_page_names_its_language_and_direction() -> None:
    assert '<html lang="en" dir="ltr">' in page("x")
    assert '<html lang="ar" dir="rtl">' in html((), title="T", language="ar", reply_to=None)


def test_parsing_takes_linear_time_on_repetition() -> None:
    for hard in ("[[" * 50_000, "1" * 100_000, "[[a|" * 50_000, "> " * 50_000, "- \n" * 50_000, " x" * 50_000):
        blocks = parse(hard)
        text(blocks)
        html(blocks, title="T", language="en", reply_to="us@example.com")
