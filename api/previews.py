"""Lets an editor hear a text before callers do."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import anyio.to_thread
import soundfile

from api.engines import Engines
from core.errors import S724Error
from ivr.prompts.cache import PromptCache
from ivr.speech.spoken_form import Dictionary
from ivr.tts.alaw import alaw_decode
from ivr.tts.telephone_sound import RATE

AT_ONCE = 2  # previews that are spoken at the same time, so that editors do not take the processor from calls


class PreviewBusy(S724Error):
    """This user already listens to another text."""

    code = "preview_busy"
    message_pl = "Poprzednie odsłuchanie jeszcze trwa. Prosimy poczekać, aż się skończy."


class Previews:
    """One at a time for each user. Nothing of it stays on disk."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._users: set[str] = set()
        self._places = anyio.Semaphore(AT_ONCE)

    async def wav(self, text: str, language: str, dictionary: Dictionary, user: str) -> bytes:
        """`text` as callers would hear it, as a WAV file. Raises PreviewBusy, SpeechFailed."""
        with self._one_of(user):
            async with self._places:
                engines = await self._engines.opened()
                with TemporaryDirectory(prefix="s724-preview-") as folder:
                    cache = PromptCache(Path(folder), *engines, dictionary=dictionary)
                    sound = await cache.sound_for(text, language)
                    return await anyio.to_thread.run_sync(wav_of, Path(f"{sound}.alaw"))

    @contextmanager
    def _one_of(self, user: str) -> Iterator[None]:
        if user in self._users:
            raise PreviewBusy
        self._users.add(user)
        try:
            yield
        finally:
            self._users.discard(user)


def wav_of(alaw: Path) -> bytes:
    """A sound of the line as a file that browsers play. Raises OSError."""
    out = io.BytesIO()
    soundfile.write(out, alaw_decode(alaw.read_bytes()), RATE, format="WAV", subtype="PCM_16")
    return out.getvalue()
