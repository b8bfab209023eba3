"""Balance: a yes to the whole, and what stands beside it and may turn it round."""

from dataclasses import dataclass, field

from mailflow.reading import acceptance, card, courtesy, danger, stance
from mailflow.reading.asked import Asked
from mailflow.reading.clause import Sentence
from mailflow.reading.statement import Statement, echoed

_BRIEF = 2  # words


@dataclass(slots=True)
class Balance:
    """What was found for and against a yes among what was `said`.

    `accepting` say yes to the whole, those `by_likeness` in words of no rule, `accepted` to an item by its number,
    `leaning` begin like a yes. `doubts` could be a condition, an objection or a change, `loose` are scraps, and
    `unsure` may have nothing to do with the matter, or may.
    """

    asked: Asked
    said: tuple[Statement, ...]
    accepting: list[Statement] = field(default_factory=list)
    by_likeness: list[Statement] = field(default_factory=list)
    accepted: dict[int, Statement] = field(default_factory=dict)
    doubts: list[Statement] = field(default_factory=list)
    loose: list[Statement] = field(default_factory=list)
    leaning: list[Statement] = field(default_factory=list)
    unsure: list[Statement] = field(default_factory=list)

    @property
    def granted(self) -> list[Statement]:
        """What says yes, to the whole or to items."""
        return [*self.accepting, *self.accepted.values()]

    def against(self) -> list[Statement]:
        """What a yes is held back by: not moods, cards, and what most likely has nothing to do with the matter."""
        doubts = [s for s in self.doubts if not (self._is_overcome(s) or self.is_card(s) or self._is_beside(s))]
        unsure = [s for s in self.unsure if not (self.is_card(s) or self._is_slight(s))]
        loose = [s for s in self.loose if not (self._is_overcome(s) or self.is_card(s))]
        loose = [s for s in (*loose, *unsure) if not self._is_beside(s)]
        minded = {s.place for s in (*doubts, *loose)}
        return [*doubts, *loose, *self._weighty(minded)]

    def has_nothing_to_do(self, statement: Statement) -> bool:
        """Whether a clause is harmless, speaks of no item or day, and is words that were read to their end."""
        about = statement.mentions or statement.candidates or statement.dates
        by_words = statement.named and not statement.outright
        read = statement.sentence.whole and any(c.isalnum() for c in statement.clause.plain)
        return read and not (about or by_words) and self.is_harmless(statement)

    def is_harmless(self, statement: Statement) -> bool:
        """Whether a clause is harmless talk, or says that what was accepted in its sentence will be done."""
        kept = any(s.place == statement.place for s in self.accepted.values()) and courtesy.is_promise(statement)
        return kept or courtesy.is_harmless(statement, self.asked.names)

    def is_card(self, scrap: Statement) -> bool:
        """Whether a scrap is a line of the card behind all that was said: a name, or what stands below one."""
        line, plain = scrap.sentence.text.strip(), scrap.sentence.plain
        if plain.startswith("sent from "):
            return courtesy.is_device(plain) and not danger.is_about(scrap, by_words=True)
        behind = all(scrap.follows(s) for s in self.granted)
        if behind and (self._is_small_print(scrap) or stance.closes(scrap.sentence, self.asked)):
            return True
        behind = behind and not any(
            s.place > scrap.place
            and s not in self.loose
            and s not in self.unsure
            and not courtesy.is_polite(s, self.asked.names)
            for s in self.said
        )
        if not behind or not scrap.sentence.whole or danger.is_about(scrap, by_words=" " not in line):
            return False
        if card.may_qualify(line):
            return False
        return card.is_name(line) or ((scrap.signed or card.is_title(line)) and card.is_line(line))

    def _is_overcome(self, doubt: Statement) -> bool:
        """Whether a doubt is a mood or a tale beside a yes in so many words, and does not turn that round."""
        names = self.asked.names
        behind = [
            yes
            for yes in self.accepting
            if yes.follows(doubt) and acceptance.affirms(yes, names) and not acceptance.is_partial(yes)
        ]
        of_all = any(acceptance.is_yes_to_all(yes, names) for yes in behind)
        return bool(behind) and danger.is_slight(doubt, names, of_all=of_all)

    def _is_slight(self, unsure: Statement) -> bool:
        """Whether what may have nothing to do with the matter is a mood or a tale before a yes."""
        return any(yes.follows(unsure) for yes in self.granted) and danger.is_slight(
            unsure, self.asked.names, of_all=True
        )

    def _is_small_print(self, scrap: Statement) -> bool:
        """Whether words below their writer's name are part of what stands below all their mails."""
        if not scrap.signed or scrap.mentions or card.may_qualify(scrap.sentence.text):
            return False
        return stance.is_small_print(scrap.sentence, self.asked)

    def _is_beside(self, doubt: Statement) -> bool:
        """Whether a doubt stands in a sentence that most likely has nothing to do with the matter."""
        here = [s for s in self.said if s.place == doubt.place]
        shown = self.asked.offered
        ahead = any(d.day not in shown and (d.day is None or d.day > self.asked.on) for s in here for d in s.dates)
        item = ahead or any(s.of_item and not courtesy.is_glad(s, self.asked.names) for s in here)
        touchy = any(map(danger.is_condition, here))
        sentence = self._echoed(doubt)
        if any(s in self.accepting for s in here):
            behind = all(doubt.follows(s) for s in here if s in self.accepting)  # "The cake was great, I agree"
            brief = len(doubt.words.split()) <= _BRIEF  # "agreed - lol"
            kept = item or touchy or brief or acceptance.is_for_another(doubt, self.asked.names)
            return behind and not kept and stance.is_aside(sentence, self.asked)
        minded = doubt in self.doubts or doubt in self.loose
        return stance.is_beside(sentence, self.asked, touchy=touchy, item=item, minded=minded)

    def _weighty(self, minded: set[int]) -> list[Statement]:
        """The sentences beside a yes, other than those that rules mind, that most likely turn it round by what such
        words say."""
        more = {s.place for s in self.said if s not in self.granted and any(c.isalnum() for c in s.clause.plain)}
        of_yes = {s.place for s in self.granted}
        beside = [s for s in self.said if s.place in more - minded and not self.is_card(s)]
        beside = [s for s in beside if not courtesy.is_absence(s.sentence)]
        return [s for s in beside if stance.matters(self._echoed(s), self.asked, says_yes=s.place in of_yes)]

    def _echoed(self, statement: Statement) -> Sentence:
        return echoed([s for s in self.said if s.place == statement.place], self.asked.offered)
