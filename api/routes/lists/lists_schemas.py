"""Topics of calls and reasons of pauses."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from acd.staffing.pause_reason_store import StoredReason
from api.schemas.words import PlaceInList, Words

Title = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class TopicIn(BaseModel):
    """The words of a topic."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"title": "cudzoziemiec", "whispered": "cudzoziemiec"}]},
    )

    title: Title = Field(description="In Polish, for staff to read")
    whispered: Words = Field(description="In Polish, said to the consultant before the caller")
    place: PlaceInList | None = Field(default=None, description="In lists; left out: as before, a new one last")


class PauseReasonIn(BaseModel):
    """A reason of a pause."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={"examples": [{"name": "narada", "dial_code": "*70"}]},
    )

    name: Title = Field(description="In Polish")
    dial_code: str | None = Field(
        default=None,
        pattern=r"^\*[0-9]{2}$",
        description="What a consultant dials for it; None: it is given in the browser only",
    )
    place: PlaceInList | None = Field(default=None, description="In lists; left out: as before, a new one last")


class PauseReasonOut(BaseModel):
    """A reason that may be given with the wish `pause`."""

    code: str = Field(examples=["meal"])
    name: str = Field(examples=["posiłek"])
    dial_code: str | None = Field(examples=["*72"])
    place: int
    deactivated_at: datetime | None = Field(description="None: it can be given")

    @classmethod
    def of(cls, stored: StoredReason) -> Self:
        return cls(
            code=stored.reason.id,
            name=stored.reason.title,
            dial_code=stored.reason.dial_code,
            place=stored.place,
            deactivated_at=stored.deactivated_at,
        )
