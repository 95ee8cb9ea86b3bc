"""What was proposed and takes a second person."""

from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.copying import copied
from api.schemas.words import Reason
from core.two_persons.four_eyes import ACTS, Act, State, waits_until
from core.two_persons.four_eyes_store import Proposal

PROPOSAL_ID = "^proposal-[0-9a-z-]{1,60}$"


class ProposalOut(BaseModel):
    """An act that waits for a second person, or what became of it."""

    id: str = Field(examples=["proposal-019ab3c4d5e0000-4f2a91c3d0"])
    act: Act
    title: str = Field(description="In Polish", examples=["Nowe stawki"])
    office: str | None = Field(description="Whose it is; None: the whole province's", examples=["20060"])
    deputies: list[str] = Field(description="Offices that may confirm since the own one has nobody else")
    subject: str = Field(examples=["zasilek_90_dni"])
    details: dict[str, Any] = Field(description="What is to be done")
    state: State
    proposed_by: str
    proposed_at: datetime
    expires_at: datetime | None = Field(description="None: it waits until it is decided")
    decided_by: str | None
    decided_at: datetime | None
    note: str | None = Field(description="Why it was refused or could not be carried out, in Polish")
    is_break_glass: bool = Field(description="One person did it alone; `note` says why")
    is_early: bool = Field(description="Confirmed before the first call, without a look at the account's age")

    @classmethod
    def of(cls, found: Proposal) -> Self:
        return copied(
            cls,
            found,
            act=found.wanted.act,
            title=ACTS[found.wanted.act].title_pl,
            office=found.wanted.office,
            deputies=sorted(found.wanted.deputies),
            details=dict(found.details),
            expires_at=waits_until(found.wanted.act, found.proposed_at),
        )


class WaitingProposals(BaseModel):
    """What waits: for the one who asks, and of what that person has proposed."""

    to_decide: list[ProposalOut]
    own: list[ProposalOut]


class RefusalIn(BaseModel):
    """Why it is not to be."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "Kwota jest inna."}]})

    reason: Reason
