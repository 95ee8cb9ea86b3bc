"""What we believe of consultants and callers is compared with what Asterisk says."""

from acd.live.agent import Agent
from acd.live.agent_state import AgentState
from ari_app.recovery.reconciliation import Mismatch, mismatches


def agent(state: AgentState, call_id: str | None = "call-1") -> Agent:
    return Agent("k20060-1", "Konsultant", "20060", state=state, call_id=call_id)


def test_nothing_differs_if_asterisk_and_our_beliefs_agree() -> None:
    assert mismatches({"a", "b", "c"}, ["a", "b"], [agent(AgentState.TALKING)], {"k20060-1"}) == set()


def test_believed_channel_that_is_not_there_any_more_differs() -> None:
    assert mismatches({"a"}, ["a", "b"], [], set()) == {Mismatch(channel="b")}


def test_a_consultant_who_talks_without_a_leg_differs() -> None:
    for state in AgentState:
        found = mismatches(set(), [], [agent(state)], set())
        expected = (
            {Mismatch(agent="k20060-1", call_id="call-1")}
            if state in (AgentState.TALKING, AgentState.HOLD)
            else set()
        )
        assert found == expected, state
