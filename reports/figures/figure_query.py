"""What figures are asked for: a period, by what they are told apart, and of which calls. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias, get_args

from core.metrics.intervals import IntervalKind, interval_of, intervals, slot_of
from reports.figures.figure_rows import Dimensions

GroupBy: TypeAlias = Literal[
    "total", "interval", "office", "agent", "topic", "number", "language", "scenario", "occupation", "county"
]
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)

OF_OFFERS: frozenset[GroupBy] = frozenset({"occupation", "county"})
"""By what job offers alone are told apart: the first four digits of an occupation, of TERYT. No call has them."""

Values: TypeAlias = frozenset[str] | None
"""Which values are wanted; None does not restrict. An empty text stands for what is not known."""

MOST_INTERVALS = 3000
"""Of one question: a month of quarters of an hour."""

LONGEST_PERIOD = timedelta(days=3660)

_DAYS: frozenset[IntervalKind] = frozenset({"day", "week", "month", "quarter", "year"})


class UnclearQuery(ValueError):
    """A question that has no answer; the text, in Polish, says why."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which calls and consultants. `offices`: of the queue, of the consultant or of the caller, as each figure is
    attributed. `scenarios`: names, or `name@version`. `agents` restricts to consultants' own sums."""

    offices: Values = None
    topics: Values = None
    numbers: Values = None
    languages: Values = None
    scenarios: Values = None
    agents: Values = None

    @property
    def is_of_calls(self) -> bool:
        """Does it ask for what is known of calls alone? Then there is no consultant's time in it."""
        return any(one is not None for one in (self.topics, self.numbers, self.languages, self.scenarios))

    def takes(self, key: Dimensions) -> bool:
        """Is a contribution of calls with these wanted?"""
        version = f"{key.scenario}@{key.version}"
        return (
            _has(self.offices, key.office)
            and _has(self.topics, key.topic)
            and _has(self.numbers, key.number)
            and _has(self.languages, key.language)
            and (self.scenarios is None or bool({key.scenario, version} & self.scenarios))
        )

    def takes_agent(self, agent: str, office: str) -> bool:
        """Is a consultant's own contribution wanted?"""
        return not self.is_of_calls and _has(self.agents, agent) and _has(self.offices, office)


def _has(wanted: Values, value: str) -> bool:
    return wanted is None or value in wanted


EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """`begin` belongs to the period, `end` does not; both aware, at the edge of a quarter of an hour.

    `interval`: of `by="interval"`. `counters`: names of counters and families that are needed; None: all. A figure
    that is 0 where anything was counted at all is empty where none of these was. Raises UnclearQuery.
    """

    begin: datetime
    end: datetime
    by: GroupBy = "total"
    interval: IntervalKind = "day"
    filters: Filters = EVERYTHING
    counters: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.begin.tzinfo is None or self.end.tzinfo is None:
            raise UnclearQuery("Okres musi mieć strefę czasową.")
        if self.begin >= self.end:
            raise UnclearQuery("Początek okresu musi być przed jego końcem.")
        if self.end - self.begin > LONGEST_PERIOD:
            raise UnclearQuery("Okres może mieć najwyżej 10 lat.")
        if slot_of(self.begin) != self.begin or slot_of(self.end) != self.end:
            raise UnclearQuery("Okres musi zaczynać się i kończyć o pełnym kwadransie.")
        if self.by == "agent" and self.filters.is_of_calls:
            raise UnclearQuery("Pracy konsultantów nie można zawęzić do tematu, numeru, języka ani scenariusza.")
        if self.filters.agents is not None and self.by not in ("total", "interval", "agent", "office"):
            raise UnclearQuery("Pracę konsultantów można podzielić tylko na okresy, urzędy i konsultantów.")
        if self.by == "interval" and self.count_of_intervals() > MOST_INTERVALS:
            raise UnclearQuery(f"Za dużo okresów: najwyżej {MOST_INTERVALS}. Proszę wybrać dłuższe okresy.")

    def count_of_intervals(self) -> int:
        return sum(1 for _, _ in zip(range(MOST_INTERVALS + 1), self.intervals(), strict=False))

    def intervals(self) -> Iterable[datetime]:
        """The beginnings of the intervals of the period."""
        return (one.begin for one in intervals(self.begin, self.end, self.interval))

    @property
    def is_of_whole_days(self) -> bool:
        """Can sums by day answer it?"""
        if self.by == "interval" and self.interval not in _DAYS:
            return False
        return all(interval_of(at, "day").begin == at for at in (self.begin, self.end))
