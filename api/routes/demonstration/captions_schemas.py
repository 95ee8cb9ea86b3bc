"""What a caller of the demonstration is being told, in words."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class CaptionOut(BaseModel):
    """One thing that is heard."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime = Field(description="When it began")
    text: str = Field(examples=["Dzień dobry, tu Zielona Linia."])
    kind: Literal["speech", "sound"] = Field(
        description="`sound`: music, ringing, a conversation, in Polish words"
    )


class Captions(BaseModel):
    """Oldest first. No `call_id`: the call has not come in yet."""

    call_id: str | None
    is_over: bool
    captions: list[CaptionOut]
