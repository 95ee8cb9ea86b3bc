"""The speech engines of the web service, opened when somebody needs them for the first time."""

import shlex

import anyio

from core.settings import Settings
from ivr.tts import SpeechEngine, SpeechFailed, engine_named, engines_of


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

    def offered(self) -> list[tuple[str, str, bool]]:
        """Each language with the engines by which it can be heard; true for that of callers, which comes first.

        Beside it espeak-ng, which is always there, and Piper where a voice is named. What sends texts to somebody
        outside is never offered beside another one.
        """
        found = []
        for language, (name, voice) in self._settings.speech.items():
            others = ["espeak", *(["piper"] if voice is not None else [])]
            found += [(language, name, True), *((language, other, False) for other in others if other != name)]
        return found

    async def one(self, language: str, name: str) -> SpeechEngine:
        """One that is offered, opened for this time. Raises SpeechFailed."""
        if all((language, name) != each[:2] for each in self.offered()):
            raise SpeechFailed(f"Silnik „{name}” nie jest dostępny w tej instalacji dla języka „{language}”.")
        return await engine_named(
            name,
            language=language,
            espeak_command=shlex.split(self._settings.espeak),
            piper_command=shlex.split(self._settings.piper),
            piper_voice=self._settings.speech[language][1],
        )
