"""The file of a conversation: WAV, 16 bit, 8 kHz, the caller on the left and the consultant on the right.

Asterisk appends nothing but samples to it (`MixMonitor` with the options `a` and `D`). So the header is written
before, without a length, and gets it when Asterisk has closed the file. A file whose end nobody saw can be played
all the same, and is completed later.
"""

import errno
import fcntl
import os
import signal
import struct
from collections.abc import Sequence
from pathlib import Path

import structlog

log = structlog.get_logger()

RATE = 8000  # samples a second and side
SIDES = 2
BYTES_A_SECOND = RATE * SIDES * 2

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # RIFF, WAVE, one `fmt ` and one `data` chunk
_NO_LENGTH = 0xFFFFFFFF  # what programs write that do not know it yet, and read as "to the end of the file"
_REST = _HEADER.size - 8  # of the header, that counts as content of the RIFF chunk
_F_SETSIG = 10  # of fcntl(2), in Linux


def begin(file: Path, link: Path) -> None:
    """Make `file`, and `link` to it, by which Asterisk appends.

    Raises OSError; FileExistsError if either is there already.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, _header(_NO_LENGTH))
        link.symlink_to(file.absolute())
    except BaseException:
        file.unlink()
        raise
    finally:
        os.close(descriptor)


def end(file: Path, link: Path) -> float:
    """Give `file` its length, remove `link`, and return the seconds of sound. Harmless when that was done.

    Raises StillWritten, and OSError when the file is away or none of these.
    """
    with file.open("rb") as opened:
        header = opened.read(_HEADER.size)
        if len(header) < _HEADER.size or header[:4] != b"RIFF":
            raise OSError(errno.EINVAL, "no recording of a conversation", str(file))
        fields = _HEADER.unpack(header)
        bytes_a_second, length = int(fields[8]), int(fields[-1])
        if length == _NO_LENGTH and _is_written(opened.fileno()):
            raise StillWritten
        size = os.fstat(opened.fileno()).st_size - _HEADER.size
    if length == _NO_LENGTH:
        with file.open("r+b") as opened:
            opened.write(_header(size))
    link.unlink(missing_ok=True)
    return size / bytes_a_second


def is_written(file: Path) -> bool:
    """Has anybody the file open for writing? Raises OSError, but for one that is away: nobody has that."""
    try:
        with file.open("rb") as opened:
            return _is_written(opened.fileno())
    except FileNotFoundError:
        return False


def discard(file: Path, link: Path) -> None:
    """Remove both, whichever there still is."""
    link.unlink(missing_ok=True)
    file.unlink(missing_ok=True)


def link_name(name: str) -> str:
    """Of the link to the file of the recording `name`: as `MixMonitor` is told."""
    return f"{Path(name).name}.raw"


def complete(folders: Sequence[Path]) -> None:
    """Complete the files whose end nobody saw, by the links to them. What is still written belongs to a call that
    goes on. Raises nothing for a file."""
    for link in sorted(link for folder in folders for link in folder.glob("*.raw")):
        if not link.is_symlink():  # Asterisk opened it after the file had been discarded: nobody's
            link.unlink(missing_ok=True)
            continue
        try:
            end(link.resolve(), link)
            log.info("a recording that was left open is completed", recording=link.stem)
        except StillWritten:
            pass
        except OSError as error:
            log.error("a recording that was left open stays so", recording=link.stem, error=type(error).__name__)


class StillWritten(Exception):
    """Asterisk has the file still open."""


def _is_written(descriptor: int) -> bool:
    """Does anybody have this file open for writing? Linux grants a read lease only if nobody has (fcntl(2)).

    A file system without leases (NFS) says nothing; then what is there counts.
    """
    try:
        # Not the signal of the default, which ends a process, should somebody begin to write in this very moment.
        fcntl.fcntl(descriptor, _F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EACCES)
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False


def _header(size: int) -> bytes:
    riff = size if size == _NO_LENGTH else size + _REST
    form = (b"RIFF", riff, b"WAVE", b"fmt ", 16, 1, SIDES, RATE, BYTES_A_SECOND, 2 * SIDES, 16)
    return _HEADER.pack(*form, b"data", size)
