"""Listening in at the exchange, against an Asterisk in this process."""

from contextlib import AbstractAsyncContextManager

import anyio
import pytest
import structlog

from ari_app.ari.operations import channels
from ari_app.telephony import overhearing
from ari_app.telephony.channels import AriChannel
from core.errors import ChannelGone, TelephonyFailed
from tests.support.eventually import eventually
from tests.support.exchange_house import PHONE, House, a_conversation, a_house, outcome

pytestmark = pytest.mark.anyio


def never() -> None:
    raise AssertionError("the ear was lost")


def ringing_boss(house: House) -> AbstractAsyncContextManager[AriChannel]:
    house.tasks.start_soon(house.answers)
    return house.exchange.ringing(
        "kierownik", caller_id=PHONE, caller_name="Odsłuch", ring_time=5, is_listening=True
    )


async def test_who_listens_hears_as_long_as_the_ear_is_open(house: House) -> None:
    async with (
        a_conversation(house) as (caller, leg),
        house.exchange.bridge(caller, leg) as talk,
        ringing_boss(house) as boss,
    ):
        assert boss.id.startswith("listen-")
        assert house.exchange.legs == {PHONE}, "a consultant's leg it is not"
        async with house.exchange.overhearing(caller, boss, never) as ear:
            for _ in range(2):
                await ear.open()
                await ear.open()
                [snoop] = house.board.snoops
                assert house.board.snoops[snoop] == caller.id
                assert house.board.bridges[talk.id] == [caller.id, leg.id], "it stays one of two"
                [heard] = [m for id_, m in house.board.bridges.items() if id_ != talk.id]
                assert heard == [boss.id, snoop]
                assert not set(house.exchange.served) & {snoop}, "Asterisk's telephones do not know it"
                await ear.shut()
                await ear.shut()
                assert not house.board.snoops
            await ear.open()
        assert not house.board.snoops
        assert set(house.board.bridges) == {talk.id}
    await caller.hang_up()
    await eventually(house.nothing_is_left)


@pytest.mark.parametrize("command", ["POST bridges/bridge-", "/addChannel", "/snoop"])
@pytest.mark.parametrize("status", [404, 409, 500])
async def test_what_is_refused_is_the_listeners_failure_and_leaves_nothing(
    house: House, command: str, status: int
) -> None:
    async with a_conversation(house) as (caller, leg), house.exchange.bridge(caller, leg) as talk:
        async with ringing_boss(house) as boss:
            house.board.refuse_when(command, status)

            async def listens() -> None:
                async with house.exchange.overhearing(caller, boss, lambda: None) as ear:
                    await ear.open()

            assert await outcome(listens()) == "TelephonyFailed"
        assert not house.board.snoops
        assert house.board.bridges == {talk.id: [caller.id, leg.id]}
    await caller.hang_up()
    await eventually(house.nothing_is_left)


async def test_a_snoop_that_does_not_come_out_of_the_bridge_is_hung_up() -> None:
    async with (
        a_house() as house,
        a_conversation(house) as (caller, _),
        ringing_boss(house) as boss,
        house.exchange.overhearing(caller, boss, never) as ear,
    ):
        await ear.open()
        house.board.refuse_when("/removeChannel", 500)
        await ear.shut()
        assert not house.board.snoops


async def test_an_ear_of_which_nobody_knows_whether_it_is_shut_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overhearing, "END_TIME", 0.1)
    async with (
        a_house() as house,
        a_conversation(house) as (caller, _),
        ringing_boss(house) as boss,
        house.exchange.overhearing(caller, boss, never) as ear,
    ):
        await ear.open()
        house.board.refuse_when("/removeChannel", 500)
        house.board.is_silent = True  # and no report of its end comes
        with pytest.raises(TelephonyFailed):
            await ear.shut()
        house.board.is_silent = False


async def test_with_the_party_the_ear_is_lost_and_nothing_is_left(house: House) -> None:
    lost = anyio.Event()
    async with a_conversation(house) as (caller, _), ringing_boss(house) as boss:
        async with house.exchange.overhearing(caller, boss, lost.set) as ear:
            await ear.open()
            house.board.goes(caller.id)
            with anyio.fail_after(5):
                await lost.wait()
            assert await outcome(ear.open()) == "done", "it is not opened anew by itself"
        async with house.exchange.overhearing(caller, boss, never) as ear:
            with pytest.raises(ChannelGone):
                await ear.open()
    await eventually(house.nothing_is_left)


async def test_a_snoop_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overhearing, "BEGIN_TIME", 0.1)
    async with a_house() as house, a_conversation(house) as (caller, _), ringing_boss(house) as boss:
        async with house.exchange.overhearing(caller, boss, never) as ear:
            house.board.is_silent = True
            with pytest.raises(TelephonyFailed):
                await ear.open()
            house.board.is_silent = False
        assert not house.board.snoops


async def test_a_listening_goes_on_through_a_lost_line_and_one_that_ended_meanwhile_is_lost() -> None:
    for goes in (False, True):
        async with a_house() as house, a_conversation(house) as (caller, _), ringing_boss(house) as boss:
            lost = anyio.Event()
            async with house.exchange.overhearing(caller, boss, lost.set) as ear:
                await ear.open()
                [snoop] = house.board.snoops
                await house.line_is_lost()
                if goes:
                    house.board.goes(snoop)
                await house.line_is_back()
                assert lost.is_set() == goes
                await anyio.sleep(0.2)  # longer than it takes until what nobody serves is cleared away
                assert bool(house.board.snoops) != goes


async def test_what_nobody_serves_is_hung_up_and_comes_in_as_no_call(house: House, caller: AriChannel) -> None:
    await house.ari.send(
        channels.snoop_channel_with_id(
            caller.id, "snoop-of-before", app="s724", app_args="listening", spy="both", whisper="none"
        )
    )
    await house.everything_reported_is_handled()
    assert set(house.arrived) == {caller.id}
    with structlog.testing.capture_logs():
        await house.line_is_lost()
        await house.line_is_back()
        await eventually(lambda: not house.board.snoops)
    assert set(house.arrived) == {caller.id}
    await caller.hang_up()
