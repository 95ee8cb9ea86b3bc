"""The exchange against an Asterisk in this process: whatever it reports, refuses, or fails to say."""

import anyio
import pytest
import structlog

from ari_app.telephony import exchange as exchange_module
from ari_app.telephony.line import PAUSES
from core.errors import ChannelGone, NotAnswered, PlaybackFailed, S724Error
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    PHONE,
    a_house,
    hurry,  # noqa: F401
    outcome,
)

pytestmark = pytest.mark.anyio


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


async def test_a_caller_who_was_taken_away_arrives_anew_when_given_back() -> None:
    async with a_house() as house:
        caller = await house.caller("wanderer")
        house.board.report("StasisEnd", channel=house.board.channel("wanderer"))
        with anyio.fail_after(5):
            await caller.gone()
        house.board.caller_comes("wanderer")
        await eventually(lambda: house.arrived["wanderer"] is not caller)
        assert house.arrived["wanderer"].is_up
        house.board.goes("wanderer")
        await eventually(house.nothing_is_left)


async def test_process_is_told_that_a_caller_was_taken_away_but_not_of_a_hang_up() -> None:
    async with a_house() as house:
        taken, stays = await house.caller("taken"), await house.caller("stays")
        house.board.goes(stays.id)
        with anyio.fail_after(5):
            await stays.gone()
        assert house.taken == 0
        house.board.report("StasisEnd", channel=house.board.channel("taken"))
        with anyio.fail_after(5):
            await taken.gone()
        assert house.taken == 1
        house.board.goes("taken")
        await eventually(house.nothing_is_left)


async def test_a_caller_whom_we_hang_up_was_not_taken_away() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await caller.hang_up()
        await house.everything_reported_is_handled()
        await eventually(house.nothing_is_left)
        assert house.taken == 0


# -- playing


async def test_sound_that_was_played_to_its_end_has_finished() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/one", "/fake/two"])
        with anyio.fail_after(5):
            await playback.finished()
        await caller.hang_up()
        await eventually(house.nothing_is_left)


async def test_sound_that_asterisk_cannot_play_raises_playback_failed() -> None:
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


async def test_a_sound_that_asterisk_cannot_stop_yet_is_stopped_a_moment_later() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/long"])
        await eventually(lambda: house.board.playbacks)
        house.board.refuse_when("DELETE playbacks/", 500, times=2)
        playback.stop()
        await playback.finished()
        await eventually(lambda: not house.board.playbacks)


async def test_a_sound_that_cannot_be_stopped_at_all_holds_nobody_and_is_told() -> None:
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/long"])
        house.board.refuse_when("DELETE playbacks/", 500, times=1 + len(PAUSES))
        with structlog.testing.capture_logs() as logs:
            playback.stop()
            await playback.finished()
            await eventually(lambda: [entry for entry in logs if entry.get("request") == "playbacks.stop"])
        assert caller.is_up


async def test_a_sound_whose_end_is_never_reported_holds_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ari_app.telephony.playbacks.LONGEST_PLAYBACK", 0.05)
    async with a_house() as house:
        caller = await house.caller()
        playback = await caller.play(["/fake/long"])
        with anyio.fail_after(5), pytest.raises(PlaybackFailed):
            await playback.finished()
        await eventually(lambda: not house.board.playbacks)


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
async def test_refused_sound_has_failed_or_its_channel_is_gone(
    status: int, error: type[S724Error], is_up: bool
) -> None:
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


@pytest.mark.parametrize("is_cut", [False, True])
async def test_a_caller_is_answered_once_on_arrival_or_as_soon_as_the_line_is_up(is_cut: bool) -> None:
    async with a_house() as house:
        caller = await house.caller()
        if is_cut:
            house.board.cut()
            await eventually(lambda: not house.ari.is_up)
        caller.answer_now()
        await caller.answer()
        await house.everything_reported_is_handled()
        assert house.board.requests.count(("POST", f"channels/{caller.id}/answer")) == 1


async def test_a_caller_is_refused_with_unallocated_number() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await caller.reject()
        assert not caller.is_up
        await eventually(house.nothing_is_left)


@pytest.mark.parametrize(("status", "result"), [(404, "done"), (409, "TelephonyFailed"), (500, "TelephonyFailed")])
@pytest.mark.parametrize("command", ["hang_up", "reject"])
async def test_hang_up_that_asterisk_refuses_raises_telephony_failed(
    command: str, status: int, result: str
) -> None:
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
async def test_hang_up_cause_says_why_a_telephone_was_not_answered(cause: int, how: str) -> None:
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
async def test_telephone_that_asterisk_does_not_ring_is_not_answered(status: int, how: str) -> None:
    async with a_house() as house:
        house.board.refuse_when("POST channels/agent-", status)
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing():
                raise AssertionError("nobody answers")
        assert refused.value.outcome == how
        await eventually(house.nothing_is_left)


async def test_ringing_whose_end_asterisk_does_not_tell_stops_and_nobody_is_blamed() -> None:
    async with a_house() as house:
        with pytest.raises(NotAnswered) as refused:
            async with house.ringing(ring_time=0.1):
                raise AssertionError("nobody answers")
        assert refused.value.outcome == "interrupted"
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


async def test_a_telephone_is_free_when_asterisk_has_told_it_of_the_hang_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with a_house() as house:
        is_free = anyio.Event()

        async def talks() -> None:
            async with house.ringing():
                house.board.is_busy = True
            is_free.set()

        house.tasks.start_soon(talks)
        leg = await house.is_ringing()
        house.board.phone_answers(leg)
        await eventually(lambda: "DELETE channels" in house.board.done)
        await house.everything_reported_is_handled()
        assert not is_free.is_set()
        house.board.goes(leg)
        with anyio.fail_after(5):
            await is_free.wait()
        await eventually(house.nothing_is_left)


async def test_a_telephone_that_a_process_before_has_rung_is_free_when_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with a_house() as house:
        house.board.is_busy = True
        is_free = anyio.Event()

        async def rings_no_more(leg: str) -> None:
            await house.exchange.hang_up_legs([leg, "agent-gone"])
            is_free.set()

        leg = house.board.rings_already(PHONE)
        with structlog.testing.capture_logs():
            house.tasks.start_soon(rings_no_more, leg)
            await eventually(lambda: house.board.done.count("GET channels") > 1)
            assert not is_free.is_set()
            house.board.goes(leg)
            with anyio.fail_after(5):
                await is_free.wait()
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
