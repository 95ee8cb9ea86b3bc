"""From what the clock on the wall shows to real moments, also in the two nights in which clocks are changed. Pure.

Hours of an office are wall-clock time of Warsaw, written as minutes since midnight: 450 is 7:30, 1440 is 24:00.
An hour holds whenever the clock on the wall shows it: what lies in the hour that is passed over in March never
holds, what lies in the hour that comes twice in October holds twice. Lengths are those of real time.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from core.zone import WARSAW

DAY = 24 * 60
_MINUTE = timedelta(minutes=1)

Stretch = tuple[datetime, datetime]
"""From and to, UTC; the end is not included."""


def wall(moment: datetime) -> datetime:
    """What the clock in Warsaw shows at `moment`, which is aware."""
    return moment.astimezone(WARSAW)


def midnight(day: date) -> datetime:
    """When the day begins in Warsaw, UTC; there is no midnight that comes twice or never."""
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


def stretches(day: date, begin: int, end: int) -> list[Stretch]:
    """When on `day` the clock shows a time from minute `begin` to `end`: in order and apart."""
    found: list[Stretch] = []
    for since, until, offset in _pieces(day):
        zero = datetime.combine(day, time(), UTC) - offset
        first, last = max(since, zero + begin * _MINUTE), min(until, zero + end * _MINUTE)
        if first < last:
            begun = found.pop()[0] if found and found[-1][1] == first else first
            found.append((begun, last))
    return found


@lru_cache(maxsize=4096)
def _pieces(day: date) -> tuple[tuple[datetime, datetime, timedelta], ...]:
    """The day in pieces within which the clock runs evenly, each with what it is ahead of UTC."""
    since, until = midnight(day), midnight(day + timedelta(days=1))
    before, after = _offset(since), _offset(until - _MINUTE)
    if before == after:
        return ((since, until, before),)
    low, high = since, until - _MINUTE  # the clock is changed after `low` and not after `high`
    while high - low > _MINUTE:
        middle = low + (high - low) // 2 // _MINUTE * _MINUTE
        low, high = (middle, high) if _offset(middle) == before else (low, middle)
    return ((since, high, before), (high, until, after))


def _offset(moment: datetime) -> timedelta:
    offset = wall(moment).utcoffset()
    assert offset is not None
    return offset
