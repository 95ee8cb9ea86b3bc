"""What nodes of a scenario ask, by hand: Anna's card and codes, the voice, web services, numbers for messages."""

from dataclasses import dataclass, field, replace
from typing import Literal

import anyio

from ivr.identity.ports import Verdict
from ivr.outside.web_rules import Answered
from ivr.outside.web_rules import WebRequest as WebCall
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.texts import filled
from ivr.speech.values import Value

ANNA = "123456782"
ANNAS_PIN = "739206"
ANNAS_CODE = "246810"
ANNAS_OFFICE = "20060"  # Kolno


class FakeVoice:
    """Every prompt is its own id; placeholders are appended, so that tests can see what was said."""

    prompts = PromptLibrary.load()

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        self.prompts.text(prompt, language="pl", **values)  # refuses as the real one does what lacks a value
        names = self.prompts.prompt(prompt).names()
        said = (filled(prompt, f"{{{name}}}", values) for name in sorted(names))
        text = " ".join([prompt, *said])
        return Spoken(prompt, text, text, language)

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""


class FakeSlowVoice:
    """The same, and a listener hears that it is slower."""

    def __init__(self, voice: FakeVoice) -> None:
        self._voice = voice

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Spoken:
        said = await self._voice.spoken(prompt, language=language, **values)
        return replace(said, sound=f"{said.sound} (wolniej)")

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""


@dataclass
class FakeVerifier:
    """Knows Anna. Counts tries as the real one does."""

    time: float = 0.3
    is_away: bool = False
    wrong: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)  # of the callers

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        self.seen.append((card_number, pin))
        self.numbers.append(caller_number)
        await anyio.sleep(self.time)
        if self.is_away:
            return Verdict("unavailable")
        if self.wrong.get(card_number, 0) >= 3:
            return Verdict("locked")
        if (card_number, pin) == (ANNA, ANNAS_PIN):
            return Verdict("verified", client_id="client-anna", office=ANNAS_OFFICE)
        self.wrong[card_number] = self.wrong.get(card_number, 0) + 1
        left = 3 - self.wrong[card_number]
        return Verdict("wrong", attempts_left=left) if left else Verdict("locked")


@dataclass
class FakeCodes:
    """Sends Anna the code 246810; everybody else hears the same and gets none. Counts tries as the real one."""

    outcome: Literal["sent", "locked", "unavailable"] = "sent"
    ordered: list[str] = field(default_factory=list)
    wrong: int = 0

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        self.ordered.append(card_number)
        await anyio.sleep(0.5)
        return self.outcome

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        await anyio.sleep(0.5)
        if self.ordered[-1] == ANNA and code == ANNAS_CODE:
            return Verdict("verified", client_id="client-anna", office=ANNAS_OFFICE)
        self.wrong += 1
        return Verdict("wrong", attempts_left=3 - self.wrong) if self.wrong < 3 else Verdict("locked")


@dataclass
class FakeWebServices:
    """One service that answers everybody the same after a while."""

    answer: Answered = field(default_factory=lambda: Answered({"wizyta": [{"termin": "2026-11-25"}]}))
    time: float = 1.0
    asked: list[WebCall] = field(default_factory=list)

    async def ask(self, call: WebCall) -> Answered:
        self.asked.append(call)
        await anyio.sleep(self.time)
        return self.answer


@dataclass
class FakeContacts:
    """To which numbers clients want messages."""

    numbers: dict[str, str] = field(default_factory=lambda: {"client-anna": "600100299"})

    async def sms_number(self, client_id: str) -> str | None:
        await anyio.sleep(0.1)
        return self.numbers.get(client_id)
