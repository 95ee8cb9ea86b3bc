"""Remembers something with the call: a text, a number, or what was worked out of them."""

from pydantic import Field

from ivr.expressions.evaluation import ExpressionField
from ivr.graph.scenario import NodeSettings
from ivr.nodes.kind import kind
from ivr.nodes.names import VariableName
from ivr.visit import Visit


class Settings(NodeSettings):
    variable: VariableName = Field(
        title="Zmienna", description="Nazwa, pod którą wartość będzie znana: małe litery a-z, cyfry i _."
    )
    expression: ExpressionField = Field(
        title="Wartość", description='Wyrażenie, na przykład "tak", 0, proby + 1 albo hour(teraz) >= 16.'
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """What is made of a secret is a secret, what is made of personal data is personal."""
    context, used = visit.call.context, settings.expression.variables
    visit.remember(
        settings.variable,
        settings.expression.text_value(visit.names()),
        is_personal=not used.isdisjoint(context.personal),
        is_secret=not used.isdisjoint(context.secrets),
    )
    return "done"


KIND = kind(
    "set_variable",
    Settings,
    run,
    outcomes={"done"},
    sets=lambda settings: frozenset({settings.variable}),
    expressions=lambda settings: [settings.expression],
    label="Ustaw zmienną",
    help_pl="Zapamiętuje wartość na czas rozmowy, do użycia w warunkach. Osoba dzwoniąca niczego nie słyszy.",
    group="logika",
)
