"""Assessments: lots, sheets, answers, figures."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from api.routes.assessments.assessment_forms_schemas import LINES, CriterionKey, CriterionOut, criteria_out
from api.routes.knowledge.articles_schemas import Day
from api.schemas.paging import OFFICE, Cursor, Place, place_of
from assessments.sample_store import StoredSample, WantedSample
from assessments.sampling import MOST_PER_CONSULTANT
from assessments.sheet import TIME_TO_ANSWER, AnswerKind, Basis, SetAsideFor, State
from assessments.sheet_store import Assessment, Filled, Wanted
from assessments.summary import LEAST, Figure, Summary
from core.reasons import written_reason
from reports.calls.call_timeline import TimelineStep

ASSESSMENT_ID = "^[A-Za-z0-9-]{1,64}$"
ACCOUNT = r"^[A-Za-z0-9._-]{1,64}$"
Account: TypeAlias = Annotated[str, Field(pattern=ACCOUNT)]

Score: TypeAlias = Annotated[int, Field(ge=0, le=3, strict=True)]


class SampleIn(BaseModel):
    """Conversations of which days are to be drawn, how many for each consultant, and who assesses them."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "office": "20060",
                    "first_day": "2026-11-01",
                    "last_day": "2026-11-30",
                    "per_consultant": 4,
                    "assessors": ["kierownik-20060"],
                }
            ]
        },
    )

    office: str = Field(pattern=OFFICE)
    first_day: Day
    last_day: Day = Field(description="Included")
    per_consultant: int = Field(ge=1, le=MOST_PER_CONSULTANT, strict=True)
    assessors: list[Account] = Field(
        default_factory=list, max_length=10, description="Supervisors of the office; empty: who draws"
    )

    def wanted(self, account: str) -> WantedSample:
        assessors = tuple(dict.fromkeys(self.assessors)) or (account,)
        return WantedSample(self.office, self.first_day, self.last_day, self.per_consultant, assessors)


class CountOut(BaseModel):
    """Of a consultant in a lot."""

    agent: str
    there: int = Field(description="Conversations that could be drawn")
    drawn: int
    left_out: int = Field(description="Drawn, and nobody's to assess: the only assessor led them")
    is_few: bool = Field(description="There were fewer than wanted")


class SampleOut(BaseModel):
    """A lot."""

    id: str
    office: str
    first_day: date
    last_day: date = Field(description="Included")
    per_consultant: int
    drawn: int
    with_recording: int = Field(description="Of those that were drawn; the others are assessed by the timeline")
    to_assess: int = Field(description="Of those that were drawn: not given to the consultant yet")
    given: int = Field(description="Given to the consultants")
    set_aside: int = Field(description="Set aside: there was nothing to assess")
    counts: list[CountOut]
    seed: str = Field(description="The server's: with the same conversations it draws the same")
    drawn_by: str
    drawn_at: datetime

    @classmethod
    def of(cls, stored: StoredSample) -> Self:
        row = dict(stored.row)
        wanted = row["per_consultant"]
        counts = [
            CountOut(agent=agent, **count, is_few=count["there"] < wanted)
            for agent, count in sorted(row.pop("counts").items())
        ]
        drawn = sum(count.drawn for count in counts)
        return cls(
            **row,
            counts=counts,
            drawn=drawn,
            with_recording=stored.with_recording,
            to_assess=stored.to_assess,
            given=stored.given,
            set_aside=stored.set_aside,
        )


class SamplePage(BaseModel):
    """Lots, newest first."""

    samples: Sequence[SampleOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class AssessorOut(BaseModel):
    """Somebody who may assess in an office."""

    username: str
    display_name: str


class AssessmentQuery(BaseModel):
    """Which assessments are wanted."""

    model_config = ConfigDict(extra="forbid")

    state: State | None = None
    office: str | None = Field(default=None, pattern=OFFICE)
    agent: Account | None = None
    assessor: Account | None = None
    sample: str | None = Field(default=None, pattern=ASSESSMENT_ID)
    limit: int = Field(default=50, ge=1, le=100)
    cursor: Cursor | None = None

    @property
    def place(self) -> Place | None:
        return place_of(self.cursor)

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.state, self.office, self.agent, self.assessor, self.sample)


class AssessmentOut(BaseModel):
    """An assessment in a list. Its ETag is `version`."""

    id: str
    sample_id: str
    office: str
    agent: str
    agent_name: str
    call_id: str
    topic: str | None
    talked_on: date
    basis: Basis = Field(description="What it is assessed by: `timeline` where no recording may be heard")
    assessor: str
    state: State
    result: float | None = Field(description="In per cent, of the newest sheet that was given")
    assigned_at: datetime
    closed_at: datetime | None
    set_aside_for: SetAsideFor | None
    version: int


class AssessmentPage(BaseModel):
    """Assessments, newest first."""

    assessments: Sequence[AssessmentOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class SheetOut(BaseModel):
    """A version of the filled form, with the consultant's answer to it."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    scores: dict[str, int | None] = Field(description="By criterion; null: does not apply")
    notes: dict[str, str]
    remark: str
    corrected_for: str = Field(description="Why it took the place of the one before")
    result: float | None
    by: str
    saved_at: datetime
    given_at: datetime | None
    answer_kind: AnswerKind | None
    answer: str
    answered_at: datetime | None


class ConversationOut(BaseModel):
    """What the record of the call says of the conversation; nothing of the client. Times in seconds."""

    started_at: datetime | None = None
    connected_at: datetime | None = None
    wait_time: float | None = None
    talk_time: float | None = None
    hold_time: float | None = None
    direction: str | None = None


class AssessmentDetail(AssessmentOut):
    """An assessment with its criteria and sheets, the newest last."""

    title: str = Field(description="Of the form")
    criteria: list[CriterionOut]
    sheets: list[SheetOut]
    conversation: ConversationOut
    timeline: list[TimelineStep] = Field(description="What happened in the call, step by step")
    recording_id: str | None
    is_heard: bool = Field(description="May the recording still be heard? Hearing takes its own right")
    days_to_answer: int = TIME_TO_ANSWER.days

    @classmethod
    def of(cls, found: Assessment, timeline: list[TimelineStep]) -> Self:
        row = {name: value for name, value in found.row.items() if name not in ("form", "form_id")}
        given = [sheet["result"] for sheet in found.sheets if sheet["given_at"] is not None]
        return cls(
            **row,
            agent_name=found.agent_name,
            result=given[-1] if given else None,
            title=found.content.title,
            criteria=criteria_out(found.content),
            sheets=[SheetOut.model_validate(_plain(sheet)) for sheet in found.sheets],
            conversation=ConversationOut(**found.call),
            timeline=timeline,
            is_heard=found.is_heard,
        )


def _plain(sheet: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sheet.items() if name not in ("assessment_id", "call_id", "office")}


class SheetIn(BaseModel):
    """The whole sheet as far as it is filled in: what is missing in `scores` is not scored yet. No client data."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"scores": {"greeting": 3, "identity": None}, "notes": {}, "remark": "Dobra rozmowa."}]
        },
    )

    scores: dict[CriterionKey, Score | None] = Field(max_length=30)
    notes: dict[CriterionKey, Annotated[str, Field(max_length=1000, pattern=LINES)]] = Field(
        default_factory=dict, max_length=30
    )
    remark: str = Field(default="", max_length=2000, pattern=LINES)

    @property
    def filled(self) -> Filled:
        return Filled(self.scores, {key: words for key, words in self.notes.items() if words}, self.remark)


class CorrectionOfSheetIn(SheetIn):
    """A new version of a sheet that was given, whole, with its reason."""

    why: Annotated[str, AfterValidator(written_reason)] = Field(min_length=5, max_length=500, pattern=LINES)


def _words_of_a_dispute(words: str, info: ValidationInfo) -> str:
    return written_reason(words) if info.data.get("kind") == "disputed" else words


class AnswerIn(BaseModel):
    """What the consultant says to a sheet. To dispute it takes words."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"kind": "acknowledged", "words": "Dziękuję."}]},
    )

    kind: AnswerKind
    words: Annotated[str, Field(max_length=2000, pattern=LINES), AfterValidator(_words_of_a_dispute)] = Field(
        default="", validate_default=True
    )


class SetAsideIn(BaseModel):
    """Why there is nothing to assess."""

    model_config = ConfigDict(extra="forbid")

    why: SetAsideFor


class AssignIn(BaseModel):
    """Who assesses from now on."""

    model_config = ConfigDict(extra="forbid")

    assessor: Account


class SummaryQuery(BaseModel):
    """Of which conversations figures are wanted."""

    model_config = ConfigDict(extra="forbid")

    first_day: Day
    last_day: Day = Field(description="Included")
    office: str | None = Field(default=None, pattern=OFFICE)


class FigureOut(BaseModel):
    """A mean in per cent, and of how many; not shown below `least`."""

    n: int
    mean: float | None


class OfficeFigure(FigureOut):
    office: str


class ConsultantFigure(FigureOut):
    office: str
    agent: str
    agent_name: str


class CriterionFigure(FigureOut):
    office: str
    key: str
    title: str


class SummaryOut(BaseModel):
    """Figures by office, by consultant in the order of their names, and by criterion. No ranking."""

    least: int = LEAST
    offices: list[OfficeFigure]
    consultants: list[ConsultantFigure]
    criteria: list[CriterionFigure]

    @classmethod
    def of(cls, summary: Summary, names: Mapping[str, str]) -> Self:
        consultants = [
            ConsultantFigure(office=office, agent=agent, agent_name=names[agent], **_figure(found))
            for (office, agent), found in summary.consultants.items()
        ]
        return cls(
            offices=[
                OfficeFigure(office=office, **_figure(found)) for office, found in sorted(summary.offices.items())
            ],
            consultants=sorted(consultants, key=lambda one: (one.office, one.agent_name, one.agent)),
            criteria=[
                CriterionFigure(office=office, key=key, title=summary.titles[key], **_figure(found))
                for (office, key), found in summary.criteria.items()
            ],
        )


def _figure(found: Figure) -> dict[str, Any]:
    return {"n": found.n, "mean": found.mean}
