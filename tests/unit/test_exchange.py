"""The exchange against an Asterisk in this process: whatever it reports, refuses, or fails to say."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import anyio
import pytest
import structlog
from anyio.abc import TaskGroup

from ari_app import exchange as exchange_module
from ari_app.ari import AriConnection, AriError, ServerError
from ari_app.ari.operations import asterisk
from ari_app.channels import AriChannel
from ari_app.exchange import APP, Exchange
from ari_app.supervision import guard
from core.errors import ChannelGone, NotAnswered, PlaybackFailed, S724Error, TelephonyFailed
from core.telephony import RecordedFile
from tests.support.eventually import eventually
from tests.support.fake_switchboard import FakeSwitchboard

pytestmark = pytest.mark.anyio

T = TypeVar("T")
PHONE = "k20060-1"


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_module, "ANSWER_MARGIN", 0.1)
    monkeypatch.setattr(exchange_module, "ARRIVAL_MARGIN", 0.1)
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 0.4)
    monkeypatch.setattr(AriConnection, "LONGEST_DELAY", 0.1)


@dataclass
class House:
    """An exchange, the switchboard that it commands, and who has arrived."""

    board: FakeSwitchboard
    exchange: Exchange
    ari: AriConnection
    tasks: TaskGroup
    arrived: dict[str, AriChannel] = field(default_factory=dict)
    lost: anyio.Event = field(default_factory=anyio.Event)

    async def caller(self, id_: str = "caller-1") -> AriChannel:
        self.board.caller_comes(id_)
        channel = await eventually(lambda: self.arrived.get(id_))
        assert channel is not None
        return channel

    def ringing(self, ring_time: float = 5.0) -> AbstractAsyncContextManager[AriChannel]:
        return self.exchange.ringing(PHONE, caller_id="600100200", caller_name="Kolno", ring_time=ring_time)

    async def is_ringing(self) -> str:
        """Wait until a telephone rings and say which leg that is."""
        ringing: list[str] = await eventually(lambda: self.board.ringing)
        return ringing[0]

    async def answers(self) -> None:
        self.board.phone_answers(await self.is_ringing())

    async def everything_reported_is_handled(self) -> None:
        """Events and answers come on one line in order: what was reported before is handled when this returns."""
        await anyio.lowlevel.checkpoint()
        for _ in range(2):
            await self.ari.send(asterisk.ping())

    async def line_is_lost(self) -> None:
        self.board.done.clear()
        self.lost = anyio.Event()
        self.board.cut()
        with anyio.fail_after(5):
            await self.lost.wait()

    async def line_is_back(self) -> None:
        """And what is there was looked at."""
        await eventually(lambda: "GET applications" in self.board.done)
        await self.everything_reported_is_handled()

    def nothing_is_left(self) -> bool:
        assert not self.board.channels
        assert not self.board.bridges
        assert not self.board.playbacks
        assert not self.board.live
        for name in ("_channels", "_playing", "_bridges", "_recording"):
            assert not getattr(self.exchange, name), f"{name} is not empty"
        return True


async def _serve(channel: AriChannel) -> None:
    with channel.while_up():
        await anyio.sleep_forever()


@asynccontextmanager
async def a_house(*, is_open: bool = True) -> AsyncIterator[House]:
    """With everything running; `is_open=False`: nobody serves those who arrive."""
    async with FakeSwitchboard() as board, a_house_at(board, is_open=is_open) as house:
        yield house


@asynccontextmanager
async def a_house_at(board: FakeSwitchboard, *, is_open: bool = True) -> AsyncIterator[House]:
    async with anyio.create_task_group() as tasks:
        arrived: dict[str, AriChannel] = {}

        def arrives(channel: AriChannel, arguments: list[str]) -> None:
            if arguments[0] != "call":
                tasks.start_soon(guard, channel, None)  # as the dispatcher does
                return
            arrived[channel.id] = channel
            if is_open:
                tasks.start_soon(_serve, channel)

        async def connected() -> None:
            await exchange.reconcile()

        ari = AriConnection(
            board.url,
            board.user,
            board.password,
            [APP],
            lambda event: exchange.on_event(event),
            on_connected=connected,
            on_lost=lambda: house.lost.set(),
        )
        exchange = Exchange(ari, tasks, arrives)
        house = House(board, exchange, ari, tasks, arrived)
        tasks.start_soon(ari.run)
        await house.line_is_back()
        yield house
        tasks.cancel_scope.cancel()


async def outcome(work: Awaitable[object]) -> str:
    """The name of what was raised, or `done`."""
    try:
        await work
    except S724Error as error:
        return type(error).__name__
    return "done"


# -- arriving, keys, going


async def test_a_caller_arrives_with_the_numbers_and_the_keys_are_kept_in_order() -> None:
    async with a_house() as house:
        caller = await house.caller()
        assert (caller.caller_number, caller.dialled_number) == ("600100200", "9510")
        for key in "12#":
            house.board.presses(caller.id, key)
        assert [await caller.keys.next(5) for _ in range(3)] == ["1", "2", "#"]


async def test_a_hang_up_ends_what_runs_and_is_forgotten() -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.goes(caller.id)
        with anyio.fail_after(5):
            await caller.gone()
        assert not caller.is_up
        assert await outcome(caller.answer()) == "ChannelGone"
        await eventually(house.nothing_is_left)


async def test_events_of_unknown_things_change_nothing() -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.caller_comes("gone-soon")
        house.board.goes("gone-soon")
        await house.everything_reported_is_handled()
        assert caller.is_up


# -- playing


async def test_a_sound_that_was_played_to_its_end() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/one", "/fake/two"])
        with anyio.fail_after(5):
            await playback.finished()
        await caller.hang_up()
        await eventually(house.nothing_is_left)


async def test_a_sound_that_asterisk_cannot_play() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/missing/one"])
        with anyio.fail_after(5), pytest.raises(PlaybackFailed):
            await playback.finished()


async def test_stopping_is_silence_at_once_and_asterisk_is_told() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/long"])
        playback.stop()
        await playback.finished()
        await eventually(lambda: not house.board.playbacks)
        playback.stop()
        await house.everything_reported_is_handled()
        assert house.board.done.count("DELETE playbacks") == 1


async def test_a_hang_up_in_the_middle_of_a_sound_leaves_nothing() -> None:
    async with a_house() as house:
        caller = await house.caller()
        with caller.while_up() as up:
            playback = await caller.play(["/fake/long"])
            house.board.goes(caller.id)
            try:
                await playback.finished()
            finally:
                playback.stop()
        assert up.cancelled_caught
        await eventually(house.nothing_is_left)


async def test_a_sound_that_was_cut_off_while_it_was_asked_for_is_not_waited_for() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await house.line_is_lost()
        with anyio.move_on_after(0.01) as cut_off:
            await caller.play(["/fake/long"])
        assert cut_off.cancelled_caught
        assert not house.exchange._playing


@pytest.mark.parametrize(
    ("status", "error", "is_up"),
    [(404, ChannelGone, False), (409, PlaybackFailed, True), (500, PlaybackFailed, True)],
)
async def test_a_refused_sound(status: int, error: type[S724Error], is_up: bool) -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.refuse_when("/play/", status)
        playback = await caller.play(["/fake/one"])
        with anyio.fail_after(5), pytest.raises(error):
            await playback.finished()
        assert caller.is_up == is_up


@pytest.mark.parametrize("command", ["answer", "start_music", "stop_music"])
@pytest.mark.parametrize(("status", "is_up"), [(404, False), (409, True), (500, True)])
async def test_a_refused_command_ends_only_the_call_whose_channel_is_missing(
    command: str, status: int, is_up: bool
) -> None:
    async with a_house() as house:
        caller = await house.caller()
        other = await house.caller("caller-2")
        house.board.refuse_when(f"channels/{caller.id}/", status)
        with structlog.testing.capture_logs():
            await getattr(caller, command)()
            await house.everything_reported_is_handled()
        assert caller.is_up == is_up
        assert other.is_up


async def test_a_caller_is_refused_with_unallocated_number() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await caller.reject()
        assert not caller.is_up
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize(("status", "result"), [(404, "done"), (409, "TelephonyFailed"), (500, "TelephonyFailed")])
@pytest.mark.parametrize("command", ["hang_up", "reject"])
async def test_a_hang_up_that_asterisk_refuses(command: str, status: int, result: str) -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.refuse_when(f"DELETE channels/{caller.id}", status)
        assert await outcome(getattr(caller, command)()) == result
        assert caller.is_up == (result != "done")


# -- ringing


async def test_a_telephone_that_is_answered_is_a_channel_and_is_hung_up_at_the_end() -> None:
    async with a_house() as house:
        house.tasks.start_soon(house.answers)
        async with house.ringing() as leg:
            assert leg.is_up
            assert leg.id in house.board.channels
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize(
    ("cause", "how"),
    [
        (17, "busy"),
        (21, "declined"),
        (16, "no_answer"),
        (19, "no_answer"),
        (20, "unreachable"),
        (3, "unreachable"),
        (1, "unreachable"),
        (38, "unreachable"),
        (0, "no_answer"),
        (127, "no_answer"),
    ],
)
async def test_why_a_telephone_was_not_answered(cause: int, how: str) -> None:
    async with a_house() as house:

        async def refuses() -> None:
            house.board.goes(await house.is_ringing(), cause)

        house.tasks.start_soon(refuses)
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert refused.value.outcome == how
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize(
    ("status", "how"), [(400, "failed"), (404, "failed"), (409, "unreachable"), (500, "unreachable")]
)
async def test_a_telephone_that_asterisk_does_not_ring(status: int, how: str) -> None:
    async with a_house() as house:
        house.board.refuse_when("POST channels/agent-", status)
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert refused.value.outcome == how
        await eventually(house.nothing_is_left)


async def test_nobody_answers_and_the_telephone_stops_ringing() -> None:
    async with a_house() as house:
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing(ring_time=0.1):
                raise AssertionError("nobody answers")
        assert refused.value.outcome == "no_answer"
        await eventually(house.nothing_is_left)


async def test_a_caller_who_gives_up_stops_the_ringing() -> None:
    async with a_house() as house:
        with anyio.move_on_after(5) as caller:

            async def gives_up() -> None:
                await house.is_ringing()
                caller.cancel()

            house.tasks.start_soon(gives_up)
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert caller.cancelled_caught
        await eventually(house.nothing_is_left)


async def test_a_telephone_answered_at_the_moment_of_giving_up_is_hung_up() -> None:
    async with a_house() as house:
        with anyio.move_on_after(5) as caller:

            async def both_at_once() -> None:
                house.board.phone_answers(await house.is_ringing())
                caller.cancel()

            house.tasks.start_soon(both_at_once)
            async with house.ringing():
                await anyio.sleep_forever()
        await eventually(house.nothing_is_left)


async def test_a_telephone_answered_after_it_was_given_up_is_hung_up() -> None:
    async with a_house() as house:
        house.board.refuse_when("DELETE channels/agent-", 500, times=50)
        with structlog.testing.capture_logs(), pytest.raises(NotAnswered):
            async with house.ringing(ring_time=0.1):
                raise AssertionError("nobody answers")
        house.board.accept_everything()
        house.board.phone_answers(await house.is_ringing())
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize("status", [409, 500])
async def test_a_leg_whose_hang_up_is_refused_once_does_not_stay(status: int) -> None:
    async with a_house() as house:
        house.tasks.start_soon(house.answers)
        with structlog.testing.capture_logs():
            async with house.ringing():
                house.board.refuse_when("DELETE channels/agent-", status)
        await eventually(house.nothing_is_left)


async def test_a_telephone_that_unregisters_rings_in_vain() -> None:
    async with a_house() as house:

        async def unregisters() -> None:
            await house.is_ringing()
            house.exchange.telephone_lost("somebody-else")
            house.exchange.telephone_lost(PHONE)

        house.tasks.start_soon(unregisters)
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert refused.value.outcome == "unreachable"
        await eventually(house.nothing_is_left)


async def test_a_telephone_that_unregisters_during_the_conversation_keeps_it() -> None:
    async with a_house() as house:
        house.tasks.start_soon(house.answers)
        async with house.ringing() as leg:
            house.exchange.telephone_lost(PHONE)
            await house.everything_reported_is_handled()
            assert leg.is_up


# -- bridges and recordings


@asynccontextmanager
async def a_conversation(house: House) -> AsyncIterator[tuple[AriChannel, AriChannel]]:
    caller = await house.caller()
    house.tasks.start_soon(house.answers)
    async with house.ringing() as leg:
        yield caller, leg


async def test_both_hear_each_other_and_the_bridge_goes() -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
            assert house.board.bridges == {bridge.id: [caller.id, leg.id]}
        await caller.hang_up()
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize("status", [404, 409, 422, 500])
@pytest.mark.parametrize("command", ["POST bridges/bridge-", "/addChannel"])
async def test_a_refused_bridge_is_this_calls_failure_and_leaves_none(command: str, status: int) -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg):
            house.board.refuse_when(command, status)
            with pytest.raises(TelephonyFailed):
                async with house.exchange.bridge(caller, leg):
                    raise AssertionError("there is no bridge")
            assert caller.is_up
            assert leg.is_up
        await caller.hang_up()
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize("who", [0, 1])
async def test_somebody_who_is_gone_before_both_are_connected(who: int) -> None:
    async with a_house() as house:
        async with a_conversation(house) as parties:
            house.board.is_silent = True  # the report comes too late
            house.board.goes(parties[who].id)
            with pytest.raises(ChannelGone):
                async with house.exchange.bridge(*parties):
                    raise AssertionError("there is no bridge")
            assert [party.is_up for party in parties] == [who != 0, who != 1]
            house.board.is_silent = False
        assert not house.board.bridges


async def test_a_party_already_reported_gone_is_not_connected() -> None:
    async with a_house() as house, a_conversation(house) as (caller, leg):
        house.board.goes(leg.id)
        await leg.gone()
        await eventually(lambda: leg.id not in house.exchange._channels)
        with pytest.raises(ChannelGone):
            house.exchange.bridge(caller, leg)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_bridge_that_cannot_be_destroyed_does_not_hold_up_the_call(status: int) -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg):
            with structlog.testing.capture_logs() as lines:
                async with house.exchange.bridge(caller, leg):
                    house.board.refuse_when("DELETE bridges/", status)
            assert len(lines) == (status == 500)
        await caller.hang_up()
        await house.line_is_lost()
        await house.line_is_back()
        await eventually(house.nothing_is_left)


async def _recorded(house: House, end: Callable[[str], None]) -> RecordedFile:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
        recording = await bridge.record("2026/11/24/rec-1")
        end(recording.id)
        with anyio.fail_after(5):
            file = await recording.stop()
    await caller.hang_up()
    await eventually(house.nothing_is_left)
    return file


async def test_a_recording_is_closed_with_its_length() -> None:
    async with a_house() as house:
        assert await _recorded(house, lambda name: None) == RecordedFile("2026/11/24/rec-1.wav", 3)


async def test_a_recording_that_ended_by_itself_is_as_good() -> None:
    async with a_house() as house:
        assert await _recorded(house, house.board.recording_ends) == RecordedFile("2026/11/24/rec-1.wav", 3)


async def test_a_recording_that_failed_says_so() -> None:
    async with a_house() as house:
        with pytest.raises(TelephonyFailed):
            await _recorded(house, partial(house.board.recording_ends, has_failed=True))


@pytest.mark.parametrize("status", [400, 404, 409, 422, 500])
async def test_a_refused_recording_leaves_the_conversation(status: int) -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
            house.board.refuse_when("/record", status)
            with pytest.raises(TelephonyFailed):
                await bridge.record("2026/11/24/rec-1")
            assert house.board.bridges
        await caller.hang_up()
        await eventually(house.nothing_is_left)


async def test_a_recording_that_nobody_knows_of_is_thrown_away() -> None:
    """The caller goes, or the answer is lost, between the command and its answer: no fact will tell of it."""
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
            with anyio.CancelScope() as gone:
                gone.cancel()
                await bridge.record("2026/11/24/rec-1")
            await house.everything_reported_is_handled()
            assert not house.board.live
        await caller.hang_up()
        await eventually(house.nothing_is_left)


# -- after a lost connection


async def test_a_caller_who_went_while_the_line_was_down_has_hung_up() -> None:
    async with a_house() as house:
        stays, goes = await house.caller("caller-1"), await house.caller("caller-2")
        await house.line_is_lost()
        house.board.goes(goes.id)
        await house.line_is_back()
        assert (stays.is_up, goes.is_up) == (True, False)


async def test_a_sound_that_ended_while_the_line_was_down_is_over_and_one_that_plays_on_is_not() -> None:
    async with a_house() as house:
        caller = await house.caller()
        over, plays = await caller.play(["/fake/one"]), await caller.play(["/fake/long"])
        await house.everything_reported_is_handled()
        house.board.is_silent = True
        house.board._playbacks[over.id].set()
        await house.line_is_lost()
        await eventually(lambda: over.id not in house.board.playbacks)
        house.board.is_silent = False
        await house.line_is_back()
        with anyio.fail_after(5):
            await over.finished()
        assert plays.id in house.exchange._playing


async def test_a_recording_goes_on_through_a_lost_line() -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
            recording = await bridge.record("2026/11/24/rec-1")
            await house.line_is_lost()
            await house.line_is_back()
            assert "2026/11/24/rec-1" in house.board.live
            file = await recording.stop()
        assert not house.board.live, "it was closed by our command"
        assert file.duration_time == 3


async def test_a_recording_that_ended_while_the_line_was_down_is_closed() -> None:
    async with a_house() as house:
        async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
            recording = await bridge.record("2026/11/24/rec-1")
            await house.line_is_lost()
            house.board.recording_ends("2026/11/24/rec-1")
            await house.line_is_back()
            with anyio.fail_after(5):
                file = await recording.stop()
        assert 0 <= file.duration_time < 60


async def test_what_a_dead_process_left_is_ended_and_what_lives_is_not() -> None:
    async with FakeSwitchboard() as board:
        board.caller_comes("orphan")
        board.bridges["bridge-of-the-dead"] = ["orphan"]
        async with a_house_at(board) as house:
            caller = await house.caller()
            await eventually(lambda: board.channels == {caller.id} and not board.bridges)
            assert caller.is_up


async def test_a_caller_who_comes_with_the_connection_is_not_taken_for_an_orphan() -> None:
    async with FakeSwitchboard() as board:
        board.caller_comes("orphan")
        board.meanwhile("GET channels", lambda: board.caller_comes("caller-9"))
        async with a_house_at(board) as house:
            await eventually(lambda: "orphan" not in board.channels)
            await house.everything_reported_is_handled()
            assert house.arrived["caller-9"].is_up
            assert board.channels == {"caller-9"}


async def test_a_channel_whose_task_could_not_hang_it_up_is_hung_up_after_the_next_connect() -> None:
    async with a_house(is_open=False) as house:
        caller = await house.caller()
        house.board.refuse_when("DELETE channels/", 500)
        assert await outcome(caller.hang_up()) == "TelephonyFailed"
        await house.line_is_lost()
        await house.line_is_back()
        await eventually(house.nothing_is_left)
        assert not caller.is_up


async def test_a_telephone_that_rings_goes_on_ringing_through_a_lost_line() -> None:
    async with a_house() as house:

        async def answered_later() -> None:
            await house.is_ringing()
            await house.everything_reported_is_handled()
            await house.line_is_lost()
            await house.line_is_back()
            await house.answers()

        house.tasks.start_soon(answered_later)
        async with house.ringing() as leg:
            assert leg.is_up


async def test_a_telephone_that_stopped_ringing_while_the_line_was_down_was_not_answered() -> None:
    async with a_house() as house:

        async def goes() -> None:
            leg = await house.is_ringing()
            await house.everything_reported_is_handled()
            await house.line_is_lost()
            house.board.goes(leg)

        house.tasks.start_soon(goes)
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert refused.value.outcome == "failed"
        await eventually(house.nothing_is_left)


async def test_a_telephone_wanted_while_we_look_what_is_there_is_not_given_up() -> None:
    """It is on no list yet: its ringing was asked for after the list was made."""
    async with a_house() as house:
        answered = anyio.Event()

        async def rings() -> None:
            house.tasks.start_soon(house.answers)
            async with house.ringing() as leg:
                assert leg.is_up
            answered.set()

        await house.line_is_lost()
        house.board.meanwhile("GET channels", lambda: house.tasks.start_soon(rings))
        with anyio.fail_after(5):
            await answered.wait()


async def test_a_telephone_wanted_while_the_line_is_down_rings_when_it_is_back() -> None:
    async with a_house() as house:
        await house.line_is_lost()
        house.tasks.start_soon(house.answers)
        async with house.ringing() as leg:
            assert leg.is_up


async def test_a_line_that_goes_while_we_look_what_is_there_is_made_anew() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await house.line_is_lost()
        house.board.refuse_when("GET channels", 500)
        with structlog.testing.capture_logs():
            await house.line_is_back()
        assert caller.is_up
        house.board.presses(caller.id, "5")
        assert await caller.keys.next(5) == "5"


async def test_every_request_of_asterisk_that_fails_is_an_error_of_ours() -> None:
    """What call scripts catch is S724Error: no error of the ARI layer may reach them."""
    async with a_house() as house:
        caller = await house.caller()
        house.board.plan(500)
        with pytest.raises(S724Error) as failed:
            await caller.hang_up()
        assert isinstance(failed.value.__cause__, ServerError)
        assert not isinstance(failed.value, AriError)
