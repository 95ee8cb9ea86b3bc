"""A call is handed over to whoever answers, and comes back when nobody does; also to numbers outside."""

import anyio
import pytest

from acd.live.agent_state import AgentState
from core.errors import NotFound, TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.colleagues import ColleagueEnded, ColleagueMode
from core.facts.kinds.conversations import CallerRequeued, ConversationEnded, ConversationStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted
from core.facts.kinds.waiting import QueueEntered
from core.live.call_story import folded_call
from core.relay.commands import (
    CallColleague,
    DismissColleague,
    EndConversation,
    HandOver,
    HoldCall,
    LeaveConversation,
    MoveColleague,
)
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.calls.three_parties import ANNA, SOON, ZOFIA, ZUS, Three, room, three
from tests.support.timing.virtual_time import in_virtual_time


def _missed(it: Three) -> tuple[str, str]:
    story = folded_call(it.centre.events).story
    return story.missed, story.missed_why


@in_virtual_time
async def test_whoever_answers_has_the_call_at_once_and_the_consultant_talks_on_until_then() -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(1)
        assert it.rooms() == {room("caller", ANNA)}
        await anyio.sleep(1 + SOON)
        assert it.rooms() == {room("caller", ZOFIA)}
        assert (it.state(ANNA), it.state(ZOFIA)) == (AgentState.WRAP_UP, AgentState.TALKING)
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ZOFIA]
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["has_call"]


@pytest.mark.parametrize("by", ["telephone", "page"])
@in_virtual_time
async def test_a_consultant_who_goes_at_once_leaves_the_caller_with_music_until_the_answer(by: str) -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(0.5)
        if by == "page":
            it.centre.desk.carry_out(EndConversation(ANNA, it.call))
        else:
            it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller")}
        assert it.leg(ANNA) is None
        assert it.state(ANNA) is AgentState.WRAP_UP
        with pytest.raises(TransitionRefused):
            it.centre.desk.carry_out(HoldCall(ANNA, it.call, is_held=True))
        await anyio.sleep(2)
        assert it.rooms() == {room("caller", ZOFIA)}
        assert [one.ended_by for one in it.centre.of_type(ConversationEnded)] == ["agent"]
        await it.asks(EndConversation(ZOFIA, it.call))
        assert [one.agent for one in it.centre.of_type(ConversationEnded)] == [ANNA, ZOFIA]
        assert not it.centre.of_type(CallerRequeued)


@pytest.mark.parametrize(
    ("behaviour", "why"), [("rings_on", "no_answer"), ("declines", "declined"), ("unregisters", "unreachable")]
)
@in_virtual_time
async def test_nobody_answers_and_the_caller_is_back_in_the_queue_at_the_old_place(
    behaviour: Behaviour, why: str
) -> None:
    async with three(FakePhone(behaviour)) as it:
        [first] = it.centre.of_type(QueueEntered)
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(0.5)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(24)
        [back] = it.centre.of_type(CallerRequeued)
        assert (back.agent, back.why) == (ANNA, "colleague")
        _, second = it.centre.of_type(QueueEntered)
        assert second.queue == first.queue
        assert second.resumed_time > 0
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == [why]
        # Anna has done her wrap-up and is the first to be offered the call again.
        assert [one.agent for one in it.centre.of_type(ConversationStarted)] == [ANNA, ANNA]
        assert it.rooms() == {room("caller", ANNA)}
        arrival = folded_call(it.centre.events).story.arrival
        assert arrival is not None
        assert arrival.kind == "not_taken_over"


@in_virtual_time
async def test_nobody_answers_and_who_has_stayed_is_told_why() -> None:
    async with three(FakePhone("declines")) as it:
        await it.calls(hands_over=True)
        assert it.rooms() == {room("caller", ANNA)}
        assert _missed(it) == (ZOFIA, "declined")
        it.centre.exchange.phones[ZOFIA].behaviour = "answers"
        await it.calls_outside(hands_over=True)
        assert _missed(it) == ("", "")


@in_virtual_time
async def test_a_colleague_may_decline_at_the_page_also_when_the_consultant_has_gone() -> None:
    async with three(FakePhone("rings_on")) as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(0.5)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(0.5)
        await it.asks(LeaveConversation(ZOFIA, it.call))
        assert it.state(ZOFIA) is AgentState.NO_ANSWER
        assert len(it.centre.of_type(CallerRequeued)) == 1


@in_virtual_time
async def test_a_consultant_may_think_better_of_it_while_it_rings() -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(1)
        await it.asks(DismissColleague(ANNA, it.call))
        assert it.rooms() == {room("caller", ANNA)}
        assert it.state(ZOFIA) is AgentState.AVAILABLE


@in_virtual_time
async def test_a_caller_who_hangs_up_while_nobody_has_the_call_leaves_nobody_behind() -> None:
    async with three(FakePhone("rings_on")) as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart", hands_over=True))
        await anyio.sleep(0.5)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(3)
        it.caller.far_end_hangs_up()
        await anyio.sleep(SOON)
        assert [one.ended_by for one in it.centre.of_type(ConversationEnded)] == ["agent"]
        assert [one.reason for one in it.centre.of_type(CallEnded)] == ["caller_hung_up"]
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["over"]
        assert it.state(ZOFIA) is AgentState.AVAILABLE


# -- numbers outside


@pytest.mark.parametrize("mode", ["apart", "together"])
@in_virtual_time
async def test_somebody_outside_is_asked_and_goes_again(mode: ColleagueMode) -> None:
    async with three() as it:
        await it.calls_outside(mode)
        apart = {room("caller"), room(ANNA, "zus")}
        assert it.rooms() == (apart if mode == "apart" else {room("caller", ANNA, "zus")})
        other: ColleagueMode = "together" if mode == "apart" else "apart"
        await it.asks(MoveColleague(ANNA, it.call, other))
        assert it.rooms() == (apart if other == "apart" else {room("caller", ANNA, "zus")})
        await it.asks(DismissColleague(ANNA, it.call))
        assert it.rooms() == {room("caller", ANNA)}
        [ended] = it.centre.of_type(ColleagueEnded)
        assert (ended.colleague, ended.target, ended.why) == ("", ZUS.id, "back")
        assert not it.centre.of_type(TransferStarted)


@pytest.mark.parametrize("how", ["apart", "together", "at the answer", "by hanging up", "left before the answer"])
@in_virtual_time
async def test_the_caller_talks_on_with_the_number_and_the_office_has_no_conversation_any_more(how: str) -> None:
    async with three() as it:
        if how in ("apart", "together"):
            await it.calls_outside("apart" if how == "apart" else "together")
            await it.asks(HandOver(ANNA, it.call))
        elif how == "at the answer":
            await it.calls_outside(hands_over=True)
        elif how == "by hanging up":
            await it.calls_outside()
            it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
            await anyio.sleep(SOON)
        else:
            it.centre.desk.carry_out(CallColleague(ANNA, it.call, "", "apart", ZUS.id, hands_over=True))
            await anyio.sleep(0.5)
            it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
            await anyio.sleep(2 + SOON)
        assert it.rooms() == {room("caller", "zus")}
        assert it.leg(ANNA) is None
        assert it.state(ANNA) is AgentState.WRAP_UP
        assert len(it.centre.of_type(ConversationEnded)) == 1
        assert not it.centre.exchange.recording
        assert len(it.centre.of_type(RecordingStarted)) == len(it.centre.of_type(RecordingEnded))
        [answered] = it.centre.of_type(TransferAnswered)
        assert answered.target == ZUS.id
        await anyio.sleep(20)
        zus = it.leg("zus")
        assert zus is not None
        zus.far_end_hangs_up()
        await anyio.sleep(SOON)
        [ended] = it.centre.of_type(TransferEnded)
        assert ended.outcome == "connected"
        assert ended.talk_time == pytest.approx(20, abs=1)
        await anyio.sleep(20)
        assert [one.reason for one in it.centre.of_type(CallEnded)] == ["completed"]


@in_virtual_time
async def test_the_number_does_not_answer_and_the_caller_is_back_in_the_queue() -> None:
    async with three(is_zus_there=False) as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, "", "apart", ZUS.id, hands_over=True))
        await anyio.sleep(0.5)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(21)
        assert [one.why for one in it.centre.of_type(CallerRequeued)] == ["colleague"]
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["no_answer"]


@in_virtual_time
async def test_only_numbers_of_the_list_and_of_that_line_are_rung() -> None:
    async with three() as it:
        call = it.centre.desk.carry_out
        with pytest.raises(NotFound):
            call(CallColleague(ANNA, it.call, "", "apart", "225601600"))
        it.centre.transfers.replace([type(ZUS)(ZUS.id, ZUS.name, ZUS.number, frozenset({"9524"}))])
        with pytest.raises(TransitionRefused, match="Z tej linii"):
            call(CallColleague(ANNA, it.call, "", "apart", ZUS.id))
        with pytest.raises(TransitionRefused):
            call(CallColleague(ANNA, it.call, ZOFIA, "apart", ZUS.id))
        assert not it.centre.exchange.dialled
