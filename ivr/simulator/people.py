"""Who speaks and who is known in a simulated call. Nothing real is reached."""

from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Literal

import anyio

from core.errors import S724Error
from ivr.identity.limits import default_limits
from ivr.identity.ports import Verdict
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PlaceholderMissing, PromptLibrary, TextMissing
from ivr.prompts.sound_times import SoundTimes, time_to_say
from ivr.simulator.case import KNOWN_CARD, KNOWN_CODE, KNOWN_NUMBER, KNOWN_PIN, CaseContext
from ivr.simulator.trace import Heard
from ivr.speech.rendering import DEFAULT, CaseMissing
from ivr.speech.texts import filled
from ivr.speech.values import Value
from ivr.tts.engine import SLOWER

BEEP = "beep"
CHECK_TIME = 0.3  # seconds that a check takes
_CLIENT = "client-simulated"
_BEEP_TIME = 0.5


class SimulatedVoice:
    """`ivr.prompts.ports.Voice`: words with the time that they take, and no sound."""

    def __init__(self, library: PromptLibrary, sounds: SoundTimes) -> None:
        self.faults: list[str] = []
        self._library = library
        self._sounds = sounds
        self._said: list[Heard] = []
        self._takes = 1.0  # times as long as usual

    def slower(self) -> "SimulatedVoice":
        """The same voice, speaking slower: what either says is known to both."""
        slow = copy(self)
        slow._takes = SLOWER
        return slow

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """See Voice: what lacks a text in the language is said in Polish. What cannot be spoken is a fault of the
        scenario."""
        await anyio.lowlevel.checkpoint()
        try:
            language, text = self._words(prompt, language, values)
            names = self._library.prompt(prompt).names(language)
        except S724Error as error:
            self.faults.append(error.message_pl)
            raise
        time = self._takes * time_to_say(prompt, text, language, self._sounds)
        used = {name: filled(prompt, f"{{{name}}}", values, language) for name in sorted(names)}
        self._said.append(Heard(0.0, prompt, text, used, round(time, 3), is_cut=False, language=language))
        return Spoken(prompt, text, str(len(self._said) - 1), language)

    def _words(self, prompt: str, language: str, values: Mapping[str, Value]) -> tuple[str, str]:
        if language != DEFAULT:
            try:
                return language, self._library.text(prompt, language=language, **values)
            except (TextMissing, PlaceholderMissing, CaseMissing):
                pass
        return DEFAULT, self._library.text(prompt, language=DEFAULT, **values)

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""

    def said(self, sound: str) -> Heard:
        """What a sound of this voice says, as something new to be heard."""
        if sound == BEEP:
            return Heard(0.0, BEEP, "(sygnał)", {}, _BEEP_TIME, is_cut=False)
        said = self._said[int(sound)]
        return replace(said, at=0.0, is_cut=False)


class SimulatedPerson:
    """`Verifier`, `Codes` and `Contacts`: knows one made-up person at most, and locks after as many wrong
    tries as the real ones."""

    def __init__(self, surroundings: CaseContext) -> None:
        self._surroundings = surroundings
        self._tries = default_limits().pair.in_row
        self._wrong: dict[str, int] = {}
        self._code_for: str | None = None  # the card for which a code was ordered

    @property
    def _is_away(self) -> bool:
        return self._surroundings.is_data_away

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See Verifier."""
        await anyio.sleep(CHECK_TIME)
        return self._judged(card_number, is_right=(card_number, pin) == (KNOWN_CARD, KNOWN_PIN))

    def _judged(self, card_number: str, *, is_right: bool) -> Verdict:
        office = self._surroundings.card_office
        if self._is_away:
            return Verdict("unavailable")
        wrong = self._wrong.get(card_number, 0)
        if wrong >= self._tries:
            return Verdict("locked")
        if office is not None and is_right:
            return Verdict("verified", client_id=_CLIENT, office=office)
        self._wrong[card_number] = wrong + 1
        left = self._tries - self._wrong[card_number]
        return Verdict("wrong", attempts_left=left) if left else Verdict("locked")

    async def order_code(self, card_number: str) -> Literal["sent", "locked", "unavailable"]:
        await anyio.sleep(CHECK_TIME)
        if self._is_away:
            return "unavailable"
        self._code_for = card_number
        return "locked" if self._wrong.get(card_number, 0) >= self._tries else "sent"

    async def check_code(self, code: str) -> Verdict:
        await anyio.sleep(CHECK_TIME)
        is_right = self._code_for == KNOWN_CARD and code == KNOWN_CODE
        return self._judged(self._code_for or "", is_right=is_right)

    async def sms_number(self, client_id: str) -> str | None:
        """See Contacts."""
        await anyio.sleep(CHECK_TIME)
        return None if self._is_away else KNOWN_NUMBER


class SimulatedCodes:
    """`ivr.identity.ports.Codes`: the made-up person gets the code of the documentation, everybody else none."""

    def __init__(self, person: SimulatedPerson) -> None:
        self._person = person

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        """See Codes."""
        return await self._person.order_code(card_number)

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        """See Codes."""
        return await self._person.check_code(code)
