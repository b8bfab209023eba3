"""Stance: what a whole sentence says of what was offered, by what such sentences usually say.

Grammar (`assent`, `refusal`, `danger`) comes first. Where it has no word for a sentence, or only minds a word of it, an
encoder that was taught with labelled sentences is asked: is this a yes, a no, something beside the matter, or something
that matters to a yes? How sure it must be depends on what follows (docs/decisions/0012).
"""

import re
from collections.abc import Mapping

from mailflow.reading.clause import BLANK, Sentence, bare
from mailflow.reading.encoder import encoder
from mailflow.reading.names import WHO, Names
from mailflow.reading.phrasebook import pattern

# Probabilities; docs/performance.md says what reaches them.
NO = 0.8  # of a no
WEIGHTY = 0.3  # of what matters, before it holds back a yes that stands beside words which no rule minds
MORE = 0.6  # of the sentence that holds the yes
# At most so probable is what matters in words that rules mind and that are passed over all the same:
BESIDE = 0.3
SMALL_PRINT = 0.3  # below a name, in words that nobody says to anybody
TOUCHY = 0.06  # with a condition or a word of change
ITEM = 0.06  # where words of them may be an item's, or its date
TALE, ITEM_TALE = 0.03, 0.02  # if they are not even searched for changes; where words of them may be an item's
EVEN = 0.98  # of what is beside the matter, before words beside changes are not told back

FEWEST_WEIGHTY, FEWEST = 3, 4  # words; of fewer nobody can tell what they have to do with a yes
_TURNING = (("stance", "touches"), ("stance", "never"))
_PERSONAL = re.compile(r"(?<!\w)(?:i|i'm|i'd|i'll|i've|my|me|but|you|your|we|ps|p\.s\.)(?!\w)")
_WHO, _QUOTED = re.compile(WHO), re.compile(f"{BLANK}+")
_NAME = "alex"  # the sentences that the encoder was taught with call everybody so


def refuses(sentence: Sentence, names: Names) -> bool:
    """Whether a sentence that no rule knows says no to the whole."""
    if sentence.asks or not sentence.whole or pattern("refusal", "delay").search(bare(sentence.plain)):
        return False
    return _probabilities(sentence.plain, names)["no"] >= NO


def is_beside(sentence: Sentence, names: Names, *, touchy: bool, item: bool) -> bool:
    """Whether a sentence of which rules mind a word has nothing to do with a yes beside it.

    `touchy`: it holds a condition; `item`: words of it may be an item's, or its date. Then more certainty is asked for.
    """
    if sentence.asks or BLANK in sentence.plain or not _may_be_passed_over(sentence):
        return False
    touchy = touchy or _turns(sentence)
    return _weight(sentence.plain, names) <= (ITEM if item else TOUCHY if touchy else BESIDE)


def is_tale(sentence: Sentence, names: Names, *, item: bool) -> bool:
    """Whether a sentence all but certainly asks for nothing and changes nothing, whatever single words of it may look
    like ("how was Rome?"); `item`: some of them may be an item's."""
    if _turns(sentence) or _asks(sentence) or not _may_be_passed_over(sentence):
        return False
    return _weight(sentence.plain, names) <= (ITEM_TALE if item else TALE)


def is_small_print(sentence: Sentence, names: Names) -> bool:
    """Whether a line below its writer's name is part of a card or of what a program puts below it."""
    if not sentence.whole or _PERSONAL.search(sentence.plain) or pattern("danger", "words").search(sentence.plain):
        return False
    return _weight(sentence.plain, names) <= SMALL_PRINT


def matters(sentence: Sentence, names: Names, *, says_yes: bool) -> bool:
    """Whether a sentence that no rule minds may well turn round a yes beside it, or the one that is part of it."""
    enough = MORE if says_yes else WEIGHTY
    return len(sentence.plain.split()) >= FEWEST_WEIGHTY and _weight(sentence.plain, names) >= enough


def asks_for_something(sentence: Sentence, names: Names) -> bool:
    """Whether words that no rule knows may well ask for something, and do not only say why or tell a tale."""
    return _asks(sentence) and _probabilities(sentence.plain, names)["beside"] < EVEN


def spoken(plain: str, names: Names) -> str:
    """A sentence in lower case as the encoder is asked of it: one name for all, and nothing that is only quoted."""
    return _QUOTED.sub("...", _WHO.sub(_NAME, names.veiled(plain))).strip()


def _may_be_passed_over(sentence: Sentence) -> bool:
    """Whether a sentence was read to its end, is no scrap, takes nothing for granted ("thanks for the extra week"),
    and does not say that somebody else wrote this."""
    words = bare(sentence.plain)
    hidden = any(pattern(*key).search(words) for key in (("harmless", "granted"), ("stance", "not_theirs")))
    return sentence.whole and len(words.split()) >= FEWEST and not hidden


def _asks(sentence: Sentence) -> bool:
    return pattern("stance", "asking").search(sentence.plain) is not None


def _turns(sentence: Sentence) -> bool:
    words = bare(sentence.plain)
    return any(pattern(*key).search(words) for key in _TURNING)


def _weight(plain: str, names: Names) -> float:
    """How likely a sentence matters to a yes beside it; one whose end is not looked at certainly may."""
    said = spoken(plain, names)
    if not encoder().reads_all(said):
        return 1.0
    likely = encoder().probabilities(said, "stance")
    return likely["matters"] + likely["no"]


def _probabilities(plain: str, names: Names) -> Mapping[str, float]:
    return encoder().probabilities(spoken(plain, names), "stance")
