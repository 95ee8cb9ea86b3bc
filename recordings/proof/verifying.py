"""Are all packed recordings as they were stored, and is there nothing else? Reads, and changes nothing.

Of every recording, what the database says of its file is compared with the log of recordings (which is chained),
and its size with the store's. Those whose turn it is are read besides: their SHA-256, and whether the key opens
them at both ends. Then what lies in the stores and in the folder is compared with what is known.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from anyio import to_thread

from core.clock import WARSAW
from core.db.engine import Engine
from core.proof.chain import SHORTEST_KEEP
from core.proof.chain_store import LOGS
from core.proof.proof_check import Anchored, verify_log
from core.proof.recordings_proof import Findings, RecordingFault, RecordingFinding, RecordingsVerified
from recordings.proof import verifying_store
from recordings.proof.reconciling import Alarm, AlarmKind
from recordings.proof.verifying_store import LogEntry, Packed
from recordings.vault.faults import KeyMissing, ObjectChanged, ObjectMissing, StoreAway, WrongKey
from recordings.vault.format import HEADER_SIZE, read_header
from recordings.vault.keys import InstallationKeys
from recordings.vault.objects.object_store import SUFFIX, ObjectStore
from recordings.vault.objects.stores import Stores
from recordings.vault.reader import MEDIA_TYPES, Keys, OpenRecording
from recordings.vault.talk_file import SIDES

SHARES = 7
"""Nights in which every recording is read once."""
CLEAR_TIME = timedelta(hours=1)
"""For which a file in clear may lie, or what was destroyed may still be there."""
_PIECE = 4 * 1024 * 1024
_PAGE = 500

ALARMS: Final[dict[RecordingFault, AlarmKind]] = {
    "changed": "changed",
    "not_opened": "changed",
    "key_unknown": "changed",
    "key_missing": "changed",
    "row_changed": "changed",
    "missing": "missing",
    "row_missing": "missing",
    "foreign": "foreign",
    "not_destroyed": "foreign",
    "clear": "late",
}
"""What raises which alarm. A store that is away is no news of a recording."""


class Verifier:
    """`folder`: of the recordings, where clear files lie. `keys`: as `recordings.vault.key_ring.KeyRing`."""

    def __init__(self, engine: Engine, folder: Path, stores: Stores, keys: Keys) -> None:
        self._engine = engine
        self._folder = folder
        self._stores = stores
        self._keys = keys

    async def verify(self, now: datetime, anchored: Anchored, share: date | None = None) -> "Verification":
        """Verify everything; with `share`, read only those recordings whose turn it is on that day.

        Raises what the database raises."""
        run = Verification(self._engine, self._folder, self._stores, now, share)
        try:
            keys = await self._keys.now()
        except WrongKey:  # no file of secrets, or a damaged one: nothing opens
            keys = InstallationKeys("")
        await run.go_through(keys)
        log = await verify_log(self._engine, LOGS["recording_log"], anchored, now)
        run.result = RecordingsVerified(
            recordings=run.recordings,
            read=run.read,
            bytes=run.bytes,
            clear=run.clear,
            wrong=run.findings.wrong,
            findings=run.findings.kept,
            log=log,
        )
        return run


@dataclass(frozen=True, slots=True)
class _Found:
    """A file below the folder of recordings."""

    name: str
    size: int
    changed_at: float


class Verification:
    """One going through everything. `result` when it is over; `alarms()` of all that was found."""

    result: RecordingsVerified

    def __init__(self, engine: Engine, folder: Path, stores: Stores, now: datetime, share: date | None) -> None:
        self._engine = engine
        self._folder = folder
        self._stores = stores
        self._now = now
        self._share = share
        self._away: set[str] = set()
        self._sizes: dict[str, dict[str, int]] = {}
        self._of: dict[str, tuple[str | None, str | None]] = {}
        self.findings = Findings()
        self.recordings = self.read = self.bytes = self.clear = 0

    async def go_through(self, keys: InstallationKeys) -> None:
        """Stores first: what is stored while this goes on is in no list, and is asked for by name."""
        for store in dict.fromkeys((self._stores.local, self._stores.current)):
            self._sizes[store.name] = {}
            try:
                async for found in store.list():
                    self._sizes[store.name][found.name] = found.size
            except StoreAway:
                self._is_away(store.name)
        async for packed in verifying_store.packed_recordings(self._engine):
            self.recordings += 1
            await self._check(packed, keys)
        for row in await verifying_store.entries_without_file(self._engine):
            recording, number, store_name, name = row
            self.findings.add(RecordingFinding("row_missing", recording, store_name, name, number))
        for store_name, sizes in self._sizes.items():
            await self._look_for_foreign(store_name, list(sizes))
        await self._look_into_folder()

    def alarms(self) -> list[Alarm]:
        """In a steady order, each thing once."""
        found = {}
        for finding in sorted(self.findings.all, key=str):
            if (kind := ALARMS.get(finding.fault)) is None:
                continue
            call, office = self._of.get(finding.recording or "", (None, None))
            alarm = Alarm(kind, finding.recording, call, office, finding.object)
            found[alarm.about] = alarm
        return list(found.values())

    # -- one recording

    async def _check(self, packed: Packed, keys: InstallationKeys) -> None:
        file = packed.file
        self._of[file.recording_id] = (packed.call, packed.office)
        if not _is_as_logged(packed, self._now):
            again = await verifying_store.packed_recording(self._engine, file.recording_id)
            if again is None:
                return  # let go meanwhile
            if not _is_as_logged(again, self._now):
                self._found("row_changed", packed, None if packed.entry is None else packed.entry.number)
        try:
            store = self._stores.named(file.store)
        except StoreAway:
            self._is_away(file.store)
            return
        if store.name in self._away:
            return
        key = self._key(packed, keys)
        try:
            await self._check_object(packed, store, key)
        except StoreAway:
            self._is_away(store.name)
        except ObjectMissing:
            if await verifying_store.packed_recording(self._engine, file.recording_id) is not None:
                self._found("missing", packed)
        except ObjectChanged:
            if await verifying_store.packed_recording(self._engine, file.recording_id) is not None:
                self._found("changed", packed)

    def _key(self, packed: Packed, keys: InstallationKeys) -> bytes | None:
        """None if there is none that could be tried; then it has been said why."""
        file = packed.file
        if file.wrapped is None:
            self._found("key_missing", packed)
            return None
        try:
            return keys.unwrap(file.recording_id, file.installation_key, file.wrapped)
        except KeyMissing:
            self._found("key_unknown", packed)
        except WrongKey:
            self._found("not_opened" if file.installation_key in keys else "key_unknown", packed)
        return None

    async def _check_object(self, packed: Packed, store: ObjectStore, key: bytes | None) -> None:
        """Raises ObjectMissing, ObjectChanged, StoreAway."""
        file = packed.file
        size = self._sizes[store.name].get(file.object)
        if size is None:
            size = await store.size(file.object)
        if size is None:
            raise ObjectMissing
        sizes = {file.size} | ({packed.entry.size} if packed.entry is not None else set())
        if size not in sizes:
            raise ObjectChanged
        if not self._is_its_turn(file.recording_id):
            return
        self.read += 1
        self.bytes += size
        digest = hashlib.sha256()
        for start in range(0, size, _PIECE):
            piece = await store.get_range(file.object, start, min(size, start + _PIECE))
            await to_thread.run_sync(digest.update, piece)
        expected = {file.sha256} | ({packed.entry.sha256} if packed.entry is not None else set())
        if digest.digest() not in expected:
            raise ObjectChanged
        if key is not None:
            await self._open_both_ends(packed, store, key)

    async def _open_both_ends(self, packed: Packed, store: ObjectStore, key: bytes) -> None:
        file = packed.file
        header = read_header(await store.get_range(file.object, 0, HEADER_SIZE))
        if file.codec not in MEDIA_TYPES or file.channels != SIDES:
            self._found("row_changed", packed)
            return
        if (header.clear_size, header.chunk_size, header.size) != (file.clear_size, file.chunk_size, file.size):
            self._found("row_changed", packed)
            return
        opened = OpenRecording(file, store, key, header)
        try:
            await opened.read(0, 1)
            await opened.read(header.clear_size - 1, header.clear_size)
            opened.waveform()
        except ObjectChanged:  # though it is the file that was stored
            self._found("not_opened", packed)

    def _is_its_turn(self, recording_id: str) -> bool:
        if self._share is None:
            return True
        place = int.from_bytes(hashlib.sha256(recording_id.encode()).digest()[:4])
        return place % SHARES == self._share.toordinal() % SHARES

    # -- what nobody knows

    async def _look_for_foreign(self, store: str, names: list[str]) -> None:
        for first in range(0, len(names), _PAGE):
            page = names[first : first + _PAGE]
            known = await verifying_store.known_objects(self._engine, store, page)
            others = [name for name in page if name not in known]
            of_ids = await verifying_store.known_recordings(self._engine, [Path(name).stem for name in others])
            for name in others:
                recording = of_ids.get(Path(name).stem)
                if recording is None:
                    self.findings.add(RecordingFinding("foreign", None, store, name))
                elif recording.state in ("destroyed", "expired"):
                    if _is_old(recording.gone_at, self._now):
                        self.findings.add(RecordingFinding("not_destroyed", recording.id, store, name))
                elif recording.state not in ("recording", "closed"):  # those are being stored now
                    again = await verifying_store.known_objects(self._engine, store, [name])
                    if not again:
                        self.findings.add(RecordingFinding("foreign", recording.id, store, name))

    async def _look_into_folder(self) -> None:
        files = await to_thread.run_sync(lambda: list(_files(self._folder)))
        for first in range(0, len(files), _PAGE):
            page = {found.name: found for found in files[first : first + _PAGE]}
            messages = await verifying_store.known_messages(self._engine, list(page))
            ids = {name: Path(name).stem for name in page if name not in messages}
            known = await verifying_store.known_recordings(self._engine, list(ids.values()))
            for name, recording_id in ids.items():
                self._judge_clear(page[name], known.get(recording_id) if name.endswith(".wav") else None)

    def _judge_clear(self, found: _Found, recording: verifying_store.KnownFile | None) -> None:
        is_old = found.changed_at + CLEAR_TIME.total_seconds() < self._now.timestamp()
        if recording is None:
            # The row of a recording, or of a message, may come after its file.
            if is_old or not found.name.endswith(".wav"):
                self.findings.add(RecordingFinding("foreign", None, self._stores.local.name, found.name))
            return
        self.clear += 1
        if recording.state in ("destroyed", "expired"):
            if _is_old(recording.gone_at, self._now):
                name = self._stores.local.name
                self.findings.add(RecordingFinding("not_destroyed", recording.id, name, found.name))
        elif is_old:
            self.findings.add(RecordingFinding("clear", recording.id, self._stores.local.name, found.name))

    # -- told

    def _found(self, fault: RecordingFault, packed: Packed, number: int | None = None) -> None:
        file = packed.file
        self.findings.add(RecordingFinding(fault, file.recording_id, file.store, file.object, number))

    def _is_away(self, store: str) -> None:
        self._away.add(store)
        self.findings.add(RecordingFinding("store_away", store=store))


def turn_of(now: datetime) -> date:
    """The share of a night."""
    return now.astimezone(WARSAW).date()


def _is_as_logged(packed: Packed, now: datetime) -> bool:
    file, entry = packed.file, packed.entry
    if entry is None:
        # Entries go by rule after two years; a recording that a legal hold keeps may be older.
        return packed.stored_at < now - SHORTEST_KEEP
    of_file = (file.store, file.object, file.size, file.sha256, file.seconds)
    mine = LogEntry(entry.number, packed.stored_at, True, *of_file)
    return entry == mine and packed.state == "packed"


def _is_old(gone_at: datetime | None, now: datetime) -> bool:
    return gone_at is None or gone_at + CLEAR_TIME < now


def _files(folder: Path) -> Iterator[_Found]:
    """Every file below the folder but sealed ones; not what a process of ours makes in folders that begin with a
    dot."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(where) / name
            if path.suffix == SUFFIX:
                continue
            try:
                status = path.lstat()
            except FileNotFoundError:  # gone meanwhile
                continue
            yield _Found(path.relative_to(folder).as_posix(), status.st_size, status.st_mtime)
