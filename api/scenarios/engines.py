"""The speech engines of the web service, opened when somebody needs them for the first time."""

import anyio

from core.settings import Settings
from ivr.tts import SpeechEngine, engines_of


class Engines:
    """The same ones with which the line speaks: from them follow the names of its sounds."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opened: list[SpeechEngine] | None = None
        self._lock = anyio.Lock()

    async def opened(self) -> list[SpeechEngine]:
        """One for each language. Raises SpeechFailed, and tries again the next time."""
        async with self._lock:
            if self._opened is None:
                self._opened = await engines_of(self._settings)
            return self._opened
