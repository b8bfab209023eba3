"""The scene of a sentence of notes: who the two are, who speaks, and whom its pronouns mean."""

from dataclasses import dataclass

from mailflow.reading.due import DuePhrase
from mailflow.reading.owner import Owner, Pair, Someone
from mailflow.reading.word import Word


@dataclass(frozen=True, slots=True)
class Scene:
    """What a sentence is read in: who the two are, who speaks, whom pronouns mean, and whether it stands in a
    list of what was agreed (`firm`), where "Bianca drafts the plan" needs no date to be a promise."""

    pair: Pair
    speaker: Someone = "manager"
    topic: Someone | None = None
    firm: bool = False
    when: tuple[DuePhrase, ...] = ()
    listed: frozenset[Owner] = frozenset()  # whose list it is

    def owner(self, word: Word) -> frozenset[Owner]:
        if not self.pair.speaks_to(word, self.speaker):
            return frozenset()
        return self.pair.owner(word, speaker=self.speaker, topic=self.topic)
