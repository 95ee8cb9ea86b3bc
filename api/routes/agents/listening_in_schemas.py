"""Listening in to a conversation that goes on."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.recordings.recordings_schemas import LONGEST_REASON, TEXT
from core.reasons import written_reason
from core.relay.commands import ListeningState


class ListenIn(BaseModel):
    """Why, in own words: it stands in the access log."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Wdrożenie nowej osoby, druga rozmowa"}]}
    )

    reason: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=5, max_length=LONGEST_REASON, pattern=TEXT
    )


class ListeningInOut(BaseModel):
    """The own telephone rings; whoever answers it hears the conversation."""

    agent: str = Field(examples=["k20060-1"])
    call_id: str


class ListeningNow(BaseModel):
    """Is a conversation heard now?"""

    agent: str = Field(examples=["k20060-1"])
    state: ListeningState = Field(description="`silent`: on hold, or a secret is keyed")
    listener: str | None = Field(description="The account that hears it, or whose telephone rings")
    call_id: str | None
