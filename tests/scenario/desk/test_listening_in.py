"""A supervisor listens in: who is heard when, how it ends, and nothing left, whatever the moment."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from core.errors import ChannelGone, S724Error, TelephonyFailed, TransitionRefused
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnd, ListeningInEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.relay.commands import EndConversation, HoldCall, TransferCall
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.browser_consultants import KOLNO, LOMZA, desks_beat, has_page
from tests.support.calls.fake_centre import Centre, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.recorded_talks import ANNA, QUICK, ZOFIA, in_recorded_talk
from tests.support.timing.sweep import SWEEP_STEP
from tests.support.timing.virtual_time import in_virtual_time

BOSS, DEPUTY = "s20060-1", "s20060-2"
ANSWER_TIME = 1.0

Ending = Callable[[Centre, FakeChannel, str], object]


def has_telephone(centre: Centre, supervisor: str = BOSS, phone: FakePhone | None = None) -> None:
    """A supervisor who has a telephone, and takes no calls."""
    centre.employs(supervisor)
    centre.exchange.phones[supervisor] = phone or FakePhone(answer_time=ANSWER_TIME, talk_time=300)
    centre.desks.telephone_is(supervisor, is_registered=True, is_engaged=False)


@asynccontextmanager
async def overheard() -> AsyncIterator[tuple[Centre, FakeChannel, str]]:
    """A supervisor has listened in for a second. At the end of the block the caller hangs up."""
    async with in_recorded_talk() as (centre, caller, call):
        has_telephone(centre)
        centre.listening_in.begin(ANNA, call, BOSS)
        await centre.happens(ListeningInBegan)
        await anyio.sleep(1)
        assert centre.exchange.is_overheard
        yield centre, caller, call


def rings_nowhere(centre: Centre, supervisor: str = BOSS) -> bool:
    exchange = centre.exchange
    is_open = any(channel.caller_number == supervisor for channel in exchange.open_channels.values())
    return not is_open and supervisor not in exchange.ringing_now


def hangs_up(centre: Centre, caller: FakeChannel, call: str) -> None:
    caller.far_end_hangs_up()


def consultant_hangs_up(centre: Centre, caller: FakeChannel, call: str) -> None:
    centre.exchange.leg_of(ANNA).far_end_hangs_up()


def ends_at_the_desk(centre: Centre, caller: FakeChannel, call: str) -> None:
    centre.desk.carry_out(EndConversation(ANNA, call))


def hands_on(centre: Centre, caller: FakeChannel, call: str) -> None:
    centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))


def listener_hangs_up(centre: Centre, caller: FakeChannel, call: str) -> None:
    centre.exchange.leg_of(BOSS).far_end_hangs_up()


def listener_says_so(centre: Centre, caller: FakeChannel, call: str) -> None:
    centre.listening_in.end(ANNA, BOSS)


ENDINGS: dict[str, tuple[Ending, ListeningInEnd]] = {
    "the caller hangs up": (hangs_up, "conversation"),
    "the consultant hangs up": (consultant_hangs_up, "conversation"),
    "the consultant ends it": (ends_at_the_desk, "conversation"),
    "the caller is handed on": (hands_on, "conversation"),
    "the listener hangs up": (listener_hangs_up, "listener"),
    "the listener says so": (listener_says_so, "listener"),
}


# -- who is heard


@in_virtual_time
async def test_what_is_heard_is_stated_and_the_conversation_stays_one_of_two() -> None:
    async with overheard() as (centre, caller, call):
        [began] = centre.of_type(ListeningInBegan)
        assert (began.call_id, began.agent, began.listener, began.is_told) == (call, ANNA, BOSS, True)
        leg = centre.exchange.leg_of(ANNA)
        bridges = [bridge.hear_each_other for bridge in centre.exchange.open_bridges.values()]
        assert {caller.id, leg.id} in bridges
    [ended] = centre.of_type(ListeningInEnded)
    assert ended.listened_time == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize("is_told", [True, False])
@in_virtual_time
async def test_whether_the_consultant_is_told_is_the_rule_of_the_consultants_office(is_told: bool) -> None:
    async with in_recorded_talk() as (centre, _, call):
        rules = {**centre.rules, KOLNO: QUICK.model_copy(update={"tells_of_listening": is_told})}
        centre.matchmaker.set_policies(rules)
        has_telephone(centre)
        centre.listening_in.begin(ANNA, call, BOSS)
        assert (await centre.happens(ListeningInBegan)).is_told == is_told


def test_consultants_are_told_unless_an_office_says_otherwise() -> None:
    assert QueuePolicy().tells_of_listening


@pytest.mark.parametrize("name", ENDINGS)
@in_virtual_time
async def test_it_ends(name: str) -> None:
    does, why = ENDINGS[name]
    async with overheard() as (centre, caller, call):
        does(centre, caller, call)
        await anyio.sleep(0.5)
        [ended] = centre.of_type(ListeningInEnded)
        assert ended.why == why
        assert not centre.exchange.is_overheard
        assert rings_nowhere(centre)
        goes_on = not centre.of_type(ConversationEnded)
        assert goes_on == (why == "listener"), "whoever listens changes nothing"
        kinds = [type(event) for event in centre.events]
        if CallEnded in kinds:
            assert kinds.index(ListeningInEnded) < kinds.index(CallEnded)


@in_virtual_time
async def test_nothing_is_heard_of_the_next_conversation_of_a_caller_who_was_handed_on() -> None:
    async with overheard() as (centre, _, call):
        centre.desk.carry_out(TransferCall(ANNA, call, LOMZA))
        await centre.happens(ConversationStarted)
        await anyio.sleep(2)
        assert len(centre.exchange.heard) == 1
        assert centre.exchange.heard[0][1] is not None
        with pytest.raises(TransitionRefused):
            centre.listening_in.end(ANNA, BOSS)


@in_virtual_time
async def test_of_a_caller_on_hold_nothing_is_heard() -> None:
    async with overheard() as (centre, _, call):
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=True))
        await anyio.sleep(0.1)
        assert not centre.exchange.is_overheard
        assert centre.listening_in.answer(ANNA).state == "silent"
        await anyio.sleep(3)
        centre.desk.carry_out(HoldCall(ANNA, call, is_held=False))
        await anyio.sleep(0.1)
        assert centre.exchange.is_overheard
        leg = centre.exchange.leg_of(ANNA)
        leg.holds(is_held=True)  # by the telephone's own key
        await anyio.sleep(0.1)
        assert not centre.exchange.is_overheard
        leg.holds(is_held=False)
        await anyio.sleep(0.1)
        assert centre.exchange.is_overheard
        assert not centre.of_type(ListeningInEnded)


@in_virtual_time
async def test_a_lost_page_is_a_silence_too() -> None:
    async with in_recorded_talk() as (centre, _, _call), anyio.create_task_group() as web:
        web.start_soon(desks_beat, centre)
        has_page(centre, "k20060-3", FakePhone(talk_time=100))
        has_telephone(centre)
        other = centre.exchange.caller(caller_number="600100777", dialled_number=straight_to(KOLNO))
        web.start_soon(centre.take, other)
        call = (await centre.happens(ConversationStarted)).call_id or ""
        centre.listening_in.begin("k20060-3", call, BOSS)
        await centre.happens(ListeningInBegan)
        await anyio.sleep(0.5)
        assert centre.exchange.is_overheard
        centre.desks.page_is_gone("k20060-3", "page-1")
        await anyio.sleep(0.2)
        assert not centre.exchange.is_overheard
        other.far_end_hangs_up()
        await anyio.sleep(5)
        web.cancel_scope.cancel()


@in_virtual_time
async def test_while_a_secret_is_keyed_nothing_is_heard() -> None:
    async with overheard() as (centre, _, _call):
        talk = centre.services.talks.held_by(ANNA)
        assert talk is not None
        async with talk.recording.silent():
            assert not centre.exchange.is_overheard, "silent before anything is asked"
            await anyio.sleep(4)
            assert not centre.exchange.is_overheard
        await anyio.sleep(0.1)
        assert centre.exchange.is_overheard
        assert len(centre.exchange.heard) == 2


@in_virtual_time
async def test_who_comes_while_a_secret_is_keyed_hears_nothing_before_its_end() -> None:
    async with in_recorded_talk() as (centre, _, call):
        has_telephone(centre)
        talk = centre.services.talks.held_by(ANNA)
        assert talk is not None
        async with talk.recording.silent():
            centre.listening_in.begin(ANNA, call, BOSS)
            await centre.happens(ListeningInBegan)
            await anyio.sleep(2)
            assert not centre.exchange.heard
        await anyio.sleep(0.1)
        assert centre.exchange.is_overheard


@in_virtual_time
async def test_no_secret_is_asked_for_when_an_ear_cannot_be_shut() -> None:
    async with overheard() as (centre, _, _call):
        asked = False
        talk = centre.services.talks.held_by(ANNA)
        assert talk is not None
        [listening] = centre.listening_in._by_listener.values()

        async def settled(seconds: float) -> bool:
            await anyio.sleep(seconds)
            return False

        listening.settled = settled  # type: ignore[method-assign]
        with pytest.raises(TelephonyFailed):
            async with talk.recording.silent():
                asked = True
        assert not asked


@in_virtual_time
async def test_a_pause_of_the_recording_is_about_the_file_alone() -> None:
    async with overheard() as (centre, _, _call):
        talk = centre.services.talks.held_by(ANNA)
        assert talk is not None
        talk.recording.pause()
        await anyio.sleep(1)
        assert centre.exchange.is_overheard
        assert talk.recording.is_paused


# -- what is refused


@in_virtual_time
async def test_one_listener_at_a_time_and_one_conversation_for_each() -> None:
    async with overheard() as (centre, _, call):
        has_telephone(centre, DEPUTY)
        with pytest.raises(TransitionRefused, match="słucha już inna osoba"):
            centre.listening_in.begin(ANNA, call, DEPUTY)
        other = centre.exchange.caller(caller_number="600100778", dialled_number=straight_to(LOMZA))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(centre.take, other)
            second = (await centre.happens(ConversationStarted)).call_id or ""
            with pytest.raises(TransitionRefused, match="słucha już rozmowy"):
                centre.listening_in.begin(ZOFIA, second, BOSS)
            other.far_end_hangs_up()
        with pytest.raises(TransitionRefused):
            centre.listening_in.end(ANNA, DEPUTY)
        centre.listening_in.end(ANNA, BOSS)
        centre.listening_in.begin(ANNA, call, DEPUTY)
        await centre.happens(ListeningInBegan)


@in_virtual_time
async def test_what_cannot_be_is_refused_with_a_sentence() -> None:
    async with in_recorded_talk() as (centre, _, call):
        begin = centre.listening_in.begin
        with pytest.raises(TransitionRefused, match="nie ma telefonu"):
            begin(ANNA, call, BOSS)
        centre.employs(BOSS)
        with pytest.raises(TransitionRefused, match="zarejestrowany"):
            begin(ANNA, call, BOSS)
        with pytest.raises(TransitionRefused, match="Własnej"):
            begin(ANNA, call, ANNA)
        with pytest.raises(TransitionRefused, match="nie prowadzi"):
            begin(ANNA, "call-of-before", BOSS)
        with pytest.raises(TransitionRefused, match="nie prowadzi"):
            begin(ZOFIA, call, BOSS)
        centre.desks.telephone_is(BOSS, is_registered=True, is_engaged=True)
        with pytest.raises(TransitionRefused, match="zajęty"):
            begin(ANNA, call, BOSS)
        assert not centre.of_type(ListeningInBegan)


@in_virtual_time
async def test_a_page_of_the_supervisors_is_a_telephone_to_listen_at() -> None:
    async with in_recorded_talk() as (centre, _, call):
        centre.employs(BOSS)
        endpoint = f"web-{BOSS}"
        centre.exchange.phones[endpoint] = FakePhone(talk_time=100)
        centre.desks.telephone_is(endpoint, is_registered=True, is_engaged=False)
        centre.listening_in.begin(ANNA, call, BOSS)
        await centre.happens(ListeningInBegan)
        assert centre.exchange.phones[endpoint].rung == 1


@pytest.mark.parametrize("behaviour", ["declines", "rings_on", "unregisters", "not_registered"])
@in_virtual_time
async def test_a_supervisor_who_does_not_answer_has_heard_nothing(behaviour: str) -> None:
    async with in_recorded_talk() as (centre, _, call):
        has_telephone(centre, phone=FakePhone(behaviour=behaviour))  # type: ignore[arg-type]
        centre.listening_in.begin(ANNA, call, BOSS)
        await anyio.sleep(25)
        assert rings_nowhere(centre)
        assert not centre.exchange.heard
        assert not centre.of_type(ListeningInBegan)
        assert not centre.of_type(ConversationEnded)
        has_telephone(centre, DEPUTY)
        centre.listening_in.begin(ANNA, call, DEPUTY)  # it is free again


# -- whatever the moment


@pytest.mark.parametrize("name", ENDINGS)
@in_virtual_time
async def test_it_ends_at_every_tenth_of_a_second_and_nothing_is_left(name: str) -> None:
    does, _ = ENDINGS[name]
    for tenth in range(0, 50, SWEEP_STEP):
        async with in_recorded_talk() as (centre, caller, call):  # checks that nothing is left
            has_telephone(centre)
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_holds_in_between, centre, call)
                centre.listening_in.begin(ANNA, call, BOSS)
                await anyio.sleep(tenth / 10)
                with suppress(S724Error, StopIteration):  # there was nothing to end yet
                    does(centre, caller, call)
                await anyio.sleep(1)
                tasks.cancel_scope.cancel()


async def _holds_in_between(centre: Centre, call: str) -> None:
    for is_held in (True, False):
        await anyio.sleep(2)
        try:
            centre.desk.carry_out(HoldCall(ANNA, call, is_held=is_held))
        except TransitionRefused:
            return


@pytest.mark.parametrize("error", [TelephonyFailed, ChannelGone])
@in_virtual_time
async def test_whichever_command_fails_the_conversation_goes_on_and_nothing_is_left(
    error: type[Exception],
) -> None:
    number = failed = 0
    while failed == number:
        number += 1
        async with in_recorded_talk() as (centre, caller, call):  # checks that nothing is left
            has_telephone(centre)
            centre.exchange.fail_at, centre.exchange.fail_with = centre.exchange.commands + number, error
            centre.listening_in.begin(ANNA, call, BOSS)
            await anyio.sleep(2)
            with suppress(TransitionRefused):
                centre.listening_in.end(ANNA, BOSS)
            await anyio.sleep(1)
            if centre.exchange.commands >= centre.exchange.fail_at:
                failed += 1
            if error is TelephonyFailed:
                assert caller.is_up
                assert not centre.of_type(ConversationEnded)
    assert number > 3


@pytest.mark.parametrize("away", [0.5, 20.0])
@in_virtual_time
async def test_the_application_is_killed_at_every_moment_and_nobody_listens_any_more(away: float) -> None:
    seen = 0
    for tenth in range(40, 110, 2):

        async def begin(centre: Centre, tasks: anyio.abc.TaskGroup) -> None:
            centre.exchange.sound_time = 1.0
            centre.exchange.world = world
            centre.consultant(ANNA, FakePhone(talk_time=40))
            has_telephone(centre)
            caller = centre.exchange.caller(dialled_number=straight_to(KOLNO))
            tasks.start_soon(centre.take, caller)
            tasks.start_soon(listens, centre)

        async def listens(centre: Centre) -> None:
            started = await centre.happens(ConversationStarted)
            await anyio.sleep(1)
            centre.listening_in.begin(ANNA, started.call_id or "", BOSS)

        async with anyio.create_task_group() as world:
            dead, facts, died = await killed_at(tenth / 10, begin, away, QUICK)
            was_overheard = dead.exchange.is_overheard
            async with successor(dead, facts, died) as heir:
                assert not heir.exchange.is_overheard, "nobody hears anything once the next one is there"
                assert rings_nowhere(heir)
                if was_overheard:
                    [ended] = heir.of_type(ListeningInEnded)
                    assert ended.why == "interrupted"
                    seen += 1
                talk = heir.services.talks.held_by(ANNA)
                await anyio.sleep(2)
                if (talk := heir.services.talks.held_by(ANNA)) is not None:  # the next one may be heard
                    heir.listening_in.begin(ANNA, talk.call_id, BOSS)
                    await anyio.sleep(3)
                    assert heir.exchange.is_overheard
                if not heir.of_type(CallEnded):
                    await heir.happens(CallEnded)
                await anyio.sleep(20)
                heir.check_nothing_left()
            world.cancel_scope.cancel()
    assert seen
