"""An installation with recordings and nothing else: makes them as Asterisk leaves them, packs and reads them."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.recording_tables import RecordingLogRow, RecordingRow
from core.settings import Settings
from recordings.vault import talk_file
from recordings.vault.key_ring import KeyRing
from recordings.vault.objects.object_store import LocalStore
from recordings.vault.objects.stores import Stores
from recordings.vault.packing import Packing
from recordings.vault.reader import RecordingReader
from tests.support.centres.installation_secrets import write_secrets
from tests.support.database.retained_records import MovedClock

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class RecordingSetup:
    """`state`: the folder of the installation, with its secrets."""

    def __init__(self, state: Path, engine: AsyncEngine, clock: MovedClock | None = None) -> None:
        self.state = state
        self.engine = engine
        self.clock = clock or MovedClock(NOON)
        self.settings = Settings(state_dir=state)
        self.folder = self.settings.recordings
        self.stores = Stores(LocalStore(self.folder))
        self.ring = KeyRing(self.settings.state)
        self.sounds: dict[str, NDArray[np.int16]] = {}
        self.folder.mkdir(parents=True, exist_ok=True)
        self.settings.open_recordings.mkdir(parents=True, exist_ok=True)
        write_secrets(state)

    @classmethod
    def of(cls, state: Path, engine: AsyncEngine, before: "RecordingSetup") -> "RecordingSetup":
        """What a backup of another setup was restored into."""
        made = cls(state, engine, before.clock)
        made.sounds = before.sounds
        return made

    @property
    def packing(self) -> Packing:
        """Of a process that has just begun."""
        return Packing(
            self.engine, self.clock, self.folder, [self.settings.open_recordings], self.stores, self.ring
        )

    @property
    def reader(self) -> RecordingReader:
        return RecordingReader(self.engine, self.stores, self.ring)

    async def record(
        self,
        name: str,
        seconds: float = 2.0,
        *,
        state: str = "closed",
        call: str | None = None,
        at: datetime | None = None,
        is_open: bool = False,
    ) -> Path:
        """A recording that Asterisk has made; `is_open`: nobody saw its end."""
        at = at or self.clock.now() + timedelta(seconds=len(self.sounds))
        file = f"{at:%Y/%m/%d}/{name}.wav"
        path, link = self.folder / file, self.settings.open_recordings / f"{name}.raw"
        seed = len(self.sounds) + 1
        sound = np.random.default_rng(seed).integers(-3000, 3000, (int(8000 * seconds), 2), np.int16)
        talk_file.begin(path, link)
        with link.open("ab") as out:
            out.write(sound.astype("<i2").tobytes())
        if not is_open:
            talk_file.end(path, link)
        self.sounds[name] = sound
        row = {"id": name, "call_id": call or f"call-{name}", "file": file, "state": state, "started_at": at}
        async with self.engine.begin() as connection:
            await connection.execute(insert(RecordingRow).values(**row))
        return path

    async def heard(self, name: str) -> NDArray[np.int16]:
        """The samples that a reader hears."""
        opened = await self.reader.open(name)
        content = await opened.read(0, opened.clear_size)
        sound: NDArray[np.int16] = soundfile.read(io.BytesIO(content), dtype="int16", always_2d=True)[0]
        return sound

    async def is_heard(self, name: str) -> bool:
        """As it was recorded, sample by sample."""
        return np.array_equal(await self.heard(name), self.sounds[name])

    async def states(self) -> dict[str, str]:
        async with self.engine.connect() as connection:
            found = await connection.execute(select(RecordingRow.id, RecordingRow.state))
            return {one.id: one.state for one in found}

    async def log(self) -> list[tuple[str, str]]:
        """What happened to which recording, in order."""
        row = RecordingLogRow
        async with self.engine.connect() as connection:
            found = await connection.execute(select(row.what, row.recording_id).order_by(row.number))
            return [(one.what, one.recording_id) for one in found]

    def files(self) -> set[str]:
        """Below the folder of recordings."""
        return {str(file.relative_to(self.folder)) for file in self.folder.rglob("*") if file.is_file()}


def fragments(sound: NDArray[np.int16], flac: bytes = b"") -> list[bytes]:
    """By which somebody would find a recording: bytes out of the clear WAV and FLAC."""
    wav = sound.astype("<i2").tobytes()
    found = [wav[at : at + 24] for at in range(0, len(wav) - 24, len(wav) // 7)]
    return found + [flac[at : at + 24] for at in range(200, len(flac) - 24, max(1, len(flac) // 7))]


def files_with(folder: Path, wanted: list[bytes]) -> set[str]:
    """Files below a folder that hold any of these bytes."""
    return {
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and not file.is_symlink() and any(part in file.read_bytes() for part in wanted)
    }
