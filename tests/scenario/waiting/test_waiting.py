"""What those who wait hear, what the consultant hears first, and what hold does."""

from datetime import datetime

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from core.call import Call
from core.errors import PlaybackFailed, TelephonyFailed
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitEstimateChecked, WaitEstimated
from tests.support.calls.fake_centre import Centre, a_centre, presses, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time

KOLNO, WUP = "20060", "20000"
RULES = QueuePolicy(whispers=False, wrap_up_time=0, callback_after=None)
WHISPERS = RULES.model_copy(update={"whispers": True})
SAYS_HOW_LONG = {"Q04", "Q05", "Q13", "Q14"}


def rings_in(centre: Centre, number: str = "600100200", office: str = KOLNO) -> FakeChannel:
    return centre.exchange.caller(caller_number=number, dialled_number=straight_to(office))


def when(event: WaitEstimated | OfferEnded | ConversationStarted) -> datetime:
    assert event.at is not None
    return event.at


# -- place and expected wait


@in_virtual_time
async def test_the_place_and_the_expected_wait_are_said_and_the_error_is_kept_at_the_connection() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as crowd:
        # Busy with another office's caller: of Kolno's own waits none has been seen.
        centre.consultant("k20060-1", FakePhone(talk_time=100), queues=frozenset({WUP}))
        crowd.start_soon(centre.take, rings_in(centre, "600100777", WUP))
        await centre.happens(ConversationStarted)
        caller = rings_in(centre)
        call = await centre.visit(caller)
        # One call of 290 seconds before ours, give or take half: 145 to 435 seconds.
        assert caller.heard[:3] == ["Q01", "Q02 pierwsze", "Q13 od dwóch do ośmiu minut"]
        said = centre.of_type(WaitEstimated, call)
        assert (said[0].low_time, said[0].high_time, said[0].waited_time) == (145.0, 435.0, 40.0)
        checked = centre.of_type(WaitEstimateChecked, call)
        assert len(checked) == 1
        connected = when(centre.of_type(ConversationStarted, call)[0])
        waited = (connected - when(said[-1])).total_seconds()
        assert checked[0].error_time == pytest.approx(waited - 120, abs=0.1)  # shorter than the two minutes said


@in_virtual_time
async def test_nothing_is_said_of_the_time_where_nobody_can_know_it() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller = rings_in(centre)
        call = await centre.visit(caller, patience=200)
        assert caller.heard.count("Q02 pierwsze") >= 4
        assert not {text.split()[0] for text in caller.heard} & SAYS_HOW_LONG
        assert not centre.of_type(WaitEstimated, call)
        assert not centre.of_type(WaitEstimateChecked, call)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_expected_wait_that_nobody_answered_has_no_error() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as crowd:
        centre.consultant("k20060-1", FakePhone(talk_time=200), queues=frozenset({WUP}))
        crowd.start_soon(centre.take, rings_in(centre, "600100777", WUP))
        await centre.happens(ConversationStarted)
        call = await centre.visit(rings_in(centre), patience=100)
        assert centre.of_type(WaitEstimated, call)
        assert not centre.of_type(WaitEstimateChecked, call)
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["abandoned"]


@in_virtual_time
async def test_the_place_moves_up_when_somebody_before_hangs_up() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as crowd:
        centre.consultant("k20060-1", is_ready=False)

        async def jan() -> None:
            await centre.visit(rings_in(centre, "600100201"), patience=60)

        crowd.start_soon(jan)
        await centre.happens(QueueEntered)
        caller = rings_in(centre)
        await centre.visit(caller, patience=120)
        assert [text for text in caller.heard if text.startswith("Q02")] == [
            "Q02 drugie",
            "Q02 pierwsze",
            "Q02 pierwsze",
        ]
    centre.check_nothing_left()


@in_virtual_time
async def test_music_plays_between_the_announcements_and_after_each() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:

            async def listens() -> None:
                await caller.hears("Q01")
                for _ in range(4):
                    await anyio.sleep(20)
                    assert caller.has_music
                    await caller.hears("Q02")

            party.start_soon(listens)
            await centre.visit(caller, patience=200)
            party.cancel_scope.cancel()


@in_virtual_time
async def test_a_toy_with_keys_leaves_the_caller_in_the_queue() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        call = await centre.visit(rings_in(centre), (1, "0123456789*#" * 30), patience=200)
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["abandoned"]
        centre.check_nothing_left()


# -- what the consultant hears first


async def _whispered(
    centre: Centre, *, phone: FakePhone, patience: float = 100, number: str = straight_to(KOLNO)
) -> tuple[FakeChannel, FakeChannel, Call]:
    """A caller, the consultant's leg, and the call when it is over."""
    centre.consultant("k20060-1", phone)
    caller = centre.exchange.caller(dialled_number=number)
    legs: list[FakeChannel] = []
    keys = ((1, ANNA + "#"), (2, ANNAS_PIN + "#"), (3, "0")) if number == "9510" else ()
    async with anyio.create_task_group() as party:

        async def looks() -> None:
            await centre.happens(OfferEnded)
            legs.append(centre.exchange.leg_of("k20060-1"))
            assert caller.has_music

        party.start_soon(looks)
        call = await centre.visit(caller, *keys, patience=patience)
    return caller, legs[0], call


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (straight_to(KOLNO), "T03 poszukujący pracy Kolno niezweryfikowany"),
        ("9510", "T03 osoba bezrobotna Kolno zweryfikowany"),
    ],
)
@in_virtual_time
async def test_the_consultant_hears_who_it_is_before_both_hear_each_other(number: str, words: str) -> None:
    async with a_centre(WHISPERS) as centre:
        _, leg, call = await _whispered(centre, phone=FakePhone(), number=number)
        assert leg.heard == [words]
        answered = when(centre.of_type(OfferEnded, call)[0])
        began = when(centre.of_type(ConversationStarted, call)[0])
        assert (began - answered).total_seconds() == 5.0
        # The whisper is no part of the talk: it belongs to the wait.
        assert [e.talk_time for e in centre.of_type(ConversationEnded, call)] == [25.0]
        centre.check_nothing_left()


@pytest.mark.parametrize("tenth", range(0, 30, 3))
@in_virtual_time
async def test_who_is_dismissed_while_it_rings_is_rung_no_longer_and_the_caller_stays_at_the_head(
    tenth: int,
) -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as tasks:
        centre.consultant("k20060-1", FakePhone(behaviour="rings_on"))
        centre.consultant("k20060-2", FakePhone(talk_time=5), is_ready=False)
        tasks.start_soon(centre.take, rings_in(centre))
        await centre.happens(OfferMade)
        await anyio.sleep(tenth / 10)
        centre.dismisses("k20060-1")
        await anyio.sleep(0.5)
        assert not centre.exchange.ringing_now
        centre.matchmaker.wish("k20060-2", AgentEvent.READY)
        assert (await centre.happens(ConversationStarted)).agent == "k20060-2"
        await centre.happens(CallEnded)
        tasks.cancel_scope.cancel()
    centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_who_hangs_up_during_the_whisper_sends_the_caller_back_to_the_head() -> None:
    async with a_centre(WHISPERS) as centre:
        phone = FakePhone(talk_time=3)
        first = centre.consultant("k20060-1", phone)
        await anyio.sleep(1)
        centre.consultant("k20060-2")
        call = await centre.visit(rings_in(centre), patience=100)
        assert first.state is AgentState.NO_ANSWER
        assert [(e.agent, e.outcome) for e in centre.of_type(OfferEnded, call)] == [
            ("k20060-1", "accepted"),
            ("k20060-2", "accepted"),
        ]
        assert [e.agent for e in centre.of_type(ConversationStarted, call)] == ["k20060-2"]
        assert [e.position for e in centre.of_type(QueueEntered, call)] == [1, 1]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_caller_who_hangs_up_during_the_whisper_abandoned_and_blames_nobody() -> None:
    async with a_centre(WHISPERS) as centre:
        _, _, call = await _whispered(centre, phone=FakePhone(), patience=4)
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["accepted"]
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["abandoned"]
        assert not centre.of_type(ConversationStarted, call)
        assert centre.matchmaker.team.agent("k20060-1").state is AgentState.AVAILABLE
        assert [e.reason for e in centre.of_type(CallEnded, call)] == ["caller_hung_up"]
        back = await centre.visit(centre.exchange.caller(dialled_number=straight_to(KOLNO)), patience=1)
        assert centre.of_type(QueueEntered, back)[0].resumed_time > 0, "the place was not kept"
        centre.check_nothing_left()


@pytest.mark.parametrize("error", [PlaybackFailed, TelephonyFailed])
@in_virtual_time
async def test_a_whisper_that_cannot_be_played_holds_nobody_up(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_centre(WHISPERS) as centre:

        async def refuses(_sounds: object) -> None:
            raise error

        async def breaks() -> None:
            await anyio.sleep(1)
            monkeypatch.setattr(centre.exchange.leg_of("k20060-1"), "play", refuses)

        async with anyio.create_task_group() as party:
            party.start_soon(breaks)
            _, _, call = await _whispered(centre, phone=FakePhone())
        assert [e.talk_time for e in centre.of_type(ConversationEnded, call)] == [30.0]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_whisper_that_hangs_is_cut_short() -> None:
    async with a_centre(WHISPERS) as centre:
        centre.exchange.sound_time = 600
        _, _, call = await _whispered(centre, phone=FakePhone())
        assert [e.talk_time for e in centre.of_type(ConversationEnded, call)] == [22.0]
        centre.check_nothing_left()


# -- hold


async def _held(centre: Centre, *holds: tuple[float, bool], patience: float = 100) -> Call:
    """A conversation of thirty seconds in which the consultant presses hold: (pause, is held)."""
    centre.consultant("k20060-1")
    async with anyio.create_task_group() as party:

        async def holds_and_is_back() -> None:
            await centre.happens(ConversationStarted)
            for pause, is_held in holds:
                await anyio.sleep(pause)
                centre.exchange.leg_of("k20060-1").holds(is_held=is_held)

        party.start_soon(holds_and_is_back)
        call = await centre.visit(rings_in(centre), patience=patience)
        party.cancel_scope.cancel()
    return call


def _moves(centre: Centre) -> list[str]:
    return [e.event for e in centre.of_type(AgentStateChanged)][3:]


@in_virtual_time
async def test_hold_is_a_state_and_its_time_is_kept() -> None:
    async with a_centre(RULES) as centre:
        call = await _held(centre, (5, True), (8, False), (4, True), (2, False))
        ended = centre.of_type(ConversationEnded, call)[0]
        assert (ended.talk_time, ended.hold_time) == (30.0, 10.0)
        held = ["hold", "unhold"] * 2
        assert _moves(centre) == ["ring", "accept", *held, "hang_up", "wrap_up_over"]
        centre.check_nothing_left()


@in_virtual_time
async def test_the_next_caller_comes_before_the_last_bridge_is_taken_apart() -> None:
    async with a_centre(RULES) as centre, anyio.create_task_group() as crowd:
        centre.consultant("k20060-1", FakePhone(talk_time=30))
        crowd.start_soon(centre.take, rings_in(centre))
        await centre.happens(ConversationStarted)
        last = set(centre.exchange.open_bridges)
        crowd.start_soon(centre.take, rings_in(centre, "600100777"))
        await centre.happens(ConversationEnded)
        await centre.happens(OfferMade)
        assert last <= set(centre.exchange.open_bridges)
        await centre.happens(ConversationStarted)
        assert not last & set(centre.exchange.open_bridges)
        crowd.cancel_scope.cancel()


@pytest.mark.parametrize(("patience", "by"), [(100, "agent"), (17, "caller")])
@in_virtual_time
async def test_a_conversation_that_ends_on_hold_counts_the_hold(patience: float, by: str) -> None:
    async with a_centre(RULES) as centre:
        call = await _held(centre, (5, True), patience=patience)
        ended = centre.of_type(ConversationEnded, call)[0]
        assert ended.ended_by == by
        assert ended.hold_time == pytest.approx(ended.talk_time - 5)
        assert _moves(centre) == ["ring", "accept", "hold", "hang_up", "wrap_up_over"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_hold_said_twice_counts_once() -> None:
    async with a_centre(RULES) as centre:
        call = await _held(centre, (5, True), (3, True), (3, False), (3, False))
        assert [e.hold_time for e in centre.of_type(ConversationEnded, call)] == [6.0]
        centre.check_nothing_left()


@in_virtual_time
async def test_keys_of_a_caller_do_not_disturb_a_conversation() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1")
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:

            async def plays_with_keys() -> None:
                await centre.happens(ConversationStarted)
                await presses(caller, (1, "9191#*"))

            party.start_soon(plays_with_keys)
            call = await centre.visit(caller)
        assert [e.ended_by for e in centre.of_type(ConversationEnded, call)] == ["agent"]
        centre.check_nothing_left()


# -- who is next


@in_virtual_time
async def test_the_next_caller_is_given_away_before_anything_else_is_done_for_the_call_that_is_over() -> None:
    told: list[str] = []
    async with a_centre(RULES) as centre, anyio.create_task_group() as crowd:
        consultant = centre.consultant("k20060-1", FakePhone(talk_time=300))
        crowd.start_soon(centre.take, rings_in(centre, "600100777"))
        await centre.happens(ConversationStarted)
        crowd.start_soon(centre.take, rings_in(centre))
        await centre.happens(QueueEntered)
        await anyio.sleep(10)
        centre.bus.listen(lambda event: told.append(type(event).__name__))
        leg = next(c for c in centre.exchange.open_channels.values() if c.caller_number == consultant.id)
        leg.far_end_hangs_up()
        assert consultant.state is AgentState.RESERVED, "no task has had its turn yet"
        assert told[0] == "ConversationEnded"
