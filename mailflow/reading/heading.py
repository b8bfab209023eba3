"""The headings of notes: which lines are headings, what each announces, and which of them a line stands under.

A heading is marked as one, ends in a colon, or stands alone and says what follows ("Next steps"). A short point is the
title of the deeper points below it.
"""

import re
from dataclasses import dataclass
from datetime import date

from mailflow.reading import lexicon, private, section
from mailflow.reading.due import DuePhrase, among
from mailflow.reading.label import Labels
from mailflow.reading.layout import Block
from mailflow.reading.section import Section
from mailflow.reading.when.firmness import Firmness
from mailflow.reading.word import Script, Word, split

_LABEL_WORDS = 9
_HEADING_WORDS = 8
_LONGEST_TITLE = 16  # blanks
_HEADING = 160  # characters
_PLAIN, _COLON = 6, 7  # levels of headings that only stand alone, and of those that end in a colon
_FEW = 2
_TITLE = 4  # words
_FIELD = re.compile(r"\s*\w[\w ]{0,20}:[ \t]*\S")  # "Date: 1/15/2026"
_LETTERED = re.compile(r"^(?:[A-Z]|[IVX]{1,4})[.)]\s+")  # "C. Joseph's points"
_ANY_DAY = date(2000, 1, 1)
_ACTS = frozenset({"to", "will", "is", "was", "has", "he", "she", "i", "we", "they", "you", "not", "no"})
_VERBS = frozenset(lexicon.words("action", "verbs"))
_ASKS = frozenset({"what", "who"})


@dataclass(frozen=True, slots=True)
class _Heading:
    level: int
    section: Section | None
    period: tuple[int, int] | None  # the words that date what stands under it ("By the end of February")


class Headings:
    """The headings of the notes `text`, and which of them hold at the block to which a reader has come.

    `script` is the same without emphasis; `at` is a block's place among `blocks`.
    """

    def __init__(self, text: str, script: Script, labels: Labels, blocks: tuple[Block, ...]) -> None:
        self.text, self.script, self.labels, self.blocks = text, script, labels, blocks
        self.copy, self.pair = script.text, labels.pair
        self.above: list[_Heading] = []
        self.points: list[tuple[int, Section | None]] = []  # those that are titles, with their indents

    # Which lines are headings -----------------------------------------------------------------------

    def heads(self, block: Block, at: int) -> bool:
        """Whether a line is a heading; `block` is the one at this place, with what is known of it by now."""
        said = self._said(block)
        if block.kind == "heading":
            return True
        if not at and self._names_both(block) and ("<>" in said or ("|" in said and self._dated(block))):
            return True  # "Neha <> Vikram | Growth talk | 9 Apr 2026"
        if block.kind == "row" or block.mark or block.under:
            return False
        if said.count(" ") > _LONGEST_TITLE:
            return False
        begin = block.end - len(self.copy[block.start : block.end].lstrip())
        words = [w for w in self.script.words(begin, min(block.end, begin + _HEADING)) if w.low[0].isalnum()]
        if said.endswith(":") and len(words) <= _LABEL_WORDS:
            return not (block.kind == "point" and self.parent(at))
        alone = said[-1:] not in ".?!" and len(words) <= (_LABEL_WORDS if block.kind == "prose" else 4)
        if alone and ":" not in said and private.opens(self._words(block), self.pair):
            return True
        raw = self.text[max(0, block.start - 2) : block.end + 2].strip()
        whole_bold = raw.startswith("**") and raw.endswith("**") and raw.count("**") == 2
        if len(words) > _HEADING_WORDS or said[-1:] in ".!,;" or not words:
            return False
        known = self.labels.section(_LETTERED.sub("", said))
        if known is None and (self._entitles(at, words) or self._dates(at)):
            return True
        named = self.labels.read(block.start, block.end)
        if named is not None and not named.dashed and ":" not in said and named.stop < block.end:
            return False  # "Review → February, the drill"
        if said.endswith("?") and (known is None or words[0].low not in _ASKS or block.kind != "prose"):
            return False
        after = split(said.partition(":")[2])
        if after and not whole_bold and not all(self.pair.named(w) or not w.low[0].isalpha() for w in after):
            return False  # "Chairs: Shreya Kulkarni, Anders Lund"
        if ":" in said and not whole_bold and (known is None or known.topic != "owned" or block.kind == "point"):
            return False
        if known is None:
            return whole_bold or private.marked(self._words(block), self.pair)
        if known.topic == "owned":
            return not (block.kind == "point" and self.parent(at))
        # A short line is a heading by its words, a point only as "4. Commitments".
        numbered = self.copy[max(0, block.start - 4) : block.start].strip().rstrip(".)").isdigit()
        listed = at + 1 < len(self.blocks) and self.blocks[at + 1].kind == "point" and len(words) <= 3
        above = at + 1 < len(self.blocks) and self.blocks[at + 1].kind == "prose" and not self.blocks[at + 1].after_gap
        if block.kind == "point" and above and len(words) <= 4:
            return True  # ">> Review in July", with plain lines below it
        if block.kind == "point" and at and self.blocks[at - 1].kind == "point" and not block.after_gap:
            return False  # one of a list
        return (
            block.kind == "prose" and len(words) <= 6 and (block.after_gap or whole_bold or said.isupper() or listed)
        ) or (block.kind == "point" and len(words) <= 5 and (numbered or self.deeper(at)))

    def section(self, said: str) -> Section | None:
        """What the words of a heading announce; None if nothing that we know."""
        return self.labels.section(_LETTERED.sub("", said.strip().rstrip(":").strip()))

    def presents(self, at: int, known: Section | None) -> bool:
        """Whether a heading that announces `known` only names or presents the two, and heads no list of theirs."""
        named = not at and self._names_only(self._said(self.blocks[at])) and not self._shared_out(known)
        return named or self._says_who(at, known)

    def titled(self, said: str) -> Section | None:
        """What the words of a point announce that is a title; below a heading a third person's name does, too."""
        known = self.section(said)
        if known is None and section.persons(said.strip().rstrip(":"), self.pair) and self.here(0) is not None:
            return section.OTHERS
        return known

    def parent(self, at: int) -> bool:
        """Whether a short point is the title of the deeper points below it."""
        said = self._said(self.blocks[at]).rstrip(":")
        if not self.deeper(at) or self.blocks[at].mark or len(split(said)) > 5:
            return False
        return self.titled(said) is not None or len(split(said)) <= 2

    def deeper(self, at: int) -> bool:
        """Whether a deeper point stands below a line."""
        block = self.blocks[at]
        if at + 1 >= len(self.blocks):
            return False
        below = self.blocks[at + 1]
        return below.kind == "point" and below.indent > block.indent

    def _says_who(self, at: int, known: Section | None) -> bool:
        """Whether a line only says who is who, in a row of such ("Manager: Jennifer Abrams", above "Date: …")."""
        said = self._said(self.blocks[at])
        if ":" not in said.rstrip(":") or known is None or known.topic != "owned":
            return False
        beside = [x for x in self.blocks[at + 1 : at + 2] if not x.after_gap]
        beside += [x for x in self.blocks[max(0, at - 1) : at] if not self.blocks[at].after_gap]
        return any(_FIELD.match(self.copy, x.start, x.end) for x in beside)

    def _names_both(self, block: Block) -> bool:
        return {"manager", "report"} <= {self.pair.named(word) for word in self._words(block)}

    def _names_only(self, said: str) -> bool:
        """Whether a first line is a title with names and nothing else ("Mireille", "Raj / Siobhán")."""
        words = [w for w in split(said) if w.low[0].isalpha()]
        return not said.endswith(":") and all(self.pair.named(w) is not None for w in words)

    def _shared_out(self, known: Section | None) -> bool:
        """Whether a name heads a list of its own, since the other's name heads one further down."""
        owners = known.owners if known is not None else frozenset()
        for block in self.blocks[1:]:
            said = self._said(block).rstrip(":")
            other = self.section(said) if len(split(said)) <= _FEW else None
            if other is not None and other.topic == "owned" and other.owners and not other.owners & owners:
                return self.blocks[1].kind == "point"
        return False

    def _entitles(self, at: int, words: list[Word]) -> bool:
        """Whether a short line of no known meaning is the title of what follows ("4. Treasurer")."""
        block = self.blocks[at]
        below = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
        said = self._said(block)
        if (
            below is None
            or below.after_gap
            or len(words) > _TITLE
            or (not words[0].is_name and not words[0].low.isdigit())
        ):
            return False
        if any(w.low in _ACTS or w.low in _VERBS for w in words[:3]) or "." in said or "," in said:
            return False
        line = self.text.rfind("\n", 0, block.start) + 1
        if block.kind == "point":
            return self.text[line : block.start].strip()[:1].isdigit() and below.kind == "prose" and not below.under
        return block.kind == "prose" and block.after_gap and below.kind == "prose" and not self._dated(block)

    def _dates(self, at: int) -> bool:
        """Whether a line is nothing but a date by which what is listed below it is to be done."""
        block = self.blocks[at]
        said = self._said(block)
        listed = at + 1 < len(self.blocks) and self.blocks[at + 1].kind == "point"
        found = self._dated(block) if block.kind == "prose" and listed else ()
        limit = len(found) == 1 and found[0].firmness == Firmness.LIMIT
        return limit and found[0].end - found[0].start > len(said) - _FEW

    def _dated(self, block: Block) -> tuple[DuePhrase, ...]:
        return among(self._words(block), _ANY_DAY)

    def _said(self, block: Block) -> str:
        return self.copy[block.start : block.end].strip()

    def _words(self, block: Block) -> tuple[Word, ...]:
        return self.script.words(block.start, block.end)

    # Under which of them a line stands --------------------------------------------------------------

    def enter(self, block: Block, known: Section | None) -> None:
        """Takes a heading that announces `known` for what follows."""
        dated = self._dated(block)
        limited = any(x.firmness == Firmness.LIMIT for x in dated)
        if known is None and limited and dated[0].start == block.start:
            known = Section("agreed")  # "By the end of February:"
        topic = known.topic if known is not None else None
        period = limited if topic in ("agreed", "owned") else bool(dated) and topic == "review"
        level = block.level or (_COLON if self._said(block).endswith(":") else _PLAIN)
        self.above = [x for x in self.above if x.level < level]
        self.above.append(_Heading(level, known, (block.start, block.end) if period else None))
        self.points = []

    def enter_point(self, block: Block, known: Section | None) -> None:
        """Takes a point for the title of the deeper ones that follow."""
        self.points = [x for x in self.points if x[0] < block.indent]
        self.points.append((block.indent, known))

    def leave_list(self) -> None:
        """What follows stands no longer under the headings that only stand alone, nor under points."""
        self.above = [x for x in self.above if x.level < _PLAIN]
        self.points = []

    def leave_all(self) -> None:
        """What follows stands under no heading."""
        self.above, self.points = [], []

    def here(self, indent: int) -> Section | None:
        """The section that a block at an indent stands in."""
        for depth, known in reversed(self.points):
            if depth < indent and known is not None:
                return known
        return next((x.section for x in reversed(self.above) if x.section is not None), None)

    def period(self) -> tuple[int, int] | None:
        """The words of the nearest heading that date what stands under it."""
        return next((x.period for x in reversed(self.above) if x.section is not None), None)
