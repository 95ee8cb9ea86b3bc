"""The exchange after a lost connection: what went, what goes on, what nobody serves."""

import anyio
import pytest
import structlog

from ari_app.ari import AriError, ServerError
from ari_app.telephony.channels import AriChannel
from core.errors import NotAnswered, S724Error
from tests.support.asterisk.exchange_setup import (
    ExchangeSetup,
    exchange_setup,
    exchange_setup_at,
    outcome,
)
from tests.support.asterisk.fake_switchboard import FakeSwitchboard
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

MESSAGE = "wiadomosci/2026/11/24/msg-1"


async def test_a_caller_who_went_while_the_line_was_down_has_hung_up(setup: ExchangeSetup) -> None:
    stays, goes = await setup.caller("caller-1"), await setup.caller("caller-2")
    await setup.line_is_lost()
    setup.board.goes(goes.id)
    await setup.line_is_back()
    assert (stays.is_up, goes.is_up) == (True, False)


async def test_a_sound_that_ended_while_the_line_was_down_is_over_and_one_that_plays_on_is_not(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    over, plays = await caller.play(["/fake/long"]), await caller.play(["/fake/long"])
    await setup.everything_reported_is_handled()
    setup.board.is_silent = True
    setup.board._playbacks[over.id].set()
    await setup.line_is_lost()
    await eventually(lambda: over.id not in setup.board.playbacks)
    setup.board.is_silent = False
    await setup.line_is_back()
    with anyio.fail_after(5):
        await over.finished()
    assert plays.id in setup.exchange._playing


async def test_a_message_goes_on_through_a_lost_line(setup: ExchangeSetup, caller: AriChannel) -> None:
    recording = await caller.record(MESSAGE, longest=60, silence=4)
    await setup.line_is_lost()
    await setup.line_is_back()
    assert MESSAGE in setup.board.live
    file = await recording.stop()
    assert not setup.board.live, "it was closed by our command"
    assert file.duration_time == 3


async def test_a_message_that_ended_while_the_line_was_down_is_closed(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    recording = await caller.record(MESSAGE, longest=60, silence=4)
    await setup.line_is_lost()
    setup.board.recording_ends(MESSAGE)
    await setup.line_is_back()
    with anyio.fail_after(5):
        file = await recording.stop()
    assert 0 <= file.duration_time < 60


async def test_a_telephone_that_a_dead_process_had_rung_is_silenced_and_what_lives_is_not() -> None:
    async with FakeSwitchboard() as board:
        board._come("agent-orphan", ["agent"], "")
        board.bridges["bridge-of-the-dead"] = ["orphan"]
        async with exchange_setup_at(board) as setup:
            caller = await setup.caller()
            await eventually(lambda: board.channels == {caller.id} and not board.bridges)
            assert caller.is_up


async def test_a_caller_whose_arrival_nobody_heard_of_is_served() -> None:
    async with FakeSwitchboard() as board:
        board.caller_comes("caller-1", dialled="9524")
        async with exchange_setup_at(board) as setup:
            caller = await eventually(lambda: setup.arrived.get("caller-1"))
            assert caller is not None
            assert (caller.dialled_number, caller.is_up) == ("9524", True)


async def test_a_caller_who_comes_with_the_connection_is_not_taken_for_an_orphan() -> None:
    async with FakeSwitchboard() as board:
        board._come("agent-orphan", ["agent"], "")
        board.meanwhile("GET channels", lambda: board.caller_comes("caller-9"))
        async with exchange_setup_at(board) as setup:
            await eventually(lambda: "agent-orphan" not in board.channels)
            await setup.everything_reported_is_handled()
            assert setup.arrived["caller-9"].is_up
            assert board.channels == {"caller-9"}


async def test_a_channel_whose_task_could_not_hang_it_up_is_hung_up_after_the_next_connect() -> None:
    async with exchange_setup(is_open=False) as setup:
        caller = await setup.caller()
        setup.board.refuse_when("DELETE channels/", 500)
        assert await outcome(caller.hang_up()) == "TelephonyFailed"
        await setup.line_is_lost()
        await setup.line_is_back()
        await eventually(setup.nothing_is_left)
        assert not caller.is_up


async def test_a_telephone_that_rings_goes_on_ringing_through_a_lost_line(setup: ExchangeSetup) -> None:
    async def answered_later() -> None:
        await setup.is_ringing()
        await setup.everything_reported_is_handled()
        await setup.line_is_lost()
        await setup.line_is_back()
        await setup.answers()

    setup.tasks.start_soon(answered_later)
    async with setup.ringing() as leg:
        assert leg.is_up


async def test_a_telephone_that_stopped_ringing_while_the_line_was_down_was_not_answered(
    setup: ExchangeSetup,
) -> None:
    async def goes() -> None:
        leg = await setup.is_ringing()
        await setup.everything_reported_is_handled()
        await setup.line_is_lost()
        setup.board.goes(leg)

    setup.tasks.start_soon(goes)
    with pytest.raises(NotAnswered) as refused:
        async with setup.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == "failed"
    await eventually(setup.nothing_is_left)


async def test_a_telephone_wanted_while_we_look_what_is_there_is_not_given_up() -> None:
    """It is on no list yet: its ringing was asked for after the list was made."""
    async with exchange_setup() as setup:
        answered = anyio.Event()

        async def rings() -> None:
            setup.tasks.start_soon(setup.answers)
            async with setup.ringing() as leg:
                assert leg.is_up
            answered.set()

        await setup.line_is_lost()
        setup.board.meanwhile("GET channels", lambda: setup.tasks.start_soon(rings))
        with anyio.fail_after(5):
            await answered.wait()


async def test_a_telephone_wanted_while_the_line_is_down_rings_when_it_is_back(setup: ExchangeSetup) -> None:
    await setup.line_is_lost()
    setup.tasks.start_soon(setup.answers)
    async with setup.ringing() as leg:
        assert leg.is_up


async def test_a_line_that_goes_while_we_look_what_is_there_is_made_anew(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    await setup.line_is_lost()
    setup.board.refuse_when("GET channels", 500)
    with structlog.testing.capture_logs():
        await setup.line_is_back()
    assert caller.is_up
    setup.board.presses(caller.id, "5")
    assert await caller.keys.next(5) == "5"


async def test_every_request_of_asterisk_that_fails_is_an_error_of_ours() -> None:
    """What call scripts catch is S724Error: no error of the ARI layer may reach them."""
    async with exchange_setup() as setup:
        caller = await setup.caller()
        setup.board.plan(500)
        with pytest.raises(S724Error) as failed:
            await caller.hang_up()
        assert isinstance(failed.value.__cause__, ServerError)
        assert not isinstance(failed.value, AriError)
