"""How late something comes that callers wait for. Pure."""

from dataclasses import dataclass

MOST = 2.0
"""Seconds: what comes later is no later than this."""


@dataclass(slots=True)
class Lateness:
    """The worst lateness since the last `take`, in seconds, of whatever is told here."""

    worst: float = 0.0

    def tell(self, seconds: float) -> None:
        """Something came so late. A clock that was set back makes less than nothing of it, which is nothing."""
        self.worst = max(self.worst, min(MOST, seconds))

    def take(self) -> float:
        worst, self.worst = self.worst, 0.0
        return worst
