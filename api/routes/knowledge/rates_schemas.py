"""Rates: amounts that articles name by their code."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.knowledge.articles_schemas import Day
from api.schemas.copying import copied
from api.schemas.words import Words
from knowledge.rates.rate import Certainty, Rate
from knowledge.rates.rate_store import Key, StoredRate

RATE_CODE = r"^[A-Za-z0-9_.-]{1,60}$"


class RateIn(BaseModel):
    """An amount for a span of days. What was planned for these days gives way."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "code": "zasilek_90_dni",
                    "title": "Zasiłek dla bezrobotnych, 100 %, pierwsze 90 dni",
                    "amount": "1721.90",
                    "valid_from": "2030-06-01",
                    "valid_until": "2031-05-31",
                    "source": "Obwieszczenie ministra",
                    "source_certainty": "high",
                }
            ]
        },
    )

    code: str = Field(pattern=RATE_CODE)
    title: Words
    amount: Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=2)] = Field(description="In złote")
    valid_from: Day
    valid_until: Day | None = Field(default=None, description="Included; None: until further notice")
    source: Words
    source_certainty: Certainty

    @property
    def rate(self) -> Rate:
        return Rate(
            self.code,
            self.title,
            self.amount,
            self.valid_from,
            self.valid_until,
            self.source,
            self.source_certainty,
        )


class RateOut(BaseModel):
    """An amount for a span of days."""

    code: str = Field(examples=["zasilek_90_dni"])
    title: str
    amount: str = Field(description="In złote", examples=["1721.90"])
    valid_from: date
    valid_until: date | None = Field(description="Included")
    source: str
    source_certainty: Certainty
    is_in_force: bool = Field(description="Today")
    version: int = Field(description="Of its code, all spans together: what `If-Match` is to name")
    changed_at: datetime
    changed_by: str | None = Field(description="None: it came with the product")

    @classmethod
    def of(cls, stored: StoredRate, day: date) -> Self:
        rate = stored.rate
        return copied(cls, rate, stored, amount=f"{rate.amount:.2f}", is_in_force=rate.holds_on(day))


class RateList(BaseModel):
    """Spans of rates, by code and the first day."""

    rates: Sequence[RateOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


def key_of(cursor: str | None) -> Key | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    code, _, day = cursor.rpartition(":")
    try:
        return code, date.fromisoformat(day)
    except ValueError:
        raise ValueError("Nieznany kursor.") from None


def rate_cursor(key: Key | None) -> str | None:
    return None if key is None else f"{key[0]}:{key[1].isoformat()}"


def _ours(cursor: str) -> str:
    key_of(cursor)
    return cursor


RateCursor: TypeAlias = Annotated[
    str,
    Field(pattern=r"^[A-Za-z0-9_.-]{1,60}:[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="`next_cursor` of before"),
    AfterValidator(_ours),
]
