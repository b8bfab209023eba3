"""Whole: whether a mail, read as one text, agrees, and whether that outweighs what single sentences hold against it.

"I was unsure about July, but Clara knows best, so yes" says yes in one sentence and something else in another; an
encoder that was taught with whole mails reads them together. It is asked behind the rules: it never outweighs a clause
in which one of them finds a change, a condition or another's word (docs/decisions/0014).
"""

import re
from collections.abc import Sequence

from mailflow.reading import acceptance, courtesy, likeness, stance
from mailflow.reading.balance import Balance
from mailflow.reading.statement import Statement

_COURTESY = 4  # words of one that says no more than that
_SOON = re.compile(r"\b(?:today|tomorrow|(?:this|next) week)\b")


def is_undivided(balance: Balance) -> bool:
    """Whether a mail with a yes, in which no single sentence says anything against that, agrees as one text; one that
    is too long to be read so is taken by its sentences."""
    said = beside(balance)
    minded = [s for s in (*balance.doubts, *balance.loose, *balance.unsure) if not balance.is_card(s)]
    least = stance.WHOLE if minded or any(s.of_item for s in said) else stance.DIVIDED
    likely = _likely(balance) if said else None
    return likely is None or likely >= least


def outweighs(balance: Balance, against: Sequence[Statement]) -> bool:
    """Whether the mail read as one text all but certainly agrees, and no rule speaks against that in any clause.

    `against`: what holds back the yes that was found.
    """
    own = [s for s in balance.said if not s.signed and s not in balance.accepted.values()]
    if any(s.signed for s in balance.leaning) or not all(any(map(str.isalnum, s.sentence.plain)) for s in own):
        return False  # a yes below a name is no one's; signs alone say something, too
    if any(likeness.is_no_remark(s, balance.asked) for s in own):
        return False
    if not all(stance.may_be_outweighed(s.sentence, balance.asked) for s in against):
        return False
    yes = {s.place for s in (*balance.granted, *balance.leaning)}
    if any(stance.limits(s.sentence, balance.asked) for s in own if s.place in yes):
        return False
    if not all(stance.likely_agrees(s.sentence, balance.asked) for s in against if s.place in yes):
        return False
    likely = _likely(balance)
    return likely is not None and likely >= stance.WHOLE


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


def _likely(balance: Balance) -> float | None:
    """How likely the mail agrees, but for its writer being away for a few days; None if it is too long for that."""
    said = {s.place: s.sentence for s in balance.said}.values()
    return stance.whole([s for s in said if not (courtesy.is_absence(s) and _SOON.search(s.plain))], balance.asked)
