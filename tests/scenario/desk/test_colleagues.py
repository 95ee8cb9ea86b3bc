"""A consultant calls a colleague into the conversation: apart, together, handed over, and whoever hangs up."""

from contextlib import suppress

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.live.agent_state import AgentState
from ari_app.calls.desk_commands import DeskCommand
from core.errors import NotFound, TransitionRefused
from core.facts.events import (
    ColleagueCame,
    ColleagueEnded,
    ColleagueMode,
    ConversationEnded,
    ConversationStarted,
)
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
from tests.support.calls.three_parties import ANNA, SOON, ZOFIA, Three, room, three
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_a_colleague_is_asked_apart_while_the_caller_hears_music_and_the_consultant_goes_back() -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        await anyio.sleep(1)
        assert it.rooms() == {room("caller", ANNA)}, "while it rings both go on talking"
        assert it.state(ZOFIA) is AgentState.RINGING
        await anyio.sleep(1 + SOON)
        assert it.rooms() == {room("caller"), room(ANNA, ZOFIA)}
        assert it.state(ZOFIA) is AgentState.TALKING
        await it.asks(DismissColleague(ANNA, it.call))
        assert it.rooms() == {room("caller", ANNA)}
        assert it.state(ZOFIA) is AgentState.WRAP_UP
        [ended] = it.centre.of_type(ColleagueEnded)
        assert (ended.why, ended.ring_time, ended.together_time) == ("back", 2.0, 0.0)
        assert ended.apart_time == pytest.approx(SOON, abs=0.05)


@in_virtual_time
async def test_all_three_talk_and_the_colleague_may_go() -> None:
    async with three() as it:
        await it.calls("together")
        assert it.rooms() == {room("caller", ANNA, ZOFIA)}
        await it.asks(MoveColleague(ANNA, it.call, "apart"))
        assert it.rooms() == {room("caller"), room(ANNA, ZOFIA)}
        await it.asks(MoveColleague(ANNA, it.call, "together"))
        assert it.rooms() == {room("caller", ANNA, ZOFIA)}
        it.centre.desk.carry_out(LeaveConversation(ZOFIA, it.call))
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ANNA)}
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["left"]


@pytest.mark.parametrize("mode", ["apart", "together"])
@in_virtual_time
async def test_the_colleague_has_the_call_and_the_consultant_is_done(mode: ColleagueMode) -> None:
    async with three() as it:
        await it.calls(mode)
        await it.asks(HandOver(ANNA, it.call))
        assert it.rooms() == {room("caller", ZOFIA)}
        assert (it.state(ANNA), it.state(ZOFIA)) == (AgentState.WRAP_UP, AgentState.TALKING)
        await it.asks(HoldCall(ZOFIA, it.call, is_held=True))
        assert it.rooms() == {room("caller")}
        await it.asks(HoldCall(ZOFIA, it.call, is_held=False))
        await it.asks(EndConversation(ZOFIA, it.call))
        assert not it.centre.exchange.open_bridges
        started, ended = it.centre.of_type(ConversationStarted), it.centre.of_type(ConversationEnded)
        assert [one.agent for one in started] == [one.agent for one in ended] == [ANNA, ZOFIA]
        assert [one.ended_by for one in ended] == ["agent", "agent"]


@pytest.mark.parametrize("mode", ["apart", "together"])
@in_virtual_time
async def test_a_consultant_who_hangs_up_while_a_colleague_is_there_has_handed_the_call_over(
    mode: ColleagueMode,
) -> None:
    async with three() as it:
        await it.calls(mode)
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ZOFIA)}
        assert it.state(ANNA) is AgentState.WRAP_UP


@pytest.mark.parametrize("mode", ["apart", "together"])
@in_virtual_time
async def test_a_colleague_who_hangs_up_leaves_the_consultant_with_the_caller(mode: ColleagueMode) -> None:
    async with three() as it:
        await it.calls(mode)
        it.centre.exchange.leg_of(ZOFIA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ANNA)}
        assert it.state(ZOFIA) is AgentState.WRAP_UP


@pytest.mark.parametrize("mode", ["apart", "together"])
@in_virtual_time
async def test_a_caller_who_hangs_up_leaves_nobody_behind(mode: ColleagueMode) -> None:
    async with three() as it:
        await it.calls(mode)
        it.caller.far_end_hangs_up()
        await anyio.sleep(SOON)
        assert not it.centre.exchange.open_bridges
        assert {it.state(ANNA), it.state(ZOFIA)} == {AgentState.WRAP_UP}
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["over"]


@pytest.mark.parametrize(
    ("behaviour", "why", "state"),
    [
        ("rings_on", "no_answer", AgentState.NO_ANSWER),
        ("declines", "declined", AgentState.NO_ANSWER),
        ("unregisters", "unreachable", AgentState.UNREACHABLE),
    ],
)
@in_virtual_time
async def test_a_colleague_who_does_not_answer_changes_nothing_for_the_caller(
    behaviour: Behaviour, why: str, state: AgentState
) -> None:
    async with three(FakePhone(behaviour)) as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        for _ in range(25):
            assert it.rooms() == {room("caller", ANNA)}
            await anyio.sleep(1)
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == [why]
        assert not it.centre.of_type(ColleagueCame)
        assert it.state(ZOFIA) is state


@in_virtual_time
async def test_a_colleague_who_is_not_needed_any_more_is_rung_no_longer_and_unblamed() -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        await anyio.sleep(1)
        await it.asks(DismissColleague(ANNA, it.call))
        assert it.state(ZOFIA) is AgentState.AVAILABLE
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["withdrawn"]


@in_virtual_time
async def test_who_cannot_be_called_in_is_said_and_nothing_is_done() -> None:
    async with three() as it:
        call = it.centre.desk.carry_out
        with pytest.raises(NotFound):
            call(CallColleague(ANNA, it.call, "k00000-1", "apart"))
        with pytest.raises(TransitionRefused):
            call(CallColleague(ANNA, it.call, ANNA, "apart"))
        with pytest.raises(TransitionRefused):
            call(HandOver(ANNA, it.call))
        call(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        with pytest.raises(TransitionRefused, match="jeszcze nie odebrała"):
            call(HandOver(ANNA, it.call))
        with pytest.raises(TransitionRefused, match="jest już druga osoba"):
            call(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        with pytest.raises(TransitionRefused):
            call(LeaveConversation(ANNA, it.call))


# -- whatever comes after whatever

ACTS = (
    "apart",
    "together",
    "move",
    "dismiss",
    "hand over",
    "hold",
    "go on",
    "leave",
    "wait",
    "agent goes",
    "zofia goes",
)


async def _do(it: Three, act: str) -> None:
    """By whoever has the call; what is refused changes nothing."""
    has_call = next((one for one in (ANNA, ZOFIA) if it.centre.services.talks.held_by(one) is not None), None)
    if has_call is None:
        return
    other = ZOFIA if has_call == ANNA else ANNA
    leg = it.centre.exchange.find_leg_of(has_call if act == "agent goes" else ZOFIA)
    commands: dict[str, DeskCommand] = {
        "apart": CallColleague(has_call, it.call, other, "apart"),
        "together": CallColleague(has_call, it.call, other, "together"),
        "move": MoveColleague(has_call, it.call, "together"),
        "dismiss": DismissColleague(has_call, it.call),
        "hand over": HandOver(has_call, it.call),
        "hold": HoldCall(has_call, it.call, is_held=True),
        "go on": HoldCall(has_call, it.call, is_held=False),
        "leave": LeaveConversation(other, it.call),
    }
    if act in commands:
        with suppress(TransitionRefused):
            it.centre.desk.carry_out(commands[act])
    elif act != "wait" and leg is not None:
        leg.far_end_hangs_up()


def _check(it: Three) -> None:
    """The caller is on one bridge while somebody has the call, and nobody is on two."""
    members = [one for bridge in it.centre.exchange.open_bridges.values() for one in bridge.hear_each_other]
    assert len(members) == len(set(members)), "somebody is on two bridges"
    if any(it.centre.services.talks.held_by(one) for one in (ANNA, ZOFIA)):
        assert it.caller.id in members
    for bridge in it.centre.exchange.open_bridges.values():
        is_alone = len(bridge.hear_each_other) == 1
        assert not is_alone or bridge.hear_each_other == {it.caller.id}, "somebody waits alone"


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from((0.0, 0.05, 1.0, 3.0))), max_size=12))
def test_whatever_is_asked_in_whatever_order_nobody_is_lost_or_left_behind(acts: list[tuple[str, float]]) -> None:
    @in_virtual_time
    async def story() -> None:
        async with three() as it:
            for act, pause in acts:
                await _do(it, act)
                await anyio.sleep(pause)
                if pause >= 1:
                    _check(it)

    story()
