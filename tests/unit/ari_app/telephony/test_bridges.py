"""Bridges and recordings of the exchange, against an Asterisk in this process."""

import pytest
import structlog

from core.errors import ChannelGone, TelephonyFailed
from tests.support.asterisk.exchange_setup import (
    ExchangeSetup,
    a_conversation,
    exchange_setup,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_both_hear_each_other_and_the_bridge_goes(setup: ExchangeSetup) -> None:
    async with a_conversation(setup) as (caller, leg), setup.exchange.bridge(caller, leg) as bridge:
        assert setup.board.bridges == {bridge.id: [caller.id, leg.id]}
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize("status", [404, 409, 422, 500])
@pytest.mark.parametrize("command", ["POST bridges/bridge-", "/addChannel"])
async def test_a_refused_bridge_is_this_calls_failure_and_leaves_none(
    setup: ExchangeSetup, command: str, status: int
) -> None:
    async with a_conversation(setup) as (caller, leg):
        setup.board.refuse_when(command, status)
        with pytest.raises(TelephonyFailed):
            async with setup.exchange.bridge(caller, leg):
                raise AssertionError("there is no bridge")
        assert caller.is_up
        assert leg.is_up
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize("who", [0, 1])
async def test_party_that_is_gone_before_both_are_connected_has_hung_up(setup: ExchangeSetup, who: int) -> None:
    async with a_conversation(setup) as parties:
        setup.board.is_silent = True  # the report comes too late
        setup.board.goes(parties[who].id)
        with pytest.raises(ChannelGone):
            async with setup.exchange.bridge(*parties):
                raise AssertionError("there is no bridge")
        assert [party.is_up for party in parties] == [who != 0, who != 1]
        setup.board.is_silent = False
    assert not setup.board.bridges


async def test_a_party_already_reported_gone_is_not_connected() -> None:
    async with exchange_setup() as setup, a_conversation(setup) as (caller, leg):
        setup.board.goes(leg.id)
        await leg.gone()
        await eventually(lambda: leg.id not in setup.exchange._channels)
        with pytest.raises(ChannelGone):
            setup.exchange.bridge(caller, leg)


@pytest.mark.parametrize("status", [404, 500])
async def test_a_bridge_that_cannot_be_destroyed_does_not_hold_up_the_call(
    setup: ExchangeSetup, status: int
) -> None:
    async with a_conversation(setup) as (caller, leg):
        with structlog.testing.capture_logs() as lines:
            async with setup.exchange.bridge(caller, leg):
                setup.board.refuse_when("DELETE bridges/", status)
        assert len(lines) == (status == 500)
    await caller.hang_up()
    await setup.line_is_lost()
    await setup.line_is_back()
    await eventually(setup.nothing_is_left)


async def test_a_party_is_taken_out_and_put_back_while_the_other_hears_music(setup: ExchangeSetup) -> None:
    async with a_conversation(setup) as (caller, leg), setup.exchange.bridge(caller, leg) as bridge:
        for _ in range(2):  # said again, nothing changes
            await bridge.part(leg)
            assert setup.board.bridges == {bridge.id: [caller.id]}
            assert setup.board.with_music == {bridge.id}
        for _ in range(2):
            await bridge.join(leg)
            assert sorted(setup.board.bridges[bridge.id]) == sorted([caller.id, leg.id])
            assert not setup.board.with_music
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


async def test_a_party_that_is_gone_is_out_already_and_cannot_be_put_back(setup: ExchangeSetup) -> None:
    async with a_conversation(setup) as (caller, leg), setup.exchange.bridge(caller, leg) as bridge:
        setup.board.is_silent = True  # the report comes too late
        setup.board.goes(leg.id)
        await bridge.part(leg)
        assert setup.board.with_music == {bridge.id}
        setup.board.bridges[bridge.id].clear()
        with pytest.raises(ChannelGone):
            await bridge.join(leg)
        assert not leg.is_up
        setup.board.is_silent = False
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize("command", ["/removeChannel", "POST bridges/bridge-", "GET bridges/"])
async def test_an_asterisk_that_fails_at_a_hold_is_this_calls_failure(setup: ExchangeSetup, command: str) -> None:
    async with a_conversation(setup) as (caller, leg), setup.exchange.bridge(caller, leg) as bridge:
        setup.board.refuse_when(command, 500)
        with pytest.raises(TelephonyFailed):
            await bridge.part(leg)
            await bridge.join(leg)
    await caller.hang_up()
    await eventually(setup.nothing_is_left)
