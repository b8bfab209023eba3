"""A person's reply → what they decided, asked and told.

The one error that must not happen is an acceptance that was not given. So an acceptance needs a clause that says
yes from end to end, by the kinds of its words, as a set phrase, or as a sentence that an encoder is all but certain of,
outside quotations and questions, and beside it nothing that could be a condition, an objection or a change that was not
understood; or the reply read as one text all but certainly agrees, and no rule speaks against that in any clause.
Whatever else the reply holds is asked back.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import groupby, islice, pairwise, takewhile
from typing import Literal

from mailflow.mail import visible
from mailflow.reading import (
    acceptance,
    asking,
    automatic,
    card,
    courtesy,
    danger,
    likeness,
    picture,
    refusal,
    stance,
    whole,
)
from mailflow.reading.addition import Added, added, asks_to_note
from mailflow.reading.asked import Asked, Context
from mailflow.reading.balance import Balance
from mailflow.reading.change import Changes, corrects, tells_of_aims
from mailflow.reading.clause import Sentence, normalised, sentences
from mailflow.reading.heard import Heard, Outcome
from mailflow.reading.inline import Said, below_quotation, passages
from mailflow.reading.item import Item, Owner
from mailflow.reading.meeting import Meeting, find_meeting
from mailflow.reading.operation import ItemOp, drops, is_negated, status
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern
from mailflow.reading.quotation import altered
from mailflow.reading.rating import rating
from mailflow.reading.signal import signals
from mailflow.reading.snooze import rest, snooze
from mailflow.reading.statement import Statement, leads, names_only, statements
from mailflow.reading.wish import wish

_NOTHING = frozenset({"told", "doubt", "scrap"})
_BRIEF = 2  # words of a yes that says not to what
_OF_ITEMS = frozenset({"yes to items", "change", "state", "unclear", "doubt"})

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

Verdict = Literal["accept", "accept_with_changes", "reject", "question", "none"]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a reply means.

    `verdict` is on the whole; `items` and `add` are what is asked of single items and newly promised, `meeting`,
    `snooze` and `rating` are None where the reply says none. `send`: the manager wants the draft to go out now.
    `undo`: the reply is the command UNDO. `unclear`: the person's own words that asked for something which could
    not be read with certainty; then nothing may be changed, and they are asked back. `left`: words beside changes of
    which nobody knows what they ask for; they are told back. `heard` is what became of each clause.
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
    left: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = field(default=(), compare=False, repr=False)


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
    asked = Asked(context, author, on, items, manager, report, locale, booked)
    written = [below_quotation(p, items) for p in written]
    said = [
        replace(p, text=normalised(p.text), below=normalised(p.below), signed=normalised(p.signed)) for p in written
    ]
    found = _doubted(_understand(passages(said, items), asked), "\n\n".join(p.text for p in said), asked)
    undoing = _undoing(written, asked) if found.verdict == "accept" else ()
    if undoing:
        return replace(found, verdict="question", unclear=(*found.unclear, *undoing), send=False)
    binding = context != "draft" or found.send or found.verdict == "accept"  # a draft is only edited until it is sent
    of_all = found.verdict in {"accept", "accept_with_changes"}
    if binding and (of_all or any(op.op == "accept" for op in found.items)):
        people = [name for party in (manager, report) for name in party.name.lower().split()]
        placed = sum(1 for p in passages(said, items) if p.numbers)
        inline = found.verdict != "accept" and placed >= (2 if of_all else 1)
        if changed := altered(written, items, people, on, locale, inline=inline):
            return replace(found, verdict="question", unclear=(*found.unclear, *changed), send=False)
    return found


def _doubted(found: Understanding, text: str, asked: Asked) -> Understanding:
    """What was understood, less what its words leave open: a doubt costs a question, a wrong guess costs trust."""
    said = " ".join(text.lower().split())
    doubts = [found.unclear] if found.unclear else []
    if any(op.op == "drop" for op in found.items) and (m := pattern("ambiguous", "dropped").search(said)):
        doubts.append((m.group(),))
    if found.verdict == "accept_with_changes" and not found.add and (m := pattern("ambiguous", "added").search(said)):
        doubts.append((m.group(),))
    unclear = tuple(words for group in doubts for words in group)
    verdict = found.verdict
    if verdict == "accept" and card.speaks_for(text, asked.writer):
        return replace(found, verdict="question", unclear=(*found.unclear, text.strip().split("\n")[0]), send=False)
    if verdict == "accept" and (taken_back := _withdrawn(text)):
        return replace(found, unclear=(*found.unclear, taken_back), verdict="question", send=False)
    own = " ".join(h.text for h in found.heard).lower()
    if verdict == "accept" and pattern("ambiguous", "hollow").search(own):
        verdict = "none"
    return replace(found, unclear=unclear, verdict=verdict)


def _bare_words(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .,:;!-")


def _withdrawn(text: str) -> str:
    """The sentence that takes a yes back ("That was a joke"), "" if there is none."""
    said = sentences(text)
    return next((s.text for s in said if pattern("ambiguous", "withdrawn").search(s.plain.strip(" .!"))), "")


def _undoing(written: Sequence[visible.Passage], asked: Asked) -> tuple[str, ...]:
    """The lines taken for a card that most likely say something which turns a yes round ("Farida has left us")."""
    said = (s for p in written for line in card.lines(p.card) for s in sentences(normalised(line)))
    return tuple(s.text for s in said if stance.undoes(s, asked))


def _understand(found: Sequence[Said], asked: Asked) -> Understanding:
    found = card.own_words(found, asked.writer, asked.other, asked.items)
    if any(p.numbers for p in found) and pattern("harmless", "below", "whole").match(_bare_words(found[0].text)):
        found = found[1:]  # "See below."
    text = "\n\n".join(p.text for p in found)
    if pattern("undo", "whole", "whole").match(" ".join(text.lower().split()).strip(" .!\"'")):
        return Understanding("none", undo=True)
    if automatic.is_automatic(text, asked.items, asked.names):
        return Understanding("none")
    return _Reading(asked, text, statements(found, asked)).understanding()


def _ties(plain: str) -> bool:
    """Whether a sentence begins as one that goes on with what was said before it ("but only if …")."""
    return pattern("danger", "tie", "start").match(plain.lstrip(" (-")) is not None


class _Reading:
    """One pass over a reply's statements; what has been found so far."""

    def __init__(self, asked: Asked, text: str, said: tuple[Statement, ...]) -> None:
        self.asked, self.text, self.said = asked, text, said
        self.names = asked.names
        early = (s for s in takewhile(lambda s: s.place <= 1, said) if not courtesy.greets(s, self.names))
        self.opening = tuple(islice(early, 2))
        self.outcomes: dict[tuple[int, int], Outcome] = {}
        self.chatter = courtesy.chatter(said, self.names, whole=asked.deciding)
        self.by_n = {item.n: item for item in asked.items}
        self.changes = Changes(asked, said)
        self.balance = Balance(asked, said)
        self.add: list[Added] = []
        self.unclear = self.changes.unclear
        self.questions: list[tuple[Statement, ...]] = []
        self.refused = self.deferred = False
        self.no_alone = True
        self.soft_no = False
        self.likely_no: list[Statement] = []
        self.put_off: set[int] = set()
        self.before: Sentence | None = None
        self.noted: frozenset[int] = frozenset()  # sentences that the next one asks to add
        self.sending = self.waiting = self.reported = self.correcting = False

    def understanding(self) -> Understanding:
        asked = self.asked
        after_question = False
        spoken = [tuple(group) for _, group in groupby(self.said, key=lambda s: s.place)]
        self.noted = frozenset(a[0].place for a, b in pairwise(spoken) if asks_to_note(b[0].sentence.plain, self.names))
        for sentence in spoken:
            after_question = self._sentence(sentence, after_question)
        self._settle_unread()
        self.changes.settle_rest()
        items = self._items()
        meeting = self._meeting()
        if asked.context == "booking" and meeting and self.no_alone:
            self.refused = False  # "Sorry, no: he's away. The 16th at 2 pm": a no to the day before
        self.questions = [q for q in self.questions if not self._is_met(q)]
        asked_for = self.add or self.unclear or self.questions or any(x.op != "accept" for x in items)
        if self.likely_no and not (asked_for or self.deferred or self.balance.accepting):
            self.refused = True
        self.refused = self.refused or (self.soft_no and not (asked_for or self.deferred or meeting))
        if self.refused:
            verdict: Verdict = "reject"
            if self.asked.deciding:
                items, self.add = (), []
        else:
            verdict = self._verdict(items)
        said = tuple({s.place: s.sentence for s in self.said}.values())
        resting = [s[0].sentence for s in spoken if not self._waits(s)]
        pulse = asked.context == "pulse"
        return Understanding(
            verdict,
            items,
            tuple(self.add),
            meeting,
            None if asked.context == "booking" and meeting else snooze(resting, asked.on, asked.locale),
            rating(self.text) if pulse else None,
            signals(said, self.names),
            send=asked.context == "draft" and self.sending and verdict in {"accept", "accept_with_changes"},
            unclear=tuple(dict.fromkeys(self.unclear)),
            left=self._left() if verdict == "accept_with_changes" else (),
            heard=tuple(self._heard()),
        )

    def _is_met(self, question: Sequence[Statement]) -> bool:
        """Whether a question asks for a change that is named beside it ("Can you change 3? It should say …")."""
        changed = self.changes.known
        named = [s for s in question if s.named and s.topic]
        request = asking.is_request(question[0].sentence) or any(wish(s, self.asked) for s in question)
        return request and bool(named) and all(set(s.topic) <= changed for s in named)

    def _left(self) -> tuple[str, ...]:
        """The sentences beside the changes that were read as nothing, and may well ask for something."""
        used = {s.place for s in self.said if self.outcomes.get((s.place, s.clause.start), "told") not in _NOTHING}
        changed = self.changes.known
        left = [
            s
            for s in (*self.balance.doubts, *self.balance.loose)
            if s.place not in used
            and not s.signed
            and not (s.named and set(s.topic) <= changed)
            and not self.balance.is_card(s)
        ]
        sentences = dict.fromkeys(s.sentence for s in sorted(left, key=lambda s: s.place))
        return tuple(s.text for s in sentences if stance.asks_for_something(s, self.asked))

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

    def _waits(self, said: Iterable[Statement]) -> bool:
        """Whether what is to wait is an item, and not we ("the survey has to wait for the fair, make it 11 April")."""
        of_us = any(pattern("snooze", "of_us").search(s.plain) for s in said)
        if not of_us and any(s.topic and s.dates and wish(s, self.asked) == "move" for s in said):
            return True
        named = [s for s in said if s.named or s.mentions]
        if not (self.asked.of_items and named):
            return False
        return not of_us or any(pattern("snooze", "waits").search(s.plain) for s in named)

    # -- one sentence ------------------------------------------------------------------------------------

    def _sentence(self, said: tuple[Statement, ...], after_question: bool) -> bool:
        """Read one sentence; returns whether it is a question."""
        sentence = said[0].sentence
        before, self.before = self.before, sentence
        if rest(sentence, self.asked.on, self.asked.locale, before) and not self._waits(said):
            self.deferred = True
            self._hear(said, "rest")
            return False
        if self._settles_meeting(sentence, said):
            self._hear(said, "meeting")
            return False
        if self._is_footer(said):
            self._hear(said, "told")
            return False
        if said[0].place in self.chatter:
            self._hear(said, "small talk")
            return False
        if self.asked.deciding and refusal.reads_later(said[0].sentence) and not any(s.of_item for s in said):
            self._decisions(said, [], None)
            return False
        if self._is_tale(said):
            self._hear(said, "told")
            return False
        if self.add and said[0].place - 1 in self.noted and not acceptance.sends(said[-1], self.names):
            self._hear(said, "added")
            return False
        if self.asked.deciding and sentence.asks and all(names_only(s, self.asked.items) for s in said):
            self._hear(said, "told")
            return False  # "The night porter? Take that out."
        question = asking.asks(sentence, self.names) and (self.asked.context != "pulse" or sentence.asks)
        question = question and (sentence.asks or not any(self._says_yes(s) for s in said))
        if self.asked.context == "draft" and any(acceptance.sends(s, self.names) for s in said):
            question = question and not asking.asks_to_send(sentence)
        request = question and (
            asking.is_request(sentence)
            or any(asking.requests(s) for s in said)
            or any(wish(s, self.asked) for s in said)
        )
        if any(d.meaning == "impossible" for s in said for d in s.dates):
            self.unclear.append(sentence.text)
            self._hear(said, "unclear")
            return False
        here = said
        if self.asked.of_items:
            here = self._without_additions(said)
        self._hear((s for s in said if s not in here), "added")
        used, changed = self._of_items(here, question, request, after_question)
        self.correcting = any(corrects(s.clause.plain) for s in here)
        self.changes.latest = changed
        used += [s for s in here if s.joins and any(set(s.topic) <= set(x.topic) for x in used)]
        if question and not used and self._is_small_talk(said):
            self._hear(said, "small talk")
            return False
        if question and not (request and used) and len(here) == len(said):
            self.questions.append(said)
            if not any(c.isalnum() for c in sentence.plain):
                self.unclear.append((before or sentence).text)  # a mark alone asks about what stands above it
            self._hear(said, "question")
            return True
        read = len(here) < len(said) or bool(changed) or any(s in used and not s.topic for s in here)
        self._decisions(here, used, changed if read else None)
        return False

    def _is_tale(self, said: Sequence[Statement]) -> bool:
        """Whether a sentence only tells something, all but certainly, whatever words of it could ask for a change."""
        if not self.asked.deciding or any(s.mentions or s.signed or self._says_yes(s) for s in said):
            return False
        if self.asked.context == "draft" and any(acceptance.sends(s, self.names) for s in said):
            return False
        return stance.is_tale(said[0].sentence, self.asked, item=any(s.of_item for s in said))

    def _is_small_talk(self, said: Sequence[Statement]) -> bool:
        """Whether a question, about no item and no day, needs no answer."""
        of_matter = any(s.of_item or s.dates or s.signed for s in said)
        return self.asked.of_items and not of_matter and stance.is_small_talk(said[0].sentence, self.asked)

    def _is_footer(self, said: Sequence[Statement]) -> bool:
        """Whether a sentence below its writer's name is of what stands below all their mails."""
        signed = self.asked.deciding and all(s.signed and not (s.mentions or s.dates) for s in said)
        return signed and stance.is_footer(said[0].sentence, self.asked)

    def _of_items(
        self, here: Sequence[Statement], question: bool, request: bool, after: bool
    ) -> tuple[list[Statement], set[int]]:
        """What the clauses of a sentence ask, grant and tell of items: those that do, and which items they change.

        The sentence may be a `question`, if only one that is a `request`, or stand `after` a question.
        """
        used: list[Statement] = []
        changed: set[int] = set()
        moved = False
        for statement in here:
            if statement.joins:
                continue
            ordered = statement is not here[-1] and drops(statement, self.names)  # "2, bin it, isn't that Ann's now?"
            if (not question or request or ordered) and self.changes.ask(statement, correcting=self.correcting):
                used.append(statement)
                changed |= set(statement.topic)
                moved = True
                self._hear([statement], "unclear" if statement.sentence.text in self.unclear else "change")
            elif moved and not self.asked.deciding and not statement.named:
                pass  # beside a change stands its reason ("move it to the 5th, Lupe is out")
            elif not question and self._accepts_items(statement, here, used):
                used.append(statement)
                self._hear([statement], "yes to items")
            elif not question and self.changes.tell(statement, after_question=after):
                used.append(statement)
                self._hear([statement], "state")
                changed |= set(statement.topic)
        if here and not used and not question and self.changes.suppose(here):
            used += [s for s in here if s.topic]
            self._hear(used, "state")
        if here and not used and not question and self.changes.reschedule(here):
            used += [s for s in here if s.topic]
            changed |= {n for s in used for n in s.topic}
            self._hear(used, "change")
        used += [a for a, b in pairwise(here) if b in used and a not in used and a.topic == b.topic and leads(a)]
        return used, changed

    def _without_additions(self, said: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """The statements that are left when new commitments have been taken out of a sentence."""
        here, rest = list[Statement](), said
        while rest and (new := self._addition(rest)):
            commitment, start, end = new
            self.add.append(commitment)
            if any(d.meaning == "past" and start <= d.start < max(end, start + 1) for s in rest for d in s.dates):
                self.unclear.append(said[0].sentence.text)
            here += [s for s in rest if s.clause.start < start]
            rest = tuple(s for s in rest if s.clause.start >= max(end, start + 1))
        return (*here, *rest)

    def _addition(self, said: tuple[Statement, ...]) -> tuple[Added, int, int] | None:
        """The first new commitment of what is left of a sentence, and the stretch of the sentence that it takes."""
        asked = self.asked
        find = partial(added, said, asked.items, asked.author, asked.manager, asked.report)
        found = find(asked_after=said[0].place in self.noted)
        if found or not asked.deciding:
            return found
        likely = find(asked_after=True)
        return likely if likely and any(wish(s, asked) == "add" for s in said) else None

    def _accepts_items(self, statement: Statement, said: Sequence[Statement], used: Sequence[Statement]) -> bool:
        """Note a yes to single items, unless what stands before it in the sentence could turn it round."""
        by_words = statement.named
        if not (self.asked.deciding and statement.topic and (statement.outright or by_words)) or statement.signed:
            return False
        spoken = () if statement.outright or statement.mentions else [self.by_n[n] for n in statement.topic]
        of_changes = self.asked.context == "change_request"
        shown = {self.by_n[n].due for n in statement.topic if self.by_n[n].due}
        if not acceptance.accepts_items(statement, self.names, spoken, of_changes=of_changes, shown=shown):
            return False
        before = [s for s in said if s.clause.start < statement.clause.start and s not in used]
        if any(danger.turns(s) or danger.is_hearsay(s) for s in before):
            return False
        for n in statement.topic:
            self.balance.accepted.setdefault(n, statement)
        self.changes.note(statement.topic)
        return True

    def _decisions(self, said: Sequence[Statement], used: Sequence[Statement], changed: set[int] | None) -> None:
        """Note what the clauses decide on the whole. `changed` are the items that the sentence changes: what it says
        beside that is a reason. None if it changes nothing."""
        draft = self.asked.context == "draft"
        if changed is None and not used and (self._refuses_by_likeness(said) or self._agrees_by_likeness(said)):
            return
        harmless = bool(said) and danger.tells_how_it_was_read(said, self.names)
        reported = self.reported
        for statement in said:
            if draft and acceptance.sends(statement, self.names) and not reported and not statement.signed:
                self.sending = True
                self.waiting = self.waiting or acceptance.sends_changed(statement, self.names)
                self._hear([statement], "send")
            single = (statement.outright or danger.is_of_one(statement)) and len(self.by_n) > 1
            explains = changed is not None and not (statement.outright and not set(statement.topic) <= changed)
            if statement in used or (
                self.asked.context == "change_request"
                and self.balance.accepting
                and acceptance.proceeds(statement, self.names)
            ):
                pass
            elif self.asked.context == "pulse":
                if refusal.refuses_to_be_asked(statement):
                    self.refused = True
                    self._hear([statement], "no")
            elif (
                refusal.refuses(statement, self.names, draft=draft) and not single and not self._only_aims(statement)
            ) or (self._is_plain_no(statement) and changed is None and not single and not self.changes.known):
                self.no_alone = self.no_alone and self._is_plain_no(statement)
                self.refused = True
                self._hear([statement], "no")
            elif (self.asked.context == "booking" and refusal.refuses_to_meet(statement)) or (
                self.asked.deciding and not single and refusal.refuses_softly(statement)
            ):
                self.soft_no = True
                self._hear([statement], "no")
            elif (
                single
                and self.asked.context == "change_request"
                and changed is None
                and refusal.refuses(statement, self.names, draft=False)
            ):
                self.soft_no = True  # "I don't agree to the later date for 3"
                self._hear([statement], "no")
            elif (yes := self._says_yes(statement)) and statement.signed:
                self.balance.leaning.append(statement)
                self._hear([statement], "signed")
            elif yes and not reported and self._answers_the_mail(statement, [s for s in said if s not in used]):
                self.balance.accepting.append(statement)
                self._hear([statement], "yes")
            elif yes and not reported:
                self._lean(statement)
            elif reported:
                self._hear([statement], "reported")
                if danger.doubt(statement, self.names) and not explains:
                    self.balance.doubts.append(statement)
            elif not harmless and not explains:
                self._weigh(statement, said, single=single)
            elif not harmless and acceptance.leans(statement, self.names):
                self._lean(statement)
            reported = reported or (danger.is_hearsay(statement) and statement not in self.balance.accepting)
        # "Kim said:" at the end of a line hands over to the next one.
        self.reported = bool(said) and danger.is_hearsay(said[-1]) and said[-1].sentence.plain.endswith(":")

    def _refuses_by_likeness(self, said: Sequence[Statement]) -> bool:
        """Note a no to the whole that no rule knows, but the encoder does."""
        if not self.asked.deciding or self.reported or any(s.of_item or s.signed for s in said):
            return False
        if all(courtesy.is_polite(s, self.names) for s in said):
            return False
        if any(d.day is None or d.day >= self.asked.on for s in said for d in s.dates):
            return False
        if all(self._says_yes(s) for s in said) or any(refusal.refuses(s, self.names, draft=False) for s in said):
            return False
        if self._only_aims(said[0]) or not stance.refuses(said[0].sentence, self.asked):
            return False
        self.likely_no += said
        self._hear(said, "no")
        return True

    def _agrees_by_likeness(self, said: Sequence[Statement]) -> bool:
        """Note a yes to the whole that no rule knows, but the encoder does."""
        if not self.asked.deciding or self.reported or all(self._says_yes(s) for s in said):
            return False
        if any(self._says_yes(s) and not self._answers_the_mail(s, said) for s in said):
            return False  # "The cake was great, I agree"
        before = next((s.sentence for s in self.said if s.place == said[0].place - 1), None)
        if not likeness.agrees(said, before, self.asked):
            return False
        if self.asked.context == "draft" and any(acceptance.sends(s, self.names) for s in said):
            self.sending = True
        self.balance.accepting.append(said[0])
        if not any(self._says_yes(s) for s in said):
            self.balance.by_likeness.append(said[0])
        self._hear(said, "yes")
        return True

    def _lean(self, statement: Statement) -> None:
        self.balance.leaning.append(statement)
        self._hear([statement], "leaning")

    def _weigh(self, statement: Statement, said: Sequence[Statement], *, single: bool) -> None:
        """Note what a clause that decides nothing may mean beside a yes: delay, doubt, or nothing."""
        if refusal.defers(statement):
            self._hear([statement], "later")
            if single and statement.topic:
                self.put_off |= set(statement.topic)
                return
            self.deferred = True
        if acceptance.leans(statement, self.names):
            self._lean(statement)
        if self._is_done(statement):
            self.balance.doubts.append(statement)
            self._hear([statement], "doubt")
            return
        if self.balance.has_nothing_to_do(statement):
            return
        if danger.doubt(statement, self.names):
            self.balance.doubts.append(statement)
            self._hear([statement], "doubt")
        elif danger.is_loose(said, statement, self.names):
            self.balance.loose.append(statement)
            self._hear([statement], "scrap")
        elif not self.balance.is_harmless(statement):
            self.balance.unsure.append(statement)

    def _is_done(self, statement: Statement) -> bool:
        """Whether a clause says of the one item that it names that it was done before it was agreed to."""
        if not (self.asked.deciding and statement.named and len(statement.topic) == 1):
            return False
        return status(statement, self.by_n[statement.topic[0]]) == "done"

    def _answers_the_mail(self, yes: Statement, said: Sequence[Statement]) -> bool:
        """Whether a yes is meant for our mail, and not for what stands beside it ("Yes, it arrived", "The baby is here.
        We're so happy with it")."""
        beside = [s for s in said if s.follows(yes)]
        if beside and " " not in yes.words and pattern("acceptance", "of_person", "start").match(beside[0].words):
            return False  # "Agreed, he has worked hard this year"
        here = [s for s in beside if s.place == yes.place]
        if here and not here[0].of_item and len(yes.words.split()) <= _BRIEF and acceptance.remarks(here[0]):
            return False  # "I agree, the cake was great"
        led = [s for s in self.said if s.place == yes.place and yes.follows(s)]
        if led and len(yes.words.split()) <= _BRIEF and acceptance.remarks(led[-1]):
            return False  # "The cake was great, I agree"
        if acceptance.is_bare_yes(yes, self.names):
            return all(
                self._says_yes(s) or courtesy.is_polite(s, self.names) or danger.contrasts(s) or s.joins for s in beside
            )
        strange = [s for s in self.said if s.place == yes.place - 1]
        told = bool(strange) and not any(courtesy.is_of_mail(s) or self._says_yes(s) for s in strange)
        told = told and not all(courtesy.is_polite(s, self.names) for s in strange)
        return not (told and acceptance.points_back(yes, self.names))

    def _only_aims(self, statement: Statement) -> bool:
        """Whether what is refused is an aim the person had, and not the contract."""
        firm = pattern("refusal", "firm").search(statement.sentence.plain)
        return firm is None and tells_of_aims(statement, self.names)

    def _says_yes(self, statement: Statement) -> bool:
        draft, of_changes = self.asked.context == "draft", self.asked.context == "change_request"
        if acceptance.is_of_fewer(statement, len(self.by_n), of_changes=of_changes):
            return False
        return acceptance.accepts(self._as_offered(statement), self.names, draft=draft, of_changes=of_changes)

    def _as_offered(self, statement: Statement) -> Statement:
        """The clause with the date that is offered as "that date", if it says the one that all the items have."""
        shown = {item.due for item in self.by_n.values()}
        named = {d.day for d in statement.dates} & shown if self.asked.context == "change_request" else set()
        day = next(iter(named or shown)) if len(named or shown) == 1 else None
        clause = statement.clause
        if day is None or not statement.dates or not all(d.day == day for d in statement.dates):
            return statement
        first, last = statement.dates[0].start - clause.start, statement.dates[-1].end - clause.start
        plain = f"{clause.plain[:first]}that{clause.plain[last:]}"
        return replace(statement, clause=replace(clause, plain=plain))

    def _is_plain_no(self, statement: Statement) -> bool:
        if not self.asked.deciding and self.asked.context != "booking":
            return False
        taken_back = any(
            corrects(s.clause.plain) or pattern("change", "take_back", "whole").match(s.plain)
            for s in self.said
            if s.place == statement.place and s.follows(statement)
        )
        return statement in self.opening and refusal.opens_with_no(statement) and not taken_back

    # -- the whole ---------------------------------------------------------------------------------------

    def _settle_unread(self) -> None:
        """A change asked of an item by its number, of which nothing could be read, is unclear."""
        known = self.changes.known
        for s in self.said:
            if not (s.named and s.outright) or s.sentence.asks or any(n in known for n in s.topic):
                continue
            if s in self.balance.accepted.values():
                continue  # "the new date for 2 is fine"
            cue = pattern("change", "imperative").search(s.sentence.plain)
            if cue and not is_negated(s.sentence.plain, cue.start()):
                self.unclear.append(s.sentence.text)
                for n in s.topic:
                    self.balance.accepted.pop(n, None)

    def _is_yes_all_the_same(self, items: Sequence[ItemOp]) -> bool:
        """Whether what looks like a question, or puts the answer off, is neither in a mail that agrees ("I was unsure
        whether July is too early, but Clara knows best")."""
        asked = any(q[0].sentence.asks for q in self.questions)
        if not self.asked.deciding or asked or not (self.questions or self.deferred) or not self.balance.accepting:
            return False
        if self.likely_no or self.soft_no:
            return False
        if self.unclear or self.add or self.put_off or self.waiting or any(x.op != "accept" for x in items):
            return False
        return whole.outweighs(self.balance)

    def _items(self) -> tuple[ItemOp, ...]:
        named = {s.place for s in self.said if s.named and (s.outright or (s.topic and not _ties(s.sentence.plain)))}
        turned = {s.place for s in self.balance.doubts}
        hard = self.deferred or any(
            s.place not in named
            and (danger.is_condition(s) or (not s.topic and danger.is_hard(s) and _ties(s.sentence.plain)))
            for s in self.balance.doubts
        )
        doubted = {n for s in self.balance.doubts for n in s.topic} | self.put_off
        out: list[ItemOp] = []
        for n in self.changes.order:
            ops = self.changes.of(n)
            agreed = (
                n in self.balance.accepted
                and n not in doubted | self.changes.known
                and self.balance.accepted[n].place not in turned
            )
            out += ops or ([ItemOp(n, "accept")] if agreed and not hard else [])
        return tuple(out)

    def _verdict(self, items: tuple[ItemOp, ...]) -> Verdict:
        if self._is_yes_all_the_same(items):
            return "accept"
        if self.questions:
            return "question"
        if not self.asked.deciding:
            return "question" if self.unclear else "none"
        if self.unclear:
            return "question"
        if self.add or any(x.op != "accept" for x in items):
            put_off = (self.deferred and not self.balance.accepting) or self.put_off - self.changes.known
            return "none" if put_off else "accept_with_changes"
        if self.deferred or self.put_off:
            return "none"
        every = bool(self.by_n) and {x.n for x in items} == set(self.by_n)
        if self.waiting:
            self.unclear += [s.sentence.text for s in self.said if acceptance.sends_changed(s, self.names)]
            return "question"  # with which changes?
        balance = self.balance
        balance.doubts += self.likely_no
        if balance.accepting or every or (balance.accepted and balance.doubts):
            against = balance.against()
            listed = {n for s in self.said if acceptance.only_names(s) for n in s.topic} - set(balance.accepted)
            if listed and listed != set(self.by_n):
                self.unclear += [s.sentence.text for s in balance.accepting]
                return "question"  # "Agreed: 1, 3"
            of_all = every or bool(balance.accepted) or not all(map(acceptance.is_partial, balance.accepting))
            agreed = whole.outweighs(balance) if against else whole.is_undivided(balance)
            if of_all and agreed:
                return "accept" if balance.accepting or every else "none"
            against = against or whole.beside(balance)
            self.unclear += [s.sentence.text for s in (*against, *balance.leaning, *balance.accepting)]
            return "question"
        bare = acceptance.says_only_ok(self.text, self.names) or picture.says_thumbs_up(self.text, self.names)
        if bare and not (self.said and all(s.signed for s in self.said)):
            return "accept"
        if whole.may_agree(balance) and whole.outweighs(balance):
            return "accept"
        # Words about an item by its number ask for something, even where nothing in them was understood.
        numbered = [x for x in self.balance.doubts if x.outright or any(c.isdigit() for c in x.clause.plain)]
        if self.balance.leaning or numbered:
            self.unclear += [x.sentence.text for x in (*self.balance.leaning, *numbered)]
            return "question"
        return "none"
