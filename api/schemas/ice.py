"""Servers by which a page reaches the sound."""

from pydantic import BaseModel, Field


class IceServer(BaseModel):
    """As `RTCPeerConnection` takes it."""

    urls: list[str] = Field(examples=[["turn:turn.example.pl:3478"]])
    username: str | None = None
    credential: str | None = None
