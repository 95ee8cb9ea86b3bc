"""A scenario: a graph of nodes as data, and what makes one fit to answer callers. Pure.

A node has a kind, settings, and an edge for each outcome of that kind. Whatever is wrong is said in Polish, with
the node named, because the one who reads it edits scenarios and does not program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Node(BaseModel):
    """One step. `next` maps each outcome to the node that follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    settings: dict[str, Any] = Field(default_factory=dict)
    next: dict[str, str] = Field(default_factory=dict)


class Scenario(BaseModel):
    """A whole graph. `version` is set when it is published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    title: str = Field(max_length=200)
    start: str
    nodes: dict[str, Node] = Field(min_length=1, max_length=500)
    version: int = 0


class NodeSettings(BaseModel):
    """Base of every kind's settings: unknown settings are mistakes, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the validation must know of a kind of node."""

    settings: type[NodeSettings]
    outcomes: Callable[[Any], frozenset[str]]
    prompts: Callable[[Any], list[str]]
    offices: Callable[[Any], list[str]]
    waits_for_caller: bool  # a loop through such a node ends: the caller acts, or its time-outs run out
    is_final: bool = False


def read_scenario(graph: Mapping[str, Any]) -> Scenario:
    """Parse a graph. Raises pydantic.ValidationError; use `problems` for what a person is shown."""
    return Scenario.model_validate(graph)


def problems(
    graph: Mapping[str, Any], kinds: Mapping[str, KindRules], prompts: frozenset[str], offices: frozenset[str]
) -> list[str]:
    """Everything that forbids using `graph`, one Polish sentence each; empty when it is fit."""
    try:
        scenario = read_scenario(graph)
    except ValidationError as error:
        return [f"Scenariusz: {_where(e['loc'])}{e['msg']}." for e in error.errors(include_url=False)]
    found: list[str] = []
    if scenario.start not in scenario.nodes:
        found.append(f"Scenariusz: węzeł początkowy „{scenario.start}” nie istnieje.")
    for name, node in scenario.nodes.items():
        found.extend(
            f"Węzeł „{name}”: {problem}" for problem in _node_problems(scenario, node, kinds, prompts, offices)
        )
    if found:  # the walks below need a whole graph
        return found
    reached = _reachable(scenario)
    found.extend(f"Węzeł „{name}”: nic do niego nie prowadzi." for name in scenario.nodes if name not in reached)
    found.extend(
        f"Węzeł „{name}”: zamknięta pętla, w której nikt nie czeka na rozmówcę."
        for name in _loops_without_caller(scenario, kinds)
    )
    return found


def _node_problems(
    scenario: Scenario,
    node: Node,
    kinds: Mapping[str, KindRules],
    prompts: frozenset[str],
    offices: frozenset[str],
) -> list[str]:
    rules = kinds.get(node.kind)
    if rules is None:
        return [f"nieznany rodzaj węzła „{node.kind}”."]
    try:
        settings = rules.settings.model_validate(node.settings)
    except ValidationError as error:
        return [f"ustawienie {_where(e['loc'])}{e['msg']}." for e in error.errors(include_url=False)]
    found = [f"brak zapowiedzi „{p}”." for p in rules.prompts(settings) if p not in prompts]
    found += [f"nieznany urząd „{office}”." for office in rules.offices(settings) if office not in offices]
    outcomes = rules.outcomes(settings)
    found += [f"brak przejścia dla wyniku „{o}”." for o in sorted(outcomes - node.next.keys())]
    found += [f"przejście „{o}” nigdy nie nastąpi." for o in sorted(node.next.keys() - outcomes)]
    found += [
        f"przejście „{o}” prowadzi do nieistniejącego węzła „{target}”."
        for o, target in node.next.items()
        if target not in scenario.nodes
    ]
    return found


def _where(location: tuple[int | str, ...]) -> str:
    return f"„{'.'.join(map(str, location))}”: " if location else ""


def _reachable(scenario: Scenario) -> set[str]:
    reached: set[str] = set()
    ahead = [scenario.start]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(scenario.nodes[name].next.values())
    return reached


def _loops_without_caller(scenario: Scenario, kinds: Mapping[str, KindRules]) -> list[str]:
    """One node of each loop in which no node waits for the caller: such a loop would never end."""
    silent = {n for n, node in scenario.nodes.items() if not kinds[node.kind].waits_for_caller}
    # Take away, again and again, the silent nodes none of whose successors is silent: what is left is loops
    # and what leads into them; a second pass from the other side leaves the loops alone.
    looping = set(silent)
    for successors in (True, False):
        changed = True
        while changed:
            changed = False
            for name in sorted(looping):
                neighbours = (
                    set(scenario.nodes[name].next.values())
                    if successors
                    else {n for n in looping if name in scenario.nodes[n].next.values()}
                )
                if not neighbours & looping:
                    looping.discard(name)
                    changed = True
    return sorted(looping)
