"""What is said to those who wait, by the prompts of the line."""

from collections.abc import Sequence

from ivr.ports import Voice
from ivr.speech_pl import ordinal


class QueuePrompts:
    """`acd.waiting.QueueVoice` on the prompt library."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    async def all_busy(self) -> Sequence[str]:
        return [(await self._voice.spoken("Q01")).sound]

    async def place(self, place: int) -> Sequence[str]:
        return [(await self._voice.spoken("Q02", liczebnik_porzadkowy_nijaki=ordinal(place, "n.nom"))).sound]
