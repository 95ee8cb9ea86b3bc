"""A consultant calls a colleague into the conversation: apart, together, handed over, and whoever hangs up."""

from contextlib import suppress

import anyio
import anyio.lowlevel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.live.agent_state import AgentState
from ari_app.calls.conversations.guests import LOST_TIME
from ari_app.calls.desk_commands import DeskCommand
from core.errors import NotFound, TelephonyFailed, TransitionRefused
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.colleagues import ColleagueCame, ColleagueEnded, ColleagueMode
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.transfers import TransferEnded
from core.relay.commands import (
    CallColleague,
    DismissColleague,
    EndConversation,
    HandOver,
    HoldCall,
    LeaveConversation,
    MoveColleague,
)
from tests.support.calls.browser_consultants import LOMZA
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.calls.three_parties import ANNA, SOON, ZOFIA, ZUS, Three, room, three
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


# -- aside

ASIDE = {room("caller", ANNA), room(ZOFIA)}  # Zofia's telephone is alone with the ear


@in_virtual_time
async def test_a_colleague_aside_hears_both_and_only_the_consultant_hears_the_colleague() -> None:
    async with three() as it:
        await it.calls("aside")
        assert it.rooms() == ASIDE
        assert it.aside() == (ZOFIA, ANNA)
        await anyio.sleep(3)
        await it.asks(DismissColleague(ANNA, it.call))
        assert it.rooms() == {room("caller", ANNA)}
        assert it.aside() is None
        [ended] = it.centre.of_type(ColleagueEnded)
        assert (ended.apart_time, ended.together_time) == (0.0, 0.0)
        assert ended.aside_time == pytest.approx(3 + SOON, abs=0.1)


@in_virtual_time
async def test_from_each_mode_into_each_other_without_a_new_call() -> None:
    expected = {
        "apart": {room("caller"), room(ANNA, ZOFIA)},
        "together": {room("caller", ANNA, ZOFIA)},
        "aside": ASIDE,
    }
    ways: list[ColleagueMode] = ["aside", "together", "aside", "apart", "together", "apart", "aside"]
    async with three() as it:
        await it.calls("apart")
        for mode in ways:
            await it.asks(MoveColleague(ANNA, it.call, mode))
            assert it.rooms() == expected[mode]
            assert it.aside() == ((ZOFIA, ANNA) if mode == "aside" else None)
        assert it.centre.exchange.phones[ZOFIA].rung == 1


@in_virtual_time
async def test_nothing_of_a_caller_on_hold_is_heard_aside_and_the_two_talk_meanwhile() -> None:
    async with three() as it:
        await it.calls("aside")
        await it.asks(HoldCall(ANNA, it.call, is_held=True))
        assert it.rooms() == {room("caller"), room(ANNA, ZOFIA)}
        assert it.aside() is None
        await it.asks(HoldCall(ANNA, it.call, is_held=False))
        assert (it.rooms(), it.aside()) == (ASIDE, (ZOFIA, ANNA))
        it.centre.exchange.leg_of(ANNA).holds(is_held=True)  # by the telephone's own key
        await anyio.sleep(SOON)
        assert it.aside() is None
        it.centre.exchange.leg_of(ANNA).holds(is_held=False)
        await anyio.sleep(SOON)
        assert it.aside() == (ZOFIA, ANNA)


@in_virtual_time
async def test_a_secret_is_not_heard_aside_and_it_is_certain_before_it_is_asked() -> None:
    async with three() as it:
        await it.calls("aside")
        talk = it.centre.services.talks.held_by(ANNA)
        assert talk is not None
        async with talk.recording.silent():
            assert it.aside() is None
        await anyio.sleep(SOON)
        assert it.aside() == (ZOFIA, ANNA)
        await it.asks(MoveColleague(ANNA, it.call, "apart"))
        async with talk.recording.silent():
            await it.asks(MoveColleague(ANNA, it.call, "aside"))
            assert it.aside() is None, "an ear that begins in a secret is shut"
        await anyio.sleep(SOON)
        assert it.aside() == (ZOFIA, ANNA)


@in_virtual_time
async def test_an_ear_that_is_lost_costs_the_colleague_and_nobody_else() -> None:
    async with three() as it:
        await it.calls("aside")
        it.centre.exchange.loses_ears()
        await anyio.sleep(2)
        assert it.rooms() == {room("caller", ANNA)}
        assert [one.why for one in it.centre.of_type(ColleagueEnded)] == ["failed"]
        assert it.state(ZOFIA) is AgentState.WRAP_UP


@in_virtual_time
async def test_a_consultant_who_hangs_up_hands_over_to_whoever_was_aside() -> None:
    async with three() as it:
        await it.calls("aside")
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert (it.rooms(), it.aside()) == ({room("caller", ZOFIA)}, None)
        await anyio.sleep(3)
        assert it.rooms() == {room("caller", ZOFIA)}, "the ear went with the consultant"


@in_virtual_time
async def test_nobody_outside_hears_a_conversation_without_being_in_it() -> None:
    async with three() as it:
        with pytest.raises(TransitionRefused):
            it.centre.desk.carry_out(CallColleague(ANNA, it.call, "", "aside", ZUS.id))
        await it.calls_outside("apart")
        with pytest.raises(TransitionRefused):
            it.centre.desk.carry_out(MoveColleague(ANNA, it.call, "aside"))
        assert it.rooms() == {room("caller"), room(ANNA, "zus")}


# -- whoever is ready at an office


@in_virtual_time
async def test_whoever_is_ready_in_an_office_is_called_and_if_nobody_is_that_is_said() -> None:
    async with three() as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, LOMZA, "together"))
        with pytest.raises(TransitionRefused, match="jest już druga osoba"):
            it.centre.desk.carry_out(CallColleague(ANNA, it.call, LOMZA, "together"))
        await anyio.sleep(2 + SOON)
        assert it.rooms() == {room("caller", ANNA, ZOFIA)}
        await it.asks(DismissColleague(ANNA, it.call))
        with pytest.raises(TransitionRefused, match="nikt nie jest teraz gotowy"):
            it.centre.desk.carry_out(CallColleague(ANNA, it.call, LOMZA, "together"))


@in_virtual_time
async def test_who_has_handed_over_is_free_for_the_next_call_only_when_the_telephone_is() -> None:
    """The next caller is offered at once: an engaged telephone would refuse, and the consultant be blamed."""
    async with three() as it:
        await it.calls()
        was_up: list[bool] = []

        def look(event: AnyEvent) -> None:
            if isinstance(event, AgentStateChanged) and event.agent == ANNA and event.new == "wrap_up":
                leg = it.centre.exchange.find_leg_of(ANNA)
                was_up.append(leg is not None and leg.is_up)

        it.centre.bus.listen(look)
        await it.asks(HandOver(ANNA, it.call))
        assert was_up == [False]


# -- whatever comes after whatever

ACTS = (
    "apart",
    "together",
    "aside",
    "promise",
    "outside",
    "promise outside",
    "move apart",
    "move together",
    "move aside",
    "dismiss",
    "hand over",
    "hold",
    "go on",
    "end",
    "leave",
    "wait",
    "agent goes",
    "zofia goes",
    "zus goes",
    "caller goes",
    "ear goes",
    "secret",
)


async def _do(it: Three, act: str) -> None:
    """By whoever has the call; what is refused changes nothing."""
    talks = it.centre.services.talks
    has_call = next((one for one in (ANNA, ZOFIA) if talks.held_by(one) is not None), ANNA)
    other = ZOFIA if has_call == ANNA else ANNA
    commands: dict[str, DeskCommand] = {
        "apart": CallColleague(has_call, it.call, other, "apart"),
        "together": CallColleague(has_call, it.call, other, "together"),
        "aside": CallColleague(has_call, it.call, other, "aside"),
        "promise": CallColleague(has_call, it.call, other, "apart", hands_over=True),
        "outside": CallColleague(has_call, it.call, "", "together", ZUS.id),
        "promise outside": CallColleague(has_call, it.call, "", "apart", ZUS.id, hands_over=True),
        "move apart": MoveColleague(has_call, it.call, "apart"),
        "move together": MoveColleague(has_call, it.call, "together"),
        "move aside": MoveColleague(has_call, it.call, "aside"),
        "dismiss": DismissColleague(has_call, it.call),
        "hand over": HandOver(has_call, it.call),
        "hold": HoldCall(has_call, it.call, is_held=True),
        "go on": HoldCall(has_call, it.call, is_held=False),
        "end": EndConversation(has_call, it.call),
        "leave": LeaveConversation(other, it.call),
    }
    if act in commands:
        with suppress(TransitionRefused):
            it.centre.desk.carry_out(commands[act])
    elif act == "caller goes":
        it.caller.far_end_hangs_up()
    elif act == "ear goes":
        it.centre.exchange.loses_ears()
        await anyio.sleep(LOST_TIME + SOON)  # until it is certain that the consultant has not gone with it
    elif act == "secret" and (talk := talks.held_by(has_call)) is not None:
        with suppress(TelephonyFailed):
            async with talk.recording.silent():
                assert it.aside() is None, "a secret is heard"
    elif act.endswith("goes"):
        leg = it.leg({"agent goes": has_call, "zofia goes": ZOFIA, "zus goes": "zus"}[act])
        if leg is not None:
            leg.far_end_hangs_up()


def _check(it: Three) -> None:
    """The caller is on one bridge while somebody has the call, nobody is on two, and nobody waits alone but for
    the caller, with music, and whoever is aside, with an ear."""
    rooms, aside = it.rooms(), it.aside()
    if any(it.centre.services.talks.held_by(one) for one in (ANNA, ZOFIA)):
        assert any("caller" in one for one in rooms)
    alone = {one for one in rooms if len(one) == 1} - {room("caller")}
    assert alone <= ({room(aside[0])} if aside is not None else set()), "somebody waits alone"


def _check_times(it: Three) -> None:
    """What a guest's times add up to is the time for which the guest was there; each conversation has one end."""
    centre = it.centre
    came = {one.colleague or one.target: one for one in centre.of_type(ColleagueCame)}
    for ended in centre.of_type(ColleagueEnded):
        there = ended.apart_time + ended.together_time + ended.aside_time
        begun = came.get(ended.colleague or ended.target)
        if begun is None or not there:
            continue
        assert there <= (ended.ticks or 0) - (begun.ticks or 0) + 300
    starts, ends = centre.of_type(ConversationStarted), centre.of_type(ConversationEnded)
    assert [one.agent for one in starts] == [one.agent for one in ends]
    for start, end in zip(starts, ends, strict=True):
        assert end.talk_time == pytest.approx((end.ticks or 0) - (start.ticks or 0), abs=0.01)
    [call_ended] = centre.of_type(CallEnded)
    talked = sum(one.talk_time for one in ends) + sum(one.talk_time for one in centre.of_type(TransferEnded))
    assert talked <= call_ended.duration_time + 0.01


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from((0.0, 0.05, 1.0, 3.0))), max_size=14))
def test_whatever_is_asked_in_whatever_order_nobody_is_lost_or_left_behind(acts: list[tuple[str, float]]) -> None:
    @in_virtual_time
    async def story() -> None:
        async with three() as it:
            for act, pause in acts:
                await _do(it, act)
                await anyio.sleep(pause)
                if pause >= 1:
                    _check(it)
        _check_times(it)

    story()


@in_virtual_time
async def test_a_call_that_is_handed_over_while_the_mode_is_being_changed_reaches_the_colleague() -> None:
    async with three() as it:
        await it.calls("together")
        it.centre.desk.carry_out(MoveColleague(ANNA, it.call, "aside"))
        await anyio.lowlevel.checkpoint()  # the exchange is at it
        it.centre.desk.carry_out(HandOver(ANNA, it.call))
        await anyio.sleep(SOON)
        assert it.rooms() == {room("caller", ZOFIA)}
