"""Reports: what may be asked, and the answers. Times by Poland's clocks, days in Poland."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import Cursor, Place, place_of
from core.metrics.intervals import IntervalKind
from core.metrics.metric import Metric
from core.zone import WARSAW
from reports.answers.catalogue import MOST_COLUMNS, Report, better
from reports.answers.question import Compare, Question
from reports.answers.words_pl import LANGUAGES, in_order
from reports.figures.figure_query import Filters, GroupBy
from reports.figures.figure_store import MOST_CALLS, CallCursor, FigureCall

REPORT = r"^[a-z_]{1,40}$"
METRIC = r"^[a-z0-9_]{1,60}$"
LINE = 100  # signs of the key of a line, at most
_YEARS = range(2000, 2101)


def _day(value: object) -> object:
    """A day of a century that has reports. Raises ValueError with a Polish sentence."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        found = date.fromisoformat(str(value)) if len(str(value)) == 10 else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError("Wymagana jest data, na przykład 2026-11-24.")
    if found.year not in _YEARS:
        raise ValueError("Rok musi leżeć między 2000 a 2100.")
    return found


Day = Annotated[date, BeforeValidator(_day)]

Office = Annotated[str, Field(pattern=r"^([0-9]{5})?$")]
Topic = Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")]
Number = Annotated[str, Field(pattern=r"^\+?[0-9]{0,20}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{0,8}$")]
Scenario = Annotated[str, Field(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Consultant = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
MetricKey = Annotated[str, Field(pattern=METRIC)]


class ReportQuestion(BaseModel):
    """What a report is asked. An empty list does not restrict; an empty text in one stands for what is not known.
    What is left out is as the catalogue has it."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
        json_schema_extra={"examples": [{"report": "day", "from": "2026-11-24", "to": "2026-11-24"}]},
    )

    report: str = Field(pattern=REPORT, examples=["day"])
    first: Day = Field(alias="from", description="The first day", examples=["2026-11-24"])
    last: Day = Field(alias="to", description="The last day, included", examples=["2026-11-24"])
    by: GroupBy | None = Field(default=None, description="How lines are told apart")
    interval: IntervalKind | None = Field(default=None, description="Of lines that are intervals")
    offices: list[Office] = Field(default=[], max_length=100, examples=[["20060"]])
    topics: list[Topic] = Field(default=[], max_length=100, examples=[["employer"]])
    numbers: list[Number] = Field(default=[], max_length=100, examples=[["9510"]])
    languages: list[Language] = Field(default=[], max_length=20, examples=[["pl"]])
    scenarios: list[Scenario] = Field(
        default=[], max_length=50, description="Names, or `name@version`", examples=[["main@3"]]
    )
    agents: list[Consultant] = Field(default=[], max_length=200, examples=[["k20060-1"]])
    compare: Compare = "none"
    threshold: int | None = Field(
        default=None, strict=True, ge=0, le=3600, description="Seconds, of service levels"
    )
    columns: list[MetricKey] | None = Field(
        default=None, min_length=1, max_length=MOST_COLUMNS, description="Figures by key, in the order wanted"
    )

    def question(self) -> Question:
        return Question(
            report=self.report,
            first=self.first,
            last=self.last,
            by=self.by,
            interval=self.interval,
            filters=Filters(
                offices=_values(self.offices),
                topics=_values(self.topics),
                numbers=_values(self.numbers),
                languages=_values(self.languages),
                scenarios=_values(self.scenarios),
                agents=_values(self.agents),
            ),
            compare=self.compare,
            threshold=self.threshold,
            columns=None if self.columns is None else tuple(self.columns),
        )


def _values(wanted: list[str]) -> frozenset[str] | None:
    return frozenset(wanted) or None


class ReportCallsQuestion(ReportQuestion):
    """The calls behind a figure of a report."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"report": "day", "from": "2026-11-24", "to": "2026-11-24", "metric": "answered"}]
        }
    )

    metric: MetricKey = Field(description="The figure that is opened", examples=["answered"])
    line: str | None = Field(default=None, max_length=LINE, description="The key of a line; null: the total")
    limit: int = Field(default=50, strict=True, ge=1, le=MOST_CALLS)
    cursor: Cursor | None = None

    def position(self) -> CallCursor | None:
        place = place_of(self.cursor)
        return None if place is None else CallCursor(*place)


class ReportOut(BaseModel):
    """A report that may be asked."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(examples=["day"])
    title: str = Field(examples=["Przebieg dnia"])
    question: str = Field(description="What it answers, in Polish")
    columns: list[str] = Field(description="Keys of figures (`GET /api/metrics-dictionary`)")
    main: str = Field(description="The figure that its sentence speaks of")
    by: list[GroupBy]
    default_by: GroupBy
    intervals: list[IntervalKind]
    default_interval: IntervalKind
    chart: Literal["line", "bars", "heat", "matrix", "none"]

    @classmethod
    def of(cls, report: Report, *, has_agents: bool) -> Self:
        found = cls.model_validate(report)
        found.by = [by for by in found.by if has_agents or by != "agent"]
        return found


class ValueOut(BaseModel):
    """A figure that another one is held against."""

    model_config = ConfigDict(from_attributes=True)

    value: float | None
    n: int | None
    text: str


class CellOut(BaseModel):
    """A figure. A value of null: there is nothing to say it of, which is not 0."""

    model_config = ConfigDict(from_attributes=True)

    value: float | None
    n: int = Field(description="Of how many cases")
    text: str = Field(description="As people read it", examples=["86,3 %"])
    earlier: ValueOut | None = Field(description="The same figure of the earlier period")
    target: ValueOut | None
    network: ValueOut | None = Field(description="Of all offices together; never of numbers of cases")


class ColumnOut(BaseModel):
    """A figure that stands in the table."""

    model_config = ConfigDict(from_attributes=True)

    metric: str = Field(examples=["service_level"])
    title: str = Field(examples=["Poziom obsługi (od zgłoszonych)"])
    unit: str = Field(examples=["%"])
    has_calls: bool = Field(description="`POST /api/reports/calls` opens it")
    threshold: int | None = Field(description="Seconds")
    better: Literal["higher", "lower"] | None


class LineOut(BaseModel):
    """A line of the table."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(description="For `line` of `POST /api/reports/calls`", examples=["2026-11-24T08:00+01:00"])
    label: str = Field(description="In Polish", examples=["08:00–09:00"])
    begin: datetime | None = Field(description="Of an interval, as far as it lies in the period")
    end: datetime | None = Field(description="Not included")
    hours: int | None = Field(description="Of a day that has 23 or 25")
    cells: list[CellOut]


class PartOut(BaseModel):
    """A part of a figure."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(examples=["20610>20620"])
    label: str = Field(examples=["Białystok → Łomża"])
    value: float | None
    n: int
    text: str


class HeadOut(BaseModel):
    """Of a row or column of the matrix."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    label: str


class MatrixOut(BaseModel):
    """One figure by two things: weekdays by hours, or the queue's office by the consultant's."""

    model_config = ConfigDict(from_attributes=True)

    metric: str
    unit: str
    rows: list[HeadOut]
    columns: list[HeadOut]
    values: list[list[CellOut | None]] = Field(description="By row, then column; null: there was nothing")


class ReportAnswer(BaseModel):
    """A report. Its texts are the same in every export."""

    model_config = ConfigDict(from_attributes=True)

    report: str
    title: str
    question: str
    chart: Literal["line", "bars", "heat", "matrix", "none"]
    by: GroupBy
    by_title: str = Field(description="The head of the first column", examples=["Urząd"])
    interval: IntervalKind
    first: date
    last: date
    period: str = Field(examples=["wtorek 24.11.2026"])
    offices: str = Field(examples=["Kolno, Łomża"])
    office_codes: list[str] = Field(description="Empty: all")
    time_zone: str = Field(examples=["Europe/Warsaw"])
    sentence: str = Field(description="What it found, and what has to be known of it")
    narrowed: bool = Field(description="Offices that were asked for were left out for want of rights")
    complete_until: datetime | None = Field(description="All facts up to then are in it")
    complete_text: str = Field(examples=["Dane kompletne do 14:32."])
    is_complete: bool
    compared_with: str | None = Field(description="The earlier period", examples=["wtorek 17.11.2026"])
    main: str
    columns: list[ColumnOut]
    lines: list[LineOut]
    total: list[CellOut]
    parts: dict[str, list[PartOut]] = Field(description="By figure, what it is made of")
    matrix: MatrixOut | None


class ReportCall(BaseModel):
    """A call of a figure, without whose it is."""

    id: str = Field(examples=["call-s724-1795559785-42"])
    started_at: datetime
    ended_at: datetime | None
    number: str = Field(description="That was dialled; empty for a wrong one", examples=["9510"])
    language: str
    topic: str | None
    office: str | None = Field(description="The caller's own")
    served_office: str | None
    path: str = Field(examples=["queue"])
    cases: int = Field(description="How many of the figure's cases it is")

    @classmethod
    def of(cls, call: FigureCall) -> Self:
        return copied(
            cls,
            call,
            id=call.call_id,
            started_at=call.started_at.astimezone(WARSAW),
            ended_at=None if call.ended_at is None else call.ended_at.astimezone(WARSAW),
        )


class ReportCalls(BaseModel):
    """Calls, newest first."""

    metric: str
    title: str
    time_zone: str
    total: int = Field(description="Cases of all calls together: the figure's own count")
    calls: list[ReportCall]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")

    @staticmethod
    def place(after: CallCursor | None) -> Place | None:
        return None if after is None else (after.started_at, after.call_id)


class MetricOut(BaseModel):
    """What a figure means."""

    key: str = Field(examples=["service_level"])
    title: str
    unit: str = Field(description="Empty: a number without one")
    formula: str
    counts: str
    excludes: str
    attribution: str
    threshold: int | None
    better: Literal["higher", "lower"] | None
    has_calls: bool

    @classmethod
    def of(cls, metric: Metric) -> Self:
        return copied(
            cls,
            metric,
            title=metric.title_pl,
            formula=metric.formula_pl,
            counts=metric.counts_pl,
            excludes=metric.excludes_pl,
            attribution=metric.attribution_pl,
            better=better(metric.key),
            has_calls=bool(metric.opens),
        )


class SubjectOut(BaseModel):
    """Figures of one subject."""

    subject: str = Field(examples=["Czekanie"])
    metrics: list[MetricOut]


class ReportFilters(BaseModel):
    """What may be chosen in a report, for the reader."""

    offices: list[HeadOut]
    agents: list[HeadOut] = Field(description="Consultants of these offices; none without a right to them")
    topics: list[HeadOut]
    numbers: list[HeadOut]
    languages: list[HeadOut]
    scenarios: list[HeadOut]


def heads(words: Mapping[str, str]) -> list[HeadOut]:
    """In the order of what people read; what is not known comes last."""
    found = [HeadOut(key=key, label=label) for key, label in words.items()]
    return sorted(found, key=lambda one: (one.key == "", in_order(one.label), one.key))


def language_heads(languages: list[str]) -> list[HeadOut]:
    return heads({one: LANGUAGES.get(one, one) for one in languages})
