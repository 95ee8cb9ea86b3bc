"""Orders a call-back without waiting in the queue: asks, and sends the call where orders are taken.

The number is asked for, read out and confirmed there, as for somebody who orders from the queue.
"""

from collections.abc import Sequence

from pydantic import Field

from core.facts.kinds.scenarios import KeysEntered
from ivr.destinations import OrderCallback
from ivr.dialogue import ask_key
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt
from ivr.nodes.kind import NodeKind
from ivr.nodes.menu import KEY_TIME
from ivr.visit import Visit

YES, NO = "1", "2"


class Settings(NodeSettings):
    asks: bool = Field(
        default=True,
        title="Zapytaj, czy oddzwonić",
        description="Wyłączone, gdy rozmówca wybrał oddzwonienie już w menu.",
    )
    prompts: list[Prompt] = Field(
        default=["Q24"], min_length=1, title="Zapowiedzi", description="Czy oddzwonić: tak – 1, nie – 2."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt niczego nie nacisnął."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Gdy naciśnięto klawisz, który nic nie znaczy."
    )
    wait_time: float = Field(
        default=6.0, ge=1, le=30, title="Czas na odpowiedź (s)", description="Liczony od końca pytania."
    )
    retries: int = Field(
        default=1, ge=0, le=5, title="Ponowne próby", description="Potem przyjmujemy odpowiedź „nie”."
    )


class CallbackOrderKind(NodeKind[Settings]):
    name = "callback_order"
    label = "Zamówienie oddzwonienia"
    help = "Zamawia oddzwonienie bez czekania w kolejce. Numer jest odczytywany i potwierdzany."
    group = "konsultant"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("ordered", "zamówiono"),
        NodeOutcome("refused", "rozmówca nie chce"),
        NodeOutcome("no_number", "nie ma numeru"),
        NodeOutcome("unavailable", "centrum nie może oddzwonić albo nie wiadomo kiedy"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str | OrderCallback:
        """Without an office the provincial one rings back."""
        call = visit.call
        if settings.asks:
            values = visit.values()
            key = await ask_key(
                call,
                visit.voice,
                [(prompt, values) for prompt in settings.prompts],
                YES + NO,
                wait_time=settings.wait_time,
                retries=settings.retries,
                nothing=[settings.no_input_prompt],
                wrong=[settings.wrong_key_prompt],
            )
            outcome = "wanted" if key == YES else "refused"
            call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
            if key != YES:
                return "refused"
        return OrderCallback(visit.competent_office(), call.context.topic)

    def untried(self, settings: Settings) -> frozenset[str]:
        """An order of a simulated call is taken."""
        return frozenset({"no_number", "unavailable"} | ({"refused"} if not settings.asks else set()))

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [*settings.prompts, settings.no_input_prompt, settings.wrong_key_prompt] if settings.asks else []

    def heard(self, settings: Settings) -> Sequence[str]:
        return settings.prompts if settings.asks else []

    def reply_time(self, settings: Settings) -> float:
        return KEY_TIME if settings.asks else 0.0
