"""What a lease allows, and for how long. Pure.

Of several processes of one kind, on as many machines, one does the work. It holds a row of the database
(`core.lease.lease_store`) that runs out unless it is renewed; whoever takes the row over gets the next epoch. The
row alone stops nobody: a process that stood still, or has no database, does not know that it lost it. So each
command is preceded by a look at the own monotonic clock (`Fence`).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

LeaseName = Literal["calls", "jobs"]

CALLS: Final = "calls"
JOBS: Final = "jobs"

PACE: Mapping[LeaseName, float] = {CALLS: 1.0, JOBS: 10.0}
"""How many times as long everything takes: callers wait for who leads calls, and night work for a processor."""

LEASE_TIME = 3.0  # seconds for which a renewal holds, by the clock of the database
SURE_TIME = 2.5  # seconds after a renewal was asked for in which its holder is sure of it: commands need the rest
RENEW_TIME = 1.0  # seconds from one renewal to the next
LOOK_TIME = 0.5  # seconds from one look of somebody who waits to the next; of a holder without a database, too
ANSWER_TIME = 0.8  # seconds in which the database, or a witness, must answer
PATIENT_TIME = 5.0  # the same for a process that is the only one of its kind: as long as any connection may take
WITNESS_TIME = 1.4  # seconds for which a witness is believed. Whoever takes over and misses a witness waits longer


@dataclass(frozen=True, slots=True)
class Grant:
    """The row is ours. `last_alive`: when the holder before us renewed it for the last time; None: there was none,
    or it needed no renewals."""

    epoch: int
    last_alive: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """The row is another's. `rest`: seconds until it runs out; below 0 if it has."""

    holder: str
    epoch: int
    rest: float


def _not_said() -> None:
    raise RuntimeError("a fence was closed before anybody had said what happens then")


class Fence:
    """Lets commands pass until a moment that renewals and witnesses move on.

    `on_closed` is called when that is over: it ends the process. A fence that was never told
    anything lets everything pass: a process that is the only one of its kind.
    """

    def __init__(self, ticks: Callable[[], float], on_closed: Callable[[], None] | None = None) -> None:
        """`ticks()`: monotonic seconds."""
        self.on_closed: Callable[[], None] = on_closed or _not_said
        self._ticks = ticks
        self._until: float | None = None

    def prove(self, asked_at: float, seconds: float) -> None:
        """What was asked for at `asked_at` was answered: nobody has taken over before that."""
        self._until = max(asked_at + seconds, asked_at if self._until is None else self._until)

    @property
    def rest(self) -> float:
        """Seconds for which it stays open if nothing more is heard."""
        return math.inf if self._until is None else self._until - self._ticks()

    def check(self) -> None:
        """Before each command."""
        if self.rest <= 0:
            self.on_closed()

    def shut(self) -> None:
        """Another process has taken over."""
        self._until = -math.inf
        self.on_closed()


class Watch:
    """Of somebody who waits: may a lease that has run out be taken?

    Only after a whole lease of looks without a gap. While the database was away its holder could not renew it
    either; it would have run out for everybody, and the first to come would get it from somebody who lives.
    """

    LONGEST_GAP = LEASE_TIME / 2  # seconds between two looks; after a longer one this process stood still

    def __init__(self, pace: float = 1.0) -> None:
        self._pace = pace
        self._began: float | None = None
        self._last = 0.0

    def may_take(self, now: float) -> bool:
        """To be asked before each look. `now` is monotonic."""
        if self._began is not None and now - self._last > self.LONGEST_GAP * self._pace:
            self._began = None
        self._last = now
        return self._began is not None and now - self._began >= LEASE_TIME * self._pace

    def has_seen(self, now: float) -> None:
        """A look has succeeded."""
        self._last = now
        if self._began is None:
            self._began = now

    def was_blind(self) -> None:
        """A look has failed."""
        self._began = None

    def time_to_next(self, rest: float, now: float) -> float:
        """Seconds until the next look, where the lease runs out in `rest` seconds."""
        allowed = max(rest, (now if self._began is None else self._began) + LEASE_TIME * self._pace - now)
        return min(LOOK_TIME * self._pace, max(allowed, 0.0) + 0.01)
