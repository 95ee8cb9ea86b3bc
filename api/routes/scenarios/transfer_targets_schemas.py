"""Numbers to which calls may be transferred."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from ivr.outside.transfer_store import Contact, StoredTarget

Line = Annotated[str, StringConstraints(pattern=r"^[0-9+]{1,20}$")]


class TargetIn(BaseModel):
    """What a number on the list is to be."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    name: str = Field(
        min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$", examples=["ZUS, Centrum Kontaktu Klientów"]
    )
    purpose: str = Field(
        default="",
        max_length=200,
        pattern=r"^[^\x00-\x1f]*$",
        description="What it is for, in Polish",
        examples=["Emerytury, renty, zasiłki chorobowe"],
    )
    hours: str = Field(
        default="",
        max_length=100,
        pattern=r"^[^\x00-\x1f]*$",
        description="When somebody answers there, in Polish",
        examples=["pn.–pt. 7:00–18:00"],
    )
    office: str | None = Field(
        default=None, pattern=OFFICE, description="Whose part of the province it serves; None: all of it"
    )
    number: str = Field(
        min_length=9, max_length=20, description="An ordinary Polish number", examples=["22 560 16 00"]
    )
    lines: list[Line] = Field(
        max_length=50,
        description="Dialled numbers whose callers may be transferred there; none: nobody may",
        examples=[["9524"]],
    )

    @property
    def contact(self) -> Contact:
        return Contact(self.name, self.purpose, self.hours, self.office)


class TargetOut(BaseModel):
    """A number on the list, and who put it there."""

    id: str = Field(examples=["zus-bialystok"])
    name: str
    purpose: str
    hours: str
    office: str | None
    number: str = Field(description="Nine digits", examples=["225601600"])
    lines: list[str]
    changed_by: str = Field(examples=["administrator"])
    changed_at: datetime
    deactivated_at: datetime | None = Field(description="None: it is on the list")

    @classmethod
    def of(cls, stored: StoredTarget) -> Self:
        target = stored.target
        return copied(cls, target, stored.contact, stored, lines=sorted(target.lines))
