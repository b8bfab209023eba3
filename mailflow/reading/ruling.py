"""Rulings: what the clauses of a sentence say on the whole, a yes, a no, or not now, and what may turn a yes round."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile

from mailflow.reading import acceptance, courtesy, danger, likeness, refusal, stance
from mailflow.reading.change import corrects, tells_of_aims
from mailflow.reading.findings import Findings
from mailflow.reading.operation import status
from mailflow.reading.phrasebook import pattern
from mailflow.reading.statement import Statement

_BRIEF = 2  # words of a yes that says not to what
_NOT_AGREED = re.compile(  # "drop 3, it was not agreed"
    r"(?:(?:as|because|since|and) )?(?:it|that|this one|that one|they|which) (?:was|were)(?:n't| not|nt)"
    r" (?:agreed|decided|discussed)"
)


class Rulings:
    """Notes in what was `found` what each sentence says on the whole; they are to be weighed in their order."""

    def __init__(self, found: Findings) -> None:
        self.found, self.asked, self.said, self.names = found, found.asked, found.said, found.names
        self.by_n, self.changes, self.balance = found.by_n, found.changes, found.balance
        early = (s for s in takewhile(lambda s: s.place <= 1, found.said) if not courtesy.greets(s, found.names))
        self.opening = tuple(islice(early, 2))
        self.reported = False  # the sentence before hands over to another's words

    def weigh(self, said: Sequence[Statement], used: Sequence[Statement], changed: set[int] | None) -> None:
        """Note what the clauses decide on the whole. `changed` are the items that the sentence changes: what it says
        beside that is a reason. None if it changes nothing."""
        draft = self.asked.context == "draft"
        if changed is None and not used and (self._refuses(said) or self._agrees(said)):
            return
        harmless = bool(said) and danger.tells_how_it_was_read(said, self.names)
        reported = self.reported
        for statement in said:
            if draft and acceptance.sends(statement, self.names) and not reported and not statement.signed:
                self.found.sending = True
                self.found.waiting = self.found.waiting or acceptance.sends_changed(statement, self.names)
                self.found.note([statement], "send")
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
                    self.found.refused = True
                    self.found.note([statement], "no")
            elif (
                refusal.refuses(statement, self.names, draft=draft)
                and not (single or self._only_aims(statement))
                and not (explains and _NOT_AGREED.fullmatch(statement.words))
            ) or (self._is_plain_no(statement) and changed is None and not single and not self.changes.known):
                self.found.no_alone = self.found.no_alone and self._is_plain_no(statement)
                self.found.refused = True
                self.found.note([statement], "no")
            elif (self.asked.context == "booking" and refusal.refuses_to_meet(statement)) or (
                self.asked.deciding and not single and refusal.refuses_softly(statement)
            ):
                self.found.soft_no = True
                self.found.note([statement], "no")
            elif (
                single
                and self.asked.context == "change_request"
                and changed is None
                and refusal.refuses(statement, self.names, draft=False)
            ):
                self.found.soft_no = True  # "I don't agree to the later date for 3"
                self.found.note([statement], "no")
            elif (yes := self.says_yes(statement)) and statement.signed:
                self.balance.leaning.append(statement)
                self.found.note([statement], "signed")
            elif yes and not reported and self._answers_the_mail(statement, [s for s in said if s not in used]):
                self.balance.accepting.append(statement)
                self.found.note([statement], "yes")
            elif yes and not reported:
                self.found.lean(statement)
            elif reported:
                self.found.note([statement], "reported")
                if danger.doubt(statement, self.names) and not explains:
                    self.balance.doubts.append(statement)
            elif not harmless and not explains:
                self._weigh_beside(statement, said, single=single)
            elif not harmless and acceptance.leans(statement, self.names):
                self.found.lean(statement)
            reported = reported or (danger.is_hearsay(statement) and statement not in self.balance.accepting)
        # "Kim said:" at the end of a line hands over to the next one.
        self.reported = bool(said) and danger.is_hearsay(said[-1]) and said[-1].sentence.plain.endswith(":")

    def _refuses(self, said: Sequence[Statement]) -> bool:
        """Note a no to the whole that no rule knows, but the encoder does."""
        if not self.asked.deciding or self.reported or any(s.of_item or s.signed for s in said):
            return False
        if all(courtesy.is_polite(s, self.names) for s in said):
            return False
        if any(d.day is None or d.day >= self.asked.on for s in said for d in s.dates):
            return False
        if all(self.says_yes(s) for s in said) or any(refusal.refuses(s, self.names, draft=False) for s in said):
            return False
        if any(self._is_plain_no(s) for s in said):
            return False  # "Roland, no.": that is one by rule
        if self._only_aims(said[0]) or not stance.refuses(said[0].sentence, self.asked):
            return False
        self.found.likely_no += said
        self.found.note(said, "no")
        return True

    def _agrees(self, said: Sequence[Statement]) -> bool:
        """Note a yes to the whole that no rule knows, but the encoder does."""
        if not self.asked.deciding or self.reported or all(self.says_yes(s) for s in said):
            return False
        if any(self.says_yes(s) and not self._answers_the_mail(s, said) for s in said):
            return False  # "The cake was great, I agree"
        before = next((s.sentence for s in self.said if s.place == said[0].place - 1), None)
        if not likeness.agrees(said, before, self.asked):
            return False
        if self.asked.context == "draft" and any(acceptance.sends(s, self.names) for s in said):
            self.found.sending = True
        self.balance.accepting.append(said[0])
        if not any(self.says_yes(s) for s in said):
            self.balance.by_likeness.append(said[0])
        self.found.note(said, "yes")
        return True

    def _weigh_beside(self, statement: Statement, said: Sequence[Statement], *, single: bool) -> None:
        """Note what a clause that decides nothing may mean beside a yes: delay, doubt, or nothing."""
        if refusal.defers(statement):
            self.found.note([statement], "later")
            if single and statement.topic:
                self.found.put_off |= set(statement.topic)
                return
            self.found.deferred = True
        if acceptance.leans(statement, self.names):
            self.found.lean(statement)
        if self._is_done(statement):
            self.balance.doubts.append(statement)
            self.found.note([statement], "doubt")
            return
        if self.balance.has_nothing_to_do(statement):
            return
        if danger.doubt(statement, self.names):
            self.balance.doubts.append(statement)
            self.found.note([statement], "doubt")
        elif danger.is_loose(said, statement, self.names):
            self.balance.loose.append(statement)
            self.found.note([statement], "scrap")
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
                self.says_yes(s) or courtesy.is_polite(s, self.names) or danger.contrasts(s) or s.joins for s in beside
            )
        strange = [s for s in self.said if s.place == yes.place - 1]
        told = bool(strange) and not any(courtesy.is_of_mail(s) or self.says_yes(s) for s in strange)
        told = told and not all(courtesy.is_polite(s, self.names) for s in strange)
        return not (told and acceptance.points_back(yes, self.names))

    def _only_aims(self, statement: Statement) -> bool:
        """Whether what is refused is an aim the person had, and not the contract."""
        firm = pattern("refusal", "firm").search(statement.sentence.plain)
        return firm is None and tells_of_aims(statement, self.names)

    def says_yes(self, statement: Statement) -> bool:
        """Whether a clause says yes to the whole, by rule, and to no fewer items than were shown."""
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
