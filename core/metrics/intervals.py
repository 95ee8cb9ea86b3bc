"""Intervals of reports: 15, 30 and 60 minutes, day, week, month, quarter, year, by Poland's clocks. Pure.

Everything is kept by quarters of an hour in UTC (`SLOT`). Poland's offset is whole hours, so every interval begins
and ends at the edge of a slot, and days of 23 and 25 hours are made of 92 and 100 of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias, get_args

from core.zone import WARSAW

IntervalKind: TypeAlias = Literal["15min", "30min", "60min", "day", "week", "month", "quarter", "year"]
INTERVAL_KINDS: tuple[IntervalKind, ...] = get_args(IntervalKind)

SLOT = timedelta(minutes=15)
_MILLISECOND = timedelta(milliseconds=1)

_MINUTES: dict[IntervalKind, int] = {"15min": 15, "30min": 30, "60min": 60}


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`begin` belongs to it, `end` does not; both UTC."""

    begin: datetime
    end: datetime
    kind: IntervalKind

    @property
    def label(self) -> str:
        """As Poland writes it. Minutes carry the offset: the hour that comes twice in autumn has two labels."""
        local = self.begin.astimezone(WARSAW)
        match self.kind:
            case "day":
                return f"{local:%Y-%m-%d}"
            case "week":
                year, week, _ = local.isocalendar()
                return f"{year}-W{week:02}"
            case "month":
                return f"{local:%Y-%m}"
            case "quarter":
                return f"{local.year}-Q{(local.month + 2) // 3}"
            case "year":
                return f"{local.year}"
        return local.isoformat(timespec="minutes")

    @property
    def hours(self) -> float:
        """How long it is: 23 or 25 for two days of the year."""
        return (self.end - self.begin) / timedelta(hours=1)

    @property
    def slots(self) -> int:
        """How many quarters of an hour it has."""
        return (self.end - self.begin) // SLOT


def slot_of(moment: datetime) -> datetime:
    """The beginning, in UTC, of the quarter of an hour in which an aware moment lies."""
    utc = moment.astimezone(UTC)
    return utc.replace(minute=utc.minute - utc.minute % 15, second=0, microsecond=0)


def interval_of(moment: datetime, kind: IntervalKind) -> Interval:
    """The interval in which an aware moment lies."""
    if (minutes := _MINUTES.get(kind)) is not None:
        utc = moment.astimezone(UTC)
        begin = utc.replace(minute=utc.minute - utc.minute % minutes, second=0, microsecond=0)
        return Interval(begin, begin + timedelta(minutes=minutes), kind)
    first = _first_day(moment.astimezone(WARSAW).date(), kind)
    return Interval(midnight(first), midnight(_next_first_day(first, kind)), kind)


def intervals(begin: datetime, end: datetime, kind: IntervalKind) -> Iterator[Interval]:
    """All intervals that share a moment with `begin`…`end` (not included), in order and without a gap."""
    at = begin
    while at < end:
        found = interval_of(at, kind)
        yield found
        at = found.end


def split(begin: datetime, end: datetime) -> Iterator[tuple[datetime, int]]:
    """The quarters of an hour that a stretch of time covers: the beginning of each, and its milliseconds there.

    Moments are taken to whole milliseconds, as clocks show them. So the milliseconds add up wherever a stretch is
    cut in two: reckoned from the edge of a slot on, they are the same as from the day's beginning. Nothing if it
    ends before it begins.
    """
    at, until = _clock_millisecond(begin), _clock_millisecond(end)
    while at < until:
        slot = slot_of(at)
        edge = min(slot + SLOT, until)
        yield slot, (edge - at) // _MILLISECOND
        at = edge


def _clock_millisecond(moment: datetime) -> datetime:
    utc = moment.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def midnight(day: date) -> datetime:
    """The beginning of a day in Poland, in UTC. Clocks are never changed at midnight."""
    return datetime.combine(day, time.min, WARSAW).astimezone(UTC)


def _first_day(day: date, kind: IntervalKind) -> date:
    match kind:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=day.month - (day.month - 1) % 3, day=1)
        case "year":
            return day.replace(month=1, day=1)
    return day


def _next_first_day(first: date, kind: IntervalKind) -> date:
    longest: dict[str, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}
    return _first_day(first + timedelta(days=longest[kind]), kind)
