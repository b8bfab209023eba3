"""Follow-through: what a manager's promise of a common kind still lacks to be kept.

The playbook, "How to Follow Through", names six things that managers promise and what belongs to each: an introduction
names the person, a chance to lead says what and with which support, feedback is scheduled, a raised profile has a
forum, a talk with one's own manager has a date, a mentor is somebody.
"""

from dataclasses import dataclass
from typing import Literal, get_args

from mailflow.reading import lexicon
from mailflow.reading.owner import Owner
from mailflow.reading.word import Word, holds, longest, phrases, split

Kind = Literal["mentor", "introduction", "lead", "feedback", "profile", "own_manager"]
Part = Literal["who", "what", "support", "forum", "when"]

_KINDS: tuple[Kind, ...] = get_args(Kind)  # the first that fits decides
_OPENS = {kind: phrases(lexicon.words("follow_through", kind)) for kind in _KINDS}
_GIVES_LEAD = frozenset(lexicon.words("follow_through", "lets"))
_NOBODY = phrases(lexicon.words("follow_through", "nobody_named"))
_NOTHING = phrases(lexicon.words("follow_through", "nothing_named"))
_SUPPORT = phrases(lexicon.words("follow_through", "support"))
_FORUM = phrases(lexicon.words("follow_through", "forum"))
_SUBJECT_OF_FEEDBACK = frozenset(lexicon.words("follow_through", "on_what"))


@dataclass(frozen=True, slots=True)
class Lack:
    """One part that a promise of a kind lacks, and the sentence that asks for it."""

    kind: Kind
    part: Part

    @property
    def sentence(self) -> str:
        return lexicon.sentence("follow_through_asks", f"{self.kind}_{self.part}")


def lacking(text: str, owner: Owner, *, dated: bool) -> tuple[Lack, ...]:
    """What the action `text` lacks of what the playbook wants for its kind; nothing if it is of none of the six, or
    the report's. `dated`: it has a date, or needs none."""
    words = split(text)
    kind = next((kind for kind in _KINDS if _is(words, kind)), None)
    if kind is None or owner != "manager":
        return ()
    parts = tuple(part for part in _parts(kind, words) if part)
    return tuple(Lack(kind, part) for part in (*parts, *(() if dated else _WHEN)))


_WHEN: tuple[Part] = ("when",)


def _is(words: tuple[Word, ...], kind: Kind) -> bool:
    if kind == "lead" and not (words and words[0].low in _GIVES_LEAD):
        return False
    reach = range(1, len(words)) if kind == "lead" else range(len(words))
    return any(longest(words, at, _OPENS[kind]) for at in reach)


def _parts(kind: Kind, words: tuple[Word, ...]) -> tuple[Part | None, ...]:
    match kind:
        case "mentor" | "introduction":
            return ("who" if holds(words, _NOBODY) else None,)
        case "lead":
            return (
                "what" if holds(words, _NOTHING) else None,
                None if holds(words, _SUPPORT) else "support",
            )
        case "feedback":
            return (None if any(w.low in _SUBJECT_OF_FEEDBACK for w in words) else "what",)
        case "profile":
            return (None if holds(words, _FORUM) else "forum",)
        case "own_manager":
            return ()
