"""Danger: what stands beside a yes and could take it back: a condition, an objection, a change, a scrap."""

import re
from collections.abc import Iterable, Sequence

from mailflow.reading.acceptance import accepts
from mailflow.reading.assent import is_courtesy
from mailflow.reading.clause import bare
from mailflow.reading.courtesy import (
    COURTEOUS,
    SAYING,
    excuses,
    gives_thanks,
    has_begun,
    is_absence,
    is_device,
    is_glad,
    is_grave,
    is_polite,
    is_signed_thanks,
    is_small_talk,
    tells_of_else,
)
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern
from mailflow.reading.picture import grimaces
from mailflow.reading.statement import Statement

_OPEN = re.compile(r"[?…]|\.\.|:$")
_LATE = re.compile(r"\b(?:off|delay|wait|waiting|sooner|earlier)\b")  # what is excused, not asked for
_GOODBYE = re.compile(r"(?:see|speak to|talk to) you (?:again )?(?:tomorrow|tonight|later|soon|next week)")
_UNDERSTOOD = re.compile(r"\bi (?:do |can )?(?:understand|see|get|know)\b")
_NOT_ALL = re.compile(r"\b(?:as|half|part|most|some|top|so far|first|bit|quickly|skimmed)\b")
_OPINION = re.compile(r"(?:i (?:still |do |honestly )?(?:think|find|feel|believe)|(?:but )?i said i)\b")
_LED = re.compile(
    r"^(?:and|so|well|oh|but|because|since|as|anyway|honestly|to be honest|frankly|i must say|in short"
    r"|yes|yep|yeah|ok) "
)
_HEARSAY = re.compile(
    r"\b(?<!by all )(?<!it )(?<!list )(?<!what was )(?<!what we )(?<!as we )"
    r"(?:said|says|say|asked|asks|wrote|thinks|told \w+|whether|wonder\w*|claims?|mean|means|pretend\w*)$"
)


def doubt(statement: Statement, names: Names) -> bool:
    """Whether the clause could hold a condition, an objection or a change: anything but harmless talk."""
    if statement.mentions and not statement.rest:
        return False
    words = statement.words
    if (
        statement.sentence.whole
        and not (statement.sentence.asks or statement.mentions)
        and (tells_of_else(statement, names) or (is_glad(statement, names) and not is_grave(words)))
    ):
        return False
    courteous = pattern("harmless", "dated", "start").match(names.veiled(bare(statement.sentence.plain))) is not None
    if _GOODBYE.fullmatch(words):
        return False
    courteous = courteous or is_absence(statement.sentence)
    dates = bool(statement.dates) and not (courteous and not statement.candidates and not statement.topic)
    if statement.mentions or dates or statement.sentence.asks or not statement.sentence.whole:
        return True
    if grimaces(statement.sentence.text):
        return True
    if not statement.candidates and is_absence(statement.sentence):
        return False
    if not words:
        return _OPEN.search(statement.clause.plain) is not None
    if pattern("harmless", "echo", "whole").match(words) or pattern("harmless", "praise").search(words):
        return False
    if excuses(statement):
        words = _LATE.sub(" ", words)
    if gives_thanks(words) or is_courtesy(words, names):
        return False
    return (
        (any(c.isdigit() for c in words) and not courteous)
        or pattern("danger", "words").search(words) is not None
        or "n't" in words
        or "'d " in f"{words} "
    )


def is_slight(statement: Statement, names: Names, *, of_all: bool = False) -> bool:
    """Whether a doubt is the mere mood, or a tale, of one who says yes all the same ("it's not what I hoped for").

    It is none if it speaks of an item (unless the yes is `of_all`, said of all of them) or a day to come, of a change,
    a fault or a wish, or holds a condition.
    """
    words = _UNDERSTOOD.sub(" ", statement.words)
    if not words or statement.sentence.asks or not statement.sentence.whole:
        return False
    if tells_of_else(statement, names):
        return True
    if pattern("danger", "mood").search(statement.sentence.plain):
        return pattern("danger", "binding").search(words) is None
    about = statement.of_item
    if statement.dates or (about and not (is_glad(statement, names) or (of_all and _OPINION.match(words)))):
        return False
    if _UNDERSTOOD.search(statement.words):
        return not is_grave(words, matter=False)  # "but I understand why"
    told = pattern("harmless", "telling", "start").match(names.veiled(_LED.sub("", words))) is not None
    courteous = not [w for w in words.split() if w not in COURTEOUS and w not in names.both]
    return (told or courteous or is_polite(statement, names)) and not is_grave(words, matter=False)


def contrasts(statement: Statement) -> bool:
    """Whether the clause begins as one that turns what stands before it ("but …")."""
    return pattern("danger", "contrast", "start").match(statement.words) is not None


def is_of_one(statement: Statement) -> bool:
    """Whether the clause speaks of an item by its words, and not of the whole."""
    named = statement.candidates or (statement.named and not statement.outright)
    return bool(named) and pattern("refusal", "of_all").search(statement.clause.plain) is None


def is_about(statement: Statement, *, by_words: bool) -> bool:
    """Whether the clause speaks of an item, if need be by its words, or holds a word that could turn a yes round."""
    named = statement.mentions or (by_words and (statement.candidates or (statement.named and not statement.outright)))
    return bool(named) or pattern("danger", "words").search(statement.sentence.plain) is not None


def is_loose(said: Sequence[Statement], statement: Statement, names: Names) -> bool:
    """Whether a clause that shows no danger is still no harmless talk.

    It is if it speaks of an item, other than with joy or thanks; or if it is a scrap ("course excluded", "Hmm"): no
    courtesy, and no sentence of its own that tells of something.
    """
    words = statement.words
    if is_courtesy(words, names) or is_device(words):
        return False
    if not statement.rest:
        return False
    if tells_of_else(statement, names) or gives_thanks(words) or is_small_talk(words):
        return False
    if has_begun(words, names):
        return False
    if excuses(statement):
        return statement.of_item
    for opener in ("and ", "also ", "oh ", "oh and ", "ps ", "plus "):
        words = words.removeprefix(opener)
    thanks = pattern("harmless", "glad", "start").match(names.veiled(bare(statement.sentence.plain))) is not None
    further = thanks and pattern("harmless", "further", "start").match(names.veiled(words)) is not None
    if statement.of_item:
        if pattern("harmless", "granted").search(words):
            return True
        return not further and pattern("harmless", "glad", "start").match(names.veiled(words)) is None
    if further or pattern("harmless", "echo", "whole").match(words):
        return False
    if pattern("harmless", "praise").search(words):
        return False
    if is_signed_thanks(statement):
        return False
    left = [w for w in words.split() if w not in COURTEOUS and w not in names.both and w not in names.initials]
    if not left:
        return False
    if pattern("harmless", "courtesy", "start").match(names.veiled(words)):
        return False
    if pattern("harmless", "telling").search(names.veiled(words)):
        return False
    beside = [s for s in said if s is not statement]
    tells = any(pattern("harmless", "telling").search(names.veiled(s.words)) for s in beside)
    return not tells or any(s.mentions or accepts(s, names, draft=True) for s in beside)


def turns(statement: Statement) -> bool:
    """Whether the words of the clause, whatever items they name, could turn round what follows."""
    words = statement.words
    if pattern("harmless", "echo", "whole").match(words):
        return False
    return SAYING.search(words) is not None or pattern("danger", "words").search(words) is not None or "n't" in words


def tells_how_it_was_read(said: Iterable[Statement], names: Names) -> bool:
    """Whether a sentence only tells how the person read the mail, reasons in the past included."""
    said = tuple(said)
    sentence = said[0].sentence
    if not pattern("harmless", "reading", "start").match(sentence.plain) or _NOT_ALL.search(sentence.plain):
        return False
    reason = pattern("harmless", "past").search(sentence.plain)
    if reason is None:
        return not any(doubt(s, names) and not accepts(s, names, draft=False) for s in said)
    before = [s for s in said if s.clause.end <= reason.start()]
    return (
        not any(doubt(s, names) for s in before)
        and not any(s.dates or s.mentions for s in said)
        and pattern("harmless", "unsaid").search(sentence.plain, reason.start()) is None
    )


def is_hard(statement: Statement) -> bool:
    """Whether the clause makes what was said depend on something, or turns it round."""
    return pattern("danger", "hard").search(statement.words) is not None


def is_condition(statement: Statement) -> bool:
    """Whether the clause makes what was said depend on something."""
    words = statement.words
    done = pattern("harmless", "when_done", "whole").match(words)
    return done is None and pattern("danger", "condition").search(words) is not None


def is_hearsay(before: Statement) -> bool:
    """Whether a clause hands over to somebody's words ("he said, …")."""
    return _HEARSAY.search(before.words[-40:]) is not None
