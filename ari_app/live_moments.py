"""Monotonic moments as pages are told them."""

from datetime import UTC, datetime, timedelta

from core.clock import Clock

_CLOCK_MOVED = timedelta(seconds=0.5)


class Moments:
    """Monotonic moments as UTC. The same moment is always told in the same way, or everything would seem to change
    all the time; a wall clock that was put right is followed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.zero = datetime.fromtimestamp(0, UTC)
        """When the monotonic clock stood at 0; another one after the wall clock was put right."""
        self.look()

    def look(self) -> None:
        zero = self._clock.now() - timedelta(seconds=self._clock.monotonic())
        if abs(zero - self.zero) > _CLOCK_MOVED:
            self.zero = zero

    def at(self, moment: float) -> datetime:
        found = self.zero + timedelta(seconds=moment)
        return found.replace(microsecond=found.microsecond // 1000 * 1000)

    def utc(self, moment: float | None) -> datetime | None:
        return None if moment is None else self.at(moment)
