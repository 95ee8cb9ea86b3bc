"""How offices and their branches are reached. What nobody knows is null, and shown as unknown."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from ivr.hours.opening_hours import OfficeHours
from ivr.hours.week_plan import clock_time
from knowledge.contact_directory.directory_store import ListedBranch, ListedOffice, Reached
from knowledge.rates.rate import Certainty


class OpenSpan(BaseModel):
    begin: str = Field(examples=["07:30"])
    end: str = Field(description='"24:00": until midnight', examples=["15:30"])


class DirectoryDay(BaseModel):
    """When people answer on a day of Warsaw, for most callers."""

    day: date
    spans: Sequence[OpenSpan] = Field(description="Empty: closed")
    reason: str | None = Field(
        description="Why this day is not as others, in Polish", examples=["Boże Narodzenie"]
    )


def days_of(hours: OfficeHours, days: Sequence[date]) -> list[DirectoryDay]:
    """The hours in which calls of no special topic are taken."""
    found = []
    for day in days:
        today = hours.on("all", day)
        found.append(
            DirectoryDay(
                day=day,
                spans=[OpenSpan(begin=clock_time(span.begin), end=clock_time(span.end)) for span in today.spans],
                reason=today.reason.name or None,
            )
        )
    return found


class ReachedOut(BaseModel):
    """How a place is reached."""

    model_config = ConfigDict(from_attributes=True)

    postal_code: str | None
    address: str | None
    telephone: str | None
    email: str | None
    page: str | None
    certainty: Certainty | None = Field(description="Of all this; null: nobody knows")
    checked_on: date | None = Field(description="When somebody last checked it; null: never")

    @classmethod
    def values(cls, reached: Reached) -> dict[str, Any]:
        return cls.model_validate(reached).model_dump()


class DirectoryBranch(ReachedOut):
    """Another place where an office receives people."""

    id: str
    name: str
    town: str

    @classmethod
    def of(cls, branch: ListedBranch) -> Self:
        return cls(id=branch.id, name=branch.name, town=branch.town, **ReachedOut.values(branch.reached))


class DirectoryMove(BaseModel):
    """Where an office will be from a day on."""

    model_config = ConfigDict(from_attributes=True)

    valid_from: date
    postal_code: str
    address: str
    telephone: str | None = Field(description="null: it stays")


class DirectoryOffice(ReachedOut):
    """An office with its branches."""

    code: str
    name: str
    seat: str
    is_province: bool
    days: Sequence[DirectoryDay] = Field(description="Today and the six days that follow")
    branches: Sequence[DirectoryBranch]
    moves: Sequence[DirectoryMove] = Field(description="What is planned, the next one first")

    @classmethod
    def of(cls, office: ListedOffice, days: Sequence[DirectoryDay]) -> Self:
        return cls(
            code=office.code,
            name=office.name,
            seat=office.seat,
            is_province=office.is_province,
            days=days,
            branches=[DirectoryBranch.of(branch) for branch in office.branches],
            moves=[DirectoryMove.model_validate(move) for move in office.moves],
            **ReachedOut.values(office.reached),
        )


class ContactDirectoryOut(BaseModel):
    """By code."""

    offices: Sequence[DirectoryOffice]
