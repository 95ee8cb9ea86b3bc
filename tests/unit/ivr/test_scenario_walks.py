"""Whatever is fit comes to an end, and the default scenarios lead where they should."""

from dataclasses import replace

import anyio
import pytest
from hypothesis import assume, given

from core.errors import CeilingReached, TelephonyFailed
from ivr import defaults
from ivr.destinations import EnterQueue, HangUp
from ivr.graph.validation import errors
from ivr.interpreter import MAX_NODES, Walk
from ivr.nodes import KINDS
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.scenarios.graphs import (
    NEEDS_OUTSIDE,
    SETTINGS,
    WORLD,
    Graph,
    Walker,
    any_graphs,
    changed,
    fit_graphs,
    keys,
    queue_ends,
    small,
)
from tests.support.timing.virtual_time import in_virtual_time

Pressed = list[tuple[float, str]]


def test_every_kind_of_node_takes_part() -> None:
    assert SETTINGS.keys() | NEEDS_OUTSIDE == KINDS.keys()
    assert not SETTINGS.keys() & NEEDS_OUTSIDE


@in_virtual_time
async def _comes_to_an_end(graph: Graph, pressed: Pressed, ends: list[str]) -> None:
    await Walker(graph).goes(*pressed, ends_of_waits=ends)


@given(fit_graphs(), keys, queue_ends)
def test_a_fit_scenario_comes_to_an_end_whatever_is_keyed(graph: Graph, pressed: Pressed, ends: list[str]) -> None:
    assert not errors(graph, WORLD)
    _comes_to_an_end(graph, pressed, ends)


@given(any_graphs(), keys, queue_ends)
def test_any_scenario_that_is_not_refused_comes_to_an_end(graph: Graph, pressed: Pressed, ends: list[str]) -> None:
    refused = errors(graph, WORLD)
    assert all(sentence.startswith("Węzeł „") for sentence in refused)
    assume(not refused)
    _comes_to_an_end(graph, pressed, ends)


@pytest.mark.parametrize("name", defaults.scenarios())
@given(pressed=keys, ends=queue_ends)
def test_every_default_scenario_comes_to_an_end(name: str, pressed: Pressed, ends: list[str]) -> None:
    _comes_to_an_end(defaults.scenarios()[name], pressed, ends)


@in_virtual_time
async def test_a_walk_without_its_caller_ends_after_the_most_nodes_that_may_follow_each_other() -> None:
    walker = Walker(changed("nodes", "powitanie", "next", "done", to="powitanie"))
    with pytest.raises(TelephonyFailed, match="nie ma końca"):
        await walker.walk.next_destination()
    assert len(walker.nodes()) == MAX_NODES


@in_virtual_time
async def test_a_caller_who_never_stops_walks_until_the_longest_time_is_over() -> None:
    walker = Walker(changed("nodes", "wybor", "next", "koniec", to="powitanie"))
    walker.tools = replace(walker.tools, longest_walk_time=900.0)
    walk = Walk(walker.call, walker.scenario, walker.tools)
    began = anyio.current_time()
    async with anyio.create_task_group() as party:
        party.start_soon(presses, walker.caller, (0.0, "9" * 5000))
        with pytest.raises(CeilingReached):
            await walk.next_destination()
        party.cancel_scope.cancel()
    assert anyio.current_time() - began == pytest.approx(900)
    assert len(walker.nodes()) > MAX_NODES
    assert not walker.exchange.playing


@in_virtual_time
async def test_the_longest_time_counts_what_the_nodes_took_and_not_what_was_between_them() -> None:
    walker = Walker(small())
    walk = Walk(walker.call, walker.scenario, replace(walker.tools, longest_walk_time=60.0))
    async with anyio.create_task_group() as party:
        party.start_soon(presses, walker.caller, (6.0, "1"), (6.0, "1"))
        assert isinstance(await walk.next_destination(), EnterQueue)
        party.cancel_scope.cancel()
    await anyio.sleep(3600)  # in the queue, and in a conversation
    assert isinstance(await walk.next_destination(after="served"), HangUp)


@in_virtual_time
async def test_each_node_that_a_call_enters_is_recorded() -> None:
    walker = Walker(small())
    await walker.goes((6.0, "1"), (6.0, "1"))
    assert walker.nodes() == ["powitanie", "wybor", "urzad", "kolejka", "koniec"]


# -- what the default scenarios tell the consultants and the callers


WEEK = "H01 od poniedziałku do piątku, od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
ASKS: Pressed = [(1.0, ANNA + "#" + ANNAS_PIN + "#"), (2.0, "0")]  # for a consultant


@in_virtual_time
async def _sent(name: str, pressed: Pressed, end: str, topic: str | None, said: list[str]) -> None:
    walker = Walker(defaults.scenarios()[name])
    caller, walk = walker.caller, walker.walk
    async with anyio.create_task_group() as party:
        party.start_soon(presses, caller, *pressed)
        step = await walk.next_destination()
        party.cancel_scope.cancel()
    assert isinstance(step, EnterQueue)
    assert (step.topic, walker.call.context.topic) == (topic, topic)
    caller.heard.clear()
    assert isinstance(await walk.next_destination(after=end), HangUp)
    assert caller.heard == said


@pytest.mark.parametrize(
    ("name", "pressed", "topic"),
    [
        ("linia-9510", ASKS, "unemployed"),
        ("linia-9524", [(1.0, "###1"), (2.0, "0"), (2.0, "15111"), (2.0, "1")], "seeker"),
        ("linia-9524", [(1.0, "###2"), (2.0, "0"), (2.0, "15111"), (2.0, "1")], "employer"),
        ("linia-9524", [(1.0, "###3"), (2.0, "0"), (2.0, "15111"), (2.0, "1")], "other"),
        ("linia-9524", [], None),  # nothing was chosen, so nothing is known
    ],
)
def test_the_default_scenarios_set_the_topic_of_a_call(name: str, pressed: Pressed, topic: str | None) -> None:
    _sent(name, pressed, "served", topic, ["S01", "S02", "G01"])


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("served", ["S01", "S02", "G01"]),
        ("nobody_there", ["H06", WEEK, "H14", "M04", "H14", "G02"]),
        ("full", ["H14", "M04", "H14", "G02"]),
        ("callback", ["G02"]),
    ],
)
def test_the_default_scenarios_say_goodbye_however_the_wait_ended(end: str, said: list[str]) -> None:
    _sent("linia-9510", ASKS, end, "unemployed", said)
    _sent("linia-9524", [], end, None, said)
