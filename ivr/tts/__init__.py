"""Speech engines and what turns their sound into a telephone's."""

from collections.abc import Sequence

from ivr.tts.engine import SpeechEngine, SpeechFailed
from ivr.tts.espeak import open_espeak
from ivr.tts.gtts import Gtts

__all__ = ["ENGINE_NAMES", "SpeechEngine", "SpeechFailed", "engine_named"]

ENGINE_NAMES = ("espeak", "gtts")


async def engine_named(name: str, *, espeak_command: Sequence[str] = ("espeak-ng",)) -> SpeechEngine:
    """The engine called `name`, one of ENGINE_NAMES, ready to speak.

    `espeak_command` is the program, with a loader in front where it needs one. Raises SpeechFailed, in Polish,
    for an unknown name, a program that does not run, a package that is not installed.
    """
    if name == "espeak":
        return await open_espeak(espeak_command)
    if name == "gtts":
        return Gtts()
    raise SpeechFailed(f"Nieznany silnik mowy „{name}”. Dostępne: {', '.join(ENGINE_NAMES)}.")
