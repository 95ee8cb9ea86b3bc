"""Plays the emergency message that is switched on, where one is and this call has not heard it yet.

Whoever begins a call hears it before the first node anyhow: here comes what was switched
on since, and a way of its own.
"""

from pydantic import Field

from ivr.emergency_announcement import announce
from ivr.graph.scenario import NodeSettings
from ivr.nodes.kind import kind
from ivr.visit import Visit


class Settings(NodeSettings):
    is_interruptible: bool = Field(
        default=True,
        title="Klawisz przerywa komunikat",
        description="Naciśnięty klawisz kończy komunikat i jest odpowiedzią na następne pytanie.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """Outcomes: none; played where one is in force, also for whoever has heard it in this call already, or where
    it could not be spoken."""
    message = visit.tools.emergency.message(visit.office)
    if message is None:
        return "none"
    await announce(visit, message, until_key=settings.is_interruptible)
    return "played"


KIND = kind(
    "emergency",
    Settings,
    run,
    outcomes={"none", "played"},
    label="Ważny komunikat",
    help_pl=(
        "Odtwarza komunikat awaryjny, jeśli jest teraz włączony – dla wybranego urzędu albo dla wszystkich."
        " Kto słyszał go już w tym połączeniu, nie słyszy go drugi raz."
    ),
    group="zapowiedzi",
    outcome_labels={"none": "nie ma komunikatu", "played": "komunikat jest włączony"},
)
