"""Work that goes on once beside a running centre, and ends with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ops.paths import PROJECT
from ops.running.supervisord import LEASH


class Beside:
    """`begin()` for a module, and in any case `stop()`. What it says stands in the log folder, by its name."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._processes: list[subprocess.Popen[bytes]] = []

    def begin(self, modules: Sequence[str]) -> None:
        """Start and return at once. A failure stands in the log; the centre goes on without it."""
        for module in modules:
            with (self._logs / f"{module.rpartition('.')[2]}.log").open("wb") as log:
                self._processes.append(
                    subprocess.Popen(
                        [*LEASH, "TERM", sys.executable, "-m", module],
                        cwd=PROJECT,
                        stdin=subprocess.DEVNULL,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,  # Ctrl-C is for us alone
                    )
                )

    def stop(self) -> None:
        """End it where it is: what runs here can be ended at any moment."""
        for process in self._processes:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._processes.clear()
