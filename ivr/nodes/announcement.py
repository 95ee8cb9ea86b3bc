"""Says something. The caller may go ahead with a key, which then answers the next question."""

from pydantic import Field

from ivr.dialogue import say
from ivr.graph.scenario import NodeSettings, OutcomesFrom
from ivr.nodes.kind import kind
from ivr.nodes.menu import Choices
from ivr.visit import Visit

MAX_REPEATS = 5


class Settings(NodeSettings):
    prompts: list[str] = Field(
        min_length=1, title="Zapowiedzi", description="Odtwarzane po kolei, bez przerwy między nimi."
    )
    keys: Choices = Field(
        default_factory=dict,
        title="Klawisze w trakcie zapowiedzi",
        description="klawisz → wynik. Inny klawisz jest odpowiedzią na następne pytanie.",
    )
    is_interruptible: bool = Field(
        default=True,
        title="Klawisz przerywa zapowiedź",
        description="Bez tego zapowiedź brzmi do końca; naciśnięte klawisze czekają.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """`#` skips it, `*` starts it again, a key of the settings is taken; any other stays for what follows."""
    for _ in range(MAX_REPEATS):
        lines = [(prompt, visit.values()) for prompt in settings.prompts]
        if not await say(visit.call, visit.voice, lines, until_key=settings.is_interruptible):
            return "done"
        key = visit.call.caller.keys.peek()
        if key in settings.keys:
            visit.call.caller.keys.take()
            return settings.keys[key]
        if key not in ("*", "#"):
            return "done"
        visit.call.caller.keys.take()
        if key == "#":
            return "done"
    return "done"


KIND = kind(
    "announcement",
    Settings,
    run,
    outcomes={"done"},
    outcomes_from=[OutcomesFrom("keys", "values")],
    prompts=lambda settings: settings.prompts,
    unasked={"done"},
    label="Zapowiedź",
    help_pl="Odtwarza zapowiedzi. Krzyżyk pomija, gwiazdka powtarza od początku.",
    group="zapowiedzi",
)
