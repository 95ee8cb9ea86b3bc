"""Is there room for recordings? A full disk must stop them, never calls, the database or the log of facts."""

from collections.abc import Awaitable, Callable
from os import statvfs
from pathlib import Path

import anyio
import structlog
from anyio import to_thread

log = structlog.get_logger()

CHECK_TIME = 3.0  # seconds between two looks at the file system
ANSWER_TIME = 10.0  # seconds after which a file system that does not answer counts as full
# Recording begins again only with so much more than the reserve free; else it would stop and begin by turns.
MARGIN = 1.1


class RecordingSpace:
    """Watches the file system of the recordings. `run` is its task; `is_full` may be asked at any moment.

    `reserve` bytes stay free for everything else that lives there.
    """

    def __init__(self, folder: Path, reserve: int) -> None:
        self._folder = folder
        self._reserve = reserve
        self.is_full = False
        self.free: int | None = None  # bytes; None before the first look and while nobody knows
        self._is_being_asked = False

    async def run(self, when_full: Callable[[], Awaitable[None]]) -> None:
        """Look every CHECK_TIME seconds, for ever; `when_full` is called each time that there is no room.

        Each time: a recording that an earlier process began may be found at any moment.
        """
        while True:
            await self.look()
            if self.is_full:
                await when_full()
            await anyio.sleep(CHECK_TIME)

    async def look(self) -> None:
        """Look once, in a worker thread; at most ANSWER_TIME seconds."""
        found: int | None = None
        try:
            # A question without an answer holds its thread: not another one until it is over.
            if not self._is_being_asked:
                self._is_being_asked = True
                with anyio.move_on_after(ANSWER_TIME):
                    found = await to_thread.run_sync(self._ask, abandon_on_cancel=True)
        except OSError as error:
            log.error("the folder of the recordings cannot be looked at", error=type(error).__name__)
        self._found(found)

    def _ask(self) -> int:
        try:
            system = statvfs(self._folder)
        finally:
            self._is_being_asked = False
        return system.f_bavail * system.f_frsize

    def _found(self, free: int | None) -> None:
        was_full, self.free = self.is_full, free
        enough = self._reserve * MARGIN if was_full else self._reserve
        self.is_full = free is None or free < enough
        if self.is_full and not was_full:
            log.error("recording stops: no room on the disk", free_bytes=free, reserve_bytes=self._reserve)
        elif was_full and not self.is_full:
            log.info("recording is possible again", free_bytes=free)
