"""The sound of recordings as files that anything can read, whether they are packed already or not."""

import shutil
from pathlib import Path

from anyio import to_thread

from core.db.engine import Engine
from core.settings import Settings
from recordings.vault.faults import RecordingUnreadable
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.stores import stores_of
from recordings.vault.reader import RecordingReader


class RecordedSound:
    """Copies go into `into`, a folder that is there."""

    def __init__(self, engine: Engine, settings: Settings, into: Path) -> None:
        self._folder = settings.recordings
        self._into = into
        self._reader = RecordingReader(engine, stores_of(settings), KeyRing(settings.home))

    async def file(self, recording: str, clear: str) -> Path:
        """A copy of the sound; a path at which nothing is for a recording that cannot be had. `clear`: the name of
        the clear file."""
        copy = self._into / f"{recording}.wav"
        try:
            await to_thread.run_sync(shutil.copyfile, self._folder / clear, copy)
            return copy
        except OSError:
            pass  # packed, and then gone
        copy = copy.with_suffix(".flac")
        try:
            opened = await self._reader.open(recording)
            content = await opened.read(0, opened.clear_size)
        except RecordingUnreadable:
            return copy
        await to_thread.run_sync(copy.write_bytes, content)
        return copy
