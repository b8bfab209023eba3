"""The agenda: the hours at which a pair's timers are set."""

from dataclasses import replace
from datetime import timedelta

from mailflow.playbook.agenda import agenda, arm
from mailflow.playbook.cadence import Playbook
from tests.playbook.life import agreed


def test_an_hour_that_was_set_before_the_quarter_became_shorter_does_not_win_over_the_next_morning() -> None:
    state, playbook = agreed().state, Playbook()
    key, due = next((key, at) for key, at in agenda(state, playbook) if key.startswith("booking/"))
    later = replace(
        state, timers=tuple(replace(t, at=due + timedelta(60)) if t.key == key else t for t in state.timers)
    )
    now = due + timedelta(hours=9)
    placed = {t.key: t.at for t in arm(later, playbook, now).timers}[key]
    assert now < placed < now + timedelta(4)
