"""Goes through another published scenario and on from the end at which it arrives.

The graphs are put together before the call begins (`ivr.graph.subscenarios`): here a call only enters.
"""

from pydantic import Field

from ivr.graph.scenario import NodeSettings
from ivr.graph.subscenarios import CALLS, ENTER
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    scenario: str = Field(
        min_length=1,
        max_length=100,
        title="Podscenariusz",
        description="Nazwa opublikowanego scenariusza, który ma węzły „Koniec podscenariusza”.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    return ENTER


KIND = kind(
    CALLS,
    Settings,
    run,
    outcomes={ENTER},
    label="Podscenariusz",
    help_pl="Przechodzi przez inny scenariusz i wraca. Każdy jego koniec to osobne przejście; zmienne są wspólne.",
    group="logika",
    outcome_labels={ENTER: "wejście"},
)
