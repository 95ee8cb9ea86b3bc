"""The cards of the list of reports: of each its main figure in fourteen days, how good that is, and its way. Pure.

All come out of one question by day: the fourteen days, as many before them, and today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Final

from pydantic import Field

from core.metrics.dictionary import METRICS
from core.metrics.intervals import midnight
from core.metrics.metric import PERCENT
from core.metrics.needed import counters_of
from core.metrics.sums import Sums, total
from reports.answers.cases import is_enough, noun_of, shows_cases
from reports.answers.catalogue import Report
from reports.answers.judging import Held, Verdict, against, verdict_of
from reports.answers.short_titles_pl import short_title
from reports.answers.words_pl import period_text, value_text, value_with_unit
from reports.figures.figure_query import Filters, Query

DAYS: Final = 14


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report on the list. `line` is from the first of the days to the last one; null: nothing to say."""

    report: str
    metric: Annotated[str, Field(examples=["service_level"])]
    title: Annotated[str, Field(examples=["Poziom obsługi"])]
    text: Annotated[str, Field(description="Of the fourteen days", examples=["86,3 %"])]
    cases: Annotated[str, Field(description="Of how many; empty where it is a number of them, or of time")]
    today: Annotated[str | None, Field(description="So far; null: nothing to say it of")]
    verdict: Verdict
    change: Annotated[str, Field(description="Against the fourteen days before; empty: nothing can be said")]
    line: tuple[float | None, ...]
    target: float | None


@dataclass(frozen=True, slots=True)
class ReportCards:
    """The days of the cards, today not among them."""

    first: date
    last: date
    period: Annotated[str, Field(examples=["10.11–23.11.2026"])]
    complete_until: datetime | None
    cards: tuple[ReportCard, ...]


def cards_query(reports: Sequence[Report], today: date, offices: frozenset[str] | None) -> Query:
    """One line for each day."""
    begin, end = today - timedelta(days=2 * DAYS), today + timedelta(days=1)
    counters = counters_of(METRICS[report.main] for report in reports)
    return Query(midnight(begin), midnight(end), "interval", "day", Filters(offices=offices), counters)


def build_cards(
    reports: Sequence[Report],
    today: date,
    days: Sequence[Sums],
    targets: Mapping[tuple[str, str], float],
    office: str,
    complete_until: datetime | None,
) -> ReportCards:
    """`days`: as `cards_query` reads them. `office`: whose targets hold; "" for the province's."""
    first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
    return ReportCards(
        first=first,
        last=last,
        period=period_text(first, last),
        complete_until=complete_until,
        cards=tuple(_card(report, days, targets, office) for report in reports),
    )


def _card(
    report: Report, days: Sequence[Sums], targets: Mapping[tuple[str, str], float], office: str
) -> ReportCard:
    metric = METRICS[report.main]
    before, now, today = total(days[:DAYS]), days[DAYS : 2 * DAYS], days[2 * DAYS]
    found, earlier = metric.compute(total(now)), metric.compute(before)
    target = targets.get((metric.key, office), targets.get((metric.key, "")))
    is_told = found.value is not None and earlier.value is not None
    is_told = is_told and is_enough(metric, found.n) and is_enough(metric, earlier.n)
    so_far = metric.compute(today)
    return ReportCard(
        report=report.key,
        metric=metric.key,
        title=short_title(metric).removesuffix(f", {PERCENT}"),
        text=value_with_unit(found.value, metric.unit),
        cases=noun_of(metric).of(found.n) if shows_cases(metric) and found.value is not None else "",
        today=None if so_far.value is None else value_text(so_far.value, metric.unit),
        verdict=verdict_of(metric, found, Held(target), is_whole=True),
        change=f"{against(metric, found, earlier)} 14 dni wcześniej" if is_told else "",
        line=tuple(metric.compute(day).value for day in now),
        target=target,
    )
