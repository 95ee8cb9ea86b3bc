"""Asks for the card number, has a code sent to the client's registered number, and checks the code.

Whether the card exists, and whether anything was sent, is never said. The code lives in one local variable and
goes nowhere but to the desk that checks it.
"""

from collections.abc import Sequence
from typing import ClassVar

from pydantic import Field

from core.facts.kinds.verification import VerificationTried
from ivr.dialogue import Digits, PromptToSay
from ivr.graph.kind_rules import NodeOutcome
from ivr.identity.limits import default_limits
from ivr.identity.one_time_code import DIGITS
from ivr.nodes.collect_digits import DIGIT_TIME
from ivr.nodes.fields import Prompt
from ivr.nodes.verification import CardKind, CardSettings, ask_card_number, ask_secret, verified
from ivr.speech.values import Attempts
from ivr.visit import Visit

MESSAGE_TIME = 10.0  # seconds until a message has come and is read, if all goes well


class Settings(CardSettings):
    code_prompts: list[Prompt] = Field(
        default=["A09"], min_length=1, title="Pytanie o kod", description="Mówi, że kod został wysłany SMS-em."
    )
    again_prompts: list[Prompt] = Field(
        default=["K01"], min_length=1, title="Pytanie o kod ponownie", description="Po złym kodzie lub ciszy."
    )
    wrong_prompt: Prompt = Field(
        default="K02", title="Zapowiedź: kod nieprawidłowy", description="Z wartością {pozostalo_prob}."
    )
    length_prompt: Prompt = Field(
        default="K03", title="Zapowiedź: zła długość kodu", description="Kod ma zawsze sześć cyfr."
    )
    verified_prompt: Prompt = Field(
        default="A08", title="Zapowiedź: potwierdzono", description="Po dobrym kodzie."
    )
    arrival_time: float = Field(
        default=60.0,
        ge=10,
        le=180,
        title="Czas na pierwszą cyfrę kodu (s)",
        description="SMS musi dotrzeć i zostać przeczytany.",
    )


class OneTimeCodeKind(CardKind[Settings]):
    name = "one_time_code"
    label = "Numer i kod z SMS-a"
    help = "Potwierdza tożsamość numerem z karty i jednorazowym kodem z SMS-a. Kod nigdzie nie jest zapisywany."
    settings = Settings
    fixed_outcomes = (*CardKind.fixed_outcomes, NodeOutcome("not_available", "nie ma czym wysłać SMS-a"))

    newer_outcomes: ClassVar = {"not_available": "unavailable"}

    async def run(self, visit: Visit, node: str, settings: Settings) -> str:
        """Where nothing sends text messages nobody is asked for a number, nor told that a code was sent."""
        if not visit.tools.sends_sms:
            return "not_available"
        call = visit.call
        card_number = await ask_card_number(visit, f"{node}/id", settings, [])
        if not isinstance(card_number, Digits):
            return card_number
        number = call.caller.caller_number
        ordered = await visit.tools.codes.order(call.id, card_number.digits, number)
        if ordered != "sent":
            return ordered
        question: list[PromptToSay] = list(settings.code_prompts)
        tries = default_limits().code_tries
        for attempt in range(1, tries + 1):
            code = await ask_secret(
                visit,
                f"{node}/kod",
                settings,
                question,
                settings.again_prompts,
                settings.length_prompt,
                shortest=DIGITS,
                longest=DIGITS,
                first_key_time=settings.arrival_time,
                ends_when_full=True,
            )
            if code is None:
                return "no_input"
            verdict = await visit.tools.codes.check(call.id, code.digits, number)
            del code
            call.record(VerificationTried(outcome=verdict.outcome, attempt=attempt))
            match verdict.outcome:
                case "verified":
                    return await verified(visit, verdict, settings.verified_prompt)
                case "locked" | "unavailable":
                    return verdict.outcome
                case "wrong":
                    left = min(verdict.attempts_left, tries - attempt)
                    call.caller.keys.clear()  # what was keyed ahead answered another question
                    question = [
                        (settings.wrong_prompt, {"pozostalo_prob": Attempts(left)}),
                        *settings.again_prompts,
                    ]
        return "locked"

    def prompts(self, settings: Settings) -> Sequence[str]:
        return [
            *settings.id_prompts,
            settings.id_length_prompt,
            settings.no_input_prompt,
            *settings.code_prompts,
            *settings.again_prompts,
            settings.wrong_prompt,
            settings.length_prompt,
            settings.verified_prompt,
        ]

    def heard(self, settings: Settings) -> Sequence[str]:
        return [*settings.id_prompts, *settings.code_prompts, settings.verified_prompt]

    def reply_time(self, settings: Settings) -> float:
        return DIGIT_TIME * (settings.id_length + 1 + DIGITS) + MESSAGE_TIME
