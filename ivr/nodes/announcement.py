"""Says something. The caller may go ahead with a key, which then answers the next question."""

from collections.abc import Sequence

from pydantic import Field

from ivr.dialogue import say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, OutcomesFrom
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import Choices
from ivr.visit import Visit

MAX_REPEATS = 5


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
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


class AnnouncementKind(NodeKind[Settings]):
    name = "announcement"
    label = "Zapowiedź"
    help = "Odtwarza zapowiedzi. Krzyżyk pomija, gwiazdka powtarza od początku."
    group = "zapowiedzi"
    settings = Settings
    fixed_outcomes = (NodeOutcome("done", "dalej"),)
    outcomes_from = (OutcomesFrom("keys", "values"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """`#` skips the rest, `*` begins anew, a key of the settings decides; any other stays for what follows."""
        keys = visit.call.caller.keys
        for _ in range(MAX_REPEATS):
            lines = [(prompt, visit.values()) for prompt in settings.prompts]
            if not await say(visit.call, visit.voice, lines, until_key=settings.is_interruptible):
                return "done"
            key = keys.peek()
            if key in settings.keys:
                keys.take()
                return settings.keys[key]
            if key in ("*", "#"):
                keys.take()
            if key != "*":
                return "done"
        return "done"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return settings.prompts

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"done"})
