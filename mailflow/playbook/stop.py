"""STOP and START: either of the two may leave and come back; the other hears "paused", never why."""

from dataclasses import replace

from mailflow.playbook import thread
from mailflow.playbook.agenda import missed
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import Paused, Problem, Understood
from mailflow.playbook.model import other
from mailflow.playbook.turn import Turn


def stop(turn: Turn, wrote: Wrote) -> None:
    before = turn.state.stopped_by
    if before is None:
        turn.state = replace(turn.state, status="stopped", stopped_by=wrote.author)
        _tell(turn, wrote, resumed=False)
    elif before != wrote.author:
        turn.state = replace(turn.state, stopped_by="both")
    turn.note("pair.stopped", wrote.author)
    turn.undoable = True
    turn.understood.append(Understood("stopped"))


def start(turn: Turn, wrote: Wrote) -> None:
    """Each takes back their own STOP, and nobody the other's."""
    before = turn.state.stopped_by
    if before == "both":
        turn.state = replace(turn.state, stopped_by=other(wrote.author))
    elif before == wrote.author:
        started = replace(turn.state, status="active", stopped_by=None)
        turn.state = missed(started, turn.playbook, turn.now)
        _tell(turn, wrote, resumed=True)
    if turn.state.stopped_by is not None:
        turn.problem(Problem("stopped"))
    else:
        turn.understood.append(Understood("started"))
    if turn.state.stopped_by != before:
        turn.note("pair.started", wrote.author)
        turn.undoable = True


def _tell(turn: Turn, wrote: Wrote, *, resumed: bool) -> None:
    where = thread.of_conversation(turn.state)
    turn.send(other(wrote.author), Paused(resumed), f"paused/{wrote.inbound}", where)
