"""From the wish for an announcement to its sound: spoken for the first time, and known already.

The voice of the line with the real espeak-ng in an empty folder; neither Asterisk nor the database takes part.
"""

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from bench.figures import ms, table
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.voice import PromptVoice
from ivr.speech.values import Count
from ivr.tts import espeak_engines
from ops import tools

ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Announcement:
    """Seconds of each: `cold` has to be spoken, `cached` was said before."""

    cold: list[float]
    cached: list[float]

    def figures(self) -> dict[str, float]:
        """Milliseconds, of half of them."""
        return {
            "first_announcement_cold_ms": ms(self.cold, 0.5),
            "first_announcement_cached_ms": ms(self.cached, 0.5),
        }

    def table(self) -> str:
        """A row for each kind."""
        rows = [
            [name, *(f"{ms(seconds, share):.2f}" for share in (0.5, 0.99, 1.0))]
            for name, seconds in (("spoken for the first time", self.cold), ("known already", self.cached))
        ]
        return table(["an announcement is ready; ms", "half", "99 %", "all"], rows)


def measure_announcement(folder: Path, rounds: int = ROUNDS) -> Announcement:
    """Raises SpeechFailed. In all three languages in turn; each cold one is a text that nobody has heard."""
    return asyncio.run(_measure(folder, rounds))


async def _measure(folder: Path, rounds: int) -> Announcement:
    cache = PromptCache(folder, *await espeak_engines(tools.espeak_command()))
    voice = PromptVoice(PromptLibrary.defaults(), cache)
    cold: list[float] = []
    cached: list[float] = []
    for number in range(rounds):
        language = ("pl", "en", "uk")[number % 3]
        for times in (cold, cached):
            began = time.perf_counter()
            await voice.spoken("Q04", language=language, minuty=Count(number, "minuta"))
            times.append(time.perf_counter() - began)
    return Announcement(cold, cached)
