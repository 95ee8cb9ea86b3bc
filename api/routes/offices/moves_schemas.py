"""Moves of offices."""

from datetime import date, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.words import POSTAL_CODE, Words
from ivr.places.move_store import NewAddress, StoredMove


class MoveIn(BaseModel):
    """Where an office will be."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"postal_code": "18-500", "address": "ul. Nowa 5"}]},
    )

    postal_code: str = Field(pattern=POSTAL_CODE)
    address: Words
    telephone: str | None = Field(default=None, pattern="^[0-9 ]{3,20}$", description="None: it stays")

    @property
    def to(self) -> NewAddress:
        return NewAddress(self.postal_code, self.address, self.telephone)


class MoveOut(BaseModel):
    """A move that is planned, or was carried out."""

    valid_from: date
    postal_code: str
    address: str
    telephone: str | None = Field(description="None: it stays as it was")
    changed_by: str = Field(examples=["administrator"])
    changed_at: datetime
    done_at: datetime | None = Field(description="None: it is planned")

    @classmethod
    def of(cls, stored: StoredMove) -> Self:
        return copied(cls, stored, stored.to)
