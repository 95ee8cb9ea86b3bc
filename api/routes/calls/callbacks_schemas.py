"""Call-backs: what may be asked, and the answers."""

from datetime import datetime
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from acd.callback_store import CallbackFilter
from api.schemas.paging import OFFICE, Cursor, Moment, Place, place_of, utc
from core.db.pages import MAX_PAGE
from core.facts.kinds.callbacks import CallbackCause

CallbackState: TypeAlias = Literal["waiting", "talked", "given_up", "withdrawn", "replaced"]
CallbackOutcome: TypeAlias = Literal[
    "talked", "no_answer", "not_confirmed", "agent_missed", "failed", "busy", "declined", "unreachable"
]


class CallbackQuery(BaseModel):
    """Which orders are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    ordered_from: Moment | None = Field(
        default=None,
        alias="from",
        description="Ordered at this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    ordered_to: Moment | None = Field(
        default=None,
        alias="to",
        description="Ordered before this moment; a date includes that day in Warsaw",
        examples=["2026-11-24T15:30:00+01:00"],
    )
    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    state: CallbackState | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def wanted(self) -> CallbackFilter:
        return CallbackFilter(
            ordered_from=None if self.ordered_from is None else utc(self.ordered_from, is_end=False),
            ordered_to=None if self.ordered_to is None else utc(self.ordered_to, is_end=True),
            offices=None if self.office is None else frozenset({self.office}),
            state=self.state,
        )

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class CallbackOut(BaseModel):
    """An order and what came of it, without whose it is. Times in UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["callback-019ab3c4d5e0000-4f2a91c3d0"])
    call_id: str = Field(description="The call in which it was ordered")
    office: str = Field(description="The caller's; its evening pool may carry the order out", examples=["20060"])
    topic: str | None = Field(examples=["employer"])
    ordered_at: datetime
    due_at: datetime = Field(description="When the caller joined the queue: the place that is kept")
    not_before: datetime | None = Field(
        description="Until then the order stands in no line, and nobody is rung; null: it stood in line at once",
        examples=["2026-11-25T06:30:00Z"],
    )
    cause: CallbackCause = Field(description="`wish` of the caller, or a `fault` that has cut the call off")
    state: CallbackState
    attempts: int = Field(description="Of the centre itself")
    last_outcome: CallbackOutcome | None = Field(
        description="Of the last trial; `busy`, `declined` and `unreachable`: a consultant rang"
    )
    last_tried_at: datetime | None = Field(description="By the centre, or by a consultant")
    ended_at: datetime | None


class CallbackDetail(CallbackOut):
    """An order, and whose it is."""

    callback_number: str = Field(examples=["600100200"])
    client_id: str | None = Field(description="Of a verified caller")


class CallbackPage(BaseModel):
    """Orders, newest first."""

    callbacks: list[CallbackOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
