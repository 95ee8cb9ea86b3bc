"""Whatever is fit comes to an end, and the default scenarios lead where they should."""

import anyio
import pytest
from hypothesis import assume, given

from core.errors import TelephonyFailed
from ivr import defaults
from ivr.destinations import EnterQueue, HangUp
from ivr.graph.validation import errors
from ivr.interpreter import MAX_NODES
from ivr.nodes import KINDS
from tests.support.centre import presses
from tests.support.fake_services import ANNA, ANNAS_PIN
from tests.support.graphs import (
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
from tests.support.virtual_time import in_virtual_time

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
async def test_a_walk_ends_after_the_most_nodes_that_a_call_may_pass() -> None:
    graph = changed("nodes", "wybor", "next", "koniec", to="powitanie")
    with pytest.RaisesGroup(pytest.RaisesExc(TelephonyFailed, match="nie ma końca")):
        await Walker(graph).goes((0.0, "9" * MAX_NODES))


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
        ("nobody_there", ["H06", WEEK, "G02"]),
        ("full", ["G02"]),
        ("callback", ["G02"]),
    ],
)
def test_the_default_scenarios_say_goodbye_however_the_wait_ended(end: str, said: list[str]) -> None:
    _sent("linia-9510", ASKS, end, "unemployed", said)
    _sent("linia-9524", [], end, None, said)
