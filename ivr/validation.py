"""What is wrong with a scenario, and what should be looked at: errors forbid publishing, warnings do not. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ivr.scenario import KindRules, problems


@dataclass(frozen=True, slots=True)
class Finding:
    """One Polish sentence; `node` is None where it concerns the whole scenario."""

    severity: Literal["error", "warning"]
    node: str | None
    text: str


@dataclass(frozen=True, slots=True)
class World:
    """What a scenario may refer to. `prompts` by language; `lengths` in seconds, as spoken, by prompt."""

    kinds: Mapping[str, KindRules]
    prompts: Mapping[str, frozenset[str]]
    offices: frozenset[str]
    scenarios: frozenset[str] = frozenset()
    lengths: Mapping[str, float] = field(default_factory=dict)


def findings(graph: Mapping[str, Any], world: World) -> list[Finding]:
    """Everything there is to say about `graph`; empty when nothing is."""
    known = frozenset[str]().union(*world.prompts.values())
    return [Finding("error", _node_of(text), text) for text in problems(graph, world.kinds, known, world.offices)]


def _node_of(sentence: str) -> str | None:
    name, quote, _ = sentence.removeprefix("Węzeł „").partition("”")
    return name if sentence.startswith("Węzeł „") and quote else None
