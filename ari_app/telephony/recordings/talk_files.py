"""The files of conversations, on this machine or on that of one of several Asterisks.

Each name is that of a recording, without its ending. What is done with a file is told in
`recordings.vault.talk_file`, with the same errors; a machine that does not answer is an OSError.
"""

import errno
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from anyio import CapacityLimiter, to_thread

from core.nodes import nodes_of
from core.settings import Settings
from core.telephony.node_line import Answer, NodeAway, NodeLine, TalkDo
from core.telephony.telephony import recording_file
from recordings.vault import talk_file
from recordings.vault.arriving import DESK
from recordings.vault.talk_file import StillWritten, link_name

T = TypeVar("T")
_AT_ONCE = 4  # threads; a disk that hangs must not take those of others


class TalkFiles(Protocol):
    """See the module."""

    async def begin(self, name: str) -> None: ...

    async def end(self, name: str) -> float: ...

    async def is_open(self, name: str) -> bool:
        """Is there a link by which Asterisk writes it?"""
        ...

    async def is_written(self, name: str) -> bool: ...

    async def discard(self, name: str) -> None: ...

    async def complete(self) -> None: ...

    def kept_open(self, name: str) -> AbstractAsyncContextManager[None]:
        """Nobody takes the file for a finished one meanwhile."""
        ...


class OwnTalkFiles:
    """Of an Asterisk on this machine. `folder` of the recordings, `links` as in `Settings.open_recordings`."""

    def __init__(self, folder: Path, links: Path) -> None:
        self._folder = folder
        self._links = links
        self._threads = CapacityLimiter(_AT_ONCE)

    async def begin(self, name: str) -> None:
        await self._in_thread(partial(talk_file.begin, *self._places(name)))

    async def end(self, name: str) -> float:
        return await self._in_thread(partial(talk_file.end, *self._places(name)))

    async def is_open(self, name: str) -> bool:
        return self._places(name)[1].is_symlink()

    async def is_written(self, name: str) -> bool:
        return await self._in_thread(partial(talk_file.is_written, self._places(name)[0]))

    async def discard(self, name: str) -> None:
        await self._in_thread(partial(talk_file.discard, *self._places(name)))

    async def complete(self) -> None:
        await self._in_thread(partial(talk_file.complete, [self._links]))

    @asynccontextmanager
    async def kept_open(self, name: str) -> AsyncIterator[None]:
        opened = await self._in_thread(partial(self._places(name)[0].open, "r+b"))
        try:
            yield
        finally:
            opened.close()

    def _places(self, name: str) -> tuple[Path, Path]:
        return self._folder / recording_file(name), self._links / link_name(name)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, abandon_on_cancel=True, limiter=self._threads)


class TalkFilesOfNode:
    """Of one of several Asterisks, which keeps them until the process `jobs` takes them into `folder`."""

    def __init__(self, folder: Path, line: Callable[[], NodeLine]) -> None:
        self._folder = folder
        self._new_line = line

    async def begin(self, name: str) -> None:
        await self._done("begin", name)

    async def end(self, name: str) -> float:
        return (await self._done("end", name)).seconds

    async def is_open(self, name: str) -> bool:
        return bool((await self._done("is_open", name)).seconds)

    async def is_written(self, name: str) -> bool:
        return bool((await self._done("is_written", name)).seconds)

    async def discard(self, name: str) -> None:
        await self._done("discard", name)
        taken = self._folder / recording_file(name)
        await to_thread.run_sync(partial(taken.unlink, missing_ok=True))

    async def complete(self) -> None:
        await self._done("complete")

    @asynccontextmanager
    async def kept_open(self, name: str) -> AsyncIterator[None]:
        try:
            async with self._new_line() as line:
                _check(await line.talk("hold", recording_file(name)))
                yield
        except NodeAway as error:
            raise _away() from error

    async def _done(self, do: TalkDo, name: str = "") -> Answer:
        try:
            async with self._new_line() as line:
                return _check(await line.talk(do, recording_file(name) if name else ""))
        except NodeAway as error:
            raise _away() from error


def talk_files(settings: Settings, secret: str) -> dict[str, TalkFiles]:
    """Of each Asterisk by its name. `secret`: of the installation, for FastAGI."""
    nodes = nodes_of(settings)
    if len(nodes) == 1:
        return {nodes[0].name: OwnTalkFiles(settings.recordings, settings.open_recordings)}
    # The folder of a disk that is away is an empty one: this one never is.
    (settings.recordings / DESK).mkdir(mode=0o700, parents=True, exist_ok=True)
    lines = {node.name: partial(NodeLine, node.sounds, secret) for node in nodes}
    return {name: TalkFilesOfNode(settings.recordings, line) for name, line in lines.items()}


def _check(answer: Answer) -> Answer:
    match answer.fault:
        case "missing":
            raise FileNotFoundError(errno.ENOENT, "no such recording")
        case "exists":
            raise FileExistsError(errno.EEXIST, "there is such a recording")
        case "still_written":
            raise StillWritten
        case "failed":
            raise OSError(errno.EIO, "an Asterisk's machine has refused")
        case _:
            return answer


def _away() -> OSError:
    return OSError(errno.EHOSTUNREACH, "an Asterisk's machine does not answer")
