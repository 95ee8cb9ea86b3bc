"""Chooses an office by one key."""

from pydantic import Field, model_validator

from core.events import OfficeChosen
from ivr.nodes.kind import kind
from ivr.nodes.menu import Choices, QuestionSettings, ask, question_prompts
from ivr.visit import Visit


class Settings(QuestionSettings):
    offices: Choices = Field(min_length=1, title="Urzędy", description="klawisz → kod urzędu")
    back_key: str | None = Field(default="*", pattern=r"^[0-9*]$", title="Klawisz powrotu")

    @model_validator(mode="after")
    def _one_meaning_a_key(self) -> "Settings":
        if self.back_key is not None and self.back_key in self.offices:
            raise ValueError(f"klawisz „{self.back_key}” znaczy zarazem urząd i powrót")
        return self


async def run(visit: Visit, node: str, settings: Settings) -> str:
    choices = dict(settings.offices)
    if settings.back_key is not None:
        choices[settings.back_key] = "back"
    chosen = await ask(visit, node, settings, choices)
    if chosen in ("back", "failed"):
        return chosen
    visit.call.context.office = chosen
    visit.call.record(OfficeChosen(office=chosen, by="menu"))
    return "chosen"


KIND = kind(
    "office_menu",
    Settings,
    run,
    outcomes=lambda settings: {"chosen", "failed"} | ({"back"} if settings.back_key else set()),
    prompts=question_prompts,
    offices=lambda settings: list(settings.offices.values()),
    unasked={"failed"},
)
