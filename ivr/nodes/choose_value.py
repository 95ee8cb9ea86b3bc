"""A menu whose answer is remembered with the call, such as who the caller is."""

from pydantic import Field

from ivr.nodes.kind import kind
from ivr.nodes.menu import Choices, QuestionSettings, ask, question_prompts
from ivr.visit import Visit


class Settings(QuestionSettings):
    variable: str = Field(pattern=r"^[a-z_]{1,40}$", title="Zapamiętaj jako")
    choices: Choices = Field(min_length=1, title="Klawisze", description="klawisz → wartość")


async def run(visit: Visit, node: str, settings: Settings) -> str:
    value = await ask(visit, node, settings, settings.choices)
    if value == "failed":
        return "failed"
    visit.call.context.variables[settings.variable] = value
    return "chosen"


KIND = kind(
    "choose_value",
    Settings,
    run,
    outcomes={"chosen", "failed"},
    prompts=question_prompts,
    unasked={"failed"},
)
