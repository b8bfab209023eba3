"""Whatever the two write, in whatever order, and however time passes between: what must never happen does not."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from mailflow.playbook.mails import Agreed, Confirmation, ToManager, ToReport
from mailflow.playbook.model import Role
from tests.playbook.life import NOTES, Life

WORDS = st.sampled_from(
    [
        "Yes, I agree.", "confirm", "Send it.", "Looks right, please send it.", "No, I do not agree.", "Not yet.",
        "Thanks!", "1 by 20 May", "2 by 30 April, send", "drop 1", "drop 2, otherwise fine", "Change 1 to \"Call Sam\"",
        "add: I introduce you to Sam by 8 May", "1 is done", "3 is done, 4 is in progress", "UNDO", "STOP", "START",
        "Thursday 3pm for an hour", "Friday 10am for 30 minutes", "Throw it away", "Who is Farida?", "",
        "ask me again on 30 April", "2 by 31 April", "Fine, but 1 by 10 April please.", "all done",
    ]
)  # fmt: skip
YES = frozenset({"Yes, I agree.", "confirm"})
ROLES: st.SearchStrategy[Role] = st.sampled_from(["manager", "report"])


class Pairs(RuleBasedStateMachine):
    """`Life` itself asserts two of the invariants at every step: one answer to each mail, no intent used twice."""

    @initialize()
    def enrolled(self) -> None:
        self.life = Life().enrol()

    def agreed(self) -> int | None:
        contract = self.life.state.contract_in("agreed")
        return contract.version if contract else None

    @rule(role=ROLES, words=WORDS, old=st.booleans(), pick=st.integers(0, 10))
    def writes(self, role: Role, words: str, old: bool, pick: int) -> None:
        mine = [send for send in self.life.sent if send.to == role]
        ask = mine[-1 - pick % len(mine)].ask if old else None
        before = self.agreed()
        self.life.writes(role, words, ask=ask)
        if self.agreed() not in (None, before):
            assert words in YES or words == "UNDO", "only a yes, or taking back what replaced one, makes an agreement"

    @rule(pick=st.booleans())
    def forwards_notes(self, pick: bool) -> None:
        before = self.agreed()
        self.life.writes("manager", "", notes=NOTES if pick else "Nothing much.", fresh=True)
        assert self.agreed() == before

    @rule(hours=st.sampled_from([1, 20, 100, 500, 2500]))
    def time_passes(self, hours: int) -> None:
        before = self.agreed()
        self.life.until(self.life.now + timedelta(hours=hours))
        assert self.agreed() == before, "silence is never a yes"
        pending = [timer for timer in self.life.state.timers if timer.status == "pending"]
        assert all(timer.at > self.life.now for timer in pending), "what was due has fired"

    @invariant()
    def at_most_one_contract_is_agreed(self) -> None:
        assert sum(contract.status == "agreed" for contract in self.life.state.contracts) <= 1

    @invariant()
    def nobody_gets_what_is_the_others(self) -> None:
        for send in self.life.sent:
            assert not (send.to == "report" and isinstance(send.mail, ToManager))
            assert not (send.to == "manager" and isinstance(send.mail, ToReport))

    @invariant()
    def nothing_is_offered_or_agreed_before_the_manager_said_yes(self) -> None:
        offers = [s for s in self.life.sent if s.to == "report" and isinstance(s.mail, Confirmation | Agreed)]
        if offers:
            assert "contract.offered" in self.life.history

    @invariant()
    def a_stopped_pair_has_no_timers(self) -> None:
        if self.life.state.status == "stopped":
            assert not [t for t in self.life.state.timers if t.status == "pending"]

    @invariant()
    def notes_are_kept_only_while_a_draft_needs_them(self) -> None:
        if self.life.state.contract_in("draft", "offered") is None:
            assert self.life.state.notes == ()


TestPairs = Pairs.TestCase
TestPairs.settings = settings(
    max_examples=60, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
