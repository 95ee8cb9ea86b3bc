"""espeak-ng: speaks Polish without a network, in a separate process for each text (about 10 ms)."""

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import anyio

from ivr.tts.engine import SpeechFailed

LANGUAGE = "pl"
# Slower and a little lower than the engine's own 175 words a minute at pitch 50: on a telephone, to older ears,
# the consonant clusters of Polish need the time. One unit of word gap is 10 ms.
WORDS_PER_MINUTE = 150
PITCH = 45
WORD_GAP = 1
TIME_LIMIT = 20.0


class Espeak:
    """The engine `espeak`. Make it with `open_espeak`, which asks the program for its version."""

    name = "espeak"
    language = LANGUAGE
    voice = f"{LANGUAGE} s{WORDS_PER_MINUTE} p{PITCH} g{WORD_GAP}"

    def __init__(self, command: Sequence[str], version: str, *, time_limit: float = TIME_LIMIT) -> None:
        """`command` is the program with whatever it needs before its own options; `time_limit` in seconds."""
        self.version = version
        self._command = [*command]
        self._time_limit = time_limit

    async def speak(self, text: str, target_wav: Path) -> None:
        """See SpeechEngine."""
        # The text goes in by stdin: on a command line every user of the machine could read it.
        await _run(
            [
                *self._command,
                *("-v", LANGUAGE, "-s", str(WORDS_PER_MINUTE), "-p", str(PITCH), "-g", str(WORD_GAP)),
                *("-b", "1", "--stdin", "-w", str(target_wav)),
            ],
            _harmless(text),
            self._time_limit,
        )
        # It ends with 0 even where it could not open the file.
        size = await anyio.to_thread.run_sync(lambda: target_wav.stat().st_size if target_wav.exists() else 0)
        if not size:
            raise SpeechFailed("Program espeak-ng nie zapisał nagrania.")


async def open_espeak(command: Sequence[str], *, time_limit: float = TIME_LIMIT) -> Espeak:
    """The engine for the program at `command`. Raises SpeechFailed when that program does not run."""
    output = await _run([*command, "--version"], "", time_limit)
    version = re.search(r"text-to-speech: ([\w.-]+)", output)
    if version is None:
        raise SpeechFailed(f"Program {command[-1]} nie jest programem espeak-ng.")
    return Espeak(command, version[1], time_limit=time_limit)


def _harmless(text: str) -> str:
    """Without what espeak-ng takes for commands: control characters and [[phonemes]]."""
    text = re.sub(r"[\[\]]", " ", text)
    return "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)


async def _run(command: list[str], text: str, time_limit: float) -> str:
    try:
        with anyio.fail_after(time_limit):  # on time-out and on cancellation the process is killed
            done = await anyio.run_process(command, input=text.encode(), check=False)
    except TimeoutError as error:
        raise SpeechFailed(f"Program espeak-ng nie odpowiedział w ciągu {time_limit:g} s.") from error
    except OSError as error:
        raise SpeechFailed(f"Nie można uruchomić programu espeak-ng: {error.strerror or error}.") from error
    if done.returncode != 0:
        complaint = done.stderr.decode(errors="replace").strip()
        raise SpeechFailed(f"Program espeak-ng zakończył się błędem {done.returncode}: {complaint[:200]}")
    return done.stdout.decode(errors="replace")
