"""Speech engines and what turns their sound into a telephone's."""

import shlex
from collections.abc import Sequence
from pathlib import Path

import structlog

from core.settings import Settings
from ivr.tts.engine import SpeechEngine, SpeechFailed
from ivr.tts.espeak import VOICES, open_espeak
from ivr.tts.gtts import Gtts
from ivr.tts.piper import open_piper

__all__ = ["ENGINE_NAMES", "SpeechEngine", "SpeechFailed", "engine_named", "engines_of", "espeak_engines"]

log = structlog.get_logger()

ENGINE_NAMES = ("espeak", "piper", "gtts")


async def engine_named(
    name: str,
    *,
    language: str = "pl",
    espeak_command: Sequence[str] = ("espeak-ng",),
    piper_command: Sequence[str] = ("piper",),
    piper_voice: Path | None = None,
) -> SpeechEngine:
    """The engine called `name`, one of ENGINE_NAMES, ready to speak `language`.

    A command is the program, with a loader in front if it needs one. Raises SpeechFailed, in Polish, for an
    unknown name, a program that does not run, a package or a voice that is not installed.
    """
    match name:
        case "espeak":
            return await open_espeak(espeak_command, language=language)
        case "piper":
            return await open_piper(piper_command, piper_voice, language=language)
        case "gtts":
            return Gtts(language=language)
    raise SpeechFailed(f"Nieznany silnik mowy „{name}”. Dostępne: {', '.join(ENGINE_NAMES)}.")


async def espeak_engines(command: Sequence[str]) -> list[SpeechEngine]:
    """One for each language, for who must speak whatever else is away. Raises SpeechFailed."""
    return [await open_espeak(command, language=language) for language in VOICES]


async def engines_of(settings: Settings) -> list[SpeechEngine]:
    """One engine for each language, as the settings choose.

    One that does not work gives way to espeak-ng, which is always there: a robot's voice is better than none.
    Raises SpeechFailed when not even that speaks.
    """
    engines: list[SpeechEngine] = []
    espeak = shlex.split(settings.espeak)
    for language, (name, voice) in settings.speech.items():
        try:
            engines.append(
                await engine_named(
                    name,
                    language=language,
                    espeak_command=espeak,
                    piper_command=shlex.split(settings.piper),
                    piper_voice=voice,
                )
            )
        except SpeechFailed as failure:
            if name == "espeak":
                raise
            log.error("a speech engine does not work", engine=name, language=language, reason=failure.message_pl)
            engines.append(await engine_named("espeak", language=language, espeak_command=espeak))
    return engines
