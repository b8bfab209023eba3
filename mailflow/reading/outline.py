"""The outline of notes: which sentences may be read, and what is known of each from where it stands.

A sentence stands under headings and labels, in a list, in a table's row, in somebody's turn to speak. The outline
tells whose list it is, who says "I", and leaves out what is private (`private.py`), done, struck out or another
person's. Only what comes out of here with the fate "read" is ever read for commitments, reviews and open questions.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from mailflow.reading import confidence, layout, lexicon, private, section, table
from mailflow.reading.heading import Headings
from mailflow.reading.label import Label, Labels, Tail
from mailflow.reading.layout import Block
from mailflow.reading.owner import Pair, Someone
from mailflow.reading.prose import sentences
from mailflow.reading.section import Section
from mailflow.reading.speech import Speech, turn
from mailflow.reading.word import Script, Word, longest, phrases, split

Fate = Literal["read", "private", "heading", "done", "rejected", "other", "signature"]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, point or row at `start:end` of the outline's copy, and what is known of it.

    `section` is what it stands under, `speaker` who says "I" in it. `listed`: it may be a bare action ("Draft the
    plan"). `label` are the words in front that it is labelled with, `due` the cell that holds its date, `period` the
    heading that holds it. `source` is where it stands in the notes.
    """

    start: int
    end: int
    fate: Fate
    block: int
    source: Span
    section: Section | None = None
    speaker: Someone = "manager"
    listed: bool = False
    point: bool = False
    under: bool = False
    label: str = ""
    due: tuple[Span, ...] = ()
    period: Span | None = None


@dataclass(slots=True)
class _Stand:
    """What is known of a block so far: its section, who says "I" in it, where its own words begin, and its labels."""

    section: Section | None
    speaker: Someone
    start: int
    listed: bool = False
    label: str = ""
    tail: Tail | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """The passages of notes in order; `copy` holds the words that they are read from, longer than the notes where a
    cell runs over several lines, and `script` is the same with its words. `dialogue`: the two speak in turn."""

    script: Script
    passages: tuple[Passage, ...]
    dialogue: bool
    has_list: bool

    @property
    def copy(self) -> str:
        return self.script.text


_I = frozenset(lexicon.words("who", "i"))
_OVER = phrases(lexicon.words("table", "over"))
_FINISHED = phrases(lexicon.words("heading", "finished"))
_CELLS = re.compile(r"\||\t| {2,}")
_BARE = 8  # words and signs of a remark that says nothing else
_LABELS = 3  # that may stand one behind the other
_SHORTEST = 8  # characters of a point behind its label
_LONGEST_TURN = 100  # characters


def read(text: str, pair: Pair) -> Outline:
    """The outline of notes about `pair`. Any text has one."""
    return _Walk(text, pair).walk()


class _Walk:
    """Goes over the blocks of the notes once."""

    def __init__(self, text: str, pair: Pair) -> None:
        self.text, self.pair = text, pair
        self.script = Script(layout.masked(text))
        self.copy = self.script.text
        self.marks = Labels(text, self.copy, pair)
        self.extra: list[str] = []  # what stands behind the copy of the notes: cells that run over several lines
        self.length = len(self.copy)
        self.found: list[Passage] = []
        self.speaker: Someone = "manager"
        self.number = 0  # of blocks and rows
        self.indent = 0  # of the block before
        self.detailed: int | None = None  # the indent of an item whose details stand below it
        self.first: Block | None = None
        self.pointed = False

    def walk(self) -> Outline:
        tables = table.read(self.text, self.copy)
        blocks = self.unsigned(layout.blocks(self.text, self.script))
        self.first = blocks[0] if blocks else None
        self.speech = Speech(self.text, self.script, self.marks, blocks)
        self.headings = Headings(self.text, self.script, self.marks, blocks)
        hidden = False
        place = 0
        for at, block in enumerate(blocks):
            while place < len(tables) and block.start > tables[place].end:
                place += 1
            if place < len(tables) and tables[place].start <= block.start <= tables[place].end:
                if tables[place].start == block.start or not any(
                    tables[place].start <= b.start < block.start for b in blocks[max(0, at - 1) : at]
                ):
                    for row in tables[place].rows:
                        self.row(row, at, hidden=hidden)
                continue
            hidden = self.step(blocks, at, hidden=hidden)
        has_list = any(
            p.section is not None and p.section.topic in ("agreed", "owned") and p.fate == "read" for p in self.found
        )
        self.found.sort(key=lambda p: p.source)
        script = self.script if not self.extra else Script(self.copy + "".join(self.extra))
        return Outline(script, tuple(self.found), self.speech.dialogue, has_list)

    # One block --------------------------------------------------------------------------------------

    def step(self, blocks: tuple[Block, ...], at: int, *, hidden: bool) -> bool:
        """Takes one block; whether what follows it is private."""
        block = blocks[at]
        said = self.copy[block.start : block.end]
        if not said.strip():
            line = self.text.rfind("\n", 0, block.end) + 1
            if self.text[line : block.end].strip():
                self.number += 1
                self.found.append(Passage(line, block.end, "done", self.number, (line, block.end)))  # struck out
            return hidden
        self.number += 1
        if self.detailed is not None and block.kind == "point" and block.indent > self.detailed:
            block = replace(block, under=True)
        titled = self.speech.turn(block) is not None or self.headings.heads(block, at)
        if (block.kind == "point" or block.after_gap) and not block.under:
            self.detailed = block.indent if not titled and self.headings.deeper(at) and self.owned(block) else None
        if titled:
            known = self.headings.section(said)
            words = self.words(block)
            if private.marked(words, self.pair) or private.opens(words, self.pair):
                hidden = True
            elif hidden:
                hidden = not (block.kind == "heading" or (known is not None and known.topic != "other"))
            if hidden:
                self.note(block, at, "private")
                self.retract(block)
            else:
                self.under(block, None if self.headings.presents(at, known) else known)
                self.note(block, at, "heading")
            return hidden
        if hidden and not private.resumes(self.words(block)):
            self.note(block, at, "private")
            return True
        spans, hidden = self.public(block, at)
        self.indent = block.indent
        if spans:
            if self.headings.parent(at) and not ((known := self.headings.titled(said)) is None and self.owned(block)):
                self.headings.enter_point(block, known)
                self.note(block, at, "heading")
            else:
                self.take(block, spans, at)
        self.pointed = self.pointed or block.kind in ("point", "row")
        return hidden

    def words(self, block: Block) -> tuple[Word, ...]:
        return self.script.words(block.start, block.end)

    def owned(self, block: Block) -> bool:
        here = self.headings.here(block.indent)
        return here is not None and here.topic == "owned"

    def note(self, block: Block, at: int, fate: Fate) -> None:
        self.found.append(Passage(block.start, block.end, fate, self.number, (block.start, block.end)))

    def public(self, block: Block, at: int) -> tuple[tuple[Span, ...], bool]:
        """The sentences of a block that may be read, and whether what follows the block is private."""
        spans = sentences(self.copy, block.start, block.end, self.script.words)
        words = tuple([self.script.words(a, b) for a, b in spans])
        keep, hidden = private.public(words, self.pair, opening=at == 0)
        # A point is one thought: private in part is private. So is a short line.
        if keep < len(spans) and block.kind != "prose":
            keep = 0
        told = [confidence.confidential(row, self.pair) for row in words[:keep]]
        if any(told) and block.kind == "row":
            keep = 0
        first = told.index(True) if True in told else keep
        left = tuple(
            span
            for k, span in enumerate(spans[:keep])
            if not told[k] and not (k > first and confidence.delicate(words[k]))
        )
        for span in spans:
            if span not in left:
                self.found.append(Passage(*span, "private", self.number, span))
        if not left:
            self.retract(block)
        return left, hidden

    def retract(self, block: Block) -> None:
        """Takes back the block above a private remark that means it."""
        if self.belongs(block):
            self.found = [replace(p, fate="private") if p.block == self.number - 1 else p for p in self.found]

    def belongs(self, block: Block) -> bool:
        """Whether a private remark stands below a line that it means: "  (private)", "(the above is for me)"."""
        said = self.copy[block.start : block.end]
        bare = len(split(said)) <= _BARE and (block.under or block.indent > self.indent)
        return bare or (said.startswith("(") and "above" in said.lower())

    def unsigned(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks above the manager's name at the foot of a mail."""
        for at in range(max(1, len(blocks) - 12), len(blocks)):
            words = self.words(blocks[at])
            below = blocks[at + 1].kind if at + 1 < len(blocks) else "prose"
            alone = (
                0 < len(words) <= 4
                and all(self.pair.named(w) == "manager" for w in words)
                and words[0].text != words[0].text.upper()
            )
            if (
                alone
                and blocks[at].kind == "prose"
                and below == "prose"
                and not self.copy[blocks[at].end : blocks[at].end + 2].startswith(":")
            ):
                rest = blocks[at + 1 :]
                others = (*blocks[:at], *rest)
                if not any(b.kind in ("point", "row", "heading") for b in rest) and not self.speaks_again(others):
                    return blocks[:at]
        return blocks

    def speaks_again(self, blocks: tuple[Block, ...]) -> bool:
        """Whether a name alone on a line is the head of a turn in a transcript, and no signature."""
        return any(turn(self.text, self.copy, self.pair, b) is not None or self.alone(b) for b in blocks)

    def alone(self, block: Block) -> bool:
        words = self.script.words(block.start, min(block.end, block.start + _LONGEST_TURN))
        return 0 < len(words) <= 3 and all(self.pair.named(w) == "report" for w in words)

    def under(self, block: Block, known: Section | None) -> None:
        """Takes a heading for what follows; a turn to speak for who says "I"."""
        turn = self.speech.turn(block)
        if turn is not None:
            self.speaker = turn if self.speech.dialogue else "manager"
            self.headings.leave_all()
        else:
            self.headings.enter(block, known)
            self.pointed = False

    # Sentences --------------------------------------------------------------------------------------

    def take(self, block: Block, spans: tuple[Span, ...], at: int) -> None:
        """The passages of a block that is no heading."""
        if block.after_gap and block.kind == "prose" and self.pointed and not block.under:
            self.headings.leave_list()
            self.pointed = False
        if block.kind == "row":
            self.cells(block, at)
            return
        stand = self.stand(block)
        here = stand.section
        firm = here is not None and here.topic in ("agreed", "owned")
        fate: Fate = "read"
        if block.mark in ("done", "dropped") or (
            (block.kind == "point" or firm) and self.finished(stand.start, block.end)
        ):
            fate = "done"
        elif here is not None and here.topic in ("rejected", "other"):
            fate = "rejected" if here.topic == "rejected" else "other"
        alone = block.kind == "point" or not block.after_gap or len(spans) == 1
        bare = here is not None and here.topic == "owned" and alone and not block.under
        for a, b in spans:
            if b > stand.start:
                self.sentence(block, stand, fate, (a, b), listed=stand.listed or bare)

    def stand(self, block: Block) -> _Stand:
        """What the labels in front of a block and the owner at its end say of it."""
        stand = _Stand(
            self.headings.here(block.indent), self.speaker if self.speech.dialogue else "manager", block.start
        )
        for _ in range(_LABELS):
            named = self.marks.read(stand.start, block.end)
            if named is None and self.speech.initialled and (owner := self.speech.initials(stand.start, block.end)):
                named = owner
            if named is None or named.stop >= block.end + (not stand.label):
                break
            if stand.label and stand.listed and (named.section is None or named.section == section.OTHERS):
                stand.start = named.stop if named.stop < block.end - _SHORTEST else stand.start
                break  # "[Ana] Intro: introduce Tom to Farid"
            stand.section, stand.speaker, stand.listed, go_on = self.labelled(
                named, stand.section, stand.speaker, stand.listed, block
            )
            stand.label = stand.label or named.said
            if named.section is not None and named.section.topic != "owned":
                stand.label = named.said
            if go_on is None:
                break
            stand.start = go_on
        here = stand.section
        firm = here is not None and here.topic in ("agreed", "owned")
        if (firm and block.kind == "point") or block.mark == "open":
            stand.tail = self.marks.tail(stand.start, block.end)
            owned = here is not None and here.topic == "owned"
            if stand.tail is not None and not (stand.tail.section == section.OTHERS and owned):
                stand.section, stand.listed = stand.tail.section, True
        return stand

    def sentence(self, block: Block, stand: _Stand, fate: Fate, span: Span, *, listed: bool) -> None:
        """The passage of one sentence of a block."""
        a, b = span
        first, last = max(a, stand.start), b
        here, said = stand.section, stand.label
        inner = self.marks.read(a, b) if a > stand.start else None
        topic = inner.section.topic if inner is not None and inner.section is not None and not inner.dashed else None
        if inner is not None and inner.stop < b and topic in ("agreed", "open", "parked", "review"):
            first, here, said = inner.stop, inner.section, inner.said
        due: tuple[Span, ...] = ()
        tail = stand.tail
        if tail is not None:
            if first >= tail.start and last <= tail.stop + 1:
                return
            if tail.start > first and tail.stop >= last - 2:
                last, due = tail.start, ((tail.start, tail.stop),)
        source = (a if a > block.start or not stand.label else block.start, b)
        point = block.kind == "point" or bool(said)
        self.found.append(
            Passage(
                *(first, last, fate, self.number, source, here, stand.speaker),
                listed=listed,
                point=point,
                under=block.under,
                label=said,
                due=due,
                period=self.headings.period(),
            )
        )

    def labelled(
        self, named: Label, here: Section | None, speaker: Someone, listed: bool, block: Block
    ) -> tuple[Section | None, Someone, bool, int | None]:
        """What a label changes: the section, the speaker, whether a bare action may follow, and where to read on."""
        known = named.section
        if block.under or (self.speech.quizzed and named.said in ("Q", "A")):
            return here, speaker, listed, named.stop
        if named.speaks:
            speaks: Someone = next(iter(known.owners)) if known is not None and known.owners else "other"
            return None, speaks, listed, named.stop
        title = block is self.first and (named.dashed or (known is not None and len(known.owners) > 1))
        if known is not None and title:
            return here, speaker, listed, None
        rest = self.script.words(named.stop, min(block.end, named.stop + 60))
        says_i = any(w.low.partition("'")[0] in _I for w in rest[:2])
        if known is not None and known.topic == "owned":
            mine = {w.low for w in split(named.said)} & _I
            if self.speech.dialogue and mine and self.speaker != "other" and len(known.owners) == 1:
                return Section("owned", frozenset({self.speaker})), speaker, True, named.stop
            if named.dashed and not self.speech.dashed and here is None and not block.mark and block.kind == "prose":
                return here, speaker, listed, None
            if len(known.owners) == 1:
                (only,) = known.owners
                if self.speech.dialogue or (says_i and not {w.low for w in split(named.said)} & _I):
                    if self.speech.dialogue or (here is not None and here.topic in ("review", "open")):
                        return here, only, listed, named.stop
                    return Section("agreed"), only, listed, named.stop
            if here is not None and here.topic in ("rejected", "open", "review", "parked"):
                return here, speaker, listed, named.stop
            return known, speaker, True, named.stop
        if known is not None:
            owned = here is not None and here.topic == "owned"
            if owned and named.dashed:
                return here, speaker, listed, None  # "plan the thinning on paper – mid-May" is no plan
            settled = here is not None and here.topic in ("agreed", "owned")
            if known.topic in ("background", "rejected") and settled:
                return here, speaker, listed, named.stop
            if known.topic == "agreed" and here is not None and here.topic == "review":
                return here, speaker, listed, named.stop
            return known, speaker, listed, named.stop
        person = section.persons(named.said, self.pair)
        if here is not None and here.topic == "owned" and len(split(named.said)) == 1 and not says_i:
            person = False  # in one's own list: "Money: get him a budget line"
        if self.speech.dialogue and person and block.kind == "prose" and not block.mark:
            return here, "other", listed, named.stop
        firm = here is not None and here.topic in ("agreed", "owned")
        if person and (firm or block.mark == "open" or named.section is section.OTHERS) and not says_i:
            return section.OTHERS, speaker, listed, None
        if person and says_i:
            return here, "other", listed, named.stop
        if firm and len(split(named.said)) <= 5 and len(rest) > 2:
            return here, speaker, listed, named.stop
        return here, speaker, listed, None

    def finished(self, start: int, end: int) -> bool:
        """Whether a point says of itself at its end that it is done ("… - DONE last wk", "… (done)")."""
        words = self.script.words(max(start, end - 60), end)
        for at in range(1, len(words)):
            if words[at - 1].low in ("-", "–", "—", "(", "[", ":", "→", ".") and longest(words, at, _FINISHED):
                return len(words) - at <= 5 and (words[at - 1].low not in "([" or words[-1].low in ")].")
        return False

    # Tables -----------------------------------------------------------------------------------------

    def row(self, row: table.Row, at: int, *, hidden: bool) -> None:
        """The passage of a row of a table."""
        self.number += 1
        line = (row.start, row.end)
        whole = self.copy[row.start : row.end]
        cells = [split(cell) for cell in _CELLS.split(whole) if cell.strip()]
        secret = any(private.marked(cell, self.pair) for cell in cells)
        if hidden or secret or confidence.confidential(self.script.words(*line), self.pair):
            self.found.append(Passage(*line, "private", self.number, line))
            return
        if not row.action or not self.copy[row.action[0][0] : row.action[0][1]].strip():
            return
        owner = self.marks.section(" ".join(self.copy[a:b] for a, b in row.owner)) if row.owner else None
        over = any(longest(split(self.copy, a, b), 0, _OVER) for a, b in (*row.status, *row.due) if a < b)
        fate: Fate = "read"
        if over:
            fate = "done"
        elif row.owned and row.owner and (owner is None or owner.topic != "owned"):
            fate = "other"
        start, end = self.whole(row.action)
        if not row.owned:
            for a, b in sentences(self.copy + "".join(self.extra), start, end):
                self.found.append(
                    Passage(a, b, fate, self.number, row.action[0], Section("agreed"), point=True, due=row.due)
                )
            return
        spans = (*row.owner, *row.action[:1], *row.due) if row.owned else row.action[:1]
        source = (min(a for a, _ in spans), max(b for _, b in spans)) if len(row.action) == 1 else row.action[0]
        here = owner if owner is not None and owner.topic == "owned" else Section("agreed")
        self.found.append(
            Passage(
                start,
                end,
                fate,
                self.number,
                source,
                here,
                "manager",
                listed=here.topic == "owned",
                point=True,
                due=row.due,
            )
        )

    def whole(self, spans: tuple[Span, ...]) -> Span:
        """One span for a cell; where it runs over several lines, of its words behind the notes."""
        if len(spans) == 1:
            return spans[0]
        said = ""
        for a, b in spans:
            part = self.copy[a:b]
            first = split(part[:30])[:1]
            fresh = bool(first) and self.pair.named(first[0]) is not None
            said += ("; " if fresh and said else " " if said else "") + part
        start = self.length + 1
        self.extra.append("\n" + said)
        self.length += 1 + len(said)
        return start, start + len(said)

    def cells(self, block: Block, at: int) -> None:
        """A row of a table without a header: one cell names the owner, the longest other says what."""
        line = self.text[block.start : block.end]
        sign = "|" if line.count("|") >= 2 else "\t"
        parts: list[Span] = []
        begin = block.start
        for part in line.split(sign):
            parts.append((begin + len(part) - len(part.lstrip()), begin + len(part.rstrip())))
            begin += len(part) + 1
        parts = [(a, b) for a, b in parts if a < b]
        who = next((k for k, (a, b) in enumerate(parts) if self.owns(self.copy[a:b])), None)
        if len(parts) < 2:
            return
        if who is None:
            self.topical(block, parts)
            return
        what = max((k for k in range(len(parts)) if k != who), key=lambda k: parts[k][1] - parts[k][0])
        due = tuple(span for k, span in enumerate(parts) if k > what)
        over = any(longest(split(self.copy, a, b), 0, _OVER) for a, b in due)
        row = table.Row(block.start, block.end, (parts[what],), (parts[who],), due)
        self.row(replace(row, status=due if over else ()), at, hidden=False)

    def topical(self, block: Block, parts: list[Span]) -> None:
        """A row whose first cell says what it is about ("Review | April | the window frame")."""
        said = self.copy[slice(*parts[0])]
        known = self.marks.section(said)
        line = (block.start, block.end)
        if private.marked(self.words(block), self.pair):
            self.found.append(Passage(*line, "private", self.number, line))
            return
        if known is None or known.topic not in ("review", "open", "background", "rejected"):
            return
        what = max(parts[1:], key=lambda cell: cell[1] - cell[0])
        due = tuple(cell for cell in parts[1:] if cell != what)
        fate: Fate = "rejected" if known.topic == "rejected" else "read"
        self.found.append(Passage(*what, fate, self.number, what, known, point=True, label=said, due=due))

    def owns(self, said: str) -> bool:
        known = self.marks.section(said)
        return known is not None and known.topic == "owned"
