"""Commitments that a reply newly makes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailflow.reading import lexicon
from mailflow.reading.clause import quotations
from mailflow.reading.item import Item, Owner, telling
from mailflow.reading.names import Names, first_name
from mailflow.reading.operation import is_negated
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern, phrases
from mailflow.reading.statement import Statement

_CUT = re.compile(
    r"(?:,| -| –|;)? (?:because|since|but|so that|so|although|though|as i|if)\b|[;!?…(]|\.(?= |$)| - | – "
)
_TRIM = " .,;:!?-–—\"'()"
_PRESENT = re.compile(r"i (?:also )?(?P<verb>[a-z]+)")
_VERBS = frozenset(lexicon.words("action", "verbs", (lexicon.FIRST,))) - frozenset(phrases("addition", "no_deed"))
KNOWN = 0.6  # the share of an item's words that makes a sentence be about that item,
HALF = 0.5  # if they are so much of what the sentence says


@dataclass(frozen=True, slots=True)
class Added:
    """A new commitment: whose it is, its text as a short imperative, its due date."""

    owner: Owner
    text: str
    due: date | None


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two people and which of them writes."""

    author: Owner
    manager: Party
    report: Party

    @property
    def names(self) -> Names:
        return Names.of(self.manager, self.report)


def added(
    said: Sequence[Statement],
    items: tuple[Item, ...],
    author: Owner,
    manager: Party,
    report: Party,
    *,
    asked_after: bool = False,
) -> tuple[Added, int, int] | None:
    """The first commitment that the statements of one sentence make, and the stretch of the sentence that it takes.

    "I'll" makes one if it names a day, or if the sentence asks to add it. What the other is to do must be asked
    to be added. A promise about an item that stands there already is no new one. `asked_after`: the next sentence asks
    to add what this one says.
    """
    sentence = said[0].sentence
    pair = _Pair(author, manager, report)
    for statement in said:
        start = statement.clause.start
        noted = asked_after or asks_to_note(sentence.plain, pair.names, start)
        begun = _begun(sentence.plain, start, statement.clause.end, pair, noted=noted)
        if begun is None:
            continue
        owner, body, asked = begun
        if sentence.asks and not asked:
            continue
        end = _end(sentence.plain, body)
        dates = [d for s in said for d in s.dates if body <= d.start < end]
        if dates and not sentence.plain[body : dates[0].start].strip(_TRIM):
            dates = dates[1:]
        # Behind its date the commitment is over where the next clause begins.
        end = min([end, *(s.clause.start for s in said if dates and s.clause.start >= dates[-1].end)])
        text = _text(sentence.text, body, end, [(d.start, d.end) for d in dates])
        days = [d.day for d in dates if d.day is not None]
        if len(text.split()) < 2 or not telling(text) or any(body <= m.start < end for s in said for m in s.mentions):
            continue
        if pattern("addition", "nothing_new", "start").match(sentence.plain[body:end].strip()):
            continue
        if asked_after and not asked and not days:
            continue
        there = {n for s in said if s.clause.end <= body for m in s.mentions for n in m.numbers}
        if not (asked or noted) and any(item.n in there and telling(text) & telling(item.text) for item in items):
            continue  # "for 2, … so I'll give you the schedules on the 25th"
        firmly = noted or (asked and pattern("addition", "firm").search(sentence.plain[start:body]))
        if not firmly and (not days or _is_idle(sentence.plain[body:end]) or _is_known(text, items)):
            continue
        if _is_present(sentence.plain, body) and not asked and _names_any(text, items):
            continue
        return Added(owner, _plain_verb(text), days[-1] if days else None), start, end
    return None


def asks_to_note(plain: str, names: Names, at: int = 0) -> bool:
    """Whether a sentence asks to add what was said before it ("please put that in as well")."""
    found = pattern("addition", "noted").search(names.veiled(plain), at)
    return found is not None and not is_negated(plain, found.start())


def _begun(plain: str, start: int, stop: int, pair: _Pair, *, noted: bool) -> tuple[Owner, int, bool] | None:
    """Whose promise the clause at `start` begins, where its action begins, and whether it is asked to be added.

    `noted`: that is asked behind it."""
    at, asked, veiled = start, None, pair.names.veiled(plain)
    while True:
        while at < len(plain) and plain[at] in " ,:;-–—*":
            at += 1
        cue = pattern("change", "add", "start").match(veiled, at)
        if cue and cue.end() > at:
            asked, at = cue, cue.end()
            continue
        if asked and pattern("addition", "theirs", "start").match(veiled, at):
            break
        if (asked or noted) and pattern("addition", "theirs", "start").match(veiled, at):
            break  # "Rosa said that she'd …"
        word = pattern("addition", "lead", "start").match(veiled, at)
        if not word or word.end() == at or (word.end() > stop + 1 and not asked):
            break
        at = word.end()
    if pattern("addition", "unmeant").search(plain[:at]):
        return None
    if asked and plain[asked.end() : at].startswith(",") and pattern("addition", "next", "start").match(plain, at):
        return None  # "please add that, then send it"
    if (asked or noted) and (theirs := pattern("addition", "theirs", "start").match(veiled, at)):
        return _named(plain[theirs.start() : theirs.end()], pair), theirs.end(), True
    verb = pattern("addition", "owing", "start").match(veiled, at)
    if verb is None and (asked or noted):
        verb = pattern("addition", "wishing", "start").match(veiled, at)
    if verb is None and (fact := _PRESENT.match(plain, at)) and fact["verb"] in _VERBS:
        return pair.author, fact.start("verb"), asked is not None
    if verb:
        return pair.author, verb.end(), asked is not None
    return (_named(plain[asked.start() : asked.end()], pair, mine=True), at, True) if asked else None


def _is_present(plain: str, body: int) -> bool:
    """Whether a promise is put as a plain fact: "I introduce you to Sam by Friday"."""
    return plain[:body].rstrip().endswith((" i", " i also")) or plain[:body].strip() in ("i", "i also")


def _names_any(text: str, items: tuple[Item, ...]) -> bool:
    """Whether the words say more of an item than its verb."""
    said = telling(text)
    return any(said & (telling(item.text) - telling(item.text.split(" ")[0])) for item in items)


def _plain_verb(text: str) -> str:
    """The text with its first verb as an imperative has it: "Pays for my train" is "Pay for my train"."""
    first, _, rest = text.partition(" ")
    low = first.lower()
    if low in _VERBS or not low.endswith("s"):
        return text
    plain = next((v for v in (low[:-1], low[:-2], f"{low[:-3]}y") if v in _VERBS), low)
    return f"{plain.capitalize()} {rest}"


def _is_idle(plain: str) -> bool:
    """Whether what is promised is no deed that anyone would track ("get back to you by Friday")."""
    return pattern("addition", "idle", "start").match(plain.strip()) is not None


def _is_known(text: str, items: tuple[Item, ...]) -> bool:
    """Whether the words are about an item that stands there already."""
    about = telling(text)
    known = (telling(item.text) for item in items)
    return any(
        words and len(words & about) >= KNOWN * len(words) and len(words & about) >= HALF * len(about)
        for words in known
    )


def _end(plain: str, start: int) -> int:
    cut = _CUT.search(plain, start)
    return cut.start() if cut else len(plain)


def _named(words: str, pair: _Pair, *, mine: bool = False) -> Owner:
    said = words.split()
    if first_name(pair.manager) in said:
        return "manager"
    if first_name(pair.report) in said:
        return "report"
    if mine and not {"you", "her", "him"} & set(said):
        return pair.author
    return "report" if pair.author == "manager" else "manager"


def _text(text: str, start: int, end: int, dates: list[tuple[int, int]]) -> str:
    for a, b in quotations(text):
        if start <= a < end:
            return text[a:b].strip(_TRIM)
    kept, at = [], start
    for a, b in sorted(dates):
        kept.append(text[at:a].rstrip(" ,"))
        at = b
    kept.append(text[at:end])
    words = " ".join(" ".join(kept).replace(" ,", ",").split()).strip(_TRIM)
    if words.lower().startswith("also "):
        words = words[5:]
    return words[:1].upper() + words[1:]
