"""Queues: their rules and what goes on in them."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from acd.choice.queue_policy import QueuePolicy
from api.schemas.copying import copied
from api.schemas.paging import Moment
from core.relay.commands import QueueNow


class HelpOut(BaseModel):
    """Another office whose consultants take calls of this queue now."""

    lender: str = Field(examples=["20620"])
    reason: str = Field(description="In Polish", examples=["3 czekających na 2 konsultantów"])


class QueueFigures(BaseModel):
    """A queue at this moment."""

    waiting: int = Field(description="Callers with no consultant promised")
    working: int = Field(description="Consultants who serve this queue, logged in and not in a pause")
    free: int = Field(description="Of these, who can be rung")
    there: int = Field(description="Working, or in a pause")
    longest_wait_time: float = Field(description="Seconds; 0 when nobody waits", examples=[42.5])
    is_borrowing: bool = Field(description="Do neighbours help because of the ratio of callers to consultants?")
    helped_by: list[HelpOut]

    @classmethod
    def of(cls, now: QueueNow) -> Self:
        return copied(
            cls,
            now,
            is_borrowing=bool(now.helped_by),
            helped_by=[HelpOut(lender=each.lender, reason=each.reason) for each in now.helped_by],
        )


class QueueOut(BaseModel):
    """An office's queue."""

    office: str = Field(examples=["20060"])
    seat: str = Field(examples=["Kolno"])
    policy: QueuePolicy = Field(description="The rules in force")
    valid_from: datetime | None = Field(description="None: nothing was set, what is usual holds")
    valid_to: datetime | None = Field(description="Not included; None: until further notice")
    version: int = Field(description="Another number after each change; for `If-Match`")
    now: QueueFigures | None = Field(description="None: the centre does not answer, so nothing is known")


class PolicyIn(BaseModel):
    """New rules of a queue. What is left out of `policy` is as usual, not as before."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"policy": {"neighbours": ["20620", "20040"], "activate_ratio": 2.0, "reserve": 0}}]
        },
    )

    policy: QueuePolicy
    valid_from: Moment | None = Field(
        default=None, description="Left out, or today: at once; another date: its beginning in Warsaw"
    )
    valid_to: Moment | None = Field(
        default=None,
        description="Afterwards the rules of before hold again; a date includes that day in Warsaw. "
        "Left out: until the next rules that are already planned",
    )
