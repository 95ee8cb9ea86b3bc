"""The exchange after a lost connection: what went, what goes on, what nobody serves."""

import anyio
import pytest
import structlog

from ari_app.ari import AriError, ServerError
from ari_app.telephony.channels import AriChannel
from core.errors import NotAnswered, S724Error
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    House,
    a_house,
    a_house_at,
    outcome,
)
from tests.support.fake_switchboard import FakeSwitchboard

pytestmark = pytest.mark.anyio

MESSAGE = "wiadomosci/2026/11/24/msg-1"


async def test_a_caller_who_went_while_the_line_was_down_has_hung_up(house: House) -> None:
    stays, goes = await house.caller("caller-1"), await house.caller("caller-2")
    await house.line_is_lost()
    house.board.goes(goes.id)
    await house.line_is_back()
    assert (stays.is_up, goes.is_up) == (True, False)


async def test_a_sound_that_ended_while_the_line_was_down_is_over_and_one_that_plays_on_is_not(
    house: House, caller: AriChannel
) -> None:
    over, plays = await caller.play(["/fake/long"]), await caller.play(["/fake/long"])
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


async def test_a_message_goes_on_through_a_lost_line(house: House, caller: AriChannel) -> None:
    recording = await caller.record(MESSAGE, longest=60, silence=4)
    await house.line_is_lost()
    await house.line_is_back()
    assert MESSAGE in house.board.live
    file = await recording.stop()
    assert not house.board.live, "it was closed by our command"
    assert file.duration_time == 3


async def test_a_message_that_ended_while_the_line_was_down_is_closed(house: House, caller: AriChannel) -> None:
    recording = await caller.record(MESSAGE, longest=60, silence=4)
    await house.line_is_lost()
    house.board.recording_ends(MESSAGE)
    await house.line_is_back()
    with anyio.fail_after(5):
        file = await recording.stop()
    assert 0 <= file.duration_time < 60


async def test_a_telephone_that_a_dead_process_had_rung_is_silenced_and_what_lives_is_not() -> None:
    async with FakeSwitchboard() as board:
        board._come("agent-orphan", ["agent"], "")
        board.bridges["bridge-of-the-dead"] = ["orphan"]
        async with a_house_at(board) as house:
            caller = await house.caller()
            await eventually(lambda: board.channels == {caller.id} and not board.bridges)
            assert caller.is_up


async def test_a_caller_whose_arrival_nobody_heard_of_is_served() -> None:
    async with FakeSwitchboard() as board:
        board.caller_comes("caller-1", dialled="9524")
        async with a_house_at(board) as house:
            caller = await eventually(lambda: house.arrived.get("caller-1"))
            assert caller is not None
            assert (caller.dialled_number, caller.is_up) == ("9524", True)


async def test_a_caller_who_comes_with_the_connection_is_not_taken_for_an_orphan() -> None:
    async with FakeSwitchboard() as board:
        board._come("agent-orphan", ["agent"], "")
        board.meanwhile("GET channels", lambda: board.caller_comes("caller-9"))
        async with a_house_at(board) as house:
            await eventually(lambda: "agent-orphan" not in board.channels)
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


async def test_a_telephone_that_rings_goes_on_ringing_through_a_lost_line(house: House) -> None:
    async def answered_later() -> None:
        await house.is_ringing()
        await house.everything_reported_is_handled()
        await house.line_is_lost()
        await house.line_is_back()
        await house.answers()

    house.tasks.start_soon(answered_later)
    async with house.ringing() as leg:
        assert leg.is_up


async def test_a_telephone_that_stopped_ringing_while_the_line_was_down_was_not_answered(house: House) -> None:
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


async def test_a_telephone_wanted_while_the_line_is_down_rings_when_it_is_back(house: House) -> None:
    await house.line_is_lost()
    house.tasks.start_soon(house.answers)
    async with house.ringing() as leg:
        assert leg.is_up


async def test_a_line_that_goes_while_we_look_what_is_there_is_made_anew(house: House, caller: AriChannel) -> None:
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
