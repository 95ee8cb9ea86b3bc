"""What a speech engine is: text in, a WAV file out. Pure."""

from pathlib import Path
from typing import Protocol

from core.errors import S724Error


class SpeechFailed(S724Error):
    """The text could not be spoken. Nothing usable was written; other texts may still work."""

    code = "speech_failed"
    message_pl = "Nie udało się przygotować nagrania komunikatu."


SLOWER = 1.2
"""How many times as long a slower voice takes at least."""


class SpeechEngine(Protocol):
    """Speaks one text at a time into a file; may be called for several texts at once.

    Name, version and voice take part in the name under which a sound is kept: whatever changes the sound
    (speed and pitch as well) has to change one of them.
    """

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    @property
    def voice(self) -> str: ...

    @property
    def language(self) -> str:
        """ISO 639-1 code."""
        ...

    async def speak(self, text: str, target_wav: Path) -> None:
        """Write the spoken text to `target_wav`, any rate, one or more channels.

        Raises SpeechFailed, also when the engine takes longer than its time limit. A cancelled call ends the
        engine's work at once; `target_wav` may then hold a part.
        """
        ...

    def slower(self) -> "SpeechEngine":
        """The same voice for whoever did not follow: it takes at least `SLOWER` times as long."""
        ...
