"""What a caller of the demonstration is being told, in words, and what happens at the desk meanwhile."""

from pydantic import BaseModel, Field

from api.made_up.desk_now import RecordingNow, Stage
from api.scenarios.captions import Caption


class DeskNowOut(BaseModel):
    """Where the call is. `agent` and `office` are names: of who is rung or talks; of who waits, the queue's."""

    stage: Stage
    agent: str | None = Field(examples=["Konsultant 1 (Kolno)"])
    office: str | None = Field(examples=["Powiatowy Urząd Pracy w Kolnie"])
    place: int | None = Field(description="Of who waits; 1 is next", examples=[2])
    recording: RecordingNow


class Captions(BaseModel):
    """Oldest first. No `call_id`: the call has not come in yet."""

    call_id: str | None
    is_over: bool
    captions: list[Caption]
    desk: DeskNowOut | None
