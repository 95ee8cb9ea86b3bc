"""The test cases of a scenario, all of them, beside the event loop of whoever asks."""

import time
from collections.abc import Sequence

from anyio import CapacityLimiter, to_thread

from ivr.graph.scenario import Scenario
from ivr.simulator.actions import Action
from ivr.simulator.case import CaseContext, QueueOutcome, ScenarioCase
from ivr.simulator.case_of_run import case_of_run
from ivr.simulator.judging import Judgement, judge
from ivr.simulator.play import SimulationContext, play_actions, play_case
from ivr.simulator.trace import Trace

LONGEST_ALL = 30.0  # seconds of real time for all cases together
_AT_ONCE = 2  # simulations of this process: the others wait


class Simulator:
    """Plays calls in worker threads, few at a time. Make it inside an event loop."""

    def __init__(self) -> None:
        self._room = CapacityLimiter(_AT_ONCE)

    async def run_cases(
        self, scenario: Scenario, cases: Sequence[ScenarioCase], context: SimulationContext
    ) -> list[Judgement]:
        """A judgement for each case, in order. Ends within `LONGEST_ALL` seconds and that of one call."""
        return await to_thread.run_sync(run_cases, scenario, cases, context, limiter=self._room)

    async def play(
        self,
        scenario: Scenario,
        surroundings: CaseContext,
        actions: Sequence[Action],
        context: SimulationContext,
        queue: QueueOutcome | None = None,
    ) -> Trace:
        """See `play_actions`."""
        return await to_thread.run_sync(
            play_actions, scenario, surroundings, actions, context, queue, limiter=self._room
        )

    async def case_of_run(
        self,
        name: str,
        scenario: Scenario,
        surroundings: CaseContext,
        actions: Sequence[Action],
        context: SimulationContext,
        queue: QueueOutcome | None = None,
    ) -> Judgement:
        """See `ivr.simulator.case_of_run.case_of_run`."""
        return await to_thread.run_sync(
            case_of_run, name, scenario, surroundings, actions, context, queue, limiter=self._room
        )


def run_cases(scenario: Scenario, cases: Sequence[ScenarioCase], context: SimulationContext) -> list[Judgement]:
    """Blocks. A case for which no time is left is not green."""
    deadline = time.monotonic() + LONGEST_ALL
    found = []
    for case in cases:
        if time.monotonic() > deadline:
            found.append(Judgement(case, Trace(), ("Zabrakło czasu: testy trwają zbyt długo.",)))
        else:
            found.append(judge(case, play_case(scenario, case, context)))
    return found
