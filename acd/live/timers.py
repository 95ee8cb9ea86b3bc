"""What shall happen later: one heap of moments for the whole distribution.

Nothing here knows an event loop. In the running centre `keep` sleeps until the next moment; a simulation and a
test look at `next_at` and jump there.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

import anyio

from core.clock import Clock


@dataclass(slots=True, eq=False)
class Timer:
    """An appointment. Cancelling is free; the heap forgets it when its moment comes."""

    at: float  # monotonic seconds
    action: Callable[[], None] | None

    def cancel(self) -> None:
        """Harmless when it has already gone off."""
        self.action = None


@dataclass(slots=True)
class Timers:
    """Timers in the order of their moments; of the same moment, in the order of setting."""

    on_set: Callable[[], None] = lambda: None
    _heap: list[tuple[float, int, Timer]] = field(default_factory=list)
    _number: "count[int]" = field(default_factory=count)

    def set(self, at: float, action: Callable[[], None]) -> Timer:
        """Call `action` at the monotonic moment `at`; a moment already past means at the next look."""
        timer = Timer(at, action)
        heapq.heappush(self._heap, (at, next(self._number), timer))
        self.on_set()
        return timer

    @property
    def next_at(self) -> float | None:
        """When the next timer goes off; None when there is none."""
        while self._heap and self._heap[0][2].action is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def go_off(self, now: float) -> None:
        """Call whatever is due, timers that these calls set for now included."""
        while (at := self.next_at) is not None and at <= now:
            timer = heapq.heappop(self._heap)[2]
            action, timer.action = timer.action, None
            if action is not None:
                action()


async def keep(timers: Timers, clock: Clock) -> None:
    """Let timers go off at their moments until cancelled."""
    news = anyio.Event()

    def wake() -> None:
        news.set()

    timers.on_set = wake
    while True:
        news = anyio.Event()
        timers.go_off(clock.monotonic())
        at = timers.next_at
        with anyio.move_on_after(None if at is None else max(0.0, at - clock.monotonic())):
            await news.wait()
