"""gTTS: sends every text to a Google service on the internet. An administrator's choice, never the default."""

import importlib
import io
from pathlib import Path
from types import ModuleType

import anyio

from ivr.tts.engine import SpeechFailed

TIME_LIMIT = 20.0


class Gtts:
    """The engine `gtts`. The package is imported here, so that an installation without it never notices."""

    name = "gtts"

    def __init__(self, *, language: str = "pl", time_limit: float = TIME_LIMIT, is_slow: bool = False) -> None:
        """Raises SpeechFailed when the package is not installed. `time_limit` in seconds, for each text."""
        try:
            self._gtts: ModuleType = importlib.import_module("gtts")
        except ImportError as error:
            raise SpeechFailed(
                "Silnik mowy gtts nie jest zainstalowany. Proszę zainstalować dodatek „gtts”"
                " (pip install 'system724[gtts]') albo wybrać silnik espeak."
            ) from error
        self.version: str = self._gtts.__version__
        self.language = language
        self.voice = f"{language} slow" if is_slow else language
        self._is_slow = is_slow
        self._time_limit = time_limit

    async def speak(self, text: str, target_wav: Path) -> None:
        """See SpeechEngine."""
        try:
            with anyio.fail_after(self._time_limit):
                # Abandoned when the caller hangs up: a thread that waits for the network cannot be ended.
                mp3 = await anyio.to_thread.run_sync(self._fetched, text, abandon_on_cancel=True)
        except TimeoutError as error:
            raise SpeechFailed(f"Usługa gTTS nie odpowiedziała w ciągu {self._time_limit:g} s.") from error
        await anyio.to_thread.run_sync(_write_wav, mp3, target_wav)

    def slower(self) -> "Gtts":
        """See SpeechEngine."""
        return Gtts(language=self.language, time_limit=self._time_limit, is_slow=True)

    def _fetched(self, text: str) -> bytes:
        mp3 = io.BytesIO()
        try:
            self._gtts.gTTS(text, lang=self.language, slow=self._is_slow, timeout=self._time_limit).write_to_fp(
                mp3
            )
        # The errors of requests are OSErrors; an empty text is an AssertionError there.
        except (self._gtts.gTTSError, OSError, AssertionError) as error:
            raise SpeechFailed(f"Usługa gTTS nie przygotowała nagrania: {error}") from error
        return mp3.getvalue()


def _write_wav(mp3: bytes, target_wav: Path) -> None:
    import soundfile  # it brings numpy, which no start shall wait for

    try:
        samples, rate = soundfile.read(io.BytesIO(mp3))
        soundfile.write(target_wav, samples, rate, format="WAV")
    except (soundfile.LibsndfileError, OSError) as error:
        raise SpeechFailed(f"Nagranie usługi gTTS jest nieczytelne: {error}") from error
