"""Piper: a neural voice on the machine itself, in a separate process for each text.

The operator supplies the program and the voice (`pl_PL-….onnx`, its `.onnx.json` beside it); neither is shipped.
About 0.03 of the length of the speech on one core, after a second for loading the voice.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import anyio

from ivr.tts.engine import SpeechFailed
from ivr.tts.program import harmless, run_program

TIME_LIMIT = 60.0
SLOWER_BY = 1.3


class Piper:
    """The engine `piper`. Make it with `open_piper`, which looks at the voice."""

    name = "piper"

    def __init__(
        self,
        command: Sequence[str],
        voice_file: Path,
        version: str,
        *,
        language: str,
        time_limit: float = TIME_LIMIT,
        length_scale: float | None = None,
    ) -> None:
        """`command` is `piper`, or `python -m piper`; `version` follows from what is in the voice's files.
        `length_scale`: how long sounds last; None: as the voice has them by itself."""
        self.version = version
        self.language = language
        self.voice = voice_file.stem if length_scale is None else f"{voice_file.stem} l{length_scale:g}"
        self._length_scale = length_scale
        self._command = [*command]
        self._voice_file = voice_file
        self._time_limit = time_limit

    async def speak(self, text: str, target_wav: Path) -> None:
        """See SpeechEngine."""
        # By stdin, in one line: each line would be a sound of its own.
        command = [*self._command, "--model", str(self._voice_file), "--output_file", str(target_wav)]
        if self._length_scale is not None:
            command += ["--length_scale", f"{self._length_scale:g}"]
        await run_program("piper", command, harmless(text) + "\n", self._time_limit)
        size = await anyio.to_thread.run_sync(lambda: target_wav.stat().st_size if target_wav.exists() else 0)
        if not size:
            raise SpeechFailed("Program piper nie zapisał nagrania.")

    def slower(self) -> "Piper":
        """See SpeechEngine."""
        return Piper(
            self._command,
            self._voice_file,
            self.version,
            language=self.language,
            time_limit=self._time_limit,
            length_scale=SLOWER_BY,
        )


async def open_piper(
    command: Sequence[str], voice_file: Path | None, *, language: str, time_limit: float = TIME_LIMIT
) -> Piper:
    """The engine for a voice. Raises SpeechFailed when the voice is not there or the program does not run."""
    if voice_file is None:
        raise SpeechFailed(
            f"Silnik piper nie ma pliku głosu dla języka „{language}” (S724_PIPER_VOICE_{language.upper()})."
        )
    try:
        voice, version = await anyio.to_thread.run_sync(_looked_at, voice_file)
    except OSError as error:
        raise SpeechFailed(
            f"Nie można odczytać pliku głosu {voice_file.name}: {error.strerror or error}."
        ) from error
    await run_program("piper", [*command, "--help"], "", time_limit)
    return Piper(command, voice, version, language=language, time_limit=time_limit)


def _looked_at(voice_file: Path) -> tuple[Path, str]:
    """The absolute path and the version: of the voice, not of the program. Another voice is another sound."""
    with voice_file.open("rb") as voice:
        digest = hashlib.file_digest(voice, "sha256")
    digest.update(voice_file.with_name(f"{voice_file.name}.json").read_bytes())
    return voice_file.resolve(), digest.hexdigest()[:16]
