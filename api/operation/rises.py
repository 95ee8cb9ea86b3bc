"""What counters have risen by lately, between looks: of the monitor, or of somebody at the page of the operation.

Nobody is asked for it: while nobody looks nothing is remembered either.
"""

import itertools
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.http.metrics import Seen

LONGEST = 900.0  # seconds that are remembered
_MOST = 400  # looks: of a monitor and of several people


def counters_of(seen: Seen) -> Mapping[str, float]:
    """By name; of what could not be asked there is none."""
    found = dict(seen.application.figures) if seen.application is not None else {}
    return found | {f"page_errors.{teller}": float(count) for teller, count in seen.page_errors.items()}


@dataclass(slots=True)
class Rises:
    """One for the process. Moments are seconds of a clock that never jumps."""

    _looks: deque[tuple[float, Mapping[str, float]]] = field(default_factory=lambda: deque(maxlen=_MOST))

    def note(self, counters: Mapping[str, float], now: float) -> None:
        """They were so at this look."""
        self._looks.append((now, counters))
        while self._looks[0][0] < now - LONGEST:
            self._looks.popleft()

    def time(self, now: float) -> float:
        """For how many seconds it is known what has risen; 0 before the first look."""
        return now - self._looks[0][0] if self._looks else 0.0

    def of(self, name: str, time: float, now: float) -> float:
        """By how much a counter has risen in the last seconds. One that has begun anew counts from 0."""
        values = self._values(name, time, now)
        return sum(after - before if after >= before else after for before, after in itertools.pairwise(values))

    def changes(self, name: str, time: float, now: float) -> int:
        """How often a figure has changed."""
        values = self._values(name, time, now)
        return sum(before != after for before, after in itertools.pairwise(values))

    def _values(self, name: str, time: float, now: float) -> list[float]:
        return [found[name] for at, found in self._looks if at >= now - time and name in found]
