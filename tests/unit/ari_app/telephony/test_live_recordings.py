"""Recordings of one channel, against an Asterisk in this process."""

import anyio
import pytest

from ari_app.telephony.channels import AriChannel
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.telephony import RecordedFile, Recording
from tests.support.asterisk.exchange_setup import ExchangeSetup, exchange_setup, hurry  # noqa: F401
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

NAME = "wiadomosci/2026/11/24/msg-1"


async def begun(setup: ExchangeSetup) -> Recording:
    caller = await setup.caller()
    return await caller.record(NAME, longest=60, silence=4)


async def test_recording_of_a_channel_is_asked_for_with_its_limits(setup: ExchangeSetup) -> None:
    await begun(setup)
    assert setup.board.asked == {
        "name": NAME,
        "format": "wav",
        "maxDurationSeconds": "60",
        "maxSilenceSeconds": "4",
        "ifExists": "fail",
        "terminateOn": "none",  # which key ends it is the scenario's to say
    }


async def test_recording_of_a_channel_ends_by_itself_and_says_how_long_it_is(setup: ExchangeSetup) -> None:
    recording = await begun(setup)
    setup.board.recording_ends(NAME)
    assert await recording.finished() == RecordedFile(NAME + ".wav", 3)
    assert await recording.stop() == RecordedFile(NAME + ".wav", 3), "stopping what is over is harmless"


async def test_recording_of_a_channel_can_be_stopped(setup: ExchangeSetup) -> None:
    recording = await begun(setup)
    assert await recording.stop() == RecordedFile(NAME + ".wav", 3)
    assert setup.board.stored == {NAME}


async def test_caller_who_hangs_up_closes_the_recording(setup: ExchangeSetup) -> None:
    recording = await begun(setup)
    setup.board.goes("caller-1")
    with anyio.fail_after(2):
        assert await recording.stop() == RecordedFile(NAME + ".wav", 3)


@pytest.mark.parametrize("status", [404, 409, 500])
async def test_recording_that_is_closing_when_it_is_to_be_stopped_is_kept(
    setup: ExchangeSetup, status: int
) -> None:
    recording = await begun(setup)
    setup.board.refuse_when("/stop", status)
    setup.board.meanwhile("/stop", lambda: setup.board.goes("caller-1"))
    with anyio.fail_after(2):
        assert await recording.stop() == RecordedFile(NAME + ".wav", 3)


async def test_recording_of_a_channel_that_fails_says_so(setup: ExchangeSetup) -> None:
    recording = await begun(setup)
    setup.board.recording_ends(NAME, has_failed=True)
    with pytest.raises(TelephonyFailed):
        await recording.finished()


@pytest.mark.parametrize("is_over", [True, False])
async def test_recording_of_a_channel_can_be_discarded_at_any_time(setup: ExchangeSetup, *, is_over: bool) -> None:
    recording = await begun(setup)
    if is_over:
        await recording.stop()
    channel = setup.arrived["caller-1"]
    await channel.discard_recording(NAME)
    await eventually(lambda: not setup.board.live and not setup.board.stored)
    await channel.discard_recording("there/is/none")
    await setup.everything_reported_is_handled()


@pytest.mark.parametrize("status", [409, 422, 500])
async def test_refused_recording_leaves_the_call(setup: ExchangeSetup, caller: AriChannel, status: int) -> None:
    setup.board.refuse_when("/record", status)
    with pytest.raises(TelephonyFailed):
        await caller.record(NAME, longest=60, silence=4)
    assert caller.is_up
    assert not setup.exchange._recording


async def test_a_channel_that_asterisk_does_not_know_any_more_has_hung_up(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    setup.board.refuse_when("/record", 404)
    with pytest.raises(ChannelGone):
        await caller.record(NAME, longest=60, silence=4)
    assert not caller.is_up
    with pytest.raises(ChannelGone):
        await caller.record(NAME, longest=60, silence=4)
