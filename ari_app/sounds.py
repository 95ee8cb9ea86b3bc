"""Where the files that are played lie for the Asterisk that plays them, and how they come there."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import anyio
import structlog
from anyio import to_thread

from core.telephony.node_line import NodeAway, NodeLine, is_name

log = structlog.get_logger()

LOOK_TIME = 5.0  # seconds between two looks for files that nobody has asked for yet
RETRY_TIME = 1.0
SUFFIX = ".alaw"


class Sounds(Protocol):
    """Files by their path here, without the suffix."""

    def is_there(self, sounds: Sequence[str]) -> bool:
        """Can it play all of them on the spot?"""
        ...

    async def bring(self, sounds: Sequence[str]) -> None:
        """Return when it can, or when that cannot be had: then it says so when it is told to play."""
        ...

    def path(self, sound: str) -> str:
        """As that Asterisk is told."""
        ...


class OwnSounds:
    """Of an Asterisk on this machine that plays our own files."""

    def is_there(self, sounds: Sequence[str]) -> bool:
        return True

    async def bring(self, sounds: Sequence[str]) -> None:
        return

    def path(self, sound: str) -> str:
        return sound


class SoundsOfNode:
    """Of one of several, with a folder of its own, maybe on another machine. `run` is its task.

    What is spoken ahead is brought ahead. What is new is brought before it is played: 20 kB on an inner network.
    """

    def __init__(self, home: Path, folder: Path, line: Callable[[], NodeLine]) -> None:
        """`home`: our folder, `folder`: its own, by the same path on its machine."""
        self._home = home
        self._folder = folder
        self._new_line = line
        self._line: NodeLine | None = None
        self._there: set[str] = set()

    def is_there(self, sounds: Sequence[str]) -> bool:
        return all(name is None or name in self._there for name in map(self._name, sounds))

    def path(self, sound: str) -> str:
        name = self._name(sound)
        return sound if name is None else str(self._folder / name).removesuffix(SUFFIX)

    async def bring(self, sounds: Sequence[str]) -> None:
        for name in map(self._name, sounds):
            if name is not None and name not in self._there:
                await self._put(name)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                async with self._new_line() as line:
                    self._there = await line.names()
                    self._line = line
                    while self._line is not None:
                        for name in sorted(await to_thread.run_sync(self._own) - self._there):
                            await self._put(name)
                        await anyio.sleep(LOOK_TIME)
            except NodeAway:
                log.debug("an Asterisk cannot be brought sounds", folder=self._folder.name)
            finally:
                self._line = None
            await anyio.sleep(RETRY_TIME)

    async def _put(self, name: str) -> None:
        line = self._line
        if line is None:
            return
        try:
            content = await to_thread.run_sync((self._home / name).read_bytes)
            await line.put(name, content)
        except NodeAway:
            self._line = None
            log.warning("a sound could not be brought to an Asterisk", folder=self._folder.name)
        except OSError as error:  # made anew at this moment, or gone
            log.info("a sound is not there", error=type(error).__name__)
        else:
            self._there.add(name)

    def _name(self, sound: str) -> str | None:
        """Below our folder; None for what is no sound of ours."""
        if not sound.startswith(f"{self._home}/"):
            return None
        name = f"{sound[len(str(self._home)) + 1 :]}{SUFFIX}"
        return name if is_name(name) else None

    def _own(self) -> set[str]:
        found = set()
        for folder in ("sounds/pl", "prompt-recordings"):
            with suppress(FileNotFoundError):
                found |= {f"{folder}/{file.name}" for file in os.scandir(self._home / folder)}
        return {name for name in found if is_name(name)}
