"""What a caller of the demonstration is being told, in words."""

from pydantic import BaseModel

from api.scenarios.captions import Caption


class Captions(BaseModel):
    """Oldest first. No `call_id`: the call has not come in yet."""

    call_id: str | None
    is_over: bool
    captions: list[Caption]
