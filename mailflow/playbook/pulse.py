"""The pulse: twice a year the report is asked whether they can see a future here (playbook, "What Good Looks Like").

The answer is the report's alone. Nobody is told of it, not even that there is one; it comes back to them with the
next. It needs no answer, is never asked twice, and ends for good when they say so.
"""

from collections.abc import Sequence
from dataclasses import replace

from mailflow.playbook import asking, thread
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import OwnPulse, Problem, Understood
from mailflow.playbook.model import Ask
from mailflow.playbook.private import PulseAnswer
from mailflow.playbook.turn import Turn
from mailflow.reading.reply import Understanding

KEPT = 6
"""Pulses that are remembered: three years of them."""

_LOW = 2
_CALL_FOR_A_TALK = frozenset({"goals_changed", "leaving"})


def ask(turn: Turn) -> None:
    asked = turn.open_ask("pulse", "report")
    pulses = (*turn.state.pulses, PulseAnswer(asked.number, turn.today("report")))
    turn.state = replace(turn.state, pulses=pulses[-KEPT:])
    asking.send(turn, asked)
    turn.note("pulse.asked", number=asked.number)


def answered(turn: Turn, wrote: Wrote, ask: Ask, reply: Understanding) -> None:
    """Keep what the report said; another number later takes the place of the first.

    When to be asked again, and whether at all, is said of the next one, whichever mail it answers.

    Not to be taken back by UNDO: the manager's own UNDO would else be told that another mail has come since.
    """
    before = next((p for p in turn.state.pulses if p.number == ask.number), None)
    if before is None:
        turn.problem(Problem("already_answered"))
        return
    later = reply.snooze if reply.snooze is not None and reply.snooze > turn.today("report") else None
    after = replace(
        before,
        rating=reply.rating or before.rating,
        rated_on=turn.today("report") if reply.rating else before.rated_on,
    )
    newest = turn.state.pulses[-1]
    takes_part = later is not None or (reply.rating is not None and newest.number == before.number)
    next_one = replace(
        after if newest.number == before.number else newest,
        again_on=later or newest.again_on,
        refused=reply.verdict == "reject" or (newest.refused and not takes_part),
    )
    if reply.rating is not None:
        turn.understood.append(Understood("rated", reply.rating))
    if later is not None:
        turn.understood.append(Understood("waiting", day=later))
    if reply.verdict == "reject":
        turn.understood.append(Understood("unasked"))
    if reply.verdict == "question":
        turn.problem(Problem("question"))
    if not (turn.understood or turn.problems):
        turn.problem(Problem("no_number"))
    if turn.understood:
        _keep(turn, (after, next_one), ask, "pulse.answered")
    low = reply.rating is not None and reply.rating <= _LOW
    talk = low or not _CALL_FOR_A_TALK.isdisjoint(reply.signals)
    if reply.rating is not None or talk:
        answers = tuple(p for p in turn.state.pulses if p.rating is not None)
        mail = OwnPulse(answers, talk)
        turn.send("report", mail, f"pulse/{wrote.inbound}", thread.of_pulse(), ask=ask.number)


def forget(turn: Turn, ask: Ask) -> None:
    """Forget what the report answered to that pulse, or said to it of the next one."""
    kept = next((p for p in turn.state.pulses if p.number == ask.number), None)
    if kept is None:
        return
    newest = turn.state.pulses[-1]
    blank = PulseAnswer(kept.number, kept.asked_on)
    if kept != blank:
        forgotten = (blank,)
    elif newest.refused or newest.again_on:
        forgotten = (replace(newest, refused=False, again_on=None),)
    else:
        return
    turn.understood.append(Understood("forgotten"))
    _keep(turn, forgotten, ask, "pulse.forgotten")


def _keep(turn: Turn, answers: Sequence[PulseAnswer], ask: Ask, happened: str) -> None:
    told = {answer.number: answer for answer in answers}  # the last of a number counts
    pulses = tuple(told.get(p.number, p) for p in turn.state.pulses)
    turn.state = replace(turn.state, pulses=pulses).with_ask(replace(ask, status="answered"))
    turn.note(happened, "report", ask.number)
