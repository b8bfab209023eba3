"""A person's reply → what they decided, asked and told.

The one error that must not happen is an acceptance that was not given. So an acceptance needs a clause that says
yes from end to end, by the kinds of its words, as a set phrase, or as a sentence that an encoder is all but certain of,
outside quotations and questions, and beside it nothing that could be a condition, an objection or a change that was not
understood; or the reply read as one text all but certainly agrees, and no rule speaks against that in any clause.
Whatever else the reply holds is asked back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from mailflow.mail import visible
from mailflow.reading import automatic, card, stance
from mailflow.reading.addition import Added
from mailflow.reading.asked import Asked, Context
from mailflow.reading.clause import normalised, sentences
from mailflow.reading.findings import Findings
from mailflow.reading.heard import Heard
from mailflow.reading.hearing import by_sentence, hear, waits
from mailflow.reading.inline import Said, below_quotation, passages
from mailflow.reading.item import Item, Owner
from mailflow.reading.meeting import Meeting, find_meeting
from mailflow.reading.operation import ItemOp
from mailflow.reading.party import Party
from mailflow.reading.phrasebook import pattern
from mailflow.reading.quotation import altered
from mailflow.reading.rating import rating
from mailflow.reading.signal import signals
from mailflow.reading.snooze import snooze
from mailflow.reading.statement import statements
from mailflow.reading.understanding import Understanding, Verdict
from mailflow.reading.verdict import conclude

_NOTHING = frozenset({"told", "doubt", "scrap"})
_OF_ITEMS = frozenset({"yes to items", "change", "state", "unclear", "doubt"})

__all__ = [
    "Added",
    "Context",
    "Item",
    "ItemOp",
    "Meeting",
    "Party",
    "Understanding",
    "Verdict",
    "read_reply",
]


def read_reply(
    written: Sequence[visible.Passage],
    *,
    context: Context,
    author: Owner,
    on: date,
    items: tuple[Item, ...],
    manager: Party,
    report: Party,
    locale: str = "en-GB",
    booked: Meeting | None = None,
) -> Understanding:
    """What a reply means; `written` is what its author newly wrote (see `mail.visible`).

    `context` names the mail that it answers, `items` what that mail showed, `on` the day on which it was written
    and `booked` the meeting that it is about, both in the writer's own time zone. Never raises.
    """
    asked = Asked(context, author, on, items, manager, report, locale, booked)
    written = [below_quotation(p, items) for p in written]
    said = [
        replace(p, text=normalised(p.text), below=normalised(p.below), signed=normalised(p.signed)) for p in written
    ]
    found = _doubted(_understand(passages(said, items), asked), "\n\n".join(p.text for p in said), asked)
    undoing = _undoing(written, asked) if found.verdict == "accept" else ()
    if undoing:
        return replace(found, verdict="question", unclear=(*found.unclear, *undoing), send=False)
    binding = context != "draft" or found.send or found.verdict == "accept"  # a draft is only edited until it is sent
    of_all = found.verdict in {"accept", "accept_with_changes"}
    if binding and (of_all or any(op.op == "accept" for op in found.items)):
        people = [name for party in (manager, report) for name in party.name.lower().split()]
        placed = sum(1 for p in passages(said, items) if p.numbers)
        inline = found.verdict != "accept" and placed >= (2 if of_all else 1)
        if changed := altered(written, items, people, on, locale, inline=inline):
            return replace(found, verdict="question", unclear=(*found.unclear, *changed), send=False)
    return found


def _doubted(found: Understanding, text: str, asked: Asked) -> Understanding:
    """What was understood, less what its words leave open: a doubt costs a question, a wrong guess costs trust."""
    said = " ".join(text.lower().split())
    doubts = [found.unclear] if found.unclear else []
    if any(op.op == "drop" for op in found.items) and (m := pattern("ambiguous", "dropped").search(said)):
        doubts.append((m.group(),))
    if found.verdict == "accept_with_changes" and not found.add and (m := pattern("ambiguous", "added").search(said)):
        doubts.append((m.group(),))
    unclear = tuple(words for group in doubts for words in group)
    verdict = found.verdict
    if verdict == "accept" and card.speaks_for(text, asked.writer):
        return replace(found, verdict="question", unclear=(*found.unclear, text.strip().split("\n")[0]), send=False)
    if verdict == "accept" and (taken_back := _withdrawn(text)):
        return replace(found, unclear=(*found.unclear, taken_back), verdict="question", send=False)
    own = " ".join(h.text for h in found.heard).lower()
    if verdict == "accept" and pattern("ambiguous", "hollow").search(own):
        verdict = "none"
    return replace(found, unclear=unclear, verdict=verdict)


def _bare_words(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .,:;!-")


def _withdrawn(text: str) -> str:
    """The sentence that takes a yes back ("That was a joke"), "" if there is none."""
    said = sentences(text)
    return next((s.text for s in said if pattern("ambiguous", "withdrawn").search(s.plain.strip(" .!"))), "")


def _undoing(written: Sequence[visible.Passage], asked: Asked) -> tuple[str, ...]:
    """The lines taken for a card that most likely say something which turns a yes round ("Farida has left us")."""
    said = (s for p in written for line in card.lines(p.card) for s in sentences(normalised(line)))
    return tuple(s.text for s in said if stance.undoes(s, asked))


def _understand(found: Sequence[Said], asked: Asked) -> Understanding:
    found = card.own_words(found, asked.writer, asked.other, asked.items)
    if any(p.numbers for p in found) and pattern("harmless", "below", "whole").match(_bare_words(found[0].text)):
        found = found[1:]  # "See below."
    text = "\n\n".join(p.text for p in found)
    if pattern("undo", "whole", "whole").match(" ".join(text.lower().split()).strip(" .!\"'")):
        return Understanding("none", undo=True)
    if automatic.is_automatic(text, asked.items, asked.names):
        return Understanding("none")
    return _concluded(Findings(asked, text, statements(found, asked)))


def _concluded(found: Findings) -> Understanding:
    """What statements come to, heard in their order."""
    hear(found)
    asked = found.asked
    meeting = _meeting(found)
    verdict, items = conclude(found, meeting)
    resting = [said[0].sentence for said in by_sentence(found.said) if not waits(said, asked)]
    return Understanding(
        verdict,
        items,
        tuple(found.add),
        meeting,
        None if asked.context == "booking" and meeting else snooze(resting, asked.on, asked.locale),
        rating(found.text) if asked.context == "pulse" else None,
        signals(dict.fromkeys(s.sentence for s in found.said), found.names),
        send=asked.context == "draft" and found.sending and verdict in {"accept", "accept_with_changes"},
        unclear=tuple(dict.fromkeys(found.unclear)),
        left=_left(found) if verdict == "accept_with_changes" else (),
        heard=tuple(_heard(found)),
    )


def _meeting(found: Findings) -> Meeting | None:
    asked = found.asked
    if asked.context == "booking":
        return find_meeting(found.text, asked.on, asked.locale, asked.booked)
    numbered = {s.place for s in found.said if s.mentions}  # the 3 of "all but 3" is no hour
    paragraphs: dict[int, dict[int, str]] = {}
    for s in found.said:
        if s.place not in numbered:
            paragraphs.setdefault(s.sentence.paragraph, {})[s.place] = s.sentence.text
    for paragraph in ("\n".join(spoken.values()) for spoken in paragraphs.values()):
        if pattern("meeting", "noun").search(paragraph.lower()) and asked.context != "pulse":
            meeting = find_meeting(paragraph, asked.on, asked.locale)
            if meeting:
                return meeting
    return None


def _left(found: Findings) -> tuple[str, ...]:
    """The sentences beside the changes that were read as nothing, and may well ask for something."""
    used = {s.place for s in found.said if found.outcome(s) not in _NOTHING}
    changed = found.changes.known
    left = [
        s
        for s in (*found.balance.doubts, *found.balance.loose)
        if s.place not in used
        and not s.signed
        and not (s.named and set(s.topic) <= changed)
        and not found.balance.is_card(s)
    ]
    sentences = dict.fromkeys(s.sentence for s in sorted(left, key=lambda s: s.place))
    return tuple(s.text for s in sentences if stance.asks_for_something(s, found.asked))


def _heard(found: Findings) -> Iterator[Heard]:
    """What became of each clause; what was said of an item that is asked back is unclear, whatever it seemed."""
    for s in found.said:
        outcome = found.outcome(s)
        if outcome in ("told", "change", "doubt") and s.sentence.text in found.unclear and not s.sentence.asks:
            outcome = "unclear" if outcome == "change" else outcome
        yield Heard(s.clause.text.strip(), outcome, s.topic if outcome in _OF_ITEMS else ())
