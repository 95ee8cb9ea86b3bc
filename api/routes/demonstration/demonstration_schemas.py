"""What a newcomer to a demonstration is offered."""

from pydantic import BaseModel, ConfigDict, Field

from api.accounts.made_up_store import MadeUpAccount
from api.schemas.words import Name


class DemonstrationClientOut(BaseModel):
    """A made-up client, to call with."""

    card_number: str = Field(examples=["123456782"])
    pin: str = Field(examples=["402917"])
    office: str = Field(examples=["Kolno"])


class DemonstrationHotline(BaseModel):
    """A number to call."""

    number: str = Field(examples=["9510"])
    purpose: str = Field(description="In Polish")


class Demonstration(BaseModel):
    """All of it is made up."""

    accounts: list[MadeUpAccount]
    clients: list[DemonstrationClientOut]
    hotlines: list[DemonstrationHotline]


class DemonstrationLogIn(BaseModel):
    """Whom to be."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=Name, examples=["k20060-1"])
