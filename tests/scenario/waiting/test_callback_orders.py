"""Orders for a call-back in special cases: the queue is full, the order is taken back, doubled, or from before."""

from datetime import timedelta
from functools import partial

import anyio
import pytest

from acd.live.agent_state import AgentState
from acd.waiting.callbacks import CallbackOrder
from core.call import Call
from core.errors import NotFound
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.scenario.waiting.callback_people import (
    ANNA,
    JAN,
    KOLNO,
    OWN_NUMBER,
    RULES,
    annas_order,
    confirms,
    deactivate,
    ends,
    is_ready,
    rings_in,
    trials,
    visit,
)
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time

WUP = "20000"

# -- a full queue


async def _full(centre: Centre, *replies: tuple[str, str], patience: float = 100) -> tuple[FakeChannel, Call]:
    """Jan fills the queue; then Anna comes."""
    async with anyio.create_task_group() as crowd:
        jan = rings_in(centre, JAN)
        crowd.start_soon(centre.take, jan)
        await centre.happens(QueueEntered)
        came = await visit(centre, *replies, patience=patience)
        jan.far_end_hangs_up()
    return came


FULL = RULES.model_copy(update={"capacity": 1})


@in_virtual_time
async def test_a_full_queue_takes_nobody_in_and_says_so() -> None:
    async with a_centre(FULL) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller, call = await _full(centre)
        assert caller.heard == ["Q11", "G02"]
        assert [(e.reason, e.wait_time) for e in centre.of_type(QueueLeft, call)] == [("full", 0.0)]
        assert [e.position for e in centre.of_type(QueueEntered, call)] == [2]
        centre.check_nothing_left()


@in_virtual_time
async def test_hanging_up_during_the_words_for_a_full_queue_was_still_a_full_queue() -> None:
    async with a_centre(FULL) as centre:
        centre.consultant("k20060-1", is_ready=False)
        _, call = await _full(centre, patience=2)
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["full"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_full_queue_takes_an_order_that_is_rung_in_its_turn() -> None:
    async with a_centre(FULL) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        _, call = await _full(centre, ("Q11", "1"), ("Q07", "1"))
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["callback"]
        assert len(centre.callbacks.open) == 1
        is_ready(centre)
        await centre.callbacks_are_over()
        assert ends(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_full_queue_without_a_way_out_names_no_key() -> None:
    async with a_centre(FULL) as centre:
        centre.callbacks.ring_back = None
        centre.consultant("k20060-1", is_ready=False)
        caller, _ = await _full(centre, ("Q20", "1"))
        assert caller.heard == ["Q20", "G02"]


@in_virtual_time
async def test_no_number_after_all_leaves_the_queue_full() -> None:
    async with a_centre(FULL) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller, call = await _full(centre, ("Q11", "1"))
        assert caller.heard[-2:] == ["Q21", "G02"]
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["full"]


# -- withdrawn


@in_virtual_time
async def test_a_withdrawn_order_leaves_the_line_at_once_and_nobody_is_rung() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        order = await annas_order(centre)
        assert centre.matchmaker.waiting(KOLNO) == 1
        centre.callbacks.withdraw(order.callback, "kierownik-20060")
        with pytest.raises(NotFound):
            centre.callbacks.withdraw(order.callback, "kierownik-20060")
        await centre.happens(CallbackEnded)
        assert centre.matchmaker.waiting(KOLNO) == 0
        assert ends(centre) == ["withdrawn"]
        is_ready(centre)
        await anyio.sleep(600)
        assert not centre.exchange.dialled
        assert not trials(centre)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_withdrawn_between_two_trials_is_over_at_once() -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20060-1", is_ready=False)
        order = await annas_order(centre)
        is_ready(centre)
        await centre.happens(CallbackTried)
        await anyio.sleep(10)
        before = anyio.current_time()
        centre.callbacks.withdraw(order.callback, "kierownik-20060")
        await centre.happens(CallbackEnded)
        assert anyio.current_time() == before
        assert (trials(centre), ends(centre)) == (["no_answer"], ["withdrawn"])
        assert agent.state is AgentState.AVAILABLE
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_withdrawn_during_the_conversation_does_not_cut_it_off() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        order = await annas_order(centre)
        is_ready(centre)
        await centre.happens(ConversationStarted)
        centre.callbacks.withdraw(order.callback, "kierownik-20060")
        await centre.happens(CallbackEnded)
        assert [e.talk_time for e in centre.of_type(ConversationEnded)] == [30.0]
        assert (trials(centre), ends(centre)) == (["talked"], ["talked"])
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_withdrawn_while_the_telephone_rings_in_vain_is_not_tried_again() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        order = await annas_order(centre)
        is_ready(centre)
        await anyio.sleep(5)
        assert centre.exchange.dialled == [ANNA]
        centre.callbacks.withdraw(order.callback, "kierownik-20060")
        await centre.happens(CallbackEnded)
        assert (trials(centre), ends(centre)) == (["no_answer"], ["withdrawn"])
        centre.check_nothing_left()


# -- orders from before


@in_virtual_time
async def test_an_order_taken_up_after_a_restart_goes_on_at_its_place_and_its_trial() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(visit, centre)
            await centre.happens(QueueEntered)
            due = centre.clock.now() - timedelta(seconds=60)
            old = CallbackOrder("callback-1", "call-1", KOLNO, None, ANNA, straight_to(KOLNO), due, attempts=2)
            centre.exchange.subscribers[ANNA] = confirms
            centre.callbacks.keep(old, None, is_known=True)
            await anyio.sleep(20)
            is_ready(centre)
        await centre.callbacks_are_over()
        assert not centre.of_type(CallbackOrdered)
        assert [e.attempt for e in centre.of_type(CallbackTried)] == [3]


@in_virtual_time
async def test_an_order_for_an_office_that_is_gone_is_carried_out_by_the_provincial_one() -> None:
    async with a_centre(RULES) as centre:
        deactivate(centre)
        centre.consultant("k20000-1")
        centre.exchange.subscribers[ANNA] = confirms
        old = CallbackOrder("callback-1", "call-1", KOLNO, None, ANNA, "9524", centre.clock.now())
        centre.callbacks.keep(old, None, is_known=True)
        await centre.callbacks_are_over()
        assert ends(centre) == ["talked"]
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20000-1"]


@in_virtual_time
async def test_an_order_that_no_queue_can_take_is_given_up_and_harms_nobody() -> None:
    async with a_centre(RULES) as centre:
        deactivate(centre, WUP)
        lost = CallbackOrder("callback-1", "call-1", "99999", None, ANNA, "9524", centre.clock.now())
        centre.callbacks.keep(lost, None, is_known=True)
        await centre.happens(CallbackEnded)
        assert ends(centre) == ["given_up"]
        centre.consultant("k20060-1")
        await visit(centre)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["accepted"]


# -- one telephone, one order


@in_virtual_time
async def test_a_number_that_is_on_order_already_is_rung_once_at_the_older_place() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=20), is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        first = await annas_order(centre)
        _, again = await visit(centre, *OWN_NUMBER)
        assert [e.reason for e in centre.of_type(QueueLeft, again)] == ["callback"]
        assert centre.matchmaker.waiting(KOLNO) == 1
        is_ready(centre)
        await centre.callbacks_are_over()
        assert [e.callback for e in centre.of_type(CallbackOrdered)] == [first.callback]
        assert centre.exchange.dialled == [ANNA]
        assert ends(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_who_was_cut_off_comes_back_to_the_old_place_even_when_the_queue_is_full() -> None:
    async with a_centre(RULES.model_copy(update={"capacity": 1})) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await visit(centre, patience=60)
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(partial(visit, centre, number=JAN, patience=400))
            await anyio.sleep(5)
            anna, back = await visit(centre, patience=100)
        assert "Q11" not in anna.heard
        assert centre.of_type(QueueEntered, back)[0].resumed_time > 0
        centre.check_nothing_left()
