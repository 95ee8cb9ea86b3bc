"""A line that begins with a template can be published as it is."""

from itertools import pairwise

import pytest

from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import findings
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_context import scenario_context_of
from ivr.publishing.scenario_file import content_of
from ivr.publishing.templates import ScenarioTemplate, scenario_templates
from ivr.simulator.case import ScenarioCase
from ivr.simulator.judging import judge
from ivr.simulator.play import SimulationContext, play_case

LIBRARY = PromptLibrary.load()
CONTEXT = scenario_context_of(LIBRARY, defaults.office_directory().codes())
STAGE = SimulationContext(LIBRARY, defaults.office_directory(), defaults.opening_hours())
TEMPLATES = {template.id: template for template in scenario_templates()}


def test_there_is_one_for_each_sort_of_line() -> None:
    assert TEMPLATES.keys() == {"prosta-linia", "linia-z-weryfikacja", "ankieta", "linia-informacyjna"}


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_has_nothing_that_is_wrong_and_its_cases_are_green(template: ScenarioTemplate) -> None:
    graph, cases = content_of(template.graph, template.cases)
    assert graph["name"] == template.id
    assert findings(graph, CONTEXT, cases=len(cases)) == []
    walked = set()
    for each in map(ScenarioCase.model_validate, cases):
        played = play_case(read_scenario(graph), each, STAGE)
        assert judge(each, played).problems == ()
        nodes = [step.node for step in played.path]
        walked |= set(pairwise(nodes))
    # each way to a queue or an end is walked by a case
    ends = {name for name, node in graph["nodes"].items() if node["kind"] in ("queue", "goodbye")}
    ways = {
        (name, to) for name, node in graph["nodes"].items() for to in node.get("next", {}).values() if to in ends
    }
    assert ways - walked == set()
