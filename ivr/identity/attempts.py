"""When wrong tries lock. Pure.

Several wrong tries in a row lock for a while; more of them within 24 hours lock until the office resets it. The
same is counted for whatever number was keyed, known or not, and for the caller's own number. How many tries and
how long: `ivr.identity.limits`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ivr.identity.limits import Limits

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Attempts:
    """What stands of one subject."""

    failures_in_row: int = 0
    failures_in_day: int = 0
    day_started_at: datetime | None = None
    locked_until: datetime | None = None
    is_blocked: bool = False


def is_locked(attempts: Attempts, now: datetime) -> bool:
    return attempts.is_blocked or (attempts.locked_until is not None and now < attempts.locked_until)


def after_failure(attempts: Attempts, limits: Limits, now: datetime) -> Attempts:
    """Count a wrong try. A lock that has run out begins a new row; the day goes on."""
    in_row = attempts.failures_in_row + 1
    begun, in_day = attempts.day_started_at, attempts.failures_in_day + 1
    if begun is None or now - begun >= DAY:
        begun, in_day = now, 1
    locked_until = attempts.locked_until
    if in_row >= limits.in_row:
        in_row, locked_until = 0, now + limits.lock_time
    return Attempts(
        failures_in_row=in_row,
        failures_in_day=in_day,
        day_started_at=begun,
        locked_until=locked_until,
        is_blocked=attempts.is_blocked or (limits.in_day is not None and in_day >= limits.in_day),
    )


def after_success(attempts: Attempts) -> Attempts:
    """The row ends; the day's wrong tries stand, or guessing would be free between two calls of the owner."""
    return replace(attempts, failures_in_row=0, locked_until=None)


def attempts_left(attempts: Attempts, limits: Limits) -> int:
    """Tries before the next lock."""
    left = limits.in_row - attempts.failures_in_row
    if limits.in_day is not None:
        left = min(left, limits.in_day - attempts.failures_in_day)
    return max(0, left)
