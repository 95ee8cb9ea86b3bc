"""Telephones that we ring: answered, not answered, given up, and free again."""

import anyio
import pytest
import structlog

from ari_app.telephony import exchange as exchange_module
from core.errors import NotAnswered
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    PHONE,
    House,
    a_house,
)

pytestmark = pytest.mark.anyio


async def test_a_telephone_that_is_answered_is_a_channel_and_is_hung_up_at_the_end(house: House) -> None:
    house.tasks.start_soon(house.answers)
    async with house.ringing() as leg:
        assert leg.is_up
        assert leg.id in house.board.channels
    await eventually(house.nothing_is_left)


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
async def test_hang_up_cause_says_why_a_telephone_was_not_answered(house: House, cause: int, how: str) -> None:
    async def refuses() -> None:
        house.board.goes(await house.is_ringing(), cause)

    house.tasks.start_soon(refuses)
    with pytest.raises(NotAnswered) as refused:
        async with house.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == how
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize(
    ("status", "how"), [(400, "failed"), (404, "failed"), (409, "unreachable"), (500, "unreachable")]
)
async def test_telephone_that_asterisk_does_not_ring_is_not_answered(house: House, status: int, how: str) -> None:
    house.board.refuse_when("POST channels/agent-", status)
    with pytest.raises(NotAnswered) as refused:
        async with house.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == how
    await eventually(house.nothing_is_left)


async def test_ringing_whose_end_asterisk_does_not_tell_stops_and_nobody_is_blamed(house: House) -> None:
    with pytest.raises(NotAnswered) as refused:
        async with house.ringing(ring_time=0.1):
            raise AssertionError("nobody answers")
    assert refused.value.outcome == "interrupted"
    await eventually(house.nothing_is_left)


async def test_a_caller_who_gives_up_stops_the_ringing(house: House) -> None:
    with anyio.move_on_after(5) as caller:

        async def gives_up() -> None:
            await house.is_ringing()
            caller.cancel()

        house.tasks.start_soon(gives_up)
        async with house.ringing():
            raise AssertionError("nobody answers")
    assert caller.cancelled_caught
    await eventually(house.nothing_is_left)


async def test_a_telephone_answered_at_the_moment_of_giving_up_is_hung_up(house: House) -> None:
    with anyio.move_on_after(5) as caller:

        async def both_at_once() -> None:
            house.board.phone_answers(await house.is_ringing())
            caller.cancel()

        house.tasks.start_soon(both_at_once)
        async with house.ringing():
            await anyio.sleep_forever()
    await eventually(house.nothing_is_left)


async def test_a_telephone_answered_after_it_was_given_up_is_hung_up(house: House) -> None:
    house.board.refuse_when("DELETE channels/agent-", 500, times=50)
    with structlog.testing.capture_logs(), pytest.raises(NotAnswered):
        async with house.ringing(ring_time=0.1):
            raise AssertionError("nobody answers")
    house.board.accept_everything()
    house.board.phone_answers(await house.is_ringing())
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize("status", [409, 500])
async def test_a_leg_whose_hang_up_is_refused_once_does_not_stay(house: House, status: int) -> None:
    house.tasks.start_soon(house.answers)
    with structlog.testing.capture_logs():
        async with house.ringing():
            house.board.refuse_when("DELETE channels/agent-", status)
    await eventually(house.nothing_is_left)


async def test_a_telephone_is_free_when_asterisk_has_told_it_of_the_hang_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with a_house() as house:
        is_free = anyio.Event()

        async def talks() -> None:
            async with house.ringing():
                house.board.is_busy = True
            is_free.set()

        house.tasks.start_soon(talks)
        leg = await house.is_ringing()
        house.board.phone_answers(leg)
        await eventually(lambda: "DELETE channels" in house.board.done)
        await house.everything_reported_is_handled()
        assert not is_free.is_set()
        house.board.goes(leg)
        with anyio.fail_after(5):
            await is_free.wait()
        await eventually(house.nothing_is_left)


async def test_a_telephone_that_a_process_before_has_rung_is_free_when_it_is_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(exchange_module, "CLEAN_UP_TIME", 30.0)
    async with a_house() as house:
        house.board.is_busy = True
        is_free = anyio.Event()

        async def rings_no_more(leg: str) -> None:
            await house.exchange.hang_up_legs([leg, "agent-gone"])
            is_free.set()

        leg = house.board.rings_already(PHONE)
        with structlog.testing.capture_logs():
            house.tasks.start_soon(rings_no_more, leg)
            await eventually(lambda: house.board.done.count("GET channels") > 1)
            assert not is_free.is_set()
            house.board.goes(leg)
            with anyio.fail_after(5):
                await is_free.wait()
        await eventually(house.nothing_is_left)


async def test_a_telephone_that_unregisters_rings_in_vain(house: House) -> None:
    async def unregisters() -> None:
        await house.is_ringing()
        house.exchange.telephone_lost("somebody-else")
        house.exchange.telephone_lost(PHONE)

    house.tasks.start_soon(unregisters)
    with pytest.raises(NotAnswered) as refused:
        async with house.ringing():
            raise AssertionError("nobody answers")
    assert refused.value.outcome == "unreachable"
    await eventually(house.nothing_is_left)


async def test_a_telephone_that_unregisters_during_the_conversation_keeps_it(house: House) -> None:
    house.tasks.start_soon(house.answers)
    async with house.ringing() as leg:
        house.exchange.telephone_lost(PHONE)
        await house.everything_reported_is_handled()
        assert leg.is_up
