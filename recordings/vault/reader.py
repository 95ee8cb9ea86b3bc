"""Reads packed recordings: any range of the clear bytes, decrypting only the chunks that it needs."""

from typing import Protocol

from core.db.engine import Engine
from recordings.vault.faults import KeyDestroyed, ObjectChanged, ObjectMissing, RecordingNotThere
from recordings.vault.format import HEADER_SIZE, Chunks, Header, opened_span, read_header, span_of
from recordings.vault.keys import InstallationKeys, opened_waveform
from recordings.vault.objects.file_store import GONE, PackedFile, packed_file, state_of
from recordings.vault.objects.object_store import ObjectStore
from recordings.vault.objects.stores import Stores

MOST_AT_ONCE = 4 * 1024 * 1024
"""Clear bytes of one question to the store."""

MEDIA_TYPES = {"flac": "audio/flac"}


class Keys(Protocol):
    """`recordings.vault.key_ring.KeyRing`."""

    async def now(self) -> InstallationKeys: ...


class OpenRecording:
    """A recording whose key was found. `seconds` of sound; `clear_size` bytes of a whole file of `media_type`."""

    def __init__(self, file: PackedFile, store: ObjectStore, key: bytes, header: Header) -> None:
        self.file = file
        self.seconds = file.seconds
        self.codec = file.codec
        self.media_type = MEDIA_TYPES[file.codec]
        self.clear_size = file.clear_size
        self._store = store
        self._key = key
        self._header = header
        self._chunks = Chunks(key, file.recording_id, header)

    def __repr__(self) -> str:
        return f"OpenRecording({self.file.recording_id!r})"

    async def read(self, start: int, end: int) -> bytes:
        """The clear bytes from `start` to `end`, not included; what lies behind the end of the file is left out.

        Raises ObjectMissing, ObjectChanged and StoreAway."""
        end, parts = min(end, self.clear_size), []
        start = max(0, start)
        while start < end:
            until = min(end, start + MOST_AT_ONCE)
            span = span_of(self._header, start, until)
            sealed = await self._store.get_range(self.file.object, span.start, span.end)
            parts.append(opened_span(self._chunks, self._header, span, sealed, until - start))
            start = until
        return b"".join(parts)

    def waveform(self) -> bytes:
        """For each side ten peaks a second, a byte each (0-255), the whole of the caller's first. Raises
        ObjectChanged."""
        return opened_waveform(self._key, self.file.waveform)


class RecordingReader:
    """`await reader.open(id)`, then `read`."""

    def __init__(self, engine: Engine, stores: Stores, keys: Keys) -> None:
        self._engine = engine
        self._stores = stores
        self._keys = keys

    async def open(self, recording_id: str) -> OpenRecording:
        """Finds the key and looks at the file's size and header.

        Raises RecordingNotThere, KeyDestroyed, WrongKey (KeyMissing), ObjectMissing, ObjectChanged, StoreAway; and
        what the database raises."""
        file = await packed_file(self._engine, recording_id)
        if file is None or file.wrapped is None:
            state = await state_of(self._engine, recording_id)
            raise KeyDestroyed if state in GONE or file is not None else RecordingNotThere
        keys = await self._keys.now()
        key = keys.unwrap(recording_id, file.installation_key, file.wrapped)
        store = self._stores.named(file.store)
        size = await store.size(file.object)
        if size is None:
            raise ObjectMissing
        if size != file.size:
            raise ObjectChanged
        header = read_header(await store.get_range(file.object, 0, HEADER_SIZE))
        if (header.clear_size, header.chunk_size, header.size) != (file.clear_size, file.chunk_size, file.size):
            raise ObjectChanged
        return OpenRecording(file, store, key, header)
