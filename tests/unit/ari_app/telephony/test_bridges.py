"""Bridges and recordings of the exchange, against an Asterisk in this process."""

import pytest
import structlog

from core.errors import ChannelGone, TelephonyFailed
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    House,
    a_conversation,
    a_house,
)

pytestmark = pytest.mark.anyio


async def test_both_hear_each_other_and_the_bridge_goes(house: House) -> None:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
        assert house.board.bridges == {bridge.id: [caller.id, leg.id]}
    await caller.hang_up()
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize("status", [404, 409, 422, 500])
@pytest.mark.parametrize("command", ["POST bridges/bridge-", "/addChannel"])
async def test_a_refused_bridge_is_this_calls_failure_and_leaves_none(
    house: House, command: str, status: int
) -> None:
    async with a_conversation(house) as (caller, leg):
        house.board.refuse_when(command, status)
        with pytest.raises(TelephonyFailed):
            async with house.exchange.bridge(caller, leg):
                raise AssertionError("there is no bridge")
        assert caller.is_up
        assert leg.is_up
    await caller.hang_up()
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize("who", [0, 1])
async def test_party_that_is_gone_before_both_are_connected_has_hung_up(house: House, who: int) -> None:
    async with a_conversation(house) as parties:
        house.board.is_silent = True  # the report comes too late
        house.board.goes(parties[who].id)
        with pytest.raises(ChannelGone):
            async with house.exchange.bridge(*parties):
                raise AssertionError("there is no bridge")
        assert [party.is_up for party in parties] == [who != 0, who != 1]
        house.board.is_silent = False
    assert not house.board.bridges


async def test_a_party_already_reported_gone_is_not_connected() -> None:
    async with a_house() as house, a_conversation(house) as (caller, leg):
        house.board.goes(leg.id)
        await leg.gone()
        await eventually(lambda: leg.id not in house.exchange._channels)
        with pytest.raises(ChannelGone):
            house.exchange.bridge(caller, leg)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_bridge_that_cannot_be_destroyed_does_not_hold_up_the_call(house: House, status: int) -> None:
    async with a_conversation(house) as (caller, leg):
        with structlog.testing.capture_logs() as lines:
            async with house.exchange.bridge(caller, leg):
                house.board.refuse_when("DELETE bridges/", status)
        assert len(lines) == (status == 500)
    await caller.hang_up()
    await house.line_is_lost()
    await house.line_is_back()
    await eventually(house.nothing_is_left)


async def test_a_party_is_taken_out_and_put_back_while_the_other_hears_music(house: House) -> None:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
        for _ in range(2):  # said again, nothing changes
            await bridge.part(leg)
            assert house.board.bridges == {bridge.id: [caller.id]}
            assert house.board.with_music == {bridge.id}
        for _ in range(2):
            await bridge.join(leg)
            assert sorted(house.board.bridges[bridge.id]) == sorted([caller.id, leg.id])
            assert not house.board.with_music
    await caller.hang_up()
    await eventually(house.nothing_is_left)


async def test_a_party_that_is_gone_is_out_already_and_cannot_be_put_back(house: House) -> None:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
        house.board.is_silent = True  # the report comes too late
        house.board.goes(leg.id)
        await bridge.part(leg)
        assert house.board.with_music == {bridge.id}
        house.board.bridges[bridge.id].clear()
        with pytest.raises(ChannelGone):
            await bridge.join(leg)
        assert not leg.is_up
        house.board.is_silent = False
    await caller.hang_up()
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize("command", ["/removeChannel", "POST bridges/bridge-", "GET bridges/"])
async def test_an_asterisk_that_fails_at_a_hold_is_this_calls_failure(house: House, command: str) -> None:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as bridge:
        house.board.refuse_when(command, 500)
        with pytest.raises(TelephonyFailed):
            await bridge.part(leg)
            await bridge.join(leg)
    await caller.hang_up()
    await eventually(house.nothing_is_left)
