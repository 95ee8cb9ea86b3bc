"""Asks before the queue whether the caller would rather wait for the own office than be served by another one.

No answer means any office, which is what happens without the question.
"""

from collections.abc import Sequence

from pydantic import Field, model_validator

from core.facts.kinds.scenarios import KeysEntered
from core.facts.kinds.waiting import OverflowPreferenceAnswered
from ivr.dialogue import ask_key
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default=["Q23"],
        min_length=1,
        title="Zapowiedzi",
        description="Pytanie, czy może odebrać konsultant innego urzędu.",
    )
    any_key: Key = Field(
        default="1", pattern=r"^[0-9]$", title="Klawisz: każdy urząd", description="Krótsze oczekiwanie."
    )
    own_key: Key = Field(
        default="2", pattern=r"^[0-9]$", title="Klawisz: tylko własny urząd", description="Może trwać dłużej."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt niczego nie nacisnął."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Gdy naciśnięto klawisz, który nic nie znaczy."
    )
    wait_time: float = Field(
        default=5.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=0, ge=0, le=5, title="Ponowne próby", description="Potem przyjmujemy, że każdy urząd."
    )

    @model_validator(mode="after")
    def _two_keys(self) -> "Settings":
        if self.any_key == self.own_key:
            raise ValueError("oba klawisze są takie same")
        return self


class OverflowPreferenceKind(NodeKind[Settings]):
    name = "overflow_preference"
    label = "Tylko własny urząd?"
    help = "Pyta przed kolejką, czy rozmowę może odebrać konsultant innego urzędu. Brak odpowiedzi znaczy: tak."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("own_office", "tylko własny urząd"),
        NodeOutcome("any_office", "każdy urząd"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """If nobody of the own office is there, the queue passes over it."""
        call, values = visit.call, visit.values()
        key = await ask_key(
            call,
            visit.voice,
            [(prompt, values) for prompt in settings.prompts],
            settings.any_key + settings.own_key,
            wait_time=settings.wait_time,
            retries=settings.retries,
            nothing=[settings.no_input_prompt],
            wrong=[settings.wrong_key_prompt],
        )
        stays_home = key == settings.own_key
        outcome = "own_office" if stays_home else "any_office"
        call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
        call.context.stays_home = stays_home
        call.record(OverflowPreferenceAnswered(stays_home=stays_home))
        return outcome

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [*settings.prompts, settings.no_input_prompt, settings.wrong_key_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"any_office"})

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME
