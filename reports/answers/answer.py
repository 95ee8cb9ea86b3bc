"""The answer of a report: a table of figures with what they are held against. Pure.

The API and every export show it unchanged; `reports.answers.answer_builder` makes it out of sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, make_dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from pydantic import Field, GetCoreSchemaHandler

from core.metrics.intervals import IntervalKind
from core.metrics.metric import PERCENT, Metric
from reports.answers.catalogue import Chart
from reports.answers.judging import Verdict
from reports.figures.figure_query import GroupBy

TIME_ZONE = "Europe/Warsaw"

ALL_OFFICES = "wszystkie urzędy"


class _Light(msgspec.Struct, frozen=True, gc=False):
    """Of a long report there are a hundred thousand. Nothing that one holds can lead back to it, so it is not
    looked at when garbage is looked for."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> Any:
        return handler.generate_schema(_as_dataclass(cls))


@cache
def _as_dataclass(struct: type[msgspec.Struct]) -> type:
    """The same fields, all of which are always written: what describes the web service knows no structs."""
    hints = get_type_hints(struct, include_extras=True)
    return make_dataclass(struct.__name__, hints.items(), namespace={"__doc__": struct.__doc__})


class ComparedFigure(_Light, frozen=True, gc=False):
    """A figure that another one is held against."""

    value: float | None
    n: int | None
    text: str


class ReportCell(_Light, frozen=True, gc=False):
    """A figure. A value of null: there is nothing to say it of, which is not 0."""

    value: float | None
    n: Annotated[int, Field(description="Of how many cases")]
    text: Annotated[str, Field(description="As people read it", examples=["86,3 %"])]
    earlier: Annotated[ComparedFigure | None, Field(description="The same figure of the earlier period")] = None
    target: ComparedFigure | None = None
    network: Annotated[
        ComparedFigure | None, Field(description="Of all offices together; never of numbers of cases")
    ] = None


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A figure that stands in the table."""

    metric: Annotated[str, Field(examples=["service_level"])]
    title: Annotated[str, Field(examples=["Poziom obsługi (od zgłoszonych)"])]
    short: Annotated[str, Field(description="Fits into a head of two lines", examples=["Poziom obsługi"])]
    unit: Annotated[str, Field(examples=["%"])]
    has_calls: Annotated[bool, Field(description="`POST /api/reports/calls` opens it")]
    has_cases: Annotated[bool, Field(description="It is told of how many cases it is, as `n`")]
    threshold: Annotated[int | None, Field(description="Seconds")]
    better: Literal["higher", "lower"] | None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A line of the table."""

    key: Annotated[
        str, Field(description="For `line` of `POST /api/reports/calls`", examples=["2026-11-24T08:00+01:00"])
    ]
    label: Annotated[str, Field(description="In Polish", examples=["08:00–09:00"])]
    begin: Annotated[datetime | None, Field(description="Of an interval, as far as it lies in the period")]
    end: Annotated[datetime | None, Field(description="Not included")]
    hours: Annotated[int | None, Field(description="Of a day that has 23 or 25")]
    cells: tuple[ReportCell, ...]


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part of a figure."""

    key: Annotated[str, Field(examples=["20610>20620"])]
    label: Annotated[str, Field(examples=["Białystok → Łomża"])]
    value: float | None
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Of a row or column of the matrix."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReportMatrix:
    """One figure by two things: weekdays by hours, or the queue's office by the consultant's."""

    metric: str
    unit: str
    rows: tuple[ReportHead, ...]
    columns: tuple[ReportHead, ...]
    values: Annotated[
        tuple[tuple[ReportCell | None, ...], ...],
        Field(description="By row, then column; null: there was nothing"),
    ]


@dataclass(frozen=True, slots=True)
class ReportAnswer:
    """A report. Its texts are the same in every export."""

    report: str
    title: str
    question: str
    chart: Chart
    by: GroupBy
    interval: IntervalKind
    first: date
    last: date
    period: Annotated[str, Field(examples=["wtorek 24.11.2026"])]
    offices: Annotated[str, Field(examples=["Kolno, Łomża"])]
    office_codes: Annotated[tuple[str, ...], Field(description="Empty: all")]
    time_zone: Annotated[str, Field(examples=["Europe/Warsaw"])]
    sentence: Annotated[str, Field(description="What it found, how good that is, and what has to be known of it")]
    verdict: Annotated[Verdict, Field(description="Of the main figure against its target")]
    narrowed: Annotated[bool, Field(description="Offices that were asked for were left out for want of rights")]
    complete_until: Annotated[datetime | None, Field(description="All facts up to then are in it")]
    complete_text: Annotated[str, Field(examples=["Dane kompletne do 14:32."])]
    is_complete: bool
    compared_with: Annotated[str | None, Field(description="The earlier period", examples=["wtorek 17.11.2026"])]
    columns: tuple[ReportColumn, ...]
    main: str
    by_title: Annotated[str, Field(description="The head of the first column", examples=["Urząd"])]
    lines: tuple[ReportLine, ...]
    total: Annotated[
        tuple[ReportCell, ...], Field(description="With the target of each figure, whatever was compared")
    ]
    parts: Annotated[Mapping[str, tuple[ReportPart, ...]], Field(description="By figure, what it is made of")]
    matrix: ReportMatrix | None


def part_unit(metric: Metric) -> str:
    """In what the parts of a figure are told."""
    return PERCENT if metric.unit == PERCENT and metric.key != "unmet_demand" else "zgłoszenia"


def encoded(answer: ReportAnswer) -> bytes:
    """As JSON. Line by line, so that a thread in which it is done lets the others go on."""
    parts = []
    for field in fields(answer):
        value = getattr(answer, field.name)
        if field.name == "lines":
            written = b"[" + b",".join(msgspec.json.encode(line) for line in value) + b"]"
        else:
            written = msgspec.json.encode(value)
        parts.append(f'"{field.name}":'.encode() + written)
    return b"{" + b",".join(parts) + b"}"
