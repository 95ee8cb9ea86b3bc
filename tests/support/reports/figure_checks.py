"""What must hold of the figures of any calls, whatever happened in them. Asked after every disturbed call, too."""

from collections.abc import Iterable

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationStarted
from core.metrics.call_figures import fold, in_order
from core.metrics.calls import is_balanced
from core.metrics.contributions import agent_contributions, contributions, of_agent
from core.metrics.sums import total
from reports.calls import call_record


def check_figures(facts: Iterable[AnyEvent]) -> None:
    """Of all calls whose beginning is among the facts."""
    every = list(facts)
    moved = [fact for fact in every if isinstance(fact, AgentStateChanged) and fact.call_id is None]
    for call_id in {fact.call_id for fact in every if isinstance(fact, CallStarted)}:
        _check_call([fact for fact in every if fact.call_id == call_id], moved)


def _check_call(own: list[AnyEvent], moved: list[AgentStateChanged]) -> None:
    call = fold([*own, *moved])
    assert fold([*reversed(moved), *reversed(own), *own]) == call, "the order of facts makes a difference"
    sums = total(contributions(call).values())
    assert is_balanced(sums), f"somebody is counted twice, or not at all: {sums}"
    agents = total(of_agent(part, key.agent) for key, part in agent_contributions(call).items())
    assert (agents["talks"], agents["talk_ms"]) == (sums["talks"], sums["talk_ms"])
    assert (sums["helps"], sums["taken_over"]) == (sums["consults"], sums["handed_over"])
    modes = ("apart", "together", "aside")
    assert sums["help_ms"] == sum(sums[f"consults_{mode}_ms"] for mode in modes)
    begun = sum(isinstance(fact, ConversationStarted) for fact in own)
    assert len(call.conversations) + len(call.drops) == begun, "a conversation is missing"
    if not any(isinstance(fact, CallEnded) for fact in own):
        return
    assert sums["waiting"] == 0, "whose call is over waits on"
    assert call.path != "open"
    assert all(talk.end is not None for talk in call.conversations), "a conversation is without end"
    assert all(offer.outcome is not None for offer in call.offers), "an offer is without end"
    assert all(one.end is not None for one in call.consultations), "a colleague is called in for ever"
    record = call_record.fold(in_order(own))
    if call.passages:
        last = call.passages[-1]
        assert record.get("queue_left_reason") == ("connected" if last.reason == "dropped" else last.reason)
        assert record.get("wait_time") == last.wait_time, "the record says another wait"
        assert record.get("queue") == call.passages[0].office
    else:
        assert record.get("queue") is None
    if call.conversations:
        talk = call.conversations[-1]
        assert (record.get("agent"), record.get("talk_time")) == (talk.agent, talk.talk_time)
        assert record.get("answered_by_office") in (None, talk.office)
