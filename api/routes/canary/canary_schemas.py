"""Versions on trial: their rules, figures, and how a trial ended."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from ivr.canary.canary import BothFigures, Canary, State, VersionFigures
from ivr.canary.canary_store import CanaryRow, MedianTimes


class CanaryLimitsOut(BaseModel):
    """When the new version goes back by itself."""

    hang_up_points: float = Field(description="Percentage points above the old version: hung up in the menu")
    failure_points: float = Field(description="Percentage points above the old version: failed")
    min_calls: int = Field(description="Of each version, before anything is judged")


class CanaryFiguresOut(BaseModel):
    """Calls of one version that began since the trial did and are over."""

    # What is answered has every field, those with a default, too: the description says so.
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    version: int
    calls: int
    completed: int = Field(description="Came to a queue or to what the line does itself, or to the end")
    hung_up: int = Field(description="The caller hung up before the line had done anything")
    failed: int = Field(description="By a fault of the centre, or too long in the menu")
    hung_up_percent: float
    failed_percent: float
    median_time: float | None = Field(description="Seconds to a queue or the end; None: no calls")

    @classmethod
    def of(cls, version: int, figures: VersionFigures, median_time: float | None) -> Self:
        return copied(
            cls,
            figures,
            version=version,
            hung_up_percent=round(figures.hung_up_percent(), 1),
            failed_percent=round(figures.failed_percent(), 1),
            median_time=median_time,
        )


class CanaryOut(BaseModel):
    """A version that takes a share of the calls, beside the one in force; or the last one that did."""

    name: str = Field(examples=["linia-9510"])
    version: int
    beside: int = Field(description="The version in force, which takes the other calls")
    share_percent: int
    begins_at: datetime
    until: datetime
    limits: CanaryLimitsOut
    state: State = Field(
        description="`too_few_calls`: its time is over and it keeps its share, since there were not enough calls"
    )
    started_by: str
    ended_at: datetime | None
    ended_by: str | None = Field(description="`system`: by itself")
    reason: str = Field(description="Why it ended, in Polish")
    new: CanaryFiguresOut
    old: CanaryFiguresOut

    @classmethod
    def of(cls, row: CanaryRow, state: State, figures: BothFigures, medians: MedianTimes) -> Self:
        canary: Canary = row.canary
        return copied(
            cls,
            canary,
            limits=copied(CanaryLimitsOut, canary.limits),
            state=state,
            started_by=row.started_by,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            reason=row.reason,
            new=CanaryFiguresOut.of(canary.version, figures.new, medians.new),
            old=CanaryFiguresOut.of(canary.beside, figures.old, medians.old),
        )
