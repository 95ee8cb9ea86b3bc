"""What callers hear first is begun in the moment of arrival, and gives way to whatever the call asks for."""

import anyio
import pytest

from ari_app.telephony.channels import AriChannel
from ari_app.telephony.greeting_prefetch import STEADY, LikelyGreetings
from core.errors import ChannelGone, PlaybackFailed
from tests.support.asterisk.exchange_setup import ExchangeSetup
from tests.support.timing.eventually import eventually

WELCOME = ("/fake/long",)
MESSAGE = ("/fake/one", "/fake/long")


def test_greeting_is_likely_after_eight_calls_in_a_row_that_began_with_it() -> None:
    greetings = LikelyGreetings()
    for _ in range(STEADY):
        assert greetings.likely("9510") == ()
        greetings.began("9510", WELCOME)
    assert (greetings.likely("9510"), greetings.likely("9524")) == (WELCOME, ())


def test_call_that_began_otherwise_makes_no_greeting_likely_for_eight_calls() -> None:
    greetings = LikelyGreetings()
    for _ in range(STEADY):
        greetings.began("9510", WELCOME)
    greetings.began("9510", MESSAGE)
    for _ in range(STEADY):
        assert greetings.likely("9510") == ()
        greetings.began("9510", WELCOME)
    assert greetings.likely("9510") == WELCOME


def test_calls_that_begin_without_a_sound_make_no_greeting_likely() -> None:
    greetings = LikelyGreetings()
    for _ in range(2 * STEADY):
        greetings.began("9510", ())
    assert greetings.likely("9510") == ()


async def opened(
    setup: ExchangeSetup, likely: tuple[str, ...] = WELCOME
) -> tuple[AriChannel, list[tuple[str, ...]]]:
    """A caller to whom `likely` is played from the arrival on, and what the call will have begun with."""
    told: list[tuple[str, ...]] = []
    caller = await setup.caller()
    caller.prefetch_greeting(likely, told.append)
    return caller, told


@pytest.mark.anyio
async def test_call_that_asks_for_the_prefetched_greeting_finds_it_begun(setup: ExchangeSetup) -> None:
    caller, told = await opened(setup)
    await eventually(lambda: setup.board.playbacks)
    begun = setup.board.playbacks
    playback = await caller.play(WELCOME)
    await setup.everything_reported_is_handled()
    assert (setup.board.playbacks, {playback.id}, told) == (begun, begun, [WELCOME])
    playback.stop()
    with anyio.fail_after(5):
        await playback.finished()
    second = await caller.play(WELCOME)
    assert second.id != playback.id
    assert told == [WELCOME], "only the first one begins a call"
    await eventually(lambda: setup.board.playbacks)
    setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)


@pytest.mark.anyio
async def test_other_sounds_that_the_call_asks_for_replace_the_prefetched_greeting(setup: ExchangeSetup) -> None:
    caller, told = await opened(setup)
    playback = await caller.play(MESSAGE)
    await eventually(lambda: setup.board.playbacks == {playback.id})
    assert told == [MESSAGE]
    setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)


@pytest.mark.anyio
@pytest.mark.parametrize("other", ["music", "recording", "hang-up"])
async def test_call_that_begins_without_a_sound_ends_the_prefetched_greeting(
    setup: ExchangeSetup, other: str
) -> None:
    caller, told = await opened(setup)
    await eventually(lambda: setup.board.playbacks)
    if other == "music":
        await caller.start_music()
    elif other == "hang-up":
        await caller.hang_up()
    else:
        await caller.record("message-1", longest=5, silence=2)
    await eventually(lambda: not setup.board.playbacks)
    assert told == [()]
    if caller.is_up:
        setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)


@pytest.mark.anyio
async def test_caller_who_hangs_up_before_the_call_begins_leaves_no_prefetched_greeting(
    setup: ExchangeSetup,
) -> None:
    caller, told = await opened(setup)
    await eventually(lambda: setup.board.playbacks)
    setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)
    assert told == []


@pytest.mark.anyio
@pytest.mark.parametrize(("status", "error"), [(404, ChannelGone), (500, PlaybackFailed)])
async def test_call_is_told_of_a_prefetched_greeting_that_asterisk_refused(
    setup: ExchangeSetup, status: int, error: type[Exception]
) -> None:
    setup.board.refuse_when("play", status)
    caller, _ = await opened(setup)
    with anyio.fail_after(5), pytest.raises(error):
        await (await caller.play(WELCOME)).finished()
    setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)
