"""What other rules of a queue would have done: the question, and the answer line by line."""

from datetime import date
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from acd.choice.queue_policy import QueuePolicy
from acd.simulation.records_store import Period
from acd.simulation.what_if import ConsultantChange, FigureChange, OfficeChange, WhatIf
from api.schemas.copying import copied


class WhatIfIn(BaseModel):
    """Rules to be tried on callers of the past."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"policy": {"neighbours": ["20620"]}, "period": "week"}]}
    )

    policy: QueuePolicy = Field(description="What is left out is as usual, not as before")
    period: Period = Field(
        description="`day`: the last one of the week before today with callers of this office; `week`: all of it"
    )


class FigureChangeOut(BaseModel):
    """A figure under both rules; percent, seconds (`_s`), calls by day, or an index from 0 to 1."""

    key: str = Field(examples=["answered_percent"])
    recorded: float | None = Field(description="As it really was; null: not told of consultants")
    old: float = Field(description="By the rules in force, simulated")
    new: float
    is_certain: bool = Field(description="Do all runs agree which of the two is larger?")

    @classmethod
    def of(cls, change: FigureChange) -> Self:
        return copied(cls, change)


class OfficeChangeOut(BaseModel):
    """What the rules do to the callers of an office."""

    office: str = Field(examples=["20060"])
    calls: int = Field(description="Who stood in its queue")
    figures: list[FigureChangeOut]

    @classmethod
    def of(cls, change: OfficeChange) -> Self:
        return copied(cls, change, figures=[FigureChangeOut.of(each) for each in change.figures])


class ConsultantChangeOut(BaseModel):
    """What the rules do to a consultant who serves this queue. Occupancy in percent of the hours there."""

    agent: str = Field(examples=["k20060-1"])
    name: str
    office: str
    ready_hours: float = Field(description="There for callers")
    old_calls: float
    new_calls: float
    old_occupancy: float
    new_occupancy: float

    @classmethod
    def of(cls, change: ConsultantChange) -> Self:
        return copied(cls, change)


class WhatIfOut(BaseModel):
    """Both rules side by side, on the same callers and consultants."""

    first: date
    last: date
    calls: int = Field(description="Of this office: on so many it is based")
    runs: int = Field(description="Of each rule; what is told is their mean")
    offices: list[OfficeChangeOut] = Field(
        description="This one first, then those for which anything is certainly another"
    )
    consultants: list[ConsultantChangeOut] = Field(description="By name; of offices whose consultants one may see")

    @classmethod
    def of(cls, found: WhatIf, agent_offices: frozenset[str] | None) -> Self:
        """`agent_offices`: None for all."""
        return copied(
            cls,
            found,
            offices=[OfficeChangeOut.of(each) for each in found.offices],
            consultants=[
                ConsultantChangeOut.of(each)
                for each in found.consultants
                if agent_offices is None or each.office in agent_offices
            ],
        )


class WhatIfLine(BaseModel):
    """One line of the answer, each a JSON object: how far it is, and in the last one what came of it."""

    done: int = Field(description="Runs")
    of: int
    answer: WhatIfOut | None = None
