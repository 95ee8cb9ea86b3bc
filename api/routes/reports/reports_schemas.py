"""Reports: what may be asked, and the answers. Times by Poland's clocks, days in Poland."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.routes.calls.calls_schemas import CallOut, CallsInOrder, CallsOnly
from core.metrics.intervals import IntervalKind
from core.metrics.metric import Metric
from reports.answers.answer import ReportHead
from reports.answers.catalogue import MOST_COLUMNS, Chart, Report, better
from reports.answers.question import Compare, Question
from reports.answers.words_pl import LANGUAGES, in_order
from reports.figures.figure_query import Filters, GroupBy

REPORT = r"^[a-z_]{1,40}$"
METRIC = r"^[a-z0-9_]{1,60}$"
LINE = 100  # signs of the key of a line, at most
_YEARS = range(2000, 2101)


def _day(value: object) -> object:
    """A day of a century that has reports. Raises ValueError with a Polish sentence."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        day = date.fromisoformat(str(value)) if len(str(value)) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError("Wymagana jest data, na przykład 2026-11-24.")
    if day.year not in _YEARS:
        raise ValueError("Rok musi leżeć między 2000 a 2100.")
    return day


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


def _values(values: list[str]) -> frozenset[str] | None:
    return frozenset(values) or None


class ReportCallsQuestion(CallsInOrder, ReportQuestion):
    """The calls behind a figure of a report, as any list of calls is asked for."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"report": "day", "from": "2026-11-24", "to": "2026-11-24", "metric": "answered"}]
        }
    )

    metric: MetricKey = Field(description="The figure that is opened", examples=["answered"])
    line: str | None = Field(default=None, max_length=LINE, description="The key of a line; null: the total")
    only: CallsOnly = Field(default=CallsOnly(), description="Which of them")


class ReportOut(BaseModel):
    """A report that may be asked."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(examples=["day"])
    title: str = Field(examples=["Przebieg dnia"])
    question: str = Field(description="What it answers, in Polish")
    columns: list[str] = Field(description="Keys of figures (`GET /api/metrics-dictionary`)")
    more: list[str] = Field(description="Variants of its figures, which are shown where they are asked for")
    main: str = Field(description="The figure that its sentence speaks of")
    by: list[GroupBy]
    default_by: GroupBy
    intervals: list[IntervalKind]
    default_interval: IntervalKind
    chart: Chart

    @classmethod
    def of(cls, report: Report, *, has_agents: bool) -> Self:
        described = cls.model_validate(report)
        described.by = [by for by in described.by if has_agents or by != "agent"]
        return described


class FigureCallOut(CallOut):
    """A call of a figure."""

    cases: int = Field(description="How many of the figure's cases it is")


class ReportCalls(BaseModel):
    """Calls of a figure, in the wanted order."""

    metric: str
    title: str
    total: int = Field(description="Cases of all calls together, whichever are wanted: the figure's own count")
    calls: list[FigureCallOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


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
        return cls(
            key=metric.key,
            title=metric.title_pl,
            unit=metric.unit,
            formula=metric.formula_pl,
            counts=metric.counts_pl,
            excludes=metric.excludes_pl,
            attribution=metric.attribution_pl,
            threshold=metric.threshold,
            better=better(metric.key),
            has_calls=bool(metric.opens),
        )


class SubjectOut(BaseModel):
    """Figures of one subject."""

    subject: str = Field(examples=["Czekanie"])
    metrics: list[MetricOut]


class ReportFilters(BaseModel):
    """What may be chosen in a report, for the reader."""

    offices: list[ReportHead]
    agents: list[ReportHead] = Field(description="Consultants of these offices; none without a right to them")
    topics: list[ReportHead]
    numbers: list[ReportHead]
    languages: list[ReportHead]
    scenarios: list[ReportHead]


def sorted_heads(words: Mapping[str, str]) -> list[ReportHead]:
    """In the order of what people read; what is not known comes last."""
    heads = [ReportHead(key, label) for key, label in words.items()]
    return sorted(heads, key=lambda head: (head.key == "", in_order(head.label), head.key))


def language_heads(languages: list[str]) -> list[ReportHead]:
    return sorted_heads({language: LANGUAGES.get(language, language) for language in languages})
