"""What single clauses and sentences of a reply decide: yes, no, not now, a question, or none of these.

An acceptance is recognised whole: the clause must say yes from its first word to its last (`assent`, or a set phrase,
or two of them in a row). What
stands beside it in the reply is then looked through for anything that could take it back (`doubt`).
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal
from unicodedata import category

from mailflow.reading.assent import assents, is_bare, is_courtesy, is_firm, is_of_all, points
from mailflow.reading.clause import Sentence
from mailflow.reading.item import Item, mentions, says_of
from mailflow.reading.names import WHO, Names
from mailflow.reading.phrasebook import named, pattern, phrases
from mailflow.reading.statement import Statement
from mailflow.reading.tale import is_tale

Verdict = Literal["accept", "accept_with_changes", "reject", "question", "none"]

_SAYING = re.compile(r"\b(?:say|says|said|saying|write|writes|wrote|asks?|asked|thinks?|told|whether|claims?)\b")
LONGEST = 120  # characters; nobody accepts in a longer clause, and matching a whole one is not linear
_SIGNS = re.compile(r"[^\w\s'%/&-]+")
_TRAILS = re.compile(r"(?:\.\.|…)\W*$")  # "I agree ..."
_OPEN = re.compile(r"[?…]|\.\.|:$")
_FACE = re.compile(r"(?<![\w:;])(?!x+(?!\w))[:;=8xX]['’]?-?[/\\(\[|oO$xX#@<cC]+(?!\w|/)")
_LETTERS = 0x2000  # pictures stand above them
_GLAD, _YES = frozenset("".join(phrases("pictures", "glad"))), frozenset("".join(phrases("pictures", "yes")))
_GREETINGS = frozenset(phrases("harmless", "greetings"))
_GREETING = re.compile(rf"(?:{'|'.join(map(re.escape, phrases('harmless', 'greetings')))})(?: [^\W\d_]+)?[,!.]? ")
_NOUN = re.compile(r"\b(?:the|your|a|his|her|our|my) \w+")  # "the move" asks for nothing
_LATE = re.compile(r"\b(?:off|delay|wait|waiting|sooner|earlier)\b")  # what is excused, not asked for
_ARTICLES = frozenset(phrases("item", "articles"))
_COURTEOUS = frozenset(phrases("harmless", "words"))
_NAMES = 2  # words of a name
_ALONE = re.compile(r"\W*\w+(?:n't|not)\s*[,;.:–—-]")
_UNDERSTOOD = re.compile(r"\bi (?:do |can )?(?:understand|see|get|know)\b")
_LINKS = frozenset({"for", "of", "on", "about", "with", "to", "regarding"})
_ASKING = re.compile(
    r"(?:do|does|did|can|could|will|would|should|shall|what|when|how|why|who|where|which"
    r"|(?:is|are|am|has|have|was|were) (?:i|you|we|it|this|that|they|there))\b"
)
_NUMBERED = frozenset({"the", "point", "points", "item", "items", "number", "numbers"})
_DEVICE = re.compile(r"sent (?:from|via|with) (?:my |the |a )?[\w'’.-]+(?:,? [\w'’.-]+){0,5}\W*")
_AS_FOR = re.compile(r"(?:^|\W)(?:for|on|about|as for|regarding|re|to)(?: number| no\.?| item| point| #)? $")
_BEGUN = re.compile(r"(?:and )?(?:(?:i've|i have|ive|have) (?:already|just)|already)\b")
_IS_THERE = re.compile(r"\b(?:is|are|made it) (?:in|there|on (?:it|there)|included)\b")
_NEW_DATE = re.compile(
    r"\b(?:new|later|earlier|revised|changed|updated|proposed) (?:dates?|deadlines?|wording|text|version)\b"
)
_COUNTED = re.compile(
    r"\b(?P<both>both)(?! of us)\b|\b(?:all |the |all the )?(?P<n>two|three|four|five|six|seven)(?! of us)\b"
)
_NOT_ALL = re.compile(r"\b(?:as|half|part|most|some|top|so far|first|bit|quickly|skimmed)\b")
_YOUR_POINT = re.compile(r"\byour points?\b")
_OPINION = re.compile(r"(?:i (?:still |do |honestly )?(?:think|find|feel|believe)|(?:but )?i said i)\b")
_LED = re.compile(
    r"^(?:and|so|well|oh|but|because|since|as|anyway|honestly|to be honest|frankly|i must say|in short"
    r"|yes|yep|yeah|ok) "
)
_THE_MAIL = re.compile(
    r"\b(?:list|draft|contract|summary|mail|e-?mail|notes|points|it|them"
    r"|(?:this|that|these|those)(?=\W*$|\W*[,.!?]| (?:is|was|are|has|looks|to|and|in|with|over|through|twice|again)))\b"
)
_THAT_DAY = re.compile(r"\b(?:that|those|then)\b")
_THAT = re.compile(
    r"\b(?:glad|pleased|happy|delighted|grateful|thrilled) (?:that|he|she|they|we|you|it|\w+ (?:does|do|will|is|are))\b"
)
_WARM = frozenset(phrases("harmless", "warm"))
_RUN_ON = 14  # words of a clause that may be two
_HEARSAY = re.compile(
    r"(?:said|says|say|asked|asks|wrote|thinks|told \w+|whether|wonder\w*|claims?|mean|means|pretend\w*)$"
)


def _alternatives(table: str, *listed: str) -> str:
    return "|".join(sorted((p for key in listed for p in phrases(table, key)), key=len, reverse=True))


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


def _bare(plain: str, spans: Iterable[tuple[int, int]] = ()) -> str:
    """The words alone: no signs, no pictures, single blanks; `spans` cut out."""
    for start, end in sorted(spans, reverse=True):
        plain = f"{plain[:start]} {plain[end:]}"
    return " ".join(_SIGNS.sub(" ", plain).strip(" -'/&").split())


def _grimaces(text: str) -> bool:
    """Whether a picture or a face of signs stands there that could mean anything but joy."""
    if _FACE.search(text):
        return True
    return any(ord(c) > _LETTERS and category(c) == "So" and c not in _GLAD for c in text)


def says_thumbs_up(text: str, names: Names) -> bool:
    """Whether a whole reply is a picture that means yes, with nothing else than a name beside it."""
    words = [w for w in _bare(text.lower()).split() if w not in names.both]
    if text.split() == ["+1"]:
        return True
    return not words and any(c in _YES for c in text) and not _grimaces(text) and "?" not in text


def accepts(statement: Statement, names: Names, *, draft: bool, of_changes: bool = False) -> bool:
    """Whether the clause, from its first word to its last, says yes to the whole; `of_changes`: changes are offered."""
    words = _bare(statement.clause.plain)
    if not statement.sentence.whole or _grimaces(statement.sentence.text) or _TRAILS.search(statement.sentence.text):
        return False
    if pattern("acceptance", "of_another").search(names.veiled(words)):
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


def _is_yes(words: str, names: Names, *, draft: bool, of_changes: bool) -> bool:
    foreign = pattern("acceptance", "unchanged") if of_changes else _NEW_DATE
    if foreign.search(words) or _YOUR_POINT.search(words):
        return False
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
    words = _bare(statement.clause.plain)
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
    words = _bare(plain, [(len(_AS_FOR.sub("", plain[:a])), b) for a, b in spans])
    words = " ".join(w for w in words.split() if w not in _NUMBERED)
    if _grimaces(statement.sentence.text) or _TRAILS.search(statement.sentence.text):
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
    words = _bare(statement.clause.plain)
    return _sends(words, names)


def sends_changed(statement: Statement, names: Names) -> bool:
    """Whether the draft is to go out only with changes ("send it once that is fixed")."""
    words = _bare(statement.clause.plain)
    return _sends(words, names) and _accepting(names, "sending", ends="send_tail").fullmatch(words) is None


def answers(plain: str, items: tuple[Item, ...], names: Names) -> bool:
    """Whether a sentence answers our mail in so many words as no program would write: it names an item, or says more
    of a yes than one word."""
    words = _bare(plain)
    whole = _accepting(names, "clause", "sending").fullmatch(words) is not None
    return (whole and " " in words) or bool(mentions(plain, items, ()))


def is_partial(statement: Statement) -> bool:
    """Whether the clause leaves something out ("otherwise fine"), so that a change must stand beside it."""
    words = _bare(statement.clause.plain)
    if pattern("acceptance", "partial_opening", "start").match(words):
        return True
    return pattern("acceptance", "partial").search(words) is not None


def says_only_ok(plain: str, names: Names) -> bool:
    """Whether a whole reply is a bare "ok"."""
    if "?" in plain or _grimaces(plain) or _TRAILS.search(plain):
        return False
    words = [w for w in _bare(plain.lower()).split() if w not in names.both]
    return len(words) == 1 and words[0] in phrases("acceptance", "alone")


def doubt(statement: Statement, names: Names) -> bool:
    """Whether the clause could hold a condition, an objection or a change: anything but harmless talk."""
    start = statement.clause.start
    bare = _bare(statement.clause.plain, [(m.start - start, m.end - start) for m in statement.mentions])
    if statement.mentions and not bare:
        return False
    words = _bare(statement.clause.plain)
    if (
        statement.sentence.whole
        and not (statement.sentence.asks or statement.mentions)
        and (_tells(statement, names) or (is_glad(statement, names) and not _is_grave(words)))
    ):
        return False
    courteous = pattern("harmless", "dated", "start").match(names.veiled(_bare(statement.sentence.plain))) is not None
    courteous = courteous or is_absence(statement.sentence)
    dates = bool(statement.dates) and not (courteous and not statement.candidates and not statement.topic)
    if statement.mentions or dates or statement.sentence.asks or not statement.sentence.whole:
        return True
    if _grimaces(statement.sentence.text):
        return True
    if not statement.candidates and is_absence(statement.sentence):
        return False
    if not words:
        return _OPEN.search(statement.clause.plain) is not None
    if pattern("harmless", "echo", "whole").match(words) or pattern("harmless", "praise").search(words):
        return False
    if _excuses(statement):
        words = _LATE.sub(" ", words)
    if _thanks(words) or is_courtesy(words, names):
        return False
    return (
        (any(c.isdigit() for c in words) and not courteous)
        or pattern("danger", "words").search(words) is not None
        or "n't" in words
        or "'d " in f"{words} "
    )


def _tells(statement: Statement, names: Names) -> bool:
    """Whether the clause only tells what happened, and names no item."""
    if statement.mentions or statement.candidates or (statement.named and not statement.outright):
        return False
    return is_tale(_bare(statement.clause.plain), names)


def _has_begun(words: str, names: Names) -> bool:
    """Whether the clause tells that its writer set to work on it ("I've already booked the room")."""
    return _BEGUN.match(words) is not None and is_tale(words, names)


def only_tells(statement: Statement, names: Names) -> bool:
    """Whether the clause is a tale, whatever item it may speak of."""
    return is_tale(_bare(statement.clause.plain), names)


def _thanks(words: str) -> bool:
    """Whether the clause thanks for something, and for no change that it takes for granted."""
    thanks = pattern("harmless", "thanks", "start").match(words)
    if thanks is None:
        return False
    rest = words[thanks.end() :].strip()
    if " for" in thanks.group() and not pattern("harmless", "thanked", "start").match(rest):
        return False
    return not any(pattern(*key).search(rest) for key in (("harmless", "granted"), ("danger", "hard")))


def is_slight(statement: Statement, names: Names, *, of_all: bool = False) -> bool:
    """Whether a doubt is the mere mood, or a tale, of one who says yes all the same ("it's not what I hoped for").

    It is none if it speaks of an item (unless the yes is `of_all`, said of all of them) or a day to come, of a change,
    a fault or a wish, or holds a condition.
    """
    words = _UNDERSTOOD.sub(" ", _bare(statement.clause.plain))
    if not words or statement.sentence.asks or not statement.sentence.whole:
        return False
    if _tells(statement, names):
        return True
    if pattern("danger", "mood").search(statement.sentence.plain):
        return pattern("danger", "binding").search(words) is None
    about = statement.mentions or statement.candidates or (statement.named and not statement.outright)
    if statement.dates or (about and not (is_glad(statement, names) or (of_all and _OPINION.match(words)))):
        return False
    if _UNDERSTOOD.search(_bare(statement.clause.plain)):
        return not _is_grave(words, matter=False)  # "but I understand why"
    told = pattern("harmless", "telling", "start").match(names.veiled(_LED.sub("", words))) is not None
    courteous = not [w for w in words.split() if w not in _COURTEOUS and w not in names.both]
    return (told or courteous or is_polite(statement, names)) and not _is_grave(words, matter=False)


def is_harmless(statement: Statement, names: Names) -> bool:
    """Whether a clause has nothing to do with a yes beside it, for all one can tell: courtesy, joy, a tale, chatter."""
    start = statement.clause.start
    words = _bare(statement.clause.plain, [(m.start - start, m.end - start) for m in statement.mentions])
    if not words or is_polite(statement, names) or is_device(words):
        return True
    if pattern("harmless", "aside", "start").match(names.veiled(words)):
        return pattern("danger", "hard").search(words) is None
    if _has_begun(words, names) or _is_card_of(statement, names):
        return True
    if _goes_on_politely(statement, names):
        return True
    if is_absence(statement.sentence):
        return _THAT_DAY.search(words) is None
    if _is_small_talk(words):
        return True
    return _tells(statement, names)


def _is_small_talk(words: str) -> bool:
    """Whether words are about the weather, the children and the like, and of nothing else."""
    return (
        pattern("harmless", "topic").search(words) is not None
        and pattern("tale", "matter").search(words) is None
        and not (_SAYING.search(words) or _is_grave(words))
    )


def _is_card_of(statement: Statement, names: Names) -> bool:
    """Whether the sentence begins with a full name of the two, and so is the head of a card."""
    head = _bare(statement.sentence.plain.partition(",")[0]).split()
    return len(head) > 1 and all(w in names.both or w in names.family for w in head)


def _goes_on_politely(statement: Statement, names: Names) -> bool:
    """Whether a clause only goes on with a sentence that began with thanks or good wishes."""
    first = statement.sentence.plain[: statement.clause.start].strip(" ,;-–—")
    words = _bare(statement.clause.plain)
    if _thanks(_bare(first)) and pattern("harmless", "further", "start").match(words) and not _is_grave(words):
        return pattern("harmless", "granted").search(words) is None
    if not first or statement.candidates or statement.mentions or (statement.named and not statement.outright):
        return False
    head = _bare(first)
    opened = _thanks(head) or pattern("harmless", "courtesy", "start").match(head) is not None
    return opened and not _is_grave(head) and not _is_grave(_bare(statement.clause.plain))


def is_device(words: str) -> bool:
    """Whether words only say on what they were typed ("sent from my phone")."""
    return _DEVICE.fullmatch(words.lower()) is not None


def is_of_mail(statement: Statement) -> bool:
    """Whether a sentence speaks of our mail or of what was said before, so that an "it" behind it may be that."""
    return _THE_MAIL.search(statement.sentence.plain) is not None


def proceeds(statement: Statement, names: Names) -> bool:
    """Whether a clause asks that offered changes be made, in words that are no yes by themselves ("go ahead and update
    it")."""
    return _accepting(names, "proceeding", ends="plain_tail").fullmatch(_bare(statement.clause.plain)) is not None


def is_promise(statement: Statement) -> bool:
    """Whether the clause promises what the item asks that is spoken of ("3 good, I will call him")."""
    words = _bare(statement.clause.plain)
    return pattern("harmless", "promise", "start").match(words) is not None and not _is_grave(words)


def is_polite(statement: Statement, names: Names) -> bool:
    """Whether a clause is a greeting, thanks, praise, an excuse, or joy at what is to come."""
    words = _bare(statement.clause.plain)
    if is_courtesy(words, names) or is_greeting(statement, names) or _signs(statement):
        return True
    left = [w for w in words.split() if w not in _COURTEOUS and w not in names.both and w not in names.initials]
    if not left and any(w in _WARM or w in names.both for w in words.split()):
        return True
    veiled = names.veiled(words)
    if pattern("harmless", "echo", "whole").match(veiled):
        return True
    if pattern("harmless", "thanks", "start").match(words):
        return _thanks(words)
    if pattern("harmless", "courtesy", "start").match(veiled):
        return not (_is_grave(words, matter=False) or pattern("harmless", "granted").search(words))
    praised = pattern("harmless", "praise").sub(" ", words).split()
    if len(praised) < len(words.split()) and not [w for w in praised if w not in _COURTEOUS]:
        return True
    if _thanks(words) or _excuses(statement):
        return True
    return is_glad(statement, names) and not _is_grave(words)


def _is_grave(words: str, *, matter: bool = True) -> bool:
    """Whether words hold a condition, a wish, a change, a fault, a delay, or speak of the `matter` at all."""
    grave = [("danger", "grave"), ("change", "imperative"), ("deferral", "clause")]
    grave += [("harmless", "matter")] if matter else []
    return any(pattern(*key).search(words) for key in grave) or any(c.isdigit() for c in words)


def is_glad(statement: Statement, names: Names) -> bool:
    """Whether the clause speaks with joy or thanks of what is to come."""
    words = _bare(statement.clause.plain)
    about = statement.mentions or statement.candidates or (statement.named and not statement.outright)
    if about and (
        (_THAT.search(words) and not _IS_THERE.search(words)) or pattern("harmless", "granted").search(words)
    ):
        return False  # "glad that Sam does the survey now" takes something for granted
    return pattern("harmless", "glad", "start").match(names.veiled(words)) is not None


def contrasts(statement: Statement) -> bool:
    """Whether the clause begins as one that turns what stands before it ("but …")."""
    return pattern("danger", "contrast", "start").match(_bare(statement.clause.plain)) is not None


def grants_changes(statement: Statement, names: Names) -> bool:
    """Whether the clause asks that the changes which are offered be made ("please change it as he asks")."""
    return _grants(_bare(statement.clause.plain), names)


def affirms(statement: Statement, names: Names) -> bool:
    """Whether the clause says in so many words that its writer agrees, or that the draft is to go out."""
    words = _bare(statement.clause.plain)
    return is_firm(words, names) or sends(statement, names)


def _excuses(statement: Statement) -> bool:
    """Whether the clause is an excuse for a late or short answer ("sorry for the wait", "was off sick")."""
    return pattern("harmless", "excuse", "start").match(_bare(statement.clause.plain)) is not None


def is_absence(sentence: Sentence) -> bool:
    """Whether a sentence only tells that its writer is away, and whom to ask meanwhile."""
    return pattern("automatic", "absence").search(sentence.plain) is not None and not any(
        pattern(*where).search(sentence.plain) for where in (("danger", "hard"), ("change", "imperative"))
    )


def _signs(statement: Statement) -> bool:
    """Whether a sentence is a courtesy with a name behind it that we do not know ("Thanks, Mo")."""
    courtesy, comma, name = statement.sentence.text.partition(",")
    words = name.split()
    named = 1 <= len(words) <= _NAMES and all(w[:1].isupper() and w[1:].islower() for w in words)
    plain = _bare(courtesy.lower()).split()
    return bool(comma) and named and not statement.dates and bool(plain) and all(w in _COURTEOUS for w in plain)


def is_greeting(statement: Statement, names: Names) -> bool:
    """Whether a clause greets somebody, by whatever name ("G'day Bron,")."""
    words = _bare(statement.clause.plain).split()
    left = [w for w in words if w not in _GREETINGS and w not in _COURTEOUS and w not in names.both]
    return statement.place == 0 and len(words) > len(left) and len(left) <= 1 and statement.sentence.text.endswith(",")


def only_names(statement: Statement) -> bool:
    """Whether the clause is nothing but the numbers of items."""
    start = statement.clause.start
    spans = [(m.start - start, m.end - start) for m in statement.mentions]
    return bool(statement.mentions) and not _bare(statement.clause.plain, spans)


def counted(statement: Statement) -> int | None:
    """Of how many items a yes says that it is ("I agree to both"), None if it names no number."""
    found = _COUNTED.search(_bare(statement.clause.plain))
    if found is None:
        return None
    return 2 if found["both"] else 2 + ("two", "three", "four", "five", "six", "seven").index(found["n"])


def is_yes_to_all(statement: Statement, names: Names) -> bool:
    """Whether a yes is said of everything in so many words."""
    return is_of_all(_bare(statement.clause.plain), names)


def is_bare_yes(statement: Statement, names: Names) -> bool:
    """Whether the clause is nothing but the word "yes"."""
    return is_bare(_bare(statement.clause.plain), names)


def points_back(statement: Statement, names: Names) -> bool:
    """Whether a yes speaks of its matter only as "it" or "that", and so may mean what was said before."""
    return points(_bare(statement.clause.plain), names)


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
    words = _bare(statement.clause.plain)
    if is_courtesy(words, names) or is_device(words):
        return False
    start = statement.clause.start
    if not _bare(statement.clause.plain, [(m.start - start, m.end - start) for m in statement.mentions]):
        return False
    if _tells(statement, names) or _thanks(words) or _is_small_talk(words):
        return False
    if _has_begun(words, names):
        return False
    if _excuses(statement):
        return bool(statement.mentions or statement.candidates or (statement.named and not statement.outright))
    for opener in ("and ", "also ", "oh ", "oh and ", "ps ", "plus "):
        words = words.removeprefix(opener)
    thanks = pattern("harmless", "glad", "start").match(names.veiled(_bare(statement.sentence.plain))) is not None
    further = thanks and pattern("harmless", "further", "start").match(names.veiled(words)) is not None
    if statement.mentions or statement.candidates or (statement.named and not statement.outright):
        if pattern("harmless", "granted").search(words):
            return True
        return not further and pattern("harmless", "glad", "start").match(names.veiled(words)) is None
    if further or pattern("harmless", "echo", "whole").match(words):
        return False
    if pattern("harmless", "praise").search(words):
        return False
    if _signs(statement):
        return False
    left = [w for w in words.split() if w not in _COURTEOUS and w not in names.both and w not in names.initials]
    if not left:
        return False
    if pattern("harmless", "courtesy", "start").match(names.veiled(words)):
        return False
    if pattern("harmless", "telling").search(names.veiled(words)):
        return False
    beside = [s for s in said if s is not statement]
    tells = any(pattern("harmless", "telling").search(names.veiled(_bare(s.clause.plain))) for s in beside)
    return not tells or any(s.mentions or accepts(s, names, draft=True) for s in beside)


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
        s.mentions
        or s.candidates
        or (s.named and not s.outright)
        or s.dates
        or any(c.isdigit() for c in s.clause.plain)
        or pattern("harmless", "matter").search(s.clause.plain)
        or pattern("danger", "hard").search(_bare(s.clause.plain).replace("n't", ""))
        or pattern("change", "imperative").search(_NOUN.sub(" ", s.clause.plain))
        or (not _wishes(s) and pattern("danger", "grave").search(_NOUN.sub(" ", _bare(s.clause.plain))))
        for s in paragraph
    )


def turns(statement: Statement) -> bool:
    """Whether the words of the clause, whatever items they name, could turn round what follows."""
    words = _bare(statement.clause.plain)
    if pattern("harmless", "echo", "whole").match(words):
        return False
    return _SAYING.search(words) is not None or pattern("danger", "words").search(words) is not None or "n't" in words


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
    return pattern("danger", "hard").search(_bare(statement.clause.plain)) is not None


def is_condition(statement: Statement) -> bool:
    """Whether the clause makes what was said depend on something."""
    words = _bare(statement.clause.plain)
    done = pattern("harmless", "when_done", "whole").match(words)
    return done is None and pattern("danger", "condition").search(words) is not None


def grants(statement: Statement) -> bool:
    """Whether the clause begins a yes ("fine if …")."""
    return pattern("danger", "grants").search(_bare(statement.clause.plain)) is not None


def is_hearsay(before: Statement) -> bool:
    """Whether a clause hands over to somebody's words ("he said, …")."""
    return _HEARSAY.search(_bare(before.clause.plain)[-40:]) is not None


def is_delayed(sentence: Sentence) -> bool:
    """Whether a refusal in the sentence is for now only."""
    return pattern("refusal", "delay").search(sentence.plain) is not None


def refuses(statement: Statement, names: Names, *, draft: bool) -> bool:
    """Whether the clause refuses the whole, or asks us to stop."""
    words = _bare(statement.clause.plain)
    if is_delayed(statement.sentence):
        return False
    if pattern("refusal", "clause").search(names.veiled(words)):
        return True
    return draft and pattern("refusal", "sending").search(names.veiled(words)) is not None


def refuses_softly(statement: Statement) -> bool:
    """Whether the clause refuses, if the reply does not go on to ask for something else."""
    return pattern("refusal", "soft").search(_bare(statement.clause.plain)) is not None and not is_delayed(
        statement.sentence
    )


def refuses_to_meet(statement: Statement) -> bool:
    """Whether the clause says that no conversation will be held."""
    return pattern("refusal", "booking").search(_bare(statement.clause.plain)) is not None and not is_delayed(
        statement.sentence
    )


def opens_with_no(statement: Statement) -> bool:
    """Whether the clause is a plain no."""
    return pattern("refusal", "opening", "whole").match(_bare(statement.clause.plain)) is not None


def greets(statement: Statement, names: Names) -> bool:
    """Whether the clause is nothing but a greeting or an apology in front of what is said."""
    words = _bare(statement.clause.plain).split()
    return all(w in names.both or w in _GREETINGS for w in words)


def defers(statement: Statement) -> bool:
    """Whether the clause puts the answer off."""
    return pattern("deferral", "clause").search(_bare(statement.clause.plain)) is not None


def asks(sentence: Sentence, names: Names) -> bool:
    """Whether a person must answer the sentence, question mark or not."""
    plain = sentence.plain
    if pattern("question", "polite").search(plain):
        return False
    if sentence.asks or pattern("question", "indirect").search(plain):
        return True
    if _ALONE.match(plain) or plain.endswith("!"):
        return False  # "Can't, nobody sent me the drawings"
    called, comma, rest = plain.partition(",")
    words = _bare(rest if comma and all(w in names.both or w in _GREETINGS for w in called.split()) else plain)
    name, _, behind = words.partition(" ")
    if name in names.both and _ASKING.match(behind):
        words = behind  # "Clay do I have to …", but not "Clay has the whole branch on his back"
    for opening in ("hi ", "hello ", "hey ", "so ", "and ", "but ", "sorry "):
        words = words.removeprefix(opening)
    return pattern("question", "start", "start").match(names.veiled(words)) is not None


def asks_to_send(sentence: Sentence) -> bool:
    """Whether a question asks that the draft goes out ("can you send it to Tom now?")."""
    return pattern("question", "sending", "start").match(_bare(sentence.plain)) is not None


def is_request(sentence: Sentence) -> bool:
    """Whether a question is put as one, but asks for a change ("can 2 go to 5 May?")."""
    return pattern("question", "request", "start").match(_bare(sentence.plain)) is not None


def requests(statement: Statement) -> bool:
    """Whether one clause of a sentence begins as a request does ("looks right, could we make that 16 June?")."""
    return pattern("question", "request", "start").match(_bare(statement.clause.plain)) is not None
