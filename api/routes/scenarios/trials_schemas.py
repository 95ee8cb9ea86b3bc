"""Trials of scenarios on the own page's telephone."""

from typing import Annotated, Self

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.routes.scenarios.scenarios_schemas import SCENARIO
from api.schemas.ice import IceServer
from core.relay.commands import TrialEnd, TrialQueueOutcome, TrialState
from ivr.simulator.case import CaseContext

TrialId = Annotated[str, Path(pattern="^trial-[a-z0-9-]{1,60}$", examples=["trial-1a22e98e4370000-ed4a69ebe8"])]


class TrialTelephone(BaseModel):
    """The telephone in the own page at which trials ring; it takes no calls."""

    sip_user: str | None = Field(
        description="None: the name of the account cannot be a telephone's, or pages are no telephones here",
        examples=["trial-redaktor"],
    )
    ice_servers: list[IceServer]


class TrialIn(BaseModel):
    """What the own page is to be led through: the open draft as it was saved with `revision`, or a version."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "linia-9510",
                    "revision": 3,
                    "surroundings": {"at": "2026-11-24T10:00:00", "card_office": "20060"},
                }
            ]
        },
    )

    name: str = Field(pattern=SCENARIO)
    revision: int | None = Field(default=None, ge=1, le=1_000_000)
    version: int | None = Field(default=None, ge=1, le=1_000_000)
    surroundings: CaseContext

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.revision is None) is (self.version is None):
            raise ValueError("proszę podać albo rewizję szkicu, albo numer wersji")
        return self


class TrialBegun(BaseModel):
    """The own page rings."""

    id: str


class TrialNow(BaseModel):
    """Where a trial is. It goes on only as long as this is asked, at least every 15 s; once a second is meant."""

    state: TrialState = Field(
        description="`queue`: music is heard, and nobody waits; POST /queue says what comes of it"
    )
    end: TrialEnd | None = Field(description="With `ended` only")
    nodes: list[str] = Field(
        description="Those that were entered, in order, from number `since` on; a sub-scenario's as `node/its`"
    )
    count: int = Field(description="How many were entered so far; there may be more than were told")
    fault: str = Field(description="What went wrong, in Polish")


class TrialQueueIn(BaseModel):
    """What comes of the queue."""

    model_config = ConfigDict(extra="forbid")

    outcome: TrialQueueOutcome
