"""The default hotlines lead to a consultant's queue in time, by the sounds that callers hear."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import ScenarioContext, findings
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import SoundsOnDisk
from ivr.publishing.scenario_context import scenario_context_of
from ivr.tts import espeak_engines
from tests.support.machine.tools import espeak_command

pytestmark = pytest.mark.asyncio

WAYS: dict[str, tuple[str, Sequence[str]]] = {  # a menu and the keys that leave it by ways of their own
    "linia-9510": ("menu", ["0"]),
    "linia-9524": ("kto_dzwoni", ["1", "2", "3"]),
}


def only(name: str, menu: str, key: str) -> dict[str, Any]:
    """The graph for callers who press that key."""
    graph = copy.deepcopy(defaults.scenarios()[name])
    node = graph["nodes"][menu]
    way = node["settings"]["choices"][key]
    node["settings"]["choices"] = {key: way}
    node["next"] = {way: node["next"][way], "failed": node["next"]["failed"]}
    return graph


def too_long(graph: dict[str, Any], world: ScenarioContext) -> list[str]:
    return [each.text for each in findings(graph, world, cases=1) if "najszybciej" in each.text]


async def a_world(tmp_path: Path) -> ScenarioContext:
    library = PromptLibrary.defaults()
    cache = PromptCache(tmp_path, *await espeak_engines(espeak_command()))
    graphs = [read_scenario(graph) for graph in defaults.scenarios().values()]
    ids = {text for graph in graphs for node in graph.nodes.values() for text in node.settings.get("prompts", ())}
    usual = {"W04", "A01", "A02", "A03", "A08", "C01", "C10", "N02", "N03"}
    _, failures = await cache.try_ahead(("pl", library.example(prompt)) for prompt in sorted(ids | usual))
    assert failures == {}
    offices = frozenset(office["code"] for office in defaults.offices())
    return scenario_context_of(library, offices, sounds=SoundsOnDisk({}, cache))


async def test_every_kind_of_caller_reaches_a_queue_within_a_minute(tmp_path: Path) -> None:
    world = await a_world(tmp_path)
    for name, (menu, keys) in WAYS.items():
        for key in keys:
            assert too_long(only(name, menu, key), world) == [], (name, key)
    asks_first = copy.deepcopy(defaults.scenarios()["linia-9510"])
    asks_first["nodes"]["zgoda"]["settings"]["moment"] = "at_once"
    assert too_long(asks_first, world), "the question about recording alone takes the rest of the minute"


async def test_the_time_to_the_queue_is_known_before_any_sound_was_made() -> None:
    offices = frozenset(office["code"] for office in defaults.offices())
    world = scenario_context_of(PromptLibrary.defaults(), offices)
    for name in WAYS:
        assert too_long(defaults.scenarios()[name], world) == []
