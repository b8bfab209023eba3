"""Hearing: one pass over the sentences of a reply, in their order; what each of them is, and what of it counts.

A sentence may put us off, name a time, ask, tell a tale, promise something new, ask for changes of items or tell how
they stand, and say yes or no to the whole; what it is taken for first, it is not taken for again.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import groupby, pairwise

from mailflow.reading import acceptance, asking, courtesy, danger, refusal, stance
from mailflow.reading.addition import Added, added, asks_to_note
from mailflow.reading.asked import Asked
from mailflow.reading.change import corrects
from mailflow.reading.clause import Sentence
from mailflow.reading.findings import Findings
from mailflow.reading.meeting import find_meeting
from mailflow.reading.operation import drops
from mailflow.reading.phrasebook import pattern
from mailflow.reading.ruling import Rulings
from mailflow.reading.snooze import rest
from mailflow.reading.statement import Statement, leads, names_only
from mailflow.reading.wish import wish


def hear(found: Findings) -> None:
    """Note in `found` what each sentence of its statements is and asks."""
    _Hearing(found).sentences(by_sentence(found.said))


def by_sentence(said: Iterable[Statement]) -> list[tuple[Statement, ...]]:
    """The statements of each sentence."""
    return [tuple(group) for _, group in groupby(said, key=lambda s: s.place)]


def waits(said: Iterable[Statement], asked: Asked) -> bool:
    """Whether what is to wait is an item, and not we ("the survey has to wait for the fair, make it 11 April")."""
    of_us = any(pattern("snooze", "of_us").search(s.plain) for s in said)
    if not of_us and any(s.topic and s.dates and wish(s, asked) == "move" for s in said):
        return True
    named = [s for s in said if s.named or s.mentions]
    if not (asked.of_items and named):
        return False
    return not of_us or any(pattern("snooze", "waits").search(s.plain) for s in named)


class _Hearing:
    """The pass: which sentence stood before, and which ones the next one asks to add."""

    def __init__(self, found: Findings) -> None:
        self.found, self.asked, self.names = found, found.asked, found.names
        self.by_n, self.changes, self.balance = found.by_n, found.changes, found.balance
        self.rulings = Rulings(found)
        self.chatter = courtesy.chatter(found.said, found.names, whole=found.asked.deciding)
        self.before: Sentence | None = None
        self.noted: frozenset[int] = frozenset()
        self.correcting = False

    def sentences(self, spoken: Sequence[tuple[Statement, ...]]) -> None:
        """Hear them one after the other."""
        self.noted = frozenset(a[0].place for a, b in pairwise(spoken) if asks_to_note(b[0].sentence.plain, self.names))
        after_question = False
        for sentence in spoken:
            after_question = self._sentence(sentence, after_question)

    def _sentence(self, said: tuple[Statement, ...], after_question: bool) -> bool:
        """Read one sentence; returns whether it is a question."""
        sentence = said[0].sentence
        before, self.before = self.before, sentence
        if rest(sentence, self.asked.on, self.asked.locale, before) and not waits(said, self.asked):
            self.found.deferred = True
            self.found.note(said, "rest")
            return False
        if self._settles_meeting(sentence, said):
            self.found.note(said, "meeting")
            return False
        if self._is_footer(said):
            self.found.note(said, "told")
            return False
        if said[0].place in self.chatter:
            self.found.note(said, "small talk")
            return False
        if self.asked.deciding and refusal.reads_later(said[0].sentence) and not any(s.of_item for s in said):
            self.rulings.weigh(said, [], None)
            return False
        if self._is_tale(said):
            self.found.note(said, "told")
            return False
        if self.found.add and said[0].place - 1 in self.noted and not acceptance.sends(said[-1], self.names):
            self.found.note(said, "added")
            return False
        if self.asked.deciding and sentence.asks and all(names_only(s, self.asked.items) for s in said):
            self.found.note(said, "told")
            return False  # "The night porter? Take that out."
        question = asking.asks(sentence, self.names) and (self.asked.context != "pulse" or sentence.asks)
        question = question and (sentence.asks or not any(self.rulings.says_yes(s) for s in said))
        if self.asked.context == "draft" and any(acceptance.sends(s, self.names) for s in said):
            question = question and not asking.asks_to_send(sentence)
        request = question and (
            asking.is_request(sentence)
            or any(asking.requests(s) for s in said)
            or any(wish(s, self.asked) for s in said)
        )
        if any(d.meaning == "impossible" for s in said for d in s.dates):
            self.found.unclear.append(sentence.text)
            self.found.note(said, "unclear")
            return False
        here = said
        if self.asked.of_items:
            here = self._without_additions(said)
        self.found.note((s for s in said if s not in here), "added")
        used, changed = self._of_items(here, question, request, after_question)
        self.correcting = any(corrects(s.clause.plain) for s in here)
        self.changes.latest = changed
        used += [s for s in here if s.joins and any(set(s.topic) <= set(x.topic) for x in used)]
        if question and not used and self._is_small_talk(said):
            self.found.note(said, "small talk")
            return False
        if question and not (request and used) and len(here) == len(said):
            self.found.questions.append(said)
            if not any(c.isalnum() for c in sentence.plain):
                self.found.unclear.append((before or sentence).text)  # a mark alone asks about what stands above it
            self.found.note(said, "question")
            return True
        read = len(here) < len(said) or bool(changed) or any(s in used and not s.topic for s in here)
        self.rulings.weigh(here, used, changed if read else None)
        return False

    def _is_tale(self, said: Sequence[Statement]) -> bool:
        """Whether a sentence only tells something, all but certainly, whatever words of it could ask for a change."""
        if not self.asked.deciding or any(s.mentions or s.signed or self.rulings.says_yes(s) for s in said):
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
                self.found.note([statement], "unclear" if statement.sentence.text in self.found.unclear else "change")
            elif moved and not self.asked.deciding and not statement.named:
                pass  # beside a change stands its reason ("move it to the 5th, Lupe is out")
            elif not question and self._accepts_items(statement, here, used):
                used.append(statement)
                self.found.note([statement], "yes to items")
            elif not question and self.changes.tell(statement, after_question=after):
                used.append(statement)
                self.found.note([statement], "state")
                changed |= set(statement.topic)
        if here and not used and not question and self.changes.suppose(here):
            used += [s for s in here if s.topic]
            self.found.note(used, "state")
        if here and not used and not question and self.changes.reschedule(here):
            used += [s for s in here if s.topic]
            changed |= {n for s in used for n in s.topic}
            self.found.note(used, "change")
        used += [a for a, b in pairwise(here) if b in used and a not in used and a.topic == b.topic and leads(a)]
        return used, changed

    def _without_additions(self, said: tuple[Statement, ...]) -> tuple[Statement, ...]:
        """The statements that are left when new commitments have been taken out of a sentence."""
        here, rest = list[Statement](), said
        while rest and (new := self._addition(rest)):
            commitment, start, end = new
            self.found.add.append(commitment)
            if any(d.meaning == "past" and start <= d.start < max(end, start + 1) for s in rest for d in s.dates):
                self.found.unclear.append(said[0].sentence.text)
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

    def _settles_meeting(self, sentence: Sentence, said: tuple[Statement, ...]) -> bool:
        asked = self.asked
        if asked.context != "booking" and any(s.mentions for s in said):
            return False
        if asked.context != "booking" and not pattern("meeting", "noun").search(sentence.plain):
            return False
        return find_meeting(sentence.text, asked.on, asked.locale, asked.booked) is not None
