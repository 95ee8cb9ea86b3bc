"""The end of a sub-scenario: whoever called it goes on by the way of this name."""

from pydantic import Field

from ivr.graph.scenario import NodeSettings
from ivr.graph.subscenarios import ENDS
from ivr.nodes.kind import kind
from ivr.nodes.names import OutcomeName
from ivr.visit import Visit


class Settings(NodeSettings):
    outcome: OutcomeName = Field(
        default="done",
        title="Nazwa końca",
        description="Przejście, którym pójdzie dalej scenariusz wywołujący. Kilka węzłów może mieć tę samą nazwę.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """Where nobody called, or whoever called has no such way, the call is over."""
    return settings.outcome


KIND = kind(
    ENDS,
    Settings,
    run,
    outcomes=set(),
    is_final=True,
    label="Koniec podscenariusza",
    help_pl="Wraca do scenariusza, który wywołał ten podscenariusz.",
    group="logika",
)
