"""Acceptance: clauses of a reply that say yes, to the whole or to items, or send the draft.

A yes is recognised whole: the clause must say it from its first word to its last, by the kinds of its words (`assent`),
as a set phrase, or as two of these in a row. It may still leave something out (`is_partial`), and what stands beside it
is looked through by `danger`.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from mailflow.reading.assent import assents, is_bare, is_courtesy, is_firm, is_of_all, points
from mailflow.reading.clause import bare
from mailflow.reading.item import Item, mentions, says_of
from mailflow.reading.names import WHO, Names
from mailflow.reading.phrasebook import longest_first, named, pattern, phrases
from mailflow.reading.picture import grimaces
from mailflow.reading.statement import Statement

LONGEST = 120  # characters; nobody accepts in a longer clause, and matching a whole one is not linear
_BUT_FOR = re.compile(
    r"\b(?:otherwise|apart from|aside from|besides|beyond|other than|except|but for|the rest|others?|everything else)\b"
)
_TRAILS = re.compile(r"(?:\.\.|…)\W*$")  # "I agree ..."
_ARTICLES = frozenset(phrases("item", "articles"))
_LINKS = frozenset({"for", "of", "on", "about", "with", "to", "regarding"})
_NUMBERED = frozenset({"the", "point", "points", "item", "items", "number", "numbers"})
_AS_FOR = re.compile(r"(?:^|\W)(?:for|on|about|as for|regarding|re|to)(?: number| no\.?| item| point| #)? $")
_NEW_DATE = re.compile(
    r"\b(?:new|later|earlier|revised|changed|updated|proposed) (?:dates?|deadlines?|wording|text|version)\b"
)
_OFFERED = re.compile(r"the (?:new|later|revised|changed) (?:date|day|wording|text|version)\b")
_TO = re.compile(
    r"\b(?:(?P<before>\w+) )?(?:to|(?<=[Ss]hare it )with|(?<=[Ss]hare this )with)"
    r" (?:(?:Mr|Ms|Mrs|Miss|Mx|Dr|Prof)\b\.? )?"
    r"(?P<whom>[A-Z][\w'-]+|me|us|both|everyone|HR|(?!him|her|them)\w+(?= first\b))(?![\w'-])"
)
_FINDING, _AGREEING = (frozenset(phrases("acceptance", key)) for key in ("finding", "agreeing"))
_COUNTED = re.compile(
    r"\b(?P<both>both)(?! of us)\b|\b(?P<all>all |the |all the )?(?<!than )(?<!in )(?P<n>two|three|four|five|six|seven)"
    r"(?! (?:of us|rather|instead|minutes|days|weeks|months|hours|years|times))\b"
    r"(?(all)|(?! (?:\w+ )?(?:sick|off|away|short)\b))"
)
_OF_CHANGES = re.compile(
    r" (?:of the |of your |of these |the |these )*(?:new |proposed )*(?:changes|amendments|moves|new dates)\b"
)
_YOUR_POINT = re.compile(r"\byour points?\b")
_RUN_ON = 14  # words of a clause that may be two


def _alternatives(table: str, *listed: str) -> str:
    return "|".join(longest_first(p for key in listed for p in phrases(table, key)))


@cache
def _pattern(keys: tuple[str, ...], ends: str) -> re.Pattern[str]:
    opening = _alternatives("acceptance", "opening")
    tail = "|".join(phrases("acceptance", ends))
    whole = rf"(?:(?:{opening}) )*(?:{_alternatives('acceptance', *keys)})(?: (?:{tail}))*(?: {WHO})?"
    for key in ("whole", "very", "good"):
        whole = whole.replace(f"{{{key}}}", f"(?:{_alternatives('acceptance', key)})")
    return re.compile(named(whole))


@dataclass(frozen=True, slots=True)
class _Accepting:
    """The phrases under `keys` as one pattern."""

    names: Names
    keys: tuple[str, ...]
    ends: str = "tail"

    def fullmatch(self, words: str) -> re.Match[str] | None:
        """Whether the words, at most `LONGEST`, are such a phrase from end to end."""
        return _pattern(self.keys, self.ends).fullmatch(self.names.veiled(words)) if len(words) <= LONGEST else None

    def begins(self, words: str) -> bool:
        """Whether the words begin with such a phrase and go on."""
        said = self.names.veiled(words[:LONGEST])
        found = _pattern(self.keys, self.ends).match(said)
        return found is not None and found.end() < len(said)


def _accepting(names: Names, *keys: str, ends: str = "tail") -> _Accepting:
    return _Accepting(names, keys, ends)


def accepts(statement: Statement, names: Names, *, draft: bool, of_changes: bool = False) -> bool:
    """Whether the clause, from its first word to its last, says yes to the whole; `of_changes`: changes are offered."""
    words = statement.words
    if not statement.sentence.whole or is_of_else(statement, names, of_changes=of_changes):
        return False
    said = words.split()
    if len(said) > _RUN_ON:
        return _is_yes(words, names, draft=draft, of_changes=of_changes)
    # people who leave out the stops say it twice in a row: "looks right pls send it to lena"
    cuts = [(" ".join(said[:at]), " ".join(said[at:])) for at in range(1, len(said))]
    if _is_yes(words, names, draft=draft, of_changes=of_changes):
        return True
    begun = _accepting(names, "clause").begins(words)
    return any(
        (_is_yes(first, names, draft=draft, of_changes=of_changes) if begun else assents(first, names))
        and _is_yes(second, names, draft=draft, of_changes=of_changes)
        for first, second in cuts
    )


def is_of_else(statement: Statement, names: Names, *, of_changes: bool) -> bool:
    """Whether a clause trails off, makes a face, or speaks of another's yes or of other words than those shown, so that
    it is no yes whatever it says."""
    text, words = statement.sentence.text, statement.words
    if grimaces(text) or _TRAILS.search(text) or pattern("acceptance", "of_another").search(names.veiled(words)):
        return True
    foreign = pattern("acceptance", "unchanged") if of_changes else _NEW_DATE
    return foreign.search(words) is not None or _YOUR_POINT.search(words) is not None


def _is_yes(words: str, names: Names, *, draft: bool, of_changes: bool) -> bool:
    if assents(words, names, of_changes=of_changes) or _accepting(names, "clause").fullmatch(words) is not None:
        return True
    return (of_changes and _grants(words, names)) or (draft and _sends(words, names))


def _grants(words: str, names: Names) -> bool:
    return _accepting(names, "granting", ends="plain_tail").fullmatch(words) is not None


def _sends(words: str, names: Names) -> bool:
    return any(
        _accepting(names, "sending", ends=ends).fullmatch(words) is not None for ends in ("send_tail", "send_changed")
    )


def leans(statement: Statement, names: Names) -> bool:
    """Whether the clause begins like a yes and then goes on with words that are not understood."""
    words = statement.words
    return not is_courtesy(words, names) and _accepting(names, "clause").begins(words)


def accepts_items(
    statement: Statement,
    names: Names,
    by_words: Sequence[Item] = (),
    *,
    of_changes: bool = False,
    shown: Container[date | None] = (),
) -> bool:
    """Whether the clause says yes to the items it names, and nothing else ("1 and 3 are fine").

    `by_words` are the items that it names by their own words ("fine with the bar course"), `shown` their dates, which
    it may repeat.
    """
    start = statement.clause.start
    spans = [(m.start - start, m.end - start) for m in statement.mentions]
    spans += [(d.start - start, d.end - start) for d in statement.dates if d.day in shown]
    plain = statement.clause.plain
    words = bare(plain, [(len(_AS_FOR.sub("", plain[:a])), b) for a, b in spans])
    if of_changes:
        words = _OFFERED.sub("that", words)  # "the new date for 2 is fine"
    words = " ".join(w for w in words.split() if w not in _NUMBERED)
    if grimaces(statement.sentence.text) or _TRAILS.search(statement.sentence.text):
        return False
    if by_words:
        left = [w for w in words.split() if not any(says_of(w, item) for item in by_words)]
        while left and left[0] in _ARTICLES:
            left.pop(0)
        while left and (left[-1] in _ARTICLES or left[-1] in _LINKS):
            left.pop()
        words = " ".join(left)
    if not words or (of_changes and pattern("acceptance", "unchanged").search(statement.clause.plain)):
        return False
    return assents(words, names, of_items=True) or _accepting(names, "item", "clause").fullmatch(words) is not None


def sends(statement: Statement, names: Names) -> bool:
    """Whether the clause asks that the draft goes out."""
    words = statement.words
    return _sends(words, names)


def sends_changed(statement: Statement, names: Names) -> bool:
    """Whether the draft is to go out only with changes ("send it once that is fixed")."""
    words = statement.words
    return _sends(words, names) and _accepting(names, "sending", ends="send_tail").fullmatch(words) is None


def answers(plain: str, items: tuple[Item, ...], names: Names) -> bool:
    """Whether a sentence answers our mail in so many words as no program would write: it names an item, or says more
    of a yes than one word."""
    words = bare(plain)
    whole = _accepting(names, "clause", "sending").fullmatch(words) is not None
    return (whole and " " in words) or bool(mentions(plain, items, ()))


def is_for_another(statement: Statement, names: Names) -> bool:
    """Whether the clause would hand something to somebody else than the report alone ("send it to Dan first").

    What is "acceptable to me" or "agreed to both" hands nothing over.
    """
    for m in _TO.finditer(statement.clause.text):
        before, whom = (m["before"] or "").lower(), m["whom"].lower()
        found = before in _FINDING or (before in _AGREEING and whom in {"both", "everyone"})
        if not found and whom not in {names.report, *names.of_report}:
            return True
    return False


def keeps_all(statement: Statement) -> bool:
    """Whether the clause wants nothing changed ("confirmed, no changes", "it's fine as it is")."""
    if _BUT_FOR.search(statement.sentence.plain):
        return False  # "move 2 to 30 April; otherwise: no changes"
    return pattern("acceptance", "kept", "whole").match(statement.words) is not None


def is_partial(statement: Statement) -> bool:
    """Whether the clause leaves something out ("otherwise fine"), so that a change must stand beside it."""
    words = statement.words
    if pattern("acceptance", "partial_opening", "start").match(words):
        return True
    return pattern("acceptance", "partial").search(words) is not None


def says_only_ok(plain: str, names: Names) -> bool:
    """Whether a whole reply is a bare "ok"."""
    if "?" in plain or grimaces(plain) or _TRAILS.search(plain):
        return False
    words = [w for w in bare(plain.lower()).split() if w not in names.both]
    return " ".join(words) in phrases("acceptance", "alone")


def proceeds(statement: Statement, names: Names) -> bool:
    """Whether a clause asks that offered changes be made, in words that are no yes by themselves ("go ahead and update
    it")."""
    return _accepting(names, "proceeding", ends="plain_tail").fullmatch(statement.words) is not None


def grants_changes(statement: Statement, names: Names) -> bool:
    """Whether the clause asks that the changes which are offered be made ("please change it as he asks")."""
    return _grants(statement.words, names)


def affirms(statement: Statement, names: Names) -> bool:
    """Whether the clause says in so many words that its writer agrees, or that the draft is to go out."""
    words = statement.words
    return is_firm(words, names) or sends(statement, names)


def only_names(statement: Statement) -> bool:
    """Whether the clause is nothing but the numbers of items."""
    return bool(statement.mentions) and not statement.rest


def is_of_fewer(statement: Statement, items: int, *, of_changes: bool) -> bool:
    """Whether a yes says that it is of another number than that of all `items` ("I agree to both"). `of_changes`: some
    of the items that are shown may be as they were, so that "both changes" may be all that was asked."""
    found = _COUNTED.search(statement.words)
    if found is None or (of_changes and _OF_CHANGES.match(statement.words, found.end())):
        return False
    count = 2 if found["both"] else 2 + ("two", "three", "four", "five", "six", "seven").index(found["n"])
    return count != items


def is_yes_to_all(statement: Statement, names: Names) -> bool:
    """Whether a yes is said of everything in so many words."""
    return is_of_all(statement.words, names)


def is_bare_yes(statement: Statement, names: Names) -> bool:
    """Whether the clause is nothing but the word "yes"."""
    return is_bare(statement.words, names)


def remarks(statement: Statement) -> bool:
    """Whether a clause tells of something for which a brief yes beside it is likelier meant ("the cake was great")."""
    return pattern("acceptance", "remark", "start").match(statement.words) is not None


def points_back(statement: Statement, names: Names) -> bool:
    """Whether a yes speaks of its matter only as "it" or "that", and so may mean what was said before."""
    return points(statement.words, names)


def grants(statement: Statement) -> bool:
    """Whether the clause begins a yes ("fine if …")."""
    return pattern("danger", "grants").search(statement.words) is not None
