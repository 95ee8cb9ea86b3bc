"""When a call-back is promised: within the hours of those who shall call, and after what they have to do. Pure.

Whoever orders while somebody is there, and can be served before these hours end, stands in line at once. Everybody
else is rung in the next hours that have room, and not before the moment that is promised.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.calendar.calling_hours import CallingHours, Shift

PROMISED_TIME = timedelta(hours=1)
_HALF_HOUR = timedelta(minutes=30)
MOST_SHIFTS = 40  # so many hours with no room are looked at; then nothing is promised


@dataclass(frozen=True, slots=True)
class Promise:
    """From when to when a call may be expected. `not_before`: the order joins the line of `queue` then; None if it
    stands in line at once."""

    queue: str
    begin: datetime
    end: datetime
    not_before: datetime | None = None


def promise(
    hours: CallingHours,
    office: str,
    topic: str | None,
    now: datetime,
    wait_now: Callable[[Shift], timedelta],
    wait_then: Callable[[Shift], timedelta],
) -> Promise | None:
    """What can be promised to a caller of `office`; None if nobody knows when somebody will be there.

    `wait_now` and `wait_then`: how long those of a shift are busy with others, from now or from its beginning on.
    """
    shift = hours.shift(office, topic, now)
    if shift is not None and shift.begins <= now:
        begin = now + wait_now(shift)
        if shift.ends is None or begin < shift.ends:
            return Promise(shift.queue, begin, end_of(begin, shift))
        shift = hours.shift(office, topic, shift.ends)
    for _ in range(MOST_SHIFTS):
        if shift is None:
            return None
        # People are told half hours, so nobody is rung between what they were told and what was meant.
        begin = max(shift.begins, _half_hour(shift.begins + wait_then(shift)))
        if shift.ends is None or begin < shift.ends:
            return Promise(shift.queue, begin, end_of(begin, shift), begin)
        shift = hours.shift(office, topic, shift.ends)
    return None


def end_of(begin: datetime, shift: Shift) -> datetime:
    """The end of what is promised from `begin` on, within the hours."""
    end = begin + PROMISED_TIME
    return end if shift.ends is None else min(end, shift.ends)


def _half_hour(moment: datetime) -> datetime:
    """The full or half hour at or before."""
    return moment - timedelta(seconds=moment.timestamp() % _HALF_HOUR.total_seconds())
