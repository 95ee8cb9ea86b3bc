"""A scenario: a graph of nodes as data. Pure.

A node has a kind, settings, and an edge for each outcome of that kind. What makes a graph fit to answer callers:
`ivr.graph.validation`; graphs that call others: `ivr.graph.subscenarios`.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MOST_NODES = 1000  # of one graph, and of a graph together with all that it calls


class Node(BaseModel):
    """One step. `next` maps each outcome to the node that follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    settings: dict[str, Any] = Field(default_factory=dict)
    next: dict[str, str] = Field(default_factory=dict)


class Scenario(BaseModel):
    """A whole graph. `version` is set when it is published.

    `subscenario_versions` is set when the graph was put together with those that it calls: their nodes stand in
    `nodes` then, under paths (`ivr.graph.subscenarios.put_together`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    title: str = Field(max_length=200)
    start: str
    nodes: dict[str, Node] = Field(min_length=1, max_length=MOST_NODES)
    version: int = 0
    subscenario_versions: dict[str, int] = Field(default_factory=dict)

    # Whoever keeps something beside a scenario means this very one: comparing whole graphs would take long.
    __hash__ = object.__hash__


def read_scenario(graph: Mapping[str, Any]) -> Scenario:
    """Parse a graph. Raises pydantic.ValidationError; use `ivr.graph.validation` for what a person is shown."""
    return Scenario.model_validate(graph)
