"""Callers arrive at the exchange and go: whatever an Asterisk in this process reports, or fails to say."""

import anyio
import msgspec
import pytest

from ari_app.ari import messages as m
from ari_app.ari.operations import applications, channels
from ari_app.telephony.asterisk_snapshot import take_snapshot
from ari_app.telephony.channels import AriChannel
from dialplan.extensions import APP
from tests.support.asterisk.exchange_setup import (
    ExchangeSetup,
    outcome,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_a_caller_arrives_with_the_numbers_and_the_keys_are_kept_in_order(
    setup: ExchangeSetup, caller: AriChannel
) -> None:
    assert (caller.caller_number, caller.dialled_number) == ("600100200", "9510")
    for key in "12#":
        setup.board.presses(caller.id, key)
    assert [await caller.keys.next(5) for _ in range(3)] == ["1", "2", "#"]


@pytest.mark.parametrize(
    "shown", ["anonymous", "unavailable", "Anna", "600\nagi_arg_1: *69", "600100200@example.org", "1" * 21]
)
async def test_what_is_shown_and_is_no_number_is_none(setup: ExchangeSetup, shown: str) -> None:
    assert (await setup.caller(number=shown)).caller_number == ""


async def test_what_was_dialled_and_is_no_number_is_none(setup: ExchangeSetup) -> None:
    assert (await setup.caller(dialled="9510\nagi_arg_1: *69")).dialled_number == ""


async def test_a_caller_taken_up_after_a_restart_has_no_other_number_than_before(setup: ExchangeSetup) -> None:
    await setup.caller("waits")
    [found] = await setup.ari.send(channels.list_all())
    shows = [msgspec.structs.replace(found, caller=m.CallerID(name="", number="anonymous"))]
    there = take_snapshot(shows, [], await setup.ari.send(applications.get(APP)), None)
    assert there.channels["waits"].caller_number == ""
    again = setup.exchange.caller_again(there.channels["waits"], "9510", "anonymous")
    assert (again.caller_number, again.dialled_number) == ("", "9510")


async def test_calls_of_a_number_are_callers_who_are_there(setup: ExchangeSetup) -> None:
    for name in ("one", "two", "three"):
        await setup.caller(name)
    await setup.caller("other", number="600100201")
    setup.tasks.start_soon(setup.answers)
    async with setup.ringing():  # shows the caller's number, and is none of the caller's calls
        assert (setup.exchange.calls_of("600100200"), setup.exchange.calls_of("600100201")) == (3, 1)
    setup.board.goes("two")
    await setup.everything_reported_is_handled()
    assert setup.exchange.calls_of("600100200") == 2


async def test_a_hang_up_ends_what_runs_and_is_forgotten(setup: ExchangeSetup, caller: AriChannel) -> None:
    setup.board.goes(caller.id)
    with anyio.fail_after(5):
        await caller.gone()
    assert not caller.is_up
    assert await outcome(caller.answer()) == "ChannelGone"
    await eventually(setup.nothing_is_left)


async def test_events_of_unknown_things_change_nothing(setup: ExchangeSetup, caller: AriChannel) -> None:
    setup.board.caller_comes("gone-soon")
    setup.board.goes("gone-soon")
    await setup.everything_reported_is_handled()
    assert caller.is_up


async def test_a_caller_who_was_taken_away_arrives_anew_when_given_back(setup: ExchangeSetup) -> None:
    caller = await setup.caller("wanderer")
    setup.board.report("StasisEnd", channel=setup.board.channel("wanderer"))
    with anyio.fail_after(5):
        await caller.gone()
    setup.board.caller_comes("wanderer")
    await eventually(lambda: setup.arrived["wanderer"] is not caller)
    assert setup.arrived["wanderer"].is_up
    setup.board.goes("wanderer")
    await eventually(setup.nothing_is_left)


async def test_process_is_told_that_a_caller_was_taken_away_but_not_of_a_hang_up(setup: ExchangeSetup) -> None:
    taken, stays = await setup.caller("taken"), await setup.caller("stays")
    setup.board.goes(stays.id)
    with anyio.fail_after(5):
        await stays.gone()
    assert setup.taken == 0
    setup.board.report("StasisEnd", channel=setup.board.channel("taken"))
    with anyio.fail_after(5):
        await taken.gone()
    assert setup.taken == 1
    setup.board.goes("taken")
    await eventually(setup.nothing_is_left)


async def test_a_caller_whom_we_hang_up_was_not_taken_away(setup: ExchangeSetup, caller: AriChannel) -> None:
    await caller.hang_up()
    await setup.everything_reported_is_handled()
    await eventually(setup.nothing_is_left)
    assert setup.taken == 0
