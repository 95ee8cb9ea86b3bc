"""Which ways of a scenario the test cases walk. Pure.

A simulated call walks through the graph that was put together with its sub-scenarios; what an editor draws is the
scenario alone. A way of a node that calls another scenario is walked where the call comes back from there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import ENDS, ENTER, called
from ivr.simulator.judging import Judgement
from ivr.simulator.trace import Visited

Way = tuple[str, str]
"""The path of a node, and one of its outcomes."""


@dataclass(frozen=True, slots=True)
class WalkedEdge:
    """A way of the scenario with the names of the green cases that walk it, in their order."""

    node: str
    outcome: str
    to: str
    cases: tuple[str, ...]


def own_way(scenario: Scenario, whole: Scenario, way: Way) -> Way | None:
    """Which way of `scenario` a way of the whole graph is; None for one within a sub-scenario, or into one."""
    path, outcome = way
    node = scenario.nodes.get(path)
    if node is not None:
        return None if called(node) is not None and outcome == ENTER else way
    inner = whole.nodes[path]
    if inner.kind != ENDS or inner.next.get(outcome) not in scenario.nodes:
        return None
    callers = [name for name, each in scenario.nodes.items() if called(each) and path.startswith(f"{name}/")]
    return max(callers, key=len), outcome


def ways_walked(scenario: Scenario, whole: Scenario, path: Sequence[Visited]) -> Iterator[Way]:
    """The ways of `scenario` that a simulated call has walked, in order."""
    for visited in path:
        if visited.left_by is not None:
            way = own_way(scenario, whole, (visited.node, visited.left_by))
            if way is not None:
                yield way


def walked_edges(scenario: Scenario, whole: Scenario, judgements: Sequence[Judgement]) -> list[WalkedEdge]:
    """All ways of `scenario`, in its order, each with the green cases that walk it."""
    cases: Mapping[str, set[Way]] = {
        judged.case.name: set(ways_walked(scenario, whole, judged.trace.path))
        for judged in judgements
        if judged.is_green
    }
    return [
        WalkedEdge(name, outcome, to, tuple(case for case, ways in cases.items() if (name, outcome) in ways))
        for name, node in scenario.nodes.items()
        for outcome, to in node.next.items()
    ]
