"""Courtesy: clauses of a reply that have nothing to do with the answer beside them: thanks, joy, small talk, tales."""

import re
from collections.abc import Sequence

from mailflow.reading.assent import is_courtesy
from mailflow.reading.clause import Sentence, bare
from mailflow.reading.names import Names
from mailflow.reading.phrasebook import pattern, phrases
from mailflow.reading.statement import Statement
from mailflow.reading.tale import is_tale

SAYING = re.compile(r"\b(?:say|says|said|saying|write|writes|wrote|asks?|asked|thinks?|told|whether|claims?)\b")
GREETINGS = frozenset(phrases("harmless", "greetings"))
_GREETING = re.compile(rf"(?:{'|'.join(map(re.escape, phrases('harmless', 'greetings')))})(?: [^\W\d_]+)?[,!.]? ")
_NOUN = re.compile(r"\b(?:the|your|a|his|her|our|my) \w+")  # "the move" asks for nothing
COURTEOUS = frozenset(phrases("harmless", "words"))
_OPENER = re.compile(
    r"(?:and|also|oh|plus|ps)(?: (?:and|also))? (?=good luck|enjoy|have a|happy|merry|hope|see you|safe|thanks)"
)
_NAMES = 2  # words of a name
_DEVICE = re.compile(r"sent (?:from|via|with) (?:my |the |a )?[\w'’.-]+(?:,? [\w'’.-]+){0,5}\W*")
_BEGUN = re.compile(r"(?:and )?(?:(?:i've|i have|ive|have) (?:already|just)|already)\b")
_IS_THERE = re.compile(r"\b(?:is|are|made it) (?:in|there|on (?:it|there)|included)\b")
_THE_MAIL = re.compile(
    r"\b(?:list|draft|contract|summary|mail|e-?mail|notes|points|it|them"
    r"|(?:this|that|these|those)(?=\W*$|\W*[,.!?]| (?:is|was|are|has|looks|to|and|in|with|over|through|twice|again)))\b"
)
_THAT_DAY = re.compile(r"\b(?:that|those|then)\b")
_THAT = re.compile(
    r"\b(?:glad|pleased|happy|delighted|grateful|thrilled) (?:that|he|she|they|we|you|it|\w+ (?:does|do|will|is|are))\b"
)
_WARM = frozenset(phrases("harmless", "warm"))


def tells_of_else(statement: Statement, names: Names) -> bool:
    """Whether the clause only tells what happened, and names no item."""
    if statement.of_item:
        return False
    return is_tale(statement.words, names)


def has_begun(words: str, names: Names) -> bool:
    """Whether the clause tells that its writer set to work on it ("I've already booked the room")."""
    return _BEGUN.match(words) is not None and is_tale(words, names)


def only_tells(statement: Statement, names: Names) -> bool:
    """Whether the clause is a tale, whatever item it may speak of."""
    return is_tale(statement.words, names)


def gives_thanks(words: str) -> bool:
    """Whether the clause thanks for something, and for no change that it takes for granted."""
    thanks = pattern("harmless", "thanks", "start").match(words)
    if thanks is None:
        return False
    rest = words[thanks.end() :].strip()
    if " for" in thanks.group() and not pattern("harmless", "thanked", "start").match(rest):
        return False
    return not any(pattern(*key).search(rest) for key in (("harmless", "granted"), ("danger", "hard")))


def is_harmless(statement: Statement, names: Names) -> bool:
    """Whether a clause has nothing to do with a yes beside it, for all one can tell: courtesy, joy, a tale, chatter."""
    words = statement.rest
    if not words or is_polite(statement, names) or is_device(words):
        return True
    if pattern("harmless", "aside", "start").match(names.veiled(words)):
        return pattern("danger", "hard").search(words) is None
    if has_begun(words, names) or _is_card_of(statement, names):
        return True
    if _goes_on_politely(statement, names):
        return True
    if is_absence(statement.sentence):
        return _THAT_DAY.search(words) is None
    if is_small_talk(words):
        return True
    return tells_of_else(statement, names)


def is_small_talk(words: str) -> bool:
    """Whether words are about the weather, the children and the like, and of nothing else."""
    return (
        pattern("harmless", "topic").search(words) is not None
        and pattern("tale", "matter").search(words) is None
        and not (SAYING.search(words) or is_grave(words))
    )


def _is_card_of(statement: Statement, names: Names) -> bool:
    """Whether the sentence begins with a full name of the two, and so is the head of a card."""
    head = bare(statement.sentence.plain.partition(",")[0]).split()
    return len(head) > 1 and all(w in names.both or w in names.family for w in head)


def _goes_on_politely(statement: Statement, names: Names) -> bool:
    """Whether a clause only goes on with a sentence that began with thanks or good wishes."""
    first = statement.sentence.plain[: statement.clause.start].strip(" ,;-–—")
    words = statement.words
    if gives_thanks(bare(first)) and pattern("harmless", "further", "start").match(words) and not is_grave(words):
        return pattern("harmless", "granted").search(words) is None
    if not first or statement.of_item:
        return False
    head = bare(first)
    opened = gives_thanks(head) or pattern("harmless", "courtesy", "start").match(head) is not None
    return opened and not is_grave(head) and not is_grave(statement.words)


def is_device(words: str) -> bool:
    """Whether words only say on what they were typed ("sent from my phone")."""
    return _DEVICE.fullmatch(words.lower()) is not None


def is_of_mail(statement: Statement) -> bool:
    """Whether a sentence speaks of our mail or of what was said before, so that an "it" behind it may be that."""
    return _THE_MAIL.search(statement.sentence.plain) is not None


def is_promise(statement: Statement) -> bool:
    """Whether the clause promises what the item asks that is spoken of ("3 good, I will call him")."""
    words = statement.words
    return pattern("harmless", "promise", "start").match(words) is not None and not is_grave(words)


def is_polite(statement: Statement, names: Names) -> bool:
    """Whether a clause is a greeting, thanks, praise, an excuse, or joy at what is to come."""
    words = _OPENER.sub("", statement.words, count=1)
    if is_courtesy(words, names) or is_greeting(statement, names) or is_signed_thanks(statement):
        return True
    left = [w for w in words.split() if w not in COURTEOUS and w not in names.both and w not in names.initials]
    if not left and any(w in _WARM or w in names.both for w in words.split()):
        return True
    veiled = names.veiled(words)
    if pattern("harmless", "echo", "whole").match(veiled):
        return True
    if pattern("harmless", "thanks", "start").match(words):
        return gives_thanks(words)
    if pattern("harmless", "courtesy", "start").match(veiled):
        return not (is_grave(words, matter=False) or pattern("harmless", "granted").search(words))
    praised = pattern("harmless", "praise").sub(" ", words).split()
    if len(praised) < len(words.split()) and not [w for w in praised if w not in COURTEOUS]:
        return True
    if gives_thanks(words) or excuses(statement):
        return True
    return is_glad(statement, names) and not is_grave(words)


def is_grave(words: str, *, matter: bool = True) -> bool:
    """Whether words hold a condition, a wish, a change, a fault, a delay, or speak of the `matter` at all."""
    grave = [("danger", "grave"), ("change", "imperative"), ("deferral", "clause")]
    grave += [("harmless", "matter")] if matter else []
    return any(pattern(*key).search(words) for key in grave) or any(c.isdigit() for c in words)


def is_glad(statement: Statement, names: Names) -> bool:
    """Whether the clause speaks with joy or thanks of what is to come."""
    words = statement.words
    about = statement.of_item
    if about and (
        (_THAT.search(words) and not _IS_THERE.search(words)) or pattern("harmless", "granted").search(words)
    ):
        return False  # "glad that Sam does the survey now" takes something for granted
    return pattern("harmless", "glad", "start").match(names.veiled(words)) is not None


def excuses(statement: Statement) -> bool:
    """Whether the clause is an excuse for a late or short answer ("sorry for the wait", "was off sick")."""
    return pattern("harmless", "excuse", "start").match(statement.words) is not None


def is_absence(sentence: Sentence) -> bool:
    """Whether a sentence only tells that its writer is away, and whom to ask meanwhile."""
    return pattern("automatic", "absence").search(sentence.plain) is not None and not any(
        pattern(*where).search(sentence.plain) for where in (("danger", "hard"), ("change", "imperative"))
    )


def is_signed_thanks(statement: Statement) -> bool:
    """Whether a sentence is a courtesy with a name behind it that we do not know ("Thanks, Mo")."""
    courtesy, comma, name = statement.sentence.text.partition(",")
    words = name.split()
    named = 1 <= len(words) <= _NAMES and all(w[:1].isupper() and w[1:].islower() for w in words)
    plain = bare(courtesy.lower()).split()
    return bool(comma) and named and not statement.dates and bool(plain) and all(w in COURTEOUS for w in plain)


def is_greeting(statement: Statement, names: Names) -> bool:
    """Whether a clause greets somebody, by whatever name ("G'day Bron,")."""
    words = statement.words.split()
    left = [w for w in words if w not in GREETINGS and w not in COURTEOUS and w not in names.both]
    return statement.place == 0 and len(words) > len(left) and len(left) <= 1 and statement.sentence.text.endswith(",")


def chatter(said: Sequence[Statement], names: Names, *, whole: bool) -> frozenset[int]:
    """The sentences, by their place, of the paragraphs that are small talk.

    Such a paragraph begins with a wish or an exclamation about the other person ("I hope you had some sun") and says
    nothing of the matter, of an item or a date, and no condition. Unless `whole`, only the wish itself is small talk.
    """
    paragraphs: dict[int, list[Statement]] = {}
    for s in said if whole else ():
        paragraphs.setdefault(s.sentence.paragraph, []).append(s)
    for s in said:
        paragraphs.setdefault(-1 - s.place, []).append(s)  # a wish among other sentences is small talk by itself
    return frozenset(s.place for group in paragraphs.values() if _is_chatter(group, names) for s in group)


def _wishes(statement: Statement) -> bool:
    plain = _GREETING.sub("", statement.clause.plain.lstrip(" ("), count=1)
    return pattern("harmless", "wish", "start").match(plain) is not None


def _is_chatter(paragraph: Sequence[Statement], names: Names) -> bool:
    openings = [_GREETING.sub("", s.sentence.plain.lstrip(" ("), count=1) for s in paragraph]
    if not any(pattern("harmless", "wish", "start").match(plain) for plain in openings):
        return False
    return not any(
        s.of_item
        or s.dates
        or any(c.isdigit() for c in s.clause.plain)
        or pattern("harmless", "matter").search(s.clause.plain)
        or pattern("danger", "hard").search(s.words.replace("n't", ""))
        or pattern("change", "imperative").search(_NOUN.sub(" ", s.clause.plain))
        or (not _wishes(s) and pattern("danger", "grave").search(_NOUN.sub(" ", s.words)))
        for s in paragraph
    )


def greets(statement: Statement, names: Names) -> bool:
    """Whether the clause is nothing but a greeting or an apology in front of what is said."""
    words = statement.words.split()
    return all(w in names.both or w in GREETINGS for w in words)
