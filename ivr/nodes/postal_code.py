"""Finds the competent office by the postal code of the caller's home."""

from collections.abc import Sequence

from pydantic import Field

from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import Digits, NoDigits, PromptToSay, Shortcut, ask_digits
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.collect_digits import DIGIT_TIME
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.office_finding import OfficeFindingKind
from ivr.visit import Visit

DIGITS = 5


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default=["C01"], min_length=1, title="Zapowiedzi", description="Pytanie o kod: zapowiedzi po kolei."
    )
    unknown_prompt: Prompt = Field(
        default="C09", title="Zapowiedź: nieznany kod", description="Kod spoza województwa albo złej długości."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt nie wpisał żadnej cyfry."
    )
    menu_key: Key = Field(
        default="*",
        pattern=r"^[0-9*]$",
        title="Klawisz: wybór z listy",
        description="Naciśnięty zamiast kodu ma własne przejście.",
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


class PostalCodeKind(OfficeFindingKind[Settings]):
    name = "postal_code"
    label = "Urząd według kodu pocztowego"
    help = "Pyta o kod pocztowy miejsca zamieszkania i znajduje właściwy urząd."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Five digits end the entry by themselves: the announcement asks for no `#`."""
        before: list[PromptToSay] = []
        for _ in range(settings.retries + 1):
            answer = await ask_digits(
                visit.call,
                visit.voice,
                [*before, *settings.prompts],
                shortest=DIGITS,
                longest=DIGITS,
                first_key_time=settings.first_key_time,
                next_key_time=settings.next_key_time,
                ends_when_full=True,
                shortcuts=settings.menu_key,
            )
            match answer:
                case Shortcut():
                    visit.call.record(KeysEntered(node=node, length=1, outcome="menu", keys=answer.key))
                    return "menu"
                case Digits(digits):
                    office = visit.tools.offices.by_postal_code(digits)
                    outcome = "unknown" if office is None else "found"
                    visit.call.record(KeysEntered(node=node, length=DIGITS, outcome=outcome, keys=digits))
                    if office is not None:
                        visit.choose_office(office.code, by="postal_code")
                        return "found"
                    before = [settings.unknown_prompt]
                case NoDigits(why, length):
                    visit.call.record(KeysEntered(node=node, length=length, outcome=why))
                    before = [settings.no_input_prompt if why == "nothing" else settings.unknown_prompt]
        return "failed"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [*settings.prompts, settings.unknown_prompt, settings.no_input_prompt]

    def reply_time(self, settings: Settings) -> float:
        return DIGITS * DIGIT_TIME
