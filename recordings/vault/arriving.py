"""Brings what Asterisks of several record from their machines to where recordings are stored."""

import os
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO, Self, TypeVar

from anyio import CapacityLimiter, Lock, to_thread

from core.nodes import nodes_of
from core.settings import Settings
from core.telephony.node_line import NodeAway, NodeLine
from recordings.vault.talk_file import StillWritten

T = TypeVar("T")
DESK = ".arriving"
"""Below the folder of recordings: what is on its way, and what is whole and has not got its place."""

_AT_ONCE = 2  # threads


class FilesOfNodes:
    """Where one Asterisk is all there is, it records into `folder`, and nothing is to be brought."""

    def __init__(self, folder: Path, lines: Sequence[Callable[[], NodeLine]]) -> None:
        """`lines`: a new one to each Asterisk of several."""
        self._folder = folder
        self._lines = lines
        self._threads = CapacityLimiter(_AT_ONCE)
        self._lock = Lock()
        self._is_clear = False

    @classmethod
    def of(cls, settings: Settings, secret: str) -> Self:
        """`secret`: of the installation, for FastAGI."""
        nodes = nodes_of(settings)
        lines = [partial(NodeLine, node.sounds, secret) for node in nodes] if len(nodes) > 1 else []
        return cls(settings.recordings, lines)

    @property
    def is_needed(self) -> bool:
        return bool(self._lines)

    async def bring(self, name: str) -> None:
        """Have the recording `name`, a file's, in our folder, if any Asterisk has it; harmless if it is there.

        Killed at any moment, the file is at one of the two ends, whole. Raises StillWritten; NodeAway where one
        that does not answer may have it; OSError of our own disk."""
        if not self._lines or await self._in_thread((self._folder / name).exists):
            return
        async with self._lock:
            await self._bring(name)

    async def _bring(self, name: str) -> None:
        if not self._is_clear:
            await self._in_thread(partial(_clear, self._folder / DESK))
            self._is_clear = True
        away: NodeAway | None = None
        for new_line in self._lines:
            try:
                async with new_line() as line:
                    if await self._taken(line, name):
                        return
            except NodeAway as error:
                away = error
        if away is not None:
            raise away

    async def discard(self, name: str) -> None:
        """Nobody has it any more. Raises NodeAway where it may still be."""
        whole = self._whole(name)
        await self._in_thread(partial(whole.unlink, missing_ok=True))
        away: NodeAway | None = None
        for new_line in self._lines:
            try:
                async with new_line() as line:
                    if (await line.talk("discard", name)).fault:
                        raise NodeAway
            except NodeAway as error:
                away = error
        if away is not None:
            raise away

    async def _taken(self, line: NodeLine, name: str) -> bool:
        whole = self._whole(name)
        if not await self._in_thread(whole.exists) and not await self._copied(line, name, whole):
            return False
        await line.remove(name)
        await self._in_thread(partial(_put, whole, self._folder / name))
        return True

    async def _copied(self, line: NodeLine, name: str, whole: Path) -> bool:
        if (await line.talk("end", name)).fault == "still_written":
            raise StillWritten
        part = whole.with_name(f"{secrets.token_hex(8)}.part")
        opened = await self._in_thread(partial(_opened, part))
        try:
            fault = await line.take(name, partial(self._write, opened))
            if fault == "still_written":
                raise StillWritten
            if fault:
                return False
            await self._in_thread(partial(_close, opened, part, whole))
        finally:
            opened.close()
            await self._in_thread(partial(part.unlink, missing_ok=True))
        return True

    async def _write(self, opened: BinaryIO, piece: bytes) -> None:
        await self._in_thread(partial(opened.write, piece))

    def _whole(self, name: str) -> Path:
        return self._folder / DESK / f"{name.replace('/', '+')}.whole"

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._threads)


def _clear(desk: Path) -> None:
    """What a process that was killed had begun to take."""
    for left in desk.glob("*.part"):
        left.unlink(missing_ok=True)


def _opened(part: Path) -> BinaryIO:
    part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb")


def _close(opened: BinaryIO, part: Path, whole: Path) -> None:
    opened.flush()
    os.fsync(opened.fileno())
    part.replace(whole)


def _put(whole: Path, file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    whole.replace(file)
