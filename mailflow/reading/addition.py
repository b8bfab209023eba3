"""Commitments that a reply newly makes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailflow.reading.item import Item, Owner, telling
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern
from mailflow.reading.clause import quotations
from mailflow.reading.statement import Statement

_CUT = re.compile(r"(?:,| -| –|;)? (?:because|since|but|so that|so|although|though|as i|if)\b|[;!?…(]|\.(?= |$)| - | – ")
_TRIM = " .,;:!?-–—\"'()"
KNOWN = 0.6  # the share of an item's words that makes a sentence be about that item


@dataclass(frozen=True, slots=True)
class Added:
    """A new commitment: whose it is, its text as a short imperative, its due date."""

    owner: Owner
    text: str
    due: date | None


def _other(author: Owner) -> Owner:
    return "report" if author == "manager" else "manager"


def first_name(party: Party) -> str:
    """The first name in lower case."""
    return party.name.lower().split()[0] if party.name.split() else ""


def added(
    said: Sequence[Statement], items: tuple[Item, ...], author: Owner, manager: Party, report: Party
) -> tuple[Added | None, int]:
    """The commitment that one sentence (`said` are its statements) makes, and from which offset on; None if none.

    "I'll" makes one if it names a day, or if the sentence asks to add it. What the other is to do must be asked
    to be added. A promise about an item that stands there already is no new one.
    """
    sentence = said[0].sentence
    plain, who = sentence.plain, tuple(n for n in (first_name(manager), first_name(report)) if n)
    if sentence.asks:
        return None, 0
    for statement in said:
        start = statement.clause.start
        at = start
        asked = None
        lead = pattern("addition", "lead", "start", who)
        while True:
            while at < len(plain) and plain[at] in " ,:;-–—*":
                at += 1
            cue = pattern("change", "add", "start", who).match(plain, at)
            if cue and cue.end() > at and asked is None:
                asked, at = cue, cue.end()
                continue
            if asked and pattern("addition", "theirs", "start", who).match(plain, at):
                break
            word = lead.match(plain, at)
            if not word or word.end() == at or word.end() > statement.clause.end + 1:
                break
            at = word.end()
        if pattern("addition", "unmeant").search(plain[:at]):
            continue
        owing = pattern("addition", "owing", "start", who).match(plain, at)
        wishing = pattern("addition", "wishing", "start", who).match(plain, at) if asked else None
        theirs = pattern("addition", "theirs", "start", who).match(plain, at) if asked else None
        owner = author
        body = at
        if theirs:
            owner, body = _named(theirs.group(), author, manager, report), theirs.end()
        elif owing or wishing:
            verb = owing or wishing
            body = verb.end() if verb else at
        elif asked:
            owner = _named(asked.group(), author, manager, report, mine=True)
        else:
            continue
        end = _end(plain, body)
        dates = [d for s in said for d in s.dates if body <= d.start < end]
        text = _text(sentence.text, body, end, [(d.start, d.end) for d in dates])
        idle = pattern("addition", "idle", "start").match(plain[body:end].strip())
        about = telling(text)
        known = any(len(telling(i.text) & about) >= KNOWN * len(telling(i.text)) for i in items if telling(i.text))
        mentioned = any(body <= m.start < end for s in said for m in s.mentions)
        days = [d.day for d in dates if d.day is not None]
        if len(text.split()) < 2 or not about or mentioned:
            continue
        if not asked and (idle or known or not days):
            continue
        return Added(owner, text, days[-1] if days else None), start
    return None, 0


def _end(plain: str, start: int) -> int:
    cut = _CUT.search(plain, start)
    return cut.start() if cut else len(plain)


def _named(words: str, author: Owner, manager: Party, report: Party, *, mine: bool = False) -> Owner:
    said = words.split()
    if first_name(manager) in said:
        return "manager"
    if first_name(report) in said:
        return "report"
    if mine and not {"you", "her", "him"} & set(said):
        return author
    return _other(author)


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
