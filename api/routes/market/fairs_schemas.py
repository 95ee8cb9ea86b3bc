"""Fairs of jobs and trainings."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.paging import OFFICE, Moment, utc
from market.events.fair import Fair, FairKind
from market.events.fair_store import StoredFair

_LINE = r"^[^\x00-\x1f\x7f]+$"


class FairIn(BaseModel):
    """A fair, whole."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "office": "20060",
                    "title": "Targi pracy w Kolnie",
                    "town": "Kolno",
                    "place": "Kolneński Ośrodek Kultury",
                    "starts_at": "2027-03-12T10:00:00+01:00",
                    "ends_at": "2027-03-12T14:00:00+01:00",
                    "source": "do sprawdzenia przez redakcję",
                }
            ]
        },
    )

    office: str | None = Field(pattern=OFFICE, description="Whose it is; null: the province's")
    title: str = Field(min_length=3, max_length=200, pattern=_LINE)
    town: str = Field(min_length=2, max_length=100, pattern=_LINE)
    place: str = Field(min_length=2, max_length=200, pattern=_LINE)
    starts_at: Moment
    ends_at: Moment
    source: str = Field(min_length=2, max_length=500, pattern=_LINE, description="Where it is announced")
    kind: FairKind = FairKind.FAIR

    def fair(self) -> Fair:
        return Fair(
            office=self.office,
            title=self.title,
            town=self.town,
            place=self.place,
            starts_at=_moment(self.starts_at, is_end=False),
            ends_at=_moment(self.ends_at, is_end=True),
            source=self.source,
            kind=self.kind,
        )


class FairOut(BaseModel):
    """A fair. Its ETag is `version`."""

    id: str
    office: str | None
    title: str
    town: str
    place: str
    starts_at: datetime
    ends_at: datetime
    source: str
    kind: FairKind
    version: int

    @classmethod
    def of(cls, stored: StoredFair) -> "FairOut":
        return copied(cls, stored, stored.fair)


class FairList(BaseModel):
    """By their beginning."""

    fairs: list[FairOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


def _moment(value: date | datetime, *, is_end: bool) -> datetime:
    return utc(value, is_end=is_end)
