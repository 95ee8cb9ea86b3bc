"""How long announcements take on this installation, by what lies on its disk."""

from collections.abc import Mapping
from pathlib import Path

from ivr.prompts.cache import PromptCache
from ivr.speech.rendering import DEFAULT
from ivr.tts.sound_file import play_time


class SoundsOnDisk:
    """`ivr.ports.SoundTimes`."""

    def __init__(self, recordings: Mapping[tuple[str, str], str], cache: PromptCache | None) -> None:
        """`recordings`: (prompt, language) -> path without extension; no `cache` where nobody knows with which
        engines the sounds were rendered."""
        self._recordings = recordings
        self._cache = cache

    def time_of(self, prompt: str, text: str, language: str = DEFAULT) -> float | None:
        """See SoundTimes."""
        recorded = self._recordings.get((prompt, language))
        if recorded is not None:
            return play_time(Path(f"{recorded}.alaw"))
        return None if self._cache is None else self._cache.play_time(text, language)
