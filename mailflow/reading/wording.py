"""Wording: what makes a line of a contract weak, and the playbook's better words for it.

The playbook, "What a Development Contract Looks Like", wants a specific action by a date; its Failure 4
warns of promises whose outcome is not the manager's to give.
"""

from dataclasses import dataclass
from datetime import date

from mailflow.reading import follow_through, lexicon
from mailflow.reading.due import DuePhrase, find
from mailflow.reading.owner import Owner
from mailflow.reading.word import Word, holds, longest, phrases, split

_VAGUE_START = phrases(lexicon.words("wording", "vague_start"))
_VAGUE_INSIDE = phrases(lexicon.words("wording", "vague_inside"))
_GIVES = phrases(lexicon.words("wording", "gives"))
_SURE_GIVES = phrases(lexicon.words("wording", "sure_gives"))
_OUTCOMES = phrases(lexicon.words("wording", "outcomes"))
_TITLES = phrases(lexicon.words("wording", "titles"))
_MORE_PEOPLE = phrases(lexicon.words("wording", "more_people"))
_PEOPLE = phrases(lexicon.words("wording", "people"))
_BUT = phrases(lexicon.words("wording", "but"))
_BESIDE = frozenset(lexicon.words("wording", "beside"))
_TITLE = 4  # words behind "made"
_REACH = 9  # words between the giving and the gift


@dataclass(frozen=True, slots=True)
class Advice:
    """The playbook's better wording, offered to the manager for a line with `flag`."""

    flag: str
    sentence: str


_ADVICE = {flag: Advice(flag, lexicon.sentence("advice", flag)) for flag in ("no_date", "vague", "overpromise")}


def advice(flag: str) -> Advice | None:
    """The advice for a flag, None for a flag that the playbook says nothing about."""
    return _ADVICE.get(flag)


def offered(text: str, owner: Owner, flagged: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences that help the manager to better the action `text` with these flags; none if it is sound.

    Where the promise is of a kind that the playbook knows, they ask for just what it lacks.
    """
    lacks = follow_through.lacking(text, owner, dated="no_date" not in flagged)
    asked = {"no_date" if lack.part == "when" else "vague" for lack in lacks}
    general = tuple(a.sentence for flag in flagged if flag not in asked and (a := advice(flag)))
    return (*general, *(lack.sentence for lack in lacks))


def misdated(said: str, on: date, locale: str) -> Advice | None:
    """What to ask about the first words of `said` that name a day nothing can be due on, None if none do.

    That is a day that no calendar has ("31/4"), or one that was over when it was said, on the day `on`.
    """
    for phrase in find(said, on, locale):
        if phrase.meaning in ("impossible", "past"):
            words = " ".join(said[phrase.start : phrase.end].split())
            return Advice("no_date", lexicon.sentence("advice", phrase.meaning).format(words))
    return None


def flags(text: str, owner: str, when: tuple[DuePhrase, ...] = ()) -> tuple[str, ...]:
    """The flags of an action `text` of "report" or "manager", given the due phrases it was said with.

    "no_date": undated, or tied to a happening of unknown date; what recurs or stays open needs none.
    "vague": nobody could check it, or its date is only "soon". "overpromise": the manager promises an
    outcome that others decide.
    """
    words = split(text)
    meanings = {phrase.meaning for phrase in when}
    dated = any(phrase.day is not None for phrase in when)
    found = []
    if not dated and not meanings & {"recurring", "open", "soon"}:
        found.append("no_date")
    if _vague(words, dated=dated) or ("soon" in meanings and not dated):
        found.append("vague")
    if owner == "manager" and _overpromise(words):
        found.append("overpromise")
    return tuple(found)


def _vague(words: tuple[Word, ...], *, dated: bool) -> bool:
    if holds(words, _VAGUE_INSIDE):
        return True
    step = longest(words, 0, _VAGUE_START)
    # "Support her" is vague; "Support the Leeds go-live on 3 May" can be checked.
    return step > 0 and not dated and len(words) <= step + 7


def _handed_over(words: tuple[Word, ...]) -> bool:
    """Whether what is given is the outcome itself: "Get her the project manager post"."""
    step = longest(words, 0, _GIVES)
    for at in range(step, len(words) if step else 0):
        if words[at].low in _BESIDE:
            return False
        size = longest(words, at, _OUTCOMES)
        if size and at > step and (at + size >= len(words) or words[at + size].low in _BESIDE):
            return True
    return False


def _overpromise(words: tuple[Word, ...]) -> bool:
    if _handed_over(words):
        return True
    if holds(words, _BUT):
        return False
    if longest(words, 0, _SURE_GIVES):
        return True
    step = longest(words, 0, _GIVES)
    if not step:
        return False
    made = next((at for at in range(step, len(words)) if words[at].low == "made"), None)
    if made is not None and any(longest(words, at, _TITLES) for at in range(made + 1, min(len(words), made + _TITLE))):
        return True  # "see to it that she's made senior keeper"
    if words[0].low == "make" and any(longest(words, at, _TITLES) for at in range(2, min(len(words), 6))):
        return True
    near = range(step, min(len(words), step + _REACH))
    if any(longest(words, at, _OUTCOMES) for at in near):
        return True
    return any(
        longest(words, at, _MORE_PEOPLE) and any(longest(words, at + k, _PEOPLE) for k in (1, 2, 3)) for at in near
    )
