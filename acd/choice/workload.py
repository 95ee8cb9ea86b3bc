"""How much a consultant has worked lately: the measure by which calls are shared out. Pure.

Only time in which the consultant was there for callers counts as ready time: free, ringing, talking, wrap-up.
A pause neither counts as work nor has to be caught up.
"""

from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """Work for each second of ready time: calls, and seconds of handling."""

    calls: float = 0.0
    handled: float = 0.0


@dataclass(slots=True)
class Workload:
    """The work of one consultant in a rolling window of `window_time` seconds. Times are monotonic seconds.

    `settle` caps what somebody who has just logged in is made to catch up: the ledger begins as if the consultant
    had already been there for a while and worked at the rate of the colleagues.
    """

    window_time: float
    _calls: deque[tuple[float, float]] = field(default_factory=deque)  # (ended at, handled seconds)
    _handled: float = 0.0
    _spells: deque[tuple[float, float]] = field(default_factory=deque)  # ready from, ready until
    _spelled: float = 0.0
    _ready_since: float | None = None
    _settled: tuple[float, float, Rate] = (0.0, 0.0, Rate())  # until when, seconds, at what rate

    def ready(self, now: float) -> None:
        """There for callers from now on. Harmless when already."""
        if self._ready_since is None:
            self._ready_since = now

    def away(self, now: float) -> None:
        """Not there any more. Harmless when already away."""
        if self._ready_since is not None:
            self._spells.append((self._ready_since, now))
            self._spelled += now - self._ready_since
            self._ready_since = None

    def settle(self, now: float, settling_time: float, rate: Rate) -> None:
        """Begin as one who has worked `settling_time` seconds at `rate`; forgotten with the window."""
        self._settled = (now + self.window_time, settling_time, rate)

    def call_handled(self, now: float, handled_time: float) -> None:
        """A call is done with: talk, hold and wrap-up took `handled_time` seconds."""
        self._calls.append((now, handled_time))
        self._handled += handled_time

    def calls(self, now: float) -> float:
        """Calls in the window, those of the settling included."""
        self._forget(now)
        return len(self._calls) + self._settling(now) * self._settled[2].calls

    def last_call_began(self, now: float) -> float:
        """When the last call in the window began; 0 without one."""
        self._forget(now)
        return self._calls[-1][0] - self._calls[-1][1] if self._calls else 0.0

    def handled_time(self, now: float) -> float:
        """Seconds of handling in the window, those of the settling included."""
        self._forget(now)
        return self._handled + self._settling(now) * self._settled[2].handled

    def ready_time(self, now: float) -> float:
        """Seconds of ready time in the window, those of the settling included."""
        self._forget(now)
        begin = now - self.window_time
        ready = self._spelled
        if self._spells and self._spells[0][0] < begin:
            ready -= begin - self._spells[0][0]
        if self._ready_since is not None:
            ready += now - max(self._ready_since, begin)
        return ready + self._settling(now)

    def rate(self, now: float) -> Rate:
        """Work for each second of ready time; nothing for one who was not there."""
        ready = self.ready_time(now)
        if ready <= 0:
            return Rate()
        return Rate(self.calls(now) / ready, self.handled_time(now) / ready)

    def _settling(self, now: float) -> float:
        return self._settled[1] if now < self._settled[0] else 0.0

    def _forget(self, now: float) -> None:
        begin = now - self.window_time
        while self._calls and self._calls[0][0] <= begin:
            self._handled -= self._calls.popleft()[1]
        while self._spells and self._spells[0][1] <= begin:
            since, until = self._spells.popleft()
            self._spelled -= until - since
        if not self._calls:
            self._handled = 0.0  # sums of floats drift; an empty window is exactly empty
        if not self._spells:
            self._spelled = 0.0


def mean(rates: list[Rate]) -> Rate:
    """The rate of colleagues; nothing if there are none."""
    if not rates:
        return Rate()
    return Rate(sum(r.calls for r in rates) / len(rates), sum(r.handled for r in rates) / len(rates))
