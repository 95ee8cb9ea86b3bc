"""The end of a sub-scenario: whoever called it goes on by the way of this name."""

from pydantic import Field

from ivr.graph.kind_rules import NodeSettings
from ivr.graph.subscenarios import ENDS
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import OutcomeName
from ivr.visit import Visit


class Settings(NodeSettings):
    outcome: OutcomeName = Field(
        default="done",
        title="Nazwa końca",
        description="Przejście, którym pójdzie dalej scenariusz wywołujący. Kilka węzłów może mieć tę samą nazwę.",
    )


class EndKind(NodeKind[Settings]):
    name = ENDS
    label = "Koniec podscenariusza"
    help = "Wraca do scenariusza, który wywołał ten podscenariusz."
    group = "logika"
    settings = Settings
    is_final = True

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """If nobody called, or whoever called has no such way, the call is over."""
        return settings.outcome
