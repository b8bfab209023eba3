"""Notes → contract: what a manager's notes say that the two will do, review, and leave open.

`read_notes` follows the playbook's "What a Development Contract Looks Like": commitments of both with
dates, what to review in which month, and the open question. Nothing is invented: every commitment quotes
the words it rests on, a missing date stays missing and is flagged. Private remarks are cut away first
(`private.py`); nothing after that step sees them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from types import MappingProxyType

from mailflow.reading import action, layout, lexicon, private, section, wording
from mailflow.reading.due import DuePhrase, find, strongest, weight
from mailflow.reading.layout import Block
from mailflow.reading.owner import Owner, Pair
from mailflow.reading.party import Party
from mailflow.reading.promise import Promise, promises
from mailflow.reading.prose import sentences
from mailflow.reading.section import Section
from mailflow.reading.word import Word, longest, parted, phrases, split

__all__ = ["Found", "OpenQuestion", "Party", "Reading", "Review", "read_notes"]


@dataclass(frozen=True, slots=True)
class Found:
    """A commitment: whose, the action as an imperative, the last day on which it is on time, the flags of
    `wording.flags`, and the words of the notes that it rests on."""

    owner: Owner
    text: str
    due: date | None
    flags: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Review:
    """Something to look at together, in the month `when` ("YYYY-MM") if one was said."""

    text: str
    when: str | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something that needs more thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What notes say, each part in the order of the notes."""

    commitments: tuple[Found, ...]
    reviews: tuple[Review, ...]
    open_questions: tuple[OpenQuestion, ...]


def read_notes(text: str, *, manager: Party, report: Party, held: date, locale: str = "en-GB") -> Reading:
    """Reads the notes of a conversation held on `held`. Garbage gives an empty reading; nothing is raised."""
    copy = layout.masked(text)
    pair = Pair.of(manager, report, split(copy))
    reader = _Reader(text, copy, pair, held, locale)
    reader.read()
    return Reading(tuple(x.found() for x in reader.drafts), tuple(reader.reviews), tuple(reader.questions))


_NOTHING = Section("other")
_TABLE = {name: frozenset(lexicon.words("table", name)) for name in ("owner", "action", "due")}
_REVIEW = phrases(lexicon.words("promise", "review"), shortened=True)
_OPEN = phrases(lexicon.words("promise", "open"), shortened=True)
_RESOLVE = phrases(lexicon.words("promise", "resolve"), shortened=True)
_RESOLVE_TO = phrases(lexicon.words("promise", "resolve_to"), shortened=True)
_CONVERSATION = phrases(lexicon.words("due", "conversation"))
_LABEL_WORDS = 9
_HEADING_WORDS = 7
_LONGEST_LABEL = 100  # characters
_LONGEST_ROW = 3000  # characters
_OPEN_REACH = 14  # words in which a sentence says that it asks what is open


@dataclass(slots=True)
class _Draft:
    """A commitment while its sentence and the next ones may still add a date."""

    owners: frozenset[Owner]
    text: str
    when: tuple[DuePhrase, ...]
    best: DuePhrase | None
    owner: Owner
    source: str
    start: int
    end: int

    def found(self) -> Found:
        day = None if self.best is None else self.best.day
        return Found(self.owner, self.text, day, wording.flags(self.text, self.owner, self.when), self.source)


class _Reader:
    """Walks over the public blocks of one set of notes, once, and collects what they say."""

    def __init__(self, text: str, copy: str, pair: Pair, held: date, locale: str) -> None:
        self.text, self.copy, self.pair, self.held, self.locale = text, copy, pair, held, locale
        self.drafts: list[_Draft] = []
        self.reviews: list[Review] = []
        self.questions: list[OpenQuestion] = []
        self.section: Section | None = None
        self.columns: tuple[int | None, int | None, int | None] | None = None
        self.anchors: MappingProxyType[str, date] = MappingProxyType({})

    # The walk ---------------------------------------------------------------------------------------

    def read(self) -> None:
        shown = tuple(self.public(self.unsigned(layout.blocks(self.text))))
        self.anchors = MappingProxyType(self.dated_conversation(shown))
        dialogue = self.is_dialogue(shown)
        pointed = False
        for block, spans in shown:
            if block.kind != "row":
                self.columns = None
            if self.heading(block):
                self.speaker = self.turn_of(block) if dialogue else None
                self.section = None if self.speaker else self.headed(block)
                pointed = False
                continue
            if block.after_gap and block.kind == "prose" and pointed:
                self.section = None
            pointed = True
            if block.struck:
                continue
            if block.kind == "row":
                self.row(block)
            else:
                self.block(block, spans, dialogue=dialogue)

    def public(self, blocks: tuple[Block, ...]) -> Iterator[tuple[Block, tuple[tuple[int, int], ...]]]:
        """The blocks with those of their sentences that may be read; headings of private parts are dropped."""
        hidden = False
        for block in blocks:
            said = self.copy[block.start : block.end]
            heading = self.heading(block)
            if heading:
                if private.marked(said):
                    hidden = True
                elif hidden:
                    known = self.headed(block)
                    hidden = not (block.kind == "heading" or (known is not None and known.topic != "other"))
                if not hidden:
                    yield block, ()
                continue
            spans = sentences(self.copy, block.start, block.end)
            if hidden and not private.resumes(said):
                continue
            hidden = False
            keep, hidden = private.public(tuple(self.copy[a:b] for a, b in spans))
            # A point or row is one thought: private in part is private. So is a short paragraph.
            if keep < len(spans) and block.kind != "prose":
                continue
            told = [private.confidential(self.copy[a:b], self.pair) for a, b in spans[:keep]]
            if any(told) and block.kind == "row":
                continue
            first = told.index(True) if True in told else keep
            left = tuple(
                span
                for at, span in enumerate(spans[:keep])
                if not told[at] and not (at > first and private.delicate(self.copy[span[0] : span[1]]))
            )
            if left:
                yield block, left

    def unsigned(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """The blocks above the manager's name at the foot of a mail."""
        for at in range(max(1, len(blocks) - 12), len(blocks)):
            words = split(self.copy, blocks[at].start, blocks[at].end)
            below = blocks[at + 1].kind if at + 1 < len(blocks) else "prose"
            alone = (
                0 < len(words) <= 4
                and all(self.pair.named(w) == "manager" for w in words)
                and words[0].text != words[0].text.upper()
            )
            if alone and blocks[at].kind == "prose" and below == "prose":
                return blocks[:at]
        return blocks

    def heading(self, block: Block) -> bool:
        said = self.copy[block.start : block.end].strip()
        if block.kind == "heading" or self.turn_of(block):
            return True
        if block.kind == "row" or block.struck:
            return False
        words = [w for w in split(said[:120]) if w.low[0].isalnum()]
        if said.endswith(":") and len(words) <= _LABEL_WORDS:
            return True
        alone = said[-1:] not in ".?!" and len(words) <= (_LABEL_WORDS if block.kind == "prose" else 4)
        if alone and ":" not in said and private.opens(said):
            return True
        raw = self.text[block.start - 2 : block.end].strip()
        whole_bold = raw.startswith("**") and self.text[block.end : block.end + 2] == "" and raw.endswith("**")
        if len(words) > _HEADING_WORDS or said[-1:] in ".?!,;" or ":" in said or not words:
            return False
        known = section.read(said, self.pair)
        if known is None:
            return whole_bold or private.marked(said)
        if any(x.day for x in find(said, self.held, self.locale)):
            return False
        if known.topic == "owned":
            return True
        # A short line is a heading by its words, a point only as "4. Commitments".
        numbered = self.copy[max(0, block.start - 4) : block.start].strip().rstrip(".)").isdigit()
        return (block.kind == "prose" and len(words) <= 5 and (block.after_gap or whole_bold)) or (
            block.kind == "point" and numbered and len(words) <= 5
        )

    def headed(self, block: Block) -> Section | None:
        return section.read(self.copy[block.start : block.end].strip().rstrip(":").strip(), self.pair)

    def is_dialogue(self, shown: tuple[tuple[Block, tuple[tuple[int, int], ...]], ...]) -> bool:
        """Whether the notes are a transcript: both speak in turn, and of themselves."""
        turns: list[Owner] = []
        spoken = 0
        for block, _ in shown:
            turn = self.turn_of(block)
            if turn is not None:
                turns.append(turn)
                spoken += 1
                continue
            label, rest = self.label(block)
            owned = section.read(label, self.pair) if label else None
            if owned is not None and owned.topic == "owned" and len(owned.owners) == 1:
                turns += owned.owners
                head = {w.low for w in parted(split(self.copy, rest, min(block.end, rest + 200)))}
                spoken += bool(head & {"i", "we", "you", "yes", "okay"})
        changes = sum(a != b for a, b in pairwise(turns))
        return changes >= 2 and spoken * 2 > len(turns)

    def turn_of(self, block: Block) -> Owner | None:
        """Whose turn a line announces that holds a name and a time only ("Harriet Shaw  00:04")."""
        if block.kind != "prose" or block.end - block.start > _LONGEST_LABEL:
            return None
        words = split(self.copy, block.start, block.end)
        names = {self.pair.named(w) for w in words if w.low[0].isalpha()}
        timed = any(w.low[0].isdigit() for w in words)
        (only,) = names if len(names) == 1 else (None,)
        return only if timed and len(words) <= _LABEL_WORDS else None

    def label(self, block: Block) -> tuple[str, int]:
        """The words before the first colon of a block, if they may be a label, and where the rest begins."""
        colon = self.copy.find(":", block.start, min(block.end, block.start + 100))
        if colon < 0 or self.copy[colon + 1 : colon + 2] not in (" ", "") or colon + 1 >= block.end:
            return "", block.start
        said = self.copy[block.start : colon]
        if len(split(said)) > _LABEL_WORDS + 3 or "." in said:
            return "", block.start
        return said, colon + 1

    def dated_conversation(self, shown: tuple[tuple[Block, tuple[tuple[int, int], ...]], ...]) -> dict[str, date]:
        """The day of the next conversation, where the notes give it."""
        for _, spans in shown:
            for start, end in spans:
                said = self.copy[start:end]
                words = split(said[:400])
                for at, word in enumerate(words):
                    meets = word.low == "next" and (
                        longest(words, at + 1, _CONVERSATION)
                        or (
                            at + 1 < len(words)
                            and words[at + 1].low in ("one", "career", "full", "quarterly", "meet", "meeting")
                        )
                    )
                    again = (
                        word.low in ("meet", "speak", "talk")
                        and at + 1 < len(words)
                        and words[at + 1].low in ("again", "next")
                    )
                    if not (meets or again) or (at and words[at - 1].low in ("before", "by", "until", "at", "for")):
                        continue
                    if at > 1 and words[at - 2].low in ("before", "by", "until", "at", "for"):
                        continue
                    for phrase in find(said[: word.start + 120], self.held, self.locale):
                        if phrase.day is not None and phrase.start > word.start and phrase.start - word.end < 45:
                            return {"conversation": phrase.day}
        return {}

    # One block --------------------------------------------------------------------------------------

    def block(self, block: Block, spans: tuple[tuple[int, int], ...], *, dialogue: bool) -> None:
        label, rest = self.label(block)
        here = self.section
        known = section.read(label, self.pair) if label else None
        speaker: Owner = self.speaker or "manager"
        inline = False
        month: str | None = None
        if known is not None:
            here, inline = known, True
            spans = _from(spans, rest)
            if known.topic == "owned" and len(known.owners) == 1:
                (only,) = known.owners
                if dialogue:
                    speaker, here = only, Section("agreed")
                else:
                    speaker = "manager" if "i" in {w.low for w in split(label)} else only
            elif (
                known.topic == "owned"
                and self.section is not None
                and self.section.topic in ("closed", "open", "review")
            ):
                here = self.section
            month = self.month(label)
        elif label and here is not None and here.topic in ("agreed", "owned") and self.is_name(label):
            return  # "IT Services: repair the export" is a third party's task
        elif label and here is not None and here.topic in ("review",) and self.month(label):
            month = self.month(label)
            spans = _from(spans, rest)
        if not spans:
            return
        topic = here.topic if here is not None else None
        if topic == "closed":
            return
        if topic == "open":
            self.open(label if inline else "", spans)
        elif topic == "review":
            for start, end in spans:
                self.review(start, end, month)
        else:
            self.told(block, spans, here, speaker, inline=inline, dialogue=dialogue)

    def is_name(self, label: str) -> bool:
        words = split(label)
        return bool(words) and words[0].is_name and len(words) <= _LABEL_WORDS and (len(words) < 4 or "(" in label)

    def month(self, label: str) -> str | None:
        phrase = strongest(label, find(label, self.held, self.locale))
        if phrase is None:  # "check back march": in a label no capital is needed
            near = [strongest("in " + w.low, find("in " + w.low, self.held, self.locale)) for w in split(label)]
            phrase = next((x for x in near if x is not None), None)
        return None if phrase is None or phrase.day is None else f"{phrase.day:%Y-%m}"

    def told(
        self,
        block: Block,
        spans: tuple[tuple[int, int], ...],
        here: Section | None,
        speaker: Owner,
        *,
        inline: bool,
        dialogue: bool,
    ) -> None:
        """The sentences of a block that is neither private, past, review nor open question."""
        topic: Owner | None = None
        listed = (
            here is not None
            and here.topic == "owned"
            and (block.kind == "point" or inline or not block.after_gap or len(spans) == 1)
        )
        for place, (start, whole) in enumerate(spans):
            end = whole
            when = find(self.copy[start:end], self.held, self.locale, self.anchors)
            when = tuple(replace(x, start=x.start + start, end=x.end + start) for x in when)
            words = parted(split(self.copy, start, end))
            turn = self.turn(words)
            if turn:
                self.opens(words[turn:], words[turn].start, end)
                words, end = words[:turn], words[turn - 1].end
                when = tuple(x for x in when if x.end <= end)
            if self.opens(words, start, end) or self.looks(words, start, end):
                continue
            found, topic = promises(words, self.pair, when, speaker=speaker, topic=topic)
            following = parted(split(self.copy, *spans[place + 1])) if place + 1 < len(spans) else ()
            resolved, passive = self.resolved(words, following, found, speaker)
            if passive is not None and resolved:
                self.draft(resolved, passive, start, end, when, speaker)
                continue
            if found:
                for promise in found:
                    self.keep(words, promise, when, resolved, speaker)
            elif listed and here is not None:
                self.listed(here.owners, words, when, start, end)
            elif here is not None and here.topic == "agreed" and not dialogue and block.kind == "point":
                self.trailed(words, when, start, end)
            elif len(words) <= 14 and (dialogue or self.drafts):
                self.late_date(words, when, speaker, dialogue=dialogue)

    def turn(self, words: tuple[Word, ...]) -> int:
        """The place where a long sentence turns to what is open ("…, and the open question is whether")."""
        for at in range(_OPEN_REACH, len(words)):
            if longest(words, at, _OPEN):
                back = next((k for k in range(at, max(at - 7, 1), -1) if words[k].low in (",", "and", "um")), 0)
                return back + 1 if back else 0
        return 0

    def keep(
        self,
        words: tuple[Word, ...],
        promise: Promise,
        when: tuple[DuePhrase, ...],
        resolved: frozenset[Owner],
        speaker: Owner,
    ) -> None:
        first, stop = words[promise.at].start, words[promise.stop - 1].end
        dates = tuple(x for x in when if first <= x.start and x.end <= stop)
        if promise.review:
            self.add_review(words[promise.action].start if promise.action < promise.stop else stop, stop, dates)
            return
        if promise.again:
            self.again(promise.owners, dates, stop)
            return
        owners = resolved if resolved and promise.owners == {"report", "manager"} else promise.owners
        for part, (a, b) in enumerate(_pieces(words[promise.action : promise.stop], dates, self.copy)):
            inside = tuple(x for x in dates if (part == 0 and x.end <= a) or (a <= x.start and x.end <= b))
            said = action.imperative(self.copy, a, b, inside, "" if part else promise.verb)
            if not part and promise.present:
                said = action.base_form(said)
            self.draft(owners, said, a if part else first, b, inside, speaker)

    def listed(
        self, owners: frozenset[Owner], words: tuple[Word, ...], when: tuple[DuePhrase, ...], start: int, end: int
    ) -> None:
        """A line under whose commitments it stands."""
        if (
            self.copy[start] == "("
            or not words
            or words[0].low in _NO_ITEM
            or not any(w.low[0].isalpha() for w in words)
        ):
            return
        if (
            self.copy[end - 1] == "?"
            or words[0].low in _SUBJECTS
            or (len(words) > 1 and self.pair.named(words[0]) and words[1].low.isalpha())
        ):
            return
        if (
            words[0].is_name
            and any(w.low in ("will", "'ll", "is", "has", "can", "was") for w in words[1:4])
            and self.pair.named(words[0]) is None
        ):
            return  # a third person's task
        inside = [w for w in words if not any(x.start <= w.start < x.end for x in when)]
        if not any(w.low[0].isalpha() for w in inside):
            self.again(owners, when, end)
            return
        if words[0].low in _CONTINUES and ";" in self.copy[max(0, start - 2) : start]:
            self.again(owners, when, end)
            return
        for a, b in _pieces(words, when, self.copy):
            dates = tuple(x for x in when if a <= x.start and x.end <= b)
            self.draft(owners, action.imperative(self.copy, a, b, dates), a, b, dates)

    def trailed(self, words: tuple[Word, ...], when: tuple[DuePhrase, ...], start: int, end: int) -> None:
        """A point that names its owner at the end ("… by Friday (Tomasz)") or as "@Tomasz"."""
        row = list(words)
        while row and row[-1].low in (")", "]", "."):
            row.pop()
        if len(row) > 3 and row[-2].low in ("(", "[", "-", "–", "—", "@", "/", ":"):
            owner = self.pair.named(row[-1])
            if owner:
                said = action.imperative(self.copy, start, row[-2].start, when)
                self.draft(frozenset({owner}), said, start, end, when)
                return
        if len(row) > 2 and row[0].low == "@" and (owner := self.pair.named(row[1])):
            self.draft(frozenset({owner}), action.imperative(self.copy, row[1].end, end, when), start, end, when)

    def draft(
        self,
        owners: frozenset[Owner],
        said: str,
        first: int,
        stop: int,
        when: tuple[DuePhrase, ...],
        speaker: Owner = "manager",
    ) -> None:
        if not any(c.isalpha() for c in said):
            return
        best = strongest(self.copy, when) if when else None
        if best is not None and weight(self.copy, best) < 3 and any(x.meaning == "recurring" for x in when):
            best = None
        source = self.text[first:stop].strip()
        if len(owners) == 1:
            said = action.impersonal(said, self.pair, speaker, own=speaker in owners)
        opening = said.lower().split()[:3]
        for at in range(len(self.drafts) - 1, max(len(self.drafts) - 4, -1), -1):
            old = self.drafts[at]
            undated = old.best is None and not old.when and best is not None
            # Said once without and once with its date: one promise.
            if undated and old.owners == owners and old.text.lower().split()[:3] == opening:
                del self.drafts[at]
        for owner in ("report", "manager"):
            if owner in owners and not any(
                d.owner == owner and d.text.lower() == said.lower() for d in self.drafts[-12:]
            ):
                self.drafts.append(
                    _Draft(owners, said, when, best, "report" if owner == "report" else "manager", source, first, stop)
                )

    def again(self, owners: frozenset[Owner], when: tuple[DuePhrase, ...], stop: int) -> None:
        """A later word on the date of what the same owner promised last."""
        if not when:
            return
        best = strongest(self.copy, when)
        for draft in reversed(self.drafts[-2:]):
            if draft.owner in owners:
                if best is not None or not draft.when:
                    draft.when, draft.best = draft.when + when, best
                    if 0 < stop - draft.end < 200:
                        draft.end, draft.source = stop, self.text[draft.start : stop].strip()
                return

    def late_date(
        self, words: tuple[Word, ...], when: tuple[DuePhrase, ...], speaker: Owner, *, dialogue: bool
    ) -> None:
        """ "By when?" – "By 31 July.": a fragment that is hardly more than a date."""
        dated = tuple(x for x in when if x.day is not None and weight(self.copy, x) == 3)
        if not dated or not dialogue:
            return
        outside = [w for w in words if w.low[0].isalpha() and not any(x.start <= w.start < x.end for x in dated)]
        if len(outside) <= 2:
            self.again(frozenset({speaker}), dated[-1:], 0)

    def resolved(
        self, words: tuple[Word, ...], following: tuple[Word, ...], found: tuple[Promise, ...], speaker: Owner
    ) -> tuple[frozenset[Owner], str | None]:
        """Which of the two acts where "we" was said, and the action if it stood in the passive."""
        for row in (words, following):
            for at, word in enumerate(row):
                owners = self.pair.owner(word, speaker=speaker)
                if len(owners) == 1 and longest(row, at + 1, _RESOLVE):
                    return owners, self.passive(words, at) if row is words else None
                step = longest(row, at, _RESOLVE_TO)
                if step and at + step < len(row):
                    owners = self.pair.owner(row[at + step], speaker=speaker)
                    if len(owners) == 1 and (at + step + 1 >= len(row) or not row[at + step + 1].low[0].isalpha()):
                        return owners, self.passive(words, at) if row is words else None
            if not any(p.owners == {"report", "manager"} for p in found):
                break
        return frozenset(), None

    def passive(self, words: tuple[Word, ...], before: int) -> str | None:
        """ "the assessment has to be rewritten" → "Rewrite the assessment"."""
        for at in range(before):
            for cue in (
                ("has", "to", "be"),
                ("have", "to", "be"),
                ("needs", "to", "be"),
                ("need", "to", "be"),
                ("must", "be"),
                ("should", "be"),
                ("will", "be"),
                ("to", "be"),
            ):
                if all(at + k < before and words[at + k].low == part for k, part in enumerate(cue)):
                    verb = at + len(cue)
                    if verb >= before or at == 0:
                        return None
                    begin = max(
                        (k + 1 for k in range(at) if words[k].low in ("said", "that", "agreed", ",")), default=0
                    )
                    thing = self.copy[words[begin].start : words[at].start].strip()
                    plain = action.imperative(self.copy, words[verb].start, words[verb].end, ())
                    return f"{_uninflected(plain)} {thing}" if thing else None
        return None

    # Reviews and open questions ----------------------------------------------------------------------

    def looks(self, words: tuple[Word, ...], start: int, end: int) -> bool:
        """Takes a sentence that says what "we" will look at together, or "Have another look in May at …"."""
        at = 0
        when = tuple(
            replace(x, start=x.start + start, end=x.end + start)
            for x in find(self.copy[start:end], self.held, self.locale)
        )
        dated = [x for x in when if x.day is not None]
        if not dated:
            return False
        words = tuple(w for w in words if not any(x.start <= w.start < x.end for x in dated))
        low = [w.low for w in words]
        for at in range(len(words)):
            step = longest(words, at, _REVIEW)
            if not step:
                continue
            step -= words[at + step - 1].low in _ASKS  # "check how" looks at how
            before = low[:at]
            first = not any(
                w.start < words[at].start and w.low.isalpha() and not any(x.start <= w.start < x.end for x in dated)
                for w in words[:at]
            )
            together = (
                "we" in before
                or "they" in before
                or "us" in before
                or "let" in before
                or ({*self.pair.manager} & {*before} and {*self.pair.report} & {*before})
            )
            if "if" in before or "not" in before[-2:] or not (first or together):
                continue
            if (
                together
                and not first
                and "will" not in before
                and not set(before) & {"'ll", "to", "and", "said", "agreed", "we", "let", "'d", "want"}
            ):
                continue
            rest = at + step
            if rest >= len(words):
                return False
            for a, b in _split_reviews(words, rest, when, self.copy):
                self.add_review(a, b, when, whole=(start, end))
            return True
        return False

    def review(self, start: int, end: int, month: str | None) -> None:
        """A line in the part on what to review."""
        words = parted(split(self.copy, start, end))
        when = tuple(
            replace(x, start=x.start + start, end=x.end + start)
            for x in find(self.copy[start:end], self.held, self.locale)
        )
        at = 0
        step = 0
        for at in range(min(len(words), 14)):
            step = longest(words, at, _REVIEW)
            if step and any(w.low in ("we", "will", "'ll", "they", "revisit", "review", "to") for w in words[: at + 1]):
                break
            step = 0
        if step and at + step < len(words):
            for a, b in _split_reviews(words, at + step, when, self.copy):
                self.add_review(a, b, when, whole=(start, end), month=month)
            return
        self.add_review(start, end, when, month=month)

    def add_review(
        self,
        start: int,
        end: int,
        when: tuple[DuePhrase, ...],
        *,
        whole: tuple[int, int] | None = None,
        month: str | None = None,
    ) -> None:
        said = action.imperative(self.copy, start, end, tuple(x for x in when if x.day is not None))
        words = said.split()
        while words and words[0].lower() in _REVIEW_LEAD:
            words.pop(0)
        said = " ".join(words)
        near = [x for x in when if x.day is not None and (whole is None or whole[0] <= x.start < whole[1])]
        inside = [x for x in near if x.end <= start]
        pick = inside[-1] if inside else near[0] if near else None
        if not any(c.isalpha() for c in said):
            if pick is not None and pick.day is not None and month is None:
                self.pending = f"{pick.day:%Y-%m}"
            return
        when_said = (
            month or (f"{pick.day:%Y-%m}" if pick is not None and pick.day is not None else None) or self.pending
        )
        self.pending = None
        self.reviews.append(Review(said[:1].upper() + said[1:], when_said))

    pending: str | None = None
    speaker: Owner | None = None

    def opens(self, words: tuple[Word, ...], start: int, end: int) -> bool:
        """Takes a sentence that says what is still open."""
        if words and words[0].low == "?":
            self.open("?", ((start + 1, end),))
            return True
        for at in range(len(words)):
            step = longest(words, at, _OPEN)
            if step and at < _OPEN_REACH:
                rest = at + step - (words[at + step - 1].low in _ASKS)
                while rest < len(words) and words[rest].low in (":", ",", "is", "-", "–", "—", "yet", "'s"):
                    rest += 1
                if rest >= len(words):
                    return False
                if words[rest].low not in _ASKS and self.copy[end - 1] != "?":
                    continue
                self.open(self.copy[start : words[rest].start], ((words[rest].start, end),))
                return True
        return False

    def open(self, label: str, spans: tuple[tuple[int, int], ...]) -> None:
        asking = [s for s in spans if self.copy[s[1] - 1] == "?"]
        several = {w.low for w in split(label)} & {"two", "three", "things", "questions"}
        for start, end in asking or spans[:1]:
            parts = [self.copy[start:end]]
            if several:
                left, comma, right = parts[0].partition(", and ")
                parts = [left, right] if comma else parts
            for part in parts:
                said = " ".join(part.split()).strip(" .,;:-?") + ("?" if part.rstrip().endswith("?") else "")
                if any(c.isalpha() for c in said):
                    self.questions.append(OpenQuestion(said[:1].upper() + said[1:]))

    # Tables -----------------------------------------------------------------------------------------

    def row(self, block: Block) -> None:
        if block.end - block.start > _LONGEST_ROW:
            return
        cells: list[tuple[int, int]] = []
        at = block.start
        for part in self.copy[block.start : block.end].split("|"):
            cells.append((at, at + len(part)))
            at += len(part) + 1
        said = [self.copy[a:b].strip().lower() for a, b in cells]
        if all(not c.strip("-: ") for c in said):
            return
        place = {name: next((k for k, c in enumerate(said) if c in listed), None) for name, listed in _TABLE.items()}
        if place["owner"] is not None and place["action"] is not None:
            self.columns = (place["owner"], place["action"], place["due"])
            return
        if self.columns is None or max(x or 0 for x in self.columns) >= len(cells):
            return
        who, what, by = self.columns
        if who is None or what is None or private.marked(self.copy[block.start : block.end], opening=False):
            return
        owned = section.read(self.copy[slice(*cells[who])].strip(), self.pair)
        if owned is None or owned.topic != "owned":
            return
        when = find(self.copy[slice(*cells[what])], self.held, self.locale, self.anchors)
        when = tuple(replace(x, start=x.start + cells[what][0], end=x.end + cells[what][0]) for x in when)
        if by is not None:
            cell = self.copy[slice(*cells[by])]
            # The column is headed "by", so its date is read as a limit; months alone need the word.
            dated = find("by " + cell, self.held, self.locale, self.anchors) or find(
                cell, self.held, self.locale, self.anchors
            )
            when = tuple(x for x in when if x.day is None) + tuple(
                replace(x, start=cells[by][0], end=cells[by][1]) for x in dated
            )
        first = cells[what][0]
        stop = cells[by][1] if by is not None and self.copy[slice(*cells[by])].strip() else cells[what][1]
        task = action.imperative(self.copy, *cells[what], when)
        self.draft(owned.owners, task, min(first, stop), max(first, stop), when)


def _from(spans: tuple[tuple[int, int], ...], rest: int) -> tuple[tuple[int, int], ...]:
    return tuple((max(a, rest), b) for a, b in spans if b > rest)


def _pieces(words: tuple[Word, ...], when: tuple[DuePhrase, ...], copy: str) -> Iterator[tuple[int, int]]:
    """The actions of "lead the review by March and shadow two renewals by May", one by one."""
    begin = 0
    dated = [x for x in when if x.day is not None and weight(copy, x) > 1]
    for phrase in dated:
        at = next((k for k in range(begin, len(words)) if words[k].start >= phrase.end), len(words))
        joint = at
        while joint < len(words) and words[joint].low in (")", ",", ";", "and", "then"):
            joint += 1
        said = {w.low for w in words[at:joint]}
        if (
            joint + 1 >= len(words)
            or not said & {",", ";", "and", "then"}
            or at == 0
            or phrase.start <= words[begin].start
        ):
            continue
        head = words[joint]
        later = any(x.start >= words[joint + 1].end and x is not phrase for x in dated)
        if (head.low == "to" and "and" in said) or (later and head.low.isalpha() and head.low not in _NO_ACTION):
            yield words[begin].start, words[at - 1].end
            begin = joint
    yield words[begin].start, words[-1].end


def _split_reviews(
    words: tuple[Word, ...], rest: int, when: tuple[DuePhrase, ...], copy: str
) -> Iterator[tuple[int, int]]:
    """The things of "in July we look at A, and in October we look at B", one by one."""
    begin = rest
    for at in range(rest, len(words)):
        step = longest(words, at, _REVIEW)
        if (
            step
            and at > rest
            and words[at - 1].low in ("we", "'ll", "will")
            and any(words[begin].start < x.start < words[at].start for x in when if x.day)
        ):
            led = max(x.start for x in when if x.day and x.start < words[at].start)
            yield words[begin].start, led
            begin = min(at + step, len(words) - 1)
    yield words[begin].start, words[-1].end


def _uninflected(verb: str) -> str:
    """ "Drafted" → "Draft", "Shared" → "Share"."""
    if not verb.lower().endswith("ed") or len(verb) < 5:
        return verb
    stem = verb[:-2]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if stem[-1] == stem[-2] and stem[-1] not in "ls":
        return stem[:-1]
    return stem + "e" if stem.endswith(_SILENT_E) else stem


_CONTINUES = frozenset(lexicon.words("words_of_listed", "continues"))
_NO_ACTION = frozenset(lexicon.words("words_of_notes", "no_action"))
_SILENT_E = (
    "at",
    "ut",
    "plet",
    "v",
    "c",
    "g",
    "u",
    "z",
    "ar",
    "ur",
    "ir",
    "as",
    "es",
    "is",
    "os",
    "us",
    "dl",
    "gl",
    "bl",
    "pl",
    "fin",
    "lin",
    "bin",
)
_REVIEW_LEAD = frozenset(lexicon.words("words_of_notes", "review_lead"))
_ASKS = frozenset(lexicon.words("words_of_notes", "asks"))
_SUBJECTS = frozenset(lexicon.words("words_of_notes", "subjects"))
_NO_ITEM = frozenset(lexicon.words("words_of_notes", "no_item"))
