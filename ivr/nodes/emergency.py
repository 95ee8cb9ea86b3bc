"""Plays the emergency message that is switched on, if there is one and this call has not heard it yet.

Whoever begins a call hears it before the first node anyhow: here comes what was switched
on since, and a way of its own.
"""

from pydantic import Field

from ivr.emergency_announcement import announce
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.kind import NodeKind
from ivr.visit import Visit


class Settings(NodeSettings):
    is_interruptible: bool = Field(
        default=True,
        title="Klawisz przerywa komunikat",
        description="Naciśnięty klawisz kończy komunikat i jest odpowiedzią na następne pytanie.",
    )


class EmergencyKind(NodeKind[Settings]):
    name = "emergency"
    label = "Ważny komunikat"
    help = (
        "Odtwarza komunikat awaryjny, jeśli jest teraz włączony – dla wybranego urzędu albo dla wszystkich."
        " Kto słyszał go już w tym połączeniu, nie słyszy go drugi raz."
    )
    group = "zapowiedzi"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("none", "nie ma komunikatu"),
        NodeOutcome("played", "komunikat jest włączony"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """`played` also if the caller has heard it in this call already, or if it could not be spoken."""
        message = visit.tools.emergency.message(visit.office)
        if message is None:
            return "none"
        await announce(visit, message, until_key=settings.is_interruptible)
        return "played"
