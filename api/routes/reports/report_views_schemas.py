"""Saved views, targets and keys of reports, and figures that anybody may see."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.reports.report_files import Form
from api.routes.reports.reports_schemas import Day, MetricKey, ReportQuestion
from api.schemas.paging import OFFICE
from reports.answers.question import Period, days_of
from reports.answers.target_store import Target
from reports.answers.view_store import NewView, StoredView
from reports.public_figures import PublicCount, PublicRow

Title = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ReportViewIn(BaseModel):
    """A question under a name."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "Kolno, zeszły tydzień",
                    "question": {"report": "day", "from": "2026-11-16", "to": "2026-11-22", "offices": ["20060"]},
                    "period": "last_week",
                    "is_shared": False,
                }
            ]
        },
    )

    name: Title
    question: ReportQuestion
    period: Period | None = Field(
        default=None, description="A period that goes with the day, in the place of `from` and `to`"
    )
    is_shared: bool = Field(default=False, strict=True, description="Everybody who reads reports may open it")

    @property
    def new(self) -> NewView:
        question = self.question.model_dump(mode="json", by_alias=True)
        return NewView(self.name, self.question.report, question, self.period, self.is_shared)


class ReportMail(BaseModel):
    """A saved view by mail each Monday, as a file."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"address": "a.kowalska@pup.example", "format": "pdf"}]}
    )

    address: str = Field(
        pattern=r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,5}$",
        description="In the domain of an office's mailbox",
    )
    format: Form = "pdf"


class ReportViewOut(BaseModel):
    """A saved view. Opening it shows what the reader may see, whoever has saved it."""

    id: str
    name: str
    report: str
    question: ReportQuestion = Field(description="With `period`: of the period as it is today")
    period: Period | None
    is_shared: bool
    is_own: bool
    owner: str = Field(description="The name of who has saved it", examples=["Anna Kowalska"])
    created_at: datetime
    changed_at: datetime
    mail: ReportMail | None = Field(description="Of an own one: to whom it goes each Monday")

    @classmethod
    def of(cls, stored: StoredView, account: str, today: date) -> Self:
        view = stored.view
        days = None if view.period is None else days_of(view.period, today)
        moved = {} if days is None else {"from": str(days[0]), "to": str(days[1])}
        return cls(
            id=stored.id,
            name=view.name,
            report=view.report,
            question=ReportQuestion.model_validate({**view.question, **moved}),
            period=view.period,
            is_shared=view.is_shared,
            is_own=stored.owner == account,
            owner=stored.owner_name,
            created_at=stored.created_at,
            changed_at=stored.changed_at,
            mail=ReportMail.model_validate({"address": stored.mail_address, "format": stored.mail_form})
            if stored.mail_address is not None and stored.owner == account
            else None,
        )


class ReportTargetIn(BaseModel):
    """What a figure should be, from a day on."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"metric": "service_level", "office": "20060", "value": 80, "valid_from": "2026-12-01"}]
        },
    )

    metric: MetricKey
    office: str | None = Field(default=None, pattern=OFFICE, description="None: the whole province's")
    value: float | None = Field(
        strict=True,
        ge=0,
        le=1_000_000,
        allow_inf_nan=False,
        description="In the figure's unit; null: no target any more",
    )
    valid_from: Day


class ReportTargetOut(BaseModel):
    """A target. The one of an office goes before that of the province."""

    metric: str
    title: str
    unit: str
    office: str | None
    value: float | None
    text: str = Field(description="As people read it", examples=["80,0 %"])
    valid_from: date
    changed_by: str
    changed_at: datetime

    @classmethod
    def of(cls, target: Target, title: str, unit: str, text: str) -> Self:
        return cls(
            metric=target.metric,
            title=title,
            unit=unit,
            office=target.office,
            value=target.value,
            text=text,
            valid_from=target.valid_from,
            changed_by=target.changed_by,
            changed_at=target.changed_at,
        )


class PublicCalls(BaseModel):
    """Calls by where they came."""

    queue: PublicCount
    self_service: PublicCount
    closed: PublicCount = Field(description="Outside opening hours")
    other: PublicCount
    total: PublicCount


class PublicQueue(BaseModel):
    """Standing in a queue by how it ended."""

    answered_in_time: PublicCount = Field(description="Within 20 seconds")
    answered_later: PublicCount
    abandoned: PublicCount
    other: PublicCount
    total: PublicCount


class PublicOffice(BaseModel):
    """An office, or all of them. Percent of the queue; null where a count behind it is hidden."""

    office: str | None = Field(description="Its code; null: all offices")
    name: str
    calls: PublicCalls
    queue: PublicQueue
    answered_share: float | None
    abandoned_share: float | None
    service_level: float | None

    @classmethod
    def of(cls, row: PublicRow, name: str) -> Self:
        calls = {column or "total": count for column, count in row.calls.items()}
        queue = {column or "total": count for column, count in row.queue.items()}
        return cls(
            office=row.office or None,
            name=name,
            calls=PublicCalls(**calls),
            queue=PublicQueue(**queue),
            answered_share=row.rates.answered_share,
            abandoned_share=row.rates.abandoned_share,
            service_level=row.rates.service_level,
        )


class PublicFigures(BaseModel):
    """A past month."""

    month: str = Field(examples=["2026-10"])
    period: str = Field(examples=["październik 2026"])
    time_zone: str
    note: str = Field(description="In Polish: what is hidden, and why")
    offices: list[PublicOffice] = Field(description="The last one is all of them")
