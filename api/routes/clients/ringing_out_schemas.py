"""Clients who are rung: what may be asked, and the answers."""

from pydantic import BaseModel, ConfigDict, Field

from core.facts.kinds.ringing_out import DialReason


class RingIn(BaseModel):
    """Why a client is rung: it stands in the access log, and in the record of the call."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "visit"}]})

    reason: DialReason = Field(
        description="callback: a promised call-back; open_matter; visit; offer: of a job, a training or a"
        " programme; documents; benefit; contact: the regular one; other"
    )


class RungOut(BaseModel):
    """The own telephone rings, and then the client's."""

    call_id: str = Field(examples=["call-outbound-019ab3c4d5e0000-4f2a91c3d0"])
