"""The desk of a consultant: what its page needs once, and what is asked for in a conversation."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.routes.accounts.session_schemas import Me
from api.routes.lists.lists_schemas import PauseReasonOut
from api.schemas.ice import IceServer
from api.schemas.paging import OFFICE
from core.lists.topic_store import StoredTopic
from core.relay.commands import RecordingAction

_CALL = "call-s724-1795559785-42"
CallOfDesk = Annotated[str, Field(pattern="^[A-Za-z0-9-]{1,64}$", description="The conversation's call")]


class DeskOffice(BaseModel):
    """An office to whose queue a call can be handed on."""

    code: str = Field(examples=["20620"])
    name: str = Field(examples=["Powiatowy Urząd Pracy w Łomży"])
    seat: str = Field(examples=["Łomża"])
    is_province: bool


class DeskOut(BaseModel):
    """What does not change while the page is open."""

    account: Me
    offices: list[DeskOffice] = Field(description="That take callers, by code")
    pause_reasons: list[PauseReasonOut]
    topics: list[StoredTopic]
    ice_servers: list[IceServer]
    has_browser_telephone: bool = Field(description="Can the page be the consultant's telephone?")


class _OfCall(BaseModel):
    call: CallOfDesk


class HoldIn(_OfCall):
    """Music for the caller, or on with the conversation; said again, nothing changes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"call": _CALL, "is_held": True}]})

    is_held: bool


class HelpIn(_OfCall):
    """A supervisor is wanted, or no more; said again, nothing changes."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"call": _CALL, "is_wanted": True}]})

    is_wanted: bool


class HangUpIn(_OfCall):
    """The consultant's end of the conversation."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"call": _CALL}]})


class RecordingIn(BaseModel):
    """What is to become of the recording of the own conversation."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"call_id": _CALL, "action": "pause"}]}
    )

    call_id: CallOfDesk
    action: RecordingAction = Field(
        description="start: the caller was asked, and said yes; pause, resume: silence in the file, sound again;"
        " withdraw: the caller takes the consent back, and the recording is destroyed"
    )


class TransferIn(_OfCall):
    """To whose queue, and with which topic; left out, the topic stays as it is."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"call": _CALL, "office": "20620", "topic": "employer"}]},
    )

    office: str = Field(pattern=OFFICE)
    topic: str | None = Field(default=None, pattern="^[a-z_]{1,40}$")
