"""Says the last words and ends the call."""

from pydantic import Field

from ivr.destinations import HangUp
from ivr.dialogue import say
from ivr.graph.scenario import NodeSettings
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    prompts: list[str] = Field(
        default_factory=list, title="Zapowiedzi", description="Ostatnie słowa; mogą być puste."
    )


async def run(visit: Visit, node: str, settings: Settings) -> HangUp:
    if settings.prompts:
        lines = [(prompt, visit.values()) for prompt in settings.prompts]
        await say(visit.call, visit.voice, lines, until_key=False)
    return HangUp()


KIND = kind(
    "goodbye",
    Settings,
    run,
    outcomes=set(),
    prompts=lambda settings: settings.prompts,
    is_final=True,
    label="Pożegnanie",
    help_pl="Odtwarza ostatnie słowa i kończy połączenie.",
    group="zapowiedzi",
)
