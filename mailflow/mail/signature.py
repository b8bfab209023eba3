"""Signature: what stands below the words of a mail and is none of them: sign-off, name, card, and what is in footer.py.

A signature that nothing marks is known by its sender's own name, and by what follows a name on a card: a title, an
address, numbers, links. Everything else below a name is words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.mail.card import (
    LOW,
    LOW_BELOW_CLOSING,
    is_answer,
    is_card,
    is_contact,
    is_due,
    is_item,
    is_plain_card,
    is_postscript,
    words_of,
)
from mailflow.mail.closing import is_closing, is_thanks, name_after_closing, name_after_thanks, opens_closing
from mailflow.mail.footer import footer_at, words_in
from mailflow.mail.line import Line, is_rule
from mailflow.mail.signer import CHARACTERS, Signer

MAX_WINDOW = 60  # filled lines from the end in which a sign-off is looked for
MAX_LENGTH = 100  # characters of a line with which one begins
MAX_CARD = 14
MAX_STRAY = 2  # lines of a card that are none by themselves: a motto, "I work flexibly …"
MIN_WORDS_ABOVE = 6  # a line that closes a mail has a mail above it
FULL_LINE = 40  # characters of a line of prose

_PART = r"(?:[^\W\d_a-zß-öø-ÿ][^\W\d_]*(?:['’.-][^\W\d_]+)*\.?)"
_NAME = re.compile(rf"{_PART}(?:\ (?:van|von|de|der|den|da|di|del|la|le|el|al|bin|zu|{_PART})){{0,4}}")
_DASHED_NAME = re.compile(rf"(?:[-–—~/]|--|//)\s?(?=\S)(?P<name>{_PART}(?:\ {_PART}){{0,2}})[\s.]{{0,3}}")
_SLASHED = re.compile(r"(?:--|~|//?)(?P<name>[^\W\d_]{2,12})")
_SMALL_WORD = re.compile(r"[^\W\d_]{2,12}")
_ONE_NAME = re.compile(r"(?P<name>[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ]{2,11})[.,!]?")


def signed(lines: Sequence[Line], signer: Signer, *, alone: bool = False, first: bool = False) -> list[bool]:
    """For each line of a run of newly written ones, whether it belongs to a signature. What is unsure does not.

    Words below a signature are words: a postscript, or what stands below the sender's own name. `alone` says that
    nothing need stand above a signature, as in a mail that only passes another one on; `first` that nothing was
    written in the mail so far.
    """
    end = footer_at(lines, signer)
    marks = [i >= end for i in range(len(lines))]
    bare = first and not any(not line.blank for line in lines[:end])
    for begin, after in words_in(lines, end, signer, bare=bare):
        marks[begin:after] = [False] * (after - begin)
    while end > 0 and lines[end - 1].blank:
        end -= 1
    for begin, after in _sign_offs(lines, end, signer, alone=alone):
        marks[begin:after] = [True] * (after - begin)
    return marks


def _sign_offs(lines: Sequence[Line], end: int, signer: Signer, *, alone: bool) -> Iterator[tuple[int, int]]:
    filled = [i for i in range(end) if not lines[i].blank]
    window = filled[-MAX_WINDOW:] if alone else filled[1:][-MAX_WINDOW:]
    found: list[tuple[int, int]] = []
    position = 0
    for i in window:
        if i < position:
            continue
        after = _sign_off_end(lines, i, end, signer)
        if after:
            found.append((i, after))
            position = after
    if position < end and window and not signer.named and _is_last_name(lines, window[-1]):
        found.append((window[-1], end))
    following = end
    for first, after in reversed(found):
        # A letter within the mail has a close of its own; below the sender's own there may be a postscript.
        parted = any(not line.blank for line in lines[after:following])
        if following == end or not parted or _is_postscript(lines, after):
            yield first, after
        following = first


def _is_postscript(lines: Sequence[Line], start: int) -> bool:
    following = next((line for line in lines[start:] if not line.blank), None)
    return following is not None and is_postscript(following.text)


def _sign_off_end(lines: Sequence[Line], i: int, end: int, signer: Signer) -> int:
    """Where the sign-off that begins at line `i` ends, 0 if none begins there."""
    begins = _begins(lines, i, end, signer)
    if begins is None:
        return 0
    last = _plain_block_end(lines, begins, end) if signer.strict else _block_end(lines, begins, end)
    if begins.brief and not any(is_contact(line.text.strip()) for line in lines[begins.after : last]):
        last = begins.after  # "Ben", and what is Ben's below it
    rest = next((j for j in range(last, end) if not lines[j].blank), end)
    if rest == end:
        return end
    apart = begins.closed or rest > last
    return last if (begins.own and apart) or _is_postscript(lines, rest) else 0


@dataclass(frozen=True, slots=True)
class _Begin:
    """Closing and name end before line `after`; `closed` if there is a closing, `own` if the name is the sender's.

    `brief` says that it is one word, and no closing above it.
    """

    after: int
    closed: bool = False
    own: bool = False
    brief: bool = False


def _begins(lines: Sequence[Line], i: int, end: int, signer: Signer) -> _Begin | None:
    """What a sign-off begins with at line `i`: a closing, or the sender's name."""
    text = lines[i].text.strip()
    if len(text) > MAX_LENGTH:
        return None
    below = next((j for j in range(i + 1, min(i + 6, end)) if not lines[j].blank), end)
    name = lines[below].text.strip() if below < end else ""
    own = bool(name) and signer.signs(name)
    if is_closing(text):
        named_below = own or (not signer.strict and (_is_name(name) or _is_nick(name, lines, below, end)))
        return _Begin(below + 1 if named_below else i + 1, closed=True, own=own)
    if (behind := name_after_closing(text)) and (signer.signs(behind) or (not signer.strict and _is_name(behind))):
        return _Begin(i + 1, closed=True, own=signer.signs(behind))
    if is_thanks(text):
        if own or (not signer.strict and (_is_name(name) or _is_nick(name, lines, below, end))):
            return _Begin(below + 1, closed=True, own=own)
        if below == end < len(lines) and lines[end].text.startswith("--"):
            return _Begin(end)
    if (behind := name_after_thanks(text)) and signer.signs(behind):
        return _Begin(i + 1, closed=True, own=True)
    if own and not lines[below - 1].blank and _is_phrase_of_close(lines, i):
        return _Begin(below + 1, closed=True, own=True)
    return _begins_with_name(lines, i, below, end, signer)


def _begins_with_name(lines: Sequence[Line], i: int, below: int, end: int, signer: Signer) -> _Begin | None:
    text = lines[i].text.strip()
    parted = lines[i - 1].blank if i else True
    own_below = below < end and signer.signs(lines[below].text.strip())
    if signer.signs(text) and (not _in_list(lines, i) or (parted and signer.rest(text) == "")):
        if not parted and _is_name(lines[i - 1].text):
            return None  # the last of a list of names
        return _Begin(i + 1, own=parted and len(text) > 2, brief=len(words_of(text)) == 1)
    above = next((line.text.rstrip() for line in reversed(lines[:i]) if not line.blank), "")
    if not signer.named and _is_name(text) and above.endswith((".", "!", ")", "?")) and _is_all_card(lines, below, end):
        return _Begin(below)
    if (
        is_rule(text)
        and below < end
        and (
            own_below
            or (
                below == i + 1
                and _is_all_card(lines, below, end)
                and any(signer.is_named_in(x.text) for x in lines[below:end])
            )
        )
    ):
        return _Begin(below)
    if parted and (dashed := _DASHED_NAME.fullmatch(text) or _SLASHED.fullmatch(text)) and not _in_list(lines, i):
        own = signer.signs(dashed["name"])
        return _Begin(i + 1, own=own) if own or not signer.strict else None
    return None


def _is_phrase_of_close(lines: Sequence[Line], i: int) -> bool:
    """Whether a line directly above the name closes a mail in words of its own: "In solidarity,", "Love to all,"."""
    text = lines[i].text.strip()
    if opens_closing(text):
        return True
    words = words_of(text)
    return (
        text.endswith((",", "，", "،"))
        and 0 < len(words) <= 5
        and bool(i and lines[i - 1].blank)
        and not any(map(is_answer, words))
        and sum(len(line.text.split()) for line in lines[max(0, i - 20) : i]) >= MIN_WORDS_ABOVE
    )


def _plain_block_end(lines: Sequence[Line], begins: _Begin, end: int) -> int:
    """The same where the words will be acted upon: paragraphs with a number or a link, or a title below the name."""
    last = start = begins.after
    while start < end:
        if lines[start].blank:
            start += 1
            continue
        stop = next((j for j in range(start, end) if lines[j].blank), end)
        paragraph = [line.text.strip() for line in lines[start:stop]]
        below_name = begins.closed and start == begins.after
        if not is_plain_card(paragraph) or not (below_name or any(map(is_contact, paragraph))):
            return last
        last = start = stop
    return last


def _block_end(lines: Sequence[Line], begins: _Begin, end: int) -> int:
    """Where the lines below a closing and name that go with them end, the blank ones behind them left out.

    A paragraph does if all its lines are those of a card, or if it gives a number or a link at all.
    """
    last = start = begins.after
    share = LOW_BELOW_CLOSING if begins.closed else LOW
    filled = 0
    while start < end:
        if lines[start].blank:
            start += 1
            continue
        if is_postscript(lines[start].text):
            return last
        stop = next((j for j in range(start, end) if lines[j].blank or is_postscript(lines[j].text)), end)
        paragraph = [line.text.strip() for line in lines[start:stop]]
        filled += len(paragraph)
        if filled > MAX_CARD:
            return last
        gives = any(map(is_contact, paragraph))
        fits = [(gives and not _is_read(text)) or is_card(text, share) for text in paragraph]
        strange = [k for k, text in enumerate(paragraph) if not is_card(text, share)]
        stray = strange[MAX_STRAY] if len(strange) > MAX_STRAY else len(paragraph)
        cards = min(next((k for k, fit in enumerate(fits) if not fit), len(paragraph)), stray)
        if cards < len(paragraph):
            return start + cards if cards else last
        last = start = stop
    return last


def _is_read(text: str) -> bool:
    """Whether a line is meant to be read on, even among numbers and links: an item, a question, an announcement."""
    return is_item(text) or text.endswith(("?", ":")) or is_answer(text) or is_due(text)


def _is_all_card(lines: Sequence[Line], start: int, end: int) -> bool:
    """Whether nothing follows but numbers, links and addresses, or title and firm below a name that stands apart."""
    texts = [line.text.strip() for line in lines[start:end] if not line.blank]
    if not 0 < len(texts) <= MAX_CARD or not all(map(is_card, texts)):
        return False
    return any(map(is_contact, texts)) or (len(texts) <= 2 and start > 1 and lines[start - 2].blank)


def _is_nick(text: str, lines: Sequence[Line], i: int, end: int) -> bool:
    """Whether a last line is one small word, as people write their names in haste."""
    last = i < end and all(line.blank for line in lines[i + 1 : end])
    return last and bool(_SMALL_WORD.fullmatch(text)) and not is_answer(text)


def _is_name(text: str) -> bool:
    text = text.strip(" *_,.-–—")
    return 0 < len(text) <= 40 and bool(_NAME.fullmatch(text)) and not is_answer(text)


def _in_list(lines: Sequence[Line], i: int) -> bool:
    above = next((line.text.strip() for line in reversed(lines[:i]) if not line.blank), "")
    return above.startswith(tuple("-–—~/*•")) or above.endswith(":")


def _is_last_name(lines: Sequence[Line], i: int) -> bool:
    """Whether the last line is a paragraph of one given name, below words that have come to an end."""
    text = lines[i].text.strip()
    found = _ONE_NAME.fullmatch(text) or CHARACTERS.fullmatch(text)
    if not found or not i or is_answer(text):
        return False
    above = next((line.text.strip() for line in reversed(lines[:i]) if not line.blank), "")
    if not lines[i - 1].blank:
        return len(above) > FULL_LINE and above.endswith((".", "!", "?"))
    return above.endswith((".", "!", ")", "…", "。", "！"))
