"""Activating an account: what is sent, and the answers."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.accounts.pairing_store import PairingNow
from api.routes.accounts.session_schemas import NewPassword
from api.schemas.words import Name

Number = Annotated[str, Field(description="To be read out", examples=["483 920"])]


class ActivationIn(BaseModel):
    """The own account."""

    model_config = ConfigDict(extra="forbid")

    username: str = Field(pattern=Name, examples=["nowak"])


class ActivationBegun(BaseModel):
    """The number to be told to somebody who knows the owner."""

    number: Number
    expires_at: datetime

    @classmethod
    def of(cls, pairing: PairingNow) -> Self:
        return cls(number=_shown(pairing.number), expires_at=pairing.expires_at)


class ActivationNow(BaseModel):
    """How far this browser is."""

    state: Literal["none", "waiting", "confirmed"]
    username: str | None = Field(default=None, description="As it was given", examples=["nowak"])
    number: Number | None = None
    expires_at: datetime | None = Field(
        default=None, description="Until when the number may be confirmed, or the password be set"
    )

    @classmethod
    def of(cls, pairing: PairingNow | None) -> Self:
        if pairing is None:
            return cls(state="none")
        return cls(
            state="confirmed" if pairing.is_confirmed else "waiting",
            username=pairing.username,
            number=_shown(pairing.number),
            expires_at=pairing.expires_at,
        )


class ActivationPassword(BaseModel):
    """The password to be."""

    model_config = ConfigDict(extra="forbid")

    new_password: NewPassword


class NumberIn(BaseModel):
    """The number that the owner's browser shows."""

    model_config = ConfigDict(extra="forbid")

    number: Annotated[str, StringConstraints(strip_whitespace=True, pattern="^[0-9]{3} ?[0-9]{3}$")] = Field(
        examples=["483 920"]
    )

    @property
    def digits(self) -> str:
        return self.number.replace(" ", "")


def _shown(number: str) -> str:
    return f"{number[:3]} {number[3:]}"
