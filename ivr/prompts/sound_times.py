"""How long announcements take on this installation, by what lies on its disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import Field

from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import DEFAULT
from ivr.tts.sound_file import play_time

CHARACTERS_A_SECOND = {"pl": 12.5, "en": 14.5, "uk": 9.5}
"""That espeak-ng reads at our speed, pauses included: measured over the default texts."""


class SoundTimes(Protocol):
    """How long announcements take, as far as their sounds are there."""

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        """Seconds of what was recorded for the prompt, or of the sound that was rendered for these words; None
        if neither is there. It looks at the disk: not for an event loop."""
        ...


class NoSounds:
    """`SoundTimes` if nothing was rendered yet."""

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        return None


class SoundsOnDisk:
    """`SoundTimes`."""

    def __init__(self, recordings: Mapping[tuple[str, str], str], cache: PromptCache | None) -> None:
        """`recordings`: (prompt, language) -> path without extension; no `cache` if nobody knows with which
        engines the sounds were rendered."""
        self._recordings = recordings
        self._cache = cache

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        """See SoundTimes."""
        recorded = self._recordings.get((prompt, language))
        if recorded is not None:
            return play_time(Path(f"{recorded}.alaw"))
        return None if self._cache is None else self._cache.play_time(text, language)


@dataclass(frozen=True, slots=True)
class SpokenTime:
    """How long the words of an announcement take, with examples for its values."""

    prompt: str
    language: str
    seconds: float
    is_measured: Annotated[bool, Field(description="False: reckoned by the characters, no sound is there yet")]


def spoken_times(prompts: PromptLibrary, sounds: SoundTimes) -> list[SpokenTime]:
    """Of every announcement in every language that it has. It looks at the disk: not for an event loop."""
    found = []
    for prompt in prompts:
        for language in prompt.languages:
            text = prompts.example(prompt.id, language)
            known = sounds.time_of(prompt.id, text, language)
            seconds = time_to_say(prompt.id, text, language) if known is None else known
            found.append(SpokenTime(prompt.id, language, round(seconds, 1), known is not None))
    return found


def time_to_say(prompt: str, text: str, language: str = DEFAULT, sounds: SoundTimes | None = None) -> float:
    """Seconds of the sound if it is there, else reckoned by the characters."""
    known = None if sounds is None else sounds.time_of(prompt, text, language)
    return len(text) / CHARACTERS_A_SECOND[language] if known is None else known
