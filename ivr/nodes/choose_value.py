"""A menu whose answer is remembered with the call, such as who the caller is."""

from pydantic import Field

from ivr.nodes.kind import kind
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


async def run(visit: Visit, node: str, settings: Settings) -> str:
    value = await ask(visit, node, settings, settings.choices)
    if value == "failed":
        return "failed"
    visit.remember(settings.variable, value)
    return "chosen"


KIND = kind(
    "choose_value",
    Settings,
    run,
    outcomes={"chosen", "failed"},
    prompts=question_prompts,
    unasked={"failed"},
    reply_time=KEY_TIME,
    items=lambda settings: list(settings.choices),
    sets=lambda settings: frozenset({settings.variable}),
    label="Wybór wartości",
    help_pl="Menu, którego wynik jest zapamiętany w zmiennej, na przykład kto dzwoni. Droga dalej jest jedna.",
    group="pytania",
)
