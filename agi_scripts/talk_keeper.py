"""Keeps what one of several Asterisks records, until it was taken to where recordings are stored."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import structlog

from core.telephony.node_line import Answer, Fault, TalkDo, is_recording
from core.telephony.telephony import RECORDING_FORMAT
from recordings.vault import talk_file

log = structlog.get_logger()


class TalkKeeper:
    """For one line. `folder` of this machine's recordings, `links` as in `Settings.open_recordings`; `reserve`:
    bytes that stay free on the disk. All methods block."""

    def __init__(self, folder: Path, links: Path, reserve: int) -> None:
        self._folder = folder
        self._links = links
        self._reserve = reserve
        self._held = ExitStack()

    def carry_out(self, do: TalkDo, name: str) -> Answer:
        """Never raises for what the disk does. Raises ValueError for a name that is none."""
        match do:
            case "complete":
                return _faulty(self._complete)
            case "is_open":
                return Answer(seconds=float(self._link(name).is_symlink()))
            case "begin":
                return _faulty(lambda: self._begin(self._file(name), self._link(name)))
            case "end":
                return _faulty(lambda: talk_file.end(self._file(name), self._link(name)))
            case "is_written":
                return _faulty(lambda: float(talk_file.is_written(self._file(name))))
            case "hold":
                return _faulty(lambda: self._hold(self._file(name)))
            case "discard":
                return _faulty(lambda: talk_file.discard(self._file(name), self._link(name)))

    def opened(self, name: str) -> tuple[Answer, BinaryIO | None]:
        """A finished recording, to be sent and closed."""
        file = self._file(name)
        try:
            if talk_file.is_written(file) or self._link(name).is_symlink():
                return Answer("still_written"), None
            opened = file.open("rb")
        except OSError as error:
            return Answer(_fault(error)), None
        return Answer(size=os.fstat(opened.fileno()).st_size), opened

    def remove(self, name: str) -> Answer:
        return _faulty(lambda: self._file(name).unlink(missing_ok=True))

    def close(self) -> None:
        """Nothing is held any more."""
        self._held.close()

    def _begin(self, file: Path, link: Path) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(self._folder).free < self._reserve:
            raise OSError(errno.ENOSPC, "too little is free")
        talk_file.begin(file, link)

    def _hold(self, file: Path) -> None:
        self._held.enter_context(file.open("r+b"))

    def _complete(self) -> None:
        talk_file.complete([self._links])

    def _file(self, name: str) -> Path:
        if not is_recording(name):
            raise ValueError("no recording")
        return self._folder / name

    def _link(self, name: str) -> Path:
        if not is_recording(name):
            raise ValueError("no recording")
        return self._links / talk_file.link_name(name.removesuffix(f".{RECORDING_FORMAT}"))


def _faulty(work: Callable[[], float | None]) -> Answer:
    try:
        return Answer(seconds=work() or 0.0)
    except talk_file.StillWritten:
        return Answer("still_written")
    except OSError as error:
        return Answer(_fault(error))


def _fault(error: OSError) -> Fault:
    if isinstance(error, FileNotFoundError):
        return "missing"
    if isinstance(error, FileExistsError):
        return "exists"
    log.error("a recording's file cannot be worked with", error=type(error).__name__, errno=error.errno)
    return "failed"
