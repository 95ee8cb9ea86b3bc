"""Callers arrive at the exchange and go: whatever an Asterisk in this process reports, or fails to say."""

import anyio
import pytest

from tests.support.eventually import eventually
from tests.support.exchange_house import (
    a_house,
    outcome,
)

pytestmark = pytest.mark.anyio


async def test_a_caller_arrives_with_the_numbers_and_the_keys_are_kept_in_order() -> None:
    async with a_house() as house:
        caller = await house.caller()
        assert (caller.caller_number, caller.dialled_number) == ("600100200", "9510")
        for key in "12#":
            house.board.presses(caller.id, key)
        assert [await caller.keys.next(5) for _ in range(3)] == ["1", "2", "#"]


async def test_a_hang_up_ends_what_runs_and_is_forgotten() -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.goes(caller.id)
        with anyio.fail_after(5):
            await caller.gone()
        assert not caller.is_up
        assert await outcome(caller.answer()) == "ChannelGone"
        await eventually(house.nothing_is_left)


async def test_events_of_unknown_things_change_nothing() -> None:
    async with a_house() as house:
        caller = await house.caller()
        house.board.caller_comes("gone-soon")
        house.board.goes("gone-soon")
        await house.everything_reported_is_handled()
        assert caller.is_up


async def test_a_caller_who_was_taken_away_arrives_anew_when_given_back() -> None:
    async with a_house() as house:
        caller = await house.caller("wanderer")
        house.board.report("StasisEnd", channel=house.board.channel("wanderer"))
        with anyio.fail_after(5):
            await caller.gone()
        house.board.caller_comes("wanderer")
        await eventually(lambda: house.arrived["wanderer"] is not caller)
        assert house.arrived["wanderer"].is_up
        house.board.goes("wanderer")
        await eventually(house.nothing_is_left)


async def test_process_is_told_that_a_caller_was_taken_away_but_not_of_a_hang_up() -> None:
    async with a_house() as house:
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


async def test_a_caller_whom_we_hang_up_was_not_taken_away() -> None:
    async with a_house() as house:
        caller = await house.caller()
        await caller.hang_up()
        await house.everything_reported_is_handled()
        await eventually(house.nothing_is_left)
        assert house.taken == 0
