"""Running prose: where one sentence ends and the next begins."""

import re
from collections.abc import Callable, Iterator

from mailflow.reading import lexicon
from mailflow.reading.word import Word, split

_SHORT = frozenset(lexicon.words("words_of_prose", "short"))

_DATED = frozenset(lexicon.words("words_of_prose", "dated"))  # "Jan.", "Fri.": short only before a number
_JOINTS = frozenset(lexicon.words("words_of_prose", "joints"))
_SUBJECTS = frozenset({"i", "you", "he", "she", "they", "we"})
_BREATHLESS = 70  # words of a sentence that nobody writes
_FLOWING = 18  # words of one without a comma
_BREATH = 4  # words that a clause has at least
_AHEAD = 5  # words within which the subject of the next clause stands
_STOP = re.compile(r"[.?!;]")
_LONGEST = 3000  # characters; dictation without a full stop comes near, prose does not


def sentences(
    text: str, start: int, end: int, words: Callable[[int, int], tuple[Word, ...]] | None = None
) -> tuple[tuple[int, int], ...]:
    """The sentences of `text[start:end]` as spans without outer blanks.

    One without an end in sight is cut at a blank. A full stop after a title ("Dr.") or a single letter
    ends none. `words` gives the words between two places, where a caller has cut the text already.
    """
    found: list[tuple[int, int]] = []
    begin = at = start
    if end - start <= _LONGEST and _STOP.search(text, start, end) is None:
        at = end
    spoken = False  # signs in front of the first word end nothing
    while at < end:
        sign = text[at]
        spoken = spoken or sign.isalnum()
        if (
            sign in ".?!;"
            and spoken
            and (at + 1 >= end or text[at + 1] in " \n\"')”")
            and not (sign == "." and _shortened(text, begin, at, end))
        ):
            stop = at + 1
            while stop < end and text[stop] in "\"')”?!.":
                stop += 1
            found.append((begin, stop))
            begin = at = stop
            spoken = False
        elif at - begin > _LONGEST and sign.isspace():
            found.append((begin, at))
            begin = at
        else:
            at += 1
    found.append((begin, end))
    parts = (part for a, b in found for part in _breaths(text, a, b, words))
    return tuple(span for a, b in parts if (span := _trimmed(text, a, b))[0] < span[1])


def _breaths(
    text: str, start: int, end: int, cut: Callable[[int, int], tuple[Word, ...]] | None
) -> Iterator[tuple[int, int]]:
    """The clauses of a sentence so long that it was spoken without a stop ("… um and then in june we'll …")."""
    blanks = text.count(" ", start, end)
    if blanks < _FLOWING // 2:
        yield start, end
        return
    flowing = not any(sign in text[start:end] for sign in ",;:–—(")
    least = _FLOWING if flowing else _BREATHLESS
    if blanks < least // 2:
        yield start, end
        return
    words = split(text, start, end) if cut is None else cut(start, end)
    begin = 0
    if len(words) > least:
        for at in range(1, len(words) - 1):
            if words[at].low in _JOINTS and words[at - 1].low not in _JOINTS and at - begin >= _BREATH:
                ahead = words[at + 1 : at + 1 + _AHEAD]
                if any(w.low.partition("'")[0] in _SUBJECTS for w in ahead):
                    yield words[begin].start, words[at - 1].end
                    begin = at
    yield (words[begin].start if words else start), end


def _shortened(text: str, begin: int, at: int, end: int) -> bool:
    left = max(begin, at - 12)
    word = text[left:at].replace("\n", " ").rpartition(" ")[2].strip("(").lower()
    if at + 1 >= end:
        return False
    if word in _DATED:
        return text[at + 1 : at + 3].strip()[:1].isdigit()
    return word in _SHORT or (len(word) == 1 and word.isalpha() and word != "i")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
