"""Says the last words and ends the call."""

from collections.abc import Sequence

from pydantic import Field

from ivr.destinations import HangUp
from ivr.dialogue import say
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default_factory=list, title="Zapowiedzi", description="Ostatnie słowa; mogą być puste."
    )


class GoodbyeKind(NodeKind[Settings]):
    name = "goodbye"
    label = "Pożegnanie"
    help = "Odtwarza ostatnie słowa i kończy połączenie."
    group = "zapowiedzi"
    settings = Settings
    is_final = True

    async def run(self, visit: Visit, node: str, settings: Settings) -> HangUp:
        if settings.prompts:
            lines = [(prompt, visit.values()) for prompt in settings.prompts]
            await say(visit.call, visit.voice, lines, until_key=False)
        return HangUp()

    def prompts(self, settings: Settings) -> Sequence[str]:
        return settings.prompts
