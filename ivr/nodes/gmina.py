"""Finds the competent office by the first letters of the caller's gmina, keyed on the keypad.

If several gminas fit and belong to different offices, their names are read out; if too many do, more letters
are asked for. A caller who cannot decide goes to the menu of offices, never round in circles.
"""

from collections.abc import Sequence

from pydantic import Field

from core.facts.kinds.scenarios import KeysEntered
from ivr.dialogue import Digits, NoDigits, PromptToSay, Shortcut, ask_digits, ask_key
from ivr.gmina import Gmina
from ivr.graph.kind_rules import NodeSettings
from ivr.nodes.collect_digits import DIGIT_TIME
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.office_finding import OfficeFindingKind
from ivr.speech.values import Number
from ivr.visit import Visit

LONGEST = 30  # letters: nobody keys more, and a stuck key ends there


class Settings(NodeSettings):
    prompts: list[Prompt] = Field(
        default=["C07", "C10"],
        min_length=1,
        title="Zapowiedzi",
        description="Prośba o pierwsze litery nazwy gminy, na przykład C07 i C10.",
    )
    two_prompt: Prompt = Field(
        default="C08",
        title="Zapowiedź: dwie gminy",
        description="Pyta o jedną z dwóch gmin; wartości {nazwa1} i {nazwa2}.",
    )
    several_prompt: Prompt = Field(
        default="C11",
        title="Zapowiedź: kilka gmin",
        description="Zdanie przed odczytaniem trzech lub więcej nazw.",
    )
    candidate_prompt: Prompt = Field(
        default="C12",
        title="Zapowiedź: jedna z kilku gmin",
        description="Powtarzana dla każdej gminy; wartości {nazwa} i {klawisz}.",
    )
    list_prompt: Prompt = Field(
        default="C10",
        title="Zapowiedź: wybór z listy",
        description="Odczytywana po nazwach gmin: którym klawiszem przejść do listy urzędów.",
    )
    more_letters_prompt: Prompt = Field(
        default="C13",
        title="Zapowiedź: za mało liter",
        description="Prosi o więcej liter, gdy pasuje zbyt wiele gmin albo liter jest za mało.",
    )
    unknown_prompt: Prompt = Field(
        default="C14", title="Zapowiedź: nieznana gmina", description="Żadna gmina nie zaczyna się od tych liter."
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt niczego nie nacisnął."
    )
    wrong_key_prompt: Prompt = Field(
        default="M05", title="Zapowiedź: zły klawisz", description="Gdy naciśnięto klawisz, który nic nie znaczy."
    )
    menu_key: Key = Field(
        default="*",
        pattern=r"^[0*]$",
        title="Klawisz: wybór z listy",
        description="Ma własne przejście; na klawiszach 0 i * nie ma liter.",
    )
    fewest_letters: int = Field(
        default=3, ge=1, le=6, title="Najmniej liter", description="Przy mniejszej liczbie prosimy o więcej."
    )
    most_candidates: int = Field(
        default=4,
        ge=2,
        le=9,
        title="Najwięcej gmin do odczytania",
        description="Gdy pasuje więcej, prosimy o więcej liter.",
    )
    first_key_time: float = Field(
        default=10.0, ge=1, le=30, title="Czas na pierwszą literę (s)", description="Liczony od końca pytania."
    )
    next_key_time: float = Field(
        default=3.0,
        ge=1,
        le=15,
        title="Czas na kolejną literę (s)",
        description="Po takiej ciszy wpis jest gotowy.",
    )
    wait_time: float = Field(
        default=6.0, ge=1, le=30, title="Czas na wybór gminy (s)", description="Po odczytaniu nazw."
    )
    retries: int = Field(
        default=2, ge=0, le=5, title="Ponowne próby", description="Ile razy pytanie może zostać powtórzone."
    )


class GminaKind(OfficeFindingKind[Settings]):
    name = "gmina"
    label = "Urząd według gminy"
    help = "Pyta o pierwsze litery nazwy gminy na klawiaturze telefonu i znajduje właściwy urząd."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """A choice that stays open ends at the menu."""
        before: list[PromptToSay] = []
        was_open = False
        for _ in range(settings.retries + 1):
            answer = await ask_digits(
                visit.call,
                visit.voice,
                [*before, *settings.prompts],
                shortest=settings.fewest_letters,
                longest=LONGEST,
                first_key_time=settings.first_key_time,
                next_key_time=settings.next_key_time,
                shortcuts=settings.menu_key,
            )
            match answer:
                case Shortcut(key):
                    visit.call.record(KeysEntered(node=node, length=1, outcome="menu", keys=key))
                    return "menu"
                case NoDigits(why, length):
                    visit.call.record(KeysEntered(node=node, length=length, outcome=why))
                    before = [_told(settings, why)]
                case Digits(keys):
                    fitting = visit.tools.gminas.beginning_with(keys)
                    offices = {gmina.office for gmina in fitting}
                    outcome = _outcome(len(fitting), len(offices), settings.most_candidates)
                    visit.call.record(KeysEntered(node=node, length=len(keys), outcome=outcome, keys=keys))
                    if outcome == "found":
                        visit.choose_office(offices.pop(), by="gmina")
                        return "found"
                    if outcome == "several":
                        return await _which(visit, f"{node}/gmina", settings, fitting)
                    was_open = outcome == "too_many"
                    before = [settings.more_letters_prompt if was_open else settings.unknown_prompt]
        return "menu" if was_open else "failed"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *settings.prompts,
            settings.two_prompt,
            settings.several_prompt,
            settings.candidate_prompt,
            settings.list_prompt,
            settings.more_letters_prompt,
            settings.unknown_prompt,
            settings.no_input_prompt,
            settings.wrong_key_prompt,
        ]

    def reply_time(self, settings: Settings) -> float:
        return DIGIT_TIME * (settings.fewest_letters + 1)


def _outcome(gminas: int, offices: int, most: int) -> str:
    if not gminas:
        return "unknown"
    if offices == 1:
        return "found"
    return "several" if gminas <= most else "too_many"


def _told(settings: Settings, why: str) -> str:
    if why == "nothing":
        return settings.no_input_prompt
    return settings.more_letters_prompt if why == "too_few" else settings.unknown_prompt


async def _which(visit: Visit, node: str, settings: Settings, gminas: list[Gmina]) -> str:
    """Read out the candidates; whoever chooses none of them goes to the menu."""
    keys = {str(number): gmina for number, gmina in enumerate(gminas, start=1)}
    key = await ask_key(
        visit.call,
        visit.voice,
        [*_names(settings, gminas), settings.list_prompt],
        "".join(keys) + settings.menu_key,
        wait_time=settings.wait_time,
        retries=settings.retries,
        nothing=[settings.no_input_prompt],
        wrong=[settings.wrong_key_prompt],
    )
    gmina = keys.get(key or "")
    outcome = "menu" if gmina is None else "found"
    visit.call.record(KeysEntered(node=node, length=0 if key is None else 1, outcome=outcome, keys=key))
    if gmina is None:
        return "menu"
    visit.choose_office(gmina.office, by="gmina")
    return "found"


def _names(settings: Settings, gminas: list[Gmina]) -> list[PromptToSay]:
    if len(gminas) == 2:
        return [(settings.two_prompt, {"nazwa1": gminas[0].name, "nazwa2": gminas[1].name})]
    each: list[PromptToSay] = [
        (settings.candidate_prompt, {"nazwa": gmina.name, "klawisz": Number(number)})
        for number, gmina in enumerate(gminas, start=1)
    ]
    return [settings.several_prompt, *each]
