"""While a number is keyed, there is no moment in which Asterisk plays no file to the caller."""

import anyio
import pytest
from anyio.abc import TaskStatus

from ari_app.telephony.channels import AriChannel
from ari_app.telephony.line import AriLine
from tests.support.asterisk.exchange_setup import MUSIC, QUIET, ExchangeSetup
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

QUESTION, NEXT_QUESTION, SHORT = "/fake/question-long", "/fake/next-long", "/fake/short"


async def hears(setup: ExchangeSetup, caller: AriChannel, *sounds: str) -> None:
    """Just these are played one after the other, soon."""
    await eventually(lambda: setup.board.playing_to(caller.id) == list(sounds))


async def goes(setup: ExchangeSetup, caller: AriChannel) -> None:
    setup.board.goes(caller.id)
    await eventually(setup.nothing_is_left)


async def cuts_short(setup: ExchangeSetup, caller: AriChannel) -> None:
    """An announcement, by a key; silence follows."""
    announcement = await caller.play([QUESTION])
    setup.board.presses(caller.id, "7")
    await caller.keys.next(5)
    announcement.stop()
    await hears(setup, caller, QUIET)


async def test_silence_follows_a_question_and_ends_with_the_number(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    with caller.several_keys():
        question = await caller.play([QUESTION])
        await hears(setup, caller, QUESTION, QUIET)
        question.stop()
        await hears(setup, caller, QUIET)
        assert not setup.board.fell_silent
    await hears(setup, caller)
    await goes(setup, caller)


async def test_silence_follows_a_question_that_ends_by_itself(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.several_keys():
        await (await caller.play([SHORT])).finished()
        await hears(setup, caller, QUIET)
        assert not setup.board.fell_silent
    await goes(setup, caller)


async def test_the_next_question_of_the_same_block_follows_without_a_moment_between(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    with caller.several_keys():
        for question in (QUESTION, NEXT_QUESTION):
            with caller.several_keys():
                playback = await caller.play([question])
                await hears(setup, caller, question, QUIET)
                playback.stop()
                await hears(setup, caller, QUIET)
        assert not setup.board.fell_silent
    await hears(setup, caller)
    await goes(setup, caller)


async def test_caller_who_keys_ahead_of_the_question_keys_in_silence_at_once(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    caller.keys.press("7")
    with caller.several_keys():
        await hears(setup, caller, QUIET)
    await hears(setup, caller)
    await goes(setup, caller)


async def test_a_key_that_cuts_an_announcement_short_is_followed_by_silence_until_the_question(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    welcome = await caller.play([QUESTION])
    await hears(setup, caller, QUESTION)
    setup.board.presses(caller.id, "7")
    await caller.keys.next(5)
    await hears(setup, caller, QUESTION, QUIET)
    welcome.stop()
    await hears(setup, caller, QUIET)
    with caller.several_keys():
        await caller.play([NEXT_QUESTION])
        await hears(setup, caller, NEXT_QUESTION, QUIET)
        assert not setup.board.fell_silent
    await goes(setup, caller)


@pytest.mark.parametrize("what", ["start_music", "record", "bridge"])
async def test_the_silence_behind_a_cut_announcement_makes_room_for_what_is_no_file(
    setup: ExchangeSetup, caller: AriChannel, what: str
) -> None:
    await cuts_short(setup, caller)
    match what:
        case "start_music":
            await caller.start_music()
        case "record":
            await caller.record("2026/11/26/msg-1", longest=5, silence=2)
        case "bridge":
            await setup.tasks.start(_is_bridged, setup, caller)
    await hears(setup, caller)
    await goes(setup, caller)


async def test_silence_ends_before_a_bridge_though_asterisk_hesitates(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    await cuts_short(setup, caller)
    setup.board.refuse_when("DELETE playbacks", 500, times=2)
    heard: list[list[str]] = []
    setup.board.meanwhile("addChannel", lambda: heard.append(setup.board.playing_to(caller.id)))
    async with setup.exchange.bridge(caller):
        assert heard == [[]]
    await goes(setup, caller)


async def _is_bridged(
    setup: ExchangeSetup, caller: AriChannel, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
) -> None:
    async with setup.exchange.bridge(caller):
        task_status.started()
        await caller.gone()


async def test_key_in_music_or_in_a_pause_begins_no_silence(setup: ExchangeSetup, caller: AriChannel) -> None:
    setup.board.presses(caller.id, "7")
    await caller.keys.next(5)
    await caller.start_music()
    setup.board.presses(caller.id, "8")
    await caller.keys.next(5)
    await setup.everything_reported_is_handled()
    assert "POST channels/play" not in setup.board.done
    await goes(setup, caller)


async def test_no_silence_follows_a_file_outside_of_the_block(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.several_keys():
        pass
    playback = await caller.play([QUESTION])
    await hears(setup, caller, QUESTION)
    playback.stop()
    await hears(setup, caller)
    await goes(setup, caller)


async def test_cancelled_question_leaves_no_silence(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.while_up(), caller.several_keys():
        await caller.play([QUESTION])
        await hears(setup, caller, QUESTION, QUIET)
        setup.board.goes(caller.id)
        await caller.keys.next(20)
    assert not caller.is_up
    await eventually(setup.nothing_is_left)


async def test_question_is_heard_although_the_silence_is_refused(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.several_keys():
        caller.keys.press("7")
        setup.board.refuse_when("play", 500)
        with caller.several_keys():
            await setup.everything_reported_is_handled()
        playback = await caller.play([QUESTION])
        await hears(setup, caller, QUESTION, QUIET)
        playback.stop()
    await goes(setup, caller)


async def test_the_process_that_takes_over_ends_question_and_silence_though_asterisk_hesitates(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    with caller.several_keys():
        await caller.play([QUESTION])
        await hears(setup, caller, QUESTION, QUIET)
        setup.board.refuse_when("DELETE playbacks", 500, times=2)
        await AriChannel(caller.id, AriLine(setup.ari, setup.tasks, generation=1)).stop_sounds()
        await hears(setup, caller)
    await goes(setup, caller)


# -- music behind what waiting callers are told


async def test_music_follows_what_is_said_and_makes_room_for_the_music_of_the_queue(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    with caller.music_behind():
        await (await caller.play([SHORT])).finished()
        await hears(setup, caller, MUSIC)
        assert not setup.board.fell_silent
        await caller.start_music()
        await hears(setup, caller)
        for _ in range(5):  # names of playbacks are few, and come again
            said = await caller.play([QUESTION])
            await hears(setup, caller, QUESTION, MUSIC)
            said.stop()
            await hears(setup, caller, MUSIC)
            await caller.start_music()
            await hears(setup, caller)
    await goes(setup, caller)


async def test_what_is_said_behind_the_music_is_heard_at_once(setup: ExchangeSetup, caller: AriChannel) -> None:
    with caller.music_behind():
        await (await caller.play([SHORT])).finished()
        await hears(setup, caller, MUSIC)
        said = await caller.play([QUESTION])
        await hears(setup, caller, QUESTION, MUSIC)
        assert not setup.board.fell_silent
        said.stop()
        await hears(setup, caller, MUSIC)
    await hears(setup, caller)
    await goes(setup, caller)


async def test_music_behind_what_was_said_makes_room_for_a_conversation(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    with caller.music_behind():
        await (await caller.play([SHORT])).finished()
        await hears(setup, caller, MUSIC)
        async with setup.exchange.bridge(caller):
            await hears(setup, caller)
    await goes(setup, caller)
