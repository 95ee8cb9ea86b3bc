"""espeak-ng: speaks every language of the line without a network, in a separate process for each text (10 ms)."""

import re
from collections.abc import Sequence
from pathlib import Path

import anyio

from ivr.tts.engine import SpeechFailed
from ivr.tts.program import harmless, run_program

VOICES = {"pl": "pl", "en": "en-gb", "uk": "uk"}
# Slower and a little lower than the engine's own 175 words a minute at pitch 50: on a telephone, to older ears,
# the consonant clusters of Polish need the time. One unit of word gap is 10 ms.
WORDS_PER_MINUTE = 165
SLOW_WORDS_PER_MINUTE = 120
PITCH = 45
WORD_GAP = 1
TIME_LIMIT = 20.0


class Espeak:
    """The engine `espeak`. Make it with `open_espeak`, which asks the program for its version."""

    name = "espeak"

    def __init__(
        self,
        command: Sequence[str],
        version: str,
        *,
        language: str = "pl",
        time_limit: float = TIME_LIMIT,
        words_per_minute: int = WORDS_PER_MINUTE,
    ) -> None:
        """`command` is the program with whatever it needs before its own options; `time_limit` in seconds.

        KeyError for a language that is none of VOICES.
        """
        self.version = version
        self.language = language
        self.voice = f"{VOICES[language]} s{words_per_minute} p{PITCH} g{WORD_GAP}"
        self._words_per_minute = words_per_minute
        self._command = [*command]
        self._time_limit = time_limit

    async def speak(self, text: str, target_wav: Path) -> None:
        """See SpeechEngine."""
        # The text goes in by stdin: on a command line every user of the machine could read it, and one that begins
        # with a hyphen would be an option.
        voice = VOICES[self.language]
        await run_program(
            "espeak-ng",
            [
                *self._command,
                *("-v", voice, "-s", str(self._words_per_minute), "-p", str(PITCH), "-g", str(WORD_GAP)),
                *("-b", "1", "--stdin", "-w", str(target_wav)),
            ],
            harmless(text),
            self._time_limit,
        )
        # It ends with 0 even if it could not open the file.
        size = await anyio.to_thread.run_sync(lambda: target_wav.stat().st_size if target_wav.exists() else 0)
        if not size:
            raise SpeechFailed("Program espeak-ng nie zapisał nagrania.")

    def slower(self) -> "Espeak":
        """See SpeechEngine."""
        return Espeak(
            self._command,
            self.version,
            language=self.language,
            time_limit=self._time_limit,
            words_per_minute=SLOW_WORDS_PER_MINUTE,
        )


async def open_espeak(command: Sequence[str], *, language: str = "pl", time_limit: float = TIME_LIMIT) -> Espeak:
    """The engine for the program at `command`. Raises SpeechFailed when that program does not run."""
    output = await run_program("espeak-ng", [*command, "--version"], "", time_limit)
    version = re.search(r"text-to-speech: ([\w.-]+)", output)
    if version is None:
        raise SpeechFailed(f"Program {command[-1]} nie jest programem espeak-ng.")
    return Espeak(command, version[1], language=language, time_limit=time_limit)
