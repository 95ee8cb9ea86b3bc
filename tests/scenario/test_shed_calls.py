"""More calls come than the machine carries: callers hear one sentence, may be rung back, and keep their place."""

import anyio
import pytest

from ari_app.dispatcher import begin_shed
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallFailed, CallStarted
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered
from tests.support.calls.fake_centre import Centre, a_centre, presses, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time


async def _is_shed(centre: Centre, caller: FakeChannel, key: str = "", patience: float | None = None) -> None:
    """The whole call of one who presses `key` after a second, and hangs up after `patience` seconds."""
    route = centre.ivr.route_for("9510")
    assert route is not None

    async with anyio.create_task_group() as party:
        party.start_soon(presses, caller, (1.0, key))
        if patience is not None:
            party.start_soon(_hangs_up, caller, patience)
        await begin_shed(centre.services.call_of(caller), route, centre.services)()
        party.cancel_scope.cancel()
    for order in centre.callbacks.open:
        centre.callbacks.withdraw(order.id, "kierownik-20060")
    await anyio.sleep(1)  # until what was ordered has left the line
    centre.check_nothing_left()
    assert not centre.of_type(CallFailed)


@in_virtual_time
async def test_a_shed_caller_hears_one_sentence_and_no_scenario_and_the_end_says_why() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        await _is_shed(centre, caller)
        assert caller.heard == ["E08"]
        assert not centre.of_type(NodeEntered)
        assert [ended.reason for ended in centre.of_type(CallEnded)] == ["shed"]
        assert [started.scenario for started in centre.of_type(CallStarted)] == ["linia-9510"]


@in_virtual_time
async def test_a_shed_caller_who_presses_1_is_rung_back() -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller()
        await _is_shed(centre, caller, "1")
        [order] = centre.of_type(CallbackOrdered)
        assert order.callback_number == caller.caller_number
        assert caller.heard == ["E08", "E10"]


@pytest.mark.parametrize("number", ["", "223"])
@in_virtual_time
async def test_whoever_cannot_be_rung_back_is_not_offered_it(number: str) -> None:
    async with a_centre() as centre:
        caller = centre.exchange.caller(caller_number=number)
        await _is_shed(centre, caller, "1")
        assert caller.heard == ["E09"]
        assert not centre.of_type(CallbackOrdered)


@in_virtual_time
async def test_a_shed_caller_who_calls_again_has_the_place_of_the_first_call() -> None:
    async with a_centre() as centre:
        await _is_shed(centre, centre.exchange.caller())
        await anyio.sleep(600)
        await centre.visit(centre.exchange.caller(dialled_number=straight_to("20060")), patience=60)
        [entered] = centre.of_type(QueueEntered)
        assert entered.priority == "resumed"
        assert entered.resumed_time > 600


@in_virtual_time
async def test_a_shed_caller_may_hang_up_at_any_moment_and_was_shed_all_the_same() -> None:
    async def story(patience: float | None = None) -> None:
        async with a_centre() as centre:
            await _is_shed(centre, centre.exchange.caller(), "1", patience)
            assert [ended.reason for ended in centre.of_type(CallEnded)] == ["shed"]

    for moment in await moments_of(story()):
        await story(moment)


async def _hangs_up(caller: FakeChannel, after: float) -> None:
    await anyio.sleep(after)
    caller.far_end_hangs_up()
