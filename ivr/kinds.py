"""The kinds of nodes as a form needs them: Polish words, the JSON Schema of the settings, the outcomes.

Of the outcomes some are there whatever the settings say, others are named by a setting (`OutcomesFrom`), and those
of a sub-scenario are the ends of the graph that is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from ivr.expressions.parser import FACTS
from ivr.expressions.tree import FUNCTIONS
from ivr.graph.kind_rules import KindRules, NodeOutcome, OutcomesFrom
from ivr.graph.subscenarios import CALLS
from ivr.nodes import KINDS
from ivr.nodes.kind import NodeKind

GROUPS = (
    "zapowiedzi",
    "pytania",
    "dane i zgody",
    "urząd",
    "konsultant",
    "wiadomości",
    "sprawy klienta",
    "logika",
    "inne",
)
"""In the order in which an editor is shown them; a group that is not named here comes last."""


@dataclass(frozen=True, slots=True)
class KindDescription:
    """One kind of node. `settings` is a JSON Schema with Polish titles and descriptions."""

    name: str
    label: str
    help: str
    group: str
    settings: dict[str, Any]
    outcomes: Annotated[list[NodeOutcome], Field(description="Those that are always there")]
    outcomes_from: Annotated[list[OutcomesFrom], Field(description="Those that settings name")]
    has_ends: Annotated[
        bool, Field(description="The outcomes are the ends of the scenario in the setting `scenario`")
    ]
    is_complete: Annotated[bool, Field(description="False: there may be outcomes that are not described here")]
    is_final: Annotated[bool, Field(description="The call ends here, or goes back to the scenario that called")]


def describe_kinds(kinds: Mapping[str, NodeKind[Any]] = KINDS) -> list[KindDescription]:
    """All kinds, by group and label."""
    described = [_described(kind) for kind in kinds.values()]
    order = {group: number for number, group in enumerate(GROUPS)}
    return sorted(described, key=lambda kind: (order.get(kind.group, len(GROUPS)), kind.label))


def _described(kind: NodeKind[Any]) -> KindDescription:
    has_ends = kind.name == CALLS
    fixed = () if has_ends else kind.fixed_outcomes
    schema = kind.settings.model_json_schema()
    schema["title"] = kind.label
    return KindDescription(
        name=kind.name,
        label=kind.label,
        help=kind.help,
        group=kind.group,
        settings=schema,
        outcomes=sorted(fixed, key=lambda outcome: outcome.name),
        outcomes_from=list(kind.outcomes_from),
        has_ends=has_ends,
        is_complete=type(kind).outcomes is KindRules.outcomes,
        is_final=kind.is_final,
    )


@dataclass(frozen=True, slots=True)
class Word:
    """A name that expressions know, and what it is."""

    name: str
    help: str


def facts() -> list[Word]:
    return [Word(name, what) for name, (_, what) in FACTS.items()]


def functions() -> list[Word]:
    return [Word(name, function.help_pl) for name, function in FUNCTIONS.items()]
