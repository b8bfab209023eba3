"""The verdict: what the findings of a reply come to, on the whole and for each item.

Asking back is the answer to every doubt: a yes counts only if nothing stands against it, or if the mail read as one
text outweighs that.
"""

import re
from collections.abc import Sequence

from mailflow.reading import acceptance, asking, danger, picture, whole
from mailflow.reading.findings import Findings
from mailflow.reading.meeting import Meeting
from mailflow.reading.operation import ItemOp, is_negated
from mailflow.reading.phrasebook import pattern
from mailflow.reading.statement import Statement
from mailflow.reading.understanding import Verdict
from mailflow.reading.wish import wish

# What is right once it is changed: "the guide by 5 April please. 1 is fine otherwise".
_AS_CHANGED = re.compile(r"\b(?:otherwise|then|apart from|except|with (?:that|this|these|those)|now)\b")


def conclude(found: Findings, meeting: Meeting | None) -> tuple[Verdict, tuple[ItemOp, ...]]:
    """The verdict and what is to be done with each item; `meeting` is the one that the reply sets.

    It also ends what was `found`, which is whole only from then on: changes of "the rest" are settled, questions that
    a change answers and, of a no, new lines are taken out, and what turned out to be unclear is put in.
    """
    _settle_unread(found)
    found.changes.settle_rest()
    items = _items(found)
    if found.asked.context == "booking" and meeting and found.no_alone:
        found.refused = False  # "Sorry, no: he's away. The 16th at 2 pm": a no to the day before
    found.questions = [q for q in found.questions if not _is_met(found, q)]
    if not _is_refused(found, items, meeting):
        return _verdict(found, items), items
    if found.asked.deciding:
        items, found.add = (), []
    return "reject", items


def _is_refused(found: Findings, items: Sequence[ItemOp], meeting: Meeting | None) -> bool:
    asks = bool(found.add or found.unclear or found.questions or any(x.op != "accept" for x in items)) or found.deferred
    if found.refused or (found.likely_no and not (asks or found.balance.accepting)):
        return True
    return found.soft_no and not (asks or meeting)


def _goes_on(plain: str) -> bool:
    """Whether a sentence begins as one that goes on with what was said before it ("but only if …")."""
    return pattern("danger", "tie", "start").match(plain.lstrip(" (-")) is not None


def _settle_unread(found: Findings) -> None:
    """A change asked of an item by its number, of which nothing could be read, is unclear."""
    known = found.changes.known
    for s in found.said:
        if not (s.named and s.outright) or s.sentence.asks or any(n in known for n in s.topic):
            continue
        if s in found.balance.accepted.values():
            continue  # "the new date for 2 is fine"
        cue = pattern("change", "imperative").search(s.sentence.plain)
        if cue and not is_negated(s.sentence.plain, cue.start()):
            found.unclear.append(s.sentence.text)
            for n in s.topic:
                found.balance.accepted.pop(n, None)


def _is_met(found: Findings, question: Sequence[Statement]) -> bool:
    """Whether a question asks for a change that is named beside it ("Can you change 3? It should say …")."""
    changed = found.changes.known
    named = [s for s in question if s.named and s.topic]
    request = asking.is_request(question[0].sentence) or any(wish(s, found.asked) for s in question)
    return request and bool(named) and all(set(s.topic) <= changed for s in named)


def _crossed(found: Findings) -> list[Statement]:
    """The clauses that change an item which they name by its words alone, and another sentence calls right by its
    number ("the scaffold isn't up till April, so put 17 April on it. No 2 is right")."""
    changing = [s for s in found.said if found.outcome(s) == "change"]
    out: list[Statement] = []
    for n, yes in found.balance.accepted.items():
        if not yes.mentions or _AS_CHANGED.search(yes.sentence.plain):
            continue
        of_it = [s for s in changing if n in s.topic and s.place != yes.place]
        if n in found.changes.known and of_it and not any(s.outright for s in of_it):
            out += [*of_it, yes]
    return out


def _is_yes_all_the_same(found: Findings, items: Sequence[ItemOp]) -> bool:
    """Whether what looks like a question, or puts the answer off, is neither in a mail that agrees ("I was unsure
    whether July is too early, but Clara knows best")."""
    asked = any(q[0].sentence.asks for q in found.questions)
    if not found.asked.deciding or asked or not (found.questions or found.deferred) or not found.balance.accepting:
        return False
    if found.likely_no or found.soft_no:
        return False
    if found.unclear or found.add or found.put_off or found.waiting or any(x.op != "accept" for x in items):
        return False
    return whole.outweighs(found.balance)


def _items(found: Findings) -> tuple[ItemOp, ...]:
    named = {s.place for s in found.said if s.named and (s.outright or (s.topic and not _goes_on(s.sentence.plain)))}
    turned = {s.place for s in found.balance.doubts}
    hard = found.deferred or any(
        s.place not in named
        and (danger.is_condition(s) or (not s.topic and danger.is_hard(s) and _goes_on(s.sentence.plain)))
        for s in found.balance.doubts
    )
    doubted = {n for s in found.balance.doubts for n in s.topic} | found.put_off
    out: list[ItemOp] = []
    for n in found.changes.order:
        ops = found.changes.of(n)
        agreed = (
            n in found.balance.accepted
            and n not in doubted | found.changes.known
            and found.balance.accepted[n].place not in turned
        )
        out += ops or ([ItemOp(n, "accept")] if agreed and not hard else [])
    return tuple(out)


def _verdict(found: Findings, items: tuple[ItemOp, ...]) -> Verdict:
    if _is_yes_all_the_same(found, items):
        return "accept"
    if found.questions:
        return "question"
    if not found.asked.deciding:
        return "question" if found.unclear else "none"
    if found.unclear:
        return "question"
    if found.add or any(x.op != "accept" for x in items):
        if kept := [s for s in found.balance.accepting if acceptance.keeps_all(s)]:
            asked = [s for s in found.said if found.outcome(s) in ("change", "added")]
            found.unclear.extend(s.sentence.text for s in (*asked, *kept))
            return "question"
        if crossed := _crossed(found):
            found.unclear.extend(s.sentence.text for s in crossed)
            return "question"
        put_off = (found.deferred and not found.balance.accepting) or found.put_off - found.changes.known
        return "none" if put_off else "accept_with_changes"
    if found.deferred or found.put_off:
        return "none"
    every = bool(found.by_n) and {x.n for x in items} == set(found.by_n)
    if found.waiting:
        found.unclear.extend(s.sentence.text for s in found.said if acceptance.sends_changed(s, found.names))
        return "question"  # with which changes?
    balance = found.balance
    balance.doubts += found.likely_no
    if balance.accepting or every or (balance.accepted and balance.doubts):
        against = balance.against()
        listed = {n for s in found.said if acceptance.only_names(s) for n in s.topic} - set(balance.accepted)
        if listed and listed != set(found.by_n):
            found.unclear.extend(s.sentence.text for s in balance.accepting)
            return "question"  # "Agreed: 1, 3"
        of_all = every or bool(balance.accepted) or not all(map(acceptance.is_partial, balance.accepting))
        agreed = whole.outweighs(balance) if against else whole.is_undivided(balance)
        if of_all and agreed:
            return "accept" if balance.accepting or every else "none"
        against = against or whole.beside(balance)
        found.unclear.extend(s.sentence.text for s in (*against, *balance.leaning, *balance.accepting))
        return "question"
    bare = acceptance.says_only_ok(found.text, found.names) or picture.says_thumbs_up(found.text, found.names)
    if bare and not (found.said and all(s.signed for s in found.said)):
        return "accept"
    if whole.may_agree(balance) and whole.outweighs(balance):
        return "accept"
    # Words about an item by its number ask for something, even where nothing in them was understood.
    numbered = [x for x in found.balance.doubts if x.outright or any(c.isdigit() for c in x.clause.plain)]
    if found.balance.leaning or numbered:
        found.unclear.extend(x.sentence.text for x in (*found.balance.leaning, *numbered))
        return "question"
    return "none"
