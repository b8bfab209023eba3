"""Whole: whether a mail, read as one text, agrees, and whether that outweighs what single sentences hold against it.

"I was unsure about July, but Clara knows best, so yes" says yes in one sentence and something else in another; an
encoder that was taught with whole mails reads them together. It is asked behind the rules: it outweighs no other
person's word, no new day and no answer put off, and nothing that to the encoder itself matters (docs/decisions/0014).
"""

import re

from mailflow.reading import acceptance, courtesy, likeness, stance
from mailflow.reading.balance import Balance
from mailflow.reading.statement import Statement

_COURTESY = 4  # words of one that says no more than that
_SOON = re.compile(r"\b(?:today|tomorrow|(?:this|next) week)\b")


def is_undivided(balance: Balance) -> bool:
    """Whether a mail with a yes, in which no single sentence says anything against that, agrees as one text; one that
    is too long to be read so is taken by its sentences."""
    said = beside(balance)
    if any(stance.thanks_for_leeway(s.sentence) for s in balance.said):
        return False
    minded = any(not balance.is_card(s) for s in (*balance.doubts, *balance.loose, *balance.unsure))
    by_likeness = bool(balance.by_likeness) and all(yes in balance.by_likeness for yes in balance.granted)
    if not (said or by_likeness):
        return True
    minded = minded or any(s.of_item for s in said)
    least = stance.ALONE if by_likeness else stance.MINDED if minded else stance.DIVIDED
    probability = _probability(balance)
    return probability is None or probability >= least


def outweighs(balance: Balance) -> bool:
    """Whether the mail read as one text all but certainly agrees, none of its sentences seems to matter, and no
    clause speaks against it (`likeness.speaks_against`)."""
    if any(s.signed for s in balance.leaning):
        return False  # a yes below a name is no one's
    own = [s for s in balance.said if not s.signed and s not in balance.accepted.values()]
    if not all(any(map(str.isalnum, s.sentence.plain)) for s in own):
        return False  # signs alone say something, too
    probability = _probability(balance)
    if probability is None or probability < (stance.WHOLE if balance.granted else stance.ALONE):
        return False
    asked = balance.asked
    yes = {s.place for s in balance.granted}
    if any(likeness.is_no_whole_yes(s, asked) for s in own if s.place in yes or not yes):
        return False
    within = [s for s in balance.against() if s.place in yes]
    if any(s.of_item and any(s.follows(y) for y in balance.granted if y.place == s.place) for s in within):
        return False  # "you have my agreement - modulo the guide"
    if not all(stance.likely_agrees(s.sentence, asked) for s in within):
        return False
    return not any(likeness.speaks_against(s, asked) or stance.weighs(s.sentence, asked) for s in own)


def may_agree(balance: Balance) -> bool:
    """Whether a mail in which no yes was found holds what may be one, though neither rule nor encoder is certain."""
    leaning = {s.place for s in balance.leaning}
    if any(acceptance.remarks(s) for s in balance.said if s.place in leaning):
        return False  # "the cake was great, I agree"
    return any(
        stance.likely_agrees(s.sentence, balance.asked)
        for s in balance.said
        if not (s.signed or s.of_item or courtesy.is_polite(s, balance.asked.names))
    )


def beside(balance: Balance) -> list[Statement]:
    """What says neither yes nor a few words of courtesy."""
    return [
        s
        for s in balance.said
        if s not in balance.granted
        and not (courtesy.is_polite(s, balance.asked.names) and len(s.words.split()) <= _COURTESY)
    ]


def _probability(balance: Balance) -> float | None:
    """How likely the mail agrees, but for its writer being away for a few days; None if it is too long for that."""
    said = {s.place: s.sentence for s in balance.said}.values()
    return stance.whole([s for s in said if not (courtesy.is_absence(s) and _SOON.search(s.plain))], balance.asked)
