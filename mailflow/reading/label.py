"""Labels: the words in front of a line that say whose it is, or what it is about ("Tomasz: …", "LUIS -> …")."""

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
_IN_BRACKETS = re.compile(
    r"[(\[](?:(?:owner|resp|responsible|assigned to|lead|action|who)\s*:?\s*)?"
    r"(?P<said>@?[^\W\d_][^()\[\]\n]{0,60})[)\]]",
    re.IGNORECASE,
)
_AFTER_DASH = re.compile(r"(?:\s[-–—/]+\s*|\s*@|\s*(?:->|→|=>)\s*)(?P<said>[^\W\d_][\w.' &+/-]{0,30})[.)]?$")
_SOMEBODY = frozenset({"me", "i", "you", "both", "and", "us", "all"})
_MOST_WORDS = 12
_SHORTEST, _LONGEST_TAIL, _NEAR_END = 8, 40, 4  # characters of a line, of an owner at its end, and behind one
_LONGEST_DATE = 24  # characters
_ANY_DAY = date(2000, 1, 1)
_LONGEST = 100  # characters
_COLON = re.compile(r"[^:\n]{1,100}?:(?=\s|$)")
_ARROW = re.compile(r"[^:\n.]{1,60}?(?:\s*(?:->|=>|→|⇒|➔|➜|>>?)\s*|\s+(?:--?|–|—|=|\|)\s+)(?=\S)")
_TAG = re.compile(r"[#\[(]?(?P<word>[^\W\d_]{2,10})(?:[ \-#:_]{0,2}\d{1,4})?(?P<end>[\])]|[:.]|)(?=\s)\s*:?\s*")
_COLUMN = re.compile(  # a first column
    r"(?P<said>[^\W\d_][\w.'-]{0,20}(?:(?: ?[/&+] ?| )[\w.'-]{1,20})?)(?: {3,}|\t+|\s+\.{2,}\s+)(?=\S)"
)
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


@dataclass(frozen=True, slots=True)
class Tail:
    """Whom the end of a line names as its owner, and where the words before it end."""

    section: Section
    start: int
    stop: int


class Labels:
    """The labels of the notes `text` about `pair`; `copy` is the same without emphasis. Each is read once."""

    def __init__(self, text: str, copy: str, pair: Pair) -> None:
        self.text, self.copy, self.pair = text, copy, pair
        self._sections: dict[str, Section | None] = {}
        self._labels: dict[tuple[int, int], Label | None] = {}

    def section(self, said: str) -> Section | None:
        """What a heading announces; see `section.read`."""
        if said not in self._sections:
            self._sections[said] = section.read(said, self.pair)
        return self._sections[said]

    def read(self, start: int, end: int) -> Label | None:
        """The label at the head of `copy[start:end]`, if there is one."""
        place = (start, end)
        if place not in self._labels:
            self._labels[place] = self._read(start, end)
        return self._labels[place]

    def tail(self, start: int, end: int) -> Tail | None:
        """The owner at the end of a line ("… by 1/10. (Kayleigh)", "… [JT]", "… – Doug"); OTHERS for a third person."""
        for match in reversed(list(_IN_BRACKETS.finditer(self.copy, start, end))):
            said = match.group("said").lstrip("@")
            name = said.partition(",")[0].partition(";")[0].partition(" by ")[0].partition(" - ")[0]
            known = self._named(name)
            if known is not None:
                return Tail(known, match.start(), match.end())
            last = end - match.end() < _NEAR_END and match.start() - start > _SHORTEST
            if last and self.section(name) is None and section.persons(name, self.pair):
                return Tail(section.OTHERS, match.start(), match.end())
        dash = _AFTER_DASH.search(self.copy, max(start, end - _LONGEST_TAIL), end)
        known = self._named(dash.group("said")) if dash else None
        return Tail(known, dash.start(), dash.end()) if dash and known is not None else None

    def _read(self, start: int, end: int) -> Label | None:
        for sign in (self._bold, self._tag, self._nick, self._handle, self._column):
            found = sign(start, end)
            if found is not None:
                return found
        reach = min(end, start + _LONGEST)
        colon, arrow = _COLON.match(self.copy, start, reach), _ARROW.match(self.copy, start, reach)
        if arrow and (colon is None or arrow.end() < colon.end()):
            found = self._arrow(arrow)
            if found is not None:
                return found
        return self._colon(colon, end) if colon else None

    def _bold(self, start: int, end: int) -> Label | None:
        """ "**B** shadow Marisol": a name in bold needs no other sign."""
        closing = self.text.find("**", start, min(end + 2, start + _LONGEST_TAIL))
        if self.text[max(0, start - 2) : start] != "**" or closing < 0 or closing + 2 >= end:
            return None
        said = self.copy[start:closing].strip().rstrip(":")
        known = self.section(said)
        if known is None or known.topic != "owned":
            return None
        stop = closing + 2
        while stop < end and self.copy[stop] in " :-–>":
            stop += 1
        return Label(said, known, stop)

    def _tag(self, start: int, end: int) -> Label | None:
        """ "ACTION: …", "[AP 3] …", "#action …"."""
        tag = _TAG.match(self.copy, start, end)
        if tag is None or tag.group("word").lower() not in _TAGS:
            return None
        shouted = tag.group("word").isupper() and not self.copy[start:end].isupper()
        signed = tag.group("end") or self.copy[start] in "#[("
        return Label(tag.group().strip(), Section("agreed"), tag.end()) if signed or shouted else None

    def _nick(self, start: int, end: int) -> Label | None:
        nick = _NICK.match(self.copy, start, end)
        if nick is None:
            return None
        known = self.section(nick.group("said"))
        owned = known is not None and known.topic == "owned"
        return Label(nick.group("said"), known if owned else section.OTHERS, nick.end(), speaks=True)

    def _handle(self, start: int, end: int) -> Label | None:
        """ "@pavel …", "[Pavel] …", "(Pavel) …"."""
        at = _AT.match(self.copy, start, end)
        if at and not _tells(self.copy, at, end):
            said = at.group().strip(" @:,-–")
            known = self.section(said)
            owned = known is not None and known.topic == "owned"
            return Label(said, known if owned else section.OTHERS, at.end())
        bracket = _BRACKET.match(self.copy, start, end)
        said = bracket.group("said").strip() if bracket else ""
        known = self.section(said) if bracket else None
        return Label(said, known, bracket.end()) if bracket and known is not None and known.topic == "owned" else None

    def _column(self, start: int, end: int) -> Label | None:
        column = _COLUMN.match(self.text, start, end)
        known = self.section(column.group("said")) if column else None
        if column is None or known is None or (known.topic == "owned" and not self._named(column.group("said"))):
            return None
        return Label(column.group("said"), known, column.end())

    def _arrow(self, arrow: re.Match[str]) -> Label | None:
        said = self.copy[arrow.start() : arrow.end()].rstrip(" ->=→⇒➔➜–—|")
        known = self.section(said) if len(split(said)) <= _MOST_WORDS else None
        dashed = not any(sign in arrow.group() for sign in _ARROWS)
        if known is not None and (known.topic != "owned" or not dashed or self._named(said)):
            return Label(said, known, arrow.end(), dashed=dashed)  # "360 feedback for DT -- end of March" is none
        return None if dashed or not section.persons(said, self.pair) else Label(said, section.OTHERS, arrow.end())

    def _colon(self, colon: re.Match[str], end: int) -> Label | None:
        said = self.copy[colon.start() : colon.end() - 1]
        row = split(said)
        rest = self.copy[colon.end() : end].strip(" .")
        dates = len(row) > 1 and (row[-1].low in _DATES or _only_date(rest))
        if len(row) > _MOST_WORDS or dates or "." in said.rstrip(".") or not said.strip():
            return None
        return Label(said.strip(), self.section(said), colon.end())

    def _named(self, said: str) -> Section | None:
        """Whose a label is that names somebody by name, initials or as "me", and says nothing else."""
        known = self.section(said)
        words = [w for w in split(said) if w.low[0].isalnum()]
        named = bool(words) and all(
            self.pair.named(w) is not None or self.pair.owner(w) or w.low in _SOMEBODY for w in words
        )
        return known if named and known is not None and known.topic == "owned" else None


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
