"""The days before: the light prompt, and the report's own words back to them (playbook, "Before You Start")."""

from dataclasses import replace

from mailflow.playbook import asking, thread
from mailflow.playbook.events import Wrote
from mailflow.playbook.mails import OwnReflection, Understood
from mailflow.playbook.model import Ask
from mailflow.playbook.private import Reflection
from mailflow.playbook.turn import Turn


def prompt(turn: Turn) -> None:
    """A few days before the conversation: not a form, just a prompt."""
    current = turn.state.conversation
    if current is None or current.status != "booked" or current.start is None or current.start <= turn.now:
        return
    asking.send(turn, turn.open_ask("prompt", "report", conversation=current.number))
    turn.note("prompt.sent", number=current.number)


def reflected(turn: Turn, prompt: Ask, wrote: Wrote) -> None:
    """Keep what the report answered, for the report alone. Later answers are added, never replaced."""
    current = turn.state.conversation
    if current is None or current.number != prompt.conversation or current.status != "booked":
        return
    kept = Reflection(current.number, wrote.visible)
    turn.state = replace(turn.state, reflections=(*turn.state.reflections, kept))
    turn.understood.append(Understood("kept"))
    # Not to be taken back: the manager's UNDO would else be told that another mail has come since.
    turn.state = turn.state.with_ask(replace(prompt, status="answered"))
    turn.note("reflection.kept", "report", current.number)


def forget(turn: Turn, prompt: Ask) -> None:
    """Forget what the report answered to that prompt."""
    kept = tuple(r for r in turn.state.reflections if r.conversation != prompt.conversation)
    if kept != turn.state.reflections:
        turn.state = replace(turn.state, reflections=kept)
        turn.understood.append(Understood("forgotten"))
        turn.note("reflection.forgotten", "report", prompt.conversation)


def give_back(turn: Turn) -> None:
    """On the morning of the conversation, the report's own words go back to the report."""
    current = turn.state.conversation
    if current is None or current.start is None or not turn.state.reflections or current.start <= turn.now:
        return
    turn.send(
        "report",
        OwnReflection(current.start, turn.state.reflections),
        f"reflection/{current.number}/{current.sequence}",
        thread.of_conversation(turn.state, current.number),
    )
    turn.note("reflection.returned", number=current.number)
