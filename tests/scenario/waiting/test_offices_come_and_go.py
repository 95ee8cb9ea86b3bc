"""What callers notice when their office is deactivated: they are served by the provincial one."""

import anyio
import pytest

from acd.live.agent_state import AgentState
from core.facts.kinds.calls import CallFailed
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.scenario.waiting.callback_people import (
    ANNA,
    KOLNO,
    RULES,
    annas_order,
    confirms,
    deactivate,
    ends,
    is_ready,
    rings_in,
    trials,
)
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.timing.virtual_time import in_virtual_time

WUP, LOMZA = "20000", "20620"
KOLNOS = RULES.model_copy(update={"neighbours": (LOMZA,)})


@in_virtual_time
async def test_callers_of_an_office_that_was_deactivated_wait_for_the_provincial_one() -> None:
    """Also the one whose scenario names it: nobody is sent into a queue that is no more."""
    async with a_centre(RULES) as centre:
        centre.consultant("k20000-1", FakePhone(talk_time=30))
        deactivate(centre)
        call = await centre.visit(rings_in(centre), patience=300)
        assert [e.queue for e in centre.of_type(QueueEntered, call)] == [WUP]
        assert [(e.queue, e.reason) for e in centre.of_type(QueueLeft, call)] == [(WUP, "connected")]
        assert [(e.agent, e.is_shared) for e in centre.of_type(OfferMade, call)] == [("k20000-1", False)]
        assert call.context.office == KOLNO, "it is still the caller's own office"
        centre.check_nothing_left()


@in_virtual_time
async def test_who_waits_when_the_office_is_deactivated_keeps_the_place_and_is_served() -> None:
    async with a_centre(RULES, {KOLNO: KOLNOS}) as centre:
        centre.consultant("k20620-1", FakePhone(talk_time=30), is_ready=False)
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(centre.visit, rings_in(centre))
            await centre.happens(QueueEntered)
            deactivate(centre)
            await anyio.sleep(5)
            assert centre.matchmaker.waiting(KOLNO) == 1
            is_ready(centre, "k20620-1")
            await centre.happens(ConversationStarted)
            assert KOLNO in centre.matchmaker.queues.offices
        assert [(e.queue, e.reason) for e in centre.of_type(QueueLeft)] == [(KOLNO, "connected")]
        assert not centre.of_type(CallFailed)
        centre.check_nothing_left()


@in_virtual_time
async def test_a_conversation_goes_on_when_the_office_is_deactivated() -> None:
    async with a_centre(RULES, {KOLNO: KOLNOS}) as centre:
        centre.consultant("k20620-1", FakePhone(talk_time=30))
        async with anyio.create_task_group() as crowd:
            caller = rings_in(centre)
            crowd.start_soon(centre.visit, caller)
            await centre.happens(ConversationStarted)
            deactivate(centre)
            await anyio.sleep(20)
            assert centre.matchmaker.team.agent("k20620-1").state is AgentState.TALKING
        assert caller.heard[-1] == "G02"
        assert not centre.of_type(CallFailed)
        centre.check_nothing_left()
    assert KOLNO not in centre.matchmaker.queues.offices


@pytest.mark.parametrize("behaviour", ["answers_and_drops", "declines"])
@in_virtual_time
async def test_a_caller_who_is_dropped_or_not_taken_goes_on_waiting(behaviour: Behaviour) -> None:
    """Where the office's own queue is gone by then, in that of the provincial one, with the wait of before."""
    async with a_centre(RULES, {KOLNO: KOLNOS}) as centre:
        centre.consultant("k20620-1", FakePhone(behaviour), is_ready=False)
        centre.consultant("k20000-1", FakePhone(talk_time=30), is_ready=False)
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(centre.visit, rings_in(centre))
            await centre.happens(QueueEntered)
            is_ready(centre, "k20620-1")
            await centre.happens(OfferMade)
            deactivate(centre)
            await anyio.sleep(20)
            is_ready(centre, "k20000-1")
        assert centre.of_type(QueueLeft)[-1].reason == "connected"
        assert centre.of_type(ConversationStarted)[-1].agent == "k20000-1"
        assert not centre.of_type(CallFailed)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_ordered_call_back_is_carried_out_by_the_provincial_office() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await annas_order(centre)
        deactivate(centre)
        centre.dismisses("k20060-1")
        assert centre.matchmaker.waiting(KOLNO) == 1, "who has ordered waits, too"
        centre.consultant("k20000-1", FakePhone(talk_time=30))
        await anyio.sleep(30)
        assert trials(centre) == ["no_answer"]
        assert KOLNO not in centre.matchmaker.queues.offices
        centre.exchange.subscribers[ANNA] = confirms
        await centre.callbacks_are_over()
        assert (trials(centre), ends(centre)) == (["no_answer", "talked"], ["talked"])
        assert centre.of_type(QueueEntered)[-1].queue in (KOLNO, WUP)
        centre.check_nothing_left()
