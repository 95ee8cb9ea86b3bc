"""Goes where the first condition that holds leads; where none does, on by `else`."""

from pydantic import Field

from ivr.expressions.evaluation import ExpressionField
from ivr.graph.scenario import NodeSettings, OutcomesFrom
from ivr.nodes.kind import kind
from ivr.nodes.names import OutcomeName
from ivr.visit import Visit


class Case(NodeSettings):
    expression: ExpressionField = Field(
        title="Warunek", description='Wyrażenie, na przykład temat == "employer" albo weekday(teraz) in [6, 7].'
    )
    outcome: OutcomeName = Field(title="Wynik", description="Przejście, gdy ten warunek jest spełniony.")


class Settings(NodeSettings):
    cases: list[Case] = Field(
        min_length=1,
        max_length=20,
        title="Warunki",
        description="Sprawdzane po kolei: liczy się pierwszy spełniony. Gdy żaden – przejście „else”.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    names = visit.names()
    return next((case.outcome for case in settings.cases if case.expression.holds(names)), "else")


KIND = kind(
    "condition",
    Settings,
    run,
    outcomes={"else"},
    outcomes_from=[OutcomesFrom("cases", "items", "outcome")],
    expressions=lambda settings: [case.expression for case in settings.cases],
    label="Warunek",
    help_pl="Wybiera dalszą drogę według tego, co wiadomo o rozmowie. Osoba dzwoniąca niczego nie słyszy.",
    group="logika",
    outcome_labels={"else": "żaden warunek nie jest spełniony"},
)
