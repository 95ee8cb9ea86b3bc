"""A scenario as one file: the graph, its test cases, and for information the words of its announcements. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ScenarioRefused
from ivr.graph.errors_pl import error_sentences
from ivr.graph.graph_guard import unfit
from ivr.graph.kind_rules import Kinds
from ivr.graph.scenario import Scenario, read_scenario
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.drawing import Drawing
from ivr.simulator.case import MOST_CASES, ScenarioCase

FORMAT = "system724-scenario"


class ScenarioFile(BaseModel):
    """What is exported and imported. `prompts` is only read by people: texts are not imported."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["system724-scenario"]
    format_version: Literal[1]
    exported_from: str = Field(default="", max_length=200, description="Which version or draft, and when")
    scenario: dict[str, Any]
    cases: list[dict[str, Any]] = Field(default_factory=list, max_length=MOST_CASES)
    drawing: Drawing = Field(default_factory=Drawing)
    prompts: dict[str, str] = Field(default_factory=dict, description="For information: texts by id")


def content_of(graph: Mapping[str, Any], cases: Iterable[Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Graph and cases as they may be kept. Raises ScenarioRefused, with everything that is wrong in Polish.

    A draft may be unfinished: ways and prompts that are missing are found by the validation.
    """
    kept = {key: value for key, value in graph.items() if key != "version"}
    written = list(cases)
    if (reason := unfit([kept, written])) is not None:
        raise ScenarioRefused([reason])
    found = []
    try:
        read_scenario(kept)
    except ValidationError as error:
        found += [_sentence("Scenariusz", where, what) for where, what in error_sentences(error)]
    if len(written) > MOST_CASES:
        found.append(f"Testów jest za dużo (najwięcej {MOST_CASES}).")
    names: set[str] = set()
    for number, case in enumerate(written, 1):
        try:
            name = ScenarioCase.model_validate(case).name
        except ValidationError as error:
            found += [_sentence(f"Test {number}", where, what) for where, what in error_sentences(error)]
            continue
        if name in names:
            found.append(f"Test {number}: nazwa „{name}” już występuje.")
        names.add(name)
    if found:
        raise ScenarioRefused(found)
    return kept, written


def export(
    graph: Mapping[str, Any],
    cases: list[dict[str, Any]],
    kinds: Kinds,
    library: PromptLibrary,
    exported_from: str,
    drawing: Mapping[str, Any] | None = None,
) -> ScenarioFile:
    """The file of a scenario that is kept."""
    texts = {p: library.prompt(p).text for p in used_prompts(graph, kinds) if p in library}
    return ScenarioFile(
        format=FORMAT,
        format_version=1,
        exported_from=exported_from,
        scenario=dict(graph),
        cases=cases,
        drawing=Drawing.model_validate(drawing or {}),
        prompts=texts,
    )


def used_prompts(graph: Mapping[str, Any], kinds: Kinds) -> list[str]:
    """As `prompts_of`, of a graph that is kept."""
    return prompts_of(read_scenario(graph), kinds)


def prompts_of(scenario: Scenario, kinds: Kinds) -> list[str]:
    """The announcements of all nodes, each once, in order; a node that cannot be read uses none."""
    found: dict[str, None] = {}
    for node in scenario.nodes.values():
        rules = kinds.get(node.kind)
        if rules is None:
            continue
        try:
            found |= dict.fromkeys(rules.prompts(rules.settings.model_validate(node.settings)))
        except ValidationError:
            continue
    return list(found)


def _sentence(what: str, where: tuple[int | str, ...], fault: str) -> str:
    place = ".".join(map(str, where))
    return f"{what}: „{place}”: {fault}." if place else f"{what}: {fault}."
