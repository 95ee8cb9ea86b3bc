"""A menu whose answer is remembered with the call, such as who the caller is."""

from collections.abc import Sequence

from pydantic import Field

from ivr.graph.kind_rules import NodeOutcome
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME, Choices, QuestionSettings, ask, question_prompts
from ivr.nodes.names import VariableName
from ivr.visit import Visit


class Settings(QuestionSettings):
    variable: VariableName = Field(
        title="Zapamiętaj jako", description="Nazwa zmiennej z wybraną wartością: małe litery a-z, cyfry i _."
    )
    choices: Choices = Field(
        min_length=1, title="Klawisze", description="klawisz → wartość zmiennej, na przykład 1 → seeker."
    )


class ChooseValueKind(NodeKind[Settings]):
    name = "choose_value"
    label = "Wybór wartości"
    help = "Menu, którego wynik jest zapamiętany w zmiennej, na przykład kto dzwoni. Droga dalej jest jedna."
    group = "pytania"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("chosen", "wybrano"),
        NodeOutcome("failed", "mimo prób bez właściwej odpowiedzi"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        value = await ask(visit, node, settings, settings.choices)
        if value == "failed":
            return "failed"
        visit.remember(settings.variable, value)
        return "chosen"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return question_prompts(settings)

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"failed"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME

    def items(self, settings: Settings) -> Sequence[str]:
        return list(settings.choices)

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.variable})
