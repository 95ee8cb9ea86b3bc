"""Asks for digits and remembers them with the call."""

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import Digits, NoDigits, PromptToSay, ask_digits
from ivr.graph.kind_rules import NodeOutcome, NodeSettings
from ivr.nodes.fields import Prompt, titles
from ivr.nodes.kind import NodeKind
from ivr.nodes.names import VariableName
from ivr.visit import Visit

DIGIT_TIME = 0.4  # seconds that a practised caller takes for each


PRIVACY = {"plain": "zwykłe cyfry", "personal": "dane osobowe", "secret": "tajne"}


class Settings(NodeSettings):
    variable: VariableName = Field(
        title="Zapamiętaj jako", description="Nazwa zmiennej z cyframi: małe litery a-z, cyfry i _."
    )
    prompts: list[Prompt] = Field(min_length=1, title="Zapowiedzi", description="Pytanie: zapowiedzi po kolei.")
    shortest: int = Field(
        default=1, ge=1, le=20, title="Najmniej cyfr", description="Mniej cyfr to zła odpowiedź."
    )
    longest: int = Field(
        default=10, ge=1, le=20, title="Najwięcej cyfr", description="Więcej cyfr to zła odpowiedź."
    )
    ends_when_full: bool = Field(
        default=False,
        title="Bez krzyżyka",
        description="Ostatnia możliwa cyfra kończy wpisywanie; inaczej kończy je krzyżyk albo chwila ciszy.",
    )
    privacy: Annotated[Literal["plain", "personal", "secret"], titles(PRIVACY)] = Field(
        default="personal",
        title="Poufność",
        description="Tajne cyfry, na przykład hasło, nie są nigdzie zapisywane i są znane tylko do końca rozmowy.",
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt nie wpisał żadnej cyfry."
    )
    length_prompt: Prompt = Field(
        default="M11", title="Zapowiedź: zła liczba cyfr", description="Gdy cyfr jest za mało albo za dużo."
    )
    first_key_time: float = Field(
        default=8.0, ge=1, le=30, title="Czas na pierwszą cyfrę (s)", description="Liczony od końca pytania."
    )
    next_key_time: float = Field(
        default=4.0, ge=1, le=15, title="Czas na kolejną cyfrę (s)", description="Dłuższa cisza kończy wpisywanie."
    )
    retries: int = Field(
        default=2, ge=0, le=5, title="Ponowne próby", description="Ile razy pytanie pada jeszcze raz."
    )

    @model_validator(mode="after")
    def _some_length_is_right(self) -> "Settings":
        if self.shortest > self.longest:
            raise ValueError("najmniejsza liczba cyfr jest większa niż największa")
        return self


class CollectDigitsKind(NodeKind[Settings]):
    name = "collect_digits"
    label = "Wpisanie cyfr"
    help = "Prosi o cyfry i zapamiętuje je w zmiennej. Gwiazdka zaczyna wpisywanie od nowa."
    group = "pytania"
    settings = Settings
    fixed_outcomes = (
        NodeOutcome("entered", "wpisano"),
        NodeOutcome("failed", "mimo prób bez właściwej odpowiedzi"),
    )

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Outcomes: entered; failed after all tries. Of a secret not even the length is written down."""
        call, is_secret = visit.call, settings.privacy == "secret"
        before: list[PromptToSay] = []
        for _ in range(settings.retries + 1):
            answer = await ask_digits(
                call,
                visit.voice,
                [*before, *((prompt, visit.values()) for prompt in settings.prompts)],
                shortest=settings.shortest,
                longest=settings.longest,
                first_key_time=settings.first_key_time,
                next_key_time=settings.next_key_time,
                ends_when_full=settings.ends_when_full,
            )
            if isinstance(answer, Digits):
                length = 0 if is_secret else len(answer.digits)
                keys = answer.digits if settings.privacy == "plain" else None
                call.record(KeysEntered(node=node, length=length, outcome="entered", keys=keys))
                visit.remember(
                    settings.variable,
                    answer.digits,
                    is_personal=settings.privacy == "personal",
                    is_secret=is_secret,
                )
                return "entered"
            assert isinstance(answer, NoDigits)
            outcome = "wrong_length" if is_secret and answer.why != "nothing" else answer.why
            call.record(KeysEntered(node=node, length=0 if is_secret else answer.length, outcome=outcome))
            before = [settings.no_input_prompt if answer.why == "nothing" else settings.length_prompt]
        return "failed"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [*settings.prompts, settings.no_input_prompt, settings.length_prompt]

    def unasked(self, settings: Settings) -> frozenset[str]:
        return frozenset({"failed"})

    def reply_time(self, settings: Settings) -> float:
        return DIGIT_TIME * (settings.longest + (not settings.ends_when_full))

    def sets(self, settings: Settings) -> frozenset[str]:
        return frozenset({settings.variable})

    def is_secret(self, settings: Settings) -> bool:
        return settings.privacy == "secret"
