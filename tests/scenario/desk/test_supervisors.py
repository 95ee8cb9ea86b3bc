"""A supervisor whispers, barges in, takes over; consultants ask for help; whoever hangs up, and whatever dies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.live.agent_state import AgentEvent, AgentState
from ari_app.calls.conversations.guests import LOST_TIME
from core.errors import S724Error, TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.colleagues import (
    ColleagueMode,
    HelpAsked,
    HelpEnded,
    ListeningInBegan,
    ListeningInEnded,
    ListeningInMoved,
    SupervisorMode,
)
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.relay.commands import (
    CallColleague,
    CallForHelp,
    DismissColleague,
    EndConversation,
    HandOver,
    HoldCall,
    LeaveConversation,
    MoveColleague,
    TakeOver,
)
from core.telephony.telephony import EarFor
from tests.scenario.desk.test_desk import ANNA, QUICK, ZOFIA
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.browser_consultants import KOLNO, desks_beat, talks
from tests.support.calls.fake_centre import Centre, a_centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.three_parties import ZUS, answers_and_waits
from tests.support.timing.virtual_time import in_virtual_time

BOSS = "s20060-1"
NAMES = ("caller", ANNA, ZOFIA, BOSS)
SOON = 0.3  # seconds
MODES: tuple[SupervisorMode, ...] = ("listen", "whisper", "barge_in")


def has_telephone(centre: Centre, phone: FakePhone | None = None) -> None:
    """The supervisor has a telephone, and takes no calls."""
    centre.employs(BOSS)
    centre.exchange.phones[BOSS] = phone or FakePhone(answer_time=1.0, talk_time=300)
    centre.desks.telephone_is(BOSS, is_registered=True, is_engaged=False)


class Supervised:
    """A caller talks with Anna, Zofia of another office is ready, and the supervisor takes part."""

    def __init__(self, centre: Centre, caller: FakeChannel, call: str) -> None:
        self.centre = centre
        self.caller = caller
        self.call = call

    def names(self) -> dict[str, str]:
        names = {self.caller.id: "caller"}
        for agent in (ANNA, ZOFIA, BOSS, ZUS.number):
            if (leg := self.centre.exchange.find_leg_of(agent)) is not None:
                names[leg.id] = agent
        return names

    def together(self) -> set[frozenset[str]]:
        """Who is on a bridge with whom; the supervisor alone, and whoever is alone with an ear, is left out."""
        names = self.names()
        bridges = self.centre.exchange.open_bridges.values()
        rooms = {frozenset(names.get(one, "nobody") for one in bridge.hear_each_other) for bridge in bridges}
        with_ears = {frozenset({names.get(listener, "nobody")}) for listener in self.centre.exchange.ears}
        return rooms - {frozenset({BOSS}), frozenset()} - with_ears

    def ear(self) -> tuple[str, EarFor] | None:
        """Of whom the supervisor has an open ear, and what for."""
        names, leg = self.names(), self.centre.exchange.find_leg_of(BOSS)
        found = None if leg is None else self.centre.exchange.ears.get(leg.id)
        return None if found is None else (names.get(found[0], "nobody"), found[1])

    def state(self, agent: str) -> AgentState:
        return self.centre.matchmaker.team.agent(agent).state

    async def moves(self, mode: SupervisorMode) -> None:
        self.centre.listening_in.move(ANNA, BOSS, mode)
        await anyio.sleep(SOON)

    async def takes_over(self) -> None:
        self.centre.listening_in.carry_out(TakeOver(ANNA, BOSS))
        await anyio.sleep(SOON)

    def help_is(self, *, is_wanted: bool) -> None:
        self.centre.desk.carry_out(CallForHelp(ANNA, self.call, is_wanted))


@asynccontextmanager
async def supervised(
    mode: SupervisorMode | None = "listen", anna: FakePhone | None = None
) -> AsyncIterator[Supervised]:
    """Without a mode the supervisor is not there yet."""
    async with a_centre(QUICK) as centre:
        centre.consultant(ANNA, anna or FakePhone(talk_time=300))
        centre.consultant(ZOFIA, FakePhone(talk_time=300))
        has_telephone(centre)
        centre.transfers.replace([ZUS])
        centre.exchange.subscribers[ZUS.number] = answers_and_waits
        caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
        async with anyio.create_task_group() as party:
            party.start_soon(centre.take, caller)
            party.start_soon(desks_beat, centre)
            it = Supervised(centre, caller, await talks(centre))
            await anyio.sleep(5)
            if mode is not None:
                centre.listening_in.begin(ANNA, it.call, BOSS, mode=mode)
                await centre.happens(ListeningInBegan)
                await anyio.sleep(SOON)
            yield it
            caller.far_end_hangs_up()
            await anyio.sleep(60)
            party.cancel_scope.cancel()
        centre.check_nothing_left()
        assert len(centre.of_type(ListeningInBegan)) == len(centre.of_type(ListeningInEnded))
        assert len(centre.of_type(HelpAsked)) == len(centre.of_type(HelpEnded))
        assert len(centre.of_type(ConversationStarted)) == len(centre.of_type(ConversationEnded))


def room(*names: str) -> frozenset[str]:
    return frozenset(names)


HEARD = {
    "listen": (room("caller", ANNA), ("caller", "listening")),
    "whisper": (room("caller", ANNA), (ANNA, "whispering")),
    "barge_in": (room("caller", ANNA, BOSS), None),
}


# -- who hears whom


@pytest.mark.parametrize("first", MODES)
@in_virtual_time
async def test_each_way_can_be_changed_into_each_other_one_without_another_call(first: SupervisorMode) -> None:
    async with supervised(first) as it:
        for mode in (first, *MODES, *reversed(MODES)):
            await it.moves(mode)
            talking, ear = HEARD[mode]
            assert (it.together(), it.ear()) == ({talking}, ear), mode
        assert it.centre.exchange.phones[BOSS].rung == 1
        assert not any(bridge.has_music for bridge in it.centre.exchange.open_bridges.values())
        begin, moves = it.centre.of_type(ListeningInBegan), it.centre.of_type(ListeningInMoved)
        assert [one.mode for one in begin] == [first]
        assert moves[-1].mode == "listen" or first == "listen"


@in_virtual_time
async def test_how_long_each_way_took_is_told_at_the_end() -> None:
    async with supervised("listen") as it:
        await anyio.sleep(2)
        await it.moves("whisper")
        await anyio.sleep(4)
        await it.moves("barge_in")
        await anyio.sleep(1)
        it.centre.listening_in.end(ANNA, BOSS)
        await anyio.sleep(SOON)
        assert it.together() == {room("caller", ANNA)}
        assert not any(bridge.has_music for bridge in it.centre.exchange.open_bridges.values())
        [ended] = it.centre.of_type(ListeningInEnded)
        assert ended.whispered_time == pytest.approx(4.3, abs=0.1)
        assert ended.barged_in_time == pytest.approx(1.3, abs=0.1)
        assert ended.listened_time == pytest.approx(7.9, abs=0.2)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_while_the_caller_is_on_hold_a_supervisor_hears_nothing_and_is_back_afterwards(
    mode: SupervisorMode,
) -> None:
    async with supervised(mode) as it:
        it.centre.desk.carry_out(HoldCall(ANNA, it.call, is_held=True))
        await anyio.sleep(SOON)
        assert (it.together(), it.ear()) == ({room("caller")}, None)
        assert it.centre.listening_in.answer(ANNA).state == "silent"
        it.centre.desk.carry_out(HoldCall(ANNA, it.call, is_held=False))
        await anyio.sleep(SOON)
        talking, ear = HEARD[mode]
        assert (it.together(), it.ear()) == ({talking}, ear)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_while_a_secret_is_keyed_a_supervisor_hears_nothing(mode: SupervisorMode) -> None:
    async with supervised(mode) as it:
        talk = it.centre.services.talks.held_by(ANNA)
        assert talk is not None
        async with talk.recording.silent():
            assert (it.together(), it.ear()) == ({room("caller", ANNA)}, None)
            await anyio.sleep(2)
            assert (it.together(), it.ear()) == ({room("caller", ANNA)}, None)
        await anyio.sleep(SOON)
        talking, ear = HEARD[mode]
        assert (it.together(), it.ear()) == ({talking}, ear)


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_what_consultant_and_colleague_say_apart_no_supervisor_hears(mode: SupervisorMode) -> None:
    async with supervised(mode) as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        await anyio.sleep(2 + SOON)
        assert (it.together(), it.ear()) == ({room("caller"), room(ANNA, ZOFIA)}, None)
        it.centre.desk.carry_out(MoveColleague(ANNA, it.call, "together"))
        await anyio.sleep(SOON)
        talking, ear = HEARD[mode]
        assert (it.together(), it.ear()) == ({talking | {ZOFIA}}, ear)


# -- taking over


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_the_supervisor_has_the_call_and_the_consultant_is_done(mode: SupervisorMode) -> None:
    async with supervised(mode) as it:
        await it.takes_over()
        assert (it.together(), it.ear()) == ({room("caller", BOSS)}, None)
        assert (it.state(ANNA), it.state(BOSS)) == (AgentState.WRAP_UP, AgentState.TALKING)
        assert [one.why for one in it.centre.of_type(ListeningInEnded)] == ["took_over"]
        assert it.centre.exchange.phones[BOSS].rung == 1
        it.centre.desk.carry_out(HoldCall(BOSS, it.call, is_held=True))
        await anyio.sleep(SOON)
        assert it.together() == {room("caller")}
        it.centre.desk.carry_out(HoldCall(BOSS, it.call, is_held=False))
        it.centre.desk.carry_out(CallColleague(BOSS, it.call, ZOFIA, "together"))
        await anyio.sleep(2 + SOON)
        assert it.together() == {room("caller", BOSS, ZOFIA)}
        it.centre.desk.carry_out(DismissColleague(BOSS, it.call))
        await anyio.sleep(SOON)
        it.centre.desk.carry_out(EndConversation(BOSS, it.call))
        await anyio.sleep(SOON)
        assert it.centre.exchange.find_leg_of(BOSS) is None
        assert it.state(BOSS) is AgentState.OFFLINE, "as before"
        started, ended = it.centre.of_type(ConversationStarted), it.centre.of_type(ConversationEnded)
        assert [one.agent for one in started] == [one.agent for one in ended] == [ANNA, BOSS]


@in_virtual_time
async def test_a_call_with_a_colleague_apart_is_taken_over_with_the_colleague() -> None:
    async with supervised("listen") as it:
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "apart"))
        await anyio.sleep(2 + SOON)
        await it.takes_over()
        assert it.together() == {room("caller"), room(BOSS, ZOFIA)}
        it.centre.desk.carry_out(HandOver(BOSS, it.call))
        await anyio.sleep(SOON)
        assert it.together() == {room("caller", ZOFIA)}


@in_virtual_time
async def test_another_supervisor_may_listen_to_whoever_took_over() -> None:
    async with supervised("whisper") as it:
        await it.takes_over()
        it.centre.desks.telephone_is(ZOFIA, is_registered=True, is_engaged=False)
        it.centre.listening_in.begin(BOSS, it.call, ZOFIA)
        await it.centre.happens(ListeningInBegan)
        assert it.centre.listening_in.answer(BOSS).details["listener"] == ZOFIA


@in_virtual_time
async def test_a_supervisor_in_a_pause_is_in_it_again_and_one_who_was_ready_has_wrap_up() -> None:
    for state, after in ((AgentState.PAUSED, AgentState.PAUSED), (AgentState.AVAILABLE, AgentState.WRAP_UP)):
        async with supervised(None) as it:
            it.centre.consultant(BOSS, FakePhone(answer_time=1.0, talk_time=300))
            if state is AgentState.PAUSED:
                it.centre.matchmaker.wish(BOSS, AgentEvent.PAUSE, "meal")
            it.centre.listening_in.begin(ANNA, it.call, BOSS)
            await it.centre.happens(ListeningInBegan)
            await it.takes_over()
            it.centre.desk.carry_out(EndConversation(BOSS, it.call))
            await anyio.sleep(SOON)
            assert it.state(BOSS) is after


@in_virtual_time
async def test_nothing_is_changed_or_taken_over_before_the_supervisor_has_answered() -> None:
    async with supervised(None) as it:
        it.centre.listening_in.begin(ANNA, it.call, BOSS)
        await anyio.sleep(SOON)
        with pytest.raises(TransitionRefused, match="nie odebrał"):
            it.centre.listening_in.move(ANNA, BOSS, "whisper")
        with pytest.raises(TransitionRefused, match="nie odebrał"):
            _take_over(it)
        assert it.state(BOSS) is AgentState.OFFLINE


def _take_over(it: Supervised) -> None:
    it.centre.listening_in.carry_out(TakeOver(ANNA, BOSS))


# -- who may


@in_virtual_time
async def test_with_a_caller_of_another_office_one_whispers_alone_and_hears_the_consultant_alone() -> None:
    async with supervised(None) as it:
        begin = it.centre.listening_in.begin
        with pytest.raises(TransitionRefused, match="tylko podpowiadać"):
            begin(ANNA, it.call, BOSS, mode="barge_in", claim="consultant")
        begin(ANNA, it.call, BOSS, mode="whisper", claim="consultant")
        assert not (await it.centre.happens(ListeningInBegan)).hears_both
        await anyio.sleep(SOON)
        assert it.ear() == (ANNA, "advising")
        with pytest.raises(TransitionRefused, match="innego urzędu"):
            it.centre.listening_in.move(ANNA, BOSS, "barge_in")
        with pytest.raises(TransitionRefused, match="innego urzędu"):
            _take_over(it)
        assert it.ear() == (ANNA, "advising")


@in_virtual_time
async def test_the_callers_office_comes_to_help_only_while_help_is_wanted() -> None:
    async with supervised(None) as it:
        with pytest.raises(TransitionRefused, match="nie prosi"):
            it.centre.listening_in.begin(ANNA, it.call, BOSS, claim="help")
        it.help_is(is_wanted=True)
        it.centre.listening_in.begin(ANNA, it.call, BOSS, claim="help")
        await it.centre.happens(ListeningInBegan)
        await it.moves("barge_in")
        assert it.together() == {room("caller", ANNA, BOSS)}


# -- help


@in_virtual_time
async def test_help_is_wanted_until_a_supervisor_speaks() -> None:
    async with supervised(None) as it:
        it.help_is(is_wanted=True)
        it.help_is(is_wanted=True)
        await anyio.sleep(3)
        it.centre.listening_in.begin(ANNA, it.call, BOSS)
        await it.centre.happens(ListeningInBegan)
        await anyio.sleep(1)
        assert not it.centre.of_type(HelpEnded), "who only listens helps nobody"
        await it.moves("whisper")
        [ended] = it.centre.of_type(HelpEnded)
        assert (ended.agent, ended.why) == (ANNA, "came")
        assert ended.waited_time == pytest.approx(5, abs=0.2)


@in_virtual_time
async def test_help_is_over_when_it_is_taken_back_with_the_conversation_and_with_another_consultant() -> None:
    async with supervised(None) as it:
        it.help_is(is_wanted=True)
        it.help_is(is_wanted=False)
        it.help_is(is_wanted=False)
        it.help_is(is_wanted=True)
        it.centre.desk.carry_out(CallColleague(ANNA, it.call, ZOFIA, "together"))
        await anyio.sleep(2 + SOON)
        it.centre.desk.carry_out(HandOver(ANNA, it.call))
        await anyio.sleep(SOON)
        it.centre.desk.carry_out(CallForHelp(ZOFIA, it.call, True))
        it.caller.far_end_hangs_up()
        await anyio.sleep(SOON)
        ended = it.centre.of_type(HelpEnded)
        assert [(one.agent, one.why) for one in ended] == [
            (ANNA, "withdrawn"),
            (ANNA, "conversation"),
            (ZOFIA, "conversation"),
        ]


# -- whoever goes


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_a_supervisor_who_hangs_up_changes_nothing_for_the_two(mode: SupervisorMode) -> None:
    async with supervised(mode) as it:
        it.centre.exchange.leg_of(BOSS).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert (it.together(), it.ear()) == ({room("caller", ANNA)}, None)
        assert not any(bridge.has_music for bridge in it.centre.exchange.open_bridges.values())
        assert [one.why for one in it.centre.of_type(ListeningInEnded)] == ["listener"]


@pytest.mark.parametrize("mode", MODES)
@in_virtual_time
async def test_a_consultant_who_hangs_up_ends_it_for_the_supervisor(mode: SupervisorMode) -> None:
    async with supervised(mode) as it:
        it.centre.exchange.leg_of(ANNA).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert it.centre.exchange.find_leg_of(BOSS) is None
        assert not it.ear()
        assert [one.why for one in it.centre.of_type(ListeningInEnded)] == ["conversation"]


@in_virtual_time
async def test_who_hangs_up_after_taking_over_ends_the_conversation() -> None:
    async with supervised("whisper") as it:
        await it.takes_over()
        it.centre.exchange.leg_of(BOSS).far_end_hangs_up()
        await anyio.sleep(SOON)
        assert not it.together()
        assert it.centre.of_type(ConversationEnded)[-1].ended_by == "agent"


# -- whatever comes after whatever

ACTS = (
    *("begin", "listen", "whisper", "barge_in", "take over", "end"),
    *("hold", "go on", "help", "no help"),
    *("apart", "together", "aside", "hand over", "dismiss", "leave"),
    *("move apart", "move together", "move aside"),
    *("promise", "outside", "promise outside", "hang up"),
    *("agent goes", "boss goes", "zofia goes", "zus goes", "ears go", "secret", "wait"),
)


async def _do(it: Supervised, act: str) -> None:
    """By whoever has the call; what is refused changes nothing."""
    held_by = it.centre.services.talks.held_by
    has_call = next((one for one in (ANNA, ZOFIA, BOSS) if held_by(one) is not None), None)
    if has_call is None:
        return
    centre, other = it.centre, ZOFIA if has_call != ZOFIA else ANNA
    legs = {"agent goes": has_call, "boss goes": BOSS, "zofia goes": ZOFIA, "zus goes": ZUS.number}
    if act in legs:
        if (leg := centre.exchange.find_leg_of(legs[act])) is not None:
            leg.far_end_hangs_up()
        return
    with suppress(S724Error):
        match act:
            case "begin":
                centre.listening_in.begin(has_call, it.call, BOSS)
            case "listen" | "whisper" | "barge_in":
                centre.listening_in.move(has_call, BOSS, act)
            case "take over":
                centre.listening_in.take_over(has_call, BOSS)
            case "end":
                centre.listening_in.end(has_call, BOSS)
            case "hold" | "go on":
                centre.desk.carry_out(HoldCall(has_call, it.call, act == "hold"))
            case "help" | "no help":
                centre.desk.carry_out(CallForHelp(has_call, it.call, act == "help"))
            case "apart" | "together" | "aside":
                centre.desk.carry_out(CallColleague(has_call, it.call, other, act))
            case "promise":
                centre.desk.carry_out(CallColleague(has_call, it.call, other, "apart", hands_over=True))
            case "outside" | "promise outside":
                hands_over = act != "outside"
                centre.desk.carry_out(CallColleague(has_call, it.call, "", "together", ZUS.id, hands_over))
            case "move apart" | "move together" | "move aside":
                mode: ColleagueMode = "apart" if "apart" in act else "together" if "together" in act else "aside"
                centre.desk.carry_out(MoveColleague(has_call, it.call, mode))
            case "hang up":
                centre.desk.carry_out(EndConversation(has_call, it.call))
            case "ears go":
                centre.exchange.loses_ears()
                await anyio.sleep(LOST_TIME + SOON)  # until it is certain that the consultant has not gone, too
            case "secret":
                talk = held_by(has_call)
                assert talk is not None
                async with talk.recording.silent():
                    assert not centre.exchange.ears, "a secret is heard"
            case "hand over":
                centre.desk.carry_out(HandOver(has_call, it.call))
            case "dismiss":
                centre.desk.carry_out(DismissColleague(has_call, it.call))
            case "leave":
                centre.desk.carry_out(LeaveConversation(other, it.call))


def _check(it: Supervised) -> None:
    """The caller is on one bridge while somebody has the call, nobody is on two, and nobody waits alone."""
    rooms = it.together()
    members = [name for one in rooms for name in one]
    assert len(members) == len(set(members)), "somebody is on two bridges"
    assert "nobody" not in members
    if any(it.centre.services.talks.held_by(one) for one in (ANNA, ZOFIA, BOSS)):
        assert "caller" in members
    assert all(len(one) > 1 or one == {"caller"} for one in rooms), "somebody waits alone"
    assert BOSS not in members or it.ear() is None, "who talks has no ear besides"


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from((0.0, 0.05, 1.0, 3.0))), max_size=14))
def test_whatever_is_asked_in_whatever_order_nobody_is_lost_or_left_behind(acts: list[tuple[str, float]]) -> None:
    @in_virtual_time
    async def story() -> None:
        async with supervised(None) as it:
            for act, pause in acts:
                await _do(it, act)
                await anyio.sleep(pause)
                if pause >= 1:
                    _check(it)

    story()


# -- the application dies


@pytest.mark.parametrize("away", [0.5, 20.0])
@in_virtual_time
async def test_killed_at_every_moment_nobody_is_lost_and_the_next_one_knows_who_has_the_call(away: float) -> None:
    taken = asked = 0
    for tenth in range(40, 130, 2):

        async def begin(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.sound_time = 1.0
            centre.exchange.world = world
            centre.consultant(ANNA, FakePhone(talk_time=60))
            has_telephone(centre)
            caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
            tasks.start_soon(centre.take, caller)
            tasks.start_soon(takes_part, centre)

        async def takes_part(centre: Centre) -> None:
            started = await centre.happens(ConversationStarted)
            call = started.call_id or ""
            centre.desk.carry_out(CallForHelp(ANNA, call, True))
            await anyio.sleep(1)
            centre.listening_in.begin(ANNA, call, BOSS)
            await centre.happens(ListeningInBegan)
            await anyio.sleep(1)
            centre.listening_in.move(ANNA, BOSS, "whisper")
            await anyio.sleep(1)
            centre.listening_in.move(ANNA, BOSS, "barge_in")
            await anyio.sleep(1)
            centre.listening_in.take_over(ANNA, BOSS)

        async with anyio.create_task_group() as world:
            dead, facts, died = await killed_at(tenth / 10, begin, away, QUICK)
            began = [type(one) for one in facts]
            has_taken_over = began.count(ConversationStarted) == 2
            async with successor(dead, facts, died) as heir:
                who = BOSS if has_taken_over else ANNA
                await anyio.sleep(1)
                if ConversationStarted in began:
                    talk = heir.services.talks.held_by(who)
                    assert talk is not None, "the conversation goes on"
                    assert (heir.exchange.find_leg_of(BOSS) is not None) == has_taken_over
                    is_asked = HelpAsked in began and HelpEnded not in began
                    assert (talk.help.since is not None) == is_asked
                    taken, asked = taken + has_taken_over, asked + is_asked
                if not heir.of_type(CallEnded):
                    await heir.happens(CallEnded)
                await anyio.sleep(20)
                heir.check_nothing_left()
                told = [type(one) for one in heir.events]  # with those of before
                for first, last in (
                    (ListeningInBegan, ListeningInEnded),
                    (HelpAsked, HelpEnded),
                    (ConversationStarted, ConversationEnded),
                ):
                    assert told.count(first) == told.count(last), first
            world.cancel_scope.cancel()
    assert taken
    assert asked
