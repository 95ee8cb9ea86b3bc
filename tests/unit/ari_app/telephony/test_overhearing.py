"""Listening in at the exchange, against an Asterisk in this process."""

from contextlib import AbstractAsyncContextManager

import anyio
import pytest
import structlog

from ari_app.ari.operations import channels
from ari_app.telephony import overhearing
from ari_app.telephony.channels import AriChannel
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.telephony import EarFor
from tests.support.asterisk.exchange_setup import PHONE, ExchangeSetup, a_conversation, exchange_setup, outcome
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


def never() -> None:
    raise AssertionError("the ear was lost")


def ringing_boss(setup: ExchangeSetup) -> AbstractAsyncContextManager[AriChannel]:
    setup.tasks.start_soon(setup.answers)
    return setup.exchange.ringing(
        "kierownik", caller_id=PHONE, caller_name="Odsłuch", ring_time=5, is_listening=True
    )


async def test_who_listens_hears_as_long_as_the_ear_is_open(setup: ExchangeSetup) -> None:
    async with (
        a_conversation(setup) as (caller, leg),
        setup.exchange.bridge(caller, leg) as talk,
        ringing_boss(setup) as boss,
    ):
        assert boss.id.startswith("listen-")
        assert setup.exchange.legs == {PHONE}, "a consultant's leg it is not"
        async with setup.exchange.overhearing(caller, boss, never) as ear:
            for _ in range(2):
                await ear.open()
                await ear.open()
                [snoop] = setup.board.snoops
                assert setup.board.snoops[snoop] == caller.id
                assert setup.board.bridges[talk.id] == [caller.id, leg.id], "it stays one of two"
                [heard] = [m for id_, m in setup.board.bridges.items() if id_ != talk.id]
                assert heard == [boss.id, snoop]
                assert not set(setup.exchange.served) & {snoop}, "Asterisk's telephones do not know it"
                await ear.shut()
                await ear.shut()
                assert not setup.board.snoops
            await ear.open()
        assert not setup.board.snoops
        assert set(setup.board.bridges) == {talk.id}
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


@pytest.mark.parametrize(
    ("ear_for", "directions"),
    [("listening", ("both", "none")), ("whispering", ("both", "out")), ("advising", ("in", "out"))],
)
async def test_who_whispers_is_heard_by_the_party_alone_and_who_advises_hears_nobody_else(
    setup: ExchangeSetup, ear_for: EarFor, directions: tuple[str, str]
) -> None:
    async with (
        a_conversation(setup) as (caller, leg),
        setup.exchange.bridge(caller, leg),
        ringing_boss(setup) as boss,
        setup.exchange.overhearing(leg, boss, never, ear_for) as ear,
    ):
        await ear.open()
        [snoop] = setup.board.snoops
        assert setup.board.snoops[snoop] == leg.id
        assert setup.board.directions[snoop] == directions
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


async def test_who_listens_is_out_of_the_bridge_before_it_goes_or_on_another_one(setup: ExchangeSetup) -> None:
    """Else whoever takes the call over may be on neither: one in some hundred times, on a busy machine."""
    async with (
        a_conversation(setup) as (caller, leg),
        setup.exchange.bridge(caller, leg) as talk,
        ringing_boss(setup) as boss,
    ):
        async with setup.exchange.overhearing(caller, boss, never) as ear:
            await ear.open()
            setup.board.done.clear()
        assert setup.board.done[-2:] == ["POST bridges/removeChannel", "DELETE bridges"]
        async with setup.exchange.overhearing(caller, boss, never):
            await talk.join(boss)
        assert setup.board.bridges == {talk.id: [caller.id, leg.id, boss.id]}
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


async def test_whoever_takes_over_is_a_consultants_leg_from_then_on(setup: ExchangeSetup) -> None:
    async with ringing_boss(setup) as boss:
        assert setup.exchange.legs == set()
        setup.exchange.is_consultants(boss)
        assert setup.exchange.legs == {"kierownik"}


@pytest.mark.parametrize("command", ["POST bridges/bridge-", "/addChannel", "/snoop"])
@pytest.mark.parametrize("status", [404, 409, 500])
async def test_what_is_refused_is_the_listeners_failure_and_leaves_nothing(
    setup: ExchangeSetup, command: str, status: int
) -> None:
    async with a_conversation(setup) as (caller, leg), setup.exchange.bridge(caller, leg) as talk:
        async with ringing_boss(setup) as boss:
            setup.board.refuse_when(command, status)

            async def listens() -> None:
                async with setup.exchange.overhearing(caller, boss, lambda: None) as ear:
                    await ear.open()

            assert await outcome(listens()) == "TelephonyFailed"
        assert not setup.board.snoops
        assert setup.board.bridges == {talk.id: [caller.id, leg.id]}
    await caller.hang_up()
    await eventually(setup.nothing_is_left)


async def test_a_snoop_that_does_not_come_out_of_the_bridge_is_hung_up() -> None:
    async with (
        exchange_setup() as setup,
        a_conversation(setup) as (caller, _),
        ringing_boss(setup) as boss,
        setup.exchange.overhearing(caller, boss, never) as ear,
    ):
        await ear.open()
        setup.board.refuse_when("/removeChannel", 500)
        await ear.shut()
        assert not setup.board.snoops


async def test_an_ear_of_which_nobody_knows_whether_it_is_shut_is_said_to_be_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overhearing, "END_TIME", 0.1)
    async with (
        exchange_setup() as setup,
        a_conversation(setup) as (caller, _),
        ringing_boss(setup) as boss,
        setup.exchange.overhearing(caller, boss, never) as ear,
    ):
        await ear.open()
        setup.board.refuse_when("/removeChannel", 500)
        setup.board.is_silent = True  # and no report of its end comes
        with pytest.raises(TelephonyFailed):
            await ear.shut()
        setup.board.is_silent = False


async def test_with_the_party_the_ear_is_lost_and_nothing_is_left(setup: ExchangeSetup) -> None:
    lost = anyio.Event()
    async with a_conversation(setup) as (caller, _), ringing_boss(setup) as boss:
        async with setup.exchange.overhearing(caller, boss, lost.set) as ear:
            await ear.open()
            setup.board.goes(caller.id)
            with anyio.fail_after(5):
                await lost.wait()
            assert await outcome(ear.open()) == "done", "it is not opened anew by itself"
        async with setup.exchange.overhearing(caller, boss, never) as ear:
            with pytest.raises(ChannelGone):
                await ear.open()
    await eventually(setup.nothing_is_left)


async def test_a_snoop_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overhearing, "BEGIN_TIME", 0.1)
    async with exchange_setup() as setup, a_conversation(setup) as (caller, _), ringing_boss(setup) as boss:
        async with setup.exchange.overhearing(caller, boss, never) as ear:
            setup.board.is_silent = True
            with pytest.raises(TelephonyFailed):
                await ear.open()
            setup.board.is_silent = False
        assert not setup.board.snoops


async def test_a_listening_goes_on_through_a_lost_line_and_one_that_ended_meanwhile_is_lost() -> None:
    for goes in (False, True):
        async with exchange_setup() as setup, a_conversation(setup) as (caller, _), ringing_boss(setup) as boss:
            lost = anyio.Event()
            async with setup.exchange.overhearing(caller, boss, lost.set) as ear:
                await ear.open()
                [snoop] = setup.board.snoops
                await setup.line_is_lost()
                if goes:
                    setup.board.goes(snoop)
                await setup.line_is_back()
                assert lost.is_set() == goes
                await anyio.sleep(0.2)  # longer than it takes until what nobody serves is cleared away
                assert bool(setup.board.snoops) != goes


async def test_what_nobody_serves_is_hung_up_and_comes_in_as_no_call(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    await setup.ari.send(
        channels.snoop_channel_with_id(
            caller.id, "snoop-of-before", app="s724", app_args="listening", spy="both", whisper="none"
        )
    )
    await setup.everything_reported_is_handled()
    assert set(setup.arrived) == {caller.id}
    with structlog.testing.capture_logs():
        await setup.line_is_lost()
        await setup.line_is_back()
        await eventually(lambda: not setup.board.snoops)
    assert set(setup.arrived) == {caller.id}
    await caller.hang_up()
