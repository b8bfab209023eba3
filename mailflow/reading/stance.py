"""Stance: what a whole sentence says of what was offered, by what such sentences usually say.

Grammar (`assent`, `refusal`, `danger`) comes first. Where it has no word for a sentence, or only minds a word of it, an
encoder that was taught with labelled sentences is asked: is this a yes, a no, something beside the matter, or something
that matters to a yes? How sure it must be depends on what follows (docs/decisions/0012 and 0013).
"""

import re
from collections.abc import Mapping, Sequence

from mailflow.reading.asked import Asked
from mailflow.reading.clause import BLANK, Sentence, bare
from mailflow.reading.encoder import MOST_OF_MAIL, encoder
from mailflow.reading.names import WHO, Names, first_name
from mailflow.reading.phrasebook import pattern

# Probabilities; docs/performance.md says what reaches them.
NO = 0.8  # of a no
YES = 0.97  # of a yes
LIKELY = 0.8  # of one in a mail that agrees as a whole
WEIGHTY = 0.3  # of what matters, before it holds back a yes that stands beside words which no rule minds
TOUCHY_WEIGHTY = 0.06  # the same with a word of change
MAY = 0.5  # of a yes, before the rules for one are asked
MORE = 0.6  # of the sentence that holds the yes
# At most so probable is what matters in words that rules mind and that are passed over all the same:
BESIDE = 0.3
SMALL_PRINT = 0.3  # below a name, in words that nobody says to anybody
SCRAP = 0.03  # in a few words
REMARK = 0.9  # of what is beside the matter, before fewer words, or such as rules mind, are passed over
TOUCHY = 0.06  # with a condition or a word of change
ITEM = 0.02  # where words of them may be an item's, or its date
CARD = 0.95  # of what matters, before a line of a card holds back a yes
TALE, ITEM_TALE = 0.03, 0.02  # if they are not even searched for changes; where words of them may be an item's
FOOTER = 0.95  # of what is beside the matter, before a sentence below a name is not even searched
CHAT = 0.97  # the same of a question
NO_TALE = 0.1  # of a yes, in what is no tale
EVEN = 0.98  # of what is beside the matter, before words beside changes are not told back

WHOLE = 0.94  # that a mail agrees, read as one text, before that outweighs what single sentences hold against it
ALONE = 0.96  # if no rule knows the yes of it
MINDED = 0.9  # at least, if what rules minded of it was passed over,
DIVIDED = 0.3  # and at least so probable if they hold nothing against it

SHORT = 6  # words of a sentence in which one that never stands beside a yes is all that it says
FEWEST_LIKELY, FEWEST_WEIGHTY, FEWEST = 2, 3, 4  # words; of fewer nobody can tell what they have to do with a yes
LONGEST_YES, DIFFERENT = 40, 0.6  # words of one sentence that says yes, and the share of them that differ
LED = 0.95  # of a yes, heard with the sentence before it
CLAUSE = 0.3  # of what matters, in one of its clauses alone

_TURNING = (("stance", "touches"), ("stance", "never"), ("harmless", "granted"))
_NO_YES = (
    ("stance", "never"),
    ("stance", "limits"),
    ("stance", "supposed"),
    ("stance", "not_theirs"),
    ("acceptance", "partial"),
)
_PERSONAL = re.compile(r"(?<!\w)(?:i|i'm|i'd|i'll|i've|my|me|but|you|your|we|ps|p\.s\.)(?!\w)")
_WHO, _QUOTED = re.compile(WHO), re.compile(f"{BLANK}+")
_NUMBERED = re.compile(r"(?<!\w)n(?:o|r|os)\.? ?(?=\d)")  # "no. 2 is right" is no no
_ASKED_FOR = {"draft": "draft", "change_request": "changes"}
_NAME = "alex"  # the sentences that the encoder was taught with call everybody so


def refuses(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence that no rule knows says no to the whole."""
    words = bare(sentence.plain)
    if sentence.asks or not words or not _is_seen(sentence, asked) or pattern("refusal", "delay").search(words):
        return False
    return _probabilities(sentence.plain, asked)["no"] >= NO


def agrees(sentence: Sentence, before: Sentence | None, clauses: Sequence[str], asked: Asked) -> bool:
    """Whether a sentence that no rule knows says yes to the whole.

    It must also when it is heard with what stands `before` it in its paragraph ("The baby is here. We could not be
    happier"), and none of its `clauses` alone may matter ("count on me for all of it, only the first two").
    """
    if not _may_agree(sentence, asked, FEWEST_WEIGHTY):
        return False
    led = f"{before.plain} {sentence.plain}" if before and before.paragraph == sentence.paragraph else sentence.plain
    if not encoder().reads_all(spoken(led, asked.names, asked.context)):
        return False
    if _probabilities(sentence.plain, asked)["yes"] < YES or _probabilities(led, asked)["yes"] < LED:
        return False
    return all(_weight(clause, asked) <= CLAUSE for clause in clauses)


def whole(said: Sequence[Sentence], asked: Asked) -> float | None:
    """How likely it is that all that was said, read as one text, agrees; None if it is too long to be read so."""
    text = spoken(" ".join(s.plain for s in said), asked.names, asked.context)
    if not all(s.whole for s in said) or not encoder().reads_all(text, MOST_OF_MAIL):
        return None
    return encoder().probabilities(text, "mail")["agrees"]


def _may_agree(sentence: Sentence, asked: Asked, fewest: int) -> bool:
    """Whether a sentence of at least so many words is of those of which the encoder may say that they are a yes."""
    count = sum(any(map(str.isalpha, word)) for word in bare(sentence.plain).split())
    if sentence.asks or not sentence.whole or any(sign in sentence.plain for sign in (BLANK, "(", "[")):
        return False
    return fewest <= count <= LONGEST_YES and not limits(sentence, asked)


def likely_agrees(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence that no rule knows is so likely a yes to the whole that all else in its mail may decide."""
    return _may_agree(sentence, asked, FEWEST_LIKELY) and _probabilities(sentence.plain, asked)["yes"] >= LIKELY


def may_say_yes(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence is more likely a yes than not, whatever rules say of it."""
    return _probabilities(sentence.plain, asked)["yes"] >= MAY


def hesitates(plain: str) -> bool:
    """Whether words in lower case are but a sound of one who is in two minds ("lol", "well …")."""
    return pattern("stance", "hesitates", "start").match(plain.strip()) is not None


def is_beside(sentence: Sentence, asked: Asked, *, touchy: bool, item: bool, minded: bool = True) -> bool:
    """Whether a sentence has nothing to do with a yes beside it.

    `touchy`: it holds a condition; `item`: words of it may be an item's, or its date. Then more certainty is asked for.
    A scrap has to do with it, unless it is all but certain; one that rules have `minded` only passes as a remark.
    """
    if sentence.asks or BLANK in sentence.plain or not _may_be_passed_over(sentence):
        return False
    if is_brief(sentence) and limits(sentence, asked):
        return False
    if _is_scrap(sentence):
        if item:
            return False
        few = minded or len(bare(sentence.plain).split()) < FEWEST_WEIGHTY
        return _is_remark(sentence, asked) if few else _weight(sentence.plain, asked) <= SCRAP
    touchy = touchy or _turns(sentence)
    return _weight(sentence.plain, asked) <= (ITEM if item else TOUCHY if touchy else BESIDE)


def is_aside(sentence: Sentence, asked: Asked) -> bool:
    """Whether what a sentence says beside a yes has all but certainly nothing to do with it."""
    odd = sentence.asks or limits(sentence, asked)
    return not odd and is_beside(sentence, asked, touchy=True, item=False)


def is_tale(sentence: Sentence, asked: Asked, *, item: bool) -> bool:
    """Whether a sentence all but certainly asks for nothing and changes nothing, whatever single words of it may look
    like ("how was Rome?"); `item`: some of them may be an item's."""
    if _turns(sentence) or _asks(sentence) or _is_scrap(sentence) or not _may_be_passed_over(sentence):
        return False
    if _probabilities(sentence.plain, asked)["yes"] > NO_TALE:
        return False
    return _weight(sentence.plain, asked) <= (ITEM_TALE if item else TALE)


def is_footer(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence below its writer's name all but certainly belongs to what a program puts there."""
    if sentence.asks or _is_scrap(sentence) or not _is_seen(sentence, asked):
        return False
    return _probabilities(sentence.plain, asked)["beside"] >= FOOTER


def is_small_talk(sentence: Sentence, asked: Asked) -> bool:
    """Whether a question is all but certainly none about the matter ("how did the half marathon go?")."""
    seen = _is_seen(sentence, asked) and not _is_scrap(sentence)
    return seen and _probabilities(sentence.plain, asked)["beside"] >= CHAT


def is_small_print(sentence: Sentence, asked: Asked) -> bool:
    """Whether a line below its writer's name is part of a card or of what a program puts below it."""
    if not sentence.whole or _PERSONAL.search(sentence.plain) or pattern("danger", "words").search(sentence.plain):
        return False
    return _weight(sentence.plain, asked) <= SMALL_PRINT


def matters(sentence: Sentence, asked: Asked, *, says_yes: bool) -> bool:
    """Whether a sentence that no rule minds may well turn round a yes beside it, or the one that is part of it."""
    enough = MORE if says_yes else TOUCHY_WEIGHTY if _turns(sentence) else WEIGHTY
    return len(sentence.plain.split()) >= FEWEST_WEIGHTY and _weight(sentence.plain, asked) >= enough


def is_brief(sentence: Sentence) -> bool:
    """Whether a sentence has so few words that one which never stands beside a yes is all that it says."""
    return len(bare(sentence.plain).split()) <= SHORT


def thanks_for_leeway(sentence: Sentence) -> bool:
    """Whether a sentence thanks for being let off something ("thank you for excusing me from the speech")."""
    return pattern("stance", "leeway").search(sentence.plain) is not None


def weighs(sentence: Sentence, asked: Asked, *, touchy: bool = False) -> bool:
    """Whether a sentence may well matter to a yes beside it; `touchy`: rules say so, too."""
    return _weight(sentence.plain, asked) >= (TOUCHY_WEIGHTY if touchy else WEIGHTY)


def is_not_theirs(sentence: Sentence) -> bool:
    """Whether a sentence says that somebody else wrote this."""
    return pattern("stance", "not_theirs").search(bare(sentence.plain)) is not None


def closes(sentence: Sentence, asked: Asked) -> bool:
    """Whether a line that ends with its writer's name, or its letter, is a mere close ("Warmly, Amara")."""
    words, name = bare(sentence.plain).split(), first_name(asked.writer)
    if sentence.asks or not sentence.whole or not (name and 0 < len(words) <= FEWEST_WEIGHTY):
        return False
    named = words[-1] in {name, name[0]} and not _turns(sentence) and not limits(sentence, asked)
    return named and not {"not", "under", "for", "by"} & set(words) and _weight(sentence.plain, asked) <= SCRAP


def undoes(sentence: Sentence, asked: Asked) -> bool:
    """Whether a line that was taken for part of a card all but certainly turns a yes round."""
    return (
        _is_seen(sentence, asked) and len(sentence.plain.split()) >= FEWEST and _weight(sentence.plain, asked) >= CARD
    )


def asks_for_something(sentence: Sentence, asked: Asked) -> bool:
    """Whether words that no rule knows may well ask for something, and do not only say why or tell a tale."""
    if pattern("stance", "alludes").search(sentence.plain) or not _is_seen(sentence, asked):
        return True
    return _asks(sentence) and _probabilities(sentence.plain, asked)["beside"] < EVEN


def spoken(plain: str, names: Names, context: str = "") -> str:
    """A sentence in lower case as the encoder is asked of it: one name for all, "number" in full, nothing that is only
    quoted, and ahead of it what was asked for, if that is more than a yes ("thanks for the extra week" answers who
    asked for one)."""
    said = _NUMBERED.sub("number ", _QUOTED.sub("...", _WHO.sub(_NAME, names.veiled(plain)))).strip()
    return f"{_ASKED_FOR[context]}: {said}" if context in _ASKED_FOR else said


def _is_seen(sentence: Sentence, asked: Asked) -> bool:
    """Whether a sentence was read to its end, by us and by the encoder."""
    return sentence.whole and encoder().reads_all(spoken(sentence.plain, asked.names, asked.context))


def _may_be_passed_over(sentence: Sentence) -> bool:
    """Whether a sentence was read to its end and does not say that somebody else wrote this."""
    return sentence.whole and not is_not_theirs(sentence)


def _is_scrap(sentence: Sentence) -> bool:
    return len(bare(sentence.plain).split()) < FEWEST


def _is_remark(sentence: Sentence, asked: Asked) -> bool:
    """Whether a scrap all but certainly is a greeting, a mood or a wish ("Moi,", "Stoked.")."""
    words = any(map(str.isalpha, sentence.plain))
    if not words or _turns(sentence) or hesitates(sentence.plain):
        return False
    return _probabilities(sentence.plain, asked)["beside"] >= REMARK and _weight(sentence.plain, asked) <= SCRAP


def limits(sentence: Sentence, asked: Asked) -> bool:
    """Whether the words of a sentence say how far it is a yes, whose, or when, or go round in a circle."""
    words = bare(sentence.plain)
    if len({*words.split()}) < DIFFERENT * len(words.split()):
        return True
    keys = (*_NO_YES, ("stance", "for_another")) if asked.context == "change_request" else _NO_YES
    return any(pattern(*key).search(asked.names.veiled(words)) for key in keys)


def _asks(sentence: Sentence) -> bool:
    return pattern("stance", "asking").search(sentence.plain) is not None


def _turns(sentence: Sentence) -> bool:
    words = bare(sentence.plain)
    return any(pattern(*key).search(words) for key in _TURNING)


def _weight(plain: str, asked: Asked) -> float:
    """How likely a sentence matters to a yes beside it; one whose end is not looked at certainly may."""
    said = spoken(plain, asked.names, asked.context)
    if not encoder().reads_all(said):
        return 1.0
    likely = encoder().probabilities(said, "stance")
    return likely["matters"] + likely["no"]


def _probabilities(plain: str, asked: Asked) -> Mapping[str, float]:
    return encoder().probabilities(spoken(plain, asked.names, asked.context), "stance")
