"""Figures of a past month that anybody may see: numbers of calls by office, with small ones hidden. Pure.

A count below `FEWEST` may point to persons. It is hidden, and with it as much as is needed so that it cannot be
reckoned back from sums: of the row or the column, or of several of them together (decision 0069).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeAlias

from core.metrics.calls import PATHS
from core.metrics.sums import Sums, total
from core.metrics.waiting import THRESHOLD, within

FEWEST: Final = 5

MOST_MONTHS: Final = 36

TOTAL: Final = ""
"""The row of all offices, and the column of everything."""

Place: TypeAlias = tuple[str, str]
"""A row and a column."""

_CALLS: Final[Mapping[str, Callable[[Sums], int]]] = {
    "queue": lambda sums: sums["path_queue"],
    "self_service": lambda sums: sums["path_self_service"],
    "closed": lambda sums: sums["path_closed"],
    "other": lambda sums: sum(
        sums[f"path_{path}"] for path in PATHS if path not in ("queue", "self_service", "closed")
    ),
}
"""Where calls came; together all of them."""

_QUEUE: Final[Mapping[str, Callable[[Sums], int]]] = {
    "answered_in_time": lambda sums: within(sums, "wait", THRESHOLD),
    "answered_later": lambda sums: sums["answered"] - within(sums, "wait", THRESHOLD),
    "abandoned": lambda sums: sums["abandoned"],
    "other": lambda sums: sums["offered"] - sums["answered"] - sums["abandoned"],
}
"""How standing in a queue ended; together all of it."""

TABLES: Final = {"calls": _CALLS, "queue": _QUEUE}

COUNTERS: Final = frozenset(
    {"calls", "offered", "answered", "abandoned", "wait", *(f"path_{path}" for path in PATHS)}
)


@dataclass(frozen=True, slots=True)
class PublicCount:
    """A number of cases; null and hidden where it, or another one that it would tell, is below 5."""

    value: int | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Rates:
    """Percent of what may be told, with one decimal; None where one of the counts behind it is hidden."""

    answered_share: float | None
    abandoned_share: float | None
    service_level: float | None


@dataclass(frozen=True, slots=True)
class PublicRow:
    """An office; the code is empty for all of them."""

    office: str
    calls: Mapping[str, PublicCount]
    queue: Mapping[str, PublicCount]
    rates: Rates


def public_rows(offices: Mapping[str, Sums]) -> list[PublicRow]:
    """All offices, by code, then the row of everything. What is of no office counts in that row's own line."""
    rows: dict[str, Sums] = dict(sorted(offices.items()))
    tables = {}
    for name, columns in TABLES.items():
        counts = {office: {column: of(sums) for column, of in columns.items()} for office, sums in rows.items()}
        whole = total(rows.values())
        counts[TOTAL] = {column: of(whole) for column, of in columns.items()}
        for row in counts.values():
            row[TOTAL] = sum(row.values())
        tables[name] = _told(counts)
    return [
        PublicRow(office, tables["calls"][office], tables["queue"][office], _rates(tables["queue"][office]))
        for office in [*rows, TOTAL]
    ]


def month_days(month: date) -> tuple[date, date]:
    """The first day of a month, and the first of the next one."""
    first = month.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1)


def _rates(queue: Mapping[str, PublicCount]) -> Rates:
    whole = queue[TOTAL].value

    def share(*columns: str) -> float | None:
        parts = [queue[column].value for column in columns]
        if not whole or any(part is None for part in parts):
            return None
        return round(100 * sum(part or 0 for part in parts) / whole, 1)

    return Rates(
        answered_share=share("answered_in_time", "answered_later"),
        abandoned_share=share("abandoned"),
        service_level=share("answered_in_time"),
    )


def _told(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, PublicCount]]:
    hidden = hidden_places(counts)
    return {
        row: {
            column: PublicCount(None, True) if (row, column) in hidden else PublicCount(value, False)
            for column, value in columns.items()
        }
        for row, columns in counts.items()
    }


def hidden_places(counts: Mapping[str, Mapping[str, int]]) -> set[Place]:
    """Which numbers of a table with sums (`TOTAL` for row and column) are not told.

    Small ones, and more until nothing hidden can be reckoned back: each row and column has none or several that
    are hidden, which together are no small number, and each hidden one lies on a ring of hidden ones, so that all
    of the ring can be shifted without any sum being another.
    """
    value = {(row, column): count for row, columns in counts.items() for column, count in columns.items()}
    hidden = {place for place, count in value.items() if count < FEWEST}
    while True:
        more = _of_a_line(value, hidden) or _of_a_bridge(value, hidden)
        if more is None:
            return hidden
        hidden.add(more)


def _of_a_line(value: Mapping[Place, int], hidden: set[Place]) -> Place | None:
    """The smallest number to hide in a row or column whose hidden ones could be told from its sum."""
    for line in _lines(value):
        inside = [place for place in line if place in hidden]
        if not inside or len(inside) == len(line):
            continue
        if len(inside) == 1 or sum(value[place] for place in inside) < FEWEST:
            return min((place for place in line if place not in hidden), key=lambda place: (value[place], place))
    return None


def _lines(value: Mapping[Place, int]) -> Iterator[list[Place]]:
    for side in (0, 1):
        for name in sorted({place[side] for place in value}):
            yield sorted(place for place in value if place[side] == name)


def _of_a_bridge(value: Mapping[Place, int], hidden: set[Place]) -> Place | None:
    """A number that joins both sides of a hidden one that lies on no ring: with it, it does."""
    for bridge in sorted(hidden):
        near = _reached(bridge[0], hidden - {bridge})
        if ("column", bridge[1]) in near:
            continue
        far = _reached_column(bridge[1], hidden - {bridge})
        joining = [
            place
            for place in value
            if place not in hidden
            and (
                (("row", place[0]) in near and ("column", place[1]) in far)
                or (("row", place[0]) in far and ("column", place[1]) in near)
            )
        ]
        if joining:
            return min(joining, key=lambda place: (value[place], place))
    return None


def _reached(row: str, hidden: set[Place]) -> set[tuple[str, str]]:
    return _component(("row", row), hidden)


def _reached_column(column: str, hidden: set[Place]) -> set[tuple[str, str]]:
    return _component(("column", column), hidden)


def _component(start: tuple[str, str], hidden: set[Place]) -> set[tuple[str, str]]:
    """Rows and columns that hidden numbers join with this one."""
    reached, waiting = {start}, [start]
    while waiting:
        kind, name = waiting.pop()
        for row, column in hidden:
            if (kind == "row" and row == name) or (kind == "column" and column == name):
                other = ("column", column) if kind == "row" else ("row", row)
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
    return reached


def is_told(month: date, today: date) -> bool:
    """Is the month over, and not older than `MOST_MONTHS`? What goes on changes with every call, and two answers
    would tell the difference."""
    age = 12 * (today.year - month.year) + today.month - month.month
    return 0 < age <= MOST_MONTHS


__all__: Sequence[str] = ("COUNTERS", "PublicRow", "hidden_places", "is_told", "month_days", "public_rows")
