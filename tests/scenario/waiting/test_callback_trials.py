"""Call-backs when the turn comes: nobody at home, nobody confirms, hung up, a consultant who does not answer."""

from itertools import pairwise

import anyio
import pytest

from acd.live.agent_state import AgentState
from core.facts.kinds.callbacks import CallbackEnded, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded
from core.facts.kinds.waiting import QueueLeft
from tests.scenario.waiting.callback_people import (
    ANNA,
    RULES,
    Person,
    annas_order,
    confirms,
    declines,
    ends,
    hangs_up,
    is_ready,
    says_nothing,
    second_comes,
    trials,
)
from tests.support.calls.fake_centre import a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_not_answered_is_tried_again_after_the_pause_and_given_up_in_the_end() -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20060-1", is_ready=False)
        await annas_order(centre)
        is_ready(centre)
        await centre.callbacks_are_over()
        assert trials(centre) == ["no_answer"] * 3
        assert [e.attempt for e in centre.of_type(CallbackTried)] == [1, 2, 3]
        moments = [e.at for e in centre.of_type(CallbackTried) if e.at is not None]
        assert [(b - a).total_seconds() for a, b in pairwise(moments)] == [85.0, 85.0]
        assert ends(centre) == ["given_up"]
        assert centre.exchange.dialled == [ANNA] * 3
        assert agent.state is AgentState.AVAILABLE
        assert len(centre.of_type(CallStarted)) == 1  # nobody was there, so no call was made
        centre.check_nothing_left()


@pytest.mark.parametrize("person", [says_nothing, declines, hangs_up])
@in_virtual_time
async def test_somebody_who_does_not_confirm_is_not_connected(person: Person) -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = person
        await annas_order(centre)
        is_ready(centre)
        await centre.callbacks_are_over()
        assert trials(centre) == ["not_confirmed"] * 3
        assert ends(centre) == ["given_up"]
        assert not centre.of_type(OfferEnded)
        assert centre.exchange.phones["k20060-1"].rung == 0
        assert agent.state is AgentState.AVAILABLE
        assert [e.direction for e in centre.of_type(CallStarted)] == ["inbound", *["callback"] * 3]
        reason = "caller_hung_up" if person is hangs_up else "completed"
        assert [e.reason for e in centre.of_type(CallEnded)][1:] == [reason] * 3
        centre.check_nothing_left()


@in_virtual_time
async def test_whoever_missed_the_first_call_is_served_at_the_second() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await annas_order(centre)
        is_ready(centre)
        await centre.happens(CallbackTried)
        centre.exchange.subscribers[ANNA] = confirms
        await centre.callbacks_are_over()
        assert trials(centre) == ["no_answer", "talked"]
        assert ends(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_hanging_up_while_the_consultants_telephone_rings_blames_nobody() -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20060-1", FakePhone(answer_time=6), is_ready=False)

        async def loses_patience(leg: FakeChannel) -> None:
            await confirms(leg)
            await anyio.sleep(3)
            assert agent.state is AgentState.RINGING
            leg.far_end_hangs_up()

        centre.exchange.subscribers[ANNA] = loses_patience
        await annas_order(centre)
        is_ready(centre)
        await centre.happens(CallbackTried)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["caller_gone"]
        assert agent.state is AgentState.AVAILABLE
        centre.exchange.subscribers[ANNA] = confirms
        await centre.callbacks_are_over()
        assert trials(centre) == ["agent_missed", "talked"]
        assert [e.reason for e in centre.of_type(QueueLeft)] == ["callback", "abandoned", "connected"]
        centre.check_nothing_left()


@in_virtual_time
async def test_hanging_up_in_the_conversation_is_a_conversation() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=60), is_ready=False)

        async def talks_briefly(leg: FakeChannel) -> None:
            await confirms(leg)
            await anyio.sleep(12)
            leg.far_end_hangs_up()

        centre.exchange.subscribers[ANNA] = talks_briefly
        await annas_order(centre)
        is_ready(centre)
        await centre.callbacks_are_over()
        assert trials(centre) == ["talked"]
        assert [e.ended_by for e in centre.of_type(ConversationEnded)] == ["caller"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_who_does_not_answer_leaves_the_person_waiting_like_anybody() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(behaviour="rings_on"), is_ready=False)
        centre.consultant("k20060-2", is_ready=False)
        centre.exchange.subscribers[ANNA] = person = Listening()
        await annas_order(centre)
        is_ready(centre)
        async with anyio.create_task_group() as party:
            party.start_soon(second_comes, centre, OfferEnded, 200)
            await centre.happens(CallbackEnded)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["no_answer", "accepted"]
        assert trials(centre) == ["talked"]
        assert "Q01" in person.heard
        assert "Q02 pierwsze" in person.heard
        assert "Q06" not in person.heard  # there is an order already
        centre.check_nothing_left()


class Listening:
    """A person who confirms; what was heard stays."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    async def __call__(self, leg: FakeChannel) -> None:
        leg.heard = self.heard
        await confirms(leg)


@in_virtual_time
async def test_nobody_left_to_wait_for_is_said_and_the_order_is_tried_again() -> None:
    async with a_centre(RULES) as centre:
        phone = FakePhone(behaviour="rings_on")
        centre.consultant("k20060-1", phone, is_ready=False)
        centre.exchange.subscribers[ANNA] = person = Listening()
        await annas_order(centre)
        is_ready(centre)
        await centre.happens(CallbackTried)
        assert person.heard[-1] == "H06"
        phone.behaviour = "answers"
        await centre.callbacks_are_over()
        assert trials(centre) == ["agent_missed", "talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_who_drops_the_person_at_once_is_followed_by_another() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(behaviour="answers_and_drops"), is_ready=False)
        centre.consultant("k20060-2", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        await annas_order(centre)
        is_ready(centre)
        async with anyio.create_task_group() as party:
            party.start_soon(second_comes, centre, ConversationEnded, 0)
            await centre.callbacks_are_over()
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20060-1", "k20060-2"]
        assert trials(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_older_than_the_longest_wait_gives_no_shorter_wait_on_the_line() -> None:
    async with a_centre(RULES.model_copy(update={"longest_wait_time": 200.0})) as centre:
        centre.consultant("k20060-1", FakePhone(behaviour="rings_on"), is_ready=False)
        centre.consultant("k20060-2", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        await annas_order(centre)
        await anyio.sleep(2000)
        is_ready(centre)
        async with anyio.create_task_group() as party:
            party.start_soon(second_comes, centre, OfferEnded, 100)
            await centre.callbacks_are_over()
        assert trials(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_the_consultants_state_names_the_call_that_was_made() -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        await annas_order(centre)
        is_ready(centre)
        started = await centre.happens(ConversationStarted)
        assert agent.call_id == started.call_id
        await centre.callbacks_are_over()
