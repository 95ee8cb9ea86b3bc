"""Stores of sealed files: a folder of this machine, or S3 (`s3_store`). All behind one Protocol."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar, TypeVarTuple, Unpack

import structlog
from anyio import to_thread

from recordings.vault.faults import ObjectChanged, ObjectMissing, StoreAway

log = structlog.get_logger()

_Found = TypeVar("_Found")
_Given = TypeVarTuple("_Given")

LOCAL = "local"
SUFFIX = ".s724"


def object_name(file: str) -> str:
    """Of the sealed file, by the name of the clear one: `yyyy/mm/dd/<recording>.wav`. None by none."""
    return str(Path(file).with_suffix(SUFFIX)) if file else ""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """`size` in bytes."""

    name: str
    size: int


class ObjectStore(Protocol):
    """Names are relative, `yyyy/mm/dd/<recording>.s724`. Every method raises StoreAway when the store does not
    answer within its time, has no room or refuses us."""

    @property
    def name(self) -> str:
        """As `recording_file.store` has it: `local`, or `s3://bucket/prefix`."""
        ...

    async def put(self, name: str, file: Path) -> None:
        """Store `file`; on return it is there for good, whole, in the place of what had the name. Then `file` may
        be gone."""
        ...

    async def size(self, name: str) -> int | None:
        """Bytes of an object; None where there is none."""
        ...

    async def exists(self, name: str) -> bool: ...

    async def get_range(self, name: str, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, not included. Raises ObjectMissing; ObjectChanged if it is shorter."""
        ...

    async def delete(self, name: str) -> None:
        """On return it is gone; also when it never was there."""
        ...

    def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        """Every sealed file below a folder, in no order; in S3, where nothing else has a place, every file."""
        ...


class LocalStore:
    """Sealed files in the folder of the recordings. Its own files and folders are for the owner alone.

    Plain POSIX and not obstore's: that one syncs nothing, and what is not on the disk is not stored."""

    name = LOCAL

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: str, file: Path) -> None:
        await self._carry_out(self._put, name, file)

    async def size(self, name: str) -> int | None:
        try:
            return await self._carry_out(lambda: self._path(name).stat().st_size)
        except ObjectMissing:
            if await to_thread.run_sync(self._is_away):
                raise StoreAway from None
            return None

    async def exists(self, name: str) -> bool:
        return await self.size(name) is not None

    async def get_range(self, name: str, start: int, end: int) -> bytes:
        return await self._carry_out(self._read, name, start, end)

    async def delete(self, name: str) -> None:
        def remove() -> None:
            with suppress(FileNotFoundError, ObjectMissing):
                path = self._path(name)
                path.unlink()
                _sync(path.parent)

        await self._carry_out(remove)

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        for found in await self._carry_out(self._found, prefix):
            yield found

    def _is_away(self) -> bool:
        """A disk that is not mounted has lost nothing: its mount point is an empty folder."""
        try:
            return next(self._folder.iterdir(), None) is None
        except OSError:
            return True

    def _put(self, name: str, file: Path) -> None:
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with file.open("rb") as content:
            os.fsync(content.fileno())
        file.replace(path)
        _sync(path.parent)

    def _read(self, name: str, start: int, end: int) -> bytes:
        with self._path(name).open("rb") as content:
            content.seek(start)
            found = content.read(end - start)
        if len(found) != end - start:
            raise ObjectChanged
        return found

    def _found(self, prefix: str) -> Sequence[StoredObject]:
        start = self._path(prefix) if prefix else self._folder
        found = []
        for path in start.rglob(f"*{SUFFIX}"):
            name = path.relative_to(self._folder)
            if not name.parts[0].startswith("."):
                with suppress(FileNotFoundError):
                    found.append(StoredObject(name.as_posix(), path.stat().st_size))
        return found

    def _path(self, name: str) -> Path:
        parts = Path(name).parts
        if not parts or Path(name).is_absolute() or ".." in parts:
            raise ObjectMissing  # a name that leads out of the folder is nobody's of ours
        return self._folder / name

    async def _carry_out(self, work: Callable[[Unpack[_Given]], _Found], *given: *_Given) -> _Found:
        try:
            return await to_thread.run_sync(work, *given)
        except FileNotFoundError:
            raise ObjectMissing from None
        except OSError as error:
            log.error("the store of recordings failed", store=LOCAL, error=type(error).__name__, errno=error.errno)
            raise StoreAway from None


class UnusableStore:
    """In the place of a store whose settings lead nowhere: whoever asks it is told that it is away."""

    def __init__(self, name: str) -> None:
        self.name = name

    async def put(self, name: str, file: Path) -> None:
        raise StoreAway

    async def size(self, name: str) -> int | None:
        raise StoreAway

    async def exists(self, name: str) -> bool:
        raise StoreAway

    async def get_range(self, name: str, start: int, end: int) -> bytes:
        raise StoreAway

    async def delete(self, name: str) -> None:
        raise StoreAway

    async def list(self, prefix: str = "") -> AsyncIterator[StoredObject]:
        raise StoreAway
        yield StoredObject("", 0)  # makes it an iterator


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
