"""Commands to a channel, and what becomes of the call if Asterisk refuses them."""

import pytest
import structlog

from ari_app.telephony.channels import AriChannel
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    House,
    outcome,
)

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("command", ["answer", "start_music", "stop_music"])
@pytest.mark.parametrize(("status", "is_up"), [(404, False), (409, True), (500, True)])
async def test_a_refused_command_ends_only_the_call_whose_channel_is_missing(
    house: House, caller: AriChannel, command: str, status: int, is_up: bool
) -> None:
    other = await house.caller("caller-2")
    house.board.refuse_when(f"channels/{caller.id}/", status)
    with structlog.testing.capture_logs():
        await getattr(caller, command)()
        await house.everything_reported_is_handled()
    assert caller.is_up == is_up
    assert other.is_up


@pytest.mark.parametrize("is_cut", [False, True])
async def test_a_caller_is_answered_once_on_arrival_or_as_soon_as_the_line_is_up(
    house: House, caller: AriChannel, is_cut: bool
) -> None:
    if is_cut:
        house.board.cut()
        await eventually(lambda: not house.ari.is_up)
    caller.answer_now()
    await caller.answer()
    await house.everything_reported_is_handled()
    assert house.board.requests.count(("POST", f"channels/{caller.id}/answer")) == 1


async def test_a_caller_is_refused_with_unallocated_number(house: House, caller: AriChannel) -> None:
    await caller.reject()
    assert not caller.is_up
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize(("status", "result"), [(404, "done"), (409, "TelephonyFailed"), (500, "TelephonyFailed")])
@pytest.mark.parametrize("command", ["hang_up", "reject"])
async def test_hang_up_that_asterisk_refuses_raises_telephony_failed(
    house: House, caller: AriChannel, command: str, status: int, result: str
) -> None:
    house.board.refuse_when(f"DELETE channels/{caller.id}", status)
    assert await outcome(getattr(caller, command)()) == result
    assert caller.is_up == (result != "done")
