"""Explanations: what was read, line by line, and why the rest was not, for a person at a terminal."""

from collections.abc import Iterator, Mapping
from typing import Final

from mailflow.reading import heard
from mailflow.reading.item import Item
from mailflow.reading.ledger import Found
from mailflow.reading.notes import Outcome, Read, Reading
from mailflow.reading.reply import ItemOp, Understanding
from mailflow.reading.wording import offered

_WIDTH: Final = 34  # characters of the column that says what a sentence became
_SAID: Final = 100  # characters of a sentence that are shown

WHY: Final[Mapping[Outcome, str]] = {
    "commitment": "repeats or completes a line",
    "date": "dates a line",
    "review": "review",
    "open question": "open question",
    "heading": "heading",
    "private": "private: goes nowhere",
    "done": "done already",
    "rejected": "no: put aside",
    "other": "no: another person's",
    "signature": "signature",
    "no words": "no words",
    "asked": "no: a question",
    "unsure": "no: hangs on something",
    "negated": "no: says what is not",
    "past": "no: tells what was",
    "by the way": "no: told by the way",
    "third person": "no: someone else will do it",
    "told": "no: nobody said they will",
    "read": "read",
}

HEARD: Final[Mapping[heard.Outcome, str]] = {
    "yes": "yes to all of it",
    "yes to items": "yes",
    "no": "no",
    "send": "send it",
    "change": "change",
    "state": "how it stands",
    "added": "a new line",
    "meeting": "the meeting",
    "rest": "ask again later",
    "later": "not decided yet",
    "question": "a question",
    "unclear": "asked back: not certain",
    "leaning": "asked back: a yes that goes on",
    "doubt": "no yes beside it: may turn it",
    "scrap": "no yes beside it: no sentence",
    "signed": "no yes: below a name",
    "reported": "no yes: someone else's words",
    "small talk": "small talk",
    "told": "decides nothing",
}
VERDICTS: Final[Mapping[str, str]] = {
    "accept": "They accept all of it as it stands.",
    "accept_with_changes": "They want changes, and agree otherwise.",
    "reject": "They do not agree.",
    "question": "Asked back; nothing is changed.",
    "none": "They decided nothing on the whole.",
}


def reply(found: Understanding, items: tuple[Item, ...]) -> Iterator[str]:
    """What a reply was understood to mean, then each of its clauses and what it was read as."""
    texts = {item.n: item.text for item in items}
    yield "UNDO: their last mail is taken back." if found.undo else VERDICTS[found.verdict]
    yield from (f"{op.n:3}  {_done_with(op)}  {texts.get(op.n, '')}".rstrip() for op in found.items)
    for new in found.add:
        due = f"by {new.due:%A %-d %B %Y}" if new.due else "no date"
        yield f"  +  {new.owner}  {new.text} – {due}"
    if found.meeting:
        length = f" for {found.meeting.minutes} minutes" if found.meeting.minutes else ""
        yield f"     meeting on {found.meeting.start:%A %-d %B %Y, %H:%M}{length}"
    if found.snooze:
        yield f"     not to be asked before {found.snooze:%A %-d %B %Y}"
    if found.rating:
        yield f"     rating {found.rating} of 5"
    if found.signals:
        yield f"     signals: {', '.join(found.signals)}"
    if found.send:
        yield "     the draft is to be sent"
    yield from (f"     not clear: {_shown(words)}" for words in found.unclear)
    yield ""
    for clause in found.heard:
        numbers = f" {', '.join(map(str, clause.numbers))}" if clause.numbers else ""
        yield f"     {HEARD[clause.outcome] + numbers:{_WIDTH}}  {_shown(clause.text)}"


def _done_with(op: ItemOp) -> str:
    if op.op == "move" and op.due:
        return f"move to {op.due:%A %-d %B %Y}"
    return f"reword to “{op.text}”" if op.op == "reword" else op.op


def notes(text: str, reading: Reading) -> Iterator[str]:
    """The contract that the notes `text` hold, then each sentence with its line number and what it became."""
    for number, found in enumerate(reading.commitments, 1):
        due = f"by {found.due:%A %-d %B %Y}" if found.due else "no date"
        flags = f"  [{', '.join(found.flags)}]" if found.flags else ""
        yield f"{number:3}  {found.owner:7}  {found.text} – {due}{flags}"
        yield from (f"{'':14}{sentence}" for sentence in offered(found.text, found.owner, found.flags))
    for review in reading.reviews:
        yield f"     review   {review.text} – {review.when or 'no month'}"
    for question in reading.open_questions:
        yield f"     open     {question.text}"
    if not (reading.commitments or reading.reviews or reading.open_questions):
        yield "Nothing was found that either of the two said they would do, review, or leave open."
    yield ""
    line, place = 1, 0
    for read in reading.trail:
        if read.start < place:  # a cell of a row that was shown before
            line, place = 1, 0
        line += text.count("\n", place, read.start)
        place = read.start
        yield f"{line:4}  {_became(read, reading.commitments):{_WIDTH}}  {_shown(text[read.start : read.end])}"


def _became(read: Read, commitments: tuple[Found, ...]) -> str:
    numbers = [
        str(number)
        for number, found in enumerate(commitments, 1)
        if found.start < read.end and read.start < found.start + len(found.source)
    ]
    if read.outcome in ("commitment", "date") and numbers:
        return "→ " + ", ".join(numbers)
    return WHY[read.outcome]


def _shown(said: str) -> str:
    words = " ".join(said.split())
    return words if len(words) <= _SAID else words[: _SAID - 1].rstrip() + "…"
