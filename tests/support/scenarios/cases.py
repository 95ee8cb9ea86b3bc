"""Test cases for a graph, made by simulating calls: for tests that publish and are about something else."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import PromptLibrary
from ivr.simulator.case import ScenarioCase
from ivr.simulator.gate import missing_cases
from ivr.simulator.judging import Judgement
from ivr.simulator.play import SimulationContext, play_case

STAGE = SimulationContext(PromptLibrary.load(), defaults.office_directory(), defaults.opening_hours())

MOST_TRIES = 400
_KEYS = ["1", "2", "3", "4", "5", "9", "0", "*", "#", "18500"]
_MOMENTS = ["2026-11-24T10:00:00", "2026-11-24T22:00:00", "2026-12-25T10:00:00"]
_QUEUES: list[str | None] = ["served", "nobody_there", "full", "callback", None]


def cases_for(
    graph: dict[str, Any],
    before: dict[str, Any] | None = None,
    known: dict[str, Scenario] | None = None,
    number: str = "9510",
) -> list[dict[str, Any]]:
    """Cases with which `graph` may be published in place of `before`: calls with keys by chance, always the same,
    that have walked something for which there was no case yet, each expecting what it was like."""
    stage = SimulationContext(STAGE.prompts, STAGE.offices, STAGE.hours, scenarios=known or {})
    scenario, old = read_scenario(graph), None if before is None else read_scenario(before)
    whole = put_together(scenario, {**stage.scenarios, scenario.name: scenario})
    chance = random.Random(7)
    kept: list[Judgement] = []
    missing = missing_cases(old, scenario, whole, KINDS, kept)
    for _ in range(MOST_TRIES):
        if not missing:
            return [each.case.model_dump(mode="json") for each in kept]
        steps = [{"wait": 3.0, "keys": chance.choice(_KEYS)} for _ in range(chance.randrange(6))]
        around = {"number": number, "at": chance.choice(_MOMENTS)}
        draft: dict[str, Any] = {"name": f"Droga {len(kept) + 1}", "surroundings": around, "steps": steps}
        draft |= {"queue": chance.choice(_QUEUES)}
        tried = ScenarioCase.model_validate({**draft, "end": "completed"})
        with ThreadPoolExecutor(1) as beside:  # a simulation has an event loop of its own
            trace = beside.submit(play_case, scenario, tried, stage).result()
        case = ScenarioCase.model_validate({**draft, "path": trace.nodes, "end": trace.end})
        more = [*kept, Judgement(case, trace, tuple(trace.faults))]
        left = missing_cases(old, scenario, whole, KINDS, more)
        if set(missing) - set(left):  # of a node that is passed its ways may be asked for now
            kept, missing = more, left
    raise AssertionError(f"no calls by chance walk all of it: {[each.text for each in missing]}")
