"""The help desk: what may be asked and told, and the answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import Cursor, Place, place_of
from helpdesk.report import ReportKind, ReportState, ReportStep
from helpdesk.report_store import Report

_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
BUILD = r"^[0-9a-f]{12}$"

PagePath: TypeAlias = Annotated[
    str,
    Field(
        pattern=r"^/[a-z-]{1,40}(/[a-z-]{1,40})?$",
        description="The address in the list of pages, without what was opened there: no id fits",
        examples=["/clients"],
    ),
]


class HelpReportIn(BaseModel):
    """A problem or a proposed change. Whatever the page adds stands here: nothing of what it showed."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"kind": "problem", "words": "Lista połączeń się nie otwiera.", "page": "/calls"}]
        },
    )

    kind: ReportKind
    words: str = Field(min_length=3, max_length=2000, pattern=_LINES)
    page: PagePath | None = None
    build: str | None = Field(default=None, pattern=BUILD, description="The build of the pages")
    error_code: str | None = Field(
        default=None, pattern=r"^[a-z_]{1,60}$", description="Of the last request that had failed"
    )
    request_id: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{16}$", description="Its `X-Request-Id`, by which the log names it"
    )


class HelpReport(BaseModel):
    """A report. Its ETag is `version`. Times in UTC."""

    id: str
    number: int = Field(description="By which people call it")
    kind: ReportKind
    state: ReportState
    words: str
    page: str | None
    build: str | None
    error_code: str | None
    request_id: str | None
    office: str = Field(description="Of who reported it")
    reported_by: str
    reported_at: datetime
    holder: str | None = Field(description="Who of the help desk has it")
    held_since: datetime | None
    changed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reason: str | None = Field(description="Why it was accepted or rejected")
    done_in: str | None = Field(description="The version that has the change")
    version: int

    @classmethod
    def of(cls, row: Report) -> Self:
        return cls.model_validate(dict(row))


class HelpStep(BaseModel):
    """Who did what when, what was said with it, and the state then."""

    model_config = ConfigDict(from_attributes=True)

    step: ReportStep
    state: ReportState
    words: str
    by: str
    at: datetime


class HelpReportDetail(HelpReport):
    """A report with its steps in their order."""

    steps: list[HelpStep]
    may: list[ReportStep] = Field(description="What this account may do with it now")

    @classmethod
    def of_steps(cls, row: Report, steps: Sequence[Any], *, may: list[ReportStep]) -> Self:
        told = [HelpStep.model_validate(step) for step in steps]
        return cls.model_validate({**row, "steps": told, "may": may})


class HelpReportQuery(BaseModel):
    """Which reports are wanted; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    own: bool = Field(default=False, description="Those of this account alone, the newest first")
    kind: ReportKind | None = None
    states: list[ReportState] = Field(default=[], max_length=9, description="In one of these states; empty: any")
    limit: int = Field(default=50, ge=1, le=100)
    cursor: Cursor | None = None

    @property
    def place(self) -> Place | None:
        return place_of(self.cursor)


class HelpReportPage(BaseModel):
    """Reports, by age or the newest first."""

    reports: Sequence[HelpReport]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class HelpStepIn(BaseModel):
    """A step. `words`: to the reporter, or why it was decided so; needed where something is said."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"step": "answer", "words": "Sprawdzamy to."}]},
    )

    step: ReportStep
    words: str = Field(default="", max_length=2000, pattern=_LINES)
    done_in: str | None = Field(
        default=None, max_length=40, pattern=r"^[0-9A-Za-z.+_-]{1,40}$", description="The version, with `finish`"
    )
