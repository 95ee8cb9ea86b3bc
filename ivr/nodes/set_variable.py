"""Remembers something with the call: a text, a number, or what was worked out of them."""

from collections.abc import Sequence

from pydantic import Field

from ivr.expressions.evaluation import Expression, ExpressionField
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import VariableName
from ivr.visit import Visit


class Settings(NodeSettings):
    variable: VariableName = Field(
        title="Zmienna", description="Nazwa, pod którą wartość będzie znana: małe litery a-z, cyfry i _."
    )
    expression: ExpressionField = Field(
        title="Wartość", description='Wyrażenie, na przykład "tak", 0, proby + 1 albo hour(teraz) >= 16.'
    )


class SetVariableKind(NodeKind[Settings]):
    name = "set_variable"
    label = "Ustaw zmienną"
    help = "Zapamiętuje wartość na czas rozmowy, do użycia w warunkach. Osoba dzwoniąca niczego nie słyszy."
    group = "logika"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """What is made of a secret is a secret, what is made of personal data is personal."""
        context, used = visit.call.context, settings.expression.variables
        visit.remember(
            settings.variable,
            settings.expression.text_value(visit.names()),
            is_personal=not used.isdisjoint(context.personal),
            is_secret=not used.isdisjoint(context.secrets),
        )
        return "done"

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.variable})

    def expressions(self, settings: Settings) -> Sequence[Expression]:
        return [settings.expression]
