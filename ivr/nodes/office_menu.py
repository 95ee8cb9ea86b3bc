"""Chooses an office by one key."""

from pydantic import Field, model_validator

from core.events import OfficeChosen
from ivr.graph.scenario import OutcomesFrom
from ivr.nodes.kind import kind
from ivr.nodes.menu import KEY_TIME, Choices, QuestionSettings, ask, question_prompts
from ivr.visit import Visit


class Settings(QuestionSettings):
    offices: Choices = Field(min_length=1, title="Urzędy", description="klawisz → kod urzędu.")
    back_key: str | None = Field(
        default="*",
        pattern=r"^[0-9*]$",
        title="Klawisz powrotu",
        description="Prowadzi przejściem „back”, na przykład do wyboru regionu. Może go nie być.",
    )

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
    outcomes={"chosen", "failed"},
    outcomes_from=[OutcomesFrom("back_key", "if_set", "back")],
    prompts=question_prompts,
    offices=lambda settings: list(settings.offices.values()),
    unasked={"failed"},
    reply_time=KEY_TIME,
    items=lambda settings: list(settings.offices),
    label="Wybór urzędu z listy",
    help_pl="Pyta o urząd jednym klawiszem. Wybrany urząd jest właściwy dla dalszej rozmowy.",
    group="urząd",
)
