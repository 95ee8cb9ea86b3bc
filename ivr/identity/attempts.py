"""What wrong tries do to the one thing that they are counted for. Pure.

Four kinds of counters, each with its rule in `ivr.identity.limits`: a row that locks, a day, a bucket of tries
that is filled again, and the ceiling of the whole centre. Which of them one try counts for, and what comes of it:
`ivr.identity.judgement`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ivr.identity.limits import BucketRule, CeilingRule, LockRule

DAY = timedelta(hours=24)
ALARM_TIME = timedelta(minutes=1)  # between two alarms of the ceiling
_MOST_DOUBLINGS = 20  # more would be no time that a clock knows


@dataclass(frozen=True, slots=True)
class Attempts:
    """What stands of one subject. Each kind of counter uses some of the fields.

    `failures_in_day` are those since `day_started_at`: in a day, in the span of the ceiling, or not given back
    yet. `locks` came one after the other. `changed_at` is the last wrong try.
    """

    failures_in_row: int = 0
    failures_in_day: int = 0
    day_started_at: datetime | None = None
    locks: int = 0
    locked_until: datetime | None = None
    changed_at: datetime | None = None


def is_locked(attempts: Attempts, now: datetime) -> bool:
    return attempts.locked_until is not None and now < attempts.locked_until


# -- a row that locks: a card with a number, a number


def after_failure(attempts: Attempts, rule: LockRule, now: datetime) -> Attempts:
    """Count a wrong try. A lock that has run out begins a new row; the next lock is twice as long."""
    if _is_long_ago(attempts, now):
        attempts = Attempts()
    in_row = attempts.failures_in_row + 1
    if in_row < rule.in_row:
        return replace(attempts, failures_in_row=in_row, changed_at=now)
    lock_time = min(rule.lock_time * 2 ** min(attempts.locks, _MOST_DOUBLINGS), rule.longest_time)
    return replace(
        attempts, failures_in_row=0, locks=attempts.locks + 1, locked_until=now + lock_time, changed_at=now
    )


def after_success(attempts: Attempts) -> Attempts:
    """The row ends, and the next lock is a short one again."""
    return replace(attempts, failures_in_row=0, locks=0, locked_until=None)


def left_in_row(attempts: Attempts, rule: LockRule, now: datetime) -> int:
    """Tries before the next lock."""
    return rule.in_row - (0 if _is_long_ago(attempts, now) else attempts.failures_in_row)


def _is_long_ago(attempts: Attempts, now: datetime) -> bool:
    """For a day anybody could try, and nobody did so wrongly. While it is locked nobody can."""
    moments = [moment for moment in (attempts.changed_at, attempts.locked_until) if moment is not None]
    return bool(moments) and now - max(moments) >= DAY


# -- a day: a card, codes for a card


def in_day(attempts: Attempts, now: datetime) -> int:
    """Those of the day that began with the first of them; 0 when it is over."""
    return _since(attempts, DAY, now)


def after_one_in_day(attempts: Attempts, now: datetime) -> Attempts:
    return _one_more(attempts, DAY, now)


# -- a bucket of tries: calls without a number


def left_in_bucket(attempts: Attempts, rule: BucketRule, now: datetime) -> int:
    """Tries that may be used up now. None left: the next one comes within `give_back_time`."""
    used, _ = _used(attempts, rule, now)
    return rule.tries - used


def after_one_from_bucket(attempts: Attempts, rule: BucketRule, now: datetime) -> Attempts:
    used, since = _used(attempts, rule, now)
    return replace(attempts, failures_in_day=used + 1, day_started_at=since, changed_at=now)


def _used(attempts: Attempts, rule: BucketRule, now: datetime) -> tuple[int, datetime]:
    """How many are not given back yet, and since when the next one is on its way."""
    used, since = min(attempts.failures_in_day, rule.tries), attempts.day_started_at
    if used == 0 or since is None:
        return 0, now
    back = max(0, (now - since) // rule.give_back_time)
    return (0, now) if back >= used else (used - back, since + back * rule.give_back_time)


# -- the ceiling of the whole centre


def after_failure_in_centre(attempts: Attempts, rule: CeilingRule, now: datetime) -> Attempts:
    """Count a wrong try of whomever. Too many: answers are slow from now on for the span of the ceiling, and
    `raises_alarm` holds between before and after, at most once in ALARM_TIME."""
    counted = _one_more(attempts, rule.within_time, now)
    until = attempts.locked_until
    if counted.failures_in_day < rule.tries or (until is not None and now + rule.within_time - until < ALARM_TIME):
        return counted
    return replace(counted, locked_until=now + rule.within_time)


def raises_alarm(before: Attempts, after: Attempts) -> bool:
    return before.locked_until != after.locked_until


# -- a span of time that begins with the first try in it


def _since(attempts: Attempts, span: timedelta, now: datetime) -> int:
    begun = attempts.day_started_at
    return 0 if begun is None or now - begun >= span else attempts.failures_in_day


def _one_more(attempts: Attempts, span: timedelta, now: datetime) -> Attempts:
    counted = _since(attempts, span, now)
    begun = now if counted == 0 else attempts.day_started_at
    return replace(attempts, failures_in_day=counted + 1, day_started_at=begun, changed_at=now)
