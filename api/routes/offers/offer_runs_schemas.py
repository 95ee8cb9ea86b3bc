"""Imports of offers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from api.schemas.copying import copied

RUN_ID = r"^offers-[0-9a-f]+-[0-9a-f]+$"


class OfferRunOut(BaseModel):
    """An import of all offers of a base outside.

    `state`: waiting, reading, done; quarantined: waits for somebody's word since most offers would go; refused:
    replaced by a newer one; failed. `counts`: read, new, changed, same, rejected, withdrawn, duplicates, going.
    """

    id: str
    source: str
    state: Literal["waiting", "reading", "quarantined", "done", "refused", "failed"]
    began_at: datetime
    ended_at: datetime | None
    asked_by: str
    not_before: datetime | None = Field(description="When it goes on")
    files_done: int
    files: int
    counts: dict[str, int]
    error_pl: str | None
    confirmed_by: str | None

    @classmethod
    def of(cls, row: Any) -> "OfferRunOut":
        return copied(cls, row)


class OfferRuns(BaseModel):
    """Newest first. `is_set_up`: whether the service of the central base is named; `is_eures_set_up`: a feed of
    EURES."""

    runs: list[OfferRunOut]
    is_set_up: bool
    is_eures_set_up: bool


class OfferRejectOut(BaseModel):
    """A record that could not be taken in."""

    place: int
    file: str
    ext_id: str
    reason_pl: str


class OfferRejects(BaseModel):
    rejects: list[OfferRejectOut]
