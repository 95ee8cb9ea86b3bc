"""A take-over where an Asterisk is away, and a death: moments that `test_nodes_machine` finds by chance only."""

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import TypeVar

import anyio

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.waiting import QueueLeft
from tests.support.calls.fake_centre import straight_to
from tests.support.machine.led_nodes import KOLNO, PEOPLE, Nodes
from tests.support.timing.virtual_time import in_virtual_time

E = TypeVar("E", bound=AnyEvent)
ANNA, JAN, EWA, _ = PEOPLE


@asynccontextmanager
async def a_world() -> AsyncIterator[Nodes]:
    """Two applications of which one leads, after ten seconds."""
    with ExitStack() as until_all_tasks_are_over:
        async with anyio.create_task_group() as tasks:
            world = Nodes(tasks)
            until_all_tasks_are_over.enter_context(world.in_place())
            world.start()
            await anyio.sleep(10)
            yield world
            assert world.never_two
            assert not world.wrong
            tasks.cancel_scope.cancel()


def of(world: Nodes, kind: type[E]) -> list[E]:
    return [fact for fact in world.facts if isinstance(fact, kind)]


@in_virtual_time
async def test_of_a_machine_that_had_both_all_callers_are_rung_back_and_by_whom_they_talked_with() -> None:
    async with a_world() as world:
        world.edge["b"] = "disabled"  # so that all are on the machine that dies
        for number in (ANNA, JAN, EWA):
            world.calls(number)
            await anyio.sleep(6)
        leader = world.leader()
        assert leader is not None
        world.node_dies("a", with_machine=True)
        leader.end()
        world.start_time = 600
        await anyio.sleep(6)
        assert [fact.reason for fact in of(world, CallEnded)] == ["interrupted"] * 3
        assert [fact.reason for fact in of(world, QueueLeft)][-1] == "interrupted"
        ordered = of(world, CallbackOrdered)
        assert [fact.callback_number for fact in ordered] == [ANNA, JAN, EWA]
        assert all(fact.agent for fact in ordered[:2])
        await anyio.sleep(20)
        assert world.edge == {"a": "disabled", "b": "active"}
        assert len([one for one in world.of_memory["b"].channels if one.startswith("callback-")]) == 2
        leader = world.leader()
        assert leader is not None
        assert leader.asterisks is not None
        assert leader.asterisks.now.of("a").calls_ended == 3


@in_virtual_time
async def test_who_is_found_later_where_a_take_over_could_not_look_is_hung_up_and_begins_no_second_call() -> None:
    async with a_world() as world:
        asterisk = world.of_memory["b"]
        asterisk.caller_comes(asterisk.next_id(int(world.now().timestamp())), "", straight_to(KOLNO))
        await anyio.sleep(8)
        leader = world.leader()
        assert leader is not None
        for name in (*world.names, "edge"):
            world.cut_off(name, "b")
        leader.end()
        await anyio.sleep(12)
        assert asterisk.channels, "nobody could tell it"
        assert len(of(world, CallEnded)) == 1
        for name in world.names:
            world.mend(name, "b")
        await anyio.sleep(8)
        assert not asterisk.channels
        assert len(of(world, CallStarted)) == len(of(world, CallEnded)) == 1


@in_virtual_time
async def test_a_take_over_opens_no_asterisk_that_is_drained() -> None:
    async with a_world() as world:
        world.drain("a", is_drained=True)
        await anyio.sleep(1)
        assert world.edge == {"a": "disabled", "b": "active"}
        said = world.said_to_edge = []
        leader = world.leader()
        assert leader is not None
        leader.end()
        await anyio.sleep(8)
        assert ("a", "active") not in said
        assert ("b", "active") in said
        world.node_dies("b", with_machine=False)
        await anyio.sleep(3)
        assert world.edge == {"a": "active", "b": "disabled"}


@in_virtual_time
async def test_who_talked_is_rung_by_one_order_though_a_consultant_is_free_at_once() -> None:
    async with a_world() as world:
        world.edge["b"] = "disabled"
        world.calls(ANNA)
        await anyio.sleep(8)
        world.node_dies("a", with_machine=False)
        await anyio.sleep(60)
        (order,) = of(world, CallbackOrdered)
        assert (order.cause, order.callback_number) == ("fault", ANNA)
        assert [one.partition("-")[0] for one in world.of_memory["b"].channels].count("callback") == 1
