"""How offices and their branches are reached. What nobody knows is null, and shown as unknown."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.routes.offices.offices_schemas import CERTAINTY, CheckedOn, Email, PageAddress
from api.schemas.words import POSTAL_CODE, Words
from ivr.hours.opening_hours import OfficeHours
from ivr.hours.week_plan import clock_time
from ivr.office_errors_pl import Reached as KeptReached
from ivr.places.card_store import PlaceCard, StoredCard
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


class PlaceCardIn(BaseModel):
    """What is known of how a place is reached. What is left out is taken away: nobody knows it."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"postal_code": "16-500", "address": "ul. Piłsudskiego 34", "telephone": "87 517 00 00"}]
        },
    )

    postal_code: str = Field(pattern=POSTAL_CODE)
    address: Words | None = Field(default=None, description="Street and number")
    telephone: str | None = Field(default=None, pattern="^[0-9 ]{3,20}$")
    email: Email | None = None
    page: PageAddress | None = None
    certainty: Certainty | None = Field(default=None, description="Of all this; None: nobody knows")
    checked_on: CheckedOn | None = Field(default=None, description="When somebody of the office last saw to it")

    @property
    def card(self) -> PlaceCard:
        reached = KeptReached(self.telephone, self.email, self.page, self.certainty, self.checked_on)
        return PlaceCard(self.postal_code, self.address, reached)


class PlaceCardOut(ReachedOut):
    """The card of an office or a branch."""

    place: str = Field(description="The code of the office, or the id of the branch", examples=["20090"])
    name: str
    office: str = Field(description="Whose place it is", examples=["20090"])
    version: int = Field(description="Of its last change, for `If-Match`")

    @classmethod
    def of(cls, stored: StoredCard) -> Self:
        card, reached = stored.card, stored.card.reached
        return cls(
            place=stored.place,
            name=stored.name,
            office=stored.office,
            version=stored.version,
            postal_code=card.postal_code or None,
            address=card.address,
            telephone=reached.telephone,
            email=reached.email,
            page=reached.page,
            certainty=CERTAINTY.validate_python(reached.certainty),
            checked_on=reached.checked_on,
        )
