"""Listening in to a conversation that goes on."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.routes.recordings.recordings_schemas import LONGEST_REASON, TEXT
from core.facts.kinds.colleagues import SupervisorMode
from core.reasons import written_reason
from core.relay.commands import ListeningState

_MODE = "listen: nobody hears one; whisper: the consultant alone does; barge_in: all talk with each other"


class WayOfListeningIn(BaseModel):
    """How one takes part from now on."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"mode": "whisper"}]})

    mode: SupervisorMode = Field(description=_MODE)


class ListenIn(BaseModel):
    """How, and why, in own words: it stands in the access log."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "Wdrożenie nowej osoby, druga rozmowa", "mode": "listen"}]},
    )

    reason: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=5, max_length=LONGEST_REASON, pattern=TEXT
    )
    mode: SupervisorMode = Field("listen", description=_MODE)


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
