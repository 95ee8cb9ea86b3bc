"""Telephones that we ring: answered, not answered, given up, and free again."""

import anyio
import pytest
import structlog

from ari_app.telephony import exchange as exchange_module
from core.errors import NotAnswered
from tests.support.asterisk.exchange_setup import (
    PHONE,
    ExchangeSetup,
    exchange_setup,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_a_telephone_that_is_answered_is_a_channel_and_is_hung_up_at_the_end(setup: ExchangeSetup) -> None:
    setup.tasks.start_soon(setup.answers)
    async with setup.ringing() as leg:
        assert leg.is_up
        assert leg.id in setup.board.channels
    await eventually(setup.nothing_is_left)


async def test_a_page_that_is_led_through_a_scenario_is_no_consultants_leg(setup: ExchangeSetup) -> None:
    setup.tasks.start_soon(setup.answers)
    page = setup.exchange.ringing(
        "trial-redaktor", caller_id=PHONE, caller_name="Próba", ring_time=5, is_trial=True
    )
    async with page as leg:
        assert leg.id.startswith("trial-")
        assert setup.exchange.legs == set()
        assert setup.exchange.calls_of(leg.caller_number) == 0
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize(
    ("cause", "how"),
    [
        (17, "busy"),
        (21, "declined"),
        (16, "no_answer"),
        (19, "no_answer"),
        (20, "unreachable"),
        (3, "unreachable"),
        (1, "unreachable"),
        (38, "unreachable"),
        (0, "no_answer"),
        (127, "no_answer"),
    ],
)
async def test_hang_up_cause_says_why_a_telephone_was_not_answered(
    setup: ExchangeSetup, cause: int, how: str
) -> None:
    async def refuses() -> None:
        setup.board.goes(await setup.is_ringing(), cause)

    setup.tasks.start_soon(refuses)
    with pytest.raises(NotAnswered) as refused:
        async with setup.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == how
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize(
    ("status", "how"), [(400, "failed"), (404, "failed"), (409, "unreachable"), (500, "unreachable")]
)
async def test_telephone_that_asterisk_does_not_ring_is_not_answered(
    setup: ExchangeSetup, status: int, how: str
) -> None:
    setup.board.refuse_when("POST channels/agent-", status)
    with pytest.raises(NotAnswered) as refused:
        async with setup.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == how
    await eventually(setup.nothing_is_left)


async def test_ringing_whose_end_asterisk_does_not_tell_stops_and_nobody_is_blamed(setup: ExchangeSetup) -> None:
    with pytest.raises(NotAnswered) as refused:
        async with setup.ringing(ring_time=0.1):
            raise AssertionError("nobody answers")
    assert refused.value.outcome == "interrupted"
    await eventually(setup.nothing_is_left)


async def test_a_caller_who_gives_up_stops_the_ringing(setup: ExchangeSetup) -> None:
    with anyio.move_on_after(5) as caller:

        async def gives_up() -> None:
            await setup.is_ringing()
            caller.cancel()

        setup.tasks.start_soon(gives_up)
        async with setup.ringing():
            raise AssertionError("nobody answers")
    assert caller.cancelled_caught
    await eventually(setup.nothing_is_left)


async def test_a_telephone_answered_at_the_moment_of_giving_up_is_hung_up(setup: ExchangeSetup) -> None:
    with anyio.move_on_after(5) as caller:

        async def both_at_once() -> None:
            setup.board.phone_answers(await setup.is_ringing())
            caller.cancel()

        setup.tasks.start_soon(both_at_once)
        async with setup.ringing():
            await anyio.sleep_forever()
    await eventually(setup.nothing_is_left)


async def test_a_telephone_answered_after_it_was_given_up_is_hung_up(setup: ExchangeSetup) -> None:
    setup.board.refuse_when("DELETE channels/agent-", 500, times=50)
    with structlog.testing.capture_logs(), pytest.raises(NotAnswered):
        async with setup.ringing(ring_time=0.1):
            raise AssertionError("nobody answers")
    setup.board.accept_everything()
    setup.board.phone_answers(await setup.is_ringing())
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize("status", [409, 500])
async def test_a_leg_whose_hang_up_is_refused_once_does_not_stay(setup: ExchangeSetup, status: int) -> None:
    setup.tasks.start_soon(setup.answers)
    with structlog.testing.capture_logs():
        async with setup.ringing():
            setup.board.refuse_when("DELETE channels/agent-", status)
    await eventually(setup.nothing_is_left)


async def test_a_telephone_is_free_when_asterisk_has_told_it_of_the_hang_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with exchange_setup() as setup:
        is_free = anyio.Event()

        async def talks() -> None:
            async with setup.ringing():
                setup.board.is_busy = True
            is_free.set()

        setup.tasks.start_soon(talks)
        leg = await setup.is_ringing()
        setup.board.phone_answers(leg)
        await eventually(lambda: "DELETE channels" in setup.board.done)
        await setup.everything_reported_is_handled()
        assert not is_free.is_set()
        setup.board.goes(leg)
        with anyio.fail_after(5):
            await is_free.wait()
        await eventually(setup.nothing_is_left)


async def test_a_telephone_that_a_process_before_has_rung_is_free_when_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with exchange_setup() as setup:
        setup.board.is_busy = True
        is_free = anyio.Event()

        async def rings_no_more(leg: str) -> None:
            await setup.exchange.hang_up_legs([leg, "agent-gone"])
            is_free.set()

        leg = setup.board.rings_already(PHONE)
        with structlog.testing.capture_logs():
            setup.tasks.start_soon(rings_no_more, leg)
            await eventually(lambda: setup.board.done.count("GET channels") > 1)
            assert not is_free.is_set()
            setup.board.goes(leg)
            with anyio.fail_after(5):
                await is_free.wait()
        await eventually(setup.nothing_is_left)


async def test_a_telephone_that_unregisters_rings_in_vain(setup: ExchangeSetup) -> None:
    async def unregisters() -> None:
        await setup.is_ringing()
        setup.exchange.telephone_lost("somebody-else")
        setup.exchange.telephone_lost(PHONE)

    setup.tasks.start_soon(unregisters)
    with pytest.raises(NotAnswered) as refused:
        async with setup.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == "unreachable"
    await eventually(setup.nothing_is_left)


async def test_a_telephone_that_unregisters_during_the_conversation_keeps_it(setup: ExchangeSetup) -> None:
    setup.tasks.start_soon(setup.answers)
    async with setup.ringing() as leg:
        setup.exchange.telephone_lost(PHONE)
        await setup.everything_reported_is_handled()
        assert leg.is_up
