"""Whether what is no acceptance, or not wholly one, is taken for one: replies that were written for it.

`replies-no-yes.jsonl` and `replies-false-yes.jsonl` are by people who knew the rules and looked for acceptances that
nobody had given; docs/performance.md says what was found.
"""

from tests.reading.reply_sets import replies

STILL_TAKEN, NEARLY_TAKEN = 37, 4


def test_what_was_written_to_be_taken_for_a_yes_is_none() -> None:
    found = [understood for _, understood in replies("replies-no-yes.jsonl")]
    assert len(found) > 700
    assert not [x for x in found if x.verdict == "accept" or x.send]


def test_a_firm_yes_beside_words_that_undo_it_is_seldom_taken() -> None:
    """464 mails by somebody who looked for what an earlier reader wrongly took; the number may only fall."""
    found = [understood for _, understood in replies("replies-false-yes.jsonl")]
    assert len(found) > 400
    assert sum(x.verdict == "accept" for x in found) <= STILL_TAKEN


def test_what_nearly_agrees_is_seldom_taken() -> None:
    """600 mails as people send them, by three writers: a yes, or most of one, and something else; it may only fall."""
    found = [understood for _, understood in replies("replies-nearly.jsonl")]
    assert len(found) == 600
    assert sum(x.verdict == "accept" for x in found) <= NEARLY_TAKEN
