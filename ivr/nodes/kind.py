"""What a kind of node is: its rules, which are pure, and what it does with a call."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from ivr.destinations import Destination
from ivr.scenario import KindRules, NodeSettings
from ivr.visit import Visit

Run = Callable[[Visit, str, Any], Awaitable[str | Destination]]
"""(visit, name of the node, its settings) -> the outcome, or where the call goes."""


@dataclass(frozen=True, slots=True)
class NodeKind:
    name: str
    rules: KindRules
    run: Run


def kind(
    name: str,
    settings: type[NodeSettings],
    run: Run,
    *,
    outcomes: Callable[[Any], set[str]] | set[str],
    prompts: Callable[[Any], list[str]] = lambda settings: [],
    offices: Callable[[Any], list[str]] = lambda settings: [],
    unasked: set[str] | None = None,
    is_final: bool = False,
) -> NodeKind:
    """Put a kind together; `outcomes` may depend on the settings.

    `unasked` names the outcomes that a caller who presses nothing may meet; without it, all of them.
    """

    def all_outcomes(values: Any) -> frozenset[str]:
        return frozenset(outcomes(values) if callable(outcomes) else outcomes)

    def without_keys(values: Any) -> frozenset[str]:
        return all_outcomes(values) if unasked is None else frozenset(unasked)

    rules = KindRules(settings, all_outcomes, prompts, offices, without_keys, is_final)
    return NodeKind(name, rules, run)
