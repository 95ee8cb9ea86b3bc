"""The application is killed while somebody orders to be rung back, waits for that, is rung, or talks."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from anyio.abc import TaskGroup

from acd.live.agent_state import AgentEvent, AgentState
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from tests.scenario.test_hang_up_sweep import ANNAS_NUMBER, KOLNO, ORDERS, QUICK
from tests.scenario.waiting.callback_people import Person, declines, says_nothing
from tests.support.calls.application_killed import taken_over
from tests.support.calls.fake_centre import REACTION_TIME, Centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

READY_AFTER = 20.0
LONGEST = 80.0  # seconds after which the order is over, whatever the consultant does
AGENT = "k20060-1"


async def _answers_every_time(leg: FakeChannel) -> None:
    """Presses the key however often the question comes."""
    while leg.is_up:
        await leg.hears("E02")
        await anyio.sleep(REACTION_TIME)
        leg.keys.press("1")


@asynccontextmanager
async def killed(
    moment: float, behaviour: Behaviour, person: Person = _answers_every_time
) -> AsyncIterator[Centre]:

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        centre.exchange.sound_time = 1.0  # the order is given before the consultant is ready
        centre.exchange.subscribers[ANNAS_NUMBER] = person
        centre.consultant(AGENT, FakePhone(talk_time=5, behaviour=behaviour), is_ready=False)
        caller = centre.exchange.caller(caller_number=ANNAS_NUMBER, dialled_number=straight_to(KOLNO))
        world.start_soon(answers, caller, *ORDERS)
        tasks.start_soon(centre.take, caller)

        async def becomes_ready() -> None:
            await anyio.sleep(READY_AFTER)
            centre.matchmaker.wish(AGENT, AgentEvent.READY)

        tasks.start_soon(becomes_ready)

    async with taken_over(moment, begin, policy=QUICK) as heir:
        yield heir


async def _undisturbed(behaviour: Behaviour, person: Person = _answers_every_time) -> None:
    async with killed(LONGEST + 1, behaviour, person):
        pass


@pytest.mark.parametrize("behaviour", ["answers", "answers_and_drops"])
@in_virtual_time
async def test_killed_in_any_moment_an_order_comes_to_its_one_end(behaviour: Behaviour) -> None:
    was_over = False
    for moment in await moments_of(_undisturbed(behaviour), until=LONGEST):
        async with killed(moment, behaviour) as heir:
            was_over = bool(heir.of_type(CallbackEnded))
            for _ in range(60):
                agent = heir.matchmaker.team.agent(AGENT)
                if agent.state in (AgentState.PAUSED, AgentState.NO_ANSWER):
                    heir.matchmaker.wish(AGENT, AgentEvent.READY)
                await anyio.sleep(10)
                if not heir.callbacks.open and len(heir.of_type(CallEnded)) == len(heir.of_type(CallStarted)):
                    break
            heir.check_nothing_left()
            assert len(heir.of_type(CallbackEnded)) == len(heir.of_type(CallbackOrdered))
            assert len(heir.of_type(ConversationEnded)) == len(heir.of_type(ConversationStarted))
            if was_over:
                break
    assert was_over == (behaviour == "answers")  # one who drops the call has to be ready again first


@pytest.mark.parametrize("person", [says_nothing, declines])
@in_virtual_time
async def test_killed_while_somebody_is_rung_who_does_not_want_to_wait_no_place_is_left(person: Person) -> None:
    """A place that nobody holds would take a consultant again and again, and never ring."""
    killed_meanwhile = 0
    for moment in await moments_of(_undisturbed("answers", person), until=LONGEST):
        async with killed(moment, "answers", person) as heir:
            trials = [event for event in heir.of_type(CallStarted) if event.direction == "callback"]
            if not trials or heir.of_type(CallbackTried):
                continue
            killed_meanwhile += 1
            with anyio.fail_after(300):
                await heir.happens(CallbackTried)
            [order] = heir.callbacks.open
            heir.callbacks.withdraw(order.id, "k-1")
            await heir.happens(CallbackEnded)
            agent = heir.matchmaker.team.agent(AGENT)
            assert agent.state is AgentState.AVAILABLE
            heir.check_nothing_left()
    assert killed_meanwhile
