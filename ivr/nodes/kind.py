"""What a kind of node is: its rules, which are pure, what a form says of it, and what it does with a call."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ivr.destinations import Destination
from ivr.expressions.evaluation import Expression
from ivr.graph.scenario import KindRules, NodeSettings, OutcomesFrom, no_names, nothing
from ivr.visit import Visit

Run = Callable[[Visit, str, Any], Awaitable[str | Destination]]
"""(visit, name of the node, its settings) -> the outcome, or where the call goes."""


@dataclass(frozen=True, slots=True)
class About:
    """What a person is told of a kind, in Polish; `group` gathers kinds that belong together."""

    label: str = ""
    help: str = ""
    group: str = "inne"
    fixed_outcomes: frozenset[str] | None = None  # those of any settings; None where only the rules know
    outcomes_from: Sequence[OutcomesFrom] = ()
    outcome_labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NodeKind:
    name: str
    rules: KindRules
    run: Run
    about: About = About()


def kind(
    name: str,
    settings: type[NodeSettings],
    run: Run,
    *,
    outcomes: Callable[[Any], set[str]] | set[str],
    outcomes_from: Sequence[OutcomesFrom] = (),
    prompts: Callable[[Any], list[str]] = nothing,
    offices: Callable[[Any], list[str]] = nothing,
    unasked: set[str] | None = None,
    is_final: bool = False,
    heard: Callable[[Any], list[str]] | None = None,
    reply_time: Callable[[Any], float] | float = 0.0,
    items: Callable[[Any], list[str]] = nothing,
    sets: Callable[[Any], frozenset[str]] = no_names,
    expressions: Callable[[Any], list[Expression]] = nothing,
    transfers: Callable[[Any], list[str]] = nothing,
    addresses: Callable[[Any], list[str]] = nothing,
    languages: Callable[[Any], frozenset[str]] = no_names,
    is_secret: Callable[[Any], bool] | bool = False,
    allows_recording: bool = False,
    is_queue: bool = False,
    label: str = "",
    help_pl: str = "",
    group: str = "inne",
    outcome_labels: Mapping[str, str] | None = None,
) -> NodeKind:
    """Put a kind together. Outcomes that depend on the settings are named by `outcomes_from`; where that cannot
    say it, `outcomes` may be a function of the settings.

    `unasked` names the outcomes that a caller who presses nothing may meet; without it, all of them. `heard`
    names the prompts to which a caller who does everything right listens; without it, the setting `prompts` where
    there is one, or else all. For the rest see `KindRules` and `About`.
    """

    def all_outcomes(values: Any) -> frozenset[str]:
        fixed = frozenset(outcomes(values) if callable(outcomes) else outcomes)
        return fixed.union(*(source.of(values) for source in outcomes_from))

    def without_keys(values: Any) -> frozenset[str]:
        return all_outcomes(values) if unasked is None else frozenset(unasked)

    def usual_prompts(values: Any) -> list[str]:
        return list(getattr(values, "prompts", None) or prompts(values))

    rules = KindRules(
        settings,
        all_outcomes,
        prompts,
        offices,
        without_keys,
        is_final,
        heard=heard or usual_prompts,
        reply_time=reply_time if callable(reply_time) else lambda values: reply_time,
        items=items,
        sets=sets,
        expressions=expressions,
        transfers=transfers,
        addresses=addresses,
        languages=languages,
        is_secret=is_secret if callable(is_secret) else lambda values: is_secret,
        allows_recording=allows_recording,
        is_queue=is_queue,
    )
    fixed_outcomes = None if callable(outcomes) else frozenset(outcomes)
    about = About(label, help_pl, group, fixed_outcomes, outcomes_from, outcome_labels or {})
    return NodeKind(name, rules, run, about)
