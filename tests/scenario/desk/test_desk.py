"""What consultants ask for at the desk: hold, hang up, hand on; and pages that are lost in mid call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.explanation import why_no_calls
from acd.live.agent_state import AgentEvent, AgentState
from acd.telephone import browser_endpoint
from ari_app.calls.conversations.talk import PAGE_TIME
from core.errors import NotFound, TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.offers import OfferEnded
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.relay.commands import DeskGone, DeskIs, DesksBeat, EndConversation, HoldCall, TransferCall
from tests.support.calls.browser_consultants import KOLNO, LOMZA, desks_beat, has_page, hears_music, talks
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time

ANNA, EWA, ZOFIA = "k20060-1", "k20060-2", "k20620-1"
QUICK = QueuePolicy(
    wrap_up_time=10, whispers=False, ring_time=6, neighbours_after=None, everyone_after=None, activate_ratio=None
)


@asynccontextmanager
async def in_conversation(
    *, browser: bool = False, talk_time: float = 300.0
) -> AsyncIterator[tuple[Centre, FakeChannel, str]]:
    """A caller of Kolno talks with Anna; Zofia of another office is ready."""
    async with a_centre(QUICK) as centre:
        if browser:
            has_page(centre, ANNA, FakePhone(talk_time=talk_time))
        else:
            centre.consultant(ANNA, FakePhone(talk_time=talk_time))
        centre.consultant(ZOFIA, FakePhone(talk_time=20))
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            party.start_soon(desks_beat, centre)
            call_id = await talks(centre)
            await anyio.sleep(5)
            yield centre, caller, call_id
            caller.far_end_hangs_up()
            await anyio.sleep(60)
            party.cancel_scope.cancel()
        centre.check_nothing_left()


# -- wrap-up


@in_virtual_time
async def test_a_wrap_up_that_is_extended_again_and_again_ends_and_the_next_caller_is_served() -> None:
    async with in_conversation() as (centre, caller, _):
        caller.far_end_hangs_up()
        await anyio.sleep(1)
        waiting = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, waiting)
            for _ in range(2):
                await anyio.sleep(8)
                centre.matchmaker.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
            await anyio.sleep(8)
            with pytest.raises(TransitionRefused, match="najwyżej 2 razy"):
                centre.matchmaker.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
            assert len(centre.of_type(ConversationStarted)) == 1
            await anyio.sleep(50)
            assert [e.agent for e in centre.of_type(ConversationStarted)] == [ANNA, ANNA]
            waiting.far_end_hangs_up()


# -- hold


@in_virtual_time
async def test_a_caller_on_hold_hears_music_and_then_the_consultant_again() -> None:
    async with in_conversation() as (centre, caller, call):
        leg = centre.exchange.leg_of(ANNA)
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await anyio.sleep(0.1)
        assert hears_music(centre, caller)
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.HOLD
        await anyio.sleep(7.9)
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=False))
        await anyio.sleep(0.1)
        [bridge] = centre.exchange.open_bridges.values()
        assert bridge.hear_each_other == {caller.id, leg.id}
        assert not bridge.has_music
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.TALKING
        assert [e.is_held for e in centre.of_type(CallHeld)] == [True, False]
        centre.desk.carry_out(EndConversation(ANNA, call))
        await anyio.sleep(1)
        [talked] = centre.of_type(ConversationEnded)
        assert talked.hold_time == pytest.approx(8.0)


@in_virtual_time
async def test_a_hold_that_is_asked_for_twice_is_one() -> None:
    async with in_conversation() as (centre, _, call):
        for _ in range(2):
            centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await anyio.sleep(1)
        assert len(centre.of_type(CallHeld)) == 1


@in_virtual_time
async def test_hold_by_key_and_at_the_desk_count_once() -> None:
    async with in_conversation() as (centre, _, call):
        leg = centre.exchange.leg_of(ANNA)
        leg.holds(is_held=True)
        await anyio.sleep(2)
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await anyio.sleep(2)
        leg.holds(is_held=False)
        await anyio.sleep(2)
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.HOLD
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=False))
        await anyio.sleep(2)
        leg.far_end_hangs_up()
        await anyio.sleep(1)
        [talked] = centre.of_type(ConversationEnded)
        assert talked.hold_time == pytest.approx(6.0)


@in_virtual_time
async def test_another_call_cannot_be_held() -> None:
    async with in_conversation() as (centre, _, call):
        for agent, wrong in ((ANNA, "call-other"), (ZOFIA, call)):
            with pytest.raises(TransitionRefused, match="nie prowadzi"):
                centre.desk.carry_out(HoldCall(agent, wrong, is_held=True))


# -- the end


@in_virtual_time
async def test_a_consultant_hangs_up_at_the_desk() -> None:
    async with in_conversation() as (centre, _, call):
        centre.desk.carry_out(EndConversation(ANNA, call))
        with pytest.raises(TransitionRefused):
            centre.desk.carry_out(EndConversation(ANNA, call))
        await anyio.sleep(0.5)
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.WRAP_UP
        [talked] = centre.of_type(ConversationEnded)
        assert talked.ended_by == "agent"
        assert talked.talk_time == pytest.approx(5.0)
        await centre.happens(CallEnded)
        assert centre.of_type(CallEnded)[0].reason == "completed"


@in_virtual_time
async def test_who_hangs_up_at_the_desk_at_once_has_dropped_the_caller() -> None:
    async with a_centre(QUICK) as centre:
        centre.consultant(ANNA, FakePhone(talk_time=300))
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            call = await talks(centre)
            await anyio.sleep(1)
            centre.consultant(EWA, FakePhone(talk_time=5))
            centre.desk.carry_out(EndConversation(ANNA, call))
            assert (await centre.happens(ConversationStarted)).agent == EWA
            assert centre.matchmaker.team.agent(ANNA).state is AgentState.NO_ANSWER
        centre.check_nothing_left()


# -- handing on


@in_virtual_time
async def test_a_caller_who_is_handed_on_waits_with_the_wait_of_before() -> None:
    async with in_conversation() as (centre, _, call):
        [entered] = centre.of_type(QueueEntered)
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        started = await centre.happens(ConversationStarted)
        assert started.agent == ZOFIA
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.WRAP_UP
        [handed_on] = centre.of_type(CallTransferred)
        assert (handed_on.agent, handed_on.to_office, handed_on.topic) == (ANNA, LOMZA, None)
        again = centre.of_type(QueueEntered)[-1]
        assert (again.queue, again.topic) == (LOMZA, entered.topic)
        first_wait, whole_wait = [e.wait_time for e in centre.of_type(QueueLeft)]
        assert again.waited_time == pytest.approx(first_wait, abs=0.1), "the conversation is no part of the wait"
        assert again.resumed_time == pytest.approx(5.0, abs=0.1), "the place is that of the first joining"
        assert whole_wait == pytest.approx(first_wait + 2.0, abs=0.2)
        await centre.happens(CallEnded)
        assert [e.reason for e in centre.of_type(CallEnded)] == ["completed"]
        assert [e.agent for e in centre.of_type(ConversationEnded)] == [ANNA, ZOFIA]


@in_virtual_time
async def test_a_topic_may_be_another_one_in_the_same_queue() -> None:
    async with in_conversation() as (centre, _, call):
        centre.consultant(EWA, FakePhone(talk_time=20))
        centre.desk.carry_out(TransferCall(ANNA, call, KOLNO, "employer"))
        assert (await centre.happens(ConversationStarted)).agent == EWA
        assert centre.of_type(QueueEntered)[-1].topic == "employer"


@in_virtual_time
async def test_what_cannot_take_a_call_is_refused_in_polish_and_the_conversation_goes_on() -> None:
    async with in_conversation() as (centre, _, call):
        with pytest.raises(NotFound, match="Nie ma takiego urzędu"):
            centre.desk.carry_out(TransferCall(ANNA, call, "99999"))
        with pytest.raises(TransitionRefused, match="z tej kolejki"):
            centre.desk.carry_out(TransferCall(ANNA, call, KOLNO))
        with pytest.raises(TransitionRefused, match="Nie ma takiego tematu"):
            centre.desk.carry_out(TransferCall(ANNA, call, LOMZA, "nonsense"))
        centre.matchmaker.wish(ZOFIA, AgentEvent.LOG_OUT)
        with pytest.raises(TransitionRefused, match="nikogo, kto odbiera"):
            centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await anyio.sleep(1)
        assert not centre.of_type(ConversationEnded)


# -- pages


@in_virtual_time
async def test_the_page_that_is_back_goes_on_with_the_same_leg() -> None:
    async with in_conversation(browser=True) as (centre, caller, _):
        leg = centre.exchange.leg_of(browser_endpoint(ANNA))
        centre.desk.carry_out(DeskGone(ANNA, "page-1"))
        await anyio.sleep(0.1)
        assert hears_music(centre, caller)
        await anyio.sleep(10)
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser"))
        await anyio.sleep(0.1)
        [bridge] = centre.exchange.open_bridges.values()
        assert bridge.hear_each_other == {caller.id, leg.id}
        assert [type(e) for e in centre.events if isinstance(e, PageLost | PageBack)] == [PageLost, PageBack]
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.TALKING


@pytest.mark.parametrize("is_said", [True, False], ids=["closed", "reloaded"])
@in_virtual_time
async def test_another_page_is_rung_and_the_conversation_goes_on(is_said: bool) -> None:
    async with in_conversation(browser=True) as (centre, caller, _):
        leg = centre.exchange.leg_of(browser_endpoint(ANNA))
        if is_said:
            centre.desk.carry_out(DeskGone(ANNA, "page-1"))
            await anyio.sleep(4)
        centre.desk.carry_out(DeskIs(ANNA, "page-2", "browser"))
        await anyio.sleep(1)
        assert hears_music(centre, caller)
        assert not leg.is_up, "the old page is not waited for"
        await centre.happens(PageBack)
        await anyio.sleep(0.1)
        new = centre.exchange.leg_of(browser_endpoint(ANNA))
        [bridge] = centre.exchange.open_bridges.values()
        assert new.id != leg.id
        assert bridge.hear_each_other == {caller.id, new.id}
        new.far_end_hangs_up()
        await anyio.sleep(0.5)
        assert [(e.agent, e.ended_by) for e in centre.of_type(ConversationEnded)] == [(ANNA, "agent")]


@in_virtual_time
async def test_a_page_that_is_not_registered_yet_is_rung_when_it_is() -> None:
    async with in_conversation(browser=True) as (centre, _, _call):
        centre.desk.carry_out(DeskGone(ANNA, "page-1"))
        centre.desks.telephone_is(browser_endpoint(ANNA), is_registered=False, is_engaged=False)
        centre.desk.carry_out(DeskIs(ANNA, "page-2", "browser"))
        await anyio.sleep(3)
        assert centre.exchange.phones[browser_endpoint(ANNA)].rung == 1, "only for the offer"
        centre.desks.telephone_is(browser_endpoint(ANNA), is_registered=True, is_engaged=False)
        await centre.happens(PageBack)
        assert centre.exchange.phones[browser_endpoint(ANNA)].rung == 2


@in_virtual_time
async def test_nobody_comes_back_and_the_caller_waits_at_the_old_place() -> None:
    async with in_conversation(browser=True) as (centre, _, _call):
        centre.desk.carry_out(DeskGone(ANNA, "page-1"))
        centre.consultant(EWA, FakePhone(talk_time=20))
        began = centre.clock.monotonic()
        await centre.happens(CallerRequeued)
        assert centre.clock.monotonic() - began == pytest.approx(PAGE_TIME)
        assert (await centre.happens(ConversationStarted)).agent == EWA
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.UNREACHABLE
        assert centre.of_type(ConversationEnded)[0].ended_by == "system"
        lost = next(e for e in centre.of_type(AgentStateChanged) if e.new == "unreachable")
        assert lost.trouble == "no_page"
        centre.desk.carry_out(DeskIs(ANNA, "page-2", "browser"))
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.AVAILABLE


@in_virtual_time
async def test_the_leg_of_a_lost_page_may_end_and_the_next_page_is_rung() -> None:
    async with in_conversation(browser=True) as (centre, _, _call):
        centre.desk.carry_out(DeskGone(ANNA, "page-1"))
        await anyio.sleep(1)
        centre.exchange.leg_of(browser_endpoint(ANNA)).far_end_hangs_up()
        await anyio.sleep(1)
        assert not centre.of_type(ConversationEnded)
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser"))
        await centre.happens(PageBack)


@in_virtual_time
async def test_a_web_service_that_dies_ends_no_conversation() -> None:
    async with in_conversation(browser=True) as (centre, _, _call):
        centre.desks.telephone_is(browser_endpoint(ANNA), is_registered=False, is_engaged=False)
        await anyio.sleep(40)
        assert not centre.of_type(PageLost)
        assert not centre.of_type(ConversationEnded)


@pytest.mark.parametrize("is_said", [True, False], ids=["closed", "reloaded"])
@in_virtual_time
async def test_a_page_that_goes_while_it_rings_ends_the_offer_at_once(is_said: bool) -> None:
    async with a_centre(QUICK) as centre:
        has_page(centre, ANNA, FakePhone(behaviour="rings_on"))
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            party.start_soon(desks_beat, centre)
            await anyio.sleep(2)
            assert centre.matchmaker.team.agent(ANNA).state is AgentState.RINGING
            centre.consultant(EWA, FakePhone(talk_time=5))
            if is_said:
                centre.desk.carry_out(DeskGone(ANNA, "page-1"))
            else:
                centre.desk.carry_out(DeskIs(ANNA, "page-2", "browser", "no_microphone"))
            assert (await centre.happens(OfferEnded)).outcome == "unreachable"
            assert centre.matchmaker.team.agent(ANNA).state is AgentState.UNREACHABLE
            assert (await centre.happens(ConversationStarted)).agent == EWA
            await centre.happens(CallEnded)
            party.cancel_scope.cancel()
        centre.check_nothing_left()


@in_virtual_time
async def test_beats_that_stop_make_unreachable_and_are_back_by_themselves() -> None:
    async with a_centre(QUICK) as centre:
        has_page(centre, ANNA, FakePhone())
        await anyio.sleep(2.9)
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.AVAILABLE
        await anyio.sleep(0.2)
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.UNREACHABLE
        centre.desk.carry_out(DesksBeat())
        assert centre.matchmaker.team.agent(ANNA).state is AgentState.AVAILABLE


@pytest.mark.parametrize("is_open", [True, False], ids=["open", "closed"])
@in_virtual_time
async def test_a_page_that_was_closed_while_the_web_service_began_anew_is_noticed(is_open: bool) -> None:
    async with a_centre(QUICK) as centre:
        agent = has_page(centre, ANNA, FakePhone(talk_time=100))
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser", service="hub-1"))
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            await talks(centre)
            for second in range(25):
                centre.desk.carry_out(DesksBeat("hub-2"))
                if is_open and second == 18:
                    centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser", service="hub-2"))
                assert hears_music(centre, caller) is (not is_open and second > 20), second
                await anyio.sleep(1)
            assert (agent.trouble is None) is is_open
            assert bool(centre.of_type(PageLost)) is not is_open
            party.cancel_scope.cancel()
        centre.check_nothing_left()


@in_virtual_time
async def test_of_two_web_services_each_keeps_its_pages() -> None:
    async with a_centre(QUICK) as centre:
        agent = has_page(centre, ANNA, FakePhone())
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser", service="hub-1"))
        for _ in range(60):
            for service in ("hub-1", "hub-2"):
                centre.desk.carry_out(DesksBeat(service))
            assert agent.trouble is None
            await anyio.sleep(1)
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser", service="hub-2"))
        centre.desk.carry_out(DeskGone(ANNA, "page-1", "hub-1"))  # which has noticed late
        for _ in range(60):
            centre.desk.carry_out(DesksBeat("hub-2"))
            assert agent.trouble is None
            await anyio.sleep(1)


@in_virtual_time
async def test_readiness_is_refused_with_the_cause_and_why_no_calls_names_it() -> None:
    async with a_centre(QUICK) as centre:
        has_page(centre, ANNA, FakePhone())
        centre.matchmaker.wish(ANNA, AgentEvent.PAUSE, "meal")
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "browser", "no_microphone"))
        with pytest.raises(TransitionRefused, match="mikrofonu"):
            centre.matchmaker.wish(ANNA, AgentEvent.READY)
        assert any("mikrofonu" in said for said in why_no_calls(centre.matchmaker, ANNA, centre.clock.monotonic()))
        centre.desk.carry_out(DeskIs(ANNA, "page-1", "sip"))
        with pytest.raises(TransitionRefused, match="nie jest zarejestrowany"):
            centre.matchmaker.wish(ANNA, AgentEvent.READY)
        centre.desks.telephone_is(ANNA, is_registered=True, is_engaged=False)
        centre.desk.carry_out(DeskGone(ANNA, "page-1"))
        assert centre.matchmaker.wish(ANNA, AgentEvent.READY).state is AgentState.AVAILABLE
