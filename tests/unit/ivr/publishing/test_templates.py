"""A line that begins with a template can be published as it is."""

import pytest

from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import findings
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_context import scenario_context_of
from ivr.publishing.scenario_file import content_of
from ivr.publishing.templates import ScenarioTemplate, scenario_templates
from ivr.simulator.case import ScenarioCase
from ivr.simulator.gate import missing_cases
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
    scenario = read_scenario(graph)
    judged = [judge(each, play_case(scenario, each, STAGE)) for each in map(ScenarioCase.model_validate, cases)]
    assert [each.problems for each in judged if not each.is_green] == []
    assert missing_cases(None, scenario, scenario, KINDS, judged) == []  # publishing asks for nothing more
