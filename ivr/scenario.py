"""A scenario: a graph of nodes as data, and what makes one fit to answer callers. Pure.

A node has a kind, settings, and an edge for each outcome of that kind. Whatever is wrong is said in Polish, with
the node named, because the one who reads it edits scenarios and does not program.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ivr.faults_pl import faults


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
    unasked: Callable[[Any], frozenset[str]]  # outcomes that may come though the caller presses nothing
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
        return [_sentence(where, what) for where, what in faults(error)]
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
        f"Węzeł „{name}”: zamknięta pętla, z której rozmówca nie wyjdzie, jeśli niczego nie naciśnie."
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
        return [f"ustawienie {_where(where)}{what}." if where else f"{what}." for where, what in faults(error)]
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


def _sentence(where: tuple[int | str, ...], what: str) -> str:
    match where:
        case ("nodes", node, *rest):
            return f"Węzeł „{node}”: {_where(tuple(rest))}{what}."
        case _:
            return f"Scenariusz: {_where(where)}{what}."


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
    """The nodes of each loop that a caller who presses nothing would go round and round.

    Any other loop ends: each turn takes at least one key, and callers stop pressing.
    """
    ahead: dict[str, set[str]] = {}
    behind: dict[str, set[str]] = {name: set() for name in scenario.nodes}
    for name, node in scenario.nodes.items():
        rules = kinds[node.kind]
        ahead[name] = {node.next[o] for o in rules.unasked(rules.settings.model_validate(node.settings))}
        for target in ahead[name]:
            behind[target].add(name)
    # What leads out of every loop goes first, then what leads into one: loops are left, and ways between two.
    return sorted(_without_ends(behind, ahead, _without_ends(ahead, behind, set(scenario.nodes))))


def _without_ends(ahead: Mapping[str, set[str]], behind: Mapping[str, set[str]], names: set[str]) -> set[str]:
    """`names` without those from which nothing leads on, and so without those that lead to such only."""
    left = set(names)
    ways = {name: len(ahead[name] & left) for name in left}
    ends = [name for name in left if not ways[name]]
    while ends:
        end = ends.pop()
        left.discard(end)
        for name in behind[end] & left:
            ways[name] -= 1
            if not ways[name]:
                ends.append(name)
    return left
