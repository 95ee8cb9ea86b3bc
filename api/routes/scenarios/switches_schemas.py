"""Variants and emergency messages: what answers for a time instead of the usual."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.routes.scenarios.scenarios_schemas import SCENARIO, Reason
from api.schemas.copying import copied
from api.schemas.paging import OFFICE, Moment
from api.schemas.proposals import ProposalOut
from api.schemas.words import Reason as WrittenReason
from ivr.emergency_message_store import SwitchedMessage
from ivr.graph.graph_guard import unfit
from ivr.publishing.variant_store import VariantRow
from ivr.publishing.variants import MOST_PRIORITY


class VariantIn(BaseModel):
    """Which scenario answers a number, or all numbers of an office, for a span of time."""

    model_config = ConfigDict(extra="forbid")

    number: str | None = Field(default=None, pattern="^[0-9]{3,15}$", examples=["9524"])
    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    scenario: str = Field(pattern=SCENARIO, examples=["linia-9524-lato"])
    valid_from: Moment | None = Field(
        default=None, description="Left out: at once; a date: its beginning in Warsaw"
    )
    valid_to: Moment | None = Field(
        default=None, description="A date includes that day; left out: until it is ended"
    )
    priority: int = Field(default=1, ge=1, le=MOST_PRIORITY, description="The highest one answers")
    reason: Reason = ""


class VariantOut(BaseModel):
    """A variant, and who made and ended it."""

    id: str
    number: str | None
    office: str | None
    scenario: str
    valid_from: datetime
    valid_to: datetime | None = Field(description="Not included; as valid_from: was ended before it began")
    priority: int
    reason: str
    created_by: str
    created_at: datetime
    ended_by: str | None
    ended_at: datetime | None

    @classmethod
    def of(cls, row: VariantRow) -> Self:
        return copied(cls, row.variant, row)


class EmergencyIn(BaseModel):
    """A message in front of everything: an announcement of the library, or words of the moment."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"office": "20060", "text": "Z powodu awarii urząd jest dzisiaj zamknięty."}]
        },
    )

    office: str | None = Field(default=None, pattern=OFFICE, description="Left out: the whole province")
    prompt: str | None = Field(default=None, min_length=1, max_length=40, examples=["H04"])
    text: str | None = Field(default=None, min_length=3, max_length=600)
    starts_at: Moment | None = Field(
        default=None, description="Left out, or not later than now: at once; a date: its beginning in Warsaw"
    )
    ends_at: Moment | None = Field(
        default=None, description="A date includes that day; left out: until switched off"
    )
    break_glass: WrittenReason | None = Field(
        default=None, description="Why it cannot wait for a second person; everybody is told that it did not"
    )

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if (self.prompt is None) == (self.text is None):
            raise ValueError("Proszę podać zapowiedź albo tekst, jedno z dwojga.")
        if unfit(self.text) or unfit(self.prompt):
            raise ValueError("Tekst zawiera znaki, których nie można zapisać.")
        if self.text is not None and not any(c.isalnum() for c in self.text):
            raise ValueError("Komunikat musi zawierać słowa.")
        return self


class EmergencyOut(BaseModel):
    """An emergency message, and who switched it on and off."""

    id: str
    office: str | None = Field(description="None: the whole province")
    prompt: str | None
    text: str | None
    is_on: bool = Field(description="Is it heard now, unless another one goes before?")
    is_planned: bool = Field(description="Will it be heard later on?")
    starts_at: datetime
    ends_at: datetime | None
    switched_on_by: str
    confirmed_by: str | None = Field(description="The second person; None: one alone")
    switched_off_at: datetime | None
    switched_off_by: str | None
    proposal: ProposalOut | None = Field(default=None, description="For the time after the first hour")

    @classmethod
    def of(cls, row: SwitchedMessage, now: datetime, proposal: ProposalOut | None = None) -> Self:
        is_on = row.is_heard_at(now)
        is_planned = row.is_valid_at(now) and not is_on
        return copied(cls, row.message, row, is_on=is_on, is_planned=is_planned, proposal=proposal)
