"""The application is killed at each moment in which a consultant rings a client, talks, or has talked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest
from anyio.abc import TaskGroup

from acd.live.agent_state import AgentEvent, AgentState
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.ringing_out import ClientDialEnded
from core.facts.kinds.waiting import QueueEntered
from core.ids import call_id_of, new_id
from core.relay.commands import AgentWish, RingClient, TransferCall
from tests.scenario.test_hang_up_sweep import KOLNO, QUICK
from tests.support.calls.application_killed import taken_over
from tests.support.calls.browser_consultants import LOMZA
from tests.support.calls.fake_centre import Centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

CLIENT, AGENT, ZOFIA = "601200300", "k20060-1", "k20620-1"
LONGEST = 60.0
TALK_TIME = 8.0


async def _talks(leg: FakeChannel) -> None:
    with anyio.move_on_after(TALK_TIME):
        await leg.gone()
    leg.far_end_hangs_up()


@asynccontextmanager
async def killed(
    moment: float, *, answers: bool = True, is_paused: bool = False, away: float = 3.0
) -> AsyncIterator[Centre]:

    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        if answers:
            centre.exchange.subscribers[CLIENT] = _talks
        centre.consultant(AGENT, FakePhone(talk_time=40))
        if is_paused:
            centre.matchmaker.wish(AGENT, AgentEvent.PAUSE, "meal")
        centre.desk.carry_out(RingClient(AGENT, new_id("outbound"), CLIENT, KOLNO, "visit", "client-1"))

    async with taken_over(moment, begin, away, policy=QUICK) as heir:
        yield heir


async def _undisturbed(*, answers: bool, is_paused: bool = False) -> None:
    async with killed(LONGEST + 1, answers=answers, is_paused=is_paused):
        pass


@pytest.mark.parametrize("away", [0.3, 3.0])
@pytest.mark.parametrize("is_paused", [True, False])
@pytest.mark.parametrize("answers", [True, False])
@in_virtual_time
async def test_killed_in_any_moment_nobody_is_lost_and_the_consultant_does_what_was_done_before(
    answers: bool, is_paused: bool, away: float
) -> None:
    outcomes = set()
    for moment in await moments_of(_undisturbed(answers=answers, is_paused=is_paused), until=LONGEST):
        async with killed(moment, answers=answers, is_paused=is_paused, away=away) as heir:
            await anyio.sleep(LONGEST)
            heir.check_nothing_left()
            [ended] = heir.of_type(ClientDialEnded)
            outcomes.add(ended.outcome)
            talks = (len(heir.of_type(ConversationStarted)), len(heir.of_type(ConversationEnded)))
            assert talks == ((1, 1) if ended.outcome == "reached" else (0, 0))
            agent = heir.matchmaker.team.agent(AGENT)
            assert agent.state is (AgentState.PAUSED if is_paused else AgentState.AVAILABLE)
            assert agent.pause_reason == ("meal" if is_paused else None)
    assert outcomes == ({"reached", "interrupted"} if answers else {"no_answer", "interrupted"})


@in_virtual_time
async def test_who_talks_goes_on_talking() -> None:
    async with killed(8.0) as heir:
        assert heir.matchmaker.team.agent(AGENT).state is AgentState.TALKING
        assert len(heir.exchange.open_bridges) == 1
        await anyio.sleep(10)
        [ended] = heir.of_type(CallEnded)
        assert ended.reason == "caller_hung_up"
        [talked] = heir.of_type(ConversationEnded)
        assert talked.talk_time == pytest.approx(TALK_TIME, abs=0.2)


@in_virtual_time
async def test_a_client_who_answers_while_no_application_is_there_is_brought_together_with_the_consultant() -> (
    None
):
    async with killed(3.0) as heir:  # answers at 4.0
        await anyio.sleep(1)
        assert heir.matchmaker.team.agent(AGENT).state is AgentState.TALKING
        [bridge] = heir.exchange.open_bridges.values()
        assert len(bridge.hear_each_other) == 2
        await anyio.sleep(20)
        assert [one.outcome for one in heir.of_type(ClientDialEnded)] == ["reached"]
        heir.check_nothing_left()


@in_virtual_time
async def test_a_client_who_was_handed_on_waits_on_and_talks() -> None:
    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        centre.exchange.subscribers[CLIENT] = lambda leg: leg.gone()
        centre.consultant(AGENT, FakePhone(talk_time=40))
        centre.consultant(ZOFIA, FakePhone(talk_time=5), is_ready=False)
        channel = new_id("outbound")
        centre.desk.carry_out(RingClient(AGENT, channel, CLIENT, KOLNO, "visit", "client-1"))

        async def hands_on() -> None:
            await anyio.sleep(7)
            centre.desk.carry_out(TransferCall(AGENT, call_id_of(channel), LOMZA))

        tasks.start_soon(hands_on)

    async with taken_over(10.0, begin, policy=QUICK) as heir:
        [entered] = heir.of_type(QueueEntered)
        assert entered.queue == LOMZA
        heir.matchmaker.wish(ZOFIA, AgentEvent.READY)
        started = await heir.happens(ConversationStarted)
        assert started.agent == ZOFIA
        await heir.happens(CallEnded)
        await anyio.sleep(30)
        heir.check_nothing_left()


@pytest.mark.parametrize(("wish", "state"), [("log_out", AgentState.OFFLINE), ("pause", AgentState.PAUSED)])
@pytest.mark.parametrize("answers", [True, False])
@in_virtual_time
async def test_what_the_consultant_wished_meanwhile_is_known_to_the_next_process(
    answers: bool, wish: AgentWish, state: AgentState
) -> None:
    async def begin(centre: Centre, tasks: TaskGroup, world: TaskGroup) -> None:
        if answers:
            centre.exchange.subscribers[CLIENT] = _talks
        centre.consultant(AGENT, FakePhone(talk_time=40))
        centre.desk.carry_out(RingClient(AGENT, new_id("outbound"), CLIENT, KOLNO, "visit", "client-1"))
        centre.matchmaker.wish(AGENT, AgentEvent(wish), "meal" if wish == "pause" else None)

    for moment in (1.0, 3.0, 6.0):
        async with taken_over(moment, begin, policy=QUICK) as heir:
            await anyio.sleep(LONGEST)
            assert heir.matchmaker.team.agent(AGENT).state is state


@in_virtual_time
async def test_a_telephone_that_still_rings_is_silent_and_the_record_says_why() -> None:
    async with killed(3.0, away=0.2) as heir:
        assert not heir.exchange.open_channels
        assert [one.outcome for one in heir.of_type(ClientDialEnded)] == ["interrupted"]
        assert [one.reason for one in heir.of_type(CallEnded)] == ["interrupted"]
        assert len(heir.of_type(CallStarted)) == 1
        changes = [one.event for one in heir.of_type(AgentStateChanged)]
        assert changes[-2:] == ["dial", "release"]
