"""Messages that callers have left: what may be asked, and the answers."""

from datetime import datetime
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.paging import OFFICE, Cursor, Place, place_of
from api.schemas.words import Reason
from core.db.pages import MAX_PAGE
from core.todo.work import WorkOutcome
from recordings.lists.message_store import MessageState


class MessageQuery(BaseModel):
    """Which messages are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    state: MessageState | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class MessageOut(BaseModel):
    """A message, without whose it is. Times in UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["msg-019ab3c4d5e0000-4f2a91c3d0"])
    call_id: str = Field(description="The call in which it was left")
    office: str = Field(examples=["20060"])
    state: MessageState
    left_at: datetime
    duration_time: float | None = Field(description="Seconds; None: nobody knows", examples=[31.5])
    changed_by: str | None = Field(description="Who set the state last", examples=["k20060-1"])
    changed_at: datetime | None
    outcome: WorkOutcome | None = Field(description="How it was done with; null until then")


class MessageDetail(MessageOut):
    """A message, and whose it is."""

    caller_number: str = Field(description="Empty when withheld", examples=["600100200"])
    client_id: str | None = Field(description="Of a verified caller")


class MessagePage(BaseModel):
    """Messages, newest first."""

    messages: list[MessageOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class MessageChange(BaseModel):
    """What became of a message."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["new", "listened", "done"]
    outcome: WorkOutcome | None = Field(default=None, description="With `done`: how it ended. With others: none")
    reason: Reason | None = Field(
        default=None,
        description="Needed for `listened` of a message that was done with or taken up on an earlier day; it "
        "stands in the access log",
    )

    @model_validator(mode="after")
    def _outcome_of_the_end(self) -> Self:
        if (self.outcome is not None) != (self.state == "done"):
            raise ValueError("an outcome belongs to `done`, and to nothing else")
        return self
