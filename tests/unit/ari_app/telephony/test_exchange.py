"""Callers arrive at the exchange and go: whatever an Asterisk in this process reports, or fails to say."""

import anyio
import msgspec
import pytest

from ari_app.ari import messages as m
from ari_app.ari.operations import applications, channels
from ari_app.telephony.asterisk_snapshot import take_snapshot
from ari_app.telephony.channels import AriChannel
from dialplan.extensions import APP
from tests.support.eventually import eventually
from tests.support.exchange_house import (
    House,
    outcome,
)

pytestmark = pytest.mark.anyio


async def test_a_caller_arrives_with_the_numbers_and_the_keys_are_kept_in_order(
    house: House, caller: AriChannel
) -> None:
    assert (caller.caller_number, caller.dialled_number) == ("600100200", "9510")
    for key in "12#":
        house.board.presses(caller.id, key)
    assert [await caller.keys.next(5) for _ in range(3)] == ["1", "2", "#"]


@pytest.mark.parametrize(
    "shown", ["anonymous", "unavailable", "Anna", "600\nagi_arg_1: *69", "600100200@example.org", "1" * 21]
)
async def test_what_is_shown_and_is_no_number_is_none(house: House, shown: str) -> None:
    assert (await house.caller(number=shown)).caller_number == ""


async def test_what_was_dialled_and_is_no_number_is_none(house: House) -> None:
    assert (await house.caller(dialled="9510\nagi_arg_1: *69")).dialled_number == ""


async def test_a_caller_taken_up_after_a_restart_has_no_other_number_than_before(house: House) -> None:
    await house.caller("waits")
    [found] = await house.ari.send(channels.list_all())
    shows = [msgspec.structs.replace(found, caller=m.CallerID(name="", number="anonymous"))]
    there = take_snapshot(shows, [], await house.ari.send(applications.get(APP)), None)
    assert there.channels["waits"].caller_number == ""
    again = house.exchange.caller_again(there.channels["waits"], "9510", "anonymous")
    assert (again.caller_number, again.dialled_number) == ("", "9510")


async def test_calls_of_a_number_are_callers_who_are_there(house: House) -> None:
    for name in ("one", "two", "three"):
        await house.caller(name)
    await house.caller("other", number="600100201")
    house.tasks.start_soon(house.answers)
    async with house.ringing():  # shows the caller's number, and is none of the caller's calls
        assert (house.exchange.calls_of("600100200"), house.exchange.calls_of("600100201")) == (3, 1)
    house.board.goes("two")
    await house.everything_reported_is_handled()
    assert house.exchange.calls_of("600100200") == 2


async def test_a_hang_up_ends_what_runs_and_is_forgotten(house: House, caller: AriChannel) -> None:
    house.board.goes(caller.id)
    with anyio.fail_after(5):
        await caller.gone()
    assert not caller.is_up
    assert await outcome(caller.answer()) == "ChannelGone"
    await eventually(house.nothing_is_left)


async def test_events_of_unknown_things_change_nothing(house: House, caller: AriChannel) -> None:
    house.board.caller_comes("gone-soon")
    house.board.goes("gone-soon")
    await house.everything_reported_is_handled()
    assert caller.is_up


async def test_a_caller_who_was_taken_away_arrives_anew_when_given_back(house: House) -> None:
    caller = await house.caller("wanderer")
    house.board.report("StasisEnd", channel=house.board.channel("wanderer"))
    with anyio.fail_after(5):
        await caller.gone()
    house.board.caller_comes("wanderer")
    await eventually(lambda: house.arrived["wanderer"] is not caller)
    assert house.arrived["wanderer"].is_up
    house.board.goes("wanderer")
    await eventually(house.nothing_is_left)


async def test_process_is_told_that_a_caller_was_taken_away_but_not_of_a_hang_up(house: House) -> None:
    taken, stays = await house.caller("taken"), await house.caller("stays")
    house.board.goes(stays.id)
    with anyio.fail_after(5):
        await stays.gone()
    assert house.taken == 0
    house.board.report("StasisEnd", channel=house.board.channel("taken"))
    with anyio.fail_after(5):
        await taken.gone()
    assert house.taken == 1
    house.board.goes("taken")
    await eventually(house.nothing_is_left)


async def test_a_caller_whom_we_hang_up_was_not_taken_away(house: House, caller: AriChannel) -> None:
    await caller.hang_up()
    await house.everything_reported_is_handled()
    await eventually(house.nothing_is_left)
    assert house.taken == 0
