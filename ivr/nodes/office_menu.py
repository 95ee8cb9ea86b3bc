"""Chooses an office by one key."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from ivr.graph.kind_rules import NodeOutcome, OutcomesFrom
from ivr.nodes.fields import Key, OfficeCode
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME, QuestionSettings, ask, keys_only, question_prompts
from ivr.visit import Visit

Offices = Annotated[dict[Key, OfficeCode], AfterValidator(keys_only)]


class Settings(QuestionSettings):
    offices: Offices = Field(min_length=1, title="Urzędy", description="klawisz → kod urzędu.")
    back_key: Key | None = Field(
        default="*",
        pattern=r"^[0-9*]$",
        title="Klawisz powrotu",
        description="Ma własne przejście, na przykład do wyboru regionu. Może go nie być.",
    )

    @model_validator(mode="after")
    def _one_meaning_a_key(self) -> "Settings":
        if self.back_key is not None and self.back_key in self.offices:
            raise ValueError(f"klawisz „{self.back_key}” znaczy zarazem urząd i powrót")
        return self


class OfficeMenuKind(NodeKind[Settings]):
    name = "office_menu"
    label = "Wybór urzędu z listy"
    help = "Pyta o urząd jednym klawiszem. Wybrany urząd jest właściwy dla dalszej rozmowy."
    group = "urząd"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("chosen", "wybrano"),
        NodeOutcome("failed", "mimo prób bez właściwej odpowiedzi"),
    )
    outcomes_from = (OutcomesFrom("back_key", "if_set", "back"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        known = visit.tools.offices
        # An office that was deactivated after the scenario was published is no choice any more.
        choices = {key: office for key, office in settings.offices.items() if known.takes_callers(office)}
        if settings.back_key is not None:
            choices[settings.back_key] = "back"
        chosen = await ask(visit, node, settings, choices)
        if chosen in ("back", "failed"):
            return chosen
        visit.choose_office(chosen, by="menu")
        return "chosen"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return question_prompts(settings)

    def offices(self, settings: Settings) -> Sequence[str]:
        return list(settings.offices.values())

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"failed"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME

    def items(self, settings: Settings) -> Sequence[str]:
        return list(settings.offices)
