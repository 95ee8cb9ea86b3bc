"""Commands to a channel, and what becomes of the call if Asterisk refuses them."""

import pytest
import structlog

from ari_app.telephony.channels import AriChannel
from tests.support.asterisk.exchange_setup import (
    ExchangeSetup,
    outcome,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("command", ["answer", "start_music", "stop_music"])
@pytest.mark.parametrize(("status", "is_up"), [(404, False), (409, True), (500, True)])
async def test_a_refused_command_ends_only_the_call_whose_channel_is_missing(
    setup: ExchangeSetup, caller: AriChannel, command: str, status: int, is_up: bool
) -> None:
    other = await setup.caller("caller-2")
    setup.board.refuse_when(f"channels/{caller.id}/", status)
    with structlog.testing.capture_logs():
        await getattr(caller, command)()
        await setup.everything_reported_is_handled()
    assert caller.is_up == is_up
    assert other.is_up


@pytest.mark.parametrize("is_cut", [False, True])
async def test_a_caller_is_answered_once_on_arrival_or_as_soon_as_the_line_is_up(
    setup: ExchangeSetup, caller: AriChannel, is_cut: bool
) -> None:
    if is_cut:
        setup.board.cut()
        await eventually(lambda: not setup.ari.is_up)
    caller.answer_now()
    await caller.answer()
    await setup.everything_reported_is_handled()
    assert setup.board.requests.count(("POST", f"channels/{caller.id}/answer")) == 1


async def test_a_caller_is_refused_with_unallocated_number(setup: ExchangeSetup, caller: AriChannel) -> None:
    await caller.reject()
    assert not caller.is_up
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize(("status", "result"), [(404, "done"), (409, "TelephonyFailed"), (500, "TelephonyFailed")])
@pytest.mark.parametrize("command", ["hang_up", "reject"])
async def test_hang_up_that_asterisk_refuses_raises_telephony_failed(
    setup: ExchangeSetup, caller: AriChannel, command: str, status: int, result: str
) -> None:
    setup.board.refuse_when(f"DELETE channels/{caller.id}", status)
    assert await outcome(getattr(caller, command)()) == result
    assert caller.is_up == (result != "done")
