"""The phrasebook as a list: what is in it can be found, and stands in it once."""

import re
from collections import Counter

import pytest

from mailflow.reading import phrasebook

# Lists in which single words are looked up, and no pattern is made of them.
LOOKED_UP = {("tale", "present"), ("tale", "have")} | {(t, k) for t in ("assent", "typed") for k in phrasebook.keys(t)}
EVERY = [(table, key) for table in phrasebook._TABLES for key in phrasebook.keys(table)]


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_no_phrase_stands_twice_in_a_list(table: str, key: str) -> None:
    assert [phrase for phrase, times in Counter(phrasebook.phrases(table, key)).items() if times > 1] == []


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_phrases_begin_and_end_where_words_do(table: str, key: str) -> None:
    # A pattern looks for them between word edges; half a word, or a blank at the end, would never be found.
    for phrase in phrasebook.phrases(table, key):
        assert (table, key) in LOOKED_UP or not re.match(r"(?:\(\?:)*(?:n't|'(?:ll|d|ve)\b)", phrase), phrase
        assert phrase == phrase.strip(), phrase


@pytest.mark.parametrize(("table", "key"), EVERY)
def test_no_phrase_repeats_a_group(table: str, key: str) -> None:
    assert [phrase for phrase in phrasebook.phrases(table, key) if re.search(r"(?<!\\)\)[*+]", phrase)] == []


@pytest.mark.parametrize(
    ("phrase", "uncaptured"),
    [
        ("(a|b) c", "(?:a|b) c"),
        ("((a|b) )?c", "(?:(?:a|b) )?c"),
        ("(?P<on>a)", "(?P<on>a)"),
        ("a(?! b)(?<=a)", "a(?! b)(?<=a)"),
        (r"\(a\)", r"\(a\)"),
        (r"\\(a)", r"\\(?:a)"),
        ("[(] (a)", "[(] (?:a)"),
        ("[^()]", "[^()]"),
        ("[]()]", "[]()]"),
        (r"[\](] (a)", r"[\](] (?:a)"),
    ],
)
def test_a_group_captures_nothing_and_what_is_no_group_stays(phrase: str, uncaptured: str) -> None:
    assert phrasebook._uncaptured(phrase) == uncaptured


@pytest.mark.parametrize(("table", "key"), [place for place in EVERY if place not in LOOKED_UP])
def test_only_groups_with_a_name_are_kept(table: str, key: str) -> None:
    for phrase in phrasebook.phrases(table, key):
        found = re.compile(re.sub(r"\{\w+\}", "x", phrase))
        assert found.groups == len(found.groupindex), phrase


def test_phrases_are_tried_by_their_length_as_they_are_written() -> None:
    assert phrasebook.longest_first(["(?:a|b) c", "a b c d", "abcdefgh"]) == ["abcdefgh", "(?:a|b) c", "a b c d"]
