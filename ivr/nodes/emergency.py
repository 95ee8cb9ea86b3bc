"""Plays the emergency message that is switched on, where one is."""

from pydantic import Field

from ivr.dialogue import say
from ivr.nodes.kind import kind
from ivr.scenario import NodeSettings
from ivr.visit import Visit


class Settings(NodeSettings):
    is_interruptible: bool = Field(
        default=True,
        title="Klawisz przerywa komunikat",
        description="Naciśnięty klawisz kończy komunikat i jest odpowiedzią na następne pytanie.",
    )


async def run(visit: Visit, node: str, settings: Settings) -> str:
    """Outcomes: none; played, also where it could not be spoken: the call goes on as for those who heard it."""
    message = visit.tools.emergency.message(visit.call.context.office)
    if message is None:
        return "none"
    values = visit.values() | {"tresc": message.text}
    await say(visit.call, visit.voice, [(message.prompt, values)], until_key=settings.is_interruptible)
    return "played"


KIND = kind(
    "emergency",
    Settings,
    run,
    outcomes={"none", "played"},
    label="Ważny komunikat",
    help_pl="Odtwarza komunikat awaryjny, jeśli jest teraz włączony – dla wybranego urzędu albo dla wszystkich.",
    group="zapowiedzi",
    outcome_labels={"none": "nie ma komunikatu", "played": "komunikat odtworzony"},
)
