"""What a report is asked, and what is read for it: periods and whose figures they may be. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias

from core.calendar.holidays_pl import day_off
from core.errors import NotAllowed, S724Error
from core.metrics.dictionary import METRICS, metric_at
from core.metrics.intervals import Interval, IntervalKind, intervals, midnight
from core.metrics.metric import Metric
from reports.answers.catalogue import MOST_COLUMNS, REPORTS, Report
from reports.figures.figure_query import EVERYTHING, Filters, GroupBy, Query, UnclearQuery

Compare: TypeAlias = Literal["none", "earlier", "year", "network", "target"]

FEWEST_NETWORK_OFFICES = 3
"""Of fewer offices the figure of the network would tell that of another one."""


class ReportRefused(S724Error):
    """A question that has no answer; nothing was read. The sentence says why."""

    code = "report_refused"

    def __init__(self, problem: str) -> None:
        super().__init__(problem)


@dataclass(frozen=True, slots=True)
class Question:
    """`first` and `last` are days in Poland, both included. None: as the report has it."""

    report: str
    first: date
    last: date
    by: GroupBy | None = None
    interval: IntervalKind | None = None
    filters: Filters = EVERYTHING
    compare: Compare = "none"
    threshold: int | None = None
    columns: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose figures may be shown. None: of every office. `agent_offices`: of whose consultants, one by one."""

    offices: frozenset[str] | None
    agent_offices: frozenset[str] | None
    sees_calls: bool = True


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A question with everything that it left open, narrowed to what its reader may see."""

    report: Report
    first: date
    last: date
    by: GroupBy
    interval: IntervalKind
    filters: Filters
    compare: Compare
    metrics: tuple[Metric, ...]
    main: Metric
    threshold: int | None
    is_narrowed: bool
    is_of_agents: bool
    reader: Reader
    has_usual_columns: bool = False

    @property
    def begin(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + timedelta(days=1))

    def query(self, counters: frozenset[str] | None = None) -> Query:
        """Raises ReportRefused."""
        return self._query(self.begin, self.end, self.by, self.filters, counters)

    def earlier_query(self, counters: frozenset[str] | None = None) -> Query:
        """The same of the period that this one is compared with."""
        first, last = self.earlier
        end = midnight(last + timedelta(days=1))
        return self._query(midnight(first), end, self.by, self.filters, counters)

    def earlier_total_query(self, counters: frozenset[str]) -> Query:
        """Of the whole period before, in one line; of consultants one for each: their sums have own names."""
        first, last = self.earlier
        end = midnight(last + timedelta(days=1))
        by: GroupBy = "agent" if self.by == "agent" else "total"
        return self._query(midnight(first), end, by, self.filters, counters)

    def network_query(self, by: GroupBy, counters: frozenset[str] | None = None) -> Query:
        return self._query(self.begin, self.end, by, replace(self.filters, offices=None), counters)

    def heat_query(self, counters: frozenset[str] | None = None) -> Query:
        return Query(self.begin, self.end, "interval", "60min", self.filters, counters)

    @property
    def earlier(self) -> tuple[date, date]:
        """The days, both included, that this period is held against."""
        return year_before(self.first, self.last) if self.compare == "year" else before(self.first, self.last)

    def _query(
        self, begin: datetime, end: datetime, by: GroupBy, filters: Filters, counters: frozenset[str] | None
    ) -> Query:
        try:
            return Query(begin, end, by, self.interval, filters, counters)
        except UnclearQuery as error:
            raise ReportRefused(str(error)) from None

    def line_query(self, line: str | None) -> Query | None:
        """Of one line, by its key, or of all of them; None where there is no such line for this reader."""
        begin, end, filters = self.begin, self.end, self.filters
        if line is not None:
            if self.by == "interval":
                interval = next(
                    (part for part in intervals(begin, end, self.interval) if part.label == line), None
                )
                if interval is None:
                    return None
                begin, end, _ = self.cut(interval)
            elif self.by != "total":
                narrowed = _with(filters, self.by, line)
                if narrowed is None:
                    return None
                filters = narrowed
        return self._query(begin, end, "total", filters, None)

    def cut(self, interval: Interval) -> tuple[datetime, datetime, bool]:
        """The part of an interval that lies in the period, and whether it is a part only."""
        begin, end = max(self.begin, interval.begin), min(self.end, interval.end)
        return begin, end, (begin, end) != (interval.begin, interval.end)


def resolve_question(question: Question, reader: Reader) -> ReportRequest:
    """The question with everything that it left open, as far as this reader may see it.

    Offices that the reader may not see are left out; where none is left, the reader's own are shown. Raises
    ReportRefused with a Polish sentence, and NotAllowed for consultants one by one without a right to them.
    """
    report = REPORTS.get(question.report)
    if report is None:
        raise ReportRefused(f"Nie ma raportu „{question.report}”.")
    if question.first > question.last:
        raise ReportRefused("Pierwszy dzień okresu musi być przed ostatnim.")
    by = question.by or report.default_by
    if by not in report.by:
        raise ReportRefused("Tego raportu nie można tak podzielić.")
    interval = question.interval or report.default_interval
    if interval not in report.intervals:
        raise ReportRefused("Tego raportu nie można podzielić na takie okresy.")
    is_of_agents = by == "agent" or question.filters.agents is not None
    allowed = reader.offices
    if is_of_agents:
        if reader.agent_offices == frozenset():
            raise NotAllowed
        allowed = _both(allowed, reader.agent_offices)
    filters, is_narrowed = _narrowed(question.filters, allowed)
    metrics = tuple(_metrics(report, question))
    request = ReportRequest(
        report=report,
        first=question.first,
        last=question.last,
        by=by,
        interval=interval,
        filters=filters,
        compare=question.compare,
        metrics=metrics,
        main=next((metric for metric in metrics if metric.key == report.main), metrics[0]),
        threshold=question.threshold,
        is_narrowed=is_narrowed,
        is_of_agents=is_of_agents,
        reader=reader,
        has_usual_columns=question.columns is None,
    )
    request.query()
    return request


def _narrowed(filters: Filters, allowed: frozenset[str] | None) -> tuple[Filters, bool]:
    if allowed is None:
        return filters, False
    if filters.offices is None:
        return replace(filters, offices=allowed), False
    return replace(filters, offices=(filters.offices & allowed) or allowed), not filters.offices <= allowed


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None:
        return other
    return one if other is None else one & other


def _metrics(report: Report, question: Question) -> Iterable[Metric]:
    keys = question.columns or report.columns
    if len(keys) > MOST_COLUMNS:
        raise ReportRefused(f"Raport może mieć najwyżej {MOST_COLUMNS} wskaźników.")
    for key in dict.fromkeys(keys):
        if key not in METRICS:
            raise ReportRefused(f"Nie ma wskaźnika „{key}”.")
        has_threshold = METRICS[key].threshold is not None
        yield metric_at(key, question.threshold if has_threshold else None)


def _with(filters: Filters, by: GroupBy, line: str) -> Filters | None:
    """Only this value; None if the filters do not have it."""
    value = frozenset({line})
    match by:
        case "office":
            return None if _lacks(filters.offices, line) else replace(filters, offices=value)
        case "agent":
            return None if _lacks(filters.agents, line) else replace(filters, agents=value)
        case "topic":
            return None if _lacks(filters.topics, line) else replace(filters, topics=value)
        case "number":
            return None if _lacks(filters.numbers, line) else replace(filters, numbers=value)
        case "language":
            return None if _lacks(filters.languages, line) else replace(filters, languages=value)
        case "occupation" | "county":
            return None  # of job offers, and no call is one
    name = line.rpartition("@")[0]
    if filters.scenarios is not None and not {line, name} & filters.scenarios:
        return None
    return replace(filters, scenarios=value)


def _lacks(allowed: frozenset[str] | None, value: str) -> bool:
    return allowed is not None and value not in allowed


Period: TypeAlias = Literal[
    "today",
    "yesterday",
    "last_working_day",
    "this_week",
    "last_week",
    "this_month",
    "last_month",
    "this_year",
    "last_year",
]
"""Periods that go with the day."""


def days_of(period: Period, today: date) -> tuple[date, date]:
    """The first and the last day, both included."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    year = month.replace(month=1)
    day, week = timedelta(days=1), timedelta(weeks=1)
    working = last_working_day(today)
    days: dict[Period, tuple[date, date]] = {
        "today": (today, today),
        "yesterday": (today - day, today - day),
        "last_working_day": (working, working),
        "this_week": (monday, monday + week - day),
        "last_week": (monday - week, monday - day),
        "this_month": (month, _months_back(month, -1) - day),
        "last_month": (_months_back(month, 1), month - day),
        "this_year": (year, _months_back(year, -12) - day),
        "last_year": (_months_back(year, 12), year - day),
    }
    return days[period]


def last_working_day(today: date) -> date:
    """The newest day before on which queues are open as usual: from Monday to Friday, and no holiday."""
    day = today - timedelta(days=1)
    while day.weekday() > 4 or day_off(day):
        day -= timedelta(days=1)
    return day


def before(first: date, last: date) -> tuple[date, date]:
    """The period before: the months before for whole months, else the same weekdays, by as few weeks as are
    needed. A day is held against the same day of the week before."""
    if months := _whole_months(first, last):
        return _months_back(first, months), first - timedelta(days=1)
    days = timedelta(days=-(-((last - first).days + 1) // 7) * 7)
    return first - days, last - days


def year_before(first: date, last: date) -> tuple[date, date]:
    """The same months of the year before; else 52 weeks before, so that weekdays meet their like."""
    if months := _whole_months(first, last):
        begin = _months_back(first, 12)
        return begin, _months_back(begin, -months) - timedelta(days=1)
    return first - timedelta(weeks=52), last - timedelta(weeks=52)


def _whole_months(first: date, last: date) -> int:
    after = last + timedelta(days=1)
    is_whole = first.day == 1 and after.day == 1
    return 12 * (after.year - first.year) + after.month - first.month if is_whole else 0


def _months_back(first: date, months: int) -> date:
    at = 12 * first.year + first.month - 1 - months
    return date(at // 12, at % 12 + 1, 1)
