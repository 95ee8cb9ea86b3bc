"""How long a caller will still wait: a range, or nothing if nobody can know. Pure.

Three estimators look at the same wait (Ibrahim & Whitt, "Real-time delay estimation based on delay history",
2009): the wait of those who were served last, scaled by the place; the wait of whoever stands first now; and the
place divided by the staff. If they contradict each other, the truth is unknown, and nothing is said.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from statistics import median

RECENT_TIME = 900.0  # seconds for which a wait that was seen says something about waits to come
LAST_SEEN = 5  # so many of the last waits are looked at
MOST_CONTRADICTION = 4.0  # the largest estimate divided by the smallest
LONGEST = 1800.0  # seconds; a longer wait is no basis for a promise
WIDEST = 600.0  # seconds between both ends of a range that still says something


@dataclass(frozen=True, slots=True)
class PastWait:
    """A wait that ended with a consultant: when, how long, and from which place in the line (from 1)."""

    at: float
    wait_time: float
    place: int


@dataclass(frozen=True, slots=True)
class QueueSnapshot:
    """What is known about a queue at a moment. `head_wait_time`: how long the first one has waited, 0 for none."""

    place: int
    working: int
    handle_time: float
    head_wait_time: float
    past_waits: Sequence[PastWait]


@dataclass(frozen=True, slots=True)
class ExpectedWait:
    """The wait from now on, in seconds."""

    low_time: float
    high_time: float

    @property
    def minutes(self) -> tuple[int, int]:
        """As it is announced: whole minutes, from below and from above; (0, 1) is less than a minute."""
        return floor(self.low_time / 60), max(1, ceil(self.high_time / 60))

    def error(self, wait_time: float) -> float:
        """By how many seconds a wait missed the announced minutes: negative when it was shorter; 0 inside."""
        low, high = self.minutes
        return min(0.0, wait_time - 60 * low) + max(0.0, wait_time - 60 * high)


def expected_wait(queue: QueueSnapshot, now: float) -> ExpectedWait | None:
    """The range for whoever stands at `queue.place`; None when it would not be reliable."""
    estimates = _estimates(queue, now)
    if not estimates:
        return None
    middle = median(estimates)
    if max(estimates) > MOST_CONTRADICTION * max(min(estimates), 15.0) or middle > LONGEST:
        return None
    # The time of n services in a row scatters by 1/sqrt(n); half of that each way holds most waits.
    scatter = 0.5 / sqrt(queue.place)
    low = min(middle * (1 - scatter), min(estimates))
    high = max(middle * (1 + scatter), max(estimates))
    if high - low > WIDEST:
        return None
    return ExpectedWait(low, high)


def _estimates(queue: QueueSnapshot, now: float) -> list[float]:
    estimates: list[float] = []
    recent = [seen for seen in queue.past_waits if seen.at > now - RECENT_TIME][-LAST_SEEN:]
    if recent:
        estimates.append(median(seen.wait_time * queue.place / seen.place for seen in recent))
    if queue.working:
        estimates.append(queue.place * queue.handle_time / queue.working)
    if not recent and not queue.working:
        return []
    if queue.place > 1 and queue.head_wait_time > 30.0:
        estimates.append(queue.head_wait_time * queue.place / 2)
    return estimates
