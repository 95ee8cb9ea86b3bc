"""A call that comes in is written down, and one for a number that nobody owns is refused."""

import anyio
import pytest
import structlog

from ari_app.dispatcher import begin
from core.facts.kinds.calls import CallEnded, CallFailed, CallStarted
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.timing.virtual_time import in_virtual_time


def end_of_refused(centre: Centre) -> str:
    """Why the only call ended; exactly one fact says it."""
    assert not centre.exchange.open_channels
    [started], [ended] = centre.of_type(CallStarted), centre.of_type(CallEnded)
    assert (started.is_free, started.scenario) == (None, None)
    return ended.reason


async def dials_nobodys_number(centre: Centre, caller: FakeChannel) -> None:
    await begin(centre.services.call_of(caller), None, centre.services)()


@in_virtual_time
async def test_beginning_of_call_names_numbers_and_scenario_before_its_task_runs() -> None:
    async with a_centre() as centre:
        call = centre.services.call_of(centre.exchange.caller())
        begin(call, centre.ivr.route_for("9510"), centre.services)
        [started] = centre.of_type(CallStarted)
        assert (started.dialled_number, started.caller_number) == ("9510", "600100200")
        assert (started.is_free, started.scenario) == (True, "linia-9510")


@in_virtual_time
async def test_number_that_nobody_owns_is_refused_and_never_answered() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        await dials_nobodys_number(centre, caller)
        assert end_of_refused(centre) == "unknown_number"
        assert caller.rejected
        assert not caller.is_answered


@in_virtual_time
async def test_refusal_whose_hang_up_is_reported_before_its_answer_is_still_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()

        async def reported_first() -> None:
            caller.far_end_hangs_up()
            await anyio.lowlevel.checkpoint()

        monkeypatch.setattr(caller, "reject", reported_first)
        await dials_nobodys_number(centre, caller)
        assert end_of_refused(centre) == "unknown_number"


@in_virtual_time
async def test_refusal_that_fails_stays_in_the_call_and_costs_no_announcement() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        centre.exchange.fail_at = centre.exchange.commands + 1
        with structlog.testing.capture_logs():
            await dials_nobodys_number(centre, caller)
        assert end_of_refused(centre) == "failed"
        assert [failure.error for failure in centre.of_type(CallFailed)] == ["TelephonyFailed"]
        assert not caller.heard
