"""„Ożyw pokaz”: made-up callers and consultants meet on the real exchange for a while, in a process of their own.

It is a child of the web service, ends with it, and by itself after SHOW_TIME. The telephones are those of `make
call`: where these are not installed there is no show.
"""

import importlib.util
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from subprocess import DEVNULL

import anyio
import structlog
from anyio.abc import Process, TaskGroup

from core.clock import Clock
from core.errors import TransitionRefused
from core.settings import Settings

log = structlog.get_logger()

SHOW_TIME = timedelta(minutes=10)
END_TIME = 20.0
"""Seconds in which the telephones hang up and log out when it is to end; then it is killed."""

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = "softphone.show"


@dataclass(frozen=True, slots=True)
class ShowNow:
    """`is_possible`: the telephones are there. `ends_at`: None while nothing goes on. `is_ending`: nobody new
    calls, and the last conversations end."""

    is_possible: bool
    ends_at: datetime | None = None
    is_ending: bool = False


class Show:
    """At most one at a time. `tasks` are those of the process: with them it ends."""

    def __init__(self, settings: Settings, clock: Clock, tasks: TaskGroup) -> None:
        self._settings = settings
        self._clock = clock
        self._tasks = tasks
        self._lock = anyio.Lock()
        self._process: Process | None = None
        self._ends_at: datetime | None = None
        self._is_ending = False

    @property
    def now(self) -> ShowNow:
        if self._process is None:
            return ShowNow(self._is_possible)
        return ShowNow(self._is_possible, self._ends_at, self._is_ending)

    @property
    def _is_possible(self) -> bool:
        program = _ROOT.joinpath(*_PROGRAM.split(".")).with_suffix(".py")
        return program.is_file() and importlib.util.find_spec("baresip") is not None

    async def begin(self) -> None:
        """Raises TransitionRefused if it goes on, or cannot."""
        async with self._lock:
            if self._process is not None:
                raise TransitionRefused("Pokaz już trwa.")
            if not self._is_possible:
                raise TransitionRefused("W tej instalacji nie ma telefonów do pokazu.")
            output = await anyio.to_thread.run_sync(self._output)
            try:
                self._process = await anyio.open_process(
                    self._command(),
                    stdin=DEVNULL,
                    stdout=output,
                    stderr=output,
                    cwd=_ROOT,
                    env={**os.environ, "S724_STATE_DIR": str(self._settings.state)},
                )
            finally:
                os.close(output)
            self._ends_at, self._is_ending = self._clock.now() + SHOW_TIME, False
            self._tasks.start_soon(self._watch, self._process)

    async def end(self) -> None:
        """Nobody new calls; returns at once. Harmless when nothing goes on."""
        if self._process is not None and not self._is_ending:
            self._is_ending = True
            self._process.send_signal(signal.SIGTERM)
            self._tasks.start_soon(self._insist, self._process)

    async def _watch(self, process: Process) -> None:
        """Until it has ended, or this process does: then it is told to."""
        try:
            status = await process.wait()
            log.info("the show has ended", status=status)
        finally:
            if process.returncode is None:
                with anyio.CancelScope(shield=True):
                    process.send_signal(signal.SIGTERM)
                    with anyio.move_on_after(END_TIME / 4):
                        await process.wait()
                    if process.returncode is None:
                        process.kill()
                        await process.wait()
            self._process, self._ends_at = None, None

    async def _insist(self, process: Process) -> None:
        with anyio.move_on_after(END_TIME):
            await process.wait()
        if process.returncode is None:
            process.kill()

    def _command(self) -> list[str]:
        # It goes when this process goes, however that ends (`ops/leash.py`).
        leash = [sys.executable, "-I", "-S", str(_ROOT / "ops" / "leash.py"), "TERM"]
        return [*leash, sys.executable, "-m", _PROGRAM, str(SHOW_TIME.total_seconds())]

    def _output(self) -> int:
        folder = self._settings.state / "log"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.open(folder / "show.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
