"""Connects the caller with somebody outside of the centre: another institution, a help line.

The scenario names an entry of the list of allowed numbers; who is not on it, or not for this line, is never rung.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from core.facts.kinds.transfers import TransferEnded
from ivr.destinations import TransferTo
from ivr.dialogue import say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, means
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    target: Annotated[str, means("transfer_target")] = Field(
        pattern=r"^[a-z0-9-]{1,60}$",
        title="Dokąd",
        description="Pozycja z listy dozwolonych numerów.",
    )
    prompts: list[Prompt] = Field(
        default=["T01"], title="Zapowiedzi", description="Słychać je przed wybraniem numeru; mogą być puste."
    )
    ring_time: float = Field(
        default=25.0, ge=5, le=60, title="Czas dzwonienia (s)", description="Potem: nikt nie odebrał."
    )
    longest_minutes: int = Field(
        default=60,
        ge=1,
        le=240,
        title="Najdłuższa rozmowa (min)",
        description="Za połączenie płaci urząd; po tym czasie zostaje zakończone.",
    )


class TransferKind(NodeKind[Settings]):
    name = "transfer"
    label = "Przełączenie na numer"
    help = "Łączy z numerem spoza centrum, na przykład innej instytucji. Wolno tylko na numery z listy."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("connected", "po rozmowie"),
        NodeOutcome("no_answer", "nikt nie odebrał"),
        NodeOutcome("busy", "zajęte"),
        NodeOutcome("not_allowed", "numer niedozwolony"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str | TransferTo:
        """Outcomes: connected, when the conversation is over; no_answer, busy, not_allowed."""
        call = visit.call
        target = visit.tools.transfers.allowed(settings.target, call.caller.dialled_number)
        if target is None:
            call.record(TransferEnded(target=settings.target, outcome="not_allowed"))
            return "not_allowed"
        if settings.prompts:
            lines = [(prompt, visit.values()) for prompt in settings.prompts]
            await say(call, visit.voice, lines, until_key=False)
        return TransferTo(target.id, target.number, settings.ring_time, settings.longest_minutes * 60.0)

    def untried(self, settings: Settings) -> frozenset[str]:
        """A simulated call ends where it would ring somebody else."""
        return self.outcomes(settings)

    def prompts(self, settings: Settings) -> Sequence[str]:
        return settings.prompts

    def transfers(self, settings: Settings) -> Sequence[str]:
        return [settings.target]
