"""Facts on disk before anything else happens to them, so that a process killed in any moment loses none.

Every fact is one line of a segment file. A segment is closed when the writing of its facts begins and goes when
they stand elsewhere. `write` reaches the kernel at once and survives the death of the process; only the death of
the machine may cost the facts of its last moments.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
import structlog

from core.facts.events import AnyEvent

log = structlog.get_logger()

_encode = msgspec.json.Encoder().encode


class Journal:
    """The segments of one process. Its folder is nobody else's."""

    def __init__(self, folder: Path) -> None:
        """`leftover` are the segments of a process that was killed, oldest first."""
        self._folder = folder
        self.leftover = sorted(folder.glob("journal-*.jsonl"))
        self._number = int(self.leftover[-1].stem.removeprefix("journal-")) if self.leftover else 0
        self._file: int | None = None
        self._closed: list[Path] = []
        self._is_failing = False

    def append(self, event: AnyEvent) -> None:
        """Write one fact, in some microseconds. Where the disk takes nothing the fact is in memory only,
        loudly.
        """
        line = _encode(event) + b"\n"
        try:
            if self._file is None:
                self._file = self._open()
            if os.write(self._file, line) < len(line):  # the disk became full in the middle
                raise OSError("short write")
        except OSError as error:
            self._close()  # a line cut short must not be followed by another
            if not self._is_failing:
                log.error("facts are in memory only: the journal cannot be written", error=type(error).__name__)
            self._is_failing = True
        else:
            self._is_failing = False

    def turn(self) -> list[Path]:
        """Close the segment: what comes next goes into another. All closed segments that were not dropped yet."""
        self._close()
        return list(self._closed)

    def drop(self, segments: Iterable[Path]) -> None:
        """The facts of closed segments stand elsewhere."""
        for segment in segments:
            segment.unlink(missing_ok=True)
            self._closed.remove(segment)

    def _path(self) -> Path:
        return self._folder / f"journal-{self._number:09}.jsonl"

    def _open(self) -> int:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._number += 1
        # Facts hold callers' numbers: for the owner only.
        return os.open(self._path(), os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def _close(self) -> None:
        if self._file is not None:
            is_empty = os.fstat(self._file).st_size == 0
            os.close(self._file)
            self._file = None
            if is_empty:  # the disk is full: else every fact would leave a file with nothing in it
                self._path().unlink(missing_ok=True)
            else:
                self._closed.append(self._path())
