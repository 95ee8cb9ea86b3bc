"""Packs closed recordings: FLAC, sealed, stored, and only then the clear file goes.

Killed or refused at any moment, the clear file is there, or the whole sealed file and its row; the next sweep goes
on from what it finds, and one sealed file is left. A store or disk that is away ends a sweep, so that recordings
are stored in their order when it is back.
"""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import anyio
import structlog
from anyio import to_thread

from core.clock import Clock
from core.db.engine import Engine
from core.telephony.node_line import NodeAway
from recordings.vault import packing_store, talk_file
from recordings.vault.arriving import FilesOfNodes
from recordings.vault.destroying_store import Leftover, leftovers, note_removed, vacuum, wipe_keys
from recordings.vault.faults import ObjectMissing, StoreAway, WrongKey
from recordings.vault.format import CHUNK, new_header, sealed_parts
from recordings.vault.keys import new_key, sealed_waveform
from recordings.vault.objects.object_store import object_name
from recordings.vault.objects.stores import Stores
from recordings.vault.packing_store import StoredFile, Turn, Unpacked
from recordings.vault.reader import Keys
from recordings.vault.removing import remove, wipe
from recordings.vault.sound import CODEC, SoundDamaged, packed_sound

log = structlog.get_logger()

DESK = ".packing"
"""Below the folder of recordings: where a sealed file is made before it is stored."""

AGAIN_AFTER = timedelta(hours=1)
"""Until a recording is tried again that could not be packed for a fault of its own."""


STILL_WRITTEN_FOR = timedelta(seconds=30)
"""Until it is looked again whether Asterisk has closed a file."""

SHARE = 0.05
"""Of a processor's time, for packing while calls go on: what it falls behind it catches up when nobody calls."""

MOST_REST = 60.0
"""Seconds between two recordings at the most: of one that takes longer than three the share is larger."""

LOOK_TIME = 5.0
"""Seconds until it is looked again whether calls go on."""

WIPE_FOR = timedelta(days=3)
"""So many nights the tables of keys are written anew after a destruction, should they be in use in one of them."""

_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EMFILE, errno.ENFILE, errno.ENOMEM)
"""Errors that every other recording would meet, too."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep has done. `is_away`: it ended before its time, because a disk, store or key is away."""

    packed: int = 0
    removed: int = 0
    is_away: bool = False


class Packing:
    """`folder`: of the recordings; `links`: `Settings.open_recordings` of each Asterisk."""

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        folder: Path,
        links: Sequence[Path],
        stores: Stores,
        keys: Keys,
        is_shed: Callable[[], bool] = lambda: False,
        arriving: FilesOfNodes | None = None,
    ) -> None:
        """`is_shed()`: is the machine full? Recordings then wait for a later sweep. `arriving`: from the machines
        of several Asterisks."""
        self._arriving = arriving or FilesOfNodes(folder, ())
        self._is_shed = is_shed
        self._engine = engine
        self._clock = clock
        self._folder = folder
        self._links = links
        self._stores = stores
        self._keys = keys
        self._aside: dict[str, datetime] = {}
        self._calls_go_on, self._looked_at = False, float("-inf")

    async def sweep(self) -> Swept:
        """Remove what is left of recordings that are gone, then pack every closed one, the oldest first. Nothing
        if another process does. Raises what the database raises."""
        async with packing_store.only_packer(self._engine) as turn:
            if turn is None:
                return Swept()
            packed = 0
            try:
                if not await to_thread.run_sync(self._is_there):
                    if await packing_store.knows_of_files(self._engine):
                        raise StoreAway  # a disk that is not mounted has lost nothing
                    return Swept()
                await to_thread.run_sync(self._clear_desk)
                removed = await self._remove_what_is_left()
                await self._wipe_what_is_packed()
                now, is_anything_new = self._clock.now(), True
                self._aside = {one: until for one, until in self._aside.items() if until > now}
                while is_anything_new:  # what is closed meanwhile, too
                    is_anything_new = False
                    async for unpacked in packing_store.unpacked(self._engine):
                        if self._is_shed():
                            return Swept(packed, removed)
                        began = self._clock.monotonic()
                        if await self._try(unpacked, turn):
                            packed, is_anything_new = packed + 1, True
                            await self._rest(self._clock.monotonic() - began)
            except packing_store.TurnLost:
                log.warning("another process packs recordings", packed=packed)
                return Swept(packed)
            except (StoreAway, WrongKey, OSError) as error:
                code = error.errno if isinstance(error, OSError) else None
                log.error("recordings wait to be stored", error=type(error).__name__, errno=code, packed=packed)
                return Swept(packed, is_away=True)
        if packed or removed:
            log.info("recordings were stored", packed=packed, removed=removed)
        return Swept(packed, removed)

    async def _rest(self, took: float) -> None:
        """Calls go first."""
        if (now := self._clock.monotonic()) - self._looked_at >= LOOK_TIME:
            self._looked_at, self._calls_go_on = now, await packing_store.calls_go_on(self._engine)
        if self._calls_go_on:
            await anyio.sleep(min(MOST_REST, took * (1 / SHARE - 1)))

    async def wipe(self) -> None:
        """Write the files of the tables anew in which keys stood, if any was destroyed in the last days: no freed
        byte of them holds one. A table that is in use for long waits for the next night."""
        is_whole = await wipe_keys(self._engine, self._clock.now() - WIPE_FOR)
        if is_whole is not None:
            log.info("the files of the keys of recordings were written anew", is_whole=is_whole)

    async def _remove_what_is_left(self) -> int:
        removed, staying, after = 0, 0, ""
        while left := await leftovers(self._engine, after):
            stays = await self._still_at_nodes(left)
            stays += await remove([one for one in left if one not in stays], self._folder, self._stores)
            gone = [one.recording_id for one in left if one not in stays]
            await note_removed(self._engine, gone)
            removed, staying, after = removed + len(gone), staying + len(stays), left[-1].recording_id
        if staying:
            log.error("what is left of recordings could not be removed yet", count=staying)
        if removed:
            await vacuum(self._engine)
        return removed

    async def _still_at_nodes(self, left: Sequence[Leftover]) -> list[Leftover]:
        """Those of which a machine that does not answer may have the file."""
        stays = []
        for one in left if self._arriving.is_needed else ():
            try:
                if one.clear:
                    await self._arriving.discard(one.clear)
            except NodeAway:
                stays.append(one)
        return stays

    async def _wipe_what_is_packed(self) -> None:
        for recording_id, file in await packing_store.clear_leftovers(self._engine):
            try:
                await self._wipe(recording_id, file)
            except OSError as error:
                if error.errno in _OF_THE_DISK:
                    raise
                # It is tried again by each sweep, and `make verify-recordings` names it: others need not wait.
                log.error("a clear file could not be removed", recording=recording_id, errno=error.errno)

    async def _wipe(self, recording_id: str, file: str) -> None:
        await to_thread.run_sync(wipe, self._folder, file)
        await packing_store.note_no_clear_file(self._engine, recording_id)

    async def _try(self, unpacked: Unpacked, turn: Turn) -> bool:
        """Was it packed? One with a fault of its own is put aside for a while, and holds up no other."""
        now = self._clock.now()
        if self._aside.get(unpacked.id, now) > now:
            return False
        try:
            await self._pack(unpacked, turn)
        except (talk_file.StillWritten, NodeAway):
            self._aside[unpacked.id] = now + STILL_WRITTEN_FOR
        except FileNotFoundError:
            self._aside[unpacked.id] = now + AGAIN_AFTER
            is_wanted = unpacked.state == "closed"
            if is_wanted and await packing_store.note_missing(self._engine, unpacked.id, now):
                log.error("the file of a recording is not where it was", recording=unpacked.id)
        except (SoundDamaged, ObjectMissing, ValueError, ArithmeticError, OSError) as error:
            if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
                raise
            log.error("a recording cannot be packed", recording=unpacked.id, error=type(error).__name__)
            self._aside[unpacked.id] = now + AGAIN_AFTER
        else:
            return True
        return False

    async def _pack(self, unpacked: Unpacked, turn: Turn) -> None:
        path = self._folder / unpacked.file
        (await self._keys.now()).wrap(unpacked.id, new_key())  # without a key there is no need to begin
        await self._arriving.bring(unpacked.file)
        await to_thread.run_sync(self._end, path)
        sound = await to_thread.run_sync(packed_sound, path)
        key = new_key()
        fresh = self._folder / DESK / path.with_suffix(".s724").name
        store, name = self._stores.current, object_name(unpacked.file)
        try:
            size, digest = await to_thread.run_sync(_seal, fresh, key, unpacked.id, sound.content)
            await turn.check()  # else it could take the place of what another process has sealed, by another key
            await store.put(name, fresh)
        finally:
            await to_thread.run_sync(partial(fresh.unlink, missing_ok=True))
        file = StoredFile(
            store=store.name,
            object=name,
            size=size,
            clear_size=len(sound.content),
            sha256=digest,
            codec=CODEC,
            chunk_size=CHUNK,
            seconds=sound.seconds,
            channels=sound.channels,
            waveform=sealed_waveform(key, sound.waveform),
        )
        async with self._engine.begin() as connection:
            state = await packing_store.lock_state(connection, unpacked.id)
            if state in packing_store.UNPACKED:
                await turn.check()
                await packing_store.keep_keys_still(connection)
                installation_key, wrapped = (await self._keys.now()).wrap(unpacked.id, key)
                now = self._clock.now()
                await packing_store.note_packed(connection, unpacked.id, file, installation_key, wrapped, now)
        if state == "packed":
            raise packing_store.TurnLost  # the clear file and the sealed one are the other process's
        if (
            state not in packing_store.UNPACKED
        ):  # withdrawn meanwhile: the key was never kept, and the file goes, too
            await store.delete(name)
        await self._wipe(unpacked.id, unpacked.file)

    def _end(self, path: Path) -> None:
        """Nobody writes it any more, and its header says how long it is."""
        try:
            for links in self._links:
                talk_file.end(path, links / f"{path.stem}.raw")
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.strerror == "no recording of a conversation":
                raise SoundDamaged from error
            raise

    def _is_there(self) -> bool:
        """The mount point of a disk that is away is an empty folder."""
        return self._folder.is_dir() and any(self._folder.iterdir())

    def _clear_desk(self) -> None:
        desk = self._folder / DESK
        desk.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in desk.iterdir():
            left.unlink()


def _seal(file: Path, key: bytes, recording_id: str, content: bytes) -> tuple[int, bytes]:
    """Write the sealed file; its size and SHA-256. Blocks; raises OSError."""
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        for part in sealed_parts(key, recording_id, new_header(len(content)), _pieces(content)):
            digest.update(part)
            size += out.write(part)
        out.flush()
        os.fsync(descriptor)
    return size, digest.digest()


def _pieces(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK):
        yield content[start : start + CHUNK]
