"""Clients' cards."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from clients.card_store import CardState
from ivr.identity.pin import is_card_number


class CardIn(BaseModel):
    """A card, by the number printed on it. In the body: it is personal, and addresses end up in logs."""

    model_config = ConfigDict(extra="forbid")

    card_number: str = Field(pattern="^[0-9]{9}$", examples=["123456782"])

    @field_validator("card_number")
    @classmethod
    def _has_its_check_digit(cls, value: str) -> str:
        if not is_card_number(value):
            raise ValueError("W numerze karty jest błąd: ostatnia cyfra nie pasuje do pozostałych.")
        return value


class NewPin(CardIn):
    """A card and the PIN that the client has chosen in the office."""

    pin: str = Field(pattern="^[0-9]{4,6}$", examples=["739206"], repr=False)


class CardFor(BaseModel):
    """Who gets a card."""

    model_config = ConfigDict(extra="forbid")

    client_id: str = Field(pattern="^[A-Za-z0-9_-]{1,80}$", examples=["client-20060-0"])


class CardOut(BaseModel):
    """A card. Nobody can see its PIN."""

    model_config = ConfigDict(from_attributes=True)

    number: str = Field(examples=["123456782"])
    state: CardState
    has_pin: bool = Field(description="Without one the PIN letter can be printed, and nobody can use the card")
    issued_at: datetime
    issued_by: str = Field(examples=["kierownik-20060"])
    letter_printed_at: datetime | None = Field(description="When the letter with the present PIN was printed")
    ended_at: datetime | None
