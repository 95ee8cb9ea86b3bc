"""Since when each process of the installation runs, and in which version: a small file of each, written once.

Nothing is written or asked while nobody looks. Whether it lives is read of the machine.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

import msgspec
import structlog

from core.tasks.version import version

log = structlog.get_logger()

ProcessName: TypeAlias = Literal["api", "ari_app", "agi_scripts", "watchdog", "jobs"]
PROCESSES: Final[tuple[ProcessName, ...]] = get_args(ProcessName)

OF_AN_ASTERISK: Final[tuple[ProcessName, ...]] = ("agi_scripts", "watchdog")
"""Those that each of several has of its own."""

_MODULES: Final = {"watchdog": "agi_scripts.watchdog"}


class Started(msgspec.Struct, frozen=True):
    """A process, as it has said itself when it began."""

    pid: int
    at: datetime
    version: str


def say_started(state: Path, process: ProcessName, now: datetime) -> None:
    """This process begins. A folder that cannot be written to is no reason not to begin."""
    started = Started(os.getpid(), now, version())
    file = _file(state, process)
    try:
        file.parent.mkdir(mode=0o700, exist_ok=True)  # in a folder that `ops` has made private
        fresh = file.with_suffix(".fresh")
        fresh.write_bytes(msgspec.json.encode(started))
        fresh.replace(file)
    except OSError as error:
        log.warning("it is not known since when this process runs", error=type(error).__name__)


def read_started(state: Path, process: ProcessName) -> tuple[Started | None, bool]:
    """What the process said when it began, and whether it lives; None and False if it never said anything."""
    with suppress(OSError, msgspec.DecodeError):
        started = msgspec.json.decode(_file(state, process).read_bytes(), type=Started)
        return started, _lives(started.pid, process)
    return None, False


def _lives(pid: int, process: ProcessName) -> bool:
    """Its number may be another program's by now: what it was started as tells."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return _MODULES.get(process, process).encode() in words
    return False


def _file(state: Path, process: ProcessName) -> Path:
    return state / "run" / "started" / process
