"""Sounds that editors send: few at a time, however many come, so that they take no memory from calls."""

from collections.abc import AsyncIterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import anyio
import anyio.to_thread

from core.errors import S724Error

AT_ONCE = 2  # that are decoded at the same time; each takes up to about 150 MB meanwhile
MOST = 6  # that are being sent, wait or are decoded


class UploadsBusy(S724Error):
    """As many sounds as may be are on their way already. Nothing of this one was kept."""

    code = "uploads_busy"
    message_pl = "Trwa już przesyłanie wielu nagrań. Prosimy spróbować ponownie za chwilę."
    retry_after = 10  # seconds; decoding takes one or two


class Uploads:
    """Whoever sends slowly waits for nobody's turn: a file on disk takes in what comes, and has no name there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._here = 0
        self._turns = anyio.Semaphore(AT_ONCE)

    async def sound(self, body: AsyncIterable[bytes]) -> tuple[bytes, float]:
        """As `recorded_sound` makes it of the body. Raises UploadsBusy, RecordingRefused, and what the body does;
        OSError if the disk takes nothing any more."""
        if self._here >= MOST:
            raise UploadsBusy
        self._here += 1
        try:
            with TemporaryFile(dir=self._folder) as file:
                async for piece in body:
                    await anyio.to_thread.run_sync(file.write, piece)
                async with self._turns:
                    return await anyio.to_thread.run_sync(_decoded, file)
        finally:
            self._here -= 1


def _decoded(file: IO[bytes]) -> tuple[bytes, float]:
    from ivr.tts.recorded_sound import recorded_sound  # numpy and more: when it is first needed

    file.seek(0)
    return recorded_sound(file.read())
