"""Who speaks and who is known in a simulated call."""

from collections.abc import Mapping

import anyio

from core.errors import S724Error
from ivr.ports import Spoken, Verdict
from ivr.prompts import PromptLibrary
from ivr.simulator.case import KNOWN_CARD, KNOWN_PIN, Surroundings
from ivr.simulator.trace import Heard

CHECK_TIME = 0.3  # seconds that a check takes
TRIES = 3
_BREATH = 0.4  # seconds around an announcement
_SPEED = 14.0  # characters in a second: the pace of a calm Polish voice


class SimulatedVoice:
    """`ivr.ports.Voice`: words with the time that they take, and no sound."""

    def __init__(self, library: PromptLibrary, lengths: Mapping[str, float]) -> None:
        """`lengths`: seconds of prompts whose sound is known; the others are estimated."""
        self.faults: list[str] = []
        self._library = library
        self._lengths = lengths
        self._said: list[Heard] = []

    async def spoken(self, prompt: str, **values: str) -> Spoken:
        """See Voice. What cannot be spoken is a fault of the scenario."""
        await anyio.lowlevel.checkpoint()
        try:
            text = self._library.text(prompt, **values)
            names = self._library.prompt(prompt).names()
        except S724Error as error:
            self.faults.append(error.message_pl)
            raise
        time = self._lengths.get(prompt) or _BREATH + len(text) / _SPEED
        used = {name: value for name, value in values.items() if name in names}
        self._said.append(Heard(0.0, prompt, text, used, round(time, 3)))
        return Spoken(prompt, text, str(len(self._said) - 1))

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""

    def said(self, sound: str) -> Heard:
        """What a sound of this voice says, as something new to be heard."""
        said = self._said[int(sound)]
        return Heard(0.0, said.prompt, said.text, said.values, said.duration_time)


class SimulatedVerifier:
    """`ivr.ports.Verifier`: knows one made-up person at most; locks after three wrong tries as the real one."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._wrong: dict[str, int] = {}

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See Verifier."""
        await anyio.sleep(CHECK_TIME)
        office = self._surroundings.card_office
        if self._surroundings.is_data_away:
            return Verdict("unavailable")
        wrong = self._wrong.get(card_number, 0)
        if wrong >= TRIES:
            return Verdict("locked")
        if office is not None and (card_number, pin) == (KNOWN_CARD, KNOWN_PIN):
            return Verdict("verified", client_id="client-simulated", office=office)
        self._wrong[card_number] = wrong + 1
        left = TRIES - self._wrong[card_number]
        return Verdict("wrong", attempts_left=left) if left else Verdict("locked")
