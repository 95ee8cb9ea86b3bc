"""What is shed, told in a file: the owner of the calls decides it (`ari_app.overload`), the others heed it."""

import os
from dataclasses import dataclass
from pathlib import Path

from core.clock import Clock
from core.overload.shed import Shed

SAID_TIME = 1.0
"""Seconds after which it is said again while anything is shed."""

FRESH_TIME = 5.0
"""Seconds for which it holds: a process that has died sheds nothing."""

LOOK_TIME = 0.5
"""Seconds between two looks at the file."""


def say_shed(file: Path, shed: Shed) -> None:
    """Raises OSError if the file cannot be written; what was said before runs out then."""
    fresh = file.with_suffix(".fresh")
    fresh.write_text(str(int(shed)), encoding="ascii")
    fresh.replace(file)


@dataclass(slots=True)
class Shedding:
    """What the process that owns the calls has said. `file`: see `Settings.shed`."""

    file: Path
    clock: Clock
    _known: Shed = Shed.NOTHING
    _looked_at: float = float("-inf")

    def leaves_out(self, what: Shed) -> bool:
        """Is `what` to be left undone now? Looks at the file twice a second at the most."""
        now = self.clock.monotonic()
        if now - self._looked_at >= LOOK_TIME:
            self._looked_at, self._known = now, self._read()
        return self._known >= what

    def _read(self) -> Shed:
        try:
            with self.file.open("rb") as lines:
                age = self.clock.now().timestamp() - os.fstat(lines.fileno()).st_mtime
                return Shed(int(lines.read(4))) if age < FRESH_TIME else Shed.NOTHING
        except (OSError, ValueError):
            return Shed.NOTHING
