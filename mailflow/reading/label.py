"""Labels: the words in front of a line that say whose it is or what it is about ("Tomasz: …", "LUIS -> …", "[AP 3] …")."""

import re
from dataclasses import dataclass
from datetime import date

from mailflow.reading import lexicon, section
from mailflow.reading.due import find
from mailflow.reading.owner import Pair
from mailflow.reading.section import Section
from mailflow.reading.word import split

_TAGS = frozenset(lexicon.words("heading", "tags"))
_DATES = frozenset(lexicon.words("table", "due"))
_TELLING = frozenset(lexicon.words("promise", "telling"))
_VERBS = frozenset(lexicon.words("action", "verbs"))
_MOST_WORDS = 12
_LONGEST_DATE = 24  # characters
_ANY_DAY = date(2000, 1, 1)
_LONGEST = 100  # characters
_COLON = re.compile(r"[^:\n]{1,100}?:(?=\s|$)")
_ARROW = re.compile(r"[^:\n.]{1,60}?(?:\s*(?:->|=>|→|⇒|➔|➜|>>?)\s*|\s+(?:--?|–|—|=|\|)\s+)(?=\S)")
_TAG = re.compile(r"[#\[(]?(?P<word>[^\W\d_]{2,10})(?:[ \-#:_]{0,2}\d{1,4})?(?P<end>[\])]|[:.]|)(?=\s)\s*:?\s*")
_COLUMN = re.compile(r"(?P<said>[^\W\d_][\w.'-]{0,20}(?: [\w.'-]{1,20})?)(?: {3,}|\t+)(?=\S)")  # a first column
_ARROWS = ("->", "=>", "→", "⇒", "➔", "➜", ">")
_AT = re.compile(r"@[^\W\d_][\w.-]{0,30}(?: [A-Z][\w'-]{1,20})?\s*[:,\-–]?\s+")
_NICK = re.compile(r"<\s*[@+~%&]?(?P<said>[\w|\[\]-]{1,24})\s*>\s*")
_BRACKET = re.compile(r"[\[(](?P<said>[^\[\]()\n]{1,40})[\])]\s*[:\-–]?\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Label:
    """The words `said` of a label, what they announce (None: nothing that we know), and where the rest begins."""

    said: str
    section: Section | None
    stop: int
    speaks: bool = False  # in a chat room's log
    dashed: bool = False  # by a mere dash, which may also only join two thoughts


def read(text: str, copy: str, start: int, end: int, pair: Pair) -> Label | None:
    """The label at the head of `copy[start:end]`, if there is one. `text` is the same with its emphasis."""
    bold = _bold(text, copy, start, end, pair)
    if bold is not None:
        return bold
    tag = _TAG.match(copy, start, end)
    if (
        tag
        and tag.group("word").lower() in _TAGS
        and (
            tag.group("end") or copy[start] in "#[(" or (tag.group("word").isupper() and not copy[start:end].isupper())
        )
    ):
        return Label(tag.group().strip(), Section("agreed"), tag.end())
    nick = _NICK.match(copy, start, end)
    if nick:
        known = section.read(nick.group("said"), pair)
        owned = known is not None and known.topic == "owned"
        return Label(nick.group("said"), known if owned else section.OTHERS, nick.end(), speaks=True)
    for pattern in (_AT, _BRACKET):
        found = pattern.match(copy, start, end)
        if found and not (pattern is _AT and _tells(copy, found, end)):
            said = (found.groupdict().get("said") or found.group().strip(" @:,-–")).strip()
            known = section.read(said, pair)
            if known is not None and known.topic == "owned":
                return Label(said, known, found.end())
            if pattern is _AT:
                return Label(said, section.OTHERS, found.end())
    column = _COLUMN.match(text, start, end)
    if column:
        said = column.group("said")
        known = section.read(said, pair)
        if known is not None and (known.topic != "owned" or _is_name(said, pair)):
            return Label(said, known, column.end())
    colon = _COLON.match(copy, start, min(end, start + _LONGEST))
    arrow = _ARROW.match(copy, start, min(end, start + _LONGEST))
    if arrow and (colon is None or arrow.end() < colon.end()):
        said = copy[start : arrow.end()].rstrip(" ->=→⇒➔➜–—|")
        known = section.read(said, pair) if len(split(said)) <= _MOST_WORDS else None
        dashed = not any(sign in arrow.group() for sign in _ARROWS)
        bare = known is None or known.topic != "owned" or _is_name(said, pair)
        if known is not None and (bare or not dashed):  # "360 feedback for DT -- end of March" is no label
            return Label(said, known, arrow.end(), dashed=dashed)
        if any(sign in arrow.group() for sign in _ARROWS) and section.persons(said, pair):
            return Label(said, section.OTHERS, arrow.end())
    if colon is not None:
        said = copy[start : colon.end() - 1]
        row = split(said)
        rest = copy[colon.end() : end].strip(" .")
        dates = len(row) > 1 and (row[-1].low in _DATES or _only_date(rest))
        if len(row) <= _MOST_WORDS and not dates and "." not in said.rstrip(".") and said.strip():
            return Label(said.strip(), section.read(said, pair), colon.end())
    return None


def _only_date(said: str) -> bool:
    """Whether nothing but a date follows: "See how the minutes went: October." has no label."""
    if not 0 < len(said) < _LONGEST_DATE or not said[0].isalnum():
        return False
    found = find(f"in {said}", _ANY_DAY) or find(said, _ANY_DAY)
    return bool(found) and found[0].end - found[0].start >= len(said)


def _tells(copy: str, handle: re.Match[str], end: int) -> bool:
    """Whether "@mira" is only the subject of what is told: "@mira knows why", "@mira spoke with two firms"."""
    following = split(copy, handle.end(), min(end, handle.end() + 30))[:1]
    if not following or handle.group().rstrip()[-1] in ":-–,":
        return False
    low = following[0].low
    inflected = low.endswith("s") and not low.endswith("ss") and low not in _VERBS
    return (low in _TELLING and low not in _VERBS) or inflected or (low.endswith("ed") and low not in _VERBS)


def _bold(text: str, copy: str, start: int, end: int, pair: Pair) -> Label | None:
    """ "**B** shadow Marisol": a name in bold needs no other sign."""
    if text[max(0, start - 2) : start] != "**":
        return None
    closing = text.find("**", start, min(end + 2, start + 40))
    if closing < 0 or closing + 2 >= end:
        return None
    said = copy[start:closing].strip().rstrip(":")
    known = section.read(said, pair)
    if known is None or known.topic != "owned":
        return None
    stop = closing + 2
    while stop < end and copy[stop] in " :-–>":
        stop += 1
    return Label(said, known, stop)


@dataclass(frozen=True, slots=True)
class Tail:
    """Whom the end of a line names as its owner, and where the words before it end."""

    section: Section
    start: int
    stop: int


_IN_BRACKETS = re.compile(
    r"[(\[](?:(?:owner|resp|responsible|assigned to|lead|action|who)\s*:?\s*)?(?P<said>@?[^\W\d_][^()\[\]\n]{0,60})[)\]]",
    re.IGNORECASE,
)
_AFTER_DASH = re.compile(r"(?:\s[-–—/]+\s*|\s*@|\s*(?:->|→|=>)\s*)(?P<said>[^\W\d_][\w.' &+/-]{0,30})[.)]?$")


def tail(copy: str, start: int, end: int, pair: Pair) -> Tail | None:
    """The owner at the end of a line ("… by 1/10. (Kayleigh)", "… [JT]", "… – Doug"); OTHERS for a third person."""
    found = list(_IN_BRACKETS.finditer(copy, start, end))
    for match in reversed(found):
        said = match.group("said").lstrip("@")
        name = said.partition(",")[0].partition(";")[0].partition(" by ")[0].partition(" - ")[0]
        known = section.read(name, pair)
        if known is not None and known.topic == "owned" and _is_name(name, pair):
            return Tail(known, match.start(), match.end())
        if known is None and section.persons(name, pair) and end - match.end() < 4 and match.start() - start > 8:
            return Tail(section.OTHERS, match.start(), match.end())
    dash = _AFTER_DASH.search(copy, max(start, end - 40), end)
    if dash:
        known = section.read(dash.group("said"), pair)
        if known is not None and known.topic == "owned" and _is_name(dash.group("said"), pair):
            return Tail(known, dash.start(), dash.end())
    return None


def _is_name(said: str, pair: Pair) -> bool:
    """Whether somebody is named by name, initials or as "me", and nothing else is said."""
    words = [w for w in split(said) if w.low[0].isalnum()]
    return bool(words) and all(
        pair.named(w) is not None or pair.owner(w) or w.low in ("me", "i", "you", "both", "and", "us", "all")
        for w in words
    )
