"""Who commands, and who does no more: applications in virtual time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from core.lease.lease import LEASE_TIME, SURE_TIME, Fence, Watch
from tests.support.machine.lease_world import Process, World
from tests.support.timing.virtual_time import in_virtual_time

TAKE_OVER = 4.0  # seconds; the dialplan waits that long before the fallback path


@asynccontextmanager
async def a_world(seconds: float = 5.0) -> AsyncIterator[World]:
    """Two applications and two Asterisks, after so many seconds."""
    async with anyio.create_task_group() as tasks:
        world = World(tasks)
        world.start()
        await anyio.sleep(seconds)
        yield world
        assert world.never_two
        tasks.cancel_scope.cancel()


def pair(world: World) -> tuple[Process, Process]:
    """Who commands, and who waits."""
    commander = world.commander()
    assert commander is not None
    (other,) = (process for process in world.processes.values() if process is not commander)
    return commander, other


async def taken_over(world: World, within: float) -> float:
    """Seconds until another epoch commands both Asterisks."""
    epoch, began = world.database.epoch, anyio.current_time()
    with anyio.fail_after(within):
        while {c.node for c in world.commands if c.epoch > epoch} != {"a", "b"}:  # noqa: ASYNC110 - virtual time
            await anyio.sleep(0.01)
    return anyio.current_time() - began


@in_virtual_time
async def test_one_of_two_commands_all_asterisks() -> None:
    async with a_world() as world:
        assert {command.epoch for command in world.commands} == {1}
        assert world.commanded_since(anyio.current_time() - 0.1) == {"a", "b"}


@in_virtual_time
async def test_killed_it_is_followed_by_the_other_one() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        world.start_time = 60.0  # its machine is gone
        commander.end()
        assert await taken_over(world, TAKE_OVER) < TAKE_OVER
        assert world.commander() is other


@in_virtual_time
async def test_killed_and_started_anew_it_need_not_wait_for_its_own_lease() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        commander.end()
        assert await taken_over(world, 2.0) < 2.0
        assert world.processes[commander.name] is world.commander()
        assert world.commander() is not other


@in_virtual_time
async def test_a_planned_end_takes_less_than_a_second() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        commander.hand_over()
        await taken_over(world, 1.0)
        assert world.commander() is other


@in_virtual_time
async def test_one_that_was_stopped_and_goes_on_commands_nothing_and_ends() -> None:
    async with a_world() as world:
        commander, _ = pair(world)
        commander.stop()
        await taken_over(world, TAKE_OVER)
        commander.go_on()
        await anyio.sleep(0.1)
        assert commander.is_over.is_set()


@in_virtual_time
async def test_a_short_stop_is_nothing() -> None:
    async with a_world() as world:
        commander, _ = pair(world)
        commander.stop()
        await anyio.sleep(1.2)
        commander.go_on()
        await anyio.sleep(10)
        assert world.commander() is commander
        assert world.database.epoch == 1


@in_virtual_time
async def test_without_the_database_the_commander_goes_on_for_as_long_as_it_takes() -> None:
    async with a_world() as world:
        commander, _ = pair(world)
        world.database.is_up = False
        await anyio.sleep(600)
        world.database.is_up = True
        await anyio.sleep(20)
        assert world.commander() is commander
        assert world.database.epoch == 1
        assert world.commanded_since(anyio.current_time() - 0.1) == {"a", "b"}


@in_virtual_time
async def test_cut_off_from_the_database_alone_it_is_replaced_before_the_other_one_commands() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        world.cut_off(commander.name, "database")
        await taken_over(world, TAKE_OVER + 1)
        assert world.commander() is other
        assert commander.is_over.is_set()


@in_virtual_time
async def test_cut_off_from_the_database_and_an_asterisk_it_ends_before_the_other_one_commands() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        for there in ("database", "b"):
            world.cut_off(commander.name, there)
        world.cut_off(other.name, "a")
        await anyio.sleep(LEASE_TIME)
        assert commander.is_over.is_set()
        await anyio.sleep(TAKE_OVER)
        assert world.commander() is other


@in_virtual_time
async def test_what_it_sent_into_a_cut_does_not_arrive_when_the_cut_has_healed() -> None:
    async with a_world() as world:
        commander, other = pair(world)
        for there in ("database", "a", "b"):
            world.cut_off(commander.name, there)
        await taken_over(world, TAKE_OVER + 1)
        for there in ("database", "a", "b"):
            world.mend(commander.name, there)
        await anyio.sleep(5)
        assert world.commander() is other


@in_virtual_time
async def test_whoever_waits_takes_nothing_that_ran_out_while_nobody_had_a_database() -> None:
    """Both come back at the same moment, or the one who waits comes first."""
    async with a_world() as world:
        commander, _ = pair(world)
        world.cut_off(commander.name, "database")
        world.database.is_up = False
        await anyio.sleep(18)
        world.database.is_up = True
        await anyio.sleep(1.5)
        world.mend(commander.name, "database")
        await anyio.sleep(20)
        assert world.commander() is commander


@in_virtual_time
async def test_nobody_takes_from_one_who_only_lost_an_asterisk() -> None:
    async with a_world() as world:
        commander, _ = pair(world)
        world.cut_off(commander.name, "a")
        world.nodes["b"].is_up = False
        await anyio.sleep(30)
        assert world.database.epoch == 1
        assert world.commander() is commander


def test_a_fence_closes_a_margin_before_the_lease_runs_out() -> None:
    now, ended = [100.0], []
    fence = Fence(lambda: now[0], lambda: ended.append(now[0]))
    fence.check()
    assert not ended, "a process that is alone passes always"
    fence.prove(100.0, SURE_TIME)
    fence.prove(99.0, SURE_TIME)  # an older answer takes nothing back
    now[0] = 100.0 + SURE_TIME - 0.01
    fence.check()
    assert not ended
    now[0] = 100.0 + SURE_TIME
    fence.check()
    assert ended
    assert LEASE_TIME - SURE_TIME >= 0.5


def test_a_fence_that_was_shut_stays_so() -> None:
    ended: list[bool] = []
    fence = Fence(lambda: 5.0, lambda: ended.append(True))
    fence.prove(5.0, SURE_TIME)
    fence.shut()
    fence.check()
    assert len(ended) == 2


def test_whoever_stood_still_while_waiting_begins_to_wait_anew() -> None:
    watch = Watch()
    for look in range(6):
        assert not watch.may_take(look * 0.5), "not before a whole lease"
        watch.has_seen(look * 0.5)
    assert watch.may_take(3.5)
    watch.has_seen(3.5)
    assert not watch.may_take(10.0)
