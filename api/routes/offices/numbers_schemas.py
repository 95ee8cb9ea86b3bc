"""Numbers that callers dial."""

from datetime import datetime
from typing import Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from ivr.publishing.number_store import StoredNumber

Price: TypeAlias = Literal["free", "paid"]


class DialledNumberIn(BaseModel):
    """What a number is to be. What is left out is taken away."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [{"scenario": "linia-9524", "price": "paid", "description": "Linia dla pracodawców"}]
        },
    )

    scenario: str = Field(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", description="Answers if no variant does"
    )
    price: Price = Field(description="What the call costs whoever dials: nothing, or as the operator says")
    description: str = Field(default="", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    office: str | None = Field(
        default=None, pattern=OFFICE, description="Whose number it is; None: the province's"
    )


class NumberOut(BaseModel):
    """A number that callers dial."""

    number: str = Field(examples=["9524"])
    scenario: str = Field(examples=["linia-9524"])
    price: Price
    description: str
    office: str | None
    deactivated_at: datetime | None = Field(description="None: it is answered")

    @classmethod
    def of(cls, stored: StoredNumber) -> Self:
        return copied(cls, stored, price="free" if stored.is_free else "paid")
