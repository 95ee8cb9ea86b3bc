"""Goes where the first condition that holds leads; if none does, on by `else`."""

from collections.abc import Sequence

from pydantic import Field

from ivr.expressions.evaluation import Expression, ExpressionField
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, OutcomesFrom
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import OutcomeName
from ivr.visit import Visit


class ConditionCase(NodeSettings):
    expression: ExpressionField = Field(
        title="Warunek", description='Wyrażenie, na przykład temat == "employer" albo weekday(teraz) in [6, 7].'
    )
    outcome: OutcomeName = Field(title="Wynik", description="Przejście, gdy ten warunek jest spełniony.")


class Settings(NodeSettings):
    cases: list[ConditionCase] = Field(
        min_length=1,
        max_length=20,
        title="Warunki",
        description="Sprawdzane po kolei: liczy się pierwszy spełniony. Gdy żaden – ostatnie przejście.",
    )


class ConditionKind(NodeKind[Settings]):
    name = "condition"
    label = "Warunek"
    help = "Wybiera dalszą drogę według tego, co wiadomo o rozmowie. Osoba dzwoniąca niczego nie słyszy."
    group = "logika"
    settings = Settings
    fixed_outcomes = (NodeOutcome("else", "żaden warunek nie jest spełniony"),)
    outcomes_from = (OutcomesFrom("cases", "items", "outcome"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        names = visit.names()
        return next((case.outcome for case in settings.cases if case.expression.holds(names)), "else")

    def expressions(self, settings: Settings) -> Sequence[Expression]:
        return [case.expression for case in settings.cases]
