"""Speech: how notes tell who speaks or acts: turns to speak, initials in front, owners before dashes."""

import re
from itertools import pairwise

from mailflow.reading import lexicon
from mailflow.reading.label import Label, Labels
from mailflow.reading.layout import Block
from mailflow.reading.owner import Owner, Pair, Someone
from mailflow.reading.section import Section
from mailflow.reading.word import Script, split

_I = frozenset(lexicon.words("who", "i"))
_NO_VERB = frozenset(lexicon.words("promise", "telling"))
_COMMENTED = frozenset(lexicon.words("frame", "commented"))
_LONGEST_TURN = 100  # characters
_TIMED = re.compile(r"[0-9]\s*:")
_LONGEST_INITIALS = 3
_FEW = 2
_NAME = 3  # words are too many for a speaker's name


class Speech:
    """Who speaks in the notes `text` with these labels; `script` is the same without emphasis.

    `dialogue`: the two speak in turn. `initialled`: lines begin with the initials of who acts. `dashed`: owners stand
    before dashes, line for line. `quizzed`: a list of questions was worked through.
    """

    def __init__(self, text: str, script: Script, labels: Labels, blocks: tuple[Block, ...]) -> None:
        self.text, self.script, self.labels, self.pair = text, script, labels, labels.pair
        self.copy = script.text
        self.dialogue = self._is_dialogue(blocks)
        self.dashed = self._dashes(blocks) > 1
        self.first = blocks[0].start if blocks else -1
        self.initialled = sum(self.initials(b.start, b.end) is not None for b in blocks) > 1
        self.quizzed = sum(self.copy[b.start : b.start + 2] in ("Q:", "Q.") for b in blocks) > _FEW

    def turn(self, block: Block) -> Someone | None:
        """Whose turn a line announces; see `turn`."""
        return turn(self.text, self.copy, self.pair, block)

    def initials(self, start: int, end: int) -> Label | None:
        """The initials that a line begins with, where a plain verb follows ("GL ask Workforce for 2 hours")."""
        if not self.copy[start : start + 2].strip().isupper():
            return None
        words = self.script.words(start, min(end, start + 60))
        if (
            len(words) < 3
            or not words[0].text.isupper()
            or len(words[0].text) > _LONGEST_INITIALS
            or words[0].text in ("A", "I")
        ):
            return None
        owner = self.pair.named(words[0])
        if (
            owner is None
            or start == self.first
            or not words[1].text.islower()
            or not words[1].text.isalpha()
            or words[1].low in _NO_VERB
        ):
            return None
        if words[1].low.endswith(("ed", "s", "ing")):
            return None
        return Label(words[0].text, Section("owned", frozenset({owner})), words[1].start)

    def _is_dialogue(self, blocks: tuple[Block, ...]) -> bool:
        """Whether the notes are a transcript: both speak in turn, and of themselves."""
        turns: list[Owner] = []
        spoken = 0
        speakers: dict[str, int] = {}
        for block in blocks:
            turn = self.turn(block)
            if turn is not None and turn != "other":
                turns.append(turn)
                spoken += 1
                continue
            named = self.labels.read(block.start, block.end)
            owned = named.section if named else None
            if (
                named is not None
                and (owned is None or owned.topic in ("owned", "other"))
                and len(split(named.said)) < _NAME
            ):
                speakers[named.said.lower()] = speakers.get(named.said.lower(), 0) + 1
            if named is not None and owned is not None and owned.topic == "owned" and len(owned.owners) == 1:
                turns += owned.owners
                after = self.script.words(named.stop, min(block.end, named.stop + 120))
                head = {w.low.partition("'")[0] for w in after}
                stamped = self._stamped(block)
                spoken += bool(head & _I) or stamped
        often = [name for name, count in speakers.items() if count > 1]
        if len(often) > _FEW and sum(speakers[name] for name in often) * 2 > len(blocks):
            return True  # many take turns, as in a chat room or with a scribe
        changes = sum(a != b for a, b in pairwise(turns))
        return changes >= 2 and spoken * 2 > len(turns)

    def _dashes(self, blocks: tuple[Block, ...]) -> int:
        """How many lines begin with an owner and a dash ("LK – write the RFC")."""
        found = 0
        for block in blocks:
            named = self.labels.read(block.start, block.end)
            found += named is not None and named.dashed and named.section is not None and named.section.topic == "owned"
        return found

    def _stamped(self, block: Block) -> bool:
        """Whether a time stood before a line, as in a chat."""
        line = self.text.rfind("\n", 0, block.start) + 1
        return any(sign.isdigit() for sign in self.text[line : block.start])


def turn(text: str, copy: str, pair: Pair, block: Block) -> Someone | None:
    """Whose turn a line announces that holds a name and a time only ("Harriet Shaw  00:04")."""
    if block.kind != "prose" or block.end - block.start > _LONGEST_TURN:
        return None
    line = text.rfind("\n", 0, block.start) + 1
    if not _TIMED.search(text, line, block.end):
        return None
    words = split(text, line, block.end)
    names = [w for w in words if w.low[0].isalpha() and w.low not in _COMMENTED and w.low not in ("am", "pm")]
    timed = any(w.low == ":" and words[k - 1].number is not None for k, w in enumerate(words) if k)
    theirs = (*pair.manager, *pair.report)
    if not timed or not 1 <= len(names) <= 4 or len(words) > 22 or not all(w.is_name or w.low in theirs for w in names):
        return None
    if split(copy, block.start, block.end)[-1].low == ":":
        return None
    owners = {pair.named(w) for w in names if w.is_name}
    if len(owners) != 1:
        return None
    (only,) = owners
    return only or "other"
