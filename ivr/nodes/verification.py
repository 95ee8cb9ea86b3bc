"""Asks for the card number and the PIN and has them checked.

Whether the number or the PIN was wrong is never said. The PIN lives in one local variable and goes nowhere but
to the verifier.
"""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field, model_validator

from core.facts.kinds.scenarios import KeysEntered
from core.facts.kinds.verification import CallerVerified, VerificationTried
from ivr.dialogue import Digits, NoDigits, PromptToSay, Shortcut, ask_digits, say
from ivr.graph.kind_rules import NodeOutcome, NodeSettings, SettingsT
from ivr.identity.pin import has_check_digit
from ivr.identity.ports import Verdict
from ivr.nodes.collect_digits import DIGIT_TIME
from ivr.nodes.fields import Key, Prompt
from ivr.nodes.kind import NodeKind
from ivr.speech.values import Attempts
from ivr.visit import Visit


class CardSettings(NodeSettings):
    """What every question for a card number has in common."""

    id_prompts: list[Prompt] = Field(
        default=["A01", "A03"], min_length=1, title="Pytanie o numer", description="Zapowiedzi po kolei."
    )
    id_length_prompt: Prompt = Field(
        default="A04",
        title="Zapowiedź: zła długość numeru lub cyfra kontrolna",
        description="Przed ponownym pytaniem o numer.",
    )
    no_input_prompt: Prompt = Field(
        default="M04", title="Zapowiedź: brak odpowiedzi", description="Gdy nikt nie wpisał żadnej cyfry."
    )
    id_length: int = Field(
        default=9, ge=6, le=12, title="Długość numeru", description="Liczba cyfr numeru z karty."
    )
    checks_digit: bool = Field(
        default=True,
        title="Sprawdzaj cyfrę kontrolną",
        description="Numer z błędną ostatnią cyfrą (algorytm Luhna) nie jest sprawdzany w bazie i nie liczy się"
        " jako próba; pytamy o niego ponownie.",
    )
    no_card_key: Key = Field(
        default="*", pattern=r"^[*]$", title="Klawisz: brak karty", description="Ma własne przejście."
    )
    privacy_key: Key = Field(
        default="0",
        pattern=r"^[0]$",
        title="Klawisz: pełna informacja o danych",
        description="Ma własne przejście.",
    )
    fumbles: int = Field(
        default=2,
        ge=0,
        le=5,
        title="Ponowne próby, gdy brak cyfr lub numer jest źle wpisany",
        description="Nie liczą się jako błędne próby weryfikacji.",
    )
    first_key_time: float = Field(
        default=10.0, ge=1, le=30, title="Czas na pierwszą cyfrę (s)", description="Liczony od końca pytania."
    )
    next_key_time: float = Field(
        default=5.0, ge=1, le=15, title="Czas na kolejną cyfrę (s)", description="Dłuższa cisza kończy wpisywanie."
    )


class CardKind(NodeKind[SettingsT]):
    """Finds out who calls, by the card number and something that only its holder knows."""

    group = "dane i zgody"
    fixed_outcomes: ClassVar[Sequence[NodeOutcome]] = (
        NodeOutcome("verified", "tożsamość potwierdzona"),
        NodeOutcome("no_card", "brak karty"),
        NodeOutcome("privacy", "pełna informacja o danych"),
        NodeOutcome("no_input", "brak cyfr"),
        NodeOutcome("locked", "dostęp zablokowany"),
        NodeOutcome("unavailable", "dane niedostępne"),
    )

    def unasked(self, settings: SettingsT) -> frozenset[str]:
        return frozenset({"no_input"})

    def is_secret(self, settings: SettingsT) -> bool:
        return True


class Settings(CardSettings):
    pin_prompts: list[Prompt] = Field(
        default=["A02"], min_length=1, title="Pytanie o PIN", description="Zapowiedzi po kolei."
    )
    pin_length_prompt: Prompt = Field(
        default="A11", title="Zapowiedź: zła długość kodu PIN", description="Przed ponownym pytaniem o PIN."
    )
    wrong_prompt: Prompt = Field(
        default="A05",
        title="Zapowiedź: numer lub PIN nieprawidłowy",
        description="Nie może zdradzać, które z nich jest złe. Może podać {pozostalo_prob}.",
    )
    verified_prompt: Prompt = Field(
        default="A08", title="Zapowiedź: potwierdzono", description="Po udanym sprawdzeniu; bez nazwiska."
    )
    shortest_pin: int = Field(default=4, ge=4, le=8, title="Najkrótszy PIN", description="Liczba cyfr.")
    longest_pin: int = Field(default=6, ge=4, le=8, title="Najdłuższy PIN", description="Liczba cyfr.")
    attempts: int = Field(
        default=3,
        ge=1,
        le=5,
        title="Liczba prób",
        description="Ile razy można podać numer i PIN w jednej rozmowie.",
    )

    @model_validator(mode="after")
    def _some_length_is_right(self) -> "Settings":
        if self.shortest_pin > self.longest_pin:
            raise ValueError("najkrótszy PIN jest dłuższy niż najdłuższy")
        return self


class VerificationKind(CardKind[Settings]):
    name = "verification"
    label = "Numer i PIN"
    help = "Potwierdza tożsamość numerem z karty i kodem PIN. PIN nigdzie nie jest zapisywany."
    settings = Settings

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        call = visit.call
        before: list[PromptToSay] = []
        for attempt in range(1, settings.attempts + 1):
            with call.caller.several_keys():  # both questions are one piece to whoever keys ahead
                card_number = await ask_card_number(visit, f"{node}/id", settings, before)
                if not isinstance(card_number, Digits):
                    return card_number
                pin = await ask_secret(
                    visit,
                    f"{node}/pin",
                    settings,
                    settings.pin_prompts,
                    settings.pin_prompts,
                    settings.pin_length_prompt,
                    shortest=settings.shortest_pin,
                    longest=settings.longest_pin,
                    first_key_time=settings.first_key_time,
                )
                if pin is None:
                    return "no_input"
            verdict = await visit.tools.verifier.check(card_number.digits, pin.digits, call.caller.caller_number)
            del pin
            call.record(VerificationTried(outcome=verdict.outcome, attempt=attempt))
            match verdict.outcome:
                case "verified":
                    return await verified(visit, verdict, settings.verified_prompt)
                case "locked" | "unavailable":
                    return verdict.outcome
                case "wrong":
                    left = min(verdict.attempts_left, settings.attempts - attempt)
                    call.caller.keys.clear()  # what was keyed ahead answered another question
                    before = [(settings.wrong_prompt, {"pozostalo_prob": Attempts(left)})]
        return "locked"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *settings.id_prompts,
            *settings.pin_prompts,
            settings.id_length_prompt,
            settings.pin_length_prompt,
            settings.wrong_prompt,
            settings.verified_prompt,
            settings.no_input_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [*settings.id_prompts, *settings.pin_prompts, settings.verified_prompt]

    def reply_time(self, settings: Settings) -> float:
        return DIGIT_TIME * (settings.id_length + settings.shortest_pin + 2)  # both confirmed with `#`


async def ask_card_number(
    visit: Visit, node: str, settings: CardSettings, before: list[PromptToSay]
) -> Digits | str:
    """The number, or the outcome instead of one: no_card, privacy, no_input.

    A number of the wrong length, or with a wrong check digit, is asked for again: it counts as no try."""
    for _ in range(settings.fumbles + 1):
        answer = await ask_digits(
            visit.call,
            visit.voice,
            [*before, *settings.id_prompts],
            shortest=settings.id_length,
            longest=settings.id_length,
            first_key_time=settings.first_key_time,
            next_key_time=settings.next_key_time,
            shortcuts=settings.no_card_key + settings.privacy_key,
        )
        match answer:
            case Digits(digits) if settings.checks_digit and not has_check_digit(digits):
                # The digit is public arithmetic, so this tells nobody which cards there are.
                visit.call.record(KeysEntered(node=node, length=len(digits), outcome="wrong_check_digit"))
                visit.call.caller.keys.clear()  # what was keyed ahead belongs to another number
                before = [settings.id_length_prompt]
            case Digits(digits):
                visit.call.record(KeysEntered(node=node, length=len(digits), outcome="entered"))
                return answer
            case Shortcut(key):
                outcome = "no_card" if key == settings.no_card_key else "privacy"
                visit.call.record(KeysEntered(node=node, length=1, outcome=outcome))
                return outcome
            case NoDigits(why, length):
                visit.call.record(KeysEntered(node=node, length=length, outcome=why))
                before = [settings.no_input_prompt if why == "nothing" else settings.id_length_prompt]
    return "no_input"


async def ask_secret(
    visit: Visit,
    node: str,
    settings: CardSettings,
    question: Sequence[PromptToSay],
    again: Sequence[PromptToSay],
    length_prompt: str,
    *,
    shortest: int,
    longest: int,
    first_key_time: float,
    ends_when_full: bool = False,
) -> Digits | None:
    """A PIN or a code. Whoever keys nothing, or a wrong length, is told so and asked `again`; None after that.

    Times are seconds. Not even how many keys were pressed is written down.
    """
    for _ in range(settings.fumbles + 1):
        answer = await ask_digits(
            visit.call,
            visit.voice,
            question,
            shortest=shortest,
            longest=longest,
            first_key_time=first_key_time,
            next_key_time=settings.next_key_time,
            ends_when_full=ends_when_full,
        )
        if isinstance(answer, Digits):
            visit.call.record(KeysEntered(node=node, length=0, outcome="entered"))
            return answer
        assert isinstance(answer, NoDigits)
        visit.call.record(KeysEntered(node=node, length=0, outcome=answer.why))
        question = [settings.no_input_prompt if answer.why == "nothing" else length_prompt, *again]
    return None


async def verified(visit: Visit, verdict: Verdict, prompt: str) -> str:
    """Note who calls, and say that it is confirmed. The outcome `verified`."""
    call, context = visit.call, visit.call.context
    context.client_id, context.verification_level, context.office = verdict.client_id, 2, verdict.office
    call.record(CallerVerified(client_id=verdict.client_id, office=verdict.office, level=2))
    visit.choose_office(verdict.office, by="client_record")
    await say(call, visit.voice, [prompt])
    return "verified"
