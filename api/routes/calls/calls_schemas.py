"""Calls: what may be asked, and the answers."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal, Self

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from api.routes.scenarios.scenarios_schemas import SCENARIO
from api.schemas.copying import copied
from api.schemas.paging import OFFICE, Moment, check_place, decoded, encoded, utc
from core.db.pages import MAX_PAGE
from core.facts.kinds.calls import CallDirection, EndReason
from core.facts.kinds.offers import OfferOutcome
from core.facts.kinds.ringing_out import DialOutcome
from core.facts.kinds.waiting import QueueLeftReason
from core.metrics.call_parts import CallPath
from reports.calls.call_list_store import CallFilter, CallOrder, Position
from reports.calls.call_timeline import TimelineStep
from reports.calls.store import OfferRecord

CallKey = Annotated[str, Field(pattern="^[A-Za-z0-9-]{1,64}$")]
_NUMBER = r"^\+?[0-9]{1,20}$"


class CallsOnly(BaseModel):
    """Which calls are wanted, whenever they came in. What is left out does not restrict; an unknown field is
    refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    agent: str | None = Field(default=None, pattern="^[A-Za-z0-9._-]{1,64}$", examples=["k20060-1"])
    dialled_number: str | None = Field(default=None, pattern=_NUMBER, examples=["9510"])
    end_reason: EndReason | None = None
    queue_left_reason: QueueLeftReason | None = None
    state: Literal["open", "ended"] | None = None
    topic: str | None = Field(default=None, pattern="^[a-z0-9_-]{1,40}$", examples=["employer"])
    waited_over: float | None = Field(
        default=None, ge=0, le=86_400, description="Seconds: the wait was longer, or is by now", examples=[300]
    )
    is_helped: bool | None = Field(default=None, description="Did a consultant of another office answer?")
    rating_at_most: int | None = Field(
        default=None, ge=1, le=5, description="The caller's rating of the conversation; for who may see ratings"
    )
    path: CallPath | None = Field(default=None, description="Where the call came in the end")

    def wanted(self) -> CallFilter:
        return CallFilter(
            office=self.office,
            agent=self.agent,
            dialled_number=self.dialled_number,
            end_reason=self.end_reason,
            queue_left_reason=self.queue_left_reason,
            is_open=None if self.state is None else self.state == "open",
            topic=self.topic,
            waited_over=self.waited_over,
            is_helped=self.is_helped,
            rating_at_most=self.rating_at_most,
            path=self.path,
        )


class CallsInOrder(BaseModel):
    """In which order, and from where on."""

    order: CallOrder = Field(
        default="started",
        description="Newest first; or the longest `wait` or `talk` first, and then only calls that have one",
    )
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(
        default=None,
        max_length=200,
        description="`next_cursor` of the page before; the other fields must stay the same",
    )

    @field_validator("cursor")
    @classmethod
    def _is_of_this_order(cls, cursor: str | None, info: ValidationInfo) -> str | None:
        found = _place_of(cursor)
        if found is not None and found.order != info.data.get("order", found.order):
            raise ValueError("Ten kursor należy do innej kolejności połączeń.")
        return cursor

    def position(self) -> Position | None:
        """Where the page begins; None for the first one."""
        found = _place_of(self.cursor)
        return None if found is None else Position(found.started_at, found.call_id, found.length)


class CallQuery(CallsInOrder, CallsOnly):
    """Which calls are wanted, and from when."""

    started_from: Moment | None = Field(
        default=None,
        alias="from",
        description="Calls that came in at this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    started_to: Moment | None = Field(
        default=None,
        alias="to",
        description="Calls that came in before this moment; a date includes that day in Warsaw",
        examples=["2026-11-24T15:30:00+01:00"],
    )
    scenario: str | None = Field(default=None, pattern=SCENARIO, description="Whose `node` is meant")
    node: str | None = Field(
        default=None,
        pattern=r"^[^\x00-\x1f]{1,400}$",
        description="Calls that came to this node of `scenario`, by its path; needs `from` and `to`",
        examples=["kolejka"],
    )
    scenario_version: int | None = Field(default=None, ge=1, le=1_000_000, description="Left out: of any")
    hung_up_there: bool = Field(
        default=False, description="Only those whose callers hung up in `node`, before anybody had spoken there"
    )

    @model_validator(mode="after")
    def _names_the_scenario(self) -> Self:
        if self.node is not None and self.scenario is None:
            raise ValueError("Prosimy podać scenariusz węzła.")
        return self

    def wanted(self) -> CallFilter:
        return replace(
            super().wanted(),
            started_from=None if self.started_from is None else utc(self.started_from, is_end=False),
            started_to=None if self.started_to is None else utc(self.started_to, is_end=True),
        )


class _Cursor(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    """What the text of a cursor says. `length`: seconds of the wait or the talk, in an order by these."""

    started_at: datetime
    call_id: str
    order: CallOrder = "started"
    length: float = 0.0


def _place_of(cursor: str | None) -> _Cursor | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    found: _Cursor = decoded(cursor, _Cursor)
    check_place((found.started_at, found.call_id))
    return found


def cursor_to(after: Position | None, order: CallOrder) -> str | None:
    """The text that leads to the next page; None on the last."""
    if after is None:
        return None
    return encoded(_Cursor(after.started_at, after.call_id, order, after.length))


class CallSearch(CallQuery):
    """As the query of the list, and the caller's number, which must not stand in an address."""

    caller_number: str | None = Field(
        default=None, pattern=_NUMBER, description="In any form that a network shows it in", examples=["600100200"]
    )

    def wanted(self) -> CallFilter:
        return replace(super().wanted(), caller_number=self.caller_number)


class CallOut(BaseModel):
    """The record of a call, without whose it is. Times in UTC, durations in seconds."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["call-s724-1795559785-42"])
    dialled_number: str = Field(examples=["9510"])
    is_free: bool | None = Field(description="None: nobody owns the dialled number")
    scenario: str | None
    scenario_version: int | None
    started_at: datetime
    ended_at: datetime | None = Field(description="None while the call goes on")
    end_reason: EndReason | None
    duration_time: float | None
    verification_level: int
    office: str | None = Field(description="The competent office", examples=["20060"])
    queue: str | None = Field(description="The first queue that was entered", examples=["20060"])
    queued_at: datetime | None
    queue_left_reason: QueueLeftReason | None = Field(description="None while the caller waits")
    wait_time: float | None = Field(description="From joining the queue to leaving it")
    agent: str | None = Field(description="Who talked with the caller", examples=["k20060-1"])
    connected_at: datetime | None
    talk_time: float | None = Field(description="Hold time included")
    hold_time: float | None
    is_recording_allowed: bool
    direction: CallDirection = Field(
        description="`callback`: the centre rang the caller; `outbound`: a consultant rang the client"
    )
    dial_outcome: DialOutcome | None = Field(
        description="Of a client whom a consultant rang: was anybody reached?"
    )
    callback_id: str | None = Field(description="The order of a call-back, made in this call or carried out by it")
    origin_call_id: str | None = Field(description="Of a call-back: the call in which it was ordered")
    topic: str | None = Field(examples=["employer"])
    resumed_time: float | None = Field(
        description="By how much the place given back is older; 0 for a new place, None for no queue"
    )
    answered_by_office: str | None = Field(description="The office of the consultant who talked with the caller")
    is_own_office: bool | None = Field(description="Did a consultant of that queue answer? None: no conversation")
    overflow_reason: str | None = Field(
        description="Why another office took the call, in Polish",
        examples=["przekazano do Łomży: 3 czekających na 2 konsultantów"],
    )
    estimated_low_time: float | None = Field(description="The last announced wait, from")
    estimated_high_time: float | None = Field(description="The last announced wait, to")
    estimate_error_time: float | None = Field(
        description="By how much the wait missed the announced one; negative when it was shorter"
    )
    agent_name: str | None = Field(
        description="Of `agent`; None: nobody, or somebody who is gone", examples=["Maria Nowak"]
    )
    rating: int | None = Field(
        description="The caller's worst rating of the conversation, 1 to 5; None: none, or one may not know it"
    )
    has_recording: bool = Field(description="Is there a recording that can be opened, as far as one may know?")
    path: CallPath | None = Field(
        description="Where the call came in the end; None: not counted yet, which takes seconds, or not any more"
    )


class CallDetail(CallOut):
    """A call with everything that happened in it, and whose it is if one may know that."""

    caller_number: str | None = Field(
        description="Empty when withheld; None: one may not know whose call it is", examples=["600100200"]
    )
    client_id: str | None = Field(description="Of a verified caller; None as for the number")
    timeline: list[TimelineStep]
    agent_names: dict[str, str] = Field(
        description="How colleagues call the consultants of the timeline; who is gone is left out",
        examples=[{"k20060-1": "Maria Nowak"}],
    )
    wrap_up_time: float | None = Field(
        description="Work of the consultant after the last conversation; None: none, or not counted yet"
    )


class CallPage(BaseModel):
    """Calls in the wanted order."""

    calls: list[CallOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class CallersQuestion(BaseModel):
    """Whose names are wanted."""

    model_config = ConfigDict(extra="forbid")

    calls: list[CallKey] = Field(min_length=1, max_length=50, examples=[["call-s724-1795559785-42"]])


class CallerOut(BaseModel):
    """A client who called."""

    model_config = ConfigDict(from_attributes=True)

    client_id: str
    first_name: str
    last_name: str


class Callers(BaseModel):
    """Who called, by call; calls of others are left out."""

    callers: dict[str, CallerOut]


class CandidateOut(BaseModel):
    """A consultant who could have taken the call, and the figures that the decision was made by."""

    model_config = ConfigDict(from_attributes=True)

    agent: str = Field(examples=["k20620-1"])
    office: str = Field(examples=["20620"])
    rank: int = Field(description="1 is the chosen one")
    load: float = Field(description="In the unit of the queue's strategy; the smallest is chosen")
    idle_time: float = Field(description="Seconds without a call; breaks ties")
    calls: float = Field(description="In the rolling window")
    handled_time: float = Field(description="Talk, hold and wrap-up in the rolling window")
    ready_time: float = Field(description="Logged in and not in a pause in the rolling window")


class OfferWhy(BaseModel):
    """Why this consultant: one offer of the call."""

    at: datetime
    agent: str = Field(examples=["k20620-1"])
    queue: str = Field(examples=["20060"])
    reason: str = Field(description="In Polish", examples=["przekazano do Łomży: 3 czekających na 2 konsultantów"])
    overtaken: str = Field(
        description="In Polish: why somebody who has waited longer was not first; empty when nobody was overtaken"
    )
    outcome: OfferOutcome | None = Field(description="None while it rings")
    ring_time: float | None
    candidate_count: int = Field(description="All who could have taken the call")
    candidates: list[CandidateOut] = Field(description="The first of them, best first")

    @classmethod
    def of(cls, offer: OfferRecord) -> "OfferWhy":
        made = offer.made
        assert made.at is not None
        return copied(
            cls,
            made,
            offer,
            candidate_count=max(made.candidate_count, len(made.candidates)),
            candidates=[CandidateOut.model_validate(candidate) for candidate in made.candidates],
        )


class CallWhy(BaseModel):
    """Every decision about a call, in order."""

    call_id: str
    offers: list[OfferWhy]
