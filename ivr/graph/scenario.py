"""A scenario: a graph of nodes as data. Pure.

A node has a kind, settings, and an edge for each outcome of that kind. What makes a graph fit to answer callers:
`ivr.graph.validation`; graphs that call others: `ivr.graph.subscenarios`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivr.expressions.evaluation import Expression

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


class NodeSettings(BaseModel):
    """Base of every kind's settings: unknown settings are mistakes, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class OutcomesFrom:
    """Outcomes that a setting names, so that a form can draw them without asking.

    `part` of it: the `keys` or the `values` of a mapping, the field `name` of the `items` of a list, or one
    outcome `name` that exists `if_set`.
    """

    setting: str
    part: Literal["keys", "values", "items", "if_set"]
    name: str = ""

    def of(self, settings: NodeSettings) -> frozenset[str]:
        value = getattr(settings, self.setting)
        match self.part:
            case "keys":
                return frozenset(value)
            case "values":
                return frozenset(value.values())
            case "items":
                return frozenset(getattr(item, self.name) for item in value)
            case "if_set":
                return frozenset({self.name} if value else ())


def nothing(settings: Any) -> list[Any]:
    """The default of rules that name something."""
    return []


def no_names(settings: Any) -> frozenset[str]:
    """The default of rules that name a set."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class KindRules:
    """What the validation must know of a kind of node; each function is given the node's settings."""

    settings: type[NodeSettings]
    outcomes: Callable[[Any], frozenset[str]]
    prompts: Callable[[Any], list[str]]
    offices: Callable[[Any], list[str]]
    unasked: Callable[[Any], frozenset[str]]  # outcomes that may come though the caller presses nothing
    is_final: bool = False
    heard: Callable[[Any], list[str]] = nothing  # the prompts that who does everything right listens to
    reply_time: Callable[[Any], float] = lambda settings: 0.0  # seconds that such a caller takes to answer
    items: Callable[[Any], list[str]] = nothing  # the keys between which a caller has to choose
    sets: Callable[[Any], frozenset[str]] = no_names  # variables
    expressions: Callable[[Any], list[Expression]] = nothing
    transfers: Callable[[Any], list[str]] = nothing  # entries of the list of allowed numbers
    addresses: Callable[[Any], list[str]] = nothing  # URLs of outside services
    languages: Callable[[Any], frozenset[str]] = no_names  # in which the caller may be spoken to from here on
    is_secret: Callable[[Any], bool] = lambda settings: False  # what is keyed here may stand nowhere
    allows_recording: bool = False
    is_queue: bool = False  # sends the call to a person


def read_scenario(graph: Mapping[str, Any]) -> Scenario:
    """Parse a graph. Raises pydantic.ValidationError; use `ivr.graph.validation` for what a person is shown."""
    return Scenario.model_validate(graph)
