"""The figures of the day that goes on: what stands in the sums of reports, and what newer facts add to it. Pure.

A call adds to quarters of an hour and offices (`Places`). The day is the sums at one state of the tables, and for
each call that has newer facts the difference between what it adds now and what it added there. A difference takes
the place of the one before, so facts may come late, doubled or in any order.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from core.live.live import PROVINCE, Flow, Window
from core.metrics.call_parts import CallFigures
from core.metrics.contributions import contributions
from core.metrics.intervals import SLOT, interval_of, slot_of
from core.metrics.sums import Sums
from reports.board.board_metrics import figures_of, is_of_board
from reports.figures.figure_rows import Adds, Numbers

Place: TypeAlias = tuple[datetime, str]
"""A quarter of an hour by its beginning, UTC, and an office; "" if it is not known."""

Places: TypeAlias = Mapping[Place, Mapping[str, int]]
"""Counters of the board by name."""

WindowName: TypeAlias = Literal["now", "hour", "day"]
WINDOWS: Final[tuple[WindowName, ...]] = get_args(WindowName)

NOTHING: Final[Places] = {}


@dataclass(frozen=True, slots=True)
class Windows:
    """When each window began. None has an end: whatever comes later is in it, too."""

    now: datetime
    hour: datetime
    day: datetime

    @classmethod
    def at(cls, moment: datetime) -> "Windows":
        """Those that are shown at an aware moment."""
        quarter = slot_of(moment)
        return cls(quarter - SLOT, quarter - 3 * SLOT, interval_of(moment, "day").begin)

    @property
    def first(self) -> datetime:
        """The beginning of the longest: after midnight that is the hour."""
        return min(self.now, self.hour, self.day)

    def since(self, name: WindowName) -> datetime:
        begin: datetime = getattr(self, name)
        return begin

    def of(self, quarter: datetime) -> list[WindowName]:
        """In which of them a quarter of an hour lies."""
        return [name for name in WINDOWS if quarter >= self.since(name)]


@dataclass(frozen=True, slots=True)
class BaseRow:
    """Counters of an office in the sums of reports, of quarters that lie in just these windows."""

    office: str
    windows: tuple[WindowName, ...]
    counts: Mapping[str, int]


def places_of(call: CallFigures) -> Places:
    """What a call adds to the board."""
    found: dict[Place, dict[str, int]] = {}
    for key, sums in contributions(call).items():
        row = found.setdefault((key.quarter_utc, key.office), {})
        for name, count in sums.counts.items():
            if is_of_board(name):
                row[name] = row.get(name, 0) + count
    return {place: row for place, row in found.items() if row}


def places_of_adds(started_at: datetime, adds: Adds, numbers: Numbers) -> Places:
    """What a call that began then has added to the sums of reports, as it stands there. Raises KeyError if
    `numbers` does not know a number of it."""
    first = slot_of(started_at)
    found: dict[Place, dict[str, int]] = {}
    for add in adds.calls:
        row = found.setdefault((first + add.slot * SLOT, numbers.key_of[add.key].office), {})
        for counter, count in add.counts.items():
            if is_of_board(name := numbers.counter_of[counter]):
                row[name] = row.get(name, 0) + count
    return {place: row for place, row in found.items() if row}


def difference(after: Places, before: Places) -> Places:
    """What is to be added so that `before` becomes `after`."""
    found: dict[Place, dict[str, int]] = {place: dict(row) for place, row in after.items()}
    for place, row in before.items():
        into = found.setdefault(place, {})
        for name, count in row.items():
            into[name] = into.get(name, 0) - count
    settled = ((place, {name: n for name, n in row.items() if n}) for place, row in found.items())
    return {place: row for place, row in settled if row}


def last_helped(call: CallFigures) -> dict[str, datetime]:
    """When the newest caller of an office's queue was answered by another's consultant, by key of `Flow`."""
    found: dict[str, datetime] = {}
    for one in call.passages:
        if one.reason == "connected" and one.left_at is not None and one.served_office not in (None, one.office):
            key = f"{one.office}>{one.served_office}"
            found[key] = max(one.left_at, found.get(key, one.left_at))
    return found


class DayFigures:
    """Sums by window and office. What is kept of a call is its difference, while it has one."""

    def __init__(self, windows: Windows, base: Iterable[BaseRow], last: Mapping[str, datetime]) -> None:
        """`last`: as `last_helped`, of the calls that stand in the tables."""
        self.windows = windows
        self._counts: dict[WindowName, dict[str, dict[str, int]]] = {
            name: defaultdict(lambda: defaultdict(int)) for name in WINDOWS
        }
        self._differences: dict[str, Places] = {}
        self._last = dict(last)
        for row in base:
            self._add(row.windows, row.office, row.counts, 1)

    def put(self, call: str, moves: Places, last: Mapping[str, datetime]) -> None:
        """What a call adds beyond what stands in the tables is this, whatever it was before."""
        for sign, places in ((-1, self._differences.pop(call, NOTHING)), (1, moves)):
            for (quarter, office), counts in places.items():
                self._add(self.windows.of(quarter), office, counts, sign)
        if moves:
            self._differences[call] = moves
        for key, moment in last.items():
            self._last[key] = max(moment, self._last.get(key, moment))

    def _add(self, windows: Iterable[WindowName], office: str, counts: Mapping[str, int], sign: int) -> None:
        for window in windows:
            for key in {office, PROVINCE}:
                row = self._counts[window][key]
                for name, count in counts.items():
                    row[name] += sign * count

    @property
    def calls(self) -> int:
        """Of how many calls something is kept."""
        return len(self._differences)

    @property
    def offices(self) -> set[str]:
        """Those of which anything is known; without the province and what is of no office."""
        return {office for rows in self._counts.values() for office in rows} - {PROVINCE, ""}

    def sums(self, window: WindowName, office: str) -> Sums:
        """`office` PROVINCE: of all together."""
        return Sums(self._counts[window].get(office, {}))

    def window(self, window: WindowName, office: str) -> Window:
        return Window(since=self.windows.since(window), figures=dict(figures_of(self.sums(window, office))))

    def flows(self) -> dict[str, Flow]:
        """Which offices' consultants have answered whose callers today, but for the own ones."""
        day, hour = (self.sums(name, PROVINCE).family("flow") for name in ("day", "hour"))
        return {
            key: Flow(day=day.get(key, 0), hour=hour.get(key, 0), last=self._last.get(key))
            for key in sorted(day.keys() | hour.keys())
            if _is_between_two(key) and (day.get(key, 0) > 0 or hour.get(key, 0) > 0)
        }


def _is_between_two(key: str) -> bool:
    queue, _, served = key.partition(">")
    return queue != served
