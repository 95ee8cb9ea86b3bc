"""Offers a choice by one key, and remembers with the call what was chosen where that is wanted later."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import ask_key
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, OutcomesFrom
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import OutcomeName, VariableName
from ivr.visit import Visit


def keys_only(choices: dict[str, str]) -> dict[str, str]:
    for key in choices:
        if len(key) != 1 or key not in "0123456789*":
            raise ValueError(f"„{key}” nie jest klawiszem telefonu (0-9 lub *)")
    return choices


KEY_TIME = 1.0  # seconds that an attentive caller takes to press a key after a question

Choices = Annotated[dict[Key, str], AfterValidator(keys_only)]
ChoiceValue = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class QuestionSettings(NodeSettings):
    """What every question by one key has in common."""

    prompts: list[Prompt] = Field(
        min_length=1, title="Zapowiedzi", description="Pytanie: najpierw do czego służy klawisz, potem który."
    )
    wait_time: float = Field(
        default=6.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=2, ge=0, le=5, title="Ponowne próby", description="Ile razy pytanie pada jeszcze raz."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Przed ponownym pytaniem, gdy panuje cisza."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05",
        title="Zapowiedź: zły klawisz",
        description="Przed ponownym pytaniem, gdy klawisz nic nie znaczy.",
    )


class Settings(QuestionSettings):
    choices: Choices = Field(
        min_length=1, title="Klawisze", description="klawisz → wynik. Gwiazdka bez wyniku powtarza pytanie."
    )
    variable: VariableName | None = Field(
        default=None,
        title="Zmienna z wyborem",
        description="Pod tą nazwą wybór będzie znany dalej; pusta: niczego nie zapamiętuje.",
    )
    remembers: dict[OutcomeName, ChoiceValue] = Field(
        default_factory=dict,
        max_length=12,
        title="Co zapamiętać",
        description="wynik → wartość zmiennej. Wynik, którego tu nie ma, zostawia zmienną bez zmian.",
    )


def question_prompts(settings: QuestionSettings) -> list[str]:
    return [*settings.prompts, settings.no_input_prompt, settings.wrong_key_prompt]


async def ask(visit: Visit, node: str, settings: QuestionSettings, choices: dict[str, str]) -> str:
    """The outcome of the pressed key, or `failed` when the tries are used up."""
    values = visit.values()
    key = await ask_key(
        visit.call,
        visit.voice,
        [(prompt, values) for prompt in settings.prompts],
        "".join(choices),
        wait_time=settings.wait_time,
        retries=settings.retries,
        nothing=[settings.no_input_prompt],
        wrong=[settings.wrong_key_prompt],
    )
    outcome = "failed" if key is None else choices[key]
    visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
    return outcome


class MenuKind(NodeKind[Settings]):
    name = "menu"
    label = "Menu"
    help = "Pyta o jeden klawisz; każdy prowadzi dalej własnym przejściem."
    group = "pytania"
    settings = Settings
    fixed_outcomes = (NodeOutcome("failed", "mimo prób bez właściwej odpowiedzi"),)
    outcomes_from = (OutcomesFrom("choices", "values"),)

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        outcome = await ask(visit, node, settings, settings.choices)
        if settings.variable is not None and outcome in settings.remembers:
            visit.remember(settings.variable, settings.remembers[outcome])
        return outcome

    def prompts(self, settings: Settings) -> Sequence[str]:
        return question_prompts(settings)

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"failed"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME

    def items(self, settings: Settings) -> Sequence[str]:
        return list(settings.choices)

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.variable} if settings.variable is not None and settings.remembers else ())
