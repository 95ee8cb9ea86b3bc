"""What goes on in a demonstration."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.made_up.made_up_history import MadeUpHistory


class HistoryOut(BaseModel):
    """The calls of before, all of which are made up. `calls` of `planned` are written."""

    state: Literal["none", "writing", "done", "left_out"] = Field(
        description="none: nothing is made up here. left_out: there were real calls before it could begin"
    )
    calls: int
    planned: int
    first_day: date | None
    last_day: date | None = Field(description="Included")

    @classmethod
    def of(cls, told: MadeUpHistory, *, is_wanted: bool) -> "HistoryOut":
        """Wanted and not begun is about to be written."""
        return cls(
            state="writing" if told.state == "none" and is_wanted else told.state,
            calls=told.calls,
            planned=told.planned,
            first_day=date.fromisoformat(told.first_day) if told.first_day else None,
            last_day=date.fromisoformat(told.last_day) if told.last_day else None,
        )


class ShowOut(BaseModel):
    """Made-up callers and consultants with real telephones."""

    model_config = ConfigDict(from_attributes=True)

    is_possible: bool = Field(description="The telephones are installed")
    ends_at: datetime | None = Field(description="Empty while nothing goes on")
    is_ending: bool


class DemonstrationNow(BaseModel):
    """What goes on at this moment. `calls`: of everybody."""

    calls: int
    history: HistoryOut
    show: ShowOut
