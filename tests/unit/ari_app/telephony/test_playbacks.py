"""Sounds that are played to a channel: their end, their being stopped, and what Asterisk refuses."""

import anyio
import pytest
import structlog

from ari_app.telephony.channels import AriChannel
from ari_app.telephony.line import PAUSES
from core.errors import ChannelGone, PlaybackFailed, S724Error
from tests.support.asterisk.exchange_setup import (
    ExchangeSetup,
    exchange_setup,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_sound_that_was_played_to_its_end_has_finished(setup: ExchangeSetup, caller: AriChannel) -> None:
    playback = await caller.play(["/fake/one", "/fake/two"])
    with anyio.fail_after(5):
        await playback.finished()
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


async def test_sound_that_asterisk_cannot_play_raises_playback_failed(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    playback = await caller.play(["/missing/one"])
    with anyio.fail_after(5), pytest.raises(PlaybackFailed):
        await playback.finished()


async def test_stopping_is_silence_at_once_and_asterisk_is_told(setup: ExchangeSetup, caller: AriChannel) -> None:
    playback = await caller.play(["/fake/long"])
    playback.stop()
    await playback.finished()
    await eventually(lambda: not setup.board.playbacks)
    playback.stop()
    await setup.everything_reported_is_handled()
    assert setup.board.done.count("DELETE playbacks") == 1


async def test_a_sound_that_asterisk_cannot_stop_yet_is_stopped_a_moment_later(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    playback = await caller.play(["/fake/long"])
    await eventually(lambda: setup.board.playbacks)
    setup.board.refuse_when("DELETE playbacks/", 500, times=2)
    playback.stop()
    await playback.finished()
    await eventually(lambda: not setup.board.playbacks)


async def test_a_sound_that_cannot_be_stopped_at_all_holds_nobody_and_is_told(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    playback = await caller.play(["/fake/long"])
    setup.board.refuse_when("DELETE playbacks/", 500, times=1 + len(PAUSES))
    with structlog.testing.capture_logs() as logs:
        playback.stop()
        await playback.finished()
        await eventually(lambda: [entry for entry in logs if entry.get("request") == "playbacks.stop"])
    assert caller.is_up


async def test_a_sound_whose_end_is_never_reported_holds_nobody_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ari_app.telephony.playbacks.LONGEST_PLAYBACK", 0.05)
    async with exchange_setup() as setup:
        caller = await setup.caller()
        playback = await caller.play(["/fake/long"])
        with anyio.fail_after(5), pytest.raises(PlaybackFailed):
            await playback.finished()
        await eventually(lambda: not setup.board.playbacks)


async def test_a_hang_up_in_the_middle_of_a_sound_leaves_nothing(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.while_up() as up:
        playback = await caller.play(["/fake/long"])
        setup.board.goes(caller.id)
        try:
            await playback.finished()
        finally:
            playback.stop()
    assert up.cancelled_caught
    await eventually(setup.nothing_is_left)


async def test_a_sound_that_was_cut_off_while_it_was_asked_for_is_not_waited_for(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    await setup.line_is_lost()
    with anyio.move_on_after(0.01) as cut_off:
        await caller.play(["/fake/long"])
    assert cut_off.cancelled_caught
    assert not setup.exchange._playing


@pytest.mark.parametrize(
    ("status", "error", "is_up"),
    [(404, ChannelGone, False), (409, PlaybackFailed, True), (500, PlaybackFailed, True)],
)
async def test_refused_sound_has_failed_or_its_channel_is_gone(
    setup: ExchangeSetup, caller: AriChannel, status: int, error: type[S724Error], is_up: bool
) -> None:
    setup.board.refuse_when("/play/", status)
    playback = await caller.play(["/fake/one"])
    with anyio.fail_after(5), pytest.raises(error):
        await playback.finished()
    assert caller.is_up == is_up
