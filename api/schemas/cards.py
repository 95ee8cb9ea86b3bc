"""Clients' cards."""

from pydantic import BaseModel, ConfigDict, Field


class CardIn(BaseModel):
    """A card, by the number printed on it. In the body: it is personal, and addresses end up in logs."""

    model_config = ConfigDict(extra="forbid")

    card_number: str = Field(pattern="^[0-9]{9}$", examples=["123456782"])


class NewPin(CardIn):
    """A card and the PIN that the client has chosen in the office."""

    pin: str = Field(pattern="^[0-9]{4,6}$", examples=["739206"], repr=False)
