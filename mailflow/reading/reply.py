"""A person's reply → what they decided, asked and told.

The one error that must not happen is an acceptance that was not given. So an acceptance needs a clause that is
an accepting phrase from end to end, outside quotations and questions, and beside it nothing that could be a
condition, an objection or a change that was not understood. Whatever else the reply holds is asked back.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby, islice, takewhile
from typing import Literal
from unicodedata import combining, normalize

from mailflow.mail import visible
from mailflow.reading import due
from mailflow.reading import verdict as say
from mailflow.reading.addition import Added, added
from mailflow.reading.clause import Sentence, normalised, sentences
from mailflow.reading.due import DuePhrase
from mailflow.reading.heard import Heard, Outcome
from mailflow.reading.inline import Said, passages
from mailflow.reading.item import Item, Owner, asks_for_it, matches, mentions, says_other, telling
from mailflow.reading.meeting import Meeting, find_meeting
from mailflow.reading.names import Names
from mailflow.reading.operation import (
    ItemOp,
    Move,
    Status,
    chosen,
    drops,
    excepted,
    is_negated,
    move,
    of_all,
    of_rest,
    rewording,
    shift,
    status,
)
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern, phrases
from mailflow.reading.quotation import altered
from mailflow.reading.rating import rating
from mailflow.reading.signal import signals
from mailflow.reading.snooze import rest, snooze
from mailflow.reading.statement import Statement, statements
from mailflow.reading.verdict import Verdict

Context = Literal["draft", "confirmation", "change_request", "reminder", "review", "booking", "pulse"]
_OF_ITEMS = frozenset({"yes to items", "change", "state", "unclear", "doubt"})
_DAY_ALONE = re.compile(r"(?:^|\W)(?:\w+ ){0,2}the (?P<day>\d{1,2})(?:st|nd|rd|th)\W*$")
_OF_ME = re.compile(r"\b(?:me|us)\b")
_WORD = re.compile(r"[\w']+")
_SMALL = re.compile(r"[a-zß-ÿ]{2,}(?:[ ,]|[.!]?$)")  # how no line of a card begins
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w.'’-]*){1,2}")
_DASHES = re.compile(r"\s*(?:--|[-–—_*]{3,}) ?")
_WORDS = re.compile(r"(?<!\w)(?!and|for|the)[a-zß-ÿ]{3,}(?!\w)")  # a card's words have capitals
_SELF = re.compile(r"\b(?:i|i'm|my|me)\b")
_IF = re.compile(r"\W*(?:if|unless|in case|suppose|supposing|should the)\b(?! (?:possible|poss|you|we|i|that|it)\b)")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile("|".join(_DAYS))
_FROM_THAT = re.compile(
    r" (?:after that|after it|after(?=\W*$)|of (?P<same>(?:that|the same) week)|(?P<alike>in the same week))"
)
_LEGAL = 3  # words of the law in a paragraph of small print
_TITLE = r"(?:[A-ZÀ-Þ][\w'’.-]*|x+|[|&/–—-])"
_CARD = re.compile(rf"{_TITLE}(?:,? (?:{_TITLE}|(?:of|for|de|du|des|di|da|van|von|für) \w+)){{0,5}},?")
DECIDING: frozenset[Context] = frozenset({"draft", "confirmation", "change_request"})

__all__ = [
    "Added",
    "Context",
    "Item",
    "ItemOp",
    "Meeting",
    "Party",
    "Understanding",
    "Verdict",
    "read_reply",
]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a reply means.

    `verdict` is on the whole; `items` and `add` are what is asked of single items and newly promised, `meeting`,
    `snooze` and `rating` are None where the reply says none. `send`: the manager wants the draft to go out now.
    `undo`: the reply is the command UNDO. `unclear`: the person's own words that asked for something which could
    not be read with certainty; then nothing may be changed, and they are asked back. `heard` is what became of each
    clause.
    """

    verdict: Verdict
    items: tuple[ItemOp, ...] = ()
    add: tuple[Added, ...] = ()
    meeting: Meeting | None = None
    snooze: date | None = None
    rating: int | None = None
    signals: tuple[str, ...] = ()
    send: bool = False
    undo: bool = False
    unclear: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The mail that was answered, by whom and when."""

    context: Context
    author: Owner
    on: date
    items: tuple[Item, ...]
    manager: Party
    report: Party
    locale: str
    booked: Meeting | None = None

    @property
    def names(self) -> Names:
        return Names.of(self.manager, self.report)

    @property
    def writer(self) -> Party:
        return self.manager if self.author == "manager" else self.report


def read_reply(
    written: Sequence[visible.Passage],
    *,
    context: Context,
    author: Owner,
    on: date,
    items: tuple[Item, ...],
    manager: Party,
    report: Party,
    locale: str = "en-GB",
    booked: Meeting | None = None,
) -> Understanding:
    """What a reply means; `written` is what its author newly wrote (see `mail.visible`).

    `context` names the mail that it answers, `items` what that mail showed, `on` the day on which it was written
    and `booked` the meeting that it is about, both in the writer's own time zone. Never raises.
    """
    asked = _Asked(context, author, on, items, manager, report, locale, booked)
    said = [replace(p, text=normalised(p.text), below=normalised(p.below)) for p in written]
    found = _doubted(_understand(passages(said, items), asked), "\n\n".join(p.text for p in said))
    binding = context != "draft" or found.send or found.verdict == "accept"  # a draft is only edited until it is sent
    if found.verdict in {"accept", "accept_with_changes"} and binding:
        people = [name for party in (manager, report) for name in party.name.lower().split()]
        if changed := altered(written, items, people, on, locale):
            return replace(found, verdict="question", unclear=(*found.unclear, *changed), send=False)
    return found


def _doubted(found: Understanding, text: str) -> Understanding:
    """What was understood, less what its words leave open: a doubt costs a question, a wrong guess costs trust."""
    said = " ".join(text.lower().split())
    doubts = [found.unclear] if found.unclear else []
    if any(op.op == "drop" for op in found.items) and (m := pattern("ambiguous", "dropped").search(said)):
        doubts.append((m.group(),))
    if found.verdict == "accept_with_changes" and not found.add and (m := pattern("ambiguous", "added").search(said)):
        doubts.append((m.group(),))
    unclear = tuple(words for group in doubts for words in group)
    verdict = found.verdict
    if verdict == "accept" and pattern("ambiguous", "hollow").search(said):
        verdict = "none"
    return replace(found, unclear=unclear, verdict=verdict)


def _unsigned(text: str, writer: Party, items: tuple[Item, ...]) -> str:
    """The words above the writer's own name, if what follows it is a signature and nothing they say."""
    lines = text.split("\n")
    dashes = next((i for i, line in enumerate(lines) if _DASHES.fullmatch(line)), len(lines))
    last_word = _last_word(text, items, dashes)
    if last_word < dashes < len(lines):
        return "\n".join(lines[:dashes])
    for i, line in enumerate(lines):
        card = bool(i and writer.name) and _untitled(line).startswith(writer.name.lower())
        if i > last_word and (card or _is_name_of(line, writer)):
            return "\n".join(lines[:i])
    return text


def _without_small_print(text: str) -> str:
    """The text without paragraphs at its end that no person wrote for this mail."""
    paragraphs = text.split("\n\n")
    while len(paragraphs) > 1:
        plain = paragraphs[-1].lower()
        found = {m.group() for m in pattern("signature", "small_print").finditer(plain)}
        if (len(found) < _LEGAL and "print this" not in plain) or _SELF.search(plain):
            break
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def _untitled(line: str) -> str:
    """A line in lower case without the titles in front of a name ("Dr Soraya …")."""
    words = line.lower().split()
    while words and words[0].rstrip(".") in phrases("signature", "titles"):
        words.pop(0)
    return " ".join(words)


def _folded(text: str) -> str:
    """In lower case and without accents, as people type names in haste."""
    return "".join(c for c in normalize("NFD", text.lower()) if not combining(c))


def _is_name_of(line: str, writer: Party) -> bool:
    """Whether a line is the writer's own name: some of it, its beginning ("Pat" of Patricia), or its initials."""
    words = _folded(line).strip(" .,;:-–—*_|").replace(".", " ").split()
    names = _folded(writer.name).replace("-", " ").split()
    if not words or not names or len(words) > 4:
        return False
    whole = " ".join(words)
    initials = "".join(name[0] for name in names)
    if whole in {*names, " ".join(names), initials, names[0][0]} or whole.replace("-", " ") == " ".join(names):
        return True
    while len(words) > 1 and (words[0] in phrases("signature", "titles")):
        words.pop(0)
    if words == names[: len(words)] and len(words) > 1:
        return True
    short = len(words[0]) > 2 and (names[0].startswith(words[0][:3]) or words[0] in names[0])
    short = short or (words[0] in phrases("signature", "shorts") and names[0].startswith(words[0]))
    return (short and all(w in names for w in words[1:])) or (len(words) > 1 and set(words) & set(names) == {names[-1]})


def _below_name(said: Said, asked: _Asked) -> Iterator[Said]:
    """The words of a passage above the first line that is a name, and those from it on."""
    lines = said.text.split("\n")
    for i, line in enumerate(lines):
        name = _NAME.fullmatch(line.strip()) if any(x.strip() for x in lines[:i]) else None
        courteous = all(w in phrases("harmless", "words") for w in line.lower().split())
        if _is_name_of(line, asked.writer) or (name and not courteous):
            yield replace(said, text="\n".join(lines[:i]))
            yield replace(said, text="\n".join(lines[i:]), signed=True)
            return
    yield said


def _written(text: str) -> str:
    """The text without lines that a ">" marks as quoted, or that are a subject, should any have been left."""
    subject = pattern("quotation", "subject", "start")
    lines = (line for line in text.split("\n") if not line.lstrip().startswith(">"))
    return "\n".join(line for line in lines if not subject.match(line.lower().lstrip(" *")))


def _last_word(text: str, items: tuple[Item, ...], dashes: int) -> int:
    """The last line that is the person's own word, and not their card or a disclaimer; -1 if there is none.

    Below the line of `dashes` only what could change or refuse something is.
    """
    last, small_print = -1, -1
    capitals = text.lstrip()[:1].isupper()
    for sentence in sentences(text):
        if pattern("signature", "disclaimer").search(sentence.plain):
            small_print = sentence.paragraph
        if (mentions(sentence.plain, items, ()) and sentence.paragraph != small_print) or (
            sentence.paragraph != small_print
            and (
                (sentence.line < dashes and pattern("signature", "own").search(sentence.plain))
                or pattern("danger", "words").search(sentence.plain)
                or pattern("signature", "no_card", "start").match(sentence.plain)
                or (
                    capitals
                    and _SMALL.match(sentence.text)
                    and not pattern("signature", "low", "start").match(sentence.plain)
                )
                or not (_DASHES.fullmatch(sentence.plain) or any(c.isalnum() for c in sentence.plain))
                or (_WORDS.search(sentence.text) and matches(sentence.plain, items, "report", first_person=False))
            )
        ):
            last = sentence.line
    return last


def _is_automatic(text: str, items: tuple[Item, ...], names: Names) -> bool:
    """Whether a program wrote this; a person who is away and answers is a person."""
    said = [s.plain for s in sentences(text)]
    if any(
        pattern("automatic", "certain", "start").match(s) or pattern("automatic", "certain").search(s) for s in said[:3]
    ):
        return True
    absent = next((i for i, s in enumerate(said) if pattern("automatic", "absence").search(s)), None)
    if absent is None or not any(pattern("automatic", "courtesy").search(s) for s in said):
        return False
    return not any(say.answers(s, items, names) for s in said[:absent])


def _understand(found: Sequence[Said], asked: _Asked) -> Understanding:
    found = tuple(Said(_without_small_print(p.text), p.numbers) for p in found)
    found = tuple(Said(p.text if p.numbers else _unsigned(p.text, asked.writer, asked.items), p.numbers) for p in found)
    found = tuple(Said(_written(p.text), p.numbers) for p in found)
    found = tuple(part for p in found for part in _below_name(p, asked))
    text = "\n\n".join(p.text for p in found)
    if pattern("undo", "whole", "whole").match(" ".join(text.lower().split()).strip(" .!\"'")):
        return Understanding("none", undo=True)
    if _is_automatic(text, asked.items, asked.names):
        return Understanding("none")
    names = telling(asked.manager.name) | telling(asked.report.name)
    own_first = asked.context not in DECIDING
    said = statements(found, asked.items, asked.author, asked.on, asked.locale, own_first, names)
    return _Reading(asked, text, said).understanding()


def _after_that(statement: Statement, phrase: DuePhrase, shown: date | None) -> DuePhrase:
    """A day of the week that is meant from the date shown ("the Friday after that", "the Friday of the same week")."""
    plain = statement.sentence.plain
    day = _WEEKDAY.search(plain[phrase.start : phrase.end])
    meant = _FROM_THAT.match(plain[phrase.end :]) if day else None
    if shown is None or day is None or meant is None:
        return phrase
    step = _DAYS.index(day.group()) - shown.weekday()
    if not (meant["same"] or meant["alike"]):
        step = step % 7 or 7
    end = phrase.end + meant.end()
    return replace(phrase, end=end, day=shown + timedelta(days=step))


def _corrects(plain: str) -> bool:
    """Whether a clause only takes back what was said before it ("or - sorry - the 21st")."""
    words = _WORD.findall(plain)
    rest = pattern("change", "correction", "start").match(" ".join(words).removeprefix("or "))
    return rest is not None and all(w in phrases("change", "correcting") for w in words)


def _ties(plain: str) -> bool:
    """Whether a sentence begins as one that goes on with what was said before it ("but only if …")."""
    return pattern("danger", "tie", "start").match(plain.lstrip(" (-")) is not None


class _Reading:
    """One pass over a reply's statements; what has been found so far."""

    def __init__(self, asked: _Asked, text: str, said: tuple[Statement, ...]) -> None:
        self.asked, self.text, self.said = asked, text, said
        self.names = asked.names
        early = (s for s in takewhile(lambda s: s.place <= 1, said) if not say.greets(s, self.names))
        self.opening = tuple(islice(early, 2))
        self.outcomes: dict[tuple[int, int], Outcome] = {}
        self.chatter = say.chatter(said, whole=asked.context in DECIDING)
        self.by_n = {item.n: item for item in asked.items}
        self.order: list[int] = []
        self.moves: dict[int, list[Move]] = {}
        self.texts: dict[int, str] = {}
        self.dropped: set[int] = set()
        self.states: dict[int, list[Status]] = {}
        self.accepted: dict[int, Statement] = {}
        self.add: list[Added] = []
        self.unclear: list[str] = []
        self.questions: list[tuple[Statement, ...]] = []
        self.refused = self.deferred = False
        self.no_alone = True
        self.soft_no = False
        self.put_off: set[int] = set()
        self.latest: set[int] = set()  # what the sentence before changed
        self.rest: Status | None = None
        self.before: Sentence | None = None
        self.accepting: list[Statement] = []
        self.doubts: list[Statement] = []
        self.loose: list[Statement] = []
        self.leaning: list[Statement] = []
        self.sending = self.reported = self.correcting = False

    @property
    def deciding(self) -> bool:
        return self.asked.context in DECIDING

    def understanding(self) -> Understanding:
        asked = self.asked
        after_question = False
        for _, group in groupby(self.said, key=lambda s: s.place):
            sentence = tuple(group)
            after_question = self._sentence(sentence, after_question)
        self._settle_unread()
        self._settle_rest()
        items = self._items()
        meeting = self._meeting()
        if asked.context == "booking" and meeting and self.no_alone:
            self.refused = False  # "Sorry, no: he's away. The 16th at 2 pm": a no to the day before
        asked_for = self.add or self.unclear or self.questions or any(x.op != "accept" for x in items)
        self.refused = self.refused or (self.soft_no and not (asked_for or self.deferred or meeting))
        if self.refused:
            verdict: Verdict = "reject"
            if self.deciding:
                items, self.add = (), []
        else:
            verdict = self._verdict(items)
        said = tuple({s.place: s.sentence for s in self.said}.values())
        pulse = asked.context == "pulse"
        return Understanding(
            verdict,
            items,
            tuple(self.add),
            meeting,
            snooze(said, asked.on, asked.locale),
            rating(self.text) if pulse else None,
            signals(said, self.names),
            send=asked.context == "draft" and self.sending and verdict in {"accept", "accept_with_changes"},
            unclear=tuple(dict.fromkeys(self.unclear)),
            heard=tuple(self._heard()),
        )

    def _heard(self) -> Iterator[Heard]:
        """What became of each clause; what was said of an item that is asked back is unclear, whatever it seemed."""
        for s in self.said:
            outcome = self.outcomes.get((s.place, s.clause.start), "told")
            if outcome in ("told", "change", "doubt") and s.sentence.text in self.unclear and not s.sentence.asks:
                outcome = "unclear" if outcome == "change" else outcome
            yield Heard(s.clause.text.strip(), outcome, s.topic if outcome in _OF_ITEMS else ())

    def _hear(self, said: Iterable[Statement], outcome: Outcome) -> None:
        for s in said:
            self.outcomes.setdefault((s.place, s.clause.start), outcome)

    def _meeting(self) -> Meeting | None:
        asked = self.asked
        if asked.context == "booking":
            return find_meeting(self.text, asked.on, asked.locale, asked.booked)
        numbered = {s.place for s in self.said if s.mentions}  # the 3 of "all but 3" is no hour
        paragraphs: dict[int, dict[int, str]] = {}
        for s in self.said:
            if s.place not in numbered:
                paragraphs.setdefault(s.sentence.paragraph, {})[s.place] = s.sentence.text
        for paragraph in ("\n".join(spoken.values()) for spoken in paragraphs.values()):
            if pattern("meeting", "noun").search(paragraph.lower()) and asked.context != "pulse":
                meeting = find_meeting(paragraph, asked.on, asked.locale)
                if meeting:
                    return meeting
        return None

    def _settles_meeting(self, sentence: Sentence, said: tuple[Statement, ...]) -> bool:
        asked = self.asked
        if asked.context != "booking" and any(s.mentions for s in said):
            return False
        if asked.context != "booking" and not pattern("meeting", "noun").search(sentence.plain):
            return False
        return find_meeting(sentence.text, asked.on, asked.locale, asked.booked) is not None

    # -- one sentence ------------------------------------------------------------------------------------

    def _sentence(self, said: tuple[Statement, ...], after_question: bool) -> bool:
        """Read one sentence; returns whether it is a question."""
        sentence = said[0].sentence
        before, self.before = self.before, sentence
        if rest(sentence, self.asked.on, self.asked.locale, before):
            self.deferred = True
            self._hear(said, "rest")
            return False
        if self._settles_meeting(sentence, said):
            self._hear(said, "meeting")
            return False
        if said[0].place in self.chatter:
            self._hear(said, "small talk")
            return False
        question = say.asks(sentence, self.names)
        question = question and (sentence.asks or not any(self._says_yes(s) for s in said))
        if self.asked.context == "draft" and any(say.sends(s, self.names) for s in said):
            question = question and not say.asks_to_send(sentence)
        request = question and (say.is_request(sentence) or any(say.requests(s) for s in said))
        if any(d.meaning == "impossible" for s in said for d in s.dates):
            self.unclear.append(sentence.text)
            self._hear(said, "unclear")
            return False
        here = said
        if self.asked.context not in {"booking", "pulse"}:
            here = self._without_additions(said)
        self._hear((s for s in said if s not in here), "added")
        used: list[Statement] = []
        changed: set[int] = set()
        moved = False
        for statement in here:
            if statement.joins:
                continue
            if (not question or request) and self._changes(statement, said[0].clause.start):
                used.append(statement)
                changed |= set(statement.topic)
                moved = True
                self._hear([statement], "unclear" if sentence.text in self.unclear else "change")
            elif moved and not self.deciding and not statement.named:
                pass  # beside a change stands its reason ("move it to the 5th, Lupe is out")
            elif not question and self._accepts_items(statement, here, used):
                used.append(statement)
                self._hear([statement], "yes to items")
            elif not question and self._states(statement, after_question):
                used.append(statement)
                self._hear([statement], "state")
                changed |= set(statement.topic)
        self.correcting = _corrects(here[-1].clause.plain) if here else False
        self.latest = changed
        used += [s for s in here if s.joins and any(set(s.topic) <= set(x.topic) for x in used)]
        if question and not (request and used) and len(here) == len(said):
            self.questions.append(said)
            if not any(c.isalnum() for c in sentence.plain):
                self.unclear.append((before or sentence).text)  # a mark alone asks about what stands above it
            self._hear(said, "question")
            return True
        read = len(here) < len(said) or bool(changed) or any(s in used and not s.topic for s in here)
        self._decisions(here, used, changed if read else None)
        return False

    def _without_additions(self, said: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """The statements that are left when new commitments have been taken out of a sentence."""
        asked, here, rest = self.asked, list[Statement](), said
        while rest and (new := added(rest, asked.items, asked.author, asked.manager, asked.report)):
            commitment, start, end = new
            self.add.append(commitment)
            if any(d.meaning == "past" and start <= d.start < max(end, start + 1) for s in rest for d in s.dates):
                self.unclear.append(said[0].sentence.text)
            here += [s for s in rest if s.clause.start < start]
            rest = tuple(s for s in rest if s.clause.start >= max(end, start + 1))
        return (*here, *rest)

    def _note(self, numbers: Iterable[int]) -> None:
        self.order += [n for n in numbers if n not in self.order]

    def _changes(self, statement: Statement, sentence_start: int) -> bool:
        topic = tuple(n for n in statement.topic if n in self.by_n)
        if self.asked.context in {"booking", "pulse"}:
            return False
        if self.asked.context == "draft" and say.sends(statement, self.names):
            return False  # "then it can go"
        alone = len(self.by_n) == 1 and not statement.named
        if alone and self.deciding and say.refuses_softly(statement) and not any(d.day for d in statement.dates):
            return False
        if not statement.named and _OF_ME.search(statement.plain) and say.refuses(statement, self.names, draft=False):
            return False  # "take me off" is no item's
        explicit = topic and drops(statement, self.names)
        if not (statement.named or statement.candidates or explicit) and self._gives_signal(statement):
            return False
        if not topic:
            return self._unplaced(statement)
        found = False
        before = [s for s in self.said if s.place == statement.place and s.clause.end <= statement.clause.start]
        corrected = any(_corrects(s.clause.plain) for s in before) or (self.correcting and not before)
        if pattern("change", "take_back", "whole").match(statement.plain.strip(" ,.!-")):
            self.dropped -= self.latest
            return bool(self.latest)
        if drops(statement, self.names):
            self.dropped |= set(topic)
            found = True
        if len(topic) == 1:
            text = rewording(statement, self.by_n[topic[0]], sentence_start, self.names)
            if text:
                self.texts[topic[0]] = text
                found = True
        conditional = self.deciding and _IF.match(statement.plain) is not None
        conditional = conditional and not any(say.grants(s) for s in before)  # "fine if 2 moves to May"
        by = None if conditional else shift(statement)
        if by and any(self.by_n[n].due is None for n in topic):
            self.unclear.append(statement.sentence.text)
        for n in topic:
            shown = self.by_n[n].due
            if by and shown:
                self.moves.setdefault(n, []).append(Move(n, by.of(shown), strong=True, corrects=False))
                found = True
            for named in statement.dates:
                phrase = _after_that(statement, named, shown)
                if by and phrase.start < by.end and by.start < phrase.end:
                    continue
                if phrase.meaning == "past" and move(
                    statement, replace(phrase, day=self.asked.on), self.by_n[n], self.names
                ):
                    self.unclear.append(statement.sentence.text)
                if conditional:
                    continue
                new = move(statement, phrase, self.by_n[n], self.names)
                if new and not statement.outright and statement.named and says_other(statement.plain, self.by_n[n]):
                    self.unclear.append(statement.sentence.text)
                elif new and (self.deciding or new.strong):
                    new = replace(new, corrects=new.corrects or corrected)
                    words = statement.sentence.plain[phrase.start : phrase.end]
                    new = self._in_month(new, words)
                    if " or " in words:
                        self.unclear.append(statement.sentence.text)
                    self.moves.setdefault(n, []).append(new)
                    found = found or new.day != shown  # who says the date that is offered changes nothing
        if found:
            self._note(topic)
        return found

    def _gives_signal(self, statement: Statement) -> bool:
        """Whether the sentence tells of the person's own aims, and asks for nothing."""
        return "goals_changed" in signals([statement.sentence], self.names)

    def _in_month(self, new: Move, words: str) -> Move:
        """A correction by a day alone ("7 May, no wait, the 14th") means the month that it corrects."""
        alone = _DAY_ALONE.search(words)
        if alone is None:
            return new
        before = [d.day for d in due.find(words[: alone.start()], self.asked.on, self.asked.locale) if d.day]
        said = [*(move.day for move in self.moves.get(new.n, [])), *before]
        if not said or not (new.corrects or before):
            return new
        try:
            return replace(new, day=said[-1].replace(day=int(alone["day"])))
        except ValueError:
            return new

    def _unplaced(self, statement: Statement) -> bool:
        """A change that is asked for, while it is not certain of which item."""
        cue = pattern("change", "imperative").search(statement.plain)
        dated = any(d.day for d in statement.dates)
        out = drops(statement, self.names)
        if self.asked.context == "draft" and say.sends(statement, self.names):
            return False
        by = shift(statement)
        if by and pattern("item", "every").search(statement.plain):
            moved = [(n, item.due) for n, item in self.by_n.items() if item.due]
            for n, day in moved:
                self.moves.setdefault(n, []).append(Move(n, by.of(day), strong=True, corrects=False))
            self._note(n for n, _ in moved)
            return bool(moved)
        could = bool(statement.candidates) or (len(self.by_n) > 1 and asks_for_it(statement.plain))
        if out and pattern("item", "every_one").search(statement.plain):
            kept = {n for s in self.said if s.place == statement.place and excepted(s) for n in s.topic}
            if kept:
                self.dropped |= set(self.by_n) - kept
                self._note(n for n in self.by_n if n not in kept)
                return True
        if could and (out or (cue and dated) or (dated and pattern("change", "move").search(statement.plain))):
            if say.refuses(statement, self.names, draft=self.asked.context == "draft"):
                return False
            self.unclear.append(statement.sentence.text)
            return True
        return False

    def _accepts_items(self, statement: Statement, said: Sequence[Statement], used: Sequence[Statement]) -> bool:
        """Note a yes to single items, unless what stands before it in the sentence could turn it round."""
        by_words = statement.named
        if not (self.deciding and statement.topic and (statement.outright or by_words)) or statement.signed:
            return False
        spoken = () if statement.outright or statement.mentions else [self.by_n[n] for n in statement.topic]
        if not say.accepts_items(statement, self.names, spoken):
            return False
        before = [s for s in said if s.clause.start < statement.clause.start and s not in used]
        if any(say.turns(s) or say.is_hearsay(s) for s in before):
            return False
        for n in statement.topic:
            self.accepted.setdefault(n, statement)
        self._note(statement.topic)
        return True

    def _states(self, statement: Statement, after_question: bool) -> bool:
        if self.asked.context in {"booking", "pulse"}:
            return False
        if self.deciding:
            return False
        here = [s for s in self.said if s.place == statement.place]
        out = frozenset(n for s in here if excepted(s) for n in s.topic)
        if not (statement.named and not excepted(statement)):
            numbers, state = of_all(statement, self.asked.items, self.asked.author, out)
            if state:
                for n in numbers:
                    self.states.setdefault(n, []).append(state)
                self._note(numbers)
                return True
            self.rest = of_rest(statement) or self.rest
        if excepted(statement) and self._excepts(statement, here):
            return True
        if excepted(statement) and not status(statement, self.by_n[statement.topic[0]]):
            return False
        if after_question and not statement.named:
            return False
        for n in statement.topic:
            state = status(statement, self.by_n[n])
            if state and pattern("status", "settles").search(statement.plain):
                self.states[n] = []
            if state:
                self.states.setdefault(n, []).append(state)
                self._note((n,))
        if not statement.topic and statement.candidates:
            return False
        return any(n in self.states for n in statement.topic)

    def _excepts(self, statement: Statement, here: Sequence[Statement]) -> bool:
        """Whether the state that the clause names is that of all others ("all but 4 are done")."""
        before = [s for s in here if s.clause.end <= statement.clause.start]
        state = status(statement, self.by_n[statement.topic[0]])
        if not (state and before and pattern("status", "every", "whole").match(before[-1].plain.strip(" ,"))):
            return False
        numbers = [n for n in self.by_n if n not in statement.topic]
        for n in numbers:
            self.states.setdefault(n, []).append(state)
        self._note(numbers)
        return True

    def _decisions(self, said: Sequence[Statement], used: Sequence[Statement], changed: set[int] | None) -> None:
        """Note what the clauses decide on the whole. `changed` are the items that the sentence changes: what it says
        beside that is a reason. None if it changes nothing."""
        draft = self.asked.context == "draft"
        harmless = bool(said) and say.tells_how_it_was_read(said, self.names)
        reported = self.reported
        for statement in said:
            if draft and say.sends(statement, self.names) and not reported and not statement.signed:
                self.sending = True
                self._hear([statement], "send")
            single = (statement.outright or say.is_of_one(statement)) and len(self.by_n) > 1
            explains = changed is not None and not (statement.outright and not set(statement.topic) <= changed)
            if statement in used:
                pass
            elif (
                say.refuses(statement, self.names, draft=draft)
                and not single
                and not (
                    self._gives_signal(statement) and not pattern("refusal", "firm").search(statement.sentence.plain)
                )
            ) or (self._is_plain_no(statement) and changed is None and not single):
                self.no_alone = self.no_alone and self._is_plain_no(statement)
                self.refused = True
                self._hear([statement], "no")
            elif (self.asked.context == "booking" and say.refuses_to_meet(statement)) or (
                self.deciding and not single and say.refuses_softly(statement)
            ):
                self.soft_no = True
                self._hear([statement], "no")
            elif (yes := self._says_yes(statement)) and statement.signed:
                self.leaning.append(statement)
                self._hear([statement], "signed")
            elif yes and not reported:
                self.accepting.append(statement)
                self._hear([statement], "yes")
            elif reported:
                self._hear([statement], "reported")
                if say.doubt(statement, self.names) and not explains:
                    self.doubts.append(statement)
            elif not harmless:
                if say.defers(statement) and not explains:
                    self._hear([statement], "later")
                    if single and statement.topic:
                        self.put_off |= set(statement.topic)
                        continue
                    self.deferred = True
                if say.leans(statement, self.names):
                    self.leaning.append(statement)
                    self._hear([statement], "leaning")
                if say.doubt(statement, self.names) and not explains:
                    self.doubts.append(statement)
                    self._hear([statement], "doubt")
                elif not explains and say.is_loose(said, statement, self.names):
                    self.loose.append(statement)
                    self._hear([statement], "scrap")
            reported = reported or (say.is_hearsay(statement) and statement not in self.accepting)
        # "Kim said:" at the end of a line hands over to the next one.
        self.reported = bool(said) and say.is_hearsay(said[-1]) and said[-1].sentence.plain.endswith(":")

    def _is_overcome(self, doubt: Statement) -> bool:
        """Whether a doubt is a mood behind which a yes in so many words stands."""
        return say.is_slight(doubt, self.names) and any(
            say.affirms(yes, self.names) and (yes.place, yes.clause.start) > (doubt.place, doubt.clause.start)
            for yes in self.accepting
        )

    def _is_card(self, scrap: Statement) -> bool:
        """Whether a scrap is a line of the card at the end: words with capitals, behind all that was said."""
        last = max((s.place for s in self.accepting), default=-1)
        sent = scrap.sentence.plain.startswith("sent from ")
        return sent or (
            scrap.place > last
            and _CARD.fullmatch(scrap.sentence.text.strip()) is not None
            and not say.is_about(scrap, by_words=" " not in scrap.sentence.text.strip())
            and not any(s.place > scrap.place and s not in self.loose for s in self.said)
        )

    def _says_yes(self, statement: Statement) -> bool:
        draft, of_changes = self.asked.context == "draft", self.asked.context == "change_request"
        return say.accepts(self._echoed(statement), self.names, draft=draft, of_changes=of_changes)

    def _echoed(self, statement: Statement) -> Statement:
        """The clause with the date that is offered as "that date", if it says the one that all the items have."""
        shown = {item.due for item in self.by_n.values()}
        day = next(iter(shown)) if len(shown) == 1 else None
        clause = statement.clause
        if day is None or not statement.dates or not all(d.day == day for d in statement.dates):
            return statement
        first, last = statement.dates[0].start - clause.start, statement.dates[-1].end - clause.start
        plain = f"{clause.plain[:first]}that{clause.plain[last:]}"
        return replace(statement, clause=replace(clause, plain=plain))

    def _is_plain_no(self, statement: Statement) -> bool:
        if self.asked.context not in {*DECIDING, "booking"}:
            return False
        return statement in self.opening and say.opens_with_no(statement)

    # -- the whole ---------------------------------------------------------------------------------------

    def _settle_unread(self) -> None:
        """A change asked of an item by its number, of which nothing could be read, is unclear."""
        known = {*self.moves, *self.texts, *self.dropped, *self.states}
        for s in self.said:
            if not (s.named and s.outright) or s.sentence.asks or any(n in known for n in s.topic):
                continue
            cue = pattern("change", "imperative").search(s.sentence.plain)
            if cue and not is_negated(s.sentence.plain, cue.start()):
                self.unclear.append(s.sentence.text)
                for n in s.topic:
                    self.accepted.pop(n, None)

    def _settle_rest(self) -> None:
        """What was said of "the rest" is said of the items that nothing else was said of."""
        if self.rest is None:
            return
        left = [n for n in self.by_n if n not in self.order]
        for n in left:
            self.states[n] = [self.rest]
        self._note(left)

    def _items(self) -> tuple[ItemOp, ...]:
        named = {s.place for s in self.said if s.named and (s.outright or (s.topic and not _ties(s.sentence.plain)))}
        turned = {s.place for s in self.doubts}
        hard = self.deferred or any(
            s.place not in named
            and (say.is_condition(s) or (not s.topic and say.is_hard(s) and _ties(s.sentence.plain)))
            for s in self.doubts
        )
        doubted = {n for s in self.doubts for n in s.topic} | self.put_off
        out: list[ItemOp] = []
        for n in self.order:
            day, contradict = chosen(self.moves.get(n, []), self.by_n[n].due, not self.deciding)
            if contradict:
                self.unclear.append(next(s.sentence.text for s in self.said if n in s.topic and s.dates))
                continue
            if n in self.dropped:
                out.append(ItemOp(n, "drop"))
                continue
            states = self.states.get(n, [])
            if "done" in states and states[0] == "done":
                out.append(ItemOp(n, "done"))
                continue
            changes = [ItemOp(n, "reword", text=self.texts[n])] if n in self.texts else []
            changes += [ItemOp(n, "move", due=day)] if day else []
            if changes:
                out += changes
            elif states:
                out.append(ItemOp(n, "blocked" if "blocked" in states else states[0]))
            elif n in self.accepted and not hard and n not in doubted and self.accepted[n].place not in turned:
                out.append(ItemOp(n, "accept"))
        return tuple(out)

    def _verdict(self, items: tuple[ItemOp, ...]) -> Verdict:
        if self.questions:
            return "question"
        if not self.deciding:
            return "question" if self.unclear else "none"
        if self.unclear:
            return "question"
        if self.add or any(x.op != "accept" for x in items):
            put_off = (self.deferred and not self.accepting) or self.put_off
            return "none" if put_off else "accept_with_changes"
        if self.deferred or self.put_off:
            return "none"
        every = bool(self.by_n) and {x.n for x in items} == set(self.by_n)
        if self.accepting or every or (self.accepted and self.doubts):
            self.doubts = [s for s in self.doubts if not self._is_overcome(s)]
            self.loose = [s for s in self.loose if not self._is_card(s)]
            if not (self.doubts or self.loose) and (every or not all(map(say.is_partial, self.accepting))):
                return "accept"
            self.unclear += [s.sentence.text for s in (*self.doubts, *self.loose, *self.leaning, *self.accepting)]
            return "question"
        if say.says_only_ok(self.text, self.names) or say.says_thumbs_up(self.text, self.names):
            return "accept"
        # Words about an item by its number ask for something, even where nothing in them was understood.
        numbered = [x for x in self.doubts if x.outright or any(c.isdigit() for c in x.clause.plain)]
        if self.leaning or numbered:
            self.unclear += [x.sentence.text for x in (*self.leaning, *numbered)]
            return "question"
        return "none"
