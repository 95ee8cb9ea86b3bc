"""How long ago the application gave a sign of life, as its file tells.

The file's date is only compared with itself: a wall clock that jumps neither raises the dead nor kills anybody.
"""

from pathlib import Path

from core.clock import Clock


class Heartbeat:
    """Looked at several times a second. `beats` counts those that were seen."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._date = self._modified()
        self._changed = clock.monotonic()
        self.beats = 0  # since we look: a file that an earlier run left is no sign of life

    def away_time(self) -> float:
        """Seconds since the last beat, or since we began to look."""
        date = self._modified()
        if date is not None and date != self._date:  # a file that has gone is no sign of life
            self._date, self._changed = date, self._clock.monotonic()
            self.beats += 1
        return self._clock.monotonic() - self._changed

    def _modified(self) -> int | None:
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return None
