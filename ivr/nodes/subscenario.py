"""Goes through another published scenario and on from the end at which it arrives.

The graphs are put together before the call begins (`ivr.graph.subscenarios`): here a call only enters.
"""

from typing import Annotated

from pydantic import Field

from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.graph.subscenarios import CALLS, ENTER
from ivr.nodes.fields import means
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    scenario: Annotated[str, means("scenario")] = Field(
        min_length=1,
        max_length=100,
        title="Podscenariusz",
        description="Nazwa opublikowanego scenariusza, który ma węzły „Koniec podscenariusza”.",
    )


class SubscenarioKind(NodeKind[Settings]):
    name = CALLS
    label = "Podscenariusz"
    help = "Przechodzi przez inny scenariusz i wraca. Każdy jego koniec to osobne przejście; zmienne są wspólne."
    group = "logika"
    settings = Settings
    fixed_outcomes = (NodeOutcome(ENTER, "wejście"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        return ENTER
