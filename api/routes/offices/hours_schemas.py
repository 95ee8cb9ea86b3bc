"""Opening hours: plans of the week, days that are different, and what callers meet at a moment."""

from datetime import date, datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from ivr.hours.opening_hours import Opening, OpeningOutcome, OpeningState, ReasonKind
from ivr.hours.store import OpeningException, PlanRow
from ivr.hours.week_plan import Day, Minute, Purpose, WeeklyPlan
from ivr.hours.words_pl import reason_written, spoken_values
from ivr.hours_told import Told
from ivr.offices import OfficeInfo
from ivr.speech.rendering import DEFAULT, rendered

_DAY = timedelta(days=1)


class PlanOut(BaseModel):
    """The hours of an ordinary week, for a span of days."""

    id: str = Field(examples=["plan-019ab3c4d5e0000-4f2a91c3d0"])
    purpose: str = Field(examples=["all"])
    week: WeeklyPlan | None = Field(description="None: an old row that cannot be read any more")
    evening_pool: str | None = Field(description="The office that keeps the pool", examples=["20000"])
    valid_from: date
    last_day: date | None = Field(
        description="The last day on which it holds; None: until further notice; before valid_from: was replaced "
        "before it began"
    )
    changed_by: str = Field(examples=["kierownik-20060"])
    changed_at: datetime

    @classmethod
    def of(cls, row: PlanRow) -> Self:
        return copied(
            cls,
            row,
            week=None if row.plan is None else row.plan.week,
            evening_pool=None if row.plan is None else row.plan.evening_pool,
            last_day=None if row.valid_to is None else row.valid_to - _DAY,
        )


class PlanIn(BaseModel):
    """A new plan of the week. Days that are left out are closed."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "week": {"monday": [{"begin": "07:30", "end": "15:30"}]},
                    "evening_pool": "20000",
                    "valid_from": "2027-01-01",
                }
            ]
        },
    )

    purpose: Purpose = Field(
        default="all", description="All calls, those about a topic, or the evening pool that the office keeps"
    )
    week: WeeklyPlan
    evening_pool: str | None = Field(
        default=None,
        pattern=OFFICE,
        description="The office in whose pool this one takes part; None: in none",
    )
    valid_from: Day | None = Field(default=None, description="Left out: today")
    last_day: Day | None = Field(
        default=None,
        description="Afterwards the plan of before holds again. Left out: until the next that is already planned",
    )


class ToldPromptOut(BaseModel):
    """One announcement of several that follow each other."""

    prompt: str = Field(examples=["H08"])
    text: str = Field(
        description="In Polish, with its values as they are spoken",
        examples=["Najbliższa rozmowa będzie możliwa jutro, od siódmej trzydzieści."],
    )


class ToldOut(BaseModel):
    """What the scenario that answers a number says of the hours before the queue."""

    number: str = Field(examples=["9510"])
    outcome: str = Field(description="The way on of its node `opening_hours`", examples=["closed"])
    prompts: list[ToldPromptOut] = Field(description="In their order; empty: the caller goes on without a word")
    is_if_helped: bool = Field(
        description="Only if somebody of another office is logged in then; otherwise the way is `closed`"
    )

    @classmethod
    def of(cls, told: Told) -> Self:
        return copied(cls, told, prompts=[copied(ToldPromptOut, each) for each in told.prompts])


class StateOut(BaseModel):
    """What a caller of an office meets at a moment."""

    office: str = Field(examples=["20060"])
    moment: datetime
    outcome: OpeningOutcome = Field(description="As the node `opening_hours` goes on")
    reason_kind: ReasonKind
    reason: str = Field(description="In Polish", examples=["dzień ustawowo wolny od pracy: Nowy Rok"])
    queue: str | None = Field(description="The office whose queue takes the call; None: nobody is there")
    closes_at: datetime | None = Field(description="When that is over")
    opening: Opening | None = Field(
        description="Where nobody is there: when somebody is again; None: no hours begin within a year"
    )
    values: dict[str, str] = Field(
        description="What announcements may name", examples=[{"dzien": "jutro", "godzina": "siódmej trzydzieści"}]
    )
    told: ToldOut | None = Field(
        default=None, description="Only where a moment was asked about, and a scenario asks about hours"
    )

    @classmethod
    def of(cls, state: OpeningState, office: OfficeInfo, moment: datetime, told: Told | None = None) -> Self:
        return copied(
            cls,
            state,
            office=office.code,
            moment=moment,
            reason_kind=state.reason.kind,
            reason=reason_written(state),
            values={
                name: rendered(value, DEFAULT) for name, value in spoken_values(state, office, moment).items()
            },
            told=None if told is None else ToldOut.of(told),
        )


class HoursOut(BaseModel):
    """The hours of an office: what holds now, what is planned, and the state of this moment."""

    office: str = Field(examples=["20060"])
    now: StateOut
    plans: list[PlanOut] = Field(description="In force today or planned, the latest first")
    exceptions: list[OpeningException] = Field(description="Of today and later, the latest first")
    plans_version: int = Field(description="For `If-Match` when a plan is set")
    exceptions_version: int = Field(description="For `If-Match` when exceptions are changed")


class EarlyClosingIn(BaseModel):
    """From when on an office lets nobody new in today, and why."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"closed_from": "12:00", "text": "awaria zasilania"}]}
    )

    closed_from: Minute = Field(description="The clock on the wall, today")
    text: str = Field(
        min_length=1, max_length=200, description="Why: for the staff, and what announcements may name"
    )


class PoolOut(BaseModel):
    """A shared evening pool."""

    office: str = Field(description="The office that keeps it and whose queue takes the calls", examples=["20000"])
    name: str = Field(examples=["Wojewódzki Urząd Pracy w Białymstoku"])
    plans: list[PlanOut] = Field(description="Its hours, in force today or planned, the latest first")
    exceptions: list[OpeningException] = Field(description="Of today and later")
    participants: list[str] = Field(description="The offices whose callers go there today", examples=[["20060"]])


class HolidayOut(BaseModel):
    """A day off by law."""

    day: date
    name: str = Field(examples=["Wigilia Bożego Narodzenia"])
    is_saturday: bool = Field(description="Then another day off is owed for it")
