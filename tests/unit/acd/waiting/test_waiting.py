"""Waiting for a consultant: what is recorded and who is free when, at the moments that are easily got wrong."""

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentState
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import ComesBack
from ari_app.calls.queue_prompts import QueuePrompts
from core.call import Call
from core.errors import ChannelGone, PlaybackFailed, TelephonyFailed
from core.facts.kinds.calls import CallEnded, CallFailed
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.waiting import QueueEntered, QueueLeft, QueueOverflowed
from ivr import defaults
from ivr.prompts.ports import Spoken
from ivr.speech.values import Value
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import FakeVoice
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.timing.virtual_time import in_virtual_time

KOLNO = "20060"


async def _waits(centre: Centre, caller: FakeChannel, office: str = KOLNO, talk_time: float = 5.0) -> Call:
    """A caller who waits, talks for `talk_time` seconds at most, and hangs up."""
    call = Call(caller, centre.bus, centre.clock)
    with caller.while_up():
        async with centre.acd.agent_for(call, office) as leg:
            if isinstance(leg, AgentLeg):
                with anyio.move_on_after(talk_time):
                    await leg.channel.gone()
    caller.far_end_hangs_up()
    return call


def _reasons(centre: Centre) -> list[str]:
    return [e.reason for e in centre.of_type(QueueLeft)]


@in_virtual_time
async def test_the_next_call_is_offered_only_when_the_telephone_is_silent_again() -> None:
    async with a_centre(QueuePolicy(whispers=False, wrap_up_time=0)) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=60))
        open_legs: list[int] = []

        def listen(event: object) -> None:
            if isinstance(event, OfferMade):
                open_legs.append(
                    len([c for c in centre.exchange.open_channels.values() if c.caller_number == "k20060-1"])
                )

        centre.bus.listen(listen)
        async with anyio.create_task_group() as callers:
            for _ in range(3):
                callers.start_soon(_waits, centre, centre.exchange.caller())
        assert open_legs == [0, 0, 0]
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["accepted"] * 3


@in_virtual_time
async def test_wrap_up_begins_when_the_leg_is_down() -> None:
    async with a_centre() as centre:
        agent = centre.consultant("k20060-1", FakePhone(talk_time=60))
        await _waits(centre, centre.exchange.caller())
        assert agent.state is AgentState.WRAP_UP
        ended = [e for e in centre.of_type(AgentStateChanged) if e.event == "hang_up"]
        assert len(ended) == 1
        assert not centre.exchange.open_channels


@in_virtual_time
async def test_a_hang_up_that_meets_a_command_first_is_an_abandonment_and_no_failure() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.fail_at, centre.exchange.fail_with = 1, ChannelGone
        with pytest.raises(ChannelGone):
            call = Call(centre.exchange.caller(), centre.bus, centre.clock)
            async with centre.acd.agent_for(call, KOLNO):
                raise AssertionError("nobody answers")
        assert _reasons(centre) == ["abandoned"]


@in_virtual_time
async def test_a_fault_of_ours_is_a_failure_and_frees_the_consultant() -> None:
    async with a_centre() as centre:
        agent = centre.consultant("k20060-1")
        centre.exchange.fail_at, centre.exchange.fail_with = 2, TelephonyFailed  # the music
        with pytest.raises(TelephonyFailed):
            call = Call(centre.exchange.caller(), centre.bus, centre.clock)
            async with centre.acd.agent_for(call, KOLNO):
                raise AssertionError("nobody answers")
        assert _reasons(centre) == ["failed"]
        assert agent.state is AgentState.AVAILABLE


class _Mute(FakeVoice):
    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        raise PlaybackFailed


@in_virtual_time
async def test_announcements_that_cannot_be_spoken_leave_the_caller_waiting_with_music() -> None:
    async with a_centre() as centre:
        centre.acd._announcements._voice = QueuePrompts(_Mute(), defaults.office_directory())
        centre.consultant("k20060-1", is_ready=False)
        caller = centre.exchange.caller()
        async with anyio.create_task_group() as party:
            party.start_soon(_waits, centre, caller)
            await anyio.sleep(100)
            assert caller.has_music
            centre.consultant("k20060-2")
        assert _reasons(centre) == ["connected"]


@in_virtual_time
async def test_the_longest_wait_ends_in_the_words_for_nobody_there() -> None:
    async with a_centre(QueuePolicy(whispers=False, longest_wait_time=120)) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await _waits(centre, centre.exchange.caller())
        assert _reasons(centre) == ["too_long"]
        assert [e.wait_time for e in centre.of_type(QueueLeft)] == [120.0]
        assert not centre.matchmaker.places


@in_virtual_time
async def test_a_caller_whose_longest_wait_is_over_still_gets_a_consultant_who_is_free_now() -> None:
    async with a_centre(QueuePolicy(whispers=False, longest_wait_time=120)) as centre:
        centre.consultant("k20060-1")
        call = Call(centre.exchange.caller(), centre.bus, centre.clock)
        await anyio.sleep(500)
        async with centre.acd.agent_for(call, KOLNO, arrival=ComesBack(anyio.current_time() - 400)) as leg:
            assert isinstance(leg, AgentLeg)
        assert [e.wait_time for e in centre.of_type(QueueLeft)] == [402.0]


@in_virtual_time
async def test_a_declined_offer_goes_to_the_next_and_the_overflow_is_told_once_for_each() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1", FakePhone(behaviour="declines"))
        centre.consultant("k20000-1", FakePhone(behaviour="rings_on"))
        centre.consultant("k20000-2")
        await _waits(centre, centre.exchange.caller())
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["declined", "no_answer", "accepted"]
        assert [e.ring_time for e in centre.of_type(OfferEnded)] == [2.05, 20.05, 2.0]
        assert [e.to_queue for e in centre.of_type(QueueOverflowed)] == ["20000", "20000"]
        assert len(centre.of_type(QueueEntered)) == 1


behaviours = st.sampled_from(
    list[Behaviour](["answers", "declines", "rings_on", "answers_and_drops", "unregisters"])
)
phones = st.lists(st.tuples(st.sampled_from(["20000", "20060", "20610"]), behaviours), max_size=5)
callers = st.lists(
    st.tuples(
        st.sampled_from(["20060", "20610", "20000"]),
        st.integers(0, 400),  # comes, in tenths of a second
        st.integers(0, 900),  # patience, in tenths of a second
    ),
    max_size=7,
)


@given(phones, callers, st.sampled_from([0.0, 5.0]), st.booleans(), st.one_of(st.none(), st.integers(1, 60)))
def test_whatever_callers_and_consultants_do_everything_balances(
    phones: list[tuple[str, Behaviour]],
    callers: list[tuple[str, int, int]],
    wrap_up_time: float,
    whispers: bool,
    fail_at: int | None,
) -> None:
    @in_virtual_time
    async def story() -> None:
        async with a_centre(QueuePolicy(whispers=whispers, wrap_up_time=wrap_up_time)) as centre:
            for number, (office, behaviour) in enumerate(phones):
                centre.consultant(f"k{office}-{number}", FakePhone(behaviour=behaviour, talk_time=8))
            centre.exchange.fail_at = fail_at

            async def comes(office: str, at: int, patience: int) -> None:
                await anyio.sleep(at / 10)
                caller = centre.exchange.caller()
                async with anyio.create_task_group() as party:

                    async def gives_up() -> None:
                        await anyio.sleep(patience / 10)
                        caller.far_end_hangs_up()

                    party.start_soon(gives_up)
                    try:
                        await _waits(centre, caller, office)
                    except TelephonyFailed:
                        caller.far_end_hangs_up()
                    party.cancel_scope.cancel()

            async with anyio.create_task_group() as crowd:
                for one in callers:
                    crowd.start_soon(comes, *one)
            centre.check_nothing_left()
            assert len(centre.of_type(QueueEntered)) == len(callers)
            _check_nobody_talks_to_two(centre)
            assert not centre.of_type(CallFailed)
            assert not centre.of_type(CallEnded)

    story()


def _check_nobody_talks_to_two(centre: Centre) -> None:
    """Between an offer and its end no consultant gets another."""
    held: dict[str, str] = {}
    for event in centre.events:
        if isinstance(event, OfferMade):
            assert event.agent not in held
            held[event.agent] = event.reservation
        elif isinstance(event, OfferEnded):
            assert held.pop(event.agent) == event.reservation
