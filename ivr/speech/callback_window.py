"""When the centre promises to ring back, widened so that the promise can be kept. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_HALF_HOUR = timedelta(minutes=30)
DAYS_BY_NAME = 7  # from so many days on the name of the day is not enough


@dataclass(frozen=True, slots=True)
class CallbackWindow:
    """Both ends on full or half hours, without a zone. Midnight at the end of the day is 24:00 of that day."""

    begin: datetime
    end: datetime
    is_over_midnight: bool
    begins_in_days: int
    ends_in_days: int

    @property
    def last(self) -> tuple[int, int]:
        """Hour and minute of the end."""
        is_midnight = not self.is_over_midnight and self.end.date() > self.begin.date()
        return (24, 0) if is_midnight else (self.end.hour, self.end.minute)


def widened(begin: datetime, end: datetime, now: datetime) -> CallbackWindow:
    """All three are wall-clock times of one place; a span of no length lasts half an hour."""
    # Without the zone: half past is half past also in the night in which the clocks are changed.
    begin, end = _half_hour(begin.replace(tzinfo=None)), end.replace(tzinfo=None)
    if _half_hour(end) < end:
        end = _half_hour(end) + _HALF_HOUR
    end = max(end, begin + _HALF_HOUR)
    midnight = begin.replace(hour=0, minute=0) + timedelta(days=1)
    today = now.date()
    return CallbackWindow(begin, end, end > midnight, (begin.date() - today).days, (end.date() - today).days)


def _half_hour(moment: datetime) -> datetime:
    """The full or half hour at or before."""
    return moment.replace(minute=30 if moment.minute >= 30 else 0, second=0, microsecond=0)
