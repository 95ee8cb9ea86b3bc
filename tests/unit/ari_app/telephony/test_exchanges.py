"""Several Asterisks as one telephony: each call stays where it began, and the end of one ends its calls alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import anyio
import pytest

from ari_app.recovery.gathering import GATHER_TIME, Gathering
from ari_app.telephony.asterisk_snapshot import AsteriskSnapshot, merged
from ari_app.telephony.exchanges import Exchanges
from core.errors import ChannelGone, NotAnswered, PlaybackFailed
from tests.support.asterisk.exchange_setup import PHONE, ExchangeSetup, exchange_setup, hurry
from tests.support.timing.eventually import eventually
from tests.support.timing.virtual_time import in_virtual_time

__all__ = ["hurry"]

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@asynccontextmanager
async def two() -> AsyncIterator[tuple[ExchangeSetup, ExchangeSetup, Exchanges]]:
    async with exchange_setup(node="a") as one, exchange_setup(node="b") as other:
        yield one, other, Exchanges([one.exchange, other.exchange])


def _ring(exchanges: Exchanges, beside: object) -> object:
    return exchanges.ringing(PHONE, caller_id="1", caller_name="", ring_time=5, beside=beside)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_telephone_is_rung_and_joined_where_its_caller_is() -> None:
    async with two() as (one, other, exchanges):
        for setup in (one, other):
            caller = await setup.caller(f"caller-{id(setup)}")
            setup.tasks.start_soon(setup.answers)
            async with _ring(exchanges, caller) as leg:  # type: ignore[attr-defined]
                assert exchanges.legs == {PHONE}
                async with exchanges.bridge(caller, leg) as bridge:
                    assert set(setup.board.bridges) == {bridge.id}
        assert not one.board.bridges
        assert not other.board.bridges


@pytest.mark.asyncio
async def test_a_leg_beside_nobody_is_rung_where_the_fewest_channels_are() -> None:
    async with two() as (one, other, exchanges):
        await one.caller("caller-1")
        other.tasks.start_soon(other.answers)
        async with exchanges.ringing(PHONE, caller_id="1", caller_name="", ring_time=5):
            assert len(other.board.channels) == 1


@pytest.mark.asyncio
async def test_on_one_that_is_drained_nothing_new_is_rung_but_beside_whom_it_has() -> None:
    async with two() as (one, other, exchanges):
        there = await one.caller("caller-1")
        await other.caller("caller-2")
        await other.caller("caller-3")
        exchanges.closed = lambda: {"a"}
        other.tasks.start_soon(other.answers)
        async with exchanges.ringing(PHONE, caller_id="1", caller_name="", ring_time=5):
            assert len(other.board.channels) == 3
        one.tasks.start_soon(one.answers)
        async with _ring(exchanges, there):  # type: ignore[attr-defined]
            assert len(one.board.channels) == 2


@pytest.mark.asyncio
async def test_callers_of_a_number_are_counted_on_all() -> None:
    async with two() as (one, other, exchanges):
        await one.caller("caller-1", number="600100200")
        await other.caller("caller-2", number="600100200")
        assert exchanges.calls_of("600100200") == 2
        assert exchanges.served == {"a": ["caller-1"], "b": ["caller-2"]}


@pytest.mark.asyncio
async def test_who_was_on_a_dead_asterisk_is_cut_off_and_nobody_else_is() -> None:
    async with two() as (one, other, exchanges):
        lost, there = await one.caller("caller-1"), await other.caller("caller-2")
        playback = await lost.play(["/welcome"])
        rung = anyio.Event()

        async def ring() -> None:
            with pytest.raises(NotAnswered) as told:
                async with _ring(exchanges, lost):  # type: ignore[attr-defined]
                    pass
            assert told.value.outcome == "interrupted"
            rung.set()

        one.tasks.start_soon(ring)
        await one.is_ringing()
        one.exchange.has_died()
        await rung.wait()
        with pytest.raises(PlaybackFailed):
            await playback.finished()
        assert (lost.is_up, lost.is_cut_off) == (False, True)
        assert (there.is_up, there.is_cut_off) == (True, False)
        assert exchanges.served == {"a": [], "b": ["caller-2"]}
        with pytest.raises(ChannelGone):
            exchanges.bridge(lost, there)


@pytest.mark.asyncio
async def test_nobody_is_rung_where_no_asterisk_is() -> None:
    async with two() as (one, other, exchanges):
        for setup in (one, other):
            setup.ari._socket = None  # as between two connections
        with pytest.raises(NotAnswered) as told:
            exchanges.ringing(PHONE, caller_id="1", caller_name="", ring_time=5)
        assert told.value.outcome == "failed"


@in_virtual_time
async def test_a_take_over_waits_a_moment_for_all_and_sees_them_as_one() -> None:
    gathering = Gathering(["a", "b"])
    found: list[AsteriskSnapshot] = []

    async def comes(node: str, after: float) -> None:
        await anyio.sleep(after)
        there = AsteriskSnapshot({}, {f"bridge-{node}": ()}, NOON)
        found.append(await gathering.all_with(node, there))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(comes, "a", 0)
        tasks.start_soon(comes, "b", GATHER_TIME / 2)
    assert [set(each.bridges) for each in found] == [{"bridge-a", "bridge-b"}] * 2


@in_virtual_time
async def test_one_that_does_not_come_keeps_nobody_waiting() -> None:
    gathering, began = Gathering(["a", "b"]), anyio.current_time()
    there = await gathering.all_with("a", AsteriskSnapshot({}, {}, NOON))
    assert anyio.current_time() - began == pytest.approx(GATHER_TIME, abs=0.01)
    assert there.began_with("a-1.2") == NOON
    assert there.began_with("b-1.2") is there.began_with("agent-1") is None
    assert gathering.away == {"b"}


def test_who_was_on_an_asterisk_that_is_away_was_cut_off() -> None:
    later = datetime(2026, 12, 1, 13, tzinfo=UTC)
    both = merged({"a": AsteriskSnapshot({}, {}, NOON), "b": AsteriskSnapshot({}, {}, later)})
    assert both.began_with("a-1764590000.4") == NOON
    assert both.began_with("b-1764590000.4") == later
    assert both.began_with("c-1764590000.4") is None
    assert both.began_with("outbound-019ab3") == NOON  # nobody knows on which it was


@pytest.mark.asyncio
async def test_a_lost_asterisk_that_comes_back_has_nobody_of_before() -> None:
    async with two() as (one, _, exchanges):
        lost = await one.caller("caller-1")
        one.exchange.has_died()
        await one.line_is_lost()
        await one.line_is_back()
        await eventually(lambda: not lost.is_served)
        assert not exchanges.knows("caller-1") or exchanges.of(lost) is one.exchange
