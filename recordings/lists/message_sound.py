"""The sound of a voice message, read piece by piece from its file."""

from pathlib import Path

import anyio
from anyio import to_thread

MEDIA_TYPE = "audio/wav"


class MessageSound:
    """As `recordings.vault.reader.OpenRecording` gives out a recording."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = anyio.Path(path)
        self.clear_size = size

    async def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, not included. Raises OSError."""
        async with await self._path.open("rb") as file:
            await file.seek(start)
            return await file.read(max(0, end - start))


async def message_sound(path: Path) -> MessageSound | None:
    """None if there is no such file."""
    try:
        found = await to_thread.run_sync(path.stat)
    except OSError:
        return None
    return MessageSound(path, found.st_size)
